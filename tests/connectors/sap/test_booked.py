"""What accounting adds to a billing document: which way it goes, what it is about, its tax in our currency."""

from collections.abc import Iterator
from decimal import Decimal as D

import pytest

from connectors.records import Invoice, Record, Unreadable
from connectors.sap import invoices
from connectors.sap.booked import Booked
from connectors.seller import Seller, Tax
from einvoice import rules
from einvoice.faults import errors
from einvoice.model import Reference
from tests.connectors.pulled import sound
from tests.connectors.sap import bills
from tests.connectors.sap.bills import bill, item
from tests.connectors.sap.books import Books, books

__all__ = ["books"]

CODES = {"DE": {"A1": Tax(category="S", rate=D(19)), "AB": Tax(category="S", rate=D(19))}}


def read(books: Books, **settings: object) -> list[Record | Unreadable]:
    world = books.world(tax_codes=CODES, **settings)
    return [record for page in invoices.pages(world, None) for record in page.records]


def pulled(books: Books, **settings: object) -> dict[str, Invoice]:
    world = books.world(tax_codes=CODES, **settings)
    return sound(invoices.pages(world, None), Invoice)


def posted(books: Books, number: str, amount: str, **fields: object) -> None:
    """The billing document is posted with this receivable; a credit where it is negative."""
    document, _ = books.invoice(amount, billing=number, **fields)
    books.billing(number).update(AccountingDocument=document, FiscalYear="2026")


class TestDirection:
    """Category and sign of a document are not enough: on which side accounting posted it decides."""

    def test_an_invoice_below_zero_is_a_credit_note_and_its_cancellation_an_invoice(self, books: Books) -> None:
        number = books.bill("-80.00", "-15.20")
        posted(books, number, "-95.20")
        other = books.bill("-80.00", "-15.20", on="2026-02-01", SDDocumentCategory="N", CancelledBillingDocument=number)
        books.billing(number)["BillingDocumentIsCancelled"] = True
        posted(books, other, "95.20")
        found = pulled(books)
        assert [found[each].document.type_code for each in (number, other)] == ["381", "380"]
        assert {each.document.totals.payable for each in found.values()} == {D("95.20")}
        assert [each.number for each in found[other].document.preceding] == [number]

    def test_a_credit_memo_that_was_posted_as_a_debit_is_owed(self, books: Books) -> None:
        number = books.bill("-80.00", "-15.20", SDDocumentCategory="O")
        posted(books, number, "95.20")
        [it] = pulled(books).values()
        assert (it.document.type_code, it.open) == ("380", D("95.20"))

    @pytest.mark.parametrize(
        ("net", "tax", "category", "receivable"),
        [("-80.00", "-15.20", "O", "90.00"), ("80.00", "15.20", "O", "90.00"), ("80.00", "15.20", "M", "-90.00")],
    )
    def test_of_another_amount_and_the_other_side_it_is_set_aside(
        self, books: Books, net: str, tax: str, category: str, receivable: str
    ) -> None:
        posted(books, books.bill(net, tax, SDDocumentCategory=category), receivable)
        [found] = read(books)
        assert isinstance(found, Unreadable)
        side = "credit" if receivable.startswith("-") else "debit"
        assert f"posted as a {side} of 90.00: who owes whom?" in found.faults[0].message

    @pytest.mark.parametrize(("category", "receivable", "code"), [("O", "-90.00", "381"), ("M", "90.00", "380")])
    def test_of_another_amount_and_the_same_side_it_is_what_it_is(
        self, books: Books, category: str, receivable: str, code: str
    ) -> None:
        number = books.bill("80.00", "15.20", SDDocumentCategory=category)
        posted(books, number, receivable)
        assert pulled(books)[number].document.type_code == code

    def test_italy_alone_is_told_of_a_debit_memo(self, books: Books) -> None:
        number = books.bill("80.00", "15.20", SDDocumentCategory="P")
        posted(books, number, "95.20")
        assert pulled(books)[number].document.type_code == "380"
        italian = {"1010": Seller(name="Lume Srl", country="IT", vat_id="IT01234560231")}
        assert pulled(books, sellers=italian)[number].document.type_code == "383"


