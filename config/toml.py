"""Reads a TOML file; numbers with a point become Decimal, so that an amount is what was written."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

_PLACE = re.compile(r"^(?P<what>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)$", re.DOTALL)


class NotToml(Exception):
    """The file cannot be read as TOML; says in which line."""


def read(path: Path) -> dict[str, Any]:
    """The file as a table. Raises NotToml."""
    try:
        # utf-8-sig: some editors put a byte order mark in front, which TOML does not know.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        raise NotToml(f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise NotToml(f"line {line}: is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.match(str(error))
        if place is None:
            raise NotToml(f"is not TOML: {error}") from error
        raise NotToml(f"line {place['line']}, column {place['column']}: {place['what']}") from error
