"""Items of accounting documents (A_OperationalAcctgDocItemCube) as the ledger needs them."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

import msgspec

from connectors.sap import filters
from connectors.sap.values import Row, bare, decimal, flag, money, text
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
    return bool(text(row, "SpecialGLCode")) or text(row, "AccountingDocumentCategory") in _NOT_POSTED


def item(row: Row) -> Item:
    """An item from its row. What cannot be understood is told in `bad`; the amount is 0 then."""
    company, year = text(row, "CompanyCode"), text(row, "FiscalYear")
    key = (company, year, bare(text(row, "AccountingDocument")))
    currency = text(row, "TransactionCurrency")
    signed = decimal(row.get("AmountInTransactionCurrency"))
    side = text(row, "DebitCreditCode")
    bad = ""
    if signed is None:
        bad = f"AmountInTransactionCurrency is {row.get('AmountInTransactionCurrency')!r:.60}, which is no number"
        signed = _ZERO
    if len(currency) != 3:
        bad = bad or f"TransactionCurrency is {currency!r:.20}, which is no currency"
    dates = []
    for field in ("NetDueDate", "PostingDate", "DocumentDate", "AccountingDocumentCreationDate", "LastChangeDate"):
        try:
            dates.append(_day(row.get(field)))
        except (ValueError, TypeError, OverflowError):
            bad = bad or f"{field} is {row.get(field)!r:.60}, which is no date"
            dates.append(None)
    due, posted, written, created, changed = dates
    posted = posted or written or created or due
    if posted is None and not bad:
        bad = "PostingDate is empty"
    posted = posted or date.min
    cleared = flag(row, "IsCleared")
    return Item(
        id=(*key, bare(text(row, "AccountingDocumentItem"))),
        key=key,
        customer=bare(text(row, "Customer")),
        debit=side == "S" if side in ("S", "H") else signed >= 0,
        amount=_exact(signed, currency),
        currency=currency,
        local=_exact(decimal(row.get("AmountInCompanyCodeCurrency")), text(row, "CompanyCodeCurrency")),
        local_currency=text(row, "CompanyCodeCurrency"),
        balance=_exact(decimal(row.get("AmountInBalanceTransacCrcy")), text(row, "BalanceTransactionCurrency")),
        balance_currency=text(row, "BalanceTransactionCurrency"),
        discount=_exact(decimal(row.get("CashDiscountAmount")), currency),
        due=due or posted,
        posted=posted,
        created=created or posted,
        changed=changed or created or posted,
        cleared=cleared,
        clearing=_pointer(row, "ClearingAccountingDocument", "ClearingDocFiscalYear", _cleared_in(row))
        if cleared
        else None,
        reference=_pointer(row, "InvoiceReference", "InvoiceReferenceFiscalYear", year),
        reference_item=bare(text(row, "InvoiceItemReference")),
        follow_on=text(row, "FollowOnDocumentType"),
        billing=billing_of(row),
        type=text(row, "AccountingDocumentType"),
        sales=text(row, "PostingKey") == _CREDIT_MEMO_KEY
        or (flag(row, "IsSalesRelated") and not flag(row, "IsUsedInPaymentTransaction")),
        reversed=flag(row, "IsReversed"),
        reversal=flag(row, "IsReversal"),
        block=text(row, "DunningBlockingReason"),
        method="" if text(row, "PaymentBlockingReason") else text(row, "PaymentMethod"),
        area=text(row, "DunningArea"),
        number=text(row, "DocumentReferenceID"),
        text=text(row, "DocumentItemText"),
        bad=bad,
    )


def billing_of(row: Row) -> str:
    """The billing document that an item was posted for, "" where there is none. What was posted in accounting may name
    one too (a bounced payment, a residual item): the kind of its source document tells them apart.
    """
    source = text(row, "ReferenceDocumentType")
    if source not in ("", _BILLING):
        return ""
    billing = text(row, "BillingDocument")
    return bare(billing or (text(row, "OriginalReferenceDocument") if source else ""))


def _exact(value: Decimal | None, currency: str) -> Decimal:
    """Its size, at the currency's minor unit; with every digit that SAP said where that would lose one."""
    if not value:
        return _ZERO
    value = abs(value)
    at = money(value, _unit(currency))
    return value if at is None else at


def _pointer(row: Row, field: str, year_field: str, otherwise: str) -> Key | None:
    """Another document of the same company code, of the year `otherwise` where SAP does not say it."""
    number = bare(text(row, field))
    if not number or number == _NO_DOCUMENT:
        return None
    year = text(row, year_field)
    return text(row, "CompanyCode"), (year if year.strip("0") else otherwise), number


def _cleared_in(row: Row) -> str:
    """The year of the clearing: what was cleared together has the day in common, not the year of its posting."""
    try:
        on = _day(row.get("ClearingDate"))
    except (ValueError, TypeError, OverflowError):
        on = None
    return str(on.year) if on else text(row, "FiscalYear")
