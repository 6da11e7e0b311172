"""From a billing document and a configuration to an e-invoice that the official judges accept: one for each country.

docs/sap.md promises these; a configuration like the ones here is all that a company writes.
"""

from datetime import date
from decimal import Decimal as D
from functools import lru_cache

import msgspec
import pytest

from connectors.records import Due, locate
from connectors.sap.values import Row
from connectors.seller import Seller, Tax
from einvoice import model
from einvoice.artefacts import ArtefactMissing, Artefacts, default_folder
from einvoice.emission import Emitted, emit, obligations
from einvoice.faults import errors
from einvoice.judges import Judges
from tests.connectors.sap.bills import bill, change, functions, invoice, item, on, partner, price, read, vat

_HALVES = (("10", "10.125"), ("20", "10.125"))
GERMAN = {
    "sellers": {
        "1010": Seller(
            name="Muster GmbH", street="Lindenweg 3", postcode="34117", city="Kassel", country="DE",
            vat_id="DE136695976", endpoint="EM:rechnung@muster.example", contact="Wiebke Jansen",
            phone="+49 561 000000", email="rechnung@muster.example", iban="DE89 3704 0044 0532 0130 00",
            legal_id="HRB 12345",
        )
    },
    "tax_codes": {"DE": {"A1": Tax(category="S")}},
    "payment_terms": {"0001": "Zahlbar in 30 Tagen ohne Abzug."},
    "fields": {"buyer_reference": "identification:ZLEITW", "buyer.endpoint": "A_BusinessPartner:SearchTerm1"},
}  # fmt: skip
FRENCH = {
    "sellers": {
        "1010": Seller(
            name="Lumière du Rhône SAS", street="12 rue Victor Hugo", postcode="69002", city="Lyon", country="FR",
            vat_id="FR44732829320", legal_id="0002:732829320", identifier="0009:73282932000074",
            endpoint="0225:732829320", iban="FR76 3000 6000 0112 3456 7890 189",
            notes={
                "PMT": "Indemnité forfaitaire pour frais de recouvrement : 40 EUR.",
                "PMD": "Pénalités de retard : taux de la BCE majoré de 10 points.",
                "AAB": "Pas d'escompte pour paiement anticipé.",
            },
        )
    },
    "tax_codes": {"FR": {"A1": Tax(category="S")}},
}  # fmt: skip
ITALIAN = {
    "sellers": {
        "1010": Seller(
            name="Officina Luce S.r.l.", street="Via Garibaldi 12", postcode="37121", city="Verona", province="VR",
            country="IT", vat_id="IT01234560231", iban="IT60X0542811101000000123456",
            national={"regime_fiscale": "RF01"},
        )
    },
    "tax_codes": {
        "IT": {
            "A1": Tax(category="S"),
            "N3": Tax(category="AE", rate=D(0), national_code="N6.7", exemption_reason="Inversione contabile, art. 17"),
        }
    },
    "fields": {"national.IT.codice_destinatario": "A_Customer:Industry"},
}  # fmt: skip
LAMPS = item(
    "90.00", price("50.00"), change("-10.00", percent="-10.000"), quantity="2.000", InternationalArticleNumber=""
)


@lru_cache(maxsize=1)
def judges() -> Judges:
    return Judges(Artefacts(default_folder()))


def emitted(paper: model.Invoice) -> Emitted:
    """The document that is owed, made and judged."""
    [owed] = obligations(paper.seller, paper.buyer, paper.type_code, paper.issue_date, paper.national)
    try:
        return emit(paper, owed, judges(), 1)
    except ArtefactMissing as missing:
        pytest.skip(str(missing))


def accepted(paper: model.Invoice) -> Emitted:
    made = emitted(paper)
    assert errors(list(made.faults)) == []
    assert made.checked_by, "an official judge has seen it"
    assert not [note for note in made.notes if note.startswith("disagreement")]
    return made


