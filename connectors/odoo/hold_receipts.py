"""What the receipt of a hold keeps: what was there before, and what Solde wrote."""

import json
from typing import Any

Values = dict[str, Any]


def receipt(before: Values, after: Values) -> str:
    """The `undo` of a receipt."""
    return encode({"before": before, "after": after})


def previous(undo: str) -> Values | None:
    """What was there before, from the receipt of when the hold was set."""
    return _part(undo, "before")


def written(undo: str) -> Values | None:
    """What Solde wrote."""
    return _part(undo, "after")


def _part(undo: str, key: str) -> Values | None:
    try:
        found = json.loads(undo).get(key)
    except (ValueError, AttributeError):
        return None
    return found if isinstance(found, dict) else None


def encode(found: Values) -> str:
    return json.dumps(found, sort_keys=True, ensure_ascii=False)
