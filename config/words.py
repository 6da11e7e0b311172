"""Types and values in the words of someone who edits a TOML file."""

import json
import re
import types
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from config.secrets import FORMS
from connectors.secret import Secret

_SENSITIVE = re.compile("pass|secret|token|key|credential", re.IGNORECASE)
_WORDS: dict[object, str] = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    Decimal: "an amount such as 10.50",
    bool: "true or false",
    date: "a date such as 2026-09-01",
    datetime: "a date and time such as 2026-09-01T08:00:00Z",
    Path: "a path in quotes",
    Secret: FORMS,
    list: "a list in [ ]",
    tuple: "a list in [ ]",
    set: "a list in [ ]",
    frozenset: "a list in [ ]",
}


def expected(wanted: Any) -> str:
    """What a value of this type looks like."""
    if wanted in _WORDS:
        return _WORDS[wanted]
    origin, args = get_origin(wanted), get_args(wanted)
    if origin is Annotated:
        return expected(args[0]) + "".join(_limits(m) for m in args[1:] if isinstance(m, msgspec.Meta))
    if origin is Literal:
        return "one of " + ", ".join(json.dumps(choice) for choice in args)
    if origin in (Union, types.UnionType):
        return " or ".join(expected(part) for part in args if part is not type(None))
    return _WORDS.get(origin) or "a table"


def _limits(meta: msgspec.Meta) -> str:
    if meta.ge is not None and meta.le is not None:
        return f" from {meta.ge} to {meta.le}"
    words = {
        "ge": "at least",
        "gt": "more than",
        "le": "at most",
        "lt": "less than",
        "min_length": "of at least this length:",
        "pattern": "in the form",
    }
    return "".join(f", {word} {getattr(meta, name)}" for name, word in words.items() if getattr(meta, name) is not None)


def found(value: object, key: str) -> str:
    """What stands there instead; never under a key that may hold a secret."""
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if _SENSITIVE.search(key.rpartition(".")[2]):
        return "something else"
    if isinstance(value, str):
        shown = json.dumps(value if len(value) <= 60 else value[:57] + "...", ensure_ascii=False)
        return shown + _unquoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _unquoted(value: str) -> str:
    """A hint where only the quotes are wrong."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}|true|false|[+-]?\d+", value):
        return " (write it without quotes)"
    return ""
