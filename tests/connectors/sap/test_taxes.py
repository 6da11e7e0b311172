"""The VAT of an item: what the tax condition says, and what the settings say that its code means."""

from decimal import Decimal as D

from connectors.sap.values import Row
from connectors.seller import Seller, Tax
from einvoice.model import Vat
from tests.connectors.sap.bills import bill, invoice, item, price, read, vat


def vat_of(*conditions: Row) -> Vat:
    return invoice(bill(item("100.00", price("100.00"), *conditions))).lines[0].vat


def unclear(*conditions: Row) -> tuple[str, str]:
    """The category that the invoice got, and where its fault would be shown."""
    paper, case = read(bill(item("100.00", price("100.00"), *conditions)))
    assert paper is not None, "the customer owes it all the same"
    assert paper.totals.payable == D("119.00")
    return paper.lines[0].vat.category, case.origins["lines[0].vat"].place


def test_the_rate_is_the_one_that_sap_applied_unless_the_settings_know_better() -> None:
    assert vat_of(vat("16.00", rate="16.000")) == Vat(category="S", rate=D(16))
    assert vat_of(vat("7.00", rate="19.000", code="A2")) == Vat(category="S", rate=D(7))


def test_an_exemption_with_its_reason_and_code() -> None:
    found = vat_of(vat("0.00", rate="0.000", code="A0"))
    assert (found.category, found.rate, found.exemption_code) == ("K", D(0), "VATEX-EU-IC")
    assert found.exemption_reason == "Intra-Community supply"


def test_a_code_that_nobody_explained_stays_empty_and_names_the_setting() -> None:
    category, place = unclear(vat("19.00", code="Z7"))
    assert category == ""
    assert place == "Billing document 90000001 > tax code Z7 of DE: say what it means in tax_codes.DE.Z7"


def test_a_code_holds_in_the_country_of_the_seller_alone() -> None:
    settings = {"1010": Seller(name="Muster SAS", country="fr")}
    paper, case = read(bill(item("100.00")), sellers=settings)
    assert paper is not None
    assert paper.lines[0].vat.category == ""
    assert "tax_codes.FR.A1" in case.origins["lines[0].vat"].place


def test_an_item_without_tax_condition_and_one_with_an_empty_code() -> None:
    assert "tax_codes.DE.CODE" in unclear(vat("19.00", code=""))[1]
    row = bill(item("100.00", price("100.00")))
    row["to_Item"]["results"][0]["to_PricingElement"]["results"].pop()
    paper, case = read(row)
    assert paper is not None
    assert (paper.lines[0].vat.category, paper.taxes[0].tax) == ("", D("19.00"))
    assert "there is no tax condition" in case.origins["lines[0].vat"].place


def test_of_several_tax_conditions_the_one_with_an_amount_counts() -> None:
    quiet = vat("0.00", rate="0.000", code="A0")
    assert vat_of(quiet, vat("19.00"), quiet) == Vat(category="S", rate=D(19))


def test_two_tax_conditions_with_an_amount_are_not_guessed() -> None:
    """A county's tax beside a state's, say: EN 16931 has one VAT for a line."""
    assert unclear(vat("12.00", rate="12.000"), vat("7.00", rate="7.000", code="A2")) == (
        "", "Billing document 90000001 > there are several tax conditions with an amount",
    )  # fmt: skip


def test_statistical_and_inactive_tax_conditions_do_not_count() -> None:
    found = item(
        "100.00", price("100.00"), vat("19.00"),
        vat("7.00", code="A2", ConditionIsForStatistics=True), vat("5.00", code="A2", ConditionInactiveReason="M"),
    )  # fmt: skip
    paper = invoice(bill(found, TaxAmount="19.00", TotalGrossAmount="119.00"))
    assert [(each.vat.rate, each.base, each.tax) for each in paper.taxes] == [(D(19), D("100.00"), D("19.00"))]


def test_the_breakdown_has_one_entry_for_each_treatment_with_the_tax_as_posted() -> None:
    """Posted by item, 19 per cent of 0.50 twice is 0.10 twice, and no program of ours rounds that away."""
    small = item("0.50", vat("0.10"))
    paper = invoice(bill(small, small, item("10.00", vat("0.70", rate="7.000", code="A2"))))
    assert [(each.vat.rate, each.base, each.tax) for each in paper.taxes] == [
        (D(19), D("1.00"), D("0.20")),
        (D(7), D("10.00"), D("0.70")),
    ]
    assert paper.totals.tax == D("0.90")


def test_a_national_code_goes_with_it() -> None:
    codes = {"IT": {"N3": Tax(category="AE", rate=D(0), national_code="N6.7", exemption_reason="Inversione contabile")}}
    sellers = {"1010": Seller(name="Lume Srl", country="IT")}
    paper = invoice(bill(item("100.00", vat("0.00", rate="0", code="N3"))), sellers=sellers, tax_codes=codes)
    assert paper.taxes[0].vat.national_code == "N6.7"
