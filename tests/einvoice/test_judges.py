"""The official judges: they run, they refuse, they break safely, and they leave nothing behind."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import replace

from einvoice import cii, fatturapa
from einvoice.artefacts import ArtefactMissing, Artefacts, default_folder, lock
from einvoice.faults import errors
from einvoice.judges import Judges
from einvoice.model import Invoice
from tests.einvoice import samples

EUROPEAN = ("cii-xsd", "en16931-cii")
ITALIAN = ("fatturapa-xsd", "sdi")


@pytest.fixture(scope="module")
def judges() -> Iterator[Judges]:
    if faults := Artefacts(default_folder()).verify():
        pytest.skip(faults[0].message)
    with Judges(Artefacts(default_folder()), timeout=30) as shared:
        yield shared


def test_a_sound_invoice_passes_and_the_verdict_says_who_looked(judges: Judges) -> None:
    verdict = judges.judge(cii.write(samples.french_invoice()), (*EUROPEAN, "br-fr-cii"))
    assert verdict.faults == ()
    assert verdict.valid
    assert verdict.checked_by == (
        "UN/CEFACT CII XSD D22B",
        "CEN EN16931-CII 1.3.16",
        "FNFE BR-FR CII 1.4.0.04",
    )


def test_a_wrong_total_is_found_and_named_by_the_models_field(judges: Judges) -> None:
    xml = cii.write(samples.french_invoice())
    broken = xml.replace(b"<ram:DuePayableAmount>", b"<ram:DuePayableAmount>1")
    verdict = judges.judge(broken, EUROPEAN)
    assert not verdict.valid
    assert [(f.code, f.path) for f in errors(list(verdict.faults))] == [("BR-CO-16", "totals.payable")]
    assert "BT-115" in verdict.faults[0].message


def test_a_missing_term_names_the_field_and_the_line(judges: Judges) -> None:
    xml = cii.write(samples.french_invoice())
    start = xml.index(b"<ram:Name>", xml.index(b"<ram:LineID>2<"))
    broken = xml[:start] + xml[xml.index(b"</ram:Name>", start) + len(b"</ram:Name>") :]
    paths = {f.code: f.path for f in judges.judge(broken, EUROPEAN).faults}
    assert paths["BR-25"] == "lines[1].name"


@pytest.mark.parametrize(
    ("sound", "code", "side"),
    [
        (samples.intra_community, "BR-IC-02", "buyer"),
        (samples.intra_community, "BR-IC-02", "seller"),
        (samples.reverse_charge, "BR-AE-02", "buyer"),
        (samples.reverse_charge, "BR-AE-02", "seller"),
        (samples.export, "BR-G-02", "seller"),
    ],
)
def test_a_rule_on_both_parties_numbers_names_the_one_that_is_empty(
    judges: Judges, sound: Callable[[], Invoice], code: str, side: str
) -> None:
    invoice = sound()
    nobody = replace(getattr(invoice, side), vat_id="", tax_registration="", legal_id=None)
    invoice = replace(invoice, seller=nobody) if side == "seller" else replace(invoice, buyer=nobody)
    found = [fault.path for fault in judges.judge(cii.write(invoice), EUROPEAN).faults if fault.code == code]
    assert found == [f"{side}.vat_id"]


def test_a_value_that_the_rules_cannot_compute_with_is_a_fault_not_a_crash(judges: Judges) -> None:
    xml = cii.write(samples.french_invoice())
    broken = xml.replace(b"<ram:DuePayableAmount>", b"<ram:DuePayableAmount>x")
    verdict = judges.judge(broken, ("en16931-cii",))
    assert not verdict.valid
    assert [f.code for f in verdict.faults if "cannot read" in f.message] == ["SOLDE-JUDGE"]


def test_a_schema_violation_is_explained(judges: Judges) -> None:
    xml = fatturapa.write(samples.italian_invoice()).replace(b"<CAP>20123<", b"<CAP>2012<")
    verdict = judges.judge(xml, ITALIAN)
    assert not verdict.valid
    assert verdict.faults[0].code == "00200"
    assert verdict.faults[0].path == "seller.address.postcode"
    assert "2012" in verdict.faults[0].message


def test_a_worker_that_dies_is_an_error_and_the_next_document_is_judged_again(judges: Judges) -> None:
    xml = cii.write(samples.export())
    assert judges.judge(xml, EUROPEAN).valid
    worker = judges._workers.children[0]
    process = worker._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)  # it takes the request and never answers
    judges.timeout = 0.2
    verdict = judges.judge(xml, EUROPEAN)
    judges.timeout = 30
    assert not verdict.valid
    assert [f.code for f in verdict.faults] == ["SOLDE-JUDGE"]
    assert verdict.checked_by == ("UN/CEFACT CII XSD D22B",)
    assert process.poll() is not None
    assert judges.judge(xml, EUROPEAN).valid


def test_a_worker_killed_from_outside_is_started_again(judges: Judges) -> None:
    xml = cii.write(samples.export())
    judges.judge(xml, EUROPEAN)
    process = judges._workers.children[0]._process
    assert process is not None
    process.kill()
    process.wait()
    assert judges.judge(xml, EUROPEAN).valid


def test_threads_share_one_worker(judges: Judges) -> None:
    documents = [cii.write(invoice) for invoice in samples.all_french().values()]
    with ThreadPoolExecutor(4) as pool:
        verdicts = list(pool.map(lambda xml: judges.judge(xml, EUROPEAN), documents))
    assert all(verdict.valid for verdict in verdicts)


def test_closing_ends_the_worker(judges: Judges) -> None:
    with Judges(Artefacts(default_folder())) as own:
        own.judge(cii.write(samples.export()), ("en16931-cii",))
        process = own._workers.children[0]._process
        assert process is not None
    assert process.poll() is not None


PARENT = """
import sys
from einvoice.artefacts import Artefacts, default_folder
from einvoice.judges import Judges
judges = Judges(Artefacts(default_folder()))
judges.judge(sys.stdin.buffer.read(), ["en16931-cii"])
assert "saxonche" not in sys.modules
print(judges._workers.children[0].pid, flush=True)
import signal
signal.pause()
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux's pidfd to watch a process of another's")
def test_a_parent_killed_outright_leaves_no_worker_behind(judges: Judges) -> None:
    xml = cii.write(samples.export())
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdin and parent.stdout
    parent.stdin.write(xml)
    parent.stdin.close()
    watch = os.pidfd_open(int(parent.stdout.readline()))
    try:
        parent.kill()
        parent.wait()
        ended, _, _ = select.select([watch], [], [], 20)
        assert ended, "the worker outlived its parent"
    finally:
        os.close(watch)
        parent.stdout.close()


