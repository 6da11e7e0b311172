"""A reminded customer, and what somebody tells about the mail."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from config.settings import Tracking
from connectors.channels.reports import Report
from connectors.records import Person, Ref
from sync.models import Effect, Notice
from sync.tracking import returns
from tests.sync.conftest import TODAY, World

TO = "luce@luce.example"
AT = datetime(2026, 11, 2, 9, 12, tzinfo=UTC)


@pytest.fixture
def reminded(world: World) -> World:
    """Officina Luce owes F1 and F2 and has been reminded by e-mail."""
    luce = world.erp.customer("Officina Luce", email=TO, salesperson=Person(id="7", name="Vera"))
    world.erp.invoice(luce, number="F1", due=TODAY - timedelta(days=6))
    world.erp.invoice(luce, number="F2", due=TODAY - timedelta(days=7))
    world.run()
    assert Notice.objects.get().status == "given"
    return world


def luce(world: World) -> Ref:
    return next(row.record.ref for (kind, _), row in world.erp.rows.items() if kind == "customer")


def invoices(world: World) -> list[Ref]:
    return [row.record.ref for (kind, _), row in world.erp.rows.items() if kind == "invoice"]


def report(kind: str = "bounced", **changes: Any) -> Report:
    """What somebody tells about the newest mail."""
    mail = Effect.objects.exclude(mail="").order_by("-id")[0].mail
    usual: dict[str, Any] = {"source": "imap", "id": f"{kind}-1", "kind": kind, "at": AT, "mail": mail, "recipient": TO}
    if kind == "bounced":
        usual |= {"code": "5.1.1", "detail": f"550 5.1.1 <{TO}>: nobody here of this name"}
    return Report(**usual | changes)


def tell(world: World, *reports: Report) -> dict[str, int]:
    return dict(returns.take(world.engine.settings, reports).counts)


def watching(world: World) -> None:
    basis = Tracking(open_tracking="consent", basis_text="contract of 2026, clause 9")
    world.engine.settings = msgspec.structs.replace(world.engine.settings, tracking=basis)
