"""Invoices and credit memos as the semantic model of EN 16931.

What is unclear in a VAT or a unit is left empty with its origin: the invoice is a debt all the same, and the rules will
refuse its e-invoice and name the place. What is garbled, or without number, date or currency, is unreadable.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from connectors import seller
from connectors.netsuite import addresses, lines, parties, references, taxes
from connectors.netsuite.kinds import CREDIT
from connectors.netsuite.own_fields import OwnFields, with_columns
from connectors.netsuite.suiteql import Select, among, day, instant
from connectors.netsuite.taxes import Applied
from connectors.netsuite.values import ZERO, Case, Row, decimal, exact, text
from connectors.netsuite.world import World
from connectors.records import Due
from einvoice import model

SELECT = Select(
    columns={
        "id": "t.id", "type": "t.type", "number": "t.tranid", "date": day("t.trandate"), "due": day("t.duedate"),
        "customer": "t.entity", "status": "t.status", "voided": "t.voided", "total": "t.foreigntotal",
        "unpaid": "t.foreignamountunpaid", "unused": "t.foreignpaymentamountunused", "currency": "t.currency",
        "exchange": "t.exchangerate", "terms": "t.terms", "po": "t.otherrefnum", "memo": "t.memo",
        "billing": "t.billingaddress", "shipping": "t.shippingaddress", "shipped": day("t.shipdate"),
        "changed": instant("t.lastmodifieddate"), "company": "m.subsidiary",
    },
    source="transaction t JOIN transactionline m ON m.transaction = t.id AND m.mainline = 'T'",
    optional=frozenset({"currency", "exchange", "shipped", "shipping", "company"}),
    hint="Transactions > Invoice, Credit Memo, Customer Payment, Sales Order, Find Transaction: View",
)  # fmt: skip
_PATHS = {
    "number": "tranid", "issue_date": "trandate", "currency": "currency", "type_code": "type", "taxes": "taxtotal",
    "totals": "foreigntotal", "totals.payable": "foreigntotal", "purchase_order": "otherrefnum", "terms": "terms",
    "due_date": "duedate", "instalments": "terms", "preceding": "createdfrom", "lines": "item",
    "delivery": "shippingaddress", "tax_currency": "exchangerate", "payment": "terms", "buyer_reference": "entity",
}  # fmt: skip


class Around(msgspec.Struct, kw_only=True):
    """What a page of documents needs besides their own rows."""

    lines: Mapping[str, Sequence[Row]] = {}  # by document
    details: Mapping[str, Sequence[Applied]] = {}  # of SuiteTax, by document
    customers: Mapping[str, Row] = {}
    billing: Mapping[str, Row] = {}  # addresses by key
    shipping: Mapping[str, Row] = {}
    sources: Mapping[str, Row] = {}  # transactions that lines were made from, by id


_SOURCES = Select(
    columns={"id": "t.id", "type": "t.type", "number": "t.tranid", "date": day("t.trandate")}, source="transaction t"
)


def select(world: World) -> Select:
    """SELECT, with the columns that the configuration wants besides, of our subsidiaries alone."""
    settings = world.settings
    found = SELECT
    if not settings.oneworld:
        columns = {name: each for name, each in found.columns.items() if name != "company"}
        found = msgspec.structs.replace(found, columns=columns)
    else:
        found = msgspec.structs.replace(found, optional=found.optional - {"company"})
        found = found.also(among("m.subsidiary", sorted(filter(str.isdecimal, world.companies))))
    found = with_columns(found, "transaction", settings.dispute, settings.erp_einvoice)
    return OwnFields(settings.fields).also(found, "transaction")


def around(world: World, rows: Sequence[Row], fetched: dict[str, Row] | None = None) -> Around:
    """`fetched` keeps the customers for the next page of one pull: who changes meanwhile is found by the next pull."""
    ids = [text(row, "id") for row in rows]
    of = lines.fetch(world, ids)
    sources = {text(line, "order") for each in of.values() for line in each} - {""}
    found = world.client.lookup(_SOURCES, "t.id", sorted(sources))
    return Around(
        lines=of,
        details=taxes.details(world, ids),
        customers=parties.fetch(world, {text(row, "customer") for row in rows}, fetched),
        billing=addresses.billing(world, (text(row, "billing") for row in rows)),
        shipping=addresses.shipping(world, (text(row, "shipping") for row in rows)),
        sources={text(row, "id"): row for row in found},
    )


def read(world: World, row: Row, around: Around, dues: tuple[Due, ...]) -> tuple[model.Invoice | None, Case]:
    """One document; None where it is unreadable: the case's faults then say why."""
    settings, id_ = world.settings, text(row, "id")
    number = text(row, "number")
    case = Case(f"{'Credit memo' if text(row, 'type') == CREDIT else 'Invoice'} {number or id_}")
    for path, field in _PATHS.items():
        case.origin(path, f"transaction {id_}", field)
    if not number:
        case.fault("BR-02", "number", "tranid is empty")
    issued = case.day("issue_date", row, "date", missing="BR-03")
    currency = references.currency(world, row)
    if len(currency) != 3 or not currency.isalpha():
        case.fault("BR-05", "currency", f"the currency {text(row, 'currency')!r} has no code of three letters")
    unit = model.minor_unit(currency)
    company = world.company_of(row)
    signed = case.amount("totals", row, "total")
    credit, total = is_credit(row, signed), exact(abs(signed), unit)
    rows = around.lines.get(id_, ())
    applied = around.details.get(id_) or taxes.legacy(rows)
    seen = lines.read(case, world, rows, applied, 1 if credit else -1, unit)
    if not seen.lines:
        case.fault("BR-16", "lines", "it has no line with an amount")
    who = text(row, "customer")
    customer = around.customers.get(who, {})
    ours = seller.party(case, settings.sellers, company, "subsidiary")
    billing = around.billing.get(text(row, "billing"), {})
    buyer = parties.buyer(case, "buyer", customer, billing, f"billing address of transaction {id_}")
    if case.faults or issued is None:
        return None, case
    own = settings.sellers[company]
    net = seen.net
    terms = text(references.term(world, text(row, "terms")), "name")
    document = model.Invoice(
        number=number,
        issue_date=issued,
        type_code="381" if credit else "380",
        currency=currency,
        seller=ours,
        buyer=buyer,
        lines=seen.lines,
        lines_posted=True,
        taxes=taxes.breakdown(seen.nets, applied, total - net, 1 if credit else -1, settings.tax_codes),
        totals=_totals(world, row, seen, total, currency, unit),
        tax_currency=own.currency if _foreign(row, own.currency, currency) else "",
        due_date=max((each.date for each in dues), default=None),
        purchase_order=text(row, "po"),
        sales_order=_single(rows, around, "SalesOrd"),
        terms=settings.payment_terms.get(terms, terms),
        notes=seller.notes(own),
        preceding=_preceding(rows, around) if text(row, "type") == CREDIT else (),
        delivery=_delivery(case, row, around, buyer, seen),
        instalments=tuple(model.Instalment(due=each.date, amount=each.amount) for each in dues) if not credit else (),
        payment=() if credit else (seller.transfer(own, currency, number, settings.payment_means),),
        allowances=seen.allowances,
        national={own.country.upper(): dict(own.national)} if own.national else {},
    )
    return OwnFields(settings.fields).apply(case, document, row, customer), case