def test_a_document_type_declaration_is_refused_before_any_judge_reads_it(judges: Judges) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Invoice>&x;</Invoice>'
    verdict = judges.judge(bomb, ("ubl-xsd", "en16931-ubl"))
    assert [f.code for f in verdict.faults] == ["SOLDE-XML"]
    assert verdict.checked_by == ()


def test_what_is_no_xml_or_another_document_is_invalid(judges: Judges) -> None:
    assert not judges.judge(b"%PDF-1.7", EUROPEAN).valid
    assert not judges.judge(b"<Order/>", EUROPEAN).valid
    assert not judges.judge(b"<Order/>", ITALIAN).valid


def test_nothing_passes_unjudged(judges: Judges, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no rule set peppol"):
        judges.judge(b"<Invoice/>", ("peppol",))
    with pytest.raises(ValueError, match="at least one"):
        judges.judge(b"<Invoice/>", ())
    with Judges(Artefacts(tmp_path)) as empty, pytest.raises(ArtefactMissing, match="solde artefacts install"):
        empty.judge(cii.write(samples.export()), EUROPEAN)


def test_every_rule_set_compiles_and_runs(judges: Judges) -> None:
    for name, rules in lock().rules.items():
        for root in rules.entries:
            verdict = judges.judge(f"<{root}/>".encode(), (name,))
            assert verdict.checked_by == (rules.label,)


def test_sdi_looks_only_at_what_fits_its_schema(judges: Judges) -> None:
    sound = fatturapa.write(samples.italian_invoice())
    wrong_sum = sound.replace(b"<Imposta>185.90", b"<Imposta>18.59")
    assert [f.code for f in errors(list(judges.judge(wrong_sum, ITALIAN).faults))] == ["00421"]
    verdict = judges.judge(wrong_sum.replace(b"<CAP>20123<", b"<CAP>2012<"), ITALIAN)
    assert [f.code for f in errors(list(verdict.faults))] == ["00200"]
    assert verdict.checked_by == ("FatturaPA XSD 1.2.3",)
