"""The contract of connectors/contract.py, as tests that every connector passes.

    class TestMine(ConnectorContract):
        @pytest.fixture
        def harness(self) -> Harness:
            return MyHarness()

The harness (harness.py) is the ERP's own users; the suite is the engine. Only records that a test made are
looked at, so that the ERP may hold others.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import msgspec
import pytest

from connectors.contract import Connector
from connectors.records import (
    KINDS,
    Customer,
    Invoice,
    Kind,
    Order,
    Page,
    Payment,
    Record,
    Ref,
    Snapshot,
    Unreadable,
)
from tests.connectors.contract_push import PushContract
from tests.connectors.harness import Harness, Spoilt, StoredFile

__all__ = ["ConnectorContract", "Harness", "Spoilt", "StoredFile"]

Seen = dict[Ref, Record | Unreadable]


def seen(pages: Iterable[Page]) -> Seen:
    """What an engine holds after these pages: the last word on each record."""
    return {record.ref: record for page in pages for record in page.records}


def everything(connector: Connector, kind: Kind) -> Seen:
    """A full pull."""
    return seen(connector.pull(kind, None))


def invoice_of(connector: Connector, ref: Ref) -> Invoice:
    """One invoice, by a full pull."""
    record = everything(connector, "invoice")[ref]
    assert isinstance(record, Invoice)
    return record


def same(one: Record | Unreadable, other: Record | Unreadable) -> bool:
    """Whether both say the same. Where the ERP keeps no time of a change, `changed_at` is when it was read."""
    if isinstance(one, Unreadable) or isinstance(other, Unreadable):
        return one == other
    return one == msgspec.structs.replace(other, changed_at=one.changed_at)


def name_of(record: Record | Unreadable | None) -> str:
    return record.party.name if isinstance(record, Customer) else ""


def values(thing: object) -> Iterator[Any]:
    """Every leaf of a record."""
    if isinstance(thing, msgspec.Struct):
        yield from values([getattr(thing, field) for field in thing.__struct_fields__])
    elif isinstance(thing, dict):
        yield from values(list(thing.values()))
    elif isinstance(thing, list | tuple):
        for item in thing:
            yield from values(item)
    else:
        yield thing


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

    def test_a_record_that_cannot_be_understood_is_set_aside_and_the_rest_goes_on(self, harness: Harness) -> None:
        spoilt = harness.spoil()
        good = harness.invoice(harness.customer()) if spoilt.kind == "invoice" else harness.customer()
        held = everything(harness.connector(), spoilt.kind)
        aside = held[spoilt.ref]
        assert isinstance(aside, Unreadable)
        assert aside.faults
        assert aside.version
        said = " ".join(fault.message for fault in aside.faults)
        assert [word for word in spoilt.words if word not in said] == [], said
        assert not isinstance(held[good], Unreadable)

    def test_a_company_that_solde_does_not_work_for_stays_out(self, harness: Harness) -> None:
        customer = harness.customer()
        mine, foreign = harness.invoice(customer), harness.invoice_of_another_company(customer)
        connector = harness.connector()
        pulled = everything(connector, "invoice")
        reread = {bill.ref for bill in connector.reread([customer]).invoices}
        assert mine in pulled
        assert mine in reread
        assert foreign not in pulled
        assert foreign not in reread

    def test_money_is_exact(self, harness: Harness) -> None:
        net = Decimal("1234567.89")
        bill = invoice_of(harness.connector(), harness.invoice(harness.customer(), net=net))
        totals = bill.document.totals
        assert totals.tax_exclusive == net
        assert totals.tax_inclusive == net + totals.tax
        assert bill.open == totals.payable == sum(due.open for due in bill.dues)
        assert not [leaf for leaf in values(bill) if isinstance(leaf, float)]
        assert max(-int(leaf.as_tuple().exponent) for leaf in values(totals) if leaf) <= 2

    def test_instants_are_aware_and_utc(self, harness: Harness) -> None:
        customer = harness.customer()
        harness.invoice(customer)
        for kind in ("customer", "invoice"):
            for record in everything(harness.connector(), kind).values():
                if not isinstance(record, Unreadable):
                    assert record.changed_at.utcoffset() == timedelta(0)

    def test_records_survive_their_way_through_json(self, harness: Harness) -> None:
        customer = harness.customer()
        ref = harness.invoice(customer)
        connector = harness.connector()
        bill, who = invoice_of(connector, ref), everything(connector, "customer")[customer]
        assert msgspec.json.decode(msgspec.json.encode(bill), type=Invoice) == bill
        assert msgspec.json.decode(msgspec.json.encode(who), type=Customer) == who
        assert Ref.parse(str(ref)) == ref

    def test_a_place_in_the_document_is_traced_to_its_record(self, harness: Harness) -> None:
        bill = invoice_of(harness.connector(), harness.invoice(harness.customer()))
        assert bill.origins, "an invoice says which ERP records it came from"
        for origin in bill.origins.values():
            assert origin.erp
            assert origin.record

    def test_a_credit_note_has_positive_amounts(self, harness: Harness) -> None:
        invoice = harness.invoice(harness.customer(), net=Decimal("80.00"))
        note = invoice_of(harness.connector(), harness.credit_note(invoice))
        assert note.document.is_credit
        assert note.document.totals.tax_exclusive == Decimal("80.00")
        assert all(line.net > 0 for line in note.document.lines)


class RereadContract:
    """Whole accounts, just before something is sent to them."""

    def bills(self, snapshot: Snapshot) -> dict[Ref, Invoice]:
        return {bill.ref: bill for bill in snapshot.invoices if isinstance(bill, Invoice)}

    def test_a_whole_account_with_a_part_payment_and_money_on_account(self, harness: Harness) -> None:
        customer, other = harness.customer("Mine"), harness.customer("Other")
        part, whole = harness.invoice(customer), harness.invoice(customer)
        stranger = harness.invoice(other)
        due = invoice_of(harness.connector(), part).open
        harness.pay(part, Decimal("30.00"))
        harness.pay(whole)
        extra = harness.payment_on_account(customer, Decimal("7.77"))
        snapshot = harness.connector().reread([customer])
        bills = self.bills(snapshot)
        assert [who.ref for who in snapshot.customers] == [customer]
        assert bills[part].open == due - 30 == sum(d.open for d in bills[part].dues)
        assert bills[part].state == "open"
        assert whole not in bills or bills[whole].open == 0
        assert stranger not in bills
        unapplied = {p.ref: p.unapplied for p in snapshot.payments if isinstance(p, Payment)}
        assert unapplied[extra] == Decimal("7.77")
        assert sum(unapplied.values()) == Decimal("7.77")
        assert snapshot.failed == ()

    def test_a_cancelled_invoice_is_no_longer_owed_and_its_payment_is_money_on_account(self, harness: Harness) -> None:
        customer = harness.customer()
        kept, cancelled = harness.invoice(customer), harness.invoice(customer)
        payment = harness.pay(cancelled, Decimal("25.00"))
        harness.cancel(cancelled)
        snapshot = harness.connector().reread([customer])
        bills = self.bills(snapshot)
        assert bills[kept].open > 0
        if gone := bills.get(cancelled):
            assert gone.state in ("cancelled", "reversed")  # never issued, or issued and taken back
            assert gone.open == 0
        unapplied = {p.ref: p.unapplied for p in snapshot.payments if isinstance(p, Payment)}
        assert unapplied[payment] == Decimal("25.00")

    def test_several_accounts_at_once_and_a_failed_one_is_named(self, harness: Harness) -> None:
        first, second = harness.customer("First"), harness.customer("Second")
        bills = {harness.invoice(first), harness.invoice(second)}
        broken = harness.unreadable_account()
        snapshot = harness.connector().reread([first, broken, second])
        assert set(self.bills(snapshot)) == bills
        assert {who.ref for who in snapshot.customers if isinstance(who, Customer)} == {first, second}
        assert snapshot.failed == (broken,)

    def test_an_account_with_a_payment_that_cannot_be_understood_has_failed(self, harness: Harness) -> None:
        """The customer may have paid: nothing may be sent to him."""
        first, second = harness.customer("First"), harness.customer("Second")
        harness.invoice(first)
        bill = harness.invoice(second)
        harness.spoil_money(harness.payment_on_account(first, Decimal("5.00")))
        snapshot = harness.connector().reread([first, second])
        assert bill in self.bills(snapshot)
        assert snapshot.failed == (first,)

    def test_an_account_with_a_credit_note_that_cannot_be_understood_has_failed(self, harness: Harness) -> None:
        first, second = harness.customer("First"), harness.customer("Second")
        harness.invoice(second)
        harness.spoil_money(harness.credit_note(harness.invoice(first)))
        assert harness.connector().reread([first, second]).failed == (first,)

    def test_it_agrees_with_a_pull(self, harness: Harness) -> None:
        customer = harness.customer()
        invoice = harness.invoice(customer)
        harness.pay(invoice, Decimal("10.00"))
        connector = harness.connector()
        snapshot = connector.reread([customer])
        assert self.bills(snapshot)[invoice] == invoice_of(connector, invoice)
        assert same(snapshot.customers[0], everything(connector, "customer")[customer])


class ConnectorContract(PullContract, RereadContract, PushContract):
    """All of it."""

    @pytest.fixture
    def harness(self) -> Harness:
        """To be overridden: an ERP of its own for each test."""
        raise NotImplementedError("override the fixture `harness`")

    def test_the_check_finds_a_healthy_erp(self, harness: Harness) -> None:
        findings = harness.connector().check()
        assert findings
        assert all(finding.subject and finding.message for finding in findings)
        assert [finding.message for finding in findings if finding.level == "error"] == []

    def test_a_connector_can_be_closed_and_a_stored_pdf_asked_for(self, harness: Harness) -> None:
        invoice = harness.invoice(harness.customer())
        connector = harness.connector()
        pdf = connector.invoice_pdf(invoice)
        assert pdf is None or pdf.startswith(b"%PDF")
        connector.close()
