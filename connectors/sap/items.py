"""Items of accounting documents (A_OperationalAcctgDocItemCube) as the ledger needs them."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

import msgspec

from connectors.sap import filters
from connectors.sap.values import Row, bare, decimal, money, text
from connectors.sap.values import day as day_of
from einvoice.model import minor_unit

SERVICE = "API_OPLACCTGDOCITEMCUBE_SRV"
ENTITY = "A_OperationalAcctgDocItemCube"
KEYS = ("CompanyCode", "FiscalYear", "AccountingDocument", "AccountingDocumentItem")
FIELDS = (
    *KEYS,
    "FinancialAccountType", "Customer", "DebitCreditCode", "SpecialGLCode", "BillingDocument",
    "AccountingDocumentCategory", "AccountingDocumentType", "PostingKey",
    "ReferenceDocumentType", "OriginalReferenceDocument",
    "AmountInTransactionCurrency", "TransactionCurrency",
    "AmountInCompanyCodeCurrency", "CompanyCodeCurrency",
    "AmountInBalanceTransacCrcy", "BalanceTransactionCurrency", "CashDiscountAmount",
    "NetDueDate", "PostingDate", "DocumentDate", "AccountingDocumentCreationDate", "LastChangeDate",
    "IsCleared", "ClearingAccountingDocument", "ClearingDocFiscalYear", "ClearingDate",
    "InvoiceReference", "InvoiceReferenceFiscalYear", "InvoiceItemReference", "FollowOnDocumentType",
    "IsReversed", "IsReversal", "IsSalesRelated", "IsUsedInPaymentTransaction", "DunningBlockingReason", "DunningArea",
    "PaymentMethod", "PaymentBlockingReason",
    "DocumentReferenceID", "DocumentItemText",
)  # fmt: skip

_TEXTS = (
    *KEYS, "Customer", "DebitCreditCode", "TransactionCurrency", "CompanyCodeCurrency", "BalanceTransactionCurrency",
    "ClearingAccountingDocument", "ClearingDocFiscalYear",
    "InvoiceReference", "InvoiceReferenceFiscalYear", "InvoiceItemReference", "FollowOnDocumentType",
    "ReferenceDocumentType", "BillingDocument", "OriginalReferenceDocument", "AccountingDocumentType", "PostingKey",
    "DunningBlockingReason", "PaymentMethod", "PaymentBlockingReason", "DunningArea",
    "DocumentReferenceID", "DocumentItemText",
)  # fmt: skip
_FLAGS = ("IsCleared", "IsSalesRelated", "IsUsedInPaymentTransaction", "IsReversed", "IsReversal")
_DATES = ("NetDueDate", "PostingDate", "DocumentDate", "AccountingDocumentCreationDate", "LastChangeDate")
_YES = (True, "X", "true")  # as `flag` reads it
_NO_DATE = (ValueError, TypeError, OverflowError)

Key = tuple[str, str, str]  # company code, fiscal year, accounting document; unpadded
Id = tuple[str, str, str, str]  # and the item

_CREDIT_MEMO_KEY = "11"  # posting key "credit memo" of customers
_CREDIT_MEMO_TYPES = ("DG",)
_BILLING = "VBRK"  # the object type of billing documents
_NO_DOCUMENT = "V"  # in the invoice reference of a credit memo: it is due like an invoice, and belongs to none
_NOT_POSTED = ("D", "M", "S", "V", "W", "Z")  # recurring entries, samples, noted items, parked and deleted documents
RESIDUAL = "V"  # FollowOnDocumentType of what is left of an item that a payment has cleared

_day = lru_cache(maxsize=4096)(day_of)
_unit = lru_cache(maxsize=64)(minor_unit)
_ZERO = Decimal(0)

CUSTOMER = filters.eq("FinancialAccountType", "D")
WITHOUT_BILLING = filters.either(
    filters.eq("BillingDocument", ""),
    filters.both(filters.gt("ReferenceDocumentType", ""), filters.ne("ReferenceDocumentType", _BILLING)),
)  # of items that were not posted for a billing document, as a filter


class Item(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One item. Amounts are positive, in the currency that stands beside them; `debit` says on which side it is."""

    id: Id
    key: Key  # of its document
    customer: str
    debit: bool
    amount: Decimal
    currency: str
    local: Decimal  # in the company code's currency
    local_currency: str
    balance: Decimal  # in the currency in which the account's balance is kept
    balance_currency: str
    discount: Decimal  # cash discount that was taken, on a cleared item; one that was agreed, on an open one
    due: date
    posted: date
    created: date
    changed: date
    cleared: bool
    clearing: Key | None
    reference: Key | None  # the document of the invoice that it belongs to
    reference_item: str
    follow_on: str
    billing: str
    type: str
    sales: bool  # posted as a sale by its posting key, not as a payment
    reversed: bool
    reversal: bool
    block: str
    method: str  # payment method under which it is collected, where nothing keeps the payment run from it
    area: str
    number: str  # what people call the document
    text: str
    bad: str  # what cannot be understood: a field and its value

    @property
    def memo(self) -> bool:
        """Whether a credit item is a credit memo rather than money."""
        if self.debit:
            return False
        return bool(self.billing or self.type in _CREDIT_MEMO_TYPES or self.sales or self.follow_on == "G")

    def worth(self, currency: str) -> Decimal | None:
        """Its amount in `currency`, where SAP says one; None where somebody would have to convert it."""
        if currency == self.currency:
            return self.amount
        if currency == self.balance_currency and self.balance:
            return self.balance
        return self.local if currency == self.local_currency and self.local else None


