"""What happens in SAP between two pulls, and which day or stamp tells of it, if any does."""

from collections.abc import Iterable, Iterator
from decimal import Decimal as D

import pytest

from connectors.records import Invoice, Page, Payment
from connectors.sap import invoices, payments
from connectors.sap.world import World
from connectors.seller import Tax
from tests.connectors.sap.books import Books, books

__all__ = ["books"]

BEFORE, AFTER = "2026-03-01T12:00", "2026-03-20T12:00"
CODES = {"DE": {"A1": Tax(category="S", rate=D(19))}}


def world(books: Books, now: str) -> World:
    return books.world(now, tax_codes=CODES)


def records(pages: Iterable[Page]) -> Iterator[Invoice | Payment]:
    for page in pages:
        for record in page.records:
            assert isinstance(record, Invoice | Payment), record
            yield record


def first(books: Books) -> str:
    """The cursor of a first pull."""
    return list(invoices.pages(world(books, BEFORE), None))[-1].cursor


def news(books: Books, cursor: str) -> dict[str, Invoice]:
    """The invoices that the next pull tells."""
    found = records(invoices.pages(world(books, AFTER), cursor))
    return {each.ref.id: each for each in found if isinstance(each, Invoice)}


def test_a_cancellation_tells_of_its_original_though_nothing_on_that_one_moved(books: Books) -> None:
    """Its stamp stays, and accounting left both open, as there was a part payment on the first."""
    number = books.bill("100.00", "19.00")
    books.payment("25.00", of=books.post(number), on="2026-01-20")
    cursor = first(books)
    stamp = books.billing(number)["LastChangeDateTime"]
    other = books.cancel(number, on="2026-03-10", clear=False)
    books.billing(number)["LastChangeDateTime"] = stamp
    found = news(books, cursor)
    assert (found[number].state, found[number].open) == ("reversed", D(0))
    assert found[other].document.type_code == "381"


def test_a_billing_document_that_does_not_say_its_fiscal_year_finds_its_posting(books: Books) -> None:
    number = books.bill("100.00", "19.00")
    place = books.post(number)
    books.billing(number)["FiscalYear"] = "0000"
    books.payment("19.00", of=place)
    found = {each.ref.id: each for each in records(invoices.pages(world(books, BEFORE), None))}
    assert {id_: each.open for id_, each in found.items() if isinstance(each, Invoice)} == {number: D("100.00")}


def test_an_open_item_whose_billing_document_is_not_to_be_seen_is_owed_all_the_same(books: Books) -> None:
    """Archived, of a sales organisation that the user may not see, or made by another system."""
    gone = books.invoice("119.00", billing="90009999")
    settled = books.invoice("50.00", billing="90009998")
    books.clear(settled, books.payment("50.00"))
    number = books.bill("100.00", "19.00")
    books.post(number)
    found = {each.ref.id: each for each in records(invoices.pages(world(books, BEFORE), None))}
    assert {id_: each.open for id_, each in found.items() if isinstance(each, Invoice)} == {
        number: D("119.00"), f"2026/{gone[0]}/10100001": D("119.00"),
    }  # fmt: skip


def test_what_a_billing_document_of_no_invoice_posted_is_not_lost(books: Books) -> None:
    """An invoice list posts the discount that it grants: a credit of the customer."""
    number = books.bill("5.00", SDDocumentCategory="3", BillingDocumentType="LR")
    place = books.post(number, AmountInTransactionCurrency="-5.00", DebitCreditCode="H")
    found = {each.ref.id: each for each in records(invoices.pages(world(books, BEFORE), None))}
    assert [(id_, each.open) for id_, each in found.items() if isinstance(each, Invoice)] == [
        (f"2026/{place[0]}/10100001", D("5.00"))
    ]
    assert news(books, first(books)) == {}


def test_what_is_left_out_by_its_type_stays_out_with_its_posting(books: Books) -> None:
    books.post(books.bill("5.00", BillingDocumentType="ZX"))
    assert list(records(invoices.pages(books.world(BEFORE, left_out=("ZX",)), None))) == []


