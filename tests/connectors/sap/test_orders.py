"""Sales orders: what was ordered, and what of it still weighs because it is on no posted invoice."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from connectors.records import Order, OrderLine, Ref, Unreadable
from connectors.sap import orders
from connectors.sap.world import World
from tests.connectors.pulled import sound
from tests.connectors.sap import people
from tests.connectors.sap.shelf import Row


def order(of: World, number: str = "1", **fields: Any) -> Row:
    row: dict[str, Any] = {
        "SalesOrder": number,
        "SalesOrganization": "DE01",
        "SoldToParty": "1001",
        "SalesOrderDate": "2026-09-20",
        "CreationDate": "2026-09-20",
        "LastChangeDateTime": "2026-09-21T10:00:00.123Z",
        "RequestedDeliveryDate": "2026-10-15",
        "TotalNetAmount": "300.00",
        "TransactionCurrency": "EUR",
        "PurchaseOrderByCustomer": "PO-77",
        "CustomerPaymentTerms": "0001",
        "OverallSDProcessStatus": "A",
        "OverallSDDocumentRejectionSts": "A",
    }
    return people.shelf(of).put("A_SalesOrder", **(row | fields))


def item(of: World, number: str = "1", position: str = "10", **fields: Any) -> Row:
    """Two pieces at 100.00 net, with 19 per cent of tax."""
    row: dict[str, Any] = {
        "SalesOrder": number,
        "SalesOrderItem": position,
        "Material": "LAMP-1",
        "RequestedQuantity": "2",
        "RequestedQuantityUnit": "PC",
        "NetAmount": "200.00",
        "TaxAmount": "38.00",
        "SalesDocumentRjcnReason": "",
        "DeliveryStatus": "A",
        "OrderRelatedBillingStatus": "",
    }
    return people.shelf(of).put("A_SalesOrderItem", **(row | fields))


def bill(
    of: World, document: str, quantity: str, net: str, tax: str, number: str = "1", position: str = "10", **header: Any
) -> Row:
    """A posted invoice over a part of an item."""
    row: dict[str, Any] = {
        "BillingDocument": document,
        "SDDocumentCategory": "M",
        "BillingDocumentIsCancelled": False,
        "AccountingDocument": "94" + document,
        "CompanyCode": "1010",
        "LastChangeDateTime": people.shelf(of).clock.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    people.shelf(of).put(
        "A_BillingDocumentItem", BillingDocument=document, BillingDocumentItem=position, SalesDocument=number,
        SalesDocumentItem=position, BillingQuantity=quantity, NetAmount=net, TaxAmount=tax,
    )  # fmt: skip
    return people.shelf(of).put("A_BillingDocument", **(row | header))


def pull(of: World, cursor: str | None = None) -> tuple[dict[str, Order], str]:
    pages = list(orders.pages(of, cursor))
    return sound(pages, Order), pages[-1].cursor


def only(of: World) -> Order:
    (found,) = pull(of)[0].values()
    return found


def test_an_order_of_two_items() -> None:
    of = people.world(payment_terms={"0001": "30 days net"})
    order(of)
    item(of)
    item(of, position="20", Material="", SalesOrderItemText="Installation", RequestedQuantity="3",
         RequestedQuantityUnit="H", NetAmount="100.00", TaxAmount="19.00", DeliveryStatus="")  # fmt: skip
    found = only(of)
    assert found.ref == Ref("s4", "1010", "order", "1")
    assert found.customer == Ref("s4", "", "customer", "1001")
    assert (found.number, found.state, found.currency) == ("1", "confirmed", "EUR")
    assert (found.date, found.delivery) == (date(2026, 9, 20), date(2026, 10, 15))
    assert (found.total, found.uninvoiced) == (Decimal("357.00"), Decimal("357.00"))
    assert (found.purchase_order, found.terms) == ("PO-77", "30 days net")
    assert found.changed_at == datetime(2026, 9, 21, 10, 0, 0, 123000, tzinfo=UTC)
    assert found.lines == (
        OrderLine(id="10", item="LAMP-1", quantity=Decimal(2), unit="PC", price=Decimal(100), net=Decimal("200.00")),
        OrderLine(id="20", item="Installation", quantity=Decimal(3), unit="H", price=Decimal("33.33333333"),
                  net=Decimal("100.00")),
    )  # fmt: skip


class TestWhose:
    def test_the_payer_is_who_will_owe(self) -> None:
        for function in ("PY", "RG"):
            of = people.world()
            order(of)
            people.shelf(of).put("A_SalesOrderHeaderPartner", SalesOrder="1", PartnerFunction="SP", Customer="1001")
            people.shelf(of).put("A_SalesOrderHeaderPartner", SalesOrder="1", PartnerFunction=function, Customer="3000")
            assert only(of).customer.id == "3000"

    def test_the_sales_organisation_tells_the_company_code(self) -> None:
        of = people.world()
        order(of, "1", SalesOrganization="DE01")
        order(of, "2", SalesOrganization="FR01")
        order(of, "3", SalesOrganization="1010")
        order(of, "4", SalesOrganization="4711")
        assert sorted(pull(of)[0]) == ["1", "3"]

    def test_without_anybody_it_is_set_aside(self) -> None:
        of = people.world()
        order(of, SoldToParty="")
        ((record,),) = [page.records for page in orders.pages(of, None) if page.records]
        assert isinstance(record, Unreadable)
        assert record.name == "Sales order 1" and record.origins["customer"].field == "SoldToParty"

    def test_an_amount_that_is_no_number_too(self) -> None:
        of = people.world()
        order(of)
        item(of, NetAmount="20O.00")
        ((record,),) = [page.records for page in orders.pages(of, None) if page.records]
        assert isinstance(record, Unreadable)
        assert "NetAmount is '20O.00'" in record.faults[0].message
        assert record.origins["lines[10].net"].record == "A_SalesOrderItem 1/10"


class TestState:
    def test_one_that_was_refused_as_a_whole_is_cancelled_and_weighs_nothing(self) -> None:
        of = people.world()
        order(of, OverallSDDocumentRejectionSts="C")
        item(of, SalesDocumentRjcnReason="50")
        found = only(of)
        assert found.state == "cancelled"
        assert found.total == found.uninvoiced == 0 and not found.lines

    def test_one_item_that_was_refused_is_not_counted(self) -> None:
        of = people.world()
        order(of, OverallSDDocumentRejectionSts="B")
        item(of)
        item(of, position="20", SalesDocumentRjcnReason="50")
        found = only(of)
        assert (found.state, found.total, found.uninvoiced) == ("confirmed", Decimal("238.00"), Decimal("238.00"))

    def test_done_when_everything_is_delivered_and_billed(self) -> None:
        of = people.world()
        order(of, OverallSDProcessStatus="C")
        item(of, DeliveryStatus="C")
        assert only(of).state == "confirmed", "delivered, not billed"
        bill(of, "90", "2", "200.00", "38.00")
        assert only(of).state == "done" and only(of).uninvoiced == 0

    def test_blocks_and_a_failed_credit_check_change_nothing_of_it(self) -> None:
        of = people.world()
        order(of, DeliveryBlockReason="01", TotalCreditCheckStatus="B")
        item(of)
        assert only(of).uninvoiced == Decimal("238.00")

    def test_an_order_without_items_is_worth_what_its_header_says(self) -> None:
        of = people.world()
        order(of)
        assert (only(of).total, only(of).uninvoiced) == (Decimal("300.00"), Decimal("300.00"))


class TestUninvoiced:
    def test_a_part_that_was_billed_weighs_as_an_invoice(self) -> None:
        of = people.world()
        order(of)
        item(of)
        bill(of, "90", "1", "100.00", "19.00")
        assert only(of).uninvoiced == Decimal("119.00")

    @pytest.mark.parametrize("category", ["U", "N", "O", "P"])
    def test_pro_forma_cancellations_credits_and_down_payment_requests_bill_nothing(self, category: str) -> None:
        of = people.world()
        order(of)
        item(of)
        bill(of, "90", "2", "200.00", "38.00", SDDocumentCategory=category)
        assert only(of).uninvoiced == Decimal("238.00")

    def test_a_cancelled_invoice_makes_the_order_weigh_again(self) -> None:
        of = people.world()
        order(of)
        item(of)
        bill(of, "90", "2", "200.00", "38.00", BillingDocumentIsCancelled=True)
        bill(of, "91", "2", "200.00", "38.00", SDDocumentCategory="N")
        assert only(of).uninvoiced == Decimal("238.00")

    def test_an_invoice_that_is_not_posted_is_no_debt_yet(self) -> None:
        of = people.world()
        order(of)
        item(of, OrderRelatedBillingStatus="C")
        bill(of, "90", "1", "100.00", "19.00")
        waiting = bill(of, "91", "1", "100.00", "19.00", AccountingDocument="")
        assert only(of).uninvoiced == Decimal("119.00")
        waiting["AccountingDocument"] = "9491"
        assert only(of).uninvoiced == 0

    def test_all_of_it_billed_for_less_than_was_ordered_is_billed(self) -> None:
        of = people.world()
        order(of)
        item(of)
        bill(of, "90", "2", "190.00", "36.10")
        assert only(of).uninvoiced == 0

    def test_and_so_is_what_sap_calls_fully_billed(self) -> None:
        of = people.world()
        order(of)
        item(of, OrderRelatedBillingStatus="C", DeliveryStatus="")
        bill(of, "90", "1", "150.00", "28.50")
        assert only(of).uninvoiced == 0

    def test_a_billing_plan_bills_the_whole_quantity_with_every_milestone(self) -> None:
        of = people.world()
        order(of)
        item(of, OrderRelatedBillingStatus="B", DeliveryStatus="")
        bill(of, "90", "2", "60.00", "11.40")
        assert only(of).uninvoiced == Decimal("166.60")
        bill(of, "91", "2", "100.00", "19.00")
        assert only(of).uninvoiced == Decimal("47.60")

    def test_more_than_was_ordered_is_not_less_than_nothing(self) -> None:
        of = people.world()
        order(of)
        item(of)
        bill(of, "90", "1", "500.00", "95.00")
        assert only(of).uninvoiced == 0

    def test_what_will_not_be_delivered_any_more_will_not_be_billed(self) -> None:
        of = people.world()
        order(of)
        row = item(of, DeliveryStatus="B")
        people.shelf(of).put("A_SalesOrderScheduleLine", SalesOrder="1", SalesOrderItem="10", ScheduleLine="1",
                             DeliveredQtyInOrderQtyUnit="1.000")  # fmt: skip
        assert (only(of).uninvoiced, only(of).lines[0].delivered) == (Decimal("238.00"), Decimal(1))
        row["DeliveryStatus"] = "C"
        assert only(of).uninvoiced == Decimal("119.00")

    def test_nobody_delivers_a_service(self) -> None:
        of = people.world()
        order(of)
        item(of, DeliveryStatus="")
        people.shelf(of).put("A_SalesOrderScheduleLine", SalesOrder="1", SalesOrderItem="10", ScheduleLine="1",
                             DeliveredQtyInOrderQtyUnit="0.000")  # fmt: skip
        assert only(of).lines[0].delivered is None

    @pytest.mark.parametrize(
        ("currency", "net", "tax", "total"),
        [("JPY", "15000", "1500", "16500"), ("KWD", "12.345", "0.617", "12.962"), ("EUR", "10.000", "1.900", "11.90")],
    )
    def test_amounts_are_exact_in_their_currency(self, currency: str, net: str, tax: str, total: str) -> None:
        of = people.world()
        order(of, TransactionCurrency=currency)
        item(of, NetAmount=net, TaxAmount=tax)
        assert str(only(of).total) == str(only(of).uninvoiced) == total


class TestChanges:
    def test_an_order_that_was_changed_comes_again_alone(self) -> None:
        of = people.world(page_size=2)
        for number in range(1, 8):
            order(of, str(number))
        first, cursor = pull(of)
        assert len(first) == 7
        people.shelf(of).later(hours=5)
        people.shelf(of).tables["A_SalesOrder"][3].update(
            LastChangeDateTime="2026-10-01T12:00:00Z", PurchaseOrderByCustomer="PO-78"
        )
        found, cursor = pull(of, cursor)
        assert {number: each.purchase_order for number, each in found.items()} == {"4": "PO-78"}

    def test_so_does_one_that_was_billed_though_only_the_invoice_says_so(self) -> None:
        of = people.world(page_size=2)
        for number in range(1, 8):
            order(of, str(number))
            item(of, str(number))
        _, cursor = pull(of)
        people.shelf(of).later(hours=5)
        for billed in ("2", "5", "7"):
            bill(of, "9" + billed, "2", "200.00", "38.00", billed)
        bill(of, "99", "2", "200.00", "38.00", "1", CompanyCode="2020")
        people.shelf(of).later(hours=2)
        found, cursor = pull(of, cursor)
        assert {number: each.uninvoiced for number, each in found.items()} == {"2": 0, "5": 0, "7": 0}
        people.shelf(of).later(hours=5)
        assert pull(of, cursor)[0] == {}

    def test_and_one_whose_invoice_was_cancelled(self) -> None:
        of = people.world()
        order(of)
        item(of)
        invoice = bill(of, "90", "2", "200.00", "38.00")
        first, cursor = pull(of)
        people.shelf(of).later(hours=5)
        assert first["1"].uninvoiced == 0
        invoice.update(BillingDocumentIsCancelled=True, LastChangeDateTime="2026-10-01T12:30:00Z")
        assert pull(of, cursor)[0]["1"].uninvoiced == Decimal("238.00")

    def test_what_is_billed_behind_the_back_of_the_first_pull_is_found_by_it(self) -> None:
        of = people.world(page_size=1, overlap_minutes=0)
        for number in ("1", "2", "3"):
            order(of, number)
            item(of, number)
        pages = orders.pages(of, None)
        next(pages)
        people.shelf(of).later(minutes=5)
        bill(of, "90", "2", "200.00", "38.00", "1")
        later = {record.ref.id: record for page in pages for record in page.records}
        assert isinstance(later["1"], Order) and later["1"].uninvoiced == 0


def test_a_page_needs_the_same_number_of_requests_whatever_its_size() -> None:
    counts = []
    for size in (5, 200):
        of = people.world(page_size=size)
        for number in range(1, size):
            order(of, str(number))
            item(of, str(number))
        pull(of)
        counts.append(len(people.shelf(of).asked))
    assert counts == [3, 3]


def test_what_was_made_since_and_bears_no_stamp_of_change_is_told() -> None:
    """Nobody changed it: some systems fill the stamp with the first change only."""
    of = people.world()
    order(of)
    item(of)
    _, cursor = pull(of)
    people.shelf(of).later(days=3)
    today = f"{people.shelf(of).clock:%Y-%m-%d}"
    order(of, "2", LastChangeDateTime=None, CreationDate=today)
    item(of, "2")
    found, cursor = pull(of, cursor)
    assert list(found) == ["2"]
    people.shelf(of).later(days=3)
    bill(of, "90", "2", "200.00", "38.00", LastChangeDateTime=None, CreationDate=f"{people.shelf(of).clock:%Y-%m-%d}")
    found, _ = pull(of, cursor)
    assert found["1"].uninvoiced == 0