class TestWhatItIsAbout:
    def test_a_credit_memo_from_a_request_names_the_invoice_that_its_receivable_names(self, books: Books) -> None:
        number = books.bill("100.00", "19.00")
        place = books.post(number)
        memo = books.bill("50.00", "9.50", on="2026-02-01", SDDocumentCategory="O")
        books.post(memo, **books.names(place) | {"FollowOnDocumentType": "G"})
        [about] = pulled(books)[memo].document.preceding
        assert (about.number, str(about.issue_date)) == (number, "2026-01-10")

    def test_and_says_the_same_when_it_was_cleared_with_something_else(self, books: Books) -> None:
        place = books.post(books.bill("100.00", "19.00"))
        memo = books.bill("50.00", "9.50", on="2026-02-01", SDDocumentCategory="O")
        credit = books.post(memo, **books.names(place) | {"FollowOnDocumentType": "G"})
        before = pulled(books, page_size=1)[memo].document
        books.clear(credit, books.invoice("59.50", on="2026-02-02"), on="2026-02-03")
        assert pulled(books, page_size=1)[memo].document == before
        assert before.preceding

    def test_one_about_an_invoice_of_accounting_alone_has_the_number_that_people_know(self, books: Books) -> None:
        place = books.fi_invoice("119.00", "100.00", "19.00", DocumentReferenceID="R-17")
        memo = books.bill("50.00", "9.50", on="2026-02-01", SDDocumentCategory="O")
        books.post(memo, **books.names(place) | {"FollowOnDocumentType": "G"})
        assert pulled(books)[memo].document.preceding == (Reference(number="R-17"),)

    def test_an_invoice_below_zero_names_it_too_and_the_place_is_that_of_the_receivable(self, books: Books) -> None:
        number = books.bill("100.00", "19.00")
        place = books.post(number)
        other = books.bill("-80.00", "-15.20", on="2026-02-01")
        posted(books, other, "-95.20", **books.names(place) | {"FollowOnDocumentType": "G"})
        it = pulled(books)[other]
        assert [each.number for each in it.document.preceding] == [number]
        assert it.origins["preceding"].field == "InvoiceReference"

    def test_where_nothing_names_one_the_place_to_fill_is_told(self) -> None:
        _, case = bills.read(bill(item("100.00"), SDDocumentCategory="O"))
        assert case.origins["preceding"].field == "ReferenceSDDocument"
        _, case = bills.read(bill(item("100.00"), SDDocumentCategory="N", CancelledBillingDocument="90000009"))
        assert case.origins["preceding"].field == "CancelledBillingDocument"

    def test_with_official_numbers_the_invoice_is_named_by_its_own(self, books: Books) -> None:
        number = books.bill("100.00", "19.00", DocumentReferenceID="0000004711")
        books.post(number)
        other = books.cancel(number, on="2026-02-01")
        books.billing(other)["DocumentReferenceID"] = "0000004712"
        found = pulled(books, number="DocumentReferenceID")
        assert [found[each].document.number for each in (number, other)] == ["0000004711", "0000004712"]
        assert [each.number for each in found[other].document.preceding] == ["0000004711"]

    def test_one_that_is_not_to_be_seen_is_named_by_the_number_that_is_known(self) -> None:
        cancelling = bill(item("100.00"), SDDocumentCategory="N", CancelledBillingDocument="90000009")
        assert bills.invoice(cancelling).preceding == (Reference(number="90000009"),)


@pytest.fixture
def abroad() -> Iterator[Books]:
    """Invoices in yen, of a company code that keeps its accounts in zloty."""
    made = Books(currency="JPY")
    made.partner()
    yield made


