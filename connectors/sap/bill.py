"""A billing document gone through once: what its header says, what it names, and the documents that were before it."""

from collections.abc import Iterable
from datetime import date

import msgspec

from connectors.sap import bill_rows
from connectors.sap.bill_rows import BillItem, Partner
from connectors.sap.values import Row, bare, day, flag

_TEXTS = (
    "BillingDocument", "SDDocumentCategory", "BillingDocumentCategory", "BillingDocumentType", "CompanyCode",
    "FiscalYear", "AccountingDocument", "InvoiceClearingStatus", "CancelledBillingDocument", "TransactionCurrency",
    "PayerParty", "SoldToParty", "CustomerPaymentTerms", "PaymentMethod", "PaymentReference", "SEPAMandate",
    "VATRegistration", "VATRegistrationCountry", "PurchaseOrderByCustomer", "DunningArea",
)  # fmt: skip
_INVOICES = ("M", "P", "N", "5")  # categories of what an item may refer to as billed before
_DELIVERY, _ORDER = "J", "C"
_ORDERS = (_ORDER, "")  # SalesSDDocumentCategory: contracts and requests for credit memos are no orders
# Partner functions, as SAP says them in English and in German.
_FUNCTIONS = {
    "SP": "sold-to", "AG": "sold-to", "BP": "bill-to", "RE": "bill-to", "PY": "payer", "RG": "payer",
    "SH": "ship-to", "WE": "ship-to",
}  # fmt: skip


class Bill(msgspec.Struct, frozen=True, gc=False):
    """One row of A_BillingDocument. Numbers of documents and customers are unpadded; texts have no blanks around."""

    row: Row  # for amounts, days, and what the configuration wants besides
    number: str
    category: str  # SDDocumentCategory
    billing_category: str
    type: str
    company: str
    year: str
    accounting: str  # the accounting document that it was posted with
    clearing: str  # InvoiceClearingStatus
    cancels: str  # the billing document that it cancels
    currency: str
    payer: str
    sold_to: str
    terms: str
    method: str
    reference: str  # PaymentReference
    mandate: str
    vat_id: str  # BT-48 as SAP determined it for this document
    purchase_order: str
    area: str  # dunning area
    cancelled: bool
    items: list[BillItem]
    partners: dict[str, str]  # customer numbers by function
    foreign: bool  # it has partners, and the function of none is known
    before: list[str]  # BG-3: the billing documents that it is about
    orders: tuple[str, ...]  # sales orders
    order: str  # BT-14
    despatch_advice: str  # BT-16
    rendered: date | None  # the day of the last service
    posted_before: str = ""  # BG-3: the invoice that it is about, where accounting alone posted that
    named_by: str = ""  # the accounting item that names what it is about, where the document itself does not


def of(row: Row) -> Bill:
    """What a row of A_BillingDocument says."""
    (  # as `text` takes each of them, all at once
        number, category, billing_category, kind, company, year, accounting, clearing, cancels, currency, payer,
        sold_to, terms, method, reference, mandate, vat, vat_country, purchase_order, area,
    ) = [said.strip() if said.__class__ is str else "" for said in map(row.get, _TEXTS)]  # fmt: skip
    payer, sold_to, cancels = bare(payer), bare(sold_to), bare(cancels)
    vat = f"{vat_country}{vat}" if vat[:1].isdigit() else vat
    items, rows = bill_rows.items(row), bill_rows.partners(row)
    known = _partners(rows)
    partners = {function: number for function, number in (("payer", payer), ("sold-to", sold_to)) if number} | known
    before, orders, order, despatch_advice, rendered = _named(items)
    return Bill(
        row, bare(number), category, billing_category, kind, company, year, bare(accounting), clearing, cancels,
        currency, payer, sold_to, terms, method, reference, mandate, vat,
        purchase_order, area, flag(row, "BillingDocumentIsCancelled"), items,
        partners, bool(rows) and not known, [cancels] if cancels else before, orders, order,
        despatch_advice, rendered,
    )  # fmt: skip


def _named(items: Iterable[BillItem]) -> tuple[list[str], tuple[str, ...], str, str, date | None]:
    """Documents before it, orders, the one order, the one delivery, the last day: what its items name."""
    before: dict[str, None] = {}
    orders: dict[str, None] = {}
    ordered, delivered, days, last = set(), set(), [], None
    for item in items:
        said = (item.order, item.order_kind, item.about, item.about_kind, item.rendered)
        if said == last:  # as most items of a document do
            continue
        last = said
        if item.order and (order := item.order.strip()):
            if item.order_kind == _ORDER:
                ordered.add(order)
            if (item.order_kind or "").strip() in _ORDERS:
                orders[bare(order)] = None
        if item.about and (other := item.about.strip()):
            if item.about_kind == _DELIVERY:
                delivered.add(other)
            elif item.about_kind in _INVOICES and (number := bare(other)):
                before[number] = None
        if item.rendered and (found := _day(item.rendered)):
            days.append(found)
    return list(before), tuple(orders), _single(ordered), _single(delivered), max(days, default=None)


def _partners(rows: Iterable[Partner]) -> dict[str, str]:
    """Customer numbers by function; what the header itself says counts where these say nothing."""
    return {
        function: number
        for each in rows
        if (function := _FUNCTIONS.get((each.function or "").strip()))
        and (number := bare((each.customer or "").strip()))
    }


def _single(found: Iterable[str]) -> str:
    """BT-14 and BT-16 hold one document; of several none is the right one."""
    only, *more = found or ("",)
    return "" if more else bare(only)


def _day(said: object) -> date | None:
    """What is no day says nothing, and BT-72 may be absent."""
    try:
        return day(said)
    except ValueError:
        return None
