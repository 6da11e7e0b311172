"""Billing documents (A_BillingDocument with items, prices and partners) as the semantic model of EN 16931.

What is unclear in a VAT or a unit is left empty with its origin: the invoice is a debt all the same, and the rules
will refuse its e-invoice and name the place. What is garbled, or without number, date or currency, is unreadable.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

import msgspec

from connectors.records import Origin
from connectors.sap import bill_rows, booked, items, lines, parties, taxes, terms
from connectors.sap.bill import Bill
from connectors.sap.booked import Booked
from connectors.sap.client import Query
from connectors.sap.own_fields import OwnFields
from connectors.sap.settings import Settings
from connectors.sap.taxes import Treatment
from connectors.sap.values import Case, Row, at, bare, decimal, many, text
from connectors.sap.values import day as day_of
from connectors.sap.world import World
from connectors.seller import Seller
from einvoice import model

SERVICE, ENTITY = "API_BILLING_DOCUMENT_SRV", "A_BillingDocument"
FIELDS = (
    "BillingDocument", "SDDocumentCategory", "BillingDocumentType", "BillingDocumentDate", "LastChangeDateTime",
    "BillingDocumentIsCancelled", "CancelledBillingDocument", "TotalNetAmount", "TaxAmount", "TotalGrossAmount",
    "TransactionCurrency", "CompanyCode", "FiscalYear", "AccountingDocument", "PayerParty", "SoldToParty",
    "CustomerPaymentTerms", "PaymentMethod", "PaymentReference", "SEPAMandate", "VATRegistration",
    "VATRegistrationCountry", "PurchaseOrderByCustomer", "DocumentReferenceID", "DunningArea",
    "AbsltAccountingExchangeRate", "AcctgExchangeRateIsIndrctQtan", "InvoiceClearingStatus",
    "BillingDocumentCategory",
)  # fmt: skip
QUERY = Query(
    select=(
        *FIELDS,
        *(f"to_Item/{field}" for field in bill_rows.fields(bill_rows.BillItem)),
        *(f"to_Item/to_PricingElement/{field}" for field in bill_rows.fields(bill_rows.Condition)),
        *(f"to_Partner/{field}" for field in bill_rows.fields(bill_rows.Partner)),
    ),
    expand=("to_Item", "to_Item/to_PricingElement", "to_Partner"),
    inside=bill_rows.INSIDE,
)
_CREDITS = ("O", "N", "6")  # credit memo, cancellation of an invoice, intercompany credit memo
_DEBIT_MEMO = "P"
_PATHS = {
    "number": "BillingDocument", "issue_date": "BillingDocumentDate", "currency": "TransactionCurrency",
    "type_code": "SDDocumentCategory", "totals": "TotalNetAmount", "totals.tax": "TaxAmount", "taxes": "TaxAmount",
    "totals.payable": "TotalGrossAmount", "purchase_order": "PurchaseOrderByCustomer",
    "terms": "CustomerPaymentTerms", "payment": "PaymentMethod", "due_date": "CustomerPaymentTerms",
    "instalments": "CustomerPaymentTerms", "preceding": "ReferenceSDDocument", "lines": "to_Item",
    "delivery": "to_Partner", "tax_currency": "CompanyCode", "buyer_reference": "to_Partner",
}  # fmt: skip
_BUYERS = 5000  # kept for the next page
_NOWHERE = model.Address()
_ZERO, _PLUS, _MINUS = Decimal(0), Decimal(1), Decimal(-1)
_minor_unit = lru_cache(maxsize=256)(model.minor_unit)


class Around(msgspec.Struct):
    """What a page of billing documents needs besides, and what of it was made already."""

    partners: Mapping[str, Row] = {}  # by customer number
    preceding: Mapping[str, model.Reference] = {}  # billing document -> its number and date
    own: OwnFields = OwnFields({})
    sellers: dict[str, tuple[model.Party, Case]] = {}
    known: taxes.Known = {}


def query(world: World) -> Query:
    """QUERY, with the fields that the configuration wants besides."""
    own = OwnFields(world.settings.fields)
    if not own.entries:
        return QUERY
    texts = ("to_Text/LongTextID", "to_Text/LongText") if own.of("text") else ()
    return msgspec.structs.replace(
        QUERY,
        select=(*QUERY.select, *own.of("A_BillingDocument"), *texts),
        expand=(*QUERY.expand, "to_Text") if texts else QUERY.expand,
    )


def around(world: World, bills: Sequence[Bill], fetched: dict[str, Row] | None = None) -> Around:
    """Partners and preceding documents of a page: two lookups.

    `fetched` keeps the partners for the next page of one pull: what changes meanwhile is found by the next pull.
    """
    wanted = {number for bill in bills for number in bill.partners.values()}
    before = {number for bill in bills for number in bill.before}
    own = OwnFields(world.settings.fields)
    there: dict[str, Row] = {} if fetched is None else fetched
    if len(there) > _BUYERS:
        there.clear()
    there |= parties.fetch(world, wanted - there.keys(), own.of("A_BusinessPartner"), own.of("A_Customer"))
    return Around(
        partners=there,
        preceding=_preceding(world, before),
        own=own,
    )


def read(world: World, bill: Bill, around: Around, said: Booked = booked.NOTHING) -> tuple[model.Invoice | None, Case]:
    """One billing document; None where it is unreadable: the case's faults then say why."""
    settings, row = world.settings, bill.row
    case = Case(f"Billing document {bill.number or '?'}")
    _origins(case, bill.number)
    if bill.cancels:
        case.origin("preceding", ENTITY, bill.number, "CancelledBillingDocument")
    elif bill.named_by:
        case.origin("preceding", items.ENTITY, bill.named_by, "InvoiceReference")
    number = _shown(bill.row, settings) or bill.number
    if not number:
        case.fault("BR-02", "number", "BillingDocument is empty")
    issued = case.day("issue_date", row, "BillingDocumentDate", missing="BR-03")
    currency = bill.currency
    if len(currency) != 3 or not currency.isalpha():
        case.fault("BR-05", "currency", f"TransactionCurrency is {currency!r}, which is no currency code")
    unit = _minor_unit(currency)
    own = settings.sellers.get(bill.company) or Seller(name="", country="")
    net = case.amount("totals", row.get("TotalNetAmount"), "TotalNetAmount")
    tax = case.amount("totals.tax", row.get("TaxAmount"), "TaxAmount")
    sign = _MINUS if net + tax < _ZERO else _PLUS
    sold, treated = lines.read(
        case, bill.number, bill.items, settings, own.country.upper(), sign, currency, unit, around.known
    )
    if not sold:
        case.fault("BR-16", "lines", "it has no item with a quantity or a value")
    if bill.foreign:
        case.fault("BR-07", "buyer", "of its partners' functions none is known: SAP says them in another language")
    who = bill.partners.get(settings.buyer) or bill.partners.get("payer", "")
    seller, buyer = _seller(case, around, settings, bill.company), _buyer(case, world, around, who, bill.vat_id)
    credit = booked.credits(said, net + tax, bill.category in _CREDITS or sign is _MINUS)
    if credit is None:
        case.fault("garbled", "type_code", _contradiction(said, net + tax))
    if case.faults or issued is None:
        return None, case
    own_currency, in_own = booked.tax_in_own(bill, tax * sign, own.currency, said)
    partner = around.partners.get(who, {})
    document = model.Invoice(
        number=number,
        issue_date=issued,
        type_code="381" if credit else _type_code(bill, own),
        currency=currency,
        seller=seller,
        buyer=buyer,
        lines=sold,
        lines_posted=True,
        taxes=_breakdown(sold, treated, sign, unit),
        totals=_totals(bill, sold, net * sign, tax * sign, unit, in_own),
        tax_currency=own_currency,
        due_date=terms.due_date(said.terms),
        purchase_order=bill.purchase_order,
        sales_order=bill.order,
        despatch_advice=bill.despatch_advice,
        terms=settings.payment_terms.get(bill.terms, ""),
        notes=_notes(own) if own.notes else (),
        preceding=_before(bill, around),
        delivery=_delivery(bill, sold, around, buyer, who),
        instalments=terms.instalments(said.terms),
        payment=() if credit else _means(bill, own, settings, number),
        national={own.country.upper(): dict(own.national)} if own.national else {},
    )
    return around.own.apply(case, document, row, partner), case


