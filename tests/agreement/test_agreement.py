"""The comparison finds what differs: quiet while the native rules are right, loud as soon as one of them lies."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from einvoice.artefacts import ArtefactMissing, Artefacts, default_folder
from einvoice.schematron import Worker
from tests.agreement.compare import Comparison
from tests.agreement.generate import documents
from tests.agreement.targeted import targeted
from tests.agreement.work import agreement

LIARS = (
    *("BR-02", "BR-09", "BR-16", "BR-23", "BR-27", "BR-33", "BR-48", "BR-53", "BR-61", "BR-CO-03", "BR-CO-09"),
    *("BR-CO-10", "BR-CO-13", "BR-CO-15", "BR-CO-16", "BR-CO-17", "BR-S-01", "BR-S-08", "BR-AE-02", "BR-E-10"),
    *("BR-O-05", "BR-IC-12", "BR-AG-09", "BR-DEC-23", "BR-CL-01", "BR-CL-14", "BR-CL-23"),
)


@pytest.fixture(scope="module")
def artefacts() -> Artefacts:
    found = Artefacts(default_folder())
    try:
        for rules in (
            "en16931-cii",
            "en16931-ubl",
            "br-fr-cii",
            "xrechnung-cii",
            "xrechnung-ubl",
            "cii-xsd",
            "ubl-xsd",
        ):
            found.rules(rules)
    except ArtefactMissing as missing:
        pytest.skip(str(missing))
    return found


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.close()


def test_native_and_official_rules_agree(artefacts: Artefacts, tmp_path: Path) -> None:
    found = agreement(80, seed=11, inverted="", processes=1, keep=tmp_path, kinds=("generated",))
    assert found.differences == []
    assert found.valid > 15
    assert found.broken > 15


def test_a_lie_about_one_rule_is_noticed(artefacts: Artefacts, worker: Worker) -> None:
    comparison = Comparison(artefacts, inverted="BR-CO-10", worker=worker)
    assert all(comparison.compare(document).differs for document in documents(range(1, 4), seed=4) if not document.harm)


@pytest.mark.slow
@pytest.mark.parametrize("rule", LIARS)
def test_a_lie_about_any_rule_is_noticed(rule: str, artefacts: Artefacts, worker: Worker) -> None:
    comparison = Comparison(artefacts, inverted=rule, worker=worker)
    assert any(comparison.compare(document).differs for document in documents(range(6), seed=4))


@pytest.mark.slow
def test_the_command_ends_with_1(artefacts: Artefacts, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.agreement", "--count", "20", "--only", "generated", "--keep", str(tmp_path)]
    assert subprocess.run(command, check=False, cwd=Path(__file__).parents[2]).returncode == 0
    lying = subprocess.run(
        [*command, "--invert", "BR-16"], check=False, cwd=Path(__file__).parents[2], capture_output=True, text=True
    )
    assert lying.returncode == 1
    assert "native only ['BR-16']" in lying.stdout
    assert any(tmp_path.iterdir())


@pytest.mark.slow
def test_every_rule_meets_its_case(artefacts: Artefacts, worker: Worker) -> None:
    """Each native rule of EN 16931 that refuses is broken by a targeted document, and both sides say so."""
    from einvoice.rules import RULES

    comparison = Comparison(artefacts, worker=worker)
    fired: set[str] = set()
    for document in targeted():
        outcome = comparison.compare(document)
        assert not outcome.differs, document.name
        fired |= outcome.sides["en16931"][0] if "en16931" in outcome.sides else set()
    assert {rule.code for rule in RULES if rule.severity == "error"} - fired == set()
