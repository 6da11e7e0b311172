"""An invoice and its orders as the comparison before the due date sees them (dunning/predue.py)."""

from collections import defaultdict
from datetime import date

from config.settings import Company
from connectors.records import Invoice, Order, Ref
from dunning.predue import Billed, BilledLine, Ordered, OrderedLine
from einvoice.model import Address
from sync.models import Entry
from sync.store import record_of


class Beside:
    """The orders of some invoices, and the other invoices of those orders, in two queries."""

    def __init__(self, company: Company, wanted: list[tuple[Entry, Invoice]]) -> None:
        there = Entry.objects.filter(
            connection=company.connection, company=company.id, gone=False, unreadable=False
        ).order_by("pk")
        numbers = {number for _, record in wanted for number in record.orders}
        accounts = {entry.account for entry, record in wanted if record.orders}
        self.orders: dict[str, Order] = {}
        # By account, which has an index: an order that another account placed is not found, and not compared.
        for entry in there.filter(kind="order", account__in=accounts, name__in=numbers) if numbers else ():
            order: Order = record_of(entry)
            if order.state in ("confirmed", "done"):
                self.orders[order.number] = order
        self.invoices: defaultdict[str, dict[Ref, Invoice]] = defaultdict(dict)
        credits: list[Invoice] = []
        by_number: dict[str, Invoice] = {}
        for entry in there.filter(kind="invoice", account__in=accounts).exclude(state="cancelled") if accounts else ():
            other: Invoice = record_of(entry)
            if other.document.is_credit:
                credits.append(other)
            by_number[other.document.number] = other
            for number in set(other.orders) & numbers:
                self.invoices[number][other.ref] = other
        for credit in credits:  # a credit note knows its invoice, which knows the order
            for reference in credit.document.preceding:
                original = by_number.get(reference.number)
                for number in set(original.orders) & numbers if original else ():
                    self.invoices[number][credit.ref] = credit

    def of(self, record: Invoice) -> tuple[list[Ordered], list[Billed]]:
        """The known orders of an invoice, and what was billed of them before it."""
        orders = [ordered(self.orders[number]) for number in record.orders if number in self.orders]
        others = {ref: other for number in record.orders for ref, other in self.invoices[number].items()}
        place = _place(record)
        before = [other for other in others.values() if other.ref != record.ref and _place(other) < place]
        return orders, [billed(other) for other in sorted(before, key=_place)]


def _place(record: Invoice) -> tuple[date, bool, str, str]:
    """Invoices in the order in which they were written; a credit note of the same day came before a new invoice."""
    document = record.document
    return document.issue_date, not document.is_credit, document.number, record.ref.id


def billed(record: Invoice) -> Billed:
    """An invoice as the comparison sees it; a credit note counts negative."""
    document = record.document
    sign = -1 if document.is_credit else 1
    dues = {part.date for part in record.dues}
    return Billed(
        number=document.number,
        issued=document.issue_date,
        due=dues.pop() if len(dues) == 1 else None,
        currency=document.currency,
        total=sign * document.totals.payable,
        lines=tuple(
            BilledLine(
                id=line.id, name=line.name, item=line.seller_item, quantity=sign * line.quantity, net=sign * line.net
            )
            for line in document.lines
        ),
        address=_address(document.buyer.address),
        purchase_order=" ".join(filter(None, (document.purchase_order, document.buyer_reference))),
    )


def ordered(order: Order) -> Ordered:
    """An order as the comparison sees it."""
    return Ordered(
        number=order.number,
        currency=order.currency,
        total=order.total,
        lines=tuple(
            OrderedLine(item=line.item, quantity=line.quantity, price=line.price, delivered=line.delivered)
            for line in order.lines
        ),
        term_days=order.term_days,
        address=_address(order.bill_to) if order.bill_to else (),
        purchase_order=order.purchase_order,
    )


def _address(address: Address) -> tuple[str, ...]:
    town = f"{address.postcode} {address.city}".strip()
    return tuple(line for line in (address.line1, address.line2, town, address.country) if line)
