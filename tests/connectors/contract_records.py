"""The part of the contract suite about what a record says, and about those that cannot be understood."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec

from connectors.records import Customer, Invoice, Ref, Unreadable
from tests.connectors.harness import Harness
from tests.connectors.pulled import everything, invoice_of


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


class RecordContract:
    """Exact, in UTC, traced to where it came from; what is unclear is set aside."""

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
