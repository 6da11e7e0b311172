"""What credit management does with every run, once the ERP was read."""

from sync.credit import held as credit_held
from sync.credit import kyc
from sync.credit import scores as credit_scores
from sync.engine import Engine
from sync.models import Run


def duties(engine: Engine, connection: str, *, run: Run | None = None) -> list[str]:
    """Ask agencies and registers, tell of reviews that are due, check held orders again. Returns troubles."""
    troubles = credit_scores.refresh(engine, connection)
    troubles += kyc.ask_register(engine, connection, run)
    kyc.due_reviews(engine, connection, run)
    credit_held.recheck(engine, connection, run=run)
    return troubles
