"""From an invoice in an account and a configuration to an e-invoice that the official judges accept: one for each
country.

docs/netsuite.md promises these; a configuration like the ones here is all that a company writes.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal as D
from functools import lru_cache
from typing import Any

import pytest

from connectors import netsuite
from connectors.records import Invoice, Unreadable, locate
from connectors.seller import Seller, Tax
from einvoice import model
from einvoice.artefacts import ArtefactMissing, Artefacts, default_folder
from einvoice.emission import Emitted, emit, obligations
from einvoice.faults import errors
from einvoice.judges import Judges
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.papers import Item
from tests.connectors.netsuite.standin.rules import CUSTOM
from tests.connectors.netsuite.standin.setup_rows import BOX, EXEMPT, GOODS, OFF, OURS, RATES, REDUCED, STANDARD

FIELDS = dict.fromkeys(("custentity_leitweg", "custentity_endpoint", "custentity_codice"), "text")
GERMAN = {
    "sellers": {
        str(OURS): Seller(
            name="Muster GmbH", street="Lindenweg 3", postcode="34117", city="Kassel", country="DE",
            vat_id="DE136695976", endpoint="EM:rechnung@muster.example", contact="Wiebke Jansen",
            phone="+49 561 000000", email="rechnung@muster.example", iban="DE89 3704 0044 0532 0130 00",
            legal_id="HRB 12345",
        )
    },
    "tax_codes": {"IT:S-IT": Tax(category="S", rate=D(22)), "IT:R-IT": Tax(category="S")},
    "payment_terms": {"Net 30": "Zahlbar in 30 Tagen ohne Abzug."},
    "fields": {"buyer_reference": "customer:custentity_leitweg", "buyer.endpoint": "customer:custentity_endpoint"},
}  # fmt: skip
FRENCH = {
    "sellers": {
        str(OURS): Seller(
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
    "tax_codes": {"IT:S-IT": Tax(category="S", rate=D(20)), "IT:R-IT": Tax(category="S")},
    "fields": {"buyer.legal_id": "customer:custentity_leitweg", "buyer.endpoint": "customer:custentity_endpoint"},
}  # fmt: skip
ITALIAN = {
    "sellers": {
        str(OURS): Seller(
            name="Officina Luce S.r.l.", street="Via Garibaldi 12", postcode="37121", city="Verona", province="VR",
            country="IT", vat_id="IT01234560231", iban="IT60X0542811101000000123456",
            national={"regime_fiscale": "RF01"},
        )
    },
    "tax_codes": {
        "IT:S-IT": Tax(category="S"), "IT:R-IT": Tax(category="S"),
        "IT:E-IT": Tax(category="AE", rate=D(0), national_code="N6.7", exemption_reason="Inversione contabile"),
    },
    "fields": {"national.IT.codice_destinatario": "customer:custentity_codice"},
}  # fmt: skip
DAY = date(2026, 10, 1)
LAMPS = Item(rate=D("45.00"), quantity=D(2), item=GOODS, memo="Desk lamp, oak")


@lru_cache(maxsize=1)
def judges() -> Judges:
    return Judges(Artefacts(default_folder()))


@pytest.fixture(params=["legacy", "suitetax"])
def books(request: pytest.FixtureRequest) -> Iterator["Books"]:
    """With either of the two tax engines, and lines that show their tax codes."""
    made = Account()
    engine = "SUITETAX" if request.param == "suitetax" else "LEGACYTAX"
    made.store.rule(
        features=("SUBSIDIARIES", "MULTICURRENCY", "UNITS", engine),
        custom={**CUSTOM, **FIELDS},
        exposes=("transactionline.taxcode", "transactionline.taxrate1", "customer.vatregnumber"),
    )
    yield Books(made, request.param)
    made.close()


class Books:
    """The account's users, and what the connector makes of what they did."""

    def __init__(self, account: Account, tax: str) -> None:
        self.account, self.tax = account, tax
        self.office = Office(account.store)

    def customer(self, name: str, vat: str, country: str, street: str, zip_: str, city: str, **more: Any) -> int:
        place = {"addr1": street, "zip": zip_, "city": city, "country": country, "state": more.pop("state", None)}
        registration = {}
        if self.tax == "suitetax":
            id_ = self.office.store.insert("entitytaxregistration", taxregistrationnumber=vat)
            registration = {"defaulttaxreg": id_}
        return self.office.customer(name, place=place, vatregnumber=vat, **registration, **more)

    def record(self, id_: int, **settings: Any) -> Invoice:
        connector = netsuite.connect("ns", self.account.settings(tax=self.tax, **settings), {str(OURS): "ours"})
        found = {each.ref.id: each for page in connector.pull("invoice", None) for each in page.records}
        connector.close()
        made = found[str(id_)]
        assert not isinstance(made, Unreadable), made.faults
        assert isinstance(made, Invoice)
        return made


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


def school_board(books: Books) -> int:
    return books.customer(
        "Amt für Schulbau", "", "DE", "Rathausplatz 1", "28195", "Bremen",
        custentity_leitweg="04011000-12345-03", custentity_endpoint="0204:04011000-12345-03",
    )  # fmt: skip


