"""The official judges for tests; a test that needs one says so when it is not installed."""

from functools import lru_cache
from pathlib import Path

import pytest
from lxml import etree

from einvoice.artefacts import ArtefactMissing, Artefacts, default_folder
from einvoice.judges import Judges


def findings(xml: bytes, *rules: str) -> list[str]:
    """What the named rule sets find in `xml`, as `code: message`; the test is skipped if one is missing."""
    try:
        return [str(fault) for fault in _judges().judge(xml, rules).faults]
    except ArtefactMissing as missing:
        pytest.skip(str(missing))


def assertions(stylesheet: Path) -> set[str]:
    """The id of every rule in an official stylesheet; the test is skipped where it is not installed."""
    if not stylesheet.exists():
        pytest.skip(f"the official file {stylesheet.name} is not installed")
    found = set()
    for element in etree.parse(stylesheet).iter("{http://purl.oclc.org/dsdl/svrl}failed-assert"):
        written = element.xpath("@id | *[local-name()='attribute'][@name='id']/text()")
        assert isinstance(written, list)
        found.update(str(one) for one in written)
    return found


@lru_cache(maxsize=1)
def _judges() -> Judges:
    return Judges(Artefacts(default_folder()))
