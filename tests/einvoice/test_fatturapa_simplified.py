"""Simplified FatturaPA: small amounts, gross, to a buyer of whom a number is known."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from lxml import etree

from einvoice import fatturapa, fatturapa_simplified
from einvoice.countries.italy import block_of
from einvoice.faults import Unacceptable
from einvoice.model import Address, AllowanceCharge, Invoice, Party, Reference, Vat
from tests.einvoice import samples
from tests.einvoice.official import findings

replace = msgspec.structs.replace
V22 = Vat(category="S", rate=Decimal(22))
NUMBER_ONLY = Party(name="", vat_id="IT09876540106")
CODE = {"IT": {"codice_destinatario": "ABC1234", "regime_fiscale": "RF01"}}


def small(*lines: Any, **more: Any) -> Invoice:
    rows = lines or (samples.line(1, "Riparazione", "1", "81.97", V22),)
    fields: dict[str, Any] = {"seller": replace(samples.ITALIAN_SELLER, contact=None), "buyer": NUMBER_ONLY}
    fields |= {"number": "S 12", "payment": (), "delivery": None, "due_date": None, "national": CODE}
    return samples.build(rows, **(fields | more))


def tree(invoice: Invoice) -> etree._Element:
    written = fatturapa_simplified.write(invoice, 3)
    assert findings(written, "fatturapa-simplified-xsd") == []
    return etree.fromstring(written)


def back(invoice: Invoice) -> Invoice:
    return fatturapa_simplified.read(fatturapa_simplified.write(invoice))


def test_a_number_is_enough_of_the_buyer() -> None:
    invoice = small()
    root = tree(invoice)
    assert root.tag == "{http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0}FatturaElettronicaSemplificata"
    assert root.find(".//AltriDatiIdentificativi") is None
    assert root.findtext(".//TipoDocumento") == "TD07"
    assert root.findtext(".//DatiBeniServizi/Importo") == "100.00"
    assert root.findtext(".//DatiIVA/Imposta") == "18.03"
    assert replace(back(invoice), seller=invoice.seller) == replace(
        invoice, seller=invoice.seller, lines=back(invoice).lines, taxes=back(invoice).taxes
    )
    assert "buyer.name" in fatturapa_simplified.examine(fatturapa_simplified.write(invoice)).absent


def test_the_posted_vat_of_a_rate_is_shared_among_its_lines_to_the_cent() -> None:
    lines = tuple(samples.line(number, "Vite", "1", "0.33", V22) for number in range(1, 8))
    invoice = small(*lines)
    shares = [Decimal(element.text or "") for element in tree(invoice).iter("Imposta")]
    assert sum(shares) == invoice.taxes[0].tax == Decimal("0.51")
    assert max(shares) - min(shares) <= Decimal("0.01")
    assert back(invoice).totals == invoice.totals


def test_a_quantity_goes_into_the_text_and_a_discount_is_a_thing_sold_for_less_than_nothing() -> None:
    rebate = AllowanceCharge(amount=Decimal("5.00"), reason="Sconto", vat=V22)
    invoice = small(samples.line(1, "Vite", "12", "2.50", V22, unit="KGM"), allowances=(rebate,))
    root = tree(invoice)
    assert root.findtext(".//Descrizione") == "Vite (12.00 KG x 2.50)"
    assert [e.text for e in root.iter("Importo")] == ["36.60", "-6.10"]
    assert back(invoice).totals.tax_inclusive == invoice.totals.tax_inclusive


def test_a_note_names_the_invoice_that_it_corrects_and_its_date() -> None:
    earlier = Reference(number="S 11", issue_date=date(2026, 10, 1))
    note = small(type_code="381", preceding=(earlier,), number="NC 1")
    root = tree(note)
    assert root.findtext(".//TipoDocumento") == "TD08"
    assert root.findtext(".//DataFR") == "2026-10-01"
    assert root.findtext(".//ElementiRettificati") == "Rettifica della fattura S 11"
    assert back(note).preceding == (earlier,)
    assert block_of(back(note)).elementi_rettificati == ""
    with pytest.raises(Unacceptable) as refused:
        fatturapa_simplified.write(replace(note, preceding=(Reference(number="S 11"),)))
    assert refused.value.faults[0].path == "preceding[0].issue_date"


@pytest.mark.parametrize(
    ("amounts", "rate", "net"),
    [
        ("<Imposta>18.03</Imposta><Aliquota>22.00</Aliquota>", "22", "81.97"),
        ("<Aliquota>22.00</Aliquota>", "22", "81.97"),
        ("<Imposta>18.03</Imposta>", "22", "81.97"),
        ("<Imposta>9.09</Imposta>", "10", "90.91"),
    ],
)
def test_strangers_give_the_tax_or_the_rate(amounts: str, rate: str, net: str) -> None:
    xml = fatturapa_simplified.write(small()).decode()
    start, end = xml.index("<DatiIVA>"), xml.index("</DatiIVA>")
    (line,) = fatturapa_simplified.read(f"{xml[:start]}<DatiIVA>{amounts}{xml[end:]}".encode()).lines
    assert (line.vat.rate, line.net) == (Decimal(rate), Decimal(net))


def test_a_tax_that_no_rate_explains_leaves_the_rate_open() -> None:
    xml = fatturapa_simplified.write(small()).replace(b"<Aliquota>22.00</Aliquota>", b"").replace(b"18.03", b"7.77")
    assert "lines[0].vat.rate" in fatturapa_simplified.examine(xml).absent
    with pytest.raises(Unacceptable):
        fatturapa_simplified.read(xml)


def test_the_two_forms_are_told_apart() -> None:
    with pytest.raises(Unacceptable):
        fatturapa_simplified.read(fatturapa.write(samples.italian_invoice()))
    with pytest.raises(Unacceptable):
        fatturapa.read(fatturapa_simplified.write(small()))


def test_a_text_that_cannot_be_written_has_its_place_in_the_model() -> None:
    seat = Address(line1="Via 光 1", city="Łódź", postcode="16149", country="IT")
    invoice = small(buyer=replace(samples.ITALIAN_BUYER, address=seat, name="Żółć"))
    with pytest.raises(Unacceptable) as refused:
        fatturapa_simplified.write(invoice)
    assert [fault.path for fault in refused.value.faults] == ["buyer.address.line1"]
    warnings = fatturapa_simplified.transliterations(invoice)
    assert [fault.path for fault in warnings] == ["buyer.name", "buyer.address.city"]
