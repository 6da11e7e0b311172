"""Invoices and credit memos that were posted in accounting, without a billing document.

Opening balances, manual invoices, charges, bounced payments: whatever a customer owes is reminded of. Which of them
are invoices that Solde makes e-invoices of, the setting `fi_invoices` says by document type; for all others SAP's own
paper is the invoice, and `erp_einvoice` says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import msgspec

from connectors.records import Invoice, Unreadable
from connectors.sap import filters, parties, taxes, terms
from connectors.sap.client import Query
from connectors.sap.items import ENTITY, SERVICE, Item, Key, item
from connectors.sap.ledger import Posting
from connectors.sap.own_fields import OwnFields
from connectors.sap.settings import Settings
from connectors.sap.values import Case, Row, text
from connectors.sap.world import World
from connectors.sealing import aside, sealed
from connectors.seller import Seller
from einvoice import model
from einvoice.model import Line, TaxBreakdown, Totals, Vat

_FIELDS = (
    "CompanyCode", "FiscalYear", "AccountingDocument", "AccountingDocumentItem", "FinancialAccountType", "Customer",
    "DebitCreditCode", "AmountInTransactionCurrency", "TransactionCurrency", "TaxCode", "TaxType",
    "AccountingDocumentItemType", "ProfitLossAccountType", "GLAccount", "GLAccountName", "DocumentItemText",
    "AccountingDocumentHeaderText", "DocumentDate", "PostingDate", "AccountingDocumentType", "DocumentReferenceID",
    "AmountInCompanyCodeCurrency", "CompanyCodeCurrency", "PaymentMethod", "PaymentReference", "SEPAMandate",
)  # fmt: skip
_State = Literal["open", "paid", "reversed"]
_POSTED = "posted in FI"  # the e-invoice, if there is one, is not Solde's
_ZERO = Decimal(0)
_WHOLE = Vat(category="O", exemption_reason="Not subject to VAT")


def lines(world: World, keys: Iterable[Key]) -> dict[Key, list[Row]]:
    """All items of these accounting documents: customers', revenue and tax."""
    wanted = set(keys)
    if not wanted:
        return {}
    where = filters.both(
        filters.one_of("CompanyCode", sorted({key[0] for key in wanted})),
        filters.one_of("FiscalYear", sorted({key[1] for key in wanted})),
    )
    query = Query(select=_FIELDS, filter=where)
    found: dict[Key, list[Row]] = {}
    for row in world.client.lookup(SERVICE, ENTITY, "AccountingDocument", sorted({key[2] for key in wanted}), query):
        key = item(row).key
        if key in wanted:
            found.setdefault(key, []).append(row)
    return found


def id_of(key: Key, customer: str) -> str:
    """How the invoice of one customer in an accounting document is named."""
    return f"{key[1]}/{key[2]}/{customer}"


def read(
    world: World, posting: Posting, rows: Sequence[Row], partner: Row, preceding: str = ""
) -> Invoice | Unreadable:
    """The record. `rows` are all items of the document, `partner` the customer's business partner with what hangs on
    it, `preceding` the number of the invoice that a credit memo is about.
    """
    key, first = posting.key, posting.items[0]
    case = Case(f"Accounting document {key[2]} of {key[1]}, company code {key[0]}")
    ref = world.ref("invoice", key[0], id_of(key, posting.customer))
    _origins(case, posting)
    for what in posting.bad:
        case.fault("garbled", "open", what)
    head = rows[0] if rows else {}
    written = case.day("issue_date", head, "DocumentDate") or first.posted
    seller = parties.seller(case, world.settings, key[0])
    buyer = parties.buyer(case, "buyer", partner, world.settings)
    if case.faults:
        return aside(ref, case)
    own = world.settings.sellers[key[0]]
    owed = next((row for row in rows if row.get("FinancialAccountType") == "D"), head)
    ours = first.type in world.settings.fi_invoices and not parties.one_time(world.settings, partner)
    number = first.number or key[2]
    parts = _parts(case, world.settings, seller.address.country, posting, rows)
    sound = parts is not None and not any(not line.vat.category for line in parts[0])
    if parts is None or not (ours or sound):
        parts = _whole(posting, first.text or text(head, "AccountingDocumentHeaderText") or number)
    found, breakdown, totals = parts
    currency, tax = _tax_in_own(posting, rows)
    state: _State = "reversed" if posting.reversed else "open" if posting.open > 0 else "paid"
    document = model.Invoice(
        number=number,
        issue_date=written,
        currency=posting.currency,
        seller=seller,
        buyer=buyer,
        lines=found,
        taxes=breakdown,
        totals=msgspec.structs.replace(totals, tax_accounting=tax),
        tax_currency=currency,
        type_code="381" if posting.credit else "380",
        due_date=terms.due_date(posting.terms),
        preceding=(model.Reference(number=preceding),) if posting.credit and preceding else (),
        instalments=terms.instalments(posting.terms),
        payment=() if posting.credit else _means(world, own, owed, number),
        notes=tuple(model.Note(text=words, subject=subject) for subject, words in own.notes.items()),
        lines_posted=True,
        national={own.country.upper(): dict(own.national)} if own.national else {},
    )
    document = OwnFields(world.settings.fields).apply(case, document, {}, partner)
    return sealed(
        Invoice(
            ref=ref,
            version="",
            changed_at=datetime.combine(posting.changed, time(), UTC),
            customer=world.ref("customer", "", posting.customer),
            state=state,
            document=document,
            open=posting.open,
            dues=posting.dues,
            disputed=posting.disputed,
            dispute_reason=posting.dispute_reason,
            settlements=posting.settlements,
            area=posting.area,
            erp_einvoice="" if ours else _POSTED,
            origins=case.origins,
        )
    )


