"""XRechnung's rules: each is broken by one story, and KoSIT's own find the very same ids, in CII and in UBL."""

from decimal import Decimal
from types import ModuleType

import pytest
from lxml import etree
from msgspec.structs import replace

from einvoice import cii, ubl
from einvoice.artefacts import default_folder
from einvoice.countries.germany import ONLY_IN_DOCUMENTS, RULES
from einvoice.model import Address, Contact, Delivery, Invoice, PaymentMeans
from einvoice.rules.case import Case
from einvoice.rules.rule import run
from tests.einvoice.germany_stories import ALSO, BANK, DEBIT, SOUND, STORIES, STORIES_IN_UBL, UNWRITTEN, pay
from tests.einvoice.official import assertions, findings
from tests.einvoice.stories import Break, both, codes, invoice, part

BY_CODE = {rule.code: rule for rule in RULES}
FOLDER = default_folder() / "xrechnung"
SYNTAXES = {"cii": cii, "ubl": ubl}


def ours(invoice: Invoice, syntax: str) -> set[str]:
    return codes(run(RULES, Case(invoice, syntax=syntax)))


def theirs(xml: bytes, syntax: str) -> set[str]:
    return {finding.partition(": ")[0] for finding in findings(xml, f"xrechnung-{syntax}")}