def due(amount: str, day: str = "2026-10-31") -> tuple[Due, ...]:
    return (Due(date=date.fromisoformat(day), amount=D(amount), open=D(amount)),)


def tax_numbers(row: Row, **numbers: str) -> Row:
    rows = [{"BPTaxType": kind, "BPTaxNumber": number} for kind, number in numbers.items()]
    return {**row, "to_BusinessPartnerTax": {"results": rows}}


def school_board() -> Row:
    ids = [{"BPIdentificationType": "ZLEITW", "BPIdentificationNumber": "04011000-12345-03"}]
    extra = {"SearchTerm1": "0204:04011000-12345-03", "to_BuPaIdentification": {"results": ids}}
    return partner(name="Amt für Schulbau", StreetName="Rathausplatz", CityName="Bremen", PostalCode="28195") | extra


def french_firm() -> Row:
    row = partner(name="Menuiserie Dubois SARL", country="FR", StreetName="rue de la Paix", CityName="Paris",
                  PostalCode="75002")  # fmt: skip
    return tax_numbers(row, FR0="FR83404833048", FR1="404833048", FR2="40483304800022")


def italian_firm(code: str = "ABC1234") -> Row:
    row = partner(name="Falegnameria Adige S.r.l.", country="IT", StreetName="Corso Italia", CityName="Trento",
                  PostalCode="38122", Region="TN")  # fmt: skip
    customer = {"to_Customer": {"Customer": "10100001", "Industry": code}}
    return tax_numbers(row, IT0="IT02468030222") | customer


SEPTEMBER = {"BillingDocumentDate": on("2026-10-01")}
RENDERED = {"ServicesRenderedDate": on("2026-09-30")}


def test_a_german_company_and_a_public_body_an_xrechnung() -> None:
    row = bill(LAMPS | RENDERED, item("6.25", price("12.50", per="100"), quantity="50.000") | RENDERED, **SEPTEMBER)
    paper = invoice(row, school_board(), dues=due("114.54"), **GERMAN)
    assert paper.buyer_reference == "04011000-12345-03"
    made = accepted(paper)
    assert made.format.startswith("xrechnung")
    assert b"urn:xeinkauf.de:kosit:xrechnung_3.0" in made.xml


def test_a_german_company_and_a_firm_and_its_credit_memo() -> None:
    firm = tax_numbers(partner(name="Küstenbau AG"), DE0="DE129273398") | {"SearchTerm1": "EM:post@kuestenbau.example"}
    assert accepted(invoice(bill(LAMPS | RENDERED, **SEPTEMBER), firm, dues=due("107.10"), **GERMAN)).content
    back = bill(LAMPS | RENDERED, SDDocumentCategory="O", **SEPTEMBER)
    credit = invoice(back, firm, dues=(), **GERMAN)
    assert credit.type_code == "381"
    accepted(credit)


def test_a_french_company_a_factur_x_with_the_notes_of_the_configuration() -> None:
    tax = vat("18.00", rate="20.000")
    lamps = item("90.00", price("50.00"), change("-10.00", percent="-10.000"), tax, quantity="2.000") | RENDERED
    paper = invoice(bill(lamps, **SEPTEMBER), french_firm(), dues=due("108.00"), **FRENCH)
    assert {note.subject for note in paper.notes} == {"PMT", "PMD", "AAB"}
    assert paper.buyer.legal_id == model.Identifier(value="404833048", scheme="0002")
    made = accepted(paper)
    assert (made.format, made.content[:4]) == ("facturx", b"%PDF")
    assert b"73282932000074" in made.xml
    assert any("BR-FR" in judge.upper() for judge in made.checked_by), made.checked_by


