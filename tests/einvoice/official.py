"""The official judges for tests; a test that needs one says so when it is not installed."""

from functools import lru_cache

import pytest

from einvoice.artefacts import ArtefactMissing, Artefacts, default_folder
from einvoice.judges import Judges


def findings(xml: bytes, *rules: str) -> list[str]:
    """What the named rule sets find in `xml`, as `code: message`; the test is skipped if one is missing."""
    try:
        return [str(fault) for fault in _judges().judge(xml, rules).faults]
    except ArtefactMissing as missing:
        pytest.skip(str(missing))


@lru_cache(maxsize=1)
def _judges() -> Judges:
    return Judges(Artefacts(default_folder()))
