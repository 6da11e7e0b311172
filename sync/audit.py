"""The audit trail: one call, one line, in the transaction of what it tells of."""

import getpass
import os
from typing import Any

from sync.models import Audit, Run


def note(what: str, ref: str, why: str = "", *, run: Run | None = None, who: str = "solde", **facts: Any) -> None:
    """Add a line. `what` is a short verb phrase (`notice prepared`), `facts` are JSON values."""
    line(what, ref, why, run=run, who=who, **facts).save()


def line(what: str, ref: str, why: str = "", *, run: Run | None = None, who: str = "solde", **facts: Any) -> Audit:
    """A line that is not written yet: for many that are written together."""
    return Audit(who=who, what=what, ref=ref, why=why, facts=facts, run=run)


def person() -> str:
    """Who is at the keyboard, for what a person decides."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