def _means(world: World, own: Seller, owed: Row, number: str) -> tuple[model.PaymentMeans, ...]:
    return terms.means(
        own, world.settings, text(owed, "PaymentReference") or number, currency=text(owed, "TransactionCurrency"),
        method=text(owed, "PaymentMethod"), mandate=text(owed, "SEPAMandate"),
    )  # fmt: skip


_Parts = tuple[tuple[Line, ...], tuple[TaxBreakdown, ...], Totals]


def _parts(case: Case, settings: Settings, country: str, posting: Posting, rows: Sequence[Row]) -> _Parts | None:
    """Lines, taxes and totals of the revenue items; None where they do not add up to what the customer owes.

    A line whose tax code the settings do not know has no category: the rules refuse its e-invoice, and say where.
    """
    sign = -1 if posting.credit else 1
    taxed: defaultdict[str, Decimal] = defaultdict(Decimal)
    revenue: list[tuple[Row, Item, Decimal]] = []
    for row in rows:
        one = item(row)
        if row.get("FinancialAccountType") == "D":
            continue
        net = (-one.amount if one.debit else one.amount) * sign
        if _is_tax(row):
            taxed[text(row, "TaxCode")] += net
        elif text(row, "FinancialAccountType") == "S" and not one.bad:
            revenue.append((row, one, net))
        else:
            return None
    total = sum((net for _, _, net in revenue), _ZERO)
    if not revenue or total + sum(taxed.values(), _ZERO) != posting.amount:
        return None
    bases: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row, _, net in revenue:
        bases[text(row, "TaxCode")] += net
    kinds = {
        code: taxes.meaning(code, country, settings.tax_codes, _rate(base, taxed.get(code, _ZERO), posting.currency))
        or Vat(category="")
        for code, base in bases.items()
    }
    found = tuple(_line(case, number, each, kinds) for number, each in enumerate(revenue))
    groups: dict[Vat, tuple[Decimal, Decimal]] = {}
    for code, base in bases.items():  # several codes may mean one VAT
        before, tax = groups.get(kinds[code], (_ZERO, _ZERO))
        groups[kinds[code]] = before + base, tax + taxed.pop(code, _ZERO)
    if taxed:
        return None
    breakdown = tuple(TaxBreakdown(vat=vat, base=base, tax=tax) for vat, (base, tax) in groups.items())
    tax = sum((each.tax for each in breakdown), _ZERO)
    totals = Totals(lines=total, tax_exclusive=total, tax=tax, tax_inclusive=posting.amount, payable=posting.amount)
    return found, breakdown, totals


def _tax_in_own(posting: Posting, rows: Iterable[Row]) -> tuple[str, Decimal | None]:
    """BT-6 and BT-111: the tax in the company code's currency, where that is another one, as posted."""
    currency = posting.items[0].local_currency
    posted = [item(row) for row in rows if row.get("FinancialAccountType") != "D" and _is_tax(row)]
    if currency in ("", posting.currency) or not posted:
        return "", None
    if any(one.amount and not one.local for one in posted):
        return currency, None  # BR-53 refuses its e-invoice
    total = sum([one.local if one.debit else -one.local for one in posted], _ZERO)
    return currency, total if posting.credit else -total


def _is_tax(row: Row) -> bool:
    kind = text(row, "AccountingDocumentItemType")
    return kind == "T" or bool(not kind and text(row, "TaxType") and not text(row, "ProfitLossAccountType"))


def _rate(base: Decimal, tax: Decimal, currency: str) -> Decimal | None:
    """The rate of at most one decimal that gives the posted tax, for a tax code without one of its own."""
    if not base:
        return None
    rate = (100 * tax / base).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return rate if abs(base * rate / 100 - tax) <= model.minor_unit(currency) else None


def _line(case: Case, number: int, revenue: tuple[Row, Item, Decimal], kinds: dict[str, Vat]) -> Line:
    row, one, net = revenue
    place = "/".join(one.id)
    case.origin(f"lines[{number}]", ENTITY, place, "GLAccount")
    case.origin(f"lines[{number}].name", ENTITY, place, "DocumentItemText")
    case.origin(f"lines[{number}].net", ENTITY, place, "AmountInTransactionCurrency")
    case.origin(f"lines[{number}].vat", ENTITY, place, "TaxCode")
    name = text(row, "DocumentItemText") or text(row, "GLAccountName") or text(row, "AccountingDocumentHeaderText")
    return Line(
        id=one.id[3],
        name=name or text(row, "GLAccount"),
        quantity=Decimal(1) if net >= 0 else Decimal(-1),
        net=net,
        price=abs(net),
        vat=kinds[text(row, "TaxCode")],
    )


def _whole(posting: Posting, name: str) -> _Parts:
    """What is owed in one line, of which the tax is not known. It is never emitted."""
    amount = posting.amount
    line = Line(id="1", name=name, quantity=Decimal(1), net=amount, price=amount, vat=_WHOLE)
    totals = Totals(lines=amount, tax_exclusive=amount, tax=_ZERO, tax_inclusive=amount, payable=amount)
    return (line,), (TaxBreakdown(vat=_WHOLE, base=amount, tax=_ZERO),), totals


def _origins(case: Case, posting: Posting) -> None:
    key, place = posting.key, "/".join(posting.items[0].id)
    fields = {
        "": "AccountingDocument",
        "number": "DocumentReferenceID",
        "issue_date": "DocumentDate",
        "due_date": "NetDueDate",
        "currency": "TransactionCurrency",
        "open": "AmountInTransactionCurrency",
        "totals": "AmountInTransactionCurrency",
        "customer": "Customer",
    }
    for path, field in fields.items():
        case.origin(path, ENTITY, "/".join(key) if not path else place, field)