def italian_firm(books: Books) -> int:
    return books.customer(
        "Falegnameria Adige S.r.l.", "IT02468030222", "IT", "Corso Italia 5", "38122", "Trento", state="TN",
        custentity_codice="ABC1234",
    )  # fmt: skip


def french_firm(books: Books) -> int:
    return books.customer(
        "Menuiserie Dubois SARL", "FR83404833048", "FR", "3 rue de la Paix", "75002", "Paris",
        custentity_leitweg="0002:404833048", custentity_endpoint="0225:404833048",
    )  # fmt: skip


def test_a_german_company_and_a_public_body_an_xrechnung(books: Books) -> None:
    id_ = books.office.invoice(school_board(books), LAMPS, trandate=DAY, shipdate=DAY)
    paper = books.record(id_, **GERMAN).document
    assert paper.buyer_reference == "04011000-12345-03"
    assert paper.terms == "Zahlbar in 30 Tagen ohne Abzug."
    [line] = paper.lines
    assert (line.quantity, line.price, line.net, line.unit) == (D(2), D(45), D("90.00"), "C62")
    assert (line.name, line.description, line.seller_item) == ("Desk lamp", "Desk lamp, oak", "LMP-7")
    made = accepted(paper)
    assert made.format.startswith("xrechnung")
    assert b"urn:xeinkauf.de:kosit:xrechnung_3.0" in made.xml


def test_boxes_of_twelve_and_a_discount_on_a_line_of_its_own(books: Books) -> None:
    """Quantities and rates are kept for one piece; the invoice counts boxes."""
    boxes = Item(rate=D("1.25"), quantity=D(36), item=GOODS, units=BOX)
    off = Item(rate=D("-5.00"), item=OFF)
    id_ = books.office.invoice(school_board(books), boxes, off, trandate=DAY, shipdate=DAY)
    paper = books.record(id_, **GERMAN).document
    first, second = paper.lines
    assert (first.quantity, first.unit, first.price, first.net) == (D(3), "XBX", D(15), D("45.00"))
    assert (second.quantity, second.price, second.net) == (D(-1), D(5), D("-5.00"))
    accepted(paper)


def test_a_discount_on_the_whole_invoice_is_an_allowance(books: Books) -> None:
    off = Item(rate=D("-9.00"), item=OFF, more={"transactiondiscount": "T"})
    id_ = books.office.invoice(school_board(books), LAMPS, off, trandate=DAY, shipdate=DAY)
    paper = books.record(id_, **GERMAN).document
    assert [(each.amount, each.charge) for each in paper.allowances] == [(D("9.00"), False)]
    assert (paper.totals.lines, paper.totals.allowances, paper.totals.tax_exclusive) == (D(90), D(9), D(81))
    accepted(paper)


def test_a_credit_memo_names_the_invoice_that_it_gives_back(books: Books) -> None:
    who = school_board(books)
    first = books.office.invoice(who, LAMPS, trandate=DAY, shipdate=DAY)
    id_ = books.office.credit_memo(who, LAMPS, createdfrom=first, trandate=DAY, shipdate=DAY)
    paper = books.record(id_, **GERMAN).document
    assert paper.type_code == "381"
    assert [each.number for each in paper.preceding] == [f"INV{first}"]
    assert paper.totals.payable == D("109.80")
    accepted(paper)


def test_a_french_company_a_factur_x_with_the_notes_of_the_configuration(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RATES, STANDARD, "0.2")
    two = (LAMPS, Item(rate=D("10.00"), tax=REDUCED, memo="Livre"))
    id_ = books.office.invoice(french_firm(books), *two, trandate=DAY, shipdate=DAY, due=date(2026, 10, 31))
    paper = books.record(id_, **FRENCH).document
    assert {note.subject for note in paper.notes} == {"PMT", "PMD", "AAB"}
    assert {(each.vat.rate, each.tax) for each in paper.taxes} == {(D(20), D("18.00")), (D(10), D("1.00"))}
    made = accepted(paper)
    assert (made.format, made.content[:4]) == ("facturx", b"%PDF")
    assert b"73282932000074" in made.xml
    assert any("BR-FR" in judge.upper() for judge in made.checked_by), made.checked_by


def test_an_italian_company_a_fatturapa_with_natura_and_codice_destinatario(books: Books) -> None:
    turned = Item(rate=D("40.00"), tax=EXEMPT, memo="Rottame")
    id_ = books.office.invoice(italian_firm(books), LAMPS, turned, trandate=DAY)
    paper = books.record(id_, **ITALIAN).document
    made = accepted(paper)
    assert made.format == "fatturapa"
    assert b"<CodiceDestinatario>ABC1234</CodiceDestinatario>" in made.xml
    assert b"<Natura>N6.7</Natura>" in made.xml
    assert b"<RegimeFiscale>RF01</RegimeFiscale>" in made.xml


def test_a_tax_code_that_the_configuration_does_not_say_is_refused_and_named(books: Books) -> None:
    id_ = books.office.invoice(school_board(books), LAMPS, trandate=DAY, shipdate=DAY)
    record = books.record(id_, **{**GERMAN, "tax_codes": {}})
    found = [locate(fault.path, record.origins) for fault in errors(list(emitted(record.document).faults))]
    assert any(origin and 'tax_codes."IT:S-IT"' in origin.place for origin in found), found
    assert record.open == D("109.80"), "it is a debt all the same"