def _notes(own: Seller) -> tuple[model.Note, ...]:
    return tuple(model.Note(text=words, subject=subject) for subject, words in own.notes.items())


def _means(bill: Bill, own: Seller, settings: Settings, number: str) -> tuple[model.PaymentMeans, ...]:
    return terms.means(
        own, settings, bill.reference or number, currency=bill.currency, method=bill.method, mandate=bill.mandate
    )


def _contradiction(said: Booked, total: Decimal) -> str:
    side = "credit" if said.credit else "debit"
    return f"it is billed over {total}, and posted as a {side} of {said.amount}: who owes whom? Look at both in SAP"


def _before(bill: Bill, around: Around) -> tuple[model.Reference, ...]:
    """BG-3. What only accounting knows has the number alone."""
    if bill.posted_before:
        return (model.Reference(number=bill.posted_before),)
    return tuple([around.preceding.get(each) or model.Reference(number=each) for each in bill.before])


def _type_code(bill: Bill, own: Seller) -> str:
    """BT-3. Italy alone asks for debit memos as such (TD05)."""
    return "383" if bill.category == _DEBIT_MEMO and own.country.upper() == "IT" else "380"


def _seller(case: Case, around: Around, settings: Settings, company: str) -> model.Party:
    if company not in around.sellers:
        made = Case(case.title)
        around.sellers[company] = (parties.seller(made, settings, company), made)
    party, made = around.sellers[company]
    case.origins.update(made.origins)
    for fault in made.faults:
        case.fault(fault.code, fault.path, f"company code {company} has no [connections.NAME.sellers.{company}]")
    return party


