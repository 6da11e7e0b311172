"""The code lists of EN 16931 as dated data, one file each: `codes("EAS")`, `version("EAS")`.

Each file says its list, who keeps it, and the release of CEN's artefacts that admits exactly these codes. Codes are
facts without text; what they mean is said by whoever keeps the list.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

NAMES = (
    "EAS",
    "ICD",
    "ISO 3166-1",
    "ISO 4217",
    "MIME",
    "Rec 20",
    "UNTDID 1001 credit note",
    "UNTDID 1001 invoice",
    "UNTDID 1153",
    "UNTDID 2005",
    "UNTDID 2475",
    "UNTDID 4451",
    "UNTDID 4461",
    "UNTDID 5189",
    "UNTDID 5305",
    "UNTDID 7143",
    "UNTDID 7161",
    "VATEX",
)


@cache
def codes(name: str, syntax: str = "") -> frozenset[str]:
    """The codes of a list, those that only `syntax` (`cii` or `ubl`) admits included.

    Without a syntax, what every one admits. Raises `LookupError` for a list that there is none of.
    """
    data = _file(name)
    return frozenset(data["codes"].split() + (data.get(syntax, "").split() if syntax else []))


def version(name: str) -> str:
    """The release that the list is taken from, with its day: `CEN artefacts for EN 16931 1.3.16, 2026-03-30`."""
    data = _file(name)
    return f"{data['source']} {data['version']}, {data['date']}"


@cache
def _file(name: str) -> Mapping[str, Any]:
    if name not in NAMES:
        raise LookupError(f"there is no code list {name!r}; there are {', '.join(NAMES)}")
    path = Path(__file__).with_name(name.lower().replace(" ", "-") + ".toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
