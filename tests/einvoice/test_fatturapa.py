"""FatturaPA: written for the schema and SdI, read back as the same invoice."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from lxml import etree

from einvoice import fatturapa
from einvoice.countries import italy
from einvoice.fatturapa import units
from einvoice.faults import Unacceptable
from einvoice.model import (
    Address,
    AllowanceCharge,
    Attachment,
    Instalment,
    Invoice,
    Note,
    PaymentMeans,
    Reference,
    Vat,
)
from tests.einvoice import samples
from tests.einvoice.official import findings

replace = msgspec.structs.replace
V22 = Vat(category="S", rate=Decimal(22))
INTRA = Vat(category="K")
EXPORT = Vat(category="G")


def italian(*lines: Any, vats: tuple[Vat, ...] = (), **more: Any) -> Invoice:
    fields: dict[str, Any] = {"seller": samples.ITALIAN_SELLER, "buyer": samples.ITALIAN_BUYER}
    fields |= {"number": "2026/118", "payment": (), "delivery": None}
    return samples.build(lines, vats=vats, **(fields | more))


def rich() -> Invoice:
    """Everything at once that an ordinary invoice carries."""
    discount = AllowanceCharge(amount=Decimal("7.00"), reason="Sconto quantità")
    rebate = AllowanceCharge(amount=Decimal("10.00"), reason="Sconto di fine anno", vat=V22)
    freight = AllowanceCharge(amount=Decimal("12.50"), charge=True, reason="Trasporto", vat=V22)
    exempt = Vat(category="E", national_code="N4", exemption_reason="Art. 10 n. 20 DPR 633/72")
    lines = (
        samples.line(1, "Lampada à sospensione", "10", "84.50", V22, allowances=(discount,), seller_item="L-1"),
        samples.line(2, "Montaggio", "7.5", "38.4567", V22, unit="HUR"),
        samples.line(3, "Corso di illuminotecnica", "1", "240.00", exempt),
        samples.line(4, "Reso bobine", "-3", "11.00", V22),
    )
    invoice = italian(
        *lines,
        vats=(exempt,),
        allowances=(rebate, freight),
        purchase_order="ODA 44/2026",
        contract="C-9",
        buyer_reference="Rep. acquisti",
        notes=(Note(text="Merce resa franco fabbrica"),),
        payment=(PaymentMeans(code="30", iban="IT60X0542811101000000123456", account_name="Officina Luce S.r.l."),),
        attachments=(Attachment(id="a.pdf", filename="a.pdf", mime="application/pdf", content=b"%PDF-1.7"),),
        national={"IT": {"rea_ufficio": "MI", "rea_numero": "1234567", "capitale_sociale": "50000.00"}},
    )
    half = (invoice.totals.payable / 2).quantize(Decimal("0.01"))
    parts = (
        Instalment(due=date(2026, 12, 2), amount=half),
        Instalment(due=date(2027, 1, 2), amount=invoice.totals.payable - half),
    )
    return replace(invoice, instalments=parts, due_date=date(2026, 12, 2))


def credit_note() -> Invoice:
    line = samples.line(1, "Lampada resa", "2", "84.50", V22)
    earlier = (Reference(number="2026/118", issue_date=samples.DAY),)
    return italian(line, number="NC 4", type_code="381", preceding=earlier)


def public_body() -> Invoice:
    buyer = replace(samples.ITALIAN_BUYER, public_body=True, endpoint=None, tax_registration="80016350821")
    block = {"codice_destinatario": "UFABC1", "cig": "Z123456789", "esigibilita": "S"}
    line = samples.line(1, "Lampada", "2", "84.50", V22)
    # Split payment: the buyer pays 37.18 of VAT to the State, so 169.00 of 206.18 to the seller.
    return italian(line, buyer=buyer, purchase_order="ODA 1", prepaid="37.18", national={"IT": block})


def intra_eu() -> Invoice:
    line = samples.line(1, "Lampada", "3", "10.00", INTRA)
    return italian(line, vats=(INTRA,), buyer=samples.GERMAN_BUYER)


def export() -> Invoice:
    return italian(samples.line(1, "Lampada", "3", "10.00", EXPORT), vats=(EXPORT,), buyer=samples.AMERICAN_BUYER)


def consumer() -> Invoice:
    person = replace(
        samples.ITALIAN_BUYER,
        name="Anna Neri",
        vat_id="",
        endpoint=None,
        tax_registration="RSSMRA85T10A562S",
        consumer=True,
    )
    return italian(samples.line(1, "Lampada", "1", "81.97", V22), buyer=person)


KINDS = {maker.__name__: maker() for maker in (rich, credit_note, public_body, intra_eu, export, consumer)} | {
    "plain": samples.italian_invoice()
}


def tree(invoice: Invoice, serial: int = 1) -> etree._Element:
    return etree.fromstring(fatturapa.write(invoice, serial))


def text(invoice: Invoice, path: str) -> str | None:
    return tree(invoice).findtext(f".//{path}")


@pytest.mark.parametrize("kind", KINDS)
def test_schema_and_sdi_accept_it(kind: str) -> None:
    assert findings(fatturapa.write(KINDS[kind]), "fatturapa-xsd", "sdi") == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_written_reads_back_and_writes_the_same(kind: str) -> None:
    written = fatturapa.write(KINDS[kind], 5)
    once = fatturapa.read(written)
    assert fatturapa.read(fatturapa.write(once, 5)) == once
    before, after = KINDS[kind], once
    for field in ("number", "issue_date", "type_code", "purchase_order", "contract", "preceding", "instalments"):
        assert getattr(after, field) == getattr(before, field), field
    # BT-9 is the first day of several, as in every other format; a credit note asks for no payment.
    assert after.due_date == (None if after.is_credit else before.due_date)
    assert after.totals == replace(before.totals, prepaid=after.totals.prepaid)
    assert [(t.vat.rate, t.base, t.tax) for t in after.taxes] == [(t.vat.rate, t.base, t.tax) for t in before.taxes]
    for old, new in zip(before.lines, after.lines, strict=True):
        assert (new.quantity, new.net, new.unit) == (old.quantity, old.net, old.unit)
        assert new.vat.rate == old.vat.rate
        assert [a.amount for a in new.allowances] == [a.amount for a in old.allowances]
    assert [(a.amount, a.charge, a.reason) for a in after.allowances] == [
        (a.amount, a.charge, a.reason) for a in before.allowances
    ]
    assert (after.seller.name, after.seller.vat_id) == (before.seller.name, before.seller.vat_id)
    assert (after.buyer.name, after.buyer.vat_id) == (before.buyer.name, before.buyer.vat_id)
    assert after.attachments == before.attachments


def test_a_firm_a_public_body_and_a_foreigner_get_their_own_recipient() -> None:
    for kind, version, code in (
        ("plain", "FPR12", "ABC1234"),
        ("public_body", "FPA12", "UFABC1"),
        ("export", "FPR12", "XXXXXXX"),
        ("consumer", "FPR12", "0000000"),
    ):
        root = tree(KINDS[kind])
        assert root.get("versione") == version
        assert root.findtext(".//CodiceDestinatario") == code


def test_foreign_buyers_follow_the_agenzias_conventions() -> None:
    buyer = "CessionarioCommittente/DatiAnagrafici/IdFiscaleIVA"
    assert text(KINDS["intra_eu"], f"{buyer}/IdPaese") == "DE"
    assert text(KINDS["intra_eu"], f"{buyer}/IdCodice") == "136695976"
    assert text(KINDS["export"], f"{buyer}/IdPaese") == "US"
    assert text(KINDS["export"], f"{buyer}/IdCodice") == "OO99999999999"
    private = replace(KINDS["export"], buyer=replace(samples.AMERICAN_BUYER, consumer=True))
    assert text(private, f"{buyer}/IdCodice") == "0000000"
    greek = replace(KINDS["intra_eu"], buyer=replace(samples.GERMAN_BUYER, vat_id="EL094259216"))
    assert text(greek, f"{buyer}/IdPaese") == "GR"
    swiss = replace(KINDS["export"], buyer=replace(samples.SWISS_BUYER, vat_id="CHE116281838MWST"))
    assert text(swiss, f"{buyer}/IdCodice") == "CHE116281838MWST"
    for invoice in (greek, swiss):
        assert fatturapa.read(fatturapa.write(invoice)).buyer.vat_id == invoice.buyer.vat_id
    assert text(KINDS["intra_eu"], "CessionarioCommittente/Sede/CAP") == "00000"
    assert "70173" in (text(KINDS["intra_eu"], "CessionarioCommittente/Sede/Indirizzo") or "")


def test_a_character_without_a_latin_reading_is_a_fault_that_names_it_never_a_loss() -> None:
    buyer = replace(samples.ITALIAN_BUYER, name="光 S.r.l.")
    with pytest.raises(Unacceptable) as refused:
        fatturapa.write(italian(samples.line(1, "Lampada", "1", "1.00", V22), buyer=buyer))
    (fault,) = refused.value.faults
    assert (fault.code, fault.path, fault.severity) == ("SOLDE-IT-LATIN1", "buyer.name", "error")
    assert "光" in fault.message
    assert "U+5149" in fault.message


def test_a_text_too_long_for_its_field_is_a_fault_and_a_long_note_is_cut_into_several() -> None:
    address = Address(line1="V" * 61, city="Genova", postcode="16149", country="IT")
    invoice = italian(
        samples.line(1, "Lampada", "1", "1.00", V22),
        buyer=replace(samples.ITALIAN_BUYER, address=address),
    )
    with pytest.raises(Unacceptable, match="60"):
        fatturapa.write(invoice)
    words = " ".join(f"parola{i}" for i in range(100))
    noted = replace(samples.italian_invoice(), notes=(Note(text=words),))
    assert " ".join(c.text or "" for c in tree(noted).iter("Causale")) == words
    assert findings(fatturapa.write(noted), "fatturapa-xsd") == []


def test_a_reference_too_long_for_its_field_goes_into_the_free_text() -> None:
    invoice = replace(samples.italian_invoice(), purchase_order="ORDINE-2026-000000000042-BIS")
    assert "ORDINE-2026-000000000042-BIS" in (text(invoice, "Causale") or "")
    assert tree(invoice).find(".//DatiOrdineAcquisto") is None


def test_price_times_quantity_gives_the_line_even_where_the_erp_rounded() -> None:
    line = replace(samples.line(1, "Vite", "3", "3.33", V22), net=Decimal("10.00"))
    root = tree(replace(samples.italian_invoice(), lines=(line,)))
    assert root.findtext(".//PrezzoUnitario") == "3.33333333"
    assert root.findtext(".//PrezzoTotale") == "10.00"


def test_another_currency_is_turned_into_euro_and_stays_visible() -> None:
    lines = tuple(samples.line(i, "Lampada", "1", "0.33", EXPORT) for i in (1, 2, 3))
    block = {"eur_rate": "0.9137", "eur_rate_date": "2026-11-02"}
    invoice = italian(*lines, vats=(EXPORT,), buyer=samples.AMERICAN_BUYER, currency="USD", national={"IT": block})
    xml = fatturapa.write(invoice)
    assert findings(xml, "fatturapa-xsd", "sdi") == []
    root = etree.fromstring(xml)
    assert root.findtext(".//Divisa") == "EUR"
    assert root.findtext(".//ImponibileImporto") == "0.90"  # 0.99 USD
    assert [e.text for e in root.iter("PrezzoTotale")] == ["0.30", "0.30", "0.30"]
    assert root.findtext(".//AltriDatiGestionali/RiferimentoTesto") == "USD"
    assert root.findtext(".//AltriDatiGestionali/RiferimentoNumero") == "0.33"
    assert "0.9137" in (root.findtext(".//Causale") or "")


def test_the_file_name_is_the_senders_number_and_five_characters() -> None:
    invoice = samples.italian_invoice()
    assert fatturapa.filename(invoice, 1) == "IT01234560157_00001.xml"
    assert fatturapa.filename(invoice, 36**5 - 1) == "IT01234560157_ZZZZZ.xml"
    assert tree(invoice, 37).findtext(".//ProgressivoInvio") == "00011"
    with pytest.raises(ValueError, match="serial"):
        fatturapa.filename(invoice, 36**5)


def test_what_cannot_be_read_says_so() -> None:
    xml = fatturapa.write(samples.italian_invoice())
    for data, code in (
        (b"<Invoice/>", "SOLDE-IT-FORM"),
        (xml.replace(b"845.00", b"molto"), "SOLDE-IT-FORM"),
        (b"nothing", "SOLDE-XML"),
    ):
        with pytest.raises(Unacceptable) as refused:
            fatturapa.read(data)
        assert refused.value.faults[0].code == code


def test_completing_does_not_touch_amounts() -> None:
    for invoice in KINDS.values():
        done = italy.complete(invoice)
        assert done.totals == invoice.totals
        assert [n.net for n in done.lines] == [n.net for n in invoice.lines]


@pytest.mark.parametrize(
    ("code", "word", "back"),
    [("XPK", "CONF", "XPK"), ("XBX", "SCATOLE", "XBX"), ("SET", "SET", "SET"), ("H87", "PZ", "C62")],
)
def test_units_are_written_in_the_words_of_italian_readers(code: str, word: str, back: str) -> None:
    invoice = italian(samples.line(1, "Lampada", "2", "84.50", V22, unit=code))
    assert text(invoice, "UnitaMisura") == word
    assert fatturapa.read(fatturapa.write(invoice)).lines[0].unit == back


def test_every_unit_fits_its_field_and_says_which_it_was() -> None:
    words = [units.to_unit(code) for code in units.CODES]
    assert all(1 <= len(word) <= 10 for word in words)
    assert [units.to_unit(units.from_unit(word)) for word in words] == words


def test_a_credit_note_does_not_ask_for_payment() -> None:
    own = PaymentMeans(code="30", iban="IT60X0542811101000000123456", remittance="NC 4 " * 20)
    note = replace(credit_note(), payment=(own,))
    written = fatturapa.write(note)
    assert tree(note).find(".//DatiPagamento") is None
    assert own.iban not in written.decode() and "Rif. pagamento" not in written.decode()
    assert findings(written, "fatturapa-xsd", "sdi") == []
    assert fatturapa.read(written).totals == note.totals
