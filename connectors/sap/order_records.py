"""A_SalesOrder with its items as Order, and what of it is not invoiced yet."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

import msgspec

from connectors.records import Order, OrderLine, Unreadable
from connectors.sap.values import Case, Row, bare, decimal, flag, instant, many, money, one, text
from connectors.sap.world import World
from connectors.sealing import aside, sealed
from einvoice.model import minor_unit

_ORDER, _ITEM = "A_SalesOrder", "A_SalesOrderItem"
_PAYER = ("PY", "RG")  # the partner function in English and in German
_INVOICE = "M"  # SDDocumentCategory; P is a debit memo or a down payment request, U pro forma
_ALL = "C"  # of SAP's statuses: A nothing yet, B partly, C wholly, "" does not apply
_PRICE = Decimal("1e-8")
_ZERO = Decimal(0)

Billed = Mapping[str, Sequence[Row]]  # by order: items of billing documents, each with to_BillingDocument


class _Item(msgspec.Struct, frozen=True, kw_only=True):
    """What one item adds."""

    line: OrderLine
    gross: Decimal  # with tax
    left: Decimal  # of it, not on a posted invoice; with tax


def read(world: World, row: Row, billed: Billed) -> Order | Unreadable:
    """`billed` has the billing documents of this order among others."""
    number = bare(text(row, "SalesOrder"))
    case = Case(f"Sales order {number}")
    company = world.company_of(text(row, "SalesOrganization"))
    ref = world.ref("order", company, number)
    currency = text(row, "TransactionCurrency")
    unit = minor_unit(currency)
    for path, field in _PLACES.items():
        case.origin(path, _ORDER, number, field)
    ordered = case.day("date", row, "SalesOrderDate") or case.day("date", row, "CreationDate", missing="empty")
    delivery = case.day("delivery", row, "RequestedDeliveryDate")
    customer = bare(_payer(row))
    if not customer:
        case.fault("empty", "customer", "neither a payer nor a sold-to party")
    by_item = _by_item(billed.get(number, ()))
    rows = sorted(many(row, "to_Item"), key=lambda each: text(each, "SalesOrderItem").zfill(6))
    items = [_item(case, each, by_item.get(bare(text(each, "SalesOrderItem")), ()), unit) for each in rows
             if not text(each, "SalesDocumentRjcnReason")]  # fmt: skip
    total = sum((each.gross for each in items), _ZERO) if rows else _amount(case, "total", row, "TotalNetAmount")
    left = sum((each.left for each in items), _ZERO) if rows else total
    changed = _changed(case, row)
    if case.faults:
        return aside(ref, case)
    state = _state(row, rows, items, left)
    key = text(row, "CustomerPaymentTerms")
    return sealed(
        Order(
            ref=ref,
            version="",
            changed_at=changed,
            number=number,
            customer=world.ref("customer", "", customer),
            delivery=delivery,
            date=ordered or date.min,
            state=state,
            currency=currency,
            total=money(total, unit) or total,
            uninvoiced=left if state == "confirmed" else _ZERO,
            purchase_order=text(row, "PurchaseOrderByCustomer"),
            lines=tuple(each.line for each in items),
            terms=world.settings.payment_terms.get(key, key),
        )
    )


_PLACES = {
    "date": "SalesOrderDate", "delivery": "RequestedDeliveryDate", "customer": "SoldToParty", "total": "TotalNetAmount",
    "changed_at": "LastChangeDateTime", "currency": "TransactionCurrency",
}  # fmt: skip


def _amount(case: Case, path: str, row: Row, field: str) -> Decimal:
    return case.amount(path, row.get(field), field)


def _payer(row: Row) -> str:
    """Who will owe what is invoiced: the debtor of the receivable item."""
    partners = {text(each, "PartnerFunction"): text(each, "Customer") for each in many(row, "to_Partner")}
    return next((partners[each] for each in _PAYER if partners.get(each)), "") or text(row, "SoldToParty")


def _changed(case: Case, row: Row) -> datetime:
    try:
        return instant(row.get("LastChangeDateTime")) or datetime(1970, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        case.fault("garbled", "changed_at", f"LastChangeDateTime is {row.get('LastChangeDateTime')!r:.60}")
        return datetime(1970, 1, 1, tzinfo=UTC)


def _state(
    row: Row, rows: Sequence[Row], items: Sequence[_Item], left: Decimal
) -> Literal["confirmed", "done", "cancelled"]:
    if text(row, "OverallSDDocumentRejectionSts") == _ALL or (rows and not items):
        return "cancelled"
    return "done" if text(row, "OverallSDProcessStatus") == _ALL and not left else "confirmed"


def _item(case: Case, row: Row, billed: Sequence[Row], unit: Decimal) -> _Item:
    number = bare(text(row, "SalesOrderItem"))
    path = f"lines[{number}]"
    for part, field in (("quantity", "RequestedQuantity"), ("net", "NetAmount"), ("tax", "TaxAmount")):
        case.origin(f"{path}.{part}", _ITEM, f"{text(row, 'SalesOrder')}/{number}", field)
    quantity = _plain(_amount(case, f"{path}.quantity", row, "RequestedQuantity"))
    net = _amount(case, f"{path}.net", row, "NetAmount")
    tax = _amount(case, f"{path}.tax", row, "TaxAmount") if row.get("TaxAmount") not in (None, "") else _ZERO
    net, gross = money(net, unit) or net, money(net + tax, unit) or net + tax
    delivered = _delivered(row)
    line = OrderLine(
        id=number,
        item=bare(text(row, "Material")) or text(row, "SalesOrderItemText"),
        quantity=quantity,
        unit=text(row, "RequestedQuantityUnit"),
        price=_plain((net / quantity).quantize(_PRICE)) if quantity else _ZERO,
        net=net,
        delivered=delivered,
    )
    return _Item(line=line, gross=gross, left=_left(row, line, gross, billed, unit))


def _left(row: Row, line: OrderLine, gross: Decimal, billed: Sequence[Row], unit: Decimal) -> Decimal:
    """What is not on a posted invoice yet, with tax.

    An invoice that is not posted is no debt of the ledger yet, so its order still counts. Once everything is billed,
    or all that was delivered, only such invoices are left, whatever was billed less than ordered. A billing plan bills
    the whole quantity with every milestone: there SAP's status tells what is billed, not the quantity.
    """
    waiting, whole, quantity = _ZERO, _ZERO, _ZERO
    for each in billed:
        amount = (decimal(each.get("NetAmount")) or _ZERO) + (decimal(each.get("TaxAmount")) or _ZERO)
        whole += amount
        quantity += decimal(each.get("BillingQuantity")) or _ZERO
        if not text(one(each, "to_BillingDocument"), "AccountingDocument"):
            waiting += amount
    status = text(row, "OrderRelatedBillingStatus")
    if status == _ALL or (not status and line.quantity and quantity >= line.quantity):
        return waiting
    expected = gross
    if text(row, "DeliveryStatus") == _ALL and line.delivered is not None and _ZERO <= line.delivered < line.quantity:
        expected = (gross * line.delivered / line.quantity).quantize(unit)  # no more will be delivered
    return max(expected - whole, _ZERO) + waiting


def _delivered(row: Row) -> Decimal | None:
    """In the unit of the order; None where nothing is delivered for it, such as a service."""
    parts = [decimal(each.get("DeliveredQtyInOrderQtyUnit")) for each in many(row, "to_ScheduleLine")]
    if not parts or not text(row, "DeliveryStatus"):
        return None
    return _plain(sum((each for each in parts if each is not None), _ZERO)) if None not in parts else None


def _plain(number: Decimal) -> Decimal:
    """Without zeros at its end: services write "2", "2.000" or "2.00" for the same."""
    short = number.normalize()
    return short if int(short.as_tuple().exponent) <= 0 else short.quantize(Decimal(1))


def _by_item(billed: Sequence[Row]) -> dict[str, list[Row]]:
    """The items of invoices that were not cancelled, by item of the order."""
    found: dict[str, list[Row]] = {}
    for each in billed:
        document = one(each, "to_BillingDocument")
        if text(document, "SDDocumentCategory") == _INVOICE and not flag(document, "BillingDocumentIsCancelled"):
            found.setdefault(bare(text(each, "SalesDocumentItem")), []).append(each)
    return found