class TestTaxInOurCurrency:
    """BT-6 and BT-111. A rate alone does not say for how many yen it is; what was posted does."""

    def test_it_is_what_accounting_made_of_it(self, abroad: Books) -> None:
        number = abroad.bill("10000", "1900")
        posted(abroad, number, "11900", AmountInCompanyCodeCurrency="309.40", CompanyCodeCurrency="PLN")
        abroad.billing(number)["AbsltAccountingExchangeRate"] = "2.60000"
        paper = pulled(abroad)[number].document
        assert (paper.currency, paper.tax_currency, paper.totals.tax_accounting) == ("JPY", "PLN", D("49.40"))

    @pytest.mark.parametrize(("second", "tax"), [("179.40", D("49.40")), ("", None)])
    def test_over_all_instalments_or_not_at_all(self, abroad: Books, second: str, tax: D | None) -> None:
        number = abroad.bill("10000", "1900")
        posted(abroad, number, "5000", AmountInCompanyCodeCurrency="130.00", CompanyCodeCurrency="PLN")
        document = abroad.billing(number)["AccountingDocument"]
        abroad.item(
            document, "002", "6900", type_="RV", on="2026-01-10", due="2026-03-09", BillingDocument=number,
            AmountInCompanyCodeCurrency=second, CompanyCodeCurrency="PLN",
        )  # fmt: skip
        paper = pulled(abroad)[number].document
        assert (paper.tax_currency, paper.totals.tax_accounting) == ("PLN", tax)
        refused = {fault.code for fault in errors(rules.check(paper, syntax="cii"))}
        assert ("BR-53" in refused) == (tax is None)

    def test_what_is_out_of_all_proportion_is_refused_and_owed(self) -> None:
        strange = Booked(amount=D("0.01"), local=D(10) ** 14, local_currency="PLN")
        paper = bills.invoice(bill(item("100.00")), booked=strange)
        assert (paper.tax_currency, paper.totals.tax_accounting) == ("PLN", None)

    def test_an_invoice_in_the_company_codes_currency_has_none(self, books: Books) -> None:
        books.currency = "PLN"
        number = books.bill("100.00", "23.00")
        books.post(number)
        paper = pulled(books)[number].document
        assert (paper.tax_currency, paper.totals.tax_accounting) == ("", None)

    def test_without_a_posting_a_rate_of_another_unit_says_nothing(self) -> None:
        paper = bills.invoice(bill(item("100"), TransactionCurrency="JPY", AbsltAccountingExchangeRate="0.62000"))
        assert (paper.tax_currency, paper.totals.tax_accounting) == ("", None)

    def test_of_an_invoice_of_accounting_it_is_the_posted_tax(self, abroad: Books) -> None:
        place = abroad.fi_invoice("11900", "10000", "1900")
        for number, local in (("001", "309.40"), ("002", "-260.00"), ("003", "-49.41")):
            abroad.change((place[0], number), AmountInCompanyCodeCurrency=local, CompanyCodeCurrency="PLN")
        [it] = pulled(abroad, fi_invoices=("DR",)).values()
        assert (it.document.tax_currency, it.document.totals.tax_accounting) == ("PLN", D("49.41"))


def test_two_tax_codes_of_one_rate_are_one_group_of_vat(books: Books) -> None:
    document, _ = books.fi_invoice("238.00")
    revenue_and_tax = [("-100.00", "A1", "X", ""), ("-100.00", "AB", "X", "")]
    revenue_and_tax += [("-19.00", "A1", "", "T"), ("-19.00", "AB", "", "T")]
    for place, (amount, code, revenue, tax) in enumerate(revenue_and_tax, 2):
        books.item(
            document, f"{place:03}", amount, type_="DR", on="2026-01-10", FinancialAccountType="S", Customer="",
            TaxCode=code, ProfitLossAccountType=revenue, AccountingDocumentItemType=tax,
        )  # fmt: skip
    [it] = pulled(books, fi_invoices=("DR",)).values()
    assert [(each.base, each.tax) for each in it.document.taxes] == [(D("200.00"), D("38.00"))]
