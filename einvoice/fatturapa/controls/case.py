"""What SdI's controls look at: a FatturaPA, ordinary or simplified, read once into plain values.

A figure that cannot be read, or is missing, is `None`: that is the schema's to report (00200), and no control takes
it for a zero. Every part knows its path in the model; in a lot of several invoices it starts with `lot[1].`.
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import msgspec
from lxml.etree import _Element

ZERO, CENT = Decimal(0), Decimal("0.01")
# As long as the schema's longest amounts, so that no product leaves the precision of a Decimal.
_FIGURE = re.compile(r"[-+]?[0-9]{1,12}(?:\.[0-9]{0,8})?").fullmatch
_LARGE = Decimal(10) ** 20


class Part(msgspec.Struct, frozen=True):
    """A piece of the document; `path` is its place in the model."""

    path: str


class Person(Part, frozen=True):
    """Who takes part: IdFiscaleIVA (IdPaese, IdCodice) and CodiceFiscale, empty where they are not given."""

    country: str = ""
    number: str = ""
    fiscal: str = ""

    @property
    def vat(self) -> tuple[str, str]:
        """The VAT number as one thing."""
        return self.country, self.number


class Taxed(Part, frozen=True):
    """What has AliquotaIVA (per cent) and Natura."""

    rate: Decimal | None
    natura: str


class Discount(Part, frozen=True):
    """ScontoMaggiorazione (2.1.1.8, 2.2.1.10): SC or MG, a percentage or an amount of one unit."""

    kind: str
    percent: Decimal | None
    amount: Decimal | None


class Line(Taxed, frozen=True):
    """DettaglioLinee (2.2.1); amounts in euro."""

    quantity: Decimal | None
    price: Decimal | None
    total: Decimal | None
    withheld: bool
    discounts: tuple[Discount, ...]


class Fund(Taxed, frozen=True):
    """DatiCassaPrevidenziale (2.1.1.7)."""

    amount: Decimal | None
    withheld: bool


class Summary(Taxed, frozen=True):
    """DatiRiepilogo (2.2.2)."""

    base: Decimal | None
    tax: Decimal | None
    rounding: Decimal | None
    due: str  # EsigibilitaIVA


class Goods(Taxed, frozen=True):
    """DatiBeniServizi of the simplified form (2.2): the amount has the VAT in it."""

    amount: Decimal | None
    tax: Decimal | None


class Reference(Part, frozen=True):
    """DatiFattureCollegate (2.1.6), DatiFatturaRettificata (simplified 2.1.2): the day of an earlier invoice."""

    day: str


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """One invoice. `prefix` stands before its paths; `day` is an ISO date, empty if it is missing."""

    prefix: str
    kind: str  # TipoDocumento
    day: str
    number: str
    withheld: bool = False  # DatiRitenuta is there
    funds: tuple[Fund, ...] = ()
    discounts: tuple[Discount, ...] = ()
    references: tuple[Reference, ...] = ()
    lines: tuple[Line, ...] = ()
    summaries: tuple[Summary, ...] = ()
    goods: tuple[Goods, ...] = ()  # simplified form only
    rates: frozenset[Decimal] = frozenset()  # of lines and funds
    natures: frozenset[str] = frozenset()  # of lines and funds
    summed: dict[Decimal, Decimal] = {}  # rate -> what lines and funds come to


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A file: one header, one or several invoices. `on`: the day on which SdI receives it, if that is known."""

    version: str  # the attribute versione
    form: str  # FormatoTrasmissione
    recipient: str  # CodiceDestinatario
    pec: str
    regime: str  # RegimeFiscale
    transmitter: Person
    seller: Person
    buyer: Person
    seller_agent: Person | None  # 1.3
    buyer_agent: Person | None  # 1.4.4
    bodies: tuple[Body, ...]
    on: date | None = None


def cents(amount: Decimal) -> Decimal:
    """Rounded to cents, half up, as SdI rounds."""
    return amount.quantize(CENT, ROUND_HALF_UP) if abs(amount) < _LARGE else amount


def total(amounts: Iterable[Decimal | None]) -> Decimal:
    """The sum of what could be read."""
    return sum((a for a in amounts if a is not None), ZERO)


def figure(text: str | None) -> Decimal | None:
    """A decimal number as the schema writes it; `None` for anything else."""
    if not text or not _FIGURE(text):
        text = (text or "").strip()
        return Decimal(text) if _FIGURE(text) else None
    return Decimal(text)


def children(element: _Element | None) -> dict[str, _Element]:
    """The children by their names; the last one where there are several."""
    return {} if element is None else {str(child.tag): child for child in element}


def texts(element: _Element | None) -> dict[str, str]:
    """The text of each child by its name; of the last one where there are several."""
    return {} if element is None else {child.tag: (child.text or "").strip() for child in element}
