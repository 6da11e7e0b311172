"""The part of the contract suite about pulling: all, then changes; never one lost, whenever a pull breaks off."""

from decimal import Decimal
from itertools import islice

from connectors.records import KINDS, Customer, Invoice, Kind, Order, Payment, Record, Ref, Unreadable
from tests.connectors.harness import Harness
from tests.connectors.pulled import everything, invoice_of, same, seen


def name_of(record: Record | Unreadable | None) -> str:
    return record.party.name if isinstance(record, Customer) else ""


class PullContract:
    """Pulling: all, then changes; never one lost."""

    def test_a_full_pull_gives_every_record_with_its_links(self, harness: Harness) -> None:
        customer = harness.customer("Officina Luce")
        invoice = harness.invoice(customer)
        payment = harness.payment_on_account(customer, Decimal("12.34"))
        connector = harness.connector()
        who = everything(connector, "customer")[customer]
        bill = everything(connector, "invoice")[invoice]
        paid = everything(connector, "payment")[payment]
        assert isinstance(who, Customer)
        assert who.party.name == "Officina Luce"
        assert who.party.address.country == "IT"
        assert isinstance(bill, Invoice)
        assert bill.customer == customer
        assert bill.state == "open"
        assert bill.document.number
        assert bill.document.buyer.name == "Officina Luce"
        assert bill.document.seller.name
        assert bill.document.lines
        assert isinstance(paid, Payment)
        assert paid.customer == customer
        assert (paid.amount, paid.unapplied) == (Decimal("12.34"), Decimal("12.34"))

    def test_orders_come_with_their_exposure(self, harness: Harness) -> None:
        customer = harness.customer()
        ref = harness.order(customer)
        order = everything(harness.connector(), "order")[ref]
        assert isinstance(order, Order)
        assert order.customer == customer
        assert order.state == "confirmed"
        assert order.uninvoiced == order.total > 0

    def test_a_delta_gives_what_changed(self, harness: Harness) -> None:
        customer = harness.customer("Before")
        cursor = harness.start("customer")
        harness.rename(customer, "After")
        new = harness.customer("New")
        delta = seen(harness.connector().pull("customer", cursor))
        assert name_of(delta[customer]) == "After"
        assert name_of(delta[new]) == "New"

    def test_a_payment_changes_its_invoice(self, harness: Harness) -> None:
        invoice = harness.invoice(harness.customer(), net=Decimal("100.00"))
        before = invoice_of(harness.connector(), invoice)
        cursor = harness.start("invoice")
        harness.pay(invoice)
        after = seen(harness.connector().pull("invoice", cursor))[invoice]
        assert isinstance(after, Invoice)
        assert after.open == 0
        assert after.state == "paid"
        assert after.version != before.version

    def test_a_payment_changes_its_invoice_even_long_after(self, harness: Harness) -> None:
        invoice = harness.invoice(harness.customer())
        harness.advance()
        cursor = harness.start("invoice")
        harness.advance()
        harness.pay(invoice)
        after = seen(harness.connector().pull("invoice", cursor))[invoice]
        assert isinstance(after, Invoice)
        assert after.open == 0

    def test_what_changed_long_ago_does_not_come_again(self, harness: Harness) -> None:
        old = harness.customer("Old")
        harness.advance()
        cursor = harness.start("customer")
        harness.advance()
        new = harness.customer("New")
        delta = seen(harness.connector().pull("customer", cursor))
        assert new in delta
        assert old not in delta

    def test_a_change_in_the_same_second_as_the_last_one_read_is_not_lost(self, harness: Harness) -> None:
        with harness.frozen_second():
            first, second = harness.customer("First"), harness.customer("Second")
            cursor = harness.start("customer")
            harness.rename(first, "First, changed")
            third = harness.customer("Third")
            delta = seen(harness.connector().pull("customer", cursor))
        assert name_of(delta[first]) == "First, changed"
        assert name_of(delta[third]) == "Third"
        assert second in everything(harness.connector(), "customer")

    def test_a_transaction_that_commits_late_is_not_lost(self, harness: Harness) -> None:
        slow, quick = harness.customer("Slow"), harness.customer("Quick")
        commit = harness.late_rename(slow, "Slow, at last")
        harness.rename(quick, "Quick, at once")
        cursor = harness.start("customer")
        commit()
        delta = seen(harness.connector().pull("customer", cursor))
        assert name_of(delta[slow]) == "Slow, at last"

    def test_a_transaction_that_commits_during_a_long_pull_is_not_lost(self, harness: Harness) -> None:
        slow = harness.customer("Slow")
        commit = harness.late_rename(slow, "Slow, at last")
        for number in range(8):
            harness.customer(f"Number {number}")
        pull = iter(harness.connector().pull("customer", None))
        pages = list(islice(pull, 4))
        commit()
        harness.advance()
        pages += pull
        held = seen([*pages, *harness.connector().pull("customer", pages[-1].cursor)])
        assert name_of(held[slow]) == "Slow, at last"

    def test_the_cursor_of_every_page_can_be_continued_after_a_restart(self, harness: Harness) -> None:
        made = [harness.customer(f"Number {n}") for n in range(7)]
        pages = list(harness.connector().pull("customer", None))
        for stop, page in enumerate(pages):
            held = seen(pages[: stop + 1])
            held |= seen(harness.connector().pull("customer", page.cursor))
            assert [ref for ref in made if ref not in held] == [], f"lost after page {stop}"

    def test_a_change_between_two_pages_is_not_lost(self, harness: Harness) -> None:
        made = [harness.customer(f"Number {n}") for n in range(7)]
        pull = harness.connector().pull("customer", None)
        pages = [next(pull)]
        harness.rename(made[0], "Renamed meanwhile")
        pages += pull
        held = seen([*pages, *harness.connector().pull("customer", pages[-1].cursor)])
        assert name_of(held[made[0]]) == "Renamed meanwhile"
        assert [ref for ref in made if ref not in held] == []

    def test_a_pull_that_broke_off_starts_again_where_it_was(self, harness: Harness) -> None:
        made = [harness.customer(f"Number {n}") for n in range(7)]
        first = next(iter(harness.connector().pull("customer", None)))
        late = harness.customer("Made after the break")
        held = seen([first, *harness.connector().pull("customer", first.cursor)])
        assert [ref for ref in [*made, late] if ref not in held] == []

    def test_cursors_are_text_and_a_pull_without_changes_moves_nothing(self, harness: Harness) -> None:
        harness.customer()
        for kind in KINDS:
            cursor = harness.start(kind)
            assert isinstance(cursor, str)
            again = list(harness.connector().pull(kind, cursor))
            assert all(isinstance(page.cursor, str) and page.cursor for page in again)

    def test_the_same_record_twice_has_the_same_version(self, harness: Harness) -> None:
        customer = harness.customer()
        invoice = harness.invoice(customer)
        pairs: list[tuple[Kind, Ref]] = [("customer", customer), ("invoice", invoice)]
        for kind, ref in pairs:
            once, again = everything(harness.connector(), kind), everything(harness.connector(), kind)
            assert once[ref].version == again[ref].version != ""
            assert same(once[ref], again[ref])

    def test_a_changed_record_has_another_version(self, harness: Harness) -> None:
        customer = harness.customer("Before")
        before = everything(harness.connector(), "customer")[customer]
        harness.rename(customer, "After")
        assert everything(harness.connector(), "customer")[customer].version != before.version

    def test_deleted_records_are_found(self, harness: Harness) -> None:
        kept, gone = harness.customer("Kept"), harness.customer("Gone")
        assert harness.connector().missing("customer", [kept, gone]) == []
        harness.delete(gone)
        assert harness.connector().missing("customer", [kept, gone]) == [gone]
