"""What a customer owes without a billing document: manual invoices, opening balances, charges, bounced payments."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal as D

from connectors.records import Invoice, Page, Unreadable, locate
from connectors.sap import invoices
from connectors.seller import Tax
from einvoice import rules
from einvoice.faults import errors
from tests.connectors.pulled import sound
from tests.connectors.sap.books import Books, books

__all__ = ["books"]

CODES = {"DE": {"A1": Tax(category="S", rate=D(19)), "A0": Tax(category="E", exemption_reason="Exempt")}}


def told(pages: Iterable[Page]) -> dict[str, Invoice]:
    return sound(pages, Invoice)


def pulled(books: Books, **settings: object) -> dict[str, Invoice]:
    return told(invoices.pages(books.world(**settings), None))  # type: ignore[arg-type]


def test_a_manual_invoice_is_read_from_its_revenue_and_tax(books: Books) -> None:
    document, _ = books.fi_invoice("119.00", "100.00", "19.00", DocumentReferenceID="R-17")
    [it] = pulled(books, tax_codes=CODES, fi_invoices=("DR",)).values()
    assert it.ref.id == f"2026/{document}/10100001"
    assert it.ref.company == "1010"
    assert (it.state, it.open, it.erp_einvoice) == ("open", D("119.00"), "")
    paper = it.document
    assert (paper.number, paper.issue_date, paper.due_date) == ("R-17", date(2026, 1, 10), date(2026, 2, 9))
    assert (paper.seller.name, paper.buyer.name) == ("Muster GmbH", "Officina Luce")
    [line] = paper.lines
    assert (line.name, line.quantity, line.net, line.vat.category, line.vat.rate) == ("Rents", 1, D("100.00"), "S", 19)
    assert [(t.base, t.tax) for t in paper.taxes] == [(D("100.00"), D("19.00"))]
    assert (paper.totals.tax_exclusive, paper.totals.tax, paper.totals.payable) == (
        D("100.00"),
        D("19.00"),
        D("119.00"),
    )


def test_solde_keeps_off_the_e_invoices_of_types_that_are_not_named(books: Books) -> None:
    books.fi_invoice("119.00", "100.00", "19.00")
    [it] = pulled(books, tax_codes=CODES).values()
    assert it.erp_einvoice == "posted in FI"
    assert it.document.totals.tax == D("19.00")


def test_an_opening_balance_is_one_line_and_can_be_reminded_of(books: Books) -> None:
    books.fi_invoice("500.00", DocumentItemText="Balance brought forward")
    [it] = pulled(books, tax_codes=CODES).values()
    [line] = it.document.lines
    assert (line.name, line.net, line.vat.category) == ("Balance brought forward", D("500.00"), "O")
    assert (it.open, it.erp_einvoice) == (D("500.00"), "posted in FI")


def test_an_unknown_tax_code_of_an_invoice_that_solde_issues_is_left_for_the_rules_to_refuse(books: Books) -> None:
    books.fi_invoice("119.00", "100.00", "19.00")
    [it] = pulled(books, fi_invoices=("DR",)).values()
    assert it.document.lines[0].vat.category == ""
    place = locate("lines[0].vat.category", it.origins)
    assert place is not None
    assert place.field == "TaxCode"


def test_without_a_rate_of_its_own_a_tax_code_has_the_one_that_was_posted(books: Books) -> None:
    books.fi_invoice("105.50", "100.00", "5.50")
    [it] = pulled(books, tax_codes={"DE": {"A1": Tax(category="S")}}, fi_invoices=("DR",)).values()
    assert it.document.lines[0].vat.rate == D("5.5")


def test_a_credit_memo_of_accounting_has_positive_amounts_and_names_its_invoice(books: Books) -> None:
    invoice = books.fi_invoice("119.00", "100.00", "19.00", DocumentReferenceID="R-17")
    books.fi_invoice("-11.90", "-10.00", "-1.90", **(books.names(invoice) | {"FollowOnDocumentType": "G"}))
    memo, bill = pulled(books, tax_codes=CODES).values()
    assert (bill.open, memo.open, memo.state) == (D("107.10"), D(0), "paid")
    assert memo.document.is_credit
    assert (memo.document.lines[0].net, memo.document.totals.payable) == (D("10.00"), D("11.90"))
    assert memo.document.preceding[0].number == "R-17"


def test_a_document_with_two_customers_owes_two_things(books: Books) -> None:
    books.partner("10100002", "Torino Spa")
    document, _ = books.fi_invoice("100.00", "150.00")
    books.item(document, "009", "50.00", type_="DR", on="2026-01-10", Customer="10100002")
    found = pulled(books, tax_codes=CODES)
    assert {who.split("/")[2]: bill.open for who, bill in found.items()} == {"10100001": D(100), "10100002": D(50)}
    assert {bill.document.lines[0].vat.category for bill in found.values()} == {"O"}


def test_a_bounced_payment_and_its_charges_are_owed(books: Books) -> None:
    books.item("100000001", "001", "60.00", type_="AB", on="2026-02-21", PostingKey="05")
    books.item("100000002", "001", "4.00", type_="AB", on="2026-02-21", DocumentItemText="Bank charges")
    assert [bill.open for bill in pulled(books).values()] == [D("60.00"), D("4.00")]


def test_what_a_payment_left_of_an_invoice_is_no_invoice_of_its_own(books: Books) -> None:
    invoice = books.fi_invoice("100.00")
    paid = books.payment("100.00")
    books.residual(paid, "40.00", invoice)
    books.clear(invoice, paid)
    [it] = pulled(books).values()
    assert (it.ref.id.split("/")[1], it.open) == (invoice[0], D("40.00"))


def test_what_two_payments_and_a_part_payment_left_is_followed_to_the_invoice(books: Books) -> None:
    invoice = books.fi_invoice("100.00")
    first, second = books.payment("100.00"), books.payment("40.00", on="2026-02-25")
    left = books.residual(first, "40.00", invoice)
    books.clear(invoice, first)
    rest = books.residual(second, "25.00", left)
    books.clear(left, second, on="2026-02-25")
    books.payment("5.00", of=rest, on="2026-02-27")
    cursor = list(invoices.pages(books.world(), None))[-1].cursor
    [it] = pulled(books).values()
    assert it.open == D("20.00")
    assert [s.amount for s in it.settlements] == [D("60.00"), D("15.00"), D("5.00")]
    books.payment("20.00", of=rest, on="2026-03-10")
    [it] = told(invoices.pages(books.world("2026-03-11T12:00"), cursor)).values()
    assert (it.ref.id.split("/")[1], it.open, it.state) == (invoice[0], D(0), "paid")


def test_what_is_left_of_an_invoice_that_is_not_there_any_more_is_owed_on_its_own(books: Books) -> None:
    gone = {"InvoiceReference": "1800000999", "InvoiceReferenceFiscalYear": "2015", "InvoiceItemReference": "001"}
    books.item("1400000007", "003", "40.00", type_="DZ", on="2026-02-21", FollowOnDocumentType="V", **gone)
    assert [bill.open for bill in pulled(books).values()] == [D("40.00")]


def test_a_reversed_invoice_and_its_reversal(books: Books) -> None:
    wrong = books.fi_invoice("119.00", "100.00", "19.00", IsReversed=True)
    books.clear(wrong, books.item("1700000001", "001", "-119.00", type_="AB", on="2026-02-01", IsReversal=True))
    [it] = pulled(books).values()
    assert (it.state, it.open) == ("reversed", D(0))


def test_instalments(books: Books) -> None:
    document, _ = books.fi_invoice("50.00", "100.00")
    books.item(document, "009", "50.00", type_="DR", on="2026-01-10", due="2026-03-09")
    [it] = pulled(books).values()
    assert [(i.due, i.amount) for i in it.document.instalments] == [
        (date(2026, 2, 9), D("50.00")),
        (date(2026, 3, 9), D("50.00")),
    ]
    assert it.document.due_date == date(2026, 3, 9)


def test_a_block_and_an_area(books: Books) -> None:
    books.fi_invoice("50.00", DunningBlockingReason="R", DunningArea="02")
    [it] = pulled(books).values()
    assert (it.disputed, it.dispute_reason, it.area) == (D("50.00"), "dunning block R", "02")


def test_other_company_codes_and_special_items_stay_out(books: Books) -> None:
    books.fi_invoice("50.00", CompanyCode="2020")
    books.fi_invoice("60.00", SpecialGLCode="F")
    assert pulled(books) == {}


def test_what_cannot_be_understood_is_set_aside(books: Books) -> None:
    document, _ = books.fi_invoice("50.00", AmountInTransactionCurrency=None)
    [it] = [record for page in invoices.pages(books.world(), None) for record in page.records]
    assert isinstance(it, Unreadable)
    assert f"Accounting document {document} of 2026, company code 1010" in it.faults[0].message


def test_the_next_pull_tells_a_part_payment_and_a_clearing_and_what_was_undone(books: Books) -> None:
    one, two, still = books.fi_invoice("50.00"), books.fi_invoice("60.00"), books.fi_invoice("70.00")
    by = books.clear(two, books.payment("60.00", on="2026-01-20"), on="2026-01-20")
    cursor = list(invoices.pages(books.world(), None))[-1].cursor
    assert told(invoices.pages(books.world("2026-03-05T12:00"), cursor)) == {}
    books.payment("10.00", of=one, on="2026-03-10")
    books.reset(by)
    pages = list(invoices.pages(books.world("2026-03-11T12:00"), cursor))
    assert {ref.split("/")[1]: bill.open for ref, bill in told(pages).items()} == {one[0]: D(40), two[0]: D(60)}
    books.clear(still, books.payment("70.00", on="2026-03-20"), on="2026-03-20")
    found = told(invoices.pages(books.world("2026-03-21T12:00"), pages[-1].cursor))
    assert found[f"2026/{still[0]}/10100001"].state == "paid"


def test_a_record_read_twice_has_the_same_version_and_another_one_when_it_changed(books: Books) -> None:
    invoice = books.fi_invoice("50.00")
    [once], [again] = pulled(books).values(), pulled(books).values()
    assert once == again
    books.payment("10.00", of=invoice)
    [changed] = pulled(books).values()
    assert changed.version != once.version


def faults(it: Invoice) -> set[str]:
    """The rules of EN 16931 that the document breaks, as it stands."""
    return {fault.code for fault in errors(rules.check(it.document, syntax="cii"))}


def test_an_invoice_that_solde_issues_keeps_the_rules(books: Books) -> None:
    books.fi_invoice("119.00", "100.00", "19.00")
    books.fi_invoice("59.50", "50.00", "9.50")
    for it in pulled(books, tax_codes=CODES, fi_invoices=("DR",)).values():
        assert faults(it) == set()


def test_a_credit_memo_that_solde_issues_keeps_the_rules(books: Books) -> None:
    books.fi_invoice("-119.00", "-100.00", "-19.00")
    [it] = pulled(books, tax_codes=CODES, fi_invoices=("DG",)).values()
    assert (it.document.type_code, faults(it)) == ("381", set())


def test_a_deduction_in_the_revenue_is_a_negative_line(books: Books) -> None:
    document, _ = books.fi_invoice("107.10", "100.00", "17.10")
    kept = {"FinancialAccountType": "S", "Customer": "", "TaxCode": "A1", "ProfitLossAccountType": "X"}
    books.item(document, "004", "10.00", type_="DR", on="2026-01-10", DocumentItemText="Deduction", **kept)
    [it] = pulled(books, tax_codes=CODES, fi_invoices=("DR",)).values()
    assert [(line.quantity, line.price, line.net) for line in it.document.lines] == [(1, 100, 100), (-1, 10, -10)]
    assert faults(it) == set()


def test_the_rules_refuse_an_unknown_tax_code_and_a_third_decimal(books: Books) -> None:
    books.fi_invoice("119.00", "100.00", "19.00")
    [it] = pulled(books, fi_invoices=("DR",)).values()
    assert faults(it) >= {"BR-CO-04"}
    books = Books()
    books.partner()
    books.fi_invoice("119.005", "100.000", "19.005")
    [it] = pulled(books, tax_codes=CODES, fi_invoices=("DR",)).values()
    assert it.open == D("119.005")
    assert any(code.startswith("BR-DEC-") for code in faults(it))