def _buyer(case: Case, world: World, around: Around, who: str, vat_id: str) -> model.Party:
    """Made once, as long as its row says the same; one that is not there is a fault of each of its documents."""
    row = around.partners.get(who, {})
    known = world.buyers.get((who, vat_id))
    if known is None or (known[0] is not row and known[0] != row):
        made = Case(f"Customer {who}")
        known = (row, parties.buyer(made, "buyer", row, world.settings, vat_id), made)
        if len(world.buyers) >= _BUYERS:
            world.buyers.clear()
        world.buyers[who, vat_id] = known
    _, party, made = known
    case.origins.update(made.origins)
    for fault in made.faults:
        case.fault(fault.code, fault.path, f"its buyer {who or '(none)'} cannot be named")
    return party


def _breakdown(
    items: tuple[model.Line, ...], treated: list[Treatment], sign: Decimal, unit: Decimal
) -> tuple[model.TaxBreakdown, ...]:
    """BG-23: the nets and the tax conditions of the items, as posted, by their treatment."""
    sums: dict[model.Vat, tuple[Decimal, Decimal]] = {}
    vat, base, tax = items[0].vat, _ZERO, _ZERO
    for item, treatment in zip(items, treated, strict=True):
        if item.vat is not vat:  # mostly all are taxed alike
            sums[vat] = base, tax
            vat = item.vat
            base, tax = sums.get(vat, (_ZERO, _ZERO))
        base, tax = base + item.net, tax + treatment.tax * sign
    sums[vat] = base, tax
    return tuple(
        [model.TaxBreakdown(vat=vat, base=at(base, unit), tax=at(tax, unit)) for vat, (base, tax) in sums.items()]
    )


def _totals(
    bill: Bill, items: tuple[model.Line, ...], net: Decimal, tax: Decimal, unit: Decimal, in_own: Decimal | None
) -> model.Totals:
    """BG-22 as posted. A gross amount that SAP leaves empty is net and tax."""
    gross = decimal(bill.row.get("TotalGrossAmount"))
    total = at(abs(gross) if gross else net + tax, unit)
    return model.Totals(
        lines=at(sum([item.net for item in items], _ZERO), unit),
        tax_exclusive=at(net, unit),
        tax=at(tax, unit),
        tax_inclusive=total,
        payable=total,
        tax_accounting=in_own,
    )


def _shown(row: Row, settings: Settings) -> str:
    """BT-1. An official number is what it is; SAP's own has no leading zeros."""
    number = text(row, settings.number)
    return bare(number) if settings.number == "BillingDocument" else number


def _preceding(world: World, numbers: Iterable[str]) -> dict[str, model.Reference]:
    """BG-3, as these billing documents name themselves."""
    wanted = sorted(numbers)
    if not wanted:
        return {}
    fields = ("BillingDocument", "BillingDocumentDate", world.settings.number)
    asked = Query(select=tuple(dict.fromkeys(fields)))
    found = {}
    for row in world.client.lookup(SERVICE, ENTITY, "BillingDocument", wanted, asked):
        number = bare(text(row, "BillingDocument"))
        try:
            issued = day_of(row.get("BillingDocumentDate"))
        except ValueError:
            issued = None
        found[number] = model.Reference(number=_shown(row, world.settings) or number, issue_date=issued)
    return found


def _delivery(
    bill: Bill, items: tuple[model.Line, ...], around: Around, buyer: model.Party, who: str
) -> model.Delivery | None:
    """BG-13: the day on which the last service was rendered; the ship-to party where it is another than the buyer,
    and always on intra-Community supplies (BR-IC-12)."""
    target = bill.partners.get("ship-to", "")
    partner = around.partners.get(target, {}) if target != who else {}
    place = parties.address(next(iter(many(partner, "to_BusinessPartnerAddress")), {})) if partner else None
    if place is not None and place in (_NOWHERE, buyer.address):
        place = None
    name = parties.name_of(partner) if place else ""
    if place is None and "K" in [item.vat.category for item in items]:
        place = buyer.address
    if bill.rendered is None and place is None:
        return None
    return model.Delivery(delivered=bill.rendered, name=name, address=place)


def _origins(case: Case, number: str) -> None:
    place, record = f"{case.title} > ", f"{ENTITY} {number}"
    case.origins = {
        path: Origin(erp="SAP", place=place + field, record=record, field=field) for path, field in _PATHS.items()
    }