def kept_apart(row: Row) -> bool:
    """No invoice, and no free money: a special G/L item (down payment or request, guarantee, bill of exchange), and
    what was never posted. A recurring entry and a sample document look like an open item, and nobody owes them.
    """
    if row.get("SpecialGLCode") and text(row, "SpecialGLCode"):
        return True
    return bool(row.get("AccountingDocumentCategory")) and text(row, "AccountingDocumentCategory") in _NOT_POSTED


def item(row: Row) -> Item:
    """An item from its row. What cannot be understood is told in `bad`; the amount is 0 then."""
    get = row.get
    (  # as `text` takes each of them, all at once
        company, year, document, number, customer, side, currency, local_currency, balance_currency,
        clearing, clearing_year, reference, reference_year, reference_item, follow_on,
        source, billed, original, kind, posting_key, block, method, method_block, area, paper, words,
    ) = [said.strip() if said.__class__ is str else "" for said in map(get, _TEXTS)]  # fmt: skip
    cleared, sales, payment, reversed_, reversal = [said in _YES for said in map(get, _FLAGS)]
    key = (company, year, bare(document))
    signed = decimal(get("AmountInTransactionCurrency"))
    bad = ""
    if signed is None:
        bad = f"AmountInTransactionCurrency is {get('AmountInTransactionCurrency')!r:.60}, which is no number"
        signed = _ZERO
    if len(currency) != 3:
        bad = bad or f"TransactionCurrency is {currency!r:.20}, which is no currency"
    try:
        due, posted, written, created, changed = map(_day, map(get, _DATES))
    except _NO_DATE:
        (due, posted, written, created, changed), wrong = _days(row)
        bad = bad or wrong
    posted = posted or written or created or due
    if posted is None and not bad:
        bad = "PostingDate is empty"
    posted = posted or date.min
    return Item(
        id=(*key, bare(number)),
        key=key,
        customer=bare(customer),
        debit=side == "S" if side in ("S", "H") else signed >= 0,
        amount=_exact(signed, currency),
        currency=currency,
        local=_exact(decimal(get("AmountInCompanyCodeCurrency")), local_currency),
        local_currency=local_currency,
        balance=_exact(decimal(get("AmountInBalanceTransacCrcy")), balance_currency),
        balance_currency=balance_currency,
        discount=_exact(decimal(get("CashDiscountAmount")), currency),
        due=due or posted,
        posted=posted,
        created=created or posted,
        changed=changed or created or posted,
        cleared=cleared,
        clearing=_pointer(company, clearing, clearing_year, _cleared_in(row, year)) if cleared else None,
        reference=_pointer(company, reference, reference_year, year),
        reference_item=bare(reference_item),
        follow_on=follow_on,
        billing=_billing(source, billed, original),
        type=kind,
        sales=posting_key == _CREDIT_MEMO_KEY or (sales and not payment),
        reversed=reversed_,
        reversal=reversal,
        block=block,
        method="" if method_block else method,
        area=area,
        number=paper,
        text=words,
        bad=bad,
    )


def _days(row: Row) -> tuple[list[date | None], str]:
    """The dates where one of them is none, and the first that is not."""
    found, bad = list[date | None](), ""
    for field in _DATES:
        try:
            found.append(_day(row.get(field)))
        except _NO_DATE:
            bad = bad or f"{field} is {row.get(field)!r:.60}, which is no date"
            found.append(None)
    return found, bad


def billing_of(row: Row) -> str:
    """The billing document that an item was posted for, "" where there is none. What was posted in accounting may name
    one too (a bounced payment, a residual item): the kind of its source document tells them apart.
    """
    source = text(row, "ReferenceDocumentType")
    return _billing(source, text(row, "BillingDocument"), text(row, "OriginalReferenceDocument") if source else "")


def _billing(source: str, billing: str, original: str) -> str:
    if source and source != _BILLING:
        return ""
    return bare(billing or (original if source else ""))


def _exact(value: Decimal | None, currency: str) -> Decimal:
    """Its size, at the currency's minor unit; with every digit that SAP said where that would lose one."""
    if not value:
        return _ZERO
    value, unit = abs(value), _unit(currency)
    if value.same_quantum(unit):  # the usual: SAP says it so
        return value
    at = money(value, unit)
    return value if at is None else at


def _pointer(company: str, number: str, year: str, otherwise: str) -> Key | None:
    """Another document of the same company code, of the year `otherwise` where SAP does not say it."""
    number = bare(number)
    if not number or number == _NO_DOCUMENT:
        return None
    return company, (year if year.strip("0") else otherwise), number


def _cleared_in(row: Row, year: str) -> str:
    """The year of the clearing: what was cleared together has the day in common, not the `year` of its posting."""
    try:
        on = _day(row.get("ClearingDate"))
    except _NO_DATE:
        on = None
    return str(on.year) if on else year
