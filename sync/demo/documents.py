"""An invoice of the example and its arithmetic: rounding per line, VAT per rate on the document."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from einvoice.model import minor_unit


class Treatment(msgspec.Struct, frozen=True):
    """How VAT applies to a line, with the words and codes that the law wants."""

    category: str
    rate: Decimal = Decimal(0)
    reason: str = ""
    code: str = ""  # VATEX
    natura: str = ""  # Italy


class DocLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line; `raw` is its net amount before rounding."""

    item: str
    name: str
    unit: str
    quantity: Decimal
    price: Decimal
    discount: Decimal
    vat: Treatment
    raw: Decimal
    net: Decimal


class Tax(msgspec.Struct, frozen=True):
    """One VAT treatment of a document."""

    vat: Treatment
    base: Decimal
    tax: Decimal


class Due(msgspec.Struct):
    """An instalment; payments and credits change `open`."""

    date: date
    amount: Decimal
    open: Decimal


class Document(msgspec.Struct, kw_only=True):
    """An invoice (380) or credit note (381); the ledger fields change while the year is played."""

    id: str
    number: str = ""
    company: str
    customer: str
    issued: date
    currency: str
    lines: tuple[DocLine, ...]
    taxes: tuple[Tax, ...]
    type: str = "380"
    dues: list[Due] = []
    preceding: "Document | None" = None
    delivered: date | None = None
    order: str = ""
    purchase_order: str = ""
    erp_einvoice: str = ""
    disputed: Decimal = Decimal(0)
    dispute_reason: str = ""
    changed: date | None = None
    split_payment: bool = False  # Italian public bodies, D.P.R. 633/1972 art. 17-ter
    planned: bool = True  # whether the customer's habits decide when it is paid

    @property
    def net(self) -> Decimal:
        """Without tax."""
        return sum((t.base for t in self.taxes), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """All VAT."""
        return sum((t.tax for t in self.taxes), Decimal(0))

    @property
    def total(self) -> Decimal:
        """With tax."""
        return self.net + self.tax

    @property
    def payable(self) -> Decimal:
        """What the customer owes: without the VAT of a split payment, which goes straight to the State."""
        return self.total - self.tax if self.split_payment else self.total

    @property
    def open(self) -> Decimal:
        """Not settled yet."""
        return sum((d.open for d in self.dues), Decimal(0))

    @property
    def goods(self) -> bool:
        """Whether something was delivered; `delivered` is set for goods only."""
        return self.delivered is not None


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Half up, to the currency's minor unit."""
    return amount.quantize(minor_unit(currency), ROUND_HALF_UP)


def line(
    *,
    item: str,
    name: str,
    unit: str,
    quantity: Decimal,
    price: Decimal,
    vat: Treatment,
    currency: str,
    percent: int = 0,
) -> DocLine:
    """A line with its discount (`percent` of quantity times price, rounded) and its net amount."""
    gross = quantity * price
    discount = rounded(gross * percent / 100, currency)
    raw = gross - discount
    return DocLine(
        item=item,
        name=name,
        unit=unit,
        quantity=quantity,
        price=price,
        discount=discount,
        vat=vat,
        raw=raw,
        net=rounded(raw, currency),
    )


def taxes(lines: tuple[DocLine, ...], currency: str, *, on_document: bool) -> tuple[Tax, ...]:
    """Per treatment; `on_document`: the ERP adds unrounded lines and rounds once, as many do."""
    groups: dict[Treatment, Decimal] = {}
    for one in lines:
        groups[one.vat] = groups.get(one.vat, Decimal(0)) + (one.raw if on_document else one.net)
    made = []
    for vat, amount in groups.items():
        base = rounded(amount, currency)
        made.append(Tax(vat, base, rounded(base * vat.rate / 100, currency)))
    return tuple(made)


def dues(total: Decimal, issued: date, terms: str, currency: str) -> list[Due]:
    """The instalments that the payment terms give: days, `30EOM` (end of month), or `30/60` in two halves."""
    if "/" in terms:
        first, second = (issued + timedelta(days=int(d)) for d in terms.split("/"))
        half = rounded(total / 2, currency)
        return [Due(first, half, half), Due(second, total - half, total - half)]
    day = issued + timedelta(days=int(terms.removesuffix("EOM")))
    if terms.endswith("EOM"):
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return [Due(day, total, total)]


def weekday(day: date) -> date:
    """The same day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
