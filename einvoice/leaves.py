"""Every single value of a model, with its path: for rules on all texts, and to tell two invoices apart."""

from collections.abc import Iterator
from typing import Any

import msgspec


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """`("lines[0].vat.rate", Decimal("20"))` and so on, in the model's order; empty texts and None too."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from leaves(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    else:
        yield path, value


def said(value: Any) -> dict[str, Any]:
    """The values that say something, by path: no empty text, no None, no False."""
    return {path: leaf for path, leaf in leaves(value) if leaf not in ("", None, False, b"")}
