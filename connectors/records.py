"""What connectors yield and accept. Frozen, typed, serialised to JSON by msgspec.

Instants are aware UTC datetimes on the ERP server's clock; dates are business dates; money is Decimal in the
record's currency, positive on an invoice and on a credit note alike (`Invoice.document.is_credit` tells).
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec

from einvoice import model
from einvoice.faults import Fault

Kind = Literal["customer", "order", "invoice", "payment"]
KINDS: tuple[Kind, ...] = ("customer", "order", "invoice", "payment")


class _Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A tree of values: it holds nothing that holds it, so the collector of circles need not look at it."""


class Ref(msgspec.Struct, frozen=True, order=True, gc=False):
    """Identity: names are unique only per company, ids only per connection and kind.

    `company` is the ERP's own company id; empty for what companies share (Odoo's contacts).
    """

    connection: str
    company: str
    kind: str
    id: str

    def __str__(self) -> str:
        return "/".join((self.connection, self.company, self.kind, self.id))

    @classmethod
    def parse(cls, text: str) -> "Ref":
        """The reverse of `str(ref)`; ids may contain slashes."""
        return cls(*text.split("/", 3))


class Origin(_Record, frozen=True):
    """Which ERP record and field filled a place in the model, or should have."""

    erp: str  # "Odoo"
    place: str  # what a user sees: "Contacts > Officina Luce > Tax ID"
    record: str  # what an administrator looks up: "res.partner 42"
    field: str  # "vat"

    def __str__(self) -> str:
        return f"{self.erp}: {self.place} ({self.record}, {self.field})"


class Person(_Record, frozen=True):
    """An ERP user, such as the salesperson of a customer."""

    id: str
    name: str = ""
    email: str = ""


class Hold(_Record, frozen=True):
    """The hold as the ERP shows it now; `value` is the raw field value, for comparison."""

    on: bool
    value: str = ""


class Customer(_Record, frozen=True):
    """Who owes. `party` is what goes onto documents; `email` and `language` are where reminders go."""

    ref: Ref
    version: str  # changes whenever the record does
    changed_at: datetime
    party: model.Party
    email: str = ""
    language: str = ""  # ISO 639-1, empty if unknown
    active: bool = True
    parent: Ref | None = None
    salesperson: Person | None = None
    credit_limit: Decimal | None = None  # in the company's currency
    terms: str = ""
    hold: Hold | None = None
    dunning_block: str = ""  # reason, when the ERP says that this customer is not to be reminded
    group: str = ""  # the ERP's customer group; it may follow a policy of its own
    grade: str = ""  # customer class, such as A, B, C
    dunning_key: str = ""  # F150's dunning key: may cap the level
    sole_trader: bool = False  # a natural person in trade
    since: date | None = None  # of the first business with them, where the ERP knows it
    origins: dict[str, Origin] = {}


class OrderLine(_Record, frozen=True):
    """What was ordered: a price for one unit before tax, in the order's currency, discounts taken off."""

    id: str
    item: str  # the seller's article number, or the article's name where it has none
    quantity: Decimal
    unit: str = ""  # as the ERP names it
    price: Decimal = Decimal(0)
    net: Decimal = Decimal(0)  # of the whole line
    delivered: Decimal | None = None  # None: the ERP does not say


class Order(_Record, frozen=True, kw_only=True):
    """A sales order; `uninvoiced` is what it still adds to exposure.

    `draft-invoice` stands for an invoice that is not posted yet: it weighs like an order, and is gone when posted.
    """

    ref: Ref
    version: str
    changed_at: datetime
    number: str
    customer: Ref
    delivery: date | None = None  # the day on which it is to be delivered; None: the ERP does not say
    date: date
    state: Literal["quotation", "confirmed", "done", "cancelled", "draft-invoice"]
    currency: str
    total: Decimal  # with tax
    uninvoiced: Decimal = Decimal(0)
    purchase_order: str = ""
    lines: tuple[OrderLine, ...] = ()
    terms: str = ""  # the name of its payment terms
    term_days: int | None = None  # net days of them, where they are that simple
    bill_to: model.Address | None = None


class Due(_Record, frozen=True):
    """One instalment of an invoice as the ledger has it now."""

    date: date
    amount: Decimal
    open: Decimal


class Settlement(_Record, frozen=True):
    """What settled a part of an invoice: a payment, or a credit note. `amount` is in the invoice's currency."""

    date: date
    amount: Decimal
    ref: str = ""  # what the ERP calls it
    credit: bool = False  # a credit note, no money


