"""An invoice against its orders, before it is due: what a customer would contest is better found by the seller.

Asked are, in this order: currency, what each line bills (ordered at all, how many, at which price, already on another
invoice, delivered), the whole amount where lines cannot tell, terms, address and purchase order number. A partial
invoice is no difference, nor is one invoice over several orders. Without an order there is nothing to compare.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import msgspec

from dunning.words import plain

NOTHING = Decimal(0)
Break = Literal[
    "currency", "line", "quantity", "price", "billed-twice", "delivery", "amount", "terms", "address", "purchase-order"
]


class _Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    pass


class BilledLine(_Fact, frozen=True):
    """A line of an invoice. `net` is before tax with its discounts taken off."""

    id: str
    name: str
    quantity: Decimal
    net: Decimal
    item: str = ""  # the seller's article number


class Billed(_Fact, frozen=True):
    """An invoice. `total` is with tax; `address` where it is sent to, as lines of text."""

    number: str
    issued: date
    currency: str
    total: Decimal
    lines: tuple[BilledLine, ...]
    due: date | None = None  # None where it is payable in instalments
    address: tuple[str, ...] = ()
    purchase_order: str = ""


class OrderedLine(_Fact, frozen=True):
    """A line of an order: a price for one unit before tax, discounts taken off. `delivered` None: nobody knows."""

    item: str  # article number, or name
    quantity: Decimal
    price: Decimal
    delivered: Decimal | None = None


class Ordered(_Fact, frozen=True):
    """An order that the invoice bills. Without `lines` only its total can be compared."""

    number: str
    currency: str
    total: Decimal
    lines: tuple[OrderedLine, ...] = ()
    term_days: int | None = None
    address: tuple[str, ...] = ()
    purchase_order: str = ""


class Difference(_Fact, frozen=True):
    """One point at which an invoice and its orders part, in one sentence for a person."""

    point: Break
    words: str
    line: str = ""  # of the invoice
    facts: dict[str, Any] = {}  # the same for a machine: JSON values only


def differences(
    invoice: Billed, orders: Sequence[Ordered], before: Sequence[Billed] = (), *, tolerance: Decimal = Decimal("0.01")
) -> tuple[Difference, ...]:
    """Where `invoice` differs from `orders`. `before` are earlier invoices of the same orders.

    `tolerance` is in the invoice's currency, for each line and for the whole: what lies within it is no difference.
    """
    if not orders:
        return ()
    found = [_currency(invoice, order) for order in orders if order.currency != invoice.currency]
    if not found:
        found += _Lines(invoice, orders, before, tolerance).differences()
        if not found or not all(order.lines for order in orders):
            found += _amount(invoice, orders, before, tolerance)
    found += _terms(invoice, orders)
    found += _address(invoice, orders)
    found += _purchase_order(invoice, orders)
    return tuple(found)


def _currency(invoice: Billed, order: Ordered) -> Difference:
    words = f"{order.number} was ordered in {order.currency}, {invoice.number} is in {invoice.currency}."
    return Difference(point="currency", words=words, facts={"invoice": invoice.currency, "order": order.currency})


class _Lines:
    """The lines of an invoice against those of its orders, article by article."""

    def __init__(
        self, invoice: Billed, orders: Sequence[Ordered], before: Sequence[Billed], tolerance: Decimal
    ) -> None:
        self.invoice, self.before, self.tolerance = invoice, before, tolerance
        self.whole = all(order.lines for order in orders)
        self.orders = ", ".join(order.number for order in orders)
        self.ordered: dict[str, list[tuple[str, OrderedLine]]] = {}
        for order in orders:
            for line in order.lines:
                self.ordered.setdefault(_key(line.item), []).append((order.number, line))

    def differences(self) -> Iterable[Difference]:
        groups: dict[str, list[BilledLine]] = {}
        for line in self.invoice.lines:
            key = self.key(line)
            if key in self.ordered:
                groups.setdefault(key, []).append(line)
            elif self.whole and abs(line.net) > self.tolerance:
                words = f"{_named(line)}: {_count(line.quantity)} invoiced, not ordered in {self.orders}."
                yield Difference(point="line", line=line.id, words=words, facts={"item": line.item or line.name})
        for key, lines in groups.items():
            yield from self.article(key, lines)

    def key(self, line: BilledLine) -> str:
        """By article number, else by name."""
        by_item = _key(line.item)
        return by_item if by_item in self.ordered else _key(line.name)

    def article(self, key: str, lines: list[BilledLine]) -> Iterable[Difference]:
        ordered = self.ordered[key]
        billed = sum((line.quantity for line in lines), NOTHING)
        wanted = sum((line.quantity for _, line in ordered), NOTHING)
        where = ", ".join(dict.fromkeys(number for number, _ in ordered))
        earlier = [(i.number, line.quantity) for i in self.before for line in i.lines if self.key(line) == key]
        others = sum((quantity for _, quantity in earlier), NOTHING)
        net = sum((line.net for line in lines), NOTHING)
        agreed = sum((line.quantity * line.price for _, line in ordered), NOTHING)
        if not earlier and abs(net - agreed) <= self.tolerance * len(lines):
            pass  # the same money for all of it: at most another unit of measure
        elif billed > wanted:
            words = f"{_named(*lines)}: {_count(billed)} invoiced, {_count(wanted)} ordered in {where}."
            facts = {"invoiced": _count(billed), "ordered": _count(wanted), "orders": where}
            yield Difference(point="quantity", line=lines[0].id, words=words, facts=facts)
        elif billed > 0 and others > 0 and billed + others > wanted:
            on = ", ".join(sorted({number for number, _ in earlier}))
            words = f"{_named(*lines)}: {_count(billed)} invoiced, and {_count(others)} already on {on}, "
            words += f"of {_count(wanted)} ordered in {where}."
            facts = {"invoiced": _count(billed), "before": _count(others), "ordered": _count(wanted), "invoices": on}
            yield Difference(point="billed-twice", line=lines[0].id, words=words, facts=facts)
        else:
            yield from self.prices(lines, ordered, where)
        known = [line.delivered for _, line in ordered if line.delivered is not None]
        delivered = sum(known, NOTHING)
        if len(known) == len(ordered) and billed > 0 and delivered < billed + others <= wanted:
            words = f"{_named(*lines)}: {_count(billed + others)} invoiced, {_count(delivered)} delivered of {where}."
            facts = {"invoiced": _count(billed + others), "delivered": _count(delivered), "orders": where}
            yield Difference(point="delivery", line=lines[0].id, words=words, facts=facts)

    def prices(
        self, lines: list[BilledLine], ordered: list[tuple[str, OrderedLine]], where: str
    ) -> Iterable[Difference]:
        prices = sorted({line.price for _, line in ordered})
        for line in lines:
            if not line.quantity or any(abs(line.net - line.quantity * p) <= self.tolerance for p in prices):
                continue
            price = line.net / line.quantity
            agreed = " or ".join(_money(p) for p in prices)
            currency = self.invoice.currency
            words = f"{_named(line)}: {_money(price)} {currency} each invoiced, {agreed} {currency} in {where}."
            facts = {"invoiced": _money(price), "ordered": [_money(p) for p in prices], "orders": where}
            yield Difference(point="price", line=line.id, words=words, facts=facts)


def _amount(
    invoice: Billed, orders: Sequence[Ordered], before: Sequence[Billed], tolerance: Decimal
) -> Iterable[Difference]:
    """More is billed than was ordered, all invoices of the orders together."""
    ordered = sum((order.total for order in orders), NOTHING)
    others = sum((other.total for other in before if other.currency == invoice.currency), NOTHING)
    if invoice.total + max(others, NOTHING) <= ordered + tolerance:
        return
    numbers = ", ".join(order.number for order in orders)
    words = f"{plain(invoice.total)} {invoice.currency} invoiced, "
    if others > 0 and invoice.total <= ordered + tolerance:
        words += f"and {plain(others)} {invoice.currency} already on {', '.join(other.number for other in before)}, "
    words += f"{plain(ordered)} {invoice.currency} ordered in {numbers}."
    facts = {"invoiced": plain(invoice.total), "before": plain(others), "ordered": plain(ordered)}
    twice = others > 0 and invoice.total <= ordered + tolerance
    yield Difference(point="billed-twice" if twice else "amount", words=words, facts=facts)


def _terms(invoice: Billed, orders: Sequence[Ordered]) -> Iterable[Difference]:
    agreed = {order.term_days for order in orders}
    if invoice.due is None or None in agreed or (invoice.due - invoice.issued).days in agreed:
        return
    days = (invoice.due - invoice.issued).days
    term = " or ".join(f"{n} days" for n in sorted(n for n in agreed if n is not None))
    numbers = ", ".join(order.number for order in orders)
    words = f"Due {days} days after the invoice's date, {term} agreed in {numbers}."
    yield Difference(point="terms", words=words, facts={"invoice": days, "orders": sorted(n for n in agreed if n)})


def _address(invoice: Billed, orders: Sequence[Ordered]) -> Iterable[Difference]:
    known = [order for order in orders if order.address]
    if not invoice.address or not known or any(_same(order.address, invoice.address) for order in known):
        return
    there = "; ".join(dict.fromkeys(f"{', '.join(o.address)} in {o.number}" for o in known))
    words = f"Sent to {', '.join(invoice.address)}; ordered with the invoice address {there}."
    facts = {"invoice": list(invoice.address), "orders": [list(o.address) for o in known]}
    yield Difference(point="address", words=words, facts=facts)


def _purchase_order(invoice: Billed, orders: Sequence[Ordered]) -> Iterable[Difference]:
    """Each order's number of the customer must stand on the invoice; one of several orders may be told alone."""
    wanted = {order.purchase_order: order.number for order in orders if order.purchase_order}
    if not wanted or any(_key(number) in _key(invoice.purchase_order) for number in wanted):
        return
    has = f"the PO number {invoice.purchase_order!r}" if invoice.purchase_order else "no PO number"
    told = " and ".join(f"{po!r} in {order}" for po, order in wanted.items())
    words = f"The invoice has {has}, the customer gave {told}."
    facts = {"invoice": invoice.purchase_order, "orders": list(wanted)}
    yield Difference(point="purchase-order", words=words, facts=facts)


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return [_key(line) for line in one if line.strip()] == [_key(line) for line in other if line.strip()]


def _key(text: str) -> str:
    """As people compare: without case, blanks and punctuation at the edges."""
    return " ".join(text.casefold().replace(",", " ").split()).strip(" .")


def _named(*lines: BilledLine) -> str:
    places = " and ".join(line.id for line in lines)
    return f"Line{'s' if len(lines) > 1 else ''} {places}, '{lines[0].name}'"


def _count(quantity: Decimal) -> str:
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _money(price: Decimal) -> str:
    return plain(price.quantize(Decimal("0.0001")))
