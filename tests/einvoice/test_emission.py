"""From an invoice to a document that may leave: owed, completed, spread, written, judged."""

from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace

import msgspec
import pytest

from einvoice import emission, facturx, fatturapa
from einvoice.artefacts import ArtefactMissing, Artefacts, default_folder
from einvoice.emission import Emitted, Owed, emit, format_module, obligations
from einvoice.faults import Fault, errors
from einvoice.judges import Judges, Verdict
from einvoice.model import Invoice, Vat
from tests.einvoice import samples

replace = msgspec.structs.replace


@pytest.fixture(scope="module")
def judges() -> Iterator[Judges]:
    if faults := Artefacts(default_folder()).verify():
        pytest.skip(faults[0].message)
    with Judges(Artefacts(default_folder())) as shared:
        yield shared


def owed_by(invoice: Invoice) -> list[Owed]:
    return obligations(invoice.seller, invoice.buyer, invoice.type_code, invoice.issue_date)


def emitted(invoice: Invoice, judges: Judges) -> Emitted:
    (owed,) = owed_by(invoice)
    return emit(invoice, owed, judges, 12, "fr")


def test_each_sellers_own_country_says_what_is_owed() -> None:
    assert [o.format for o in owed_by(samples.french_invoice())] == ["facturx"]
    assert [o.format for o in owed_by(samples.italian_invoice())] == ["fatturapa"]
    to_italy = replace(samples.french_invoice(), buyer=samples.ITALIAN_BUYER)
    assert [o.format for o in owed_by(to_italy)] == ["facturx"]
    from_nowhere = replace(samples.italian_invoice(), seller=samples.AMERICAN_BUYER)
    assert owed_by(from_nowhere) == []


def test_a_french_invoice_leaves_as_a_page_with_its_xml(judges: Judges) -> None:
    one = emitted(samples.french_invoice(), judges)
    assert errors(list(one.faults)) == []
    assert (one.format, one.filename, one.mime) == ("facturx", "FA-2026-0412.pdf", "application/pdf")
    assert one.content.startswith(b"%PDF-")
    assert b"CrossIndustryInvoice" in one.xml
    assert "CEN EN16931-CII 1.3.16" in one.checked_by
    assert facturx.read(one.content).number == "FA-2026-0412"


def test_a_credit_note_leaves_without_asking_for_payment(judges: Judges) -> None:
    one = emitted(samples.french_credit_note(payment=(samples.BANK,)), judges)
    assert errors(list(one.faults)) == []
    assert samples.BANK.iban.encode() not in one.xml and b"PaymentReference" not in one.xml


def test_an_italian_invoice_leaves_as_fatturapa(judges: Judges) -> None:
    one = emitted(samples.italian_invoice(), judges)
    assert one.faults == ()
    assert (one.format, one.filename) == ("fatturapa", "IT01234560157_0000C.xml")
    assert one.xml == one.content
    assert one.checked_by[0] == "FatturaPA XSD 1.2.3"
    assert fatturapa.read(one.content).totals.payable == samples.italian_invoice().totals.payable


def test_a_cent_of_rounding_is_spread_and_noted(judges: Judges) -> None:
    invoice = samples.italian_invoice()
    first = replace(invoice.lines[0], net=Decimal("422.49"), quantity=Decimal(5))
    second = replace(invoice.lines[0], id="3", net=Decimal("422.50"), quantity=Decimal(5))
    lines = (first, invoice.lines[1], second)  # the posted base is 845.00
    one = emitted(replace(invoice, lines=lines), judges)
    assert errors(list(one.faults)) == []
    assert any("posted base is 845.00" in note for note in one.notes)


def test_a_total_that_does_not_add_up_is_refused_with_both_figures(judges: Judges) -> None:
    invoice = samples.french_invoice()
    wrong = replace(invoice, totals=replace(invoice.totals, payable=Decimal("12.34")))
    one = emitted(wrong, judges)
    found = [fault for fault in errors(list(one.faults)) if fault.code == "BR-CO-16"]
    assert [fault.path for fault in found] == ["totals.payable"]
    assert "12.34" in found[0].message


def test_a_rule_that_both_find_is_told_once_by_the_one_that_knows_the_field(judges: Judges) -> None:
    invoice = samples.intra_community()
    one = emitted(replace(invoice, buyer=replace(invoice.buyer, vat_id="")), judges)
    assert [fault.path for fault in one.faults if fault.code == "BR-IC-02"] == ["buyer.vat_id"]


def test_a_document_that_cannot_be_written_says_all_at_once(judges: Judges) -> None:
    free = Vat(category="AE")
    line = samples.line(1, "蝋燭", "1", "10.00", free)
    invoice = samples.build(
        (line,), vats=(free,), seller=samples.ITALIAN_SELLER, buyer=samples.ITALIAN_BUYER, number="BOZZA"
    )
    one = emitted(invoice, judges)
    assert {fault.code for fault in one.faults} >= {"00425", "00400", "00429", "SOLDE-IT-LATIN1"}
    assert one.content == b""
    keys = [(fault.code, fault.path) for fault in one.faults]
    assert len(keys) == len(set(keys))


def test_a_name_in_other_letters_leaves_with_a_warning(judges: Judges) -> None:
    invoice = samples.italian_invoice()
    one = emitted(replace(invoice, buyer=replace(invoice.buyer, name="Łódź Światło S.r.l.")), judges)
    assert [(f.code, f.path, f.severity) for f in one.faults] == [("SOLDE-IT-LATIN1", "buyer.name", "warning")]
    assert "Lódz Swiatlo".encode() in one.content


def test_where_native_rules_and_judge_disagree_a_note_says_so() -> None:
    refusal = Fault(code="BR-XX-01", path="", message="no", source="judge")

    def judge(*_: object) -> Verdict:
        return Verdict(valid=False, checked_by=("judge",), faults=(refusal,))

    stern = SimpleNamespace(judge=judge)
    one = emitted(samples.italian_invoice(), stern)  # type: ignore[arg-type]
    assert one.faults == (refusal,)
    assert any(note.startswith("disagreement") and "BR-XX-01" in note for note in one.notes)


def test_without_its_judge_nothing_is_emitted(tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = Judges(Artefacts(tmp_path_factory.mktemp("none")))
    with pytest.raises(ArtefactMissing):
        emitted(samples.italian_invoice(), empty)


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(LookupError, match="ebinterface"):
        format_module("ebinterface")
    assert emission.format_module("fatturapa") is fatturapa