def test_an_italian_company_a_fatturapa_with_natura_and_codice_destinatario() -> None:
    taxed = item("90.00", price("45.00"), vat("19.80", rate="22.000"), quantity="2.000") | RENDERED
    turned = item("40.00", price("40.00"), vat("0.00", rate="0.000", code="N3")) | RENDERED
    paper = invoice(bill(taxed, turned, **SEPTEMBER), italian_firm(), dues=due("149.80"), **ITALIAN)
    made = accepted(paper)
    assert made.format == "fatturapa"
    assert b"<CodiceDestinatario>ABC1234</CodiceDestinatario>" in made.xml
    assert b"<Natura>N6.7</Natura>" in made.xml
    assert b"<RegimeFiscale>RF01</RegimeFiscale>" in made.xml


def test_an_italian_debit_memo_and_its_discounted_line() -> None:
    lamps = item(
        "90.00", price("50.00"), change("-10.00", percent="-10.000"), vat("19.80", rate="22.000"), quantity="2.000"
    )
    paper = invoice(bill(lamps, SDDocumentCategory="P", **SEPTEMBER), italian_firm(), dues=due("109.80"), **ITALIAN)
    assert b"<TipoDocumento>TD05</TipoDocumento>" in accepted(paper).xml


def test_a_supply_within_the_community_has_an_address_of_delivery() -> None:
    """BR-IC-12: the buyer's own, where SAP names no other ship-to party."""
    codes = {"FR": {"A0": Tax(category="K", rate=D(0), exemption_code="VATEX-EU-IC", exemption_reason="Intra-UE")}}
    free = item("90.00", price("90.00"), vat("0.00", rate="0.000", code="A0")) | RENDERED
    row = bill(free, to_Partner=functions(BP="10100001", SH="10100001"), **SEPTEMBER)
    paper = invoice(row, italian_firm(), dues=due("90.00"), **{**FRENCH, "tax_codes": codes})
    assert paper.delivery
    assert paper.delivery.address == paper.buyer.address
    accepted(paper)
    bare = emitted(msgspec.structs.replace(paper, delivery=msgspec.structs.replace(paper.delivery, address=None)))
    assert "BR-IC-12" in {fault.code for fault in errors(list(bare.faults))}, "and the rule does look"


def test_a_third_decimal_of_a_euro_never_leaves() -> None:
    """BR-DEC-09, -12, -23 ...: SAP can be set so; the invoice is a debt, and its e-invoice is refused by name."""
    odd = item("10.125", price("10.125"), vat("1.92")) | RENDERED
    codes = {fault.code for fault in errors(list(emitted(
        invoice(bill(odd, **SEPTEMBER), school_board(), dues=due("12.045"), **GERMAN)
    ).faults))}  # fmt: skip
    assert {"BR-DEC-09", "BR-DEC-12", "BR-DEC-14", "BR-DEC-19"} <= codes


def test_a_third_decimal_of_a_line_is_not_rounded_away_where_the_totals_are_in_cents() -> None:
    """BR-DEC-23: two items of 10.125 make 20.25; nobody may call them 10.13 and 10.12."""
    two = (item(net, price(net), vat("1.92"), BillingDocumentItem=n) | RENDERED for n, net in _HALVES)
    paper = invoice(bill(*two, **SEPTEMBER), school_board(), dues=due("24.09"), **GERMAN)
    assert [line.net for line in paper.lines] == [D("10.125"), D("10.125")]
    assert paper.totals.tax_exclusive == D("20.25")
    assert "BR-DEC-23" in {fault.code for fault in errors(list(emitted(paper).faults))}


@pytest.mark.parametrize("field", ["tax_codes", "units"])
def test_what_the_configuration_does_not_say_yet_is_refused_and_named(field: str) -> None:
    """The fault leads to the setting that is missing."""
    strange = item("90.00", price("90.00", unit="ZZZ"), unit="ZZZ") if field == "units" else LAMPS
    settings = GERMAN if field == "units" else {**GERMAN, "tax_codes": {}}
    paper, case = read(bill(strange | RENDERED, **SEPTEMBER), school_board(), dues=due("107.10"), **settings)
    assert paper is not None
    found = [locate(fault.path, case.origins) for fault in errors(list(emitted(paper).faults))]
    assert any(origin and field in origin.place for origin in found), found
