"""Italy: what is owed, what follows without doubt, what SdI would refuse and where to mend it."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from lxml import etree

from einvoice import fatturapa
from einvoice.countries import country, italy
from einvoice.countries.italy.checks import CHECKS
from einvoice.fatturapa import controls
from einvoice.model import Identifier, Invoice, PaymentMeans, Reference, Vat
from einvoice.rules.rule import LANGUAGES
from tests.einvoice import samples
from tests.einvoice.official import findings
from tests.einvoice.test_fatturapa import KINDS

replace = msgspec.structs.replace
DAY = samples.DAY


def owed(buyer: Any, on: date = DAY, seller: Any = samples.ITALIAN_SELLER) -> list[str]:
    return [one.format for one in italy.obligations(seller, buyer, "380", on)]


def test_an_italian_seller_owes_fatturapa_to_everyone() -> None:
    for buyer in (samples.ITALIAN_BUYER, samples.GERMAN_BUYER, samples.AMERICAN_BUYER, samples.CONSUMER):
        assert owed(buyer) == ["fatturapa"]


def test_a_foreign_seller_owes_none_and_history_counts() -> None:
    assert owed(samples.ITALIAN_BUYER, seller=samples.FRENCH_SELLER) == []
    assert owed(samples.GERMAN_BUYER, date(2022, 6, 30)) == []
    assert owed(samples.GERMAN_BUYER, date(2022, 7, 1)) == ["fatturapa"]


def test_a_seller_without_a_country_still_owes_and_is_told_so() -> None:
    nowhere = replace(samples.ITALIAN_SELLER, address=replace(samples.ITALIAN_SELLER.address, country=""))
    assert owed(samples.ITALIAN_BUYER, seller=nowhere) == ["fatturapa"]
    paths = {fault.path for fault in italy.check(plain(seller=nowhere))}
    assert "seller.address.country" in paths


def test_a_codice_fiscale_among_other_identifiers_is_found() -> None:
    found = Identifier(value="RSSMRA85T10A562S", scheme="0210")
    assert italy.check(buyer(vat_id="", identifiers=(found,))) == []


def test_the_country_is_found_by_its_entry_point() -> None:
    found = country("IT")
    assert found is not None
    assert found.CODE == "IT"
    assert country("ZZ") is None


@pytest.mark.parametrize("kind", KINDS)
def test_sound_invoices_pass(kind: str) -> None:
    assert italy.check(KINDS[kind]) == []


@pytest.mark.parametrize(
    ("vat", "buyer", "natura"),
    [
        (Vat(category="S", rate=Decimal(22)), "IT", ""),
        (Vat(category="E"), "IT", "N4"),
        (Vat(category="E", exemption_code="VATEX-EU-F"), "IT", "N5"),
        (Vat(category="K"), "DE", "N3.2"),
        (Vat(category="G"), "US", "N3.1"),
        (Vat(category="G"), "SM", "N3.3"),
        (Vat(category="AE"), "DE", "N2.1"),
        (Vat(category="AE"), "IT", ""),
        (Vat(category="AE", national_code="N6.3"), "IT", "N6.3"),
        (Vat(category="O"), "IT", ""),
        (Vat(category="O"), "US", ""),
        (Vat(category="O", exemption_code="VATEX-EU-O"), "US", "N2.1"),
        (Vat(category="Z"), "IT", ""),
    ],
)
def test_natura_is_derived_only_where_there_is_no_doubt(vat: Vat, buyer: str, natura: str) -> None:
    where = replace(samples.ITALIAN_BUYER, address=replace(samples.ITALIAN_BUYER.address, country=buyer))
    line = samples.line(1, "Lampada", "1", "10.00", vat)
    done = italy.complete(samples.build((line,), vats=(vat,), seller=samples.ITALIAN_SELLER, buyer=where))
    assert done.lines[0].vat.national_code == natura
    assert done.taxes[0].vat.national_code == natura


def plain(**more: Any) -> Invoice:
    return replace(samples.italian_invoice(), **more)


def buyer(**more: Any) -> Invoice:
    return plain(buyer=replace(samples.ITALIAN_BUYER, **more))


def seller(**more: Any) -> Invoice:
    return plain(seller=replace(samples.ITALIAN_SELLER, **more))


def block(**more: Any) -> Invoice:
    return plain(national={"IT": more})


def place(**more: Any) -> Any:
    return replace(samples.ITALIAN_BUYER.address, **more)


def line(**more: Any) -> Invoice:
    invoice = samples.italian_invoice()
    return replace(invoice, lines=(replace(invoice.lines[0], **more), *invoice.lines[1:]))


def tax(**more: Any) -> Invoice:
    invoice = samples.italian_invoice()
    return replace(invoice, taxes=(replace(invoice.taxes[0], **more), *invoice.taxes[1:]))


NOTHING = Vat(category="Z")
N6 = Vat(category="AE", national_code="N6")
BOTH = Vat(category="S", rate=Decimal(22), national_code="N4")
EARLIER = (Reference(number="1", issue_date=date(2027, 1, 1)),)


@pytest.mark.parametrize(
    ("code", "path", "invoice"),
    [
        ("00301", "seller.vat_id", seller(vat_id="IT01234560158")),
        ("00301", "seller.vat_id", seller(vat_id="")),
        ("00302", "seller.tax_registration", seller(tax_registration="01234560158")),
        ("00305", "buyer.vat_id", buyer(vat_id="IT09876540107")),
        ("00305", "buyer.vat_id", buyer(vat_id="09876540106")),
        ("00306", "buyer.tax_registration", buyer(tax_registration="RSSMRA85T10A562X")),
        ("00423", "lines[0].net", line(net=Decimal("845.03"))),
        ("00426", "national.IT.pec", block(codice_destinatario="ABC1234", pec="a@pec.example")),
        ("SOLDE-IT-TYPE", "type_code", plain(type_code="389")),
        ("SOLDE-IT-COUNTRY", "buyer.address.country", buyer(address=place(country=""))),
        ("SOLDE-IT-EUR", "national.IT.eur_rate", plain(currency="USD")),
        ("SOLDE-IT-RATE", "lines[0].vat.rate", line(vat=Vat(category="S", rate=Decimal("22.005")))),
        ("SOLDE-IT-REA", "national.IT.rea_numero", block(rea_ufficio="MI")),
        ("SOLDE-IT-IBAN", "payment[0].iban", plain(payment=(PaymentMeans(iban="IT60X0542811101000000123457"),))),
        ("SOLDE-IT-BLOCK", "national.IT", block(codice="ABC1234")),
    ],
)  # fmt: skip
def test_what_the_document_would_not_show_is_said_before_it_is_written(code: str, path: str, invoice: Invoice) -> None:
    assert [(fault.code, fault.path) for fault in italy.check(invoice)] == [(code, path)]


def test_every_check_speaks_four_languages() -> None:
    for rule in CHECKS:
        assert len({rule.sentence(language) for language in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_check_is_said_in_the_readers_language(language: str) -> None:
    said = {"en": "does not fit", "fr": "ne tient pas", "it": "non sta in", "de": "passt nicht"}
    contact = replace(samples.ITALIAN_SELLER.contact, phone="+39 02 1234567890")
    (fault,) = italy.check(seller(contact=contact), language)
    assert (fault.code, fault.severity, fault.path) == ("SOLDE-IT-PHONE", "warning", "seller.contact.phone")
    assert said[language] in fault.message


def test_a_type_that_the_block_names_needs_no_counterpart() -> None:
    assert italy.check(replace(plain(type_code="389"), national={"IT": {"tipo_documento": "TD16"}})) == []


@pytest.mark.parametrize(
    ("code", "path", "invoice"),
    [
        ("00313", "national.IT.codice_destinatario", block(codice_destinatario="XXXXXXX")),
        ("00400", "lines[0].vat.national_code", line(vat=NOTHING)),
        ("00401", "lines[0].vat.national_code", line(vat=BOTH)),
        ("00417", "buyer.vat_id", buyer(vat_id="")),
        ("00418", "preceding[0].issue_date", plain(type_code="381", preceding=EARLIER)),
        ("00421", "taxes[0].tax", tax(tax=Decimal("185.88"))),
        ("00422", "taxes[0].base", tax(base=Decimal("846.00"))),
        ("00425", "number", plain(number="BOZZA")),
        ("00427", "national.IT.codice_destinatario", block(codice_destinatario="ABC123")),
        ("00427", "national.IT.codice_destinatario", buyer(public_body=True)),
        ("00429", "taxes[0].vat.national_code", tax(vat=NOTHING)),
        ("00430", "taxes[0].vat.national_code", tax(vat=BOTH)),
        ("00443", "lines[0].vat.rate", line(vat=Vat(category="S", rate=Decimal(10)))),
        ("00445", "lines[0].vat.national_code", line(vat=N6)),
    ],
)  # fmt: skip
def test_what_the_document_shows_is_found_there_at_the_models_field(code: str, path: str, invoice: Invoice) -> None:
    assert italy.check(invoice) == []
    faults = controls.check(etree.fromstring(fatturapa.write(italy.complete(invoice))))
    assert (code, path) in {(fault.code, fault.path) for fault in faults}


@pytest.mark.parametrize(
    ("word", "invoice"),
    [
        ("CAP", buyer(address=place(postcode="1614"))),
        ("Comune", buyer(address=place(city=""))),
        ("Provincia", buyer(address=place(subdivision="Genova"))),
        ("BIC", plain(payment=(PaymentMeans(code="30", bic="DEUTDE"),))),
        ("RegimeFiscale", block(regime_fiscale="RF03")),
    ],
)  # fmt: skip
def test_what_is_missing_or_malformed_is_the_schemas(word: str, invoice: Invoice) -> None:
    assert italy.check(invoice) == []
    faults = findings(fatturapa.write(italy.complete(invoice)), "fatturapa-xsd", "sdi")
    assert any(fault.startswith("00200") and word in fault for fault in faults), faults


@pytest.mark.parametrize(("off", "codes"), [("0.6", []), ("2.6", ["00423"])])
def test_a_line_in_yen_is_rounded_to_whole_yen(off: str, codes: list[str]) -> None:
    block = {"eur_rate": "0.006135", "eur_rate_date": "2026-11-02"}
    line = samples.line(1, "Lampada", "3", "1250", Vat(category="G"))
    line = replace(line, price=(line.net - Decimal(off)) / 3)
    invoice = samples.build(
        (line,),
        vats=(Vat(category="G", national_code="N3.1"),),
        seller=samples.ITALIAN_SELLER,
        buyer=samples.AMERICAN_BUYER,
        currency="JPY",
        number="2026/119",
        payment=(),
        delivery=None,
        national={"IT": block},
    )
    assert [fault.code for fault in italy.check(invoice)] == codes
    if not codes:
        assert findings(fatturapa.write(italy.complete(invoice)), "fatturapa-xsd", "sdi") == []