@pytest.fixture(params=SYNTAXES)
def syntax(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def format_(syntax: str) -> ModuleType:
    return SYNTAXES[syntax]


def test_the_sound_invoice_is_sound_to_both(syntax: str, format_: ModuleType) -> None:
    assert ours(SOUND, syntax) == set()
    assert findings(format_.write(SOUND), f"{syntax}-xsd", f"en16931-{syntax}", f"xrechnung-{syntax}") == []


@pytest.mark.parametrize("code", STORIES)
def test_a_story_breaks_the_rule_and_kosit_says_the_same(code: str, syntax: str, format_: ModuleType) -> None:
    broken = STORIES[code](SOUND)
    expected = {code} | ALSO.get(code, set())
    assert ours(broken, syntax) == expected
    xml = format_.write(broken)
    assert theirs(xml, syntax) == expected
    reading = format_.examine(xml)
    assert codes(run(RULES, Case(reading.invoice, reading.absent, syntax))) == expected


@pytest.mark.parametrize("code", STORIES_IN_UBL)
def test_some_rules_are_there_in_ubl_alone(code: str) -> None:
    broken = STORIES_IN_UBL[code](SOUND)
    expected = {code} | ALSO.get(code, set())
    assert ours(broken, "ubl") == expected
    assert theirs(ubl.write(broken), "ubl") == expected
    assert ours(broken, "cii") == theirs(cii.write(broken), "cii") == set()


def test_a_breakdown_without_its_rate_is_missed_in_a_strangers_document() -> None:
    root = etree.fromstring(cii.write(SOUND))
    (rate,) = root.findall(".//{*}ApplicableHeaderTradeSettlement/{*}ApplicableTradeTax/{*}RateApplicablePercent")
    rate.getparent().remove(rate)  # type: ignore[union-attr]
    xml = etree.tostring(root)
    reading = cii.examine(xml)
    (fault,) = run(RULES, Case(reading.invoice, reading.absent))
    assert (fault.code, fault.path) == ("BR-DE-14", "taxes[0].vat.rate")
    assert theirs(xml, "cii") == {"BR-DE-14"}


def test_a_vat_currency_that_is_the_invoices_own_is_missed_in_a_strangers_document() -> None:
    xml = cii.write(SOUND).replace(
        b"<ram:InvoiceCurrencyCode>", b"<ram:TaxCurrencyCode>EUR</ram:TaxCurrencyCode><ram:InvoiceCurrencyCode>"
    )
    assert ours(cii.examine(xml).invoice, "cii") == {"PEPPOL-EN16931-R005"}
    assert "PEPPOL-EN16931-R005" in theirs(xml, "cii")


def test_every_rule_has_a_story() -> None:
    assert set(BY_CODE) == set(STORIES) | set(STORIES_IN_UBL) | UNWRITTEN


def test_every_official_rule_is_ours_or_cannot_be_broken_by_the_model() -> None:
    official = assertions(FOLDER / "XRechnung-CII-validation.xsl") | assertions(FOLDER / "XRechnung-UBL-validation.xsl")
    assert len(official) > 80
    assert official == set(BY_CODE) | set(ONLY_IN_DOCUMENTS)
    assert not set(BY_CODE) & set(ONLY_IN_DOCUMENTS)


SKONTO = {
    "Zahlbar sofort.\n#SKONTO#TAGE=14#PROZENT=2.00#\n": True,
    "#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=-12.50#\n#SKONTO#TAGE=7#PROZENT=3.00#\n": True,
    "#SKONTO#TAGE=14#PROZENT=2.00#": False,
    "#SKONTO#TAGE=14#PROZENT=2.00#  \nDanach netto.": True,
    "#SKONTO#TAGE=14#PROZENT=2.00# Danach netto.\n": False,
    " #SKONTO#TAGE=14#PROZENT=2.00#\n": True,
    "#skonto#TAGE=14#PROZENT=2.00#\n": False,
    "Artikel #7 zählt nicht.": True,
    "#7": False,
}


@pytest.mark.parametrize("terms", SKONTO)
def test_cash_discount_is_read_as_kosit_reads_it(terms: str, syntax: str, format_: ModuleType) -> None:
    given = replace(SOUND, terms=terms)
    expected = set() if SKONTO[terms] else {"BR-DE-18"}
    assert ours(given, syntax) == expected
    assert theirs(format_.write(given), syntax) == expected


# What the two syntaxes keep in different places, KoSIT may judge differently: rules in CII, rules in UBL.
DIFFERENCES: dict[str, tuple[Break, set[str], set[str]]] = {
    "a creditor without a mandate": (
        pay(replace(BANK, creditor_id="DE98ZZZ09999999999")),
        {"BR-DE-23-b", "BR-DE-30", "BR-DE-31"},
        set(),
    ),
    "a transfer or a direct debit": (pay(BANK, DEBIT), {"BR-DE-23-b"}, set()),
    "a bank without an account": (
        pay(replace(BANK, code="30", iban="", account_name="", bic="MARKDEF1100")),
        {"BR-DE-23-a"},
        set(),
    ),
    "two direct debits on one mandate": (
        pay(DEBIT, replace(DEBIT, debited_account="DE89370400440532013000")),
        set(),
        {"PEPPOL-EN16931-R061"},
    ),
    "a remittance text alone": (pay(PaymentMeans(code="", remittance="RE-2026-0815")), {"BR-DE-1"}, set()),
    "an empty contact": (
        part("seller", contact=Contact()),
        {"BR-DE-5", "BR-DE-6", "BR-DE-7", "BR-DE-27", "BR-DE-28", "PEPPOL-EN16931-R008"},
        {"BR-DE-5", "BR-DE-6", "BR-DE-7", "BR-DE-27", "BR-DE-28", "PEPPOL-EN16931-R008"},
    ),
    "an empty address": (
        part("buyer", address=Address()),
        set(),
        {"BR-DE-8", "BR-DE-9", "PEPPOL-EN16931-R008"},
    ),
    "an empty place of delivery": (
        invoice(delivery=Delivery(delivered=SOUND.issue_date, address=Address())),
        set(),
        {"BR-DE-10", "BR-DE-11", "PEPPOL-EN16931-R008"},
    ),
    "VAT due on delivery, whenever that was": (
        invoice(delivery=None, tax_point_code="35"),
        {"BR-DE-TMP-32"},
        set(),
    ),
    "no VAT in one currency": (
        both(invoice(tax_currency="SEK"), part("totals", tax=Decimal(0), tax_accounting=Decimal("-1.00"))),
        {"PEPPOL-EN16931-R055"},
        set(),
    ),
}


@pytest.mark.parametrize("story", DIFFERENCES)
def test_odd_invoices_are_judged_in_each_syntax_as_kosit_judges_them(story: str) -> None:
    change, in_cii, in_ubl = DIFFERENCES[story]
    broken = change(SOUND)
    assert (ours(broken, "cii"), ours(broken, "ubl")) == (in_cii, in_ubl)
    assert (theirs(cii.write(broken), "cii"), theirs(ubl.write(broken), "ubl")) == (in_cii, in_ubl)