def test_a_down_payment_request_whose_noted_item_is_not_shown_is_no_invoice(books: Books) -> None:
    number = books.bill("100.00", SDDocumentCategory="P", BillingDocumentCategory="P", BillingDocumentType="FAZ")
    books.billing(number).update({"AccountingDocument": "9400000099", "FiscalYear": "2026"})
    assert list(records(invoices.pages(world(books, BEFORE), None))) == []


@pytest.mark.parametrize(
    ("changed", "dated"),
    [
        ({"NetDueDate": "2026-05-01"}, False),
        ({"DunningBlockingReason": "R"}, False),
        ({"DunningArea": "02"}, False),
        ({"DocumentReferenceID": "RE-77"}, False),
        ({"NetDueDate": "2026-05-01", "LastChangeDate": "2026-03-10"}, True),
    ],
)
def test_what_a_clerk_changes_on_an_item_is_told_with_or_without_a_day(
    books: Books, changed: dict[str, str], dated: bool
) -> None:
    invoice = books.fi_invoice("100.00")
    assert news(books, first(books)) == {}
    cursor = first(books)
    books.change(invoice, **changed)
    assert list(news(books, cursor)) == [f"2026/{invoice[0]}/10100001"], dated


def test_a_reversal_in_another_period_is_told_by_the_day_on_which_it_was_entered(books: Books) -> None:
    """FB08 on 10 March with a posting date in January: the clearing bears that date, its entry the day."""
    invoice = books.fi_invoice("100.00")
    cursor = first(books)
    reversal = books.item("1700000001", "001", "-100.00", type_="AB", on="2026-01-31", IsReversal=True,
                          AccountingDocumentCreationDate="2026-03-10")  # fmt: skip
    books.clear(invoice, reversal, on="2026-01-31", ClearingCreationDate="2026-03-10")
    books.change(invoice, IsReversed=True)
    it = news(books, cursor)[f"2026/{invoice[0]}/10100001"]
    assert (it.state, it.open) == ("reversed", D(0))


def test_a_part_payment_that_is_reversed_makes_its_invoice_whole_again(books: Books) -> None:
    invoice = books.fi_invoice("100.00")
    paid = books.payment("30.00", of=invoice, on="2026-01-20")
    cursor = first(books)
    assert next(iter(records(invoices.pages(world(books, BEFORE), None)))).open == D("70.00")  # type: ignore[union-attr]
    back = books.item(
        "1400000078", "001", "30.00", type_="DZ", on="2026-03-10", IsReversal=True, **books.names(invoice)
    )
    books.clear(paid, back, on="2026-03-10")
    books.change(paid, IsReversed=True)
    assert {id_: each.open for id_, each in news(books, cursor).items()} == {f"2026/{invoice[0]}/10100001": D("100.00")}


def test_a_payment_that_is_reassigned_to_another_invoice_is_told_for_both(books: Books) -> None:
    """FB02: the clerk corrects the invoice reference of a part payment; no day moves."""
    wrong, right = books.fi_invoice("100.00"), books.fi_invoice("80.00")
    paid = books.payment("30.00", of=wrong, on="2026-01-20")
    cursor = first(books)
    books.change(paid, **books.names(right))
    found = {id_.split("/")[1]: each.open for id_, each in news(books, cursor).items()}
    assert found == {wrong[0]: D("100.00"), right[0]: D("50.00")}


def test_a_reset_clearing_with_a_discount_gives_the_whole_invoice_back(books: Books) -> None:
    invoice, paid = books.fi_invoice("100.00"), books.payment("100.00", on="2026-01-20")
    books.line(paid[0], "003", "2.00")
    by = books.clear(invoice, paid, on="2026-01-20")
    cursor = first(books)
    money = list(payments.pages(world(books, BEFORE), None))[-1].cursor
    books.reset(by)
    assert [each.open for each in news(books, cursor).values()] == [D("100.00")]
    back = [each for each in records(payments.pages(world(books, AFTER), money)) if isinstance(each, Payment)]
    assert [each.unapplied for each in back] == [D("100.00")]
