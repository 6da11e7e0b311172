"""A list of a ledger's items (FBL5N) as invoices, credit notes and payments.

What a row is follows from its document type (`values.open_items.type`) and its sign: `billing` and `document` are
claims, or credit notes where the amount is negative; `payment` is money, or a claim of its own where it was taken back;
`ignore` is nothing. Items with a special G/L indicator (down payments, guarantees, bills of exchange) are kept apart:
they are no claim that is reminded of, and no money that is free.

A negative item that refers to an invoice (invoice reference, REBZG) reduces what is open of it, never below zero.
"""

import datetime
from decimal import Decimal

import msgspec

from connectors.files.lists.made import ZERO, cells, wrong
from connectors.files.settings import Settings
from connectors.files.tables import Row, Table

TYPES = ("billing", "document", "payment", "ignore")


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the list: an item of a customer's account. `amount` is negative for a credit."""

    row: Row
    company: str
    customer: str
    document: str
    year: str
    position: str
    type: str  # one of TYPES
    amount: Decimal
    currency: str
    date: datetime.date
    due: datetime.date
    billing: str
    reference: str
    about: tuple[str, str]  # document and fiscal year of the invoice that it refers to; the year may be empty
    special: str
    block: str
    area: str
    cleared: bool
    text: str


class Claim(msgspec.Struct, kw_only=True):
    """The items of one document of one customer, all debits or all credits: an invoice or a credit note."""

    items: list[Item]
    open: list[Decimal]  # of each item, positive
    settled: list[tuple[Item, Decimal]] = []

    @property
    def first(self) -> Item:
        """The item that speaks for all."""
        return self.items[0]

    @property
    def credit(self) -> bool:
        """Whether we owe it."""
        return self.first.amount < 0

    @property
    def number(self) -> str:
        """As the customer knows it: the billing document, else the reference of one, else the document itself."""
        one = self.first
        return one.billing or (one.reference if one.type == "billing" else "") or one.document

    @property
    def id(self) -> str:
        """Stays the same when the item is cleared: the billing document's where there is one."""
        one = self.first
        if one.type == "billing":
            return f"{one.company}/{self.number}"
        return "/".join(filter(None, (one.company, one.year, one.document, one.customer, "C" if self.credit else "")))

    def take(self, amount: Decimal) -> Decimal:
        """Reduce what is open by at most `amount`, the earliest first; how much it was."""
        left = amount
        for place in sorted(range(len(self.items)), key=lambda n: self.items[n].due):
            part = min(left, self.open[place])
            self.open[place] -= part
            left -= part
        return amount - left


class Ledger(msgspec.Struct, kw_only=True):
    """A list taken apart."""

    claims: list[Claim] = []
    payments: list[tuple[Item, Decimal]] = []  # with what no invoice has consumed
    bad: list[tuple[Row, str, bool]] = []  # rows that cannot be understood, why, and whether they are surely claims
    apart: list[Item] = []  # with a special G/L indicator


def read(settings: Settings, table: Table) -> Ledger:
    """Everything that the list says."""
    found = Ledger()
    credits: list[Item] = []
    claims: dict[tuple[str, str, str, str, bool], Claim] = {}
    for row in table.rows:
        item, why, sure = _item(settings, table, row)
        if item is None:
            found.bad.append((row, why, sure))
        elif item.special:
            found.apart.append(item)
        elif item.type == "payment" and item.amount < 0:
            credits.append(item)
        elif item.type != "ignore" and item.amount:
            key = (item.company, item.year, item.document, item.customer, item.amount < 0)
            claim = claims.setdefault(key, Claim(items=[], open=[]))
            claim.items.append(item)
            claim.open.append(ZERO if item.cleared else abs(item.amount))
    found.claims = list(claims.values())
    _apply(found, credits)
    return found


def _apply(found: Ledger, credits: list[Item]) -> None:
    """Part payments and credit notes onto the invoices that they refer to."""
    debits: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in found.claims:
        if not claim.credit:
            debits.setdefault((claim.first.company, claim.first.customer, claim.first.document), []).append(claim)

    def consumed(item: Item, amount: Decimal) -> Decimal:
        used = ZERO
        for claim in debits.get((item.company, item.customer, item.about[0]), ()) if item.about[0] else ():
            same = claim.first.currency == item.currency and item.about[1] in ("", claim.first.year)
            if same and (part := claim.take(amount - used)):
                claim.settled.append((item, part))
                used += part
        return used

    for claim in found.claims:
        if claim.credit:
            for place, item in enumerate(claim.items):
                claim.open[place] -= consumed(item, claim.open[place])
    for item in credits:
        free = ZERO if item.cleared else abs(item.amount)
        found.payments.append((item, free - consumed(item, free)))


def _item(settings: Settings, table: Table, row: Row) -> tuple[Item | None, str, bool]:
    """The item; or None, why, and whether it is surely a claim."""
    one = cells(settings, table, row, "document")
    amount = one.amount("amount")
    sure = amount > 0 and not one.faults
    written = one.needed_day("date")
    item = Item(
        row=row,
        company=one.needed("company"),
        customer=_bare(one.needed("customer")),
        document=_bare(one.needed("document")),
        year=one.text("year"),
        position=one.text("item") or str(row.number),
        type=one.choice("type", TYPES),
        amount=amount,
        currency=one.needed("currency").upper(),
        date=written,
        due=one.day("due") or written,
        billing=_bare(one.text("billing")),
        reference=_bare(one.text("reference")),
        about=(_bare(one.text("invoice_reference")), one.text("invoice_year")),
        special=one.text("special_gl"),
        block=one.text("dunning_block"),
        area=one.text("area"),
        cleared=bool(one.text("cleared")),
        text=one.text("text"),
    )
    return (None, wrong(one), sure) if one.faults else (item, "", sure)


def _bare(value: str) -> str:
    """A number without leading zeros: some lists pad it, others do not. "V" stands for no invoice at all."""
    return "" if value == "V" else value.lstrip("0") if value.isdigit() else value
