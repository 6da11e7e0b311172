"""Every PDF that leaves, invoices and letters, is what it says it is: PDF/A-3b, by veraPDF."""

from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.end_to_end import verapdf

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")  # as `fresh`, so that this one comes first and a skip costs nothing
def executable() -> str:
    named = verapdf.command()
    if not named:
        pytest.skip(f"no veraPDF here: {verapdf.VARIABLE} names no executable that prints PASS or FAIL for each file")
    return named


def test_every_invoice_and_letter_passes(executable: str, fresh: tuple[Path, dict[str, Any]]) -> None:
    out = fresh[0] / "solde-demo" / "out"
    invoices, letters = sorted((out / "platform").rglob("*.pdf")), sorted((out / "letters").rglob("*.pdf"))
    assert len(invoices) > 150
    assert letters
    assert verapdf.failures(executable, [*invoices, *letters]) == []


def test_it_tells_one_that_only_says_so(executable: str, fresh: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    """Without this, a command that always says PASS would do."""
    whole = sorted((fresh[0] / "solde-demo" / "out" / "platform").rglob("*.pdf"))[0]
    spoilt = tmp_path / "unrelated-attachment.pdf"
    with pikepdf.open(whole) as pdf:
        for attached in pdf.Root["/AF"]:
            del attached["/AFRelationship"]  # ISO 19005-3, 6.8
        pdf.save(spoilt)
    assert [line.partition(":")[0] for line in verapdf.failures(executable, [whole, spoilt])] == [spoilt.name]
