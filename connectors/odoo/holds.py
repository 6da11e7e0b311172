"""Where a hold shows in Odoo: the sales warning of the customer. It warns; over RPC it does not stop an order.

Up to 18 a warning has a kind (`block`) and a text; from 19 on it is the text alone.
"""

import json
from typing import Any

from connectors.odoo.reader import Row, text_of
from connectors.records import Hold

MARK = "[Solde]"
_BELOW = "\n\n(before:) "
FIELDS = ("sale_warn", "sale_warn_msg")


def shown(row: Row) -> Hold | None:
    """The hold as the row shows it; None where the Sales module is not there."""
    if "sale_warn_msg" not in row:
        return None
    return Hold(on=_on(row), value=encode(values(row)))


def _on(row: Row) -> bool:
    if "sale_warn" in row:
        return row.get("sale_warn") == "block"
    return text_of(row.get("sale_warn_msg")).startswith(MARK)


def values(row: Row) -> dict[str, Any]:
    """The raw field values, those fields only that this version has."""
    return {field: row.get(field) or False for field in FIELDS if field in row}


def ours(row: Row, reason: str) -> dict[str, Any]:
    """What to write for a hold of Solde's. A milder warning that was there stays readable below it."""
    text = f"{MARK} {reason}".strip()
    if row.get("sale_warn") == "warning" and text_of(row.get("sale_warn_msg")):
        text += _BELOW + str(row["sale_warn_msg"])
    wanted: dict[str, Any] = {"sale_warn_msg": text}
    if "sale_warn" in row:
        wanted["sale_warn"] = "block"
    return wanted


def is_free(row: Row) -> bool:
    """Whether nobody else holds this customer: up to 18 a milder warning is no hold, from 19 on any text is."""
    if "sale_warn" in row:
        return row.get("sale_warn") != "block"
    return not text_of(row.get("sale_warn_msg"))


def is_marked(row: Row) -> bool:
    """Whether the warning in force carries Solde's mark."""
    return text_of(row.get("sale_warn_msg")).startswith(MARK) and row.get("sale_warn", "block") == "block"


def below(row: Row) -> dict[str, Any]:
    """What was there before a hold of Solde's whose receipt was lost: its text still says it."""
    _, found, text = str(row.get("sale_warn_msg") or "").partition(_BELOW)
    before: dict[str, Any] = {"sale_warn_msg": text or False}
    if "sale_warn" in row:
        before["sale_warn"] = "warning" if found else "no-message"
    return before


def previous(undo: str) -> dict[str, Any] | None:
    """What was there before, from the receipt of when the hold was set."""
    return _part(undo, "before")


def written(undo: str) -> dict[str, Any] | None:
    """What Solde wrote."""
    return _part(undo, "after")


def _part(undo: str, key: str) -> dict[str, Any] | None:
    try:
        found = json.loads(undo).get(key)
    except (ValueError, AttributeError):
        return None
    return found if isinstance(found, dict) else None


def encode(found: dict[str, Any]) -> str:
    return json.dumps(found, sort_keys=True, ensure_ascii=False)
