"""What Solde itself says about a file that it reads or judges, in four languages.

The official rules' own sentences stay as they are. The sentences stand in `words.toml`, with `{names}` for values.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from einvoice.faults import Fault, Severity

SOURCE = "Solde"
_LONGEST = 300  # characters of a value: what a stranger's file holds is never repeated at length


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def say(key: str, language: str = "en", values: Mapping[str, object] | None = None) -> str:
    """A sentence of `words.toml`; in English where `language` is not one of the four. Raises `KeyError`."""
    words = _table()[key]
    return (words.get(language) or words["en"]).format_map({k: short(str(v)) for k, v in (values or {}).items()})


def fault(
    key: str, language: str = "en", values: Mapping[str, object] | None = None, severity: Severity = "error"
) -> Fault:
    """A sentence of `words.toml` as a fault under the code that stands beside it. Raises `KeyError`."""
    code = _table()[key]["code"]
    return Fault(code=code, path="", message=say(key, language, values), source=SOURCE, severity=severity)


def short(text: str, most: int = _LONGEST) -> str:
    """A text cut to what a person reads, without characters that a terminal would obey."""
    text = text if len(text) <= most else text[: most - 4] + " ..."
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
