"""The expressions of connectors.sap.filters, as a service understands them: on rows with ISO dates."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?")


def instant(value: Any) -> datetime | None:
    """The instant that an ISO day or time stamp names; None for anything else."""
    if not isinstance(value, str) or not _ISO.fullmatch(value):
        return None
    found = datetime.fromisoformat(value.replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def comparable(value: Any) -> Any:
    """SAP compares numbers of documents as it keeps them: with leading zeros."""
    return value.zfill(10) if isinstance(value, str) and value.isdigit() else value


_TOKEN = re.compile(r"\(|\)|(?:datetime|datetimeoffset)?'(?:[^']|'')*'|[^\s()]+")


def matches(expression: str, row: Mapping[str, Any]) -> bool:
    """Whether the row meets an OData expression of comparisons, and, or, brackets."""
    python: list[str] = []
    values: list[Any] = []
    tokens = iter(_TOKEN.findall(expression))
    for token in tokens:
        if token in ("(", ")", "and", "or"):
            python.append(token)
            continue
        operator, literal = next(tokens), next(tokens)
        values.append(_compare(row.get(token), operator, literal))
        python.append(f"values[{len(values) - 1}]")
    return bool(eval(" ".join(python), {"values": values})) if python else True


def _compare(value: Any, operator: str, literal: str) -> bool:
    if literal in ("true", "false"):
        return bool(value) == (literal == "true")
    kind, _, rest = literal.partition("'")
    wanted: Any = rest[:-1].replace("''", "'")
    if kind:
        value, wanted = instant(value), instant(wanted if wanted.endswith("Z") else wanted[:10])
    if value is None:
        return False
    left, right = comparable(value), comparable(wanted)
    return bool({"eq": left == right, "ne": left != right, "ge": left >= right, "gt": left > right}[operator])
