"""The audit trail: one call, one line, in the transaction of what it tells of."""

import getpass
import os
from typing import Any

from sync.models import Audit, Run


def note(what: str, ref: str, why: str = "", *, run: Run | None = None, who: str = "solde", **facts: Any) -> None:
    """Add a line. `what` is a short verb phrase (`notice prepared`), `facts` are JSON values."""
    Audit.objects.create(who=who, what=what, ref=ref, why=why, facts=facts, run=run)


def person() -> str:
    """Who is at the keyboard, for what a person decides."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