class Invoice(_Record, frozen=True):
    """A posted invoice or credit note: the document, and its state in the ledger."""

    ref: Ref
    version: str
    changed_at: datetime
    customer: Ref
    state: Literal["open", "paid", "cancelled", "reversed"]
    document: model.Invoice
    open: Decimal  # what is not yet settled, all instalments together
    dues: tuple[Due, ...] = ()
    disputed: Decimal = Decimal(0)
    dispute_reason: str = ""
    orders: tuple[str, ...] = ()  # order numbers
    settlements: tuple[Settlement, ...] = ()  # by date, where the ERP tells them
    area: str = ""  # dunning area
    payment_url: str = ""  # a page on which the customer can pay it
    erp_einvoice: str = ""  # the ERP's own e-invoice state; non-empty means: already sent, keep off
    origins: dict[str, Origin] = {}


class Payment(_Record, frozen=True):
    """Money received; `unapplied` is what no invoice has consumed yet (payment on account)."""

    ref: Ref
    version: str
    changed_at: datetime
    customer: Ref
    date: date
    currency: str
    amount: Decimal
    unapplied: Decimal = Decimal(0)
    state: Literal["posted", "cancelled"] = "posted"
    memo: str = ""


Record = Customer | Order | Invoice | Payment


class Unreadable(_Record, frozen=True):
    """A record that could not be understood; it is set aside with its faults and the rest goes on."""

    ref: Ref
    version: str
    faults: tuple[Fault, ...]
    name: str = ""  # what a user calls it: "INV/2026/00012"
    origins: dict[str, Origin] = {}  # where the paths of `faults` stand in the ERP


class Page(_Record, frozen=True):
    """Some records, and the cursor that is committed together with them.

    `gone` are records of which the ERP itself tells that they no longer exist.
    """

    records: tuple[Record | Unreadable, ...]
    cursor: str
    gone: tuple[Ref, ...] = ()


class Snapshot(_Record, frozen=True):
    """Whole accounts as they are now: every open or given invoice and unapplied payment of the customers.

    An invoice or payment that the engine holds open and that is absent here is gone or settled. `failed`
    are accounts that could not be read; nothing may be sent to them.
    """

    customers: tuple[Customer | Unreadable, ...] = ()
    invoices: tuple[Invoice | Unreadable, ...] = ()
    payments: tuple[Payment | Unreadable, ...] = ()
    failed: tuple[Ref, ...] = ()


class _Change(_Record, frozen=True, tag=True):
    target: Ref


class SetHold(_Change, frozen=True):
    """Desired state of a customer's credit hold.

    On release `undo` is the receipt's `undo` of when it was set: the hold is lifted only if the ERP still
    shows what we wrote, and the previous value is restored.
    """

    on: bool
    reason: str = ""
    undo: str = ""


class SetDunning(_Change, frozen=True):
    """Desired state: the highest level reached and when the last notice left.

    Levels are counted for each company and dunning area; an ERP that shares its customers between companies
    needs both to find its own place for them.
    """

    level: int
    notice_date: date | None = None
    company: str = ""  # the ERP's own company id
    area: str = ""  # dunning area


class SetEInvoiceStatus(_Change, frozen=True):
    """Desired state: where the e-invoice stands (`issued`, `delivered`, `rejected` ...)."""

    status: str
    format: str = ""


class AttachFile(_Change, frozen=True):
    """Event: a file on a record. The bytes travel beside the change, from the evidence store."""

    filename: str
    mime: str
    sha256: str


class AddNote(_Change, frozen=True):
    """Event: a note that people see on the record; plain text."""

    text: str


class AddTask(_Change, frozen=True):
    """Event: something for a person to do. `assignee` None lets the ERP choose."""

    summary: str
    text: str = ""
    due: date | None = None
    assignee: Person | None = None


Change = SetHold | SetDunning | SetEInvoiceStatus | AttachFile | AddNote | AddTask
STATES = (SetHold, SetDunning, SetEInvoiceStatus)


class Receipt(_Record, frozen=True):
    """What the other side answered.

    `done` False with a `detail` means that the change was rightly not made (a hold that is no longer ours).
    """

    id: str = ""
    done: bool = True
    detail: str = ""
    undo: str = ""  # opaque; given back to undo a state


class Finding(_Record, frozen=True):
    """One line of `solde check`."""

    level: Literal["ok", "note", "warning", "error"]
    subject: str
    message: str


def locate(path: str, origins: dict[str, Origin]) -> Origin | None:
    """The origin of `path`, or of the nearest enclosing path that has one (`lines[2].vat` for `.vat.rate`)."""
    while path:
        if path in origins:
            return origins[path]
        cut = max(path.rfind("."), path.rfind("["))
        path = path[:cut] if cut > 0 else ""
    return origins.get("")
