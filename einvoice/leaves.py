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
    """The values that say something, by path: no empty text, no None, no False, and no zero, which the model also has
    where nothing is stated.
    """
    return {path: leaf for path, leaf in leaves(value) if leaf}


def with_leaf(value: Any, path: str, leaf: Any) -> Any:
    """A copy of a model in which the text at `path` is `leaf`. Raises LookupError where no text stands there."""
    step, rest = _step(path)
    held = value[step] if isinstance(step, int) else getattr(value, step, None)
    if rest:
        new = with_leaf(held, rest, leaf)
    elif isinstance(held, str):
        new = leaf
    else:
        raise LookupError(path)
    if isinstance(value, tuple):
        assert isinstance(step, int)
        return (*value[:step], new, *value[step + 1 :])
    if not isinstance(value, msgspec.Struct):
        raise LookupError(path)
    return msgspec.structs.replace(value, **{str(step): new})


def _step(path: str) -> tuple[int | str, str]:
    """`lines[0].name` -> `lines`, `[0].name`; `[0].name` -> 0, `name`."""
    if path.startswith("["):
        number, _, rest = path[1:].partition("]")
        return int(number), rest.lstrip(".")
    end = min((i for i in (path.find("."), path.find("[")) if i >= 0), default=len(path))
    return path[:end], path[end:].lstrip(".")
