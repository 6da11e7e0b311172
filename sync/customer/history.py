"""The newest lines of the audit trail about a customer, each entry with its words as long as they are kept."""

import re
from datetime import datetime

import msgspec

from sync.customer.said import body_of
from sync.customer.words import words
from sync.models import Audit
from sync.models import Said as Row

MOST = 20
_ENTRY = re.compile(r"entry (\d+)")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What was done, when, by whom and why."""

    at: datetime
    who: str
    what: str
    why: str


def history(account: str) -> tuple[Line, ...]:
    """Newest last. The trail names what a person entered by its number; `solde prune` may have let go of the words."""
    lines = list(reversed(Audit.objects.filter(ref=account).order_by("-id")[:MOST]))
    numbers = [int(found[1]) for line in lines if (found := _ENTRY.fullmatch(line.why))]
    rows = {row.pk: row for row in Row.objects.filter(pk__in=numbers, account=account)}
    return tuple(Line(at=line.at, who=line.who, what=line.what, why=_why(line, rows)) for line in lines)


def _why(line: Audit, rows: dict[int, Row]) -> str:
    found = _ENTRY.fullmatch(line.why)
    row = rows.get(int(found[1])) if found else None
    if row is None:
        return line.why
    said = row.ended_why if " ended: " in line.what else words(row, body_of(row))
    return f"{line.why}, {said}" if said else line.why