def is_credit(row: Row, total: Decimal) -> bool:
    """A credit memo, or an invoice of a negative total: it gives money back."""
    return text(row, "type") == CREDIT or total < 0


def _totals(world: World, row: Row, seen: lines.Read, total: Decimal, currency: str, unit: Decimal) -> model.Totals:
    """BG-22 as posted: the tax is what the total has beyond the nets."""
    net, off = seen.net, sum((each.amount for each in seen.allowances), ZERO)
    tax = total - net
    own = world.settings.sellers[world.company_of(row)].currency
    rate = _foreign(row, own, currency)
    return model.Totals(
        lines=exact(net + off, unit),
        allowances=off,
        tax_exclusive=exact(net, unit),
        tax=exact(tax, unit),
        tax_inclusive=total,
        payable=total,
        tax_accounting=(tax * rate).quantize(model.minor_unit(own)) if rate else None,
    )


def _foreign(row: Row, own: str, currency: str) -> Decimal | None:
    """The rate into the subsidiary's own currency, where the document is in another one."""
    return decimal(row.get("exchange")) or None if own and own != currency else None


def _single(rows: Sequence[Row], around: Around, kind: str) -> str:
    """BT-14 holds one document; of several none is the right one."""
    found = {text(row, "order") for row in rows if text(row, "order")}
    numbers = {
        text(around.sources[each], "number")
        for each in found
        if each in around.sources and text(around.sources[each], "type") == kind
    }
    return numbers.pop() if len(numbers) == 1 else ""


def _preceding(rows: Sequence[Row], around: Around) -> tuple[model.Reference, ...]:
    """BG-3: the invoices that a credit memo was made from."""
    ids = dict.fromkeys(text(row, "order") for row in rows if text(row, "order"))
    found = (around.sources[each] for each in ids if each in around.sources)
    return tuple(
        model.Reference(number=text(each, "number"), issue_date=_date(each))
        for each in found
        if text(each, "type") == "CustInvc"
    )


def _date(row: Row) -> date | None:
    return Case("").day("", row, "date")


def _delivery(case: Case, row: Row, around: Around, buyer: model.Party, seen: lines.Read) -> model.Delivery | None:
    """BG-13: where and when the goods went; always on intra-Community supplies (BR-IC-12)."""
    place = around.shipping.get(text(row, "shipping"))
    address = addresses.address(place) if place else None
    if address in (model.Address(), buyer.address):
        address = None
    if address is None and any(line.vat.category == "K" for line in seen.lines):
        address = buyer.address
    delivered = case.day("delivery", row, "shipped")
    if delivered is None and address is None:
        return None
    return model.Delivery(delivered=delivered, name=text(place or {}, "addressee") if address else "", address=address)
