"""The audit trail: one call, one line, in the transaction of what it tells of."""

import getpass
import os
import re
from typing import Any

from sync.models import Audit, Run

_ADDRESS = re.compile(r"[^\s<>\"'(),;:]+@[^\s<>\"'(),;:]+")


def note(what: str, ref: str, why: str = "", *, run: Run | None = None, who: str = "solde", **facts: Any) -> None:
    """Add a line. `what` is a short verb phrase (`notice prepared`), `facts` are JSON values."""
    line(what, ref, why, run=run, who=who, **facts).save()


def line(what: str, ref: str, why: str = "", *, run: Run | None = None, who: str = "solde", **facts: Any) -> Audit:
    """A line that is not written yet: for many that are written together.

    It can never be taken back, so it names people only by the ERP's reference: no e-mail address stays in `why`, and
    what a person wrote is named by its row (`entry 12`) instead of said, so that `solde prune` can let go of it.
    """
    return Audit(who=who, what=what, ref=ref, why=without_addresses(why), facts=facts, run=run)


def without_addresses(text: str) -> str:
    """A text with its e-mail addresses blanked."""
    return _ADDRESS.sub("(address)", text) if "@" in text else text


def person() -> str:
    """Who is at the keyboard, for what a person decides."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
