"""The wording of reminders in the customer's language, and amounts and dates as that language writes them.

The texts are config/texts/LANGUAGE.toml; whoever edits one gets a `Misconfigured` that names the place, not a
half-filled letter.
"""

import hashlib
import string
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec
from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

import config.texts
from connectors.errors import Misconfigured

Tone = Literal["friendly", "firm", "formal"]
FOLDER = Path(config.texts.__path__[0])
FALLBACK = "en"
LOCALES = {"fr": "fr_FR", "it": "it_IT", "en": "en_GB", "de": "de_DE"}  # a language of its own for each file in FOLDER
_LETTER = {"company", "customer", "number", "due", "count", "total"}
_ALLOWED = {  # which placeholders mean something, by the beginning of the place
    "days": {"n"},
    "quote": _LETTER,
    "labels.page": {"page", "pages"},
    "levels": _LETTER,
    "consumers": _LETTER,
    "tones": _LETTER,
    "sms": _LETTER | {"phone"},
    "labels.basis": {"basis"},
    "beside.copies": {"numbers"},
    "beside.subsidiary": {"debtor"},
    "beside.times": {"count", "amount"},
}


class _Text(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Labels(_Text, frozen=True):
    """Single words and phrases; `page` holds `{page}` and `{pages}`."""

    invoice: str
    issued: str
    due: str
    late: str
    amount: str
    open: str
    credits: str
    total: str
    payment: str
    beneficiary: str
    iban: str
    bic: str
    reference: str
    vat: str
    phone: str
    page: str
    outstanding: str  # of the invoices alone, where charges follow
    interest: str
    compensation: str  # the fixed sum for the cost of recovery
    fee: str
    working: str  # how the interest was worked out
    principal: str
    period: str
    days: str
    rate: str
    basis: str  # of the days, such as actual/365
    link: str  # a page where one can pay
    scan: str  # beside the payment code on paper


class Forms(_Text, frozen=True):
    """Singular and plural."""

    one: str
    other: str


class Beside(_Text, frozen=True):
    """Sentences that stand in a notice only where they are true."""

    copies: Forms
    code: str  # the payment code travels as a picture
    charges: str
    subsidiary: str  # the reader pays for somebody else
    times: str  # `3 x 40.00`


class Variant(_Text, frozen=True):
    """What changes with the number of invoices: paragraphs before and after their table."""

    subject: str
    opening: tuple[str, ...]
    ending: tuple[str, ...]


class LevelText(_Text, frozen=True):
    """The words of one level or reaction: `one` and `other`, or `both` where the number changes nothing."""

    greeting: str
    closing: str
    one: Variant | None = None
    other: Variant | None = None
    both: Variant | None = None

    def variant(self, singular: bool) -> Variant:
        """The words for one invoice or for several."""
        found = self.both or (self.one if singular else self.other)
        if found is None:
            raise LookupError("neither both nor one and other")
        return found


class ToneText(_Text, frozen=True):
    """What a policy's tone puts in place of a level's own: what is asked for and how, never what happened."""

    closing: str
    ending: tuple[str, ...]


class Wording(_Text, frozen=True):
    """One file of texts."""

    labels: Labels
    days: Forms
    quote: Forms  # what to quote with a payment
    levels: dict[str, LevelText]
    consumers: dict[str, LevelText]  # in place of the level's, for whoever buys for no trade
    tones: dict[Tone, ToneText]
    beside: Beside
    rates: dict[str, str]  # reference rates by their table's key, shortly; `agreed` for none
    sms: dict[Literal["plain", "consumer"], Forms]


class Speech(msgspec.Struct, frozen=True):
    """A wording that can be spoken: the language, its locale, and the version of its file."""

    language: str
    wording: Wording
    sha256: str

    @property
    def locale(self) -> str:
        return LOCALES[self.language]

    def level(self, key: str, consumer: bool = False) -> LevelText:
        """The level's words; the generic ones for a level that has none of its own."""
        levels = self.wording.levels
        named = {**levels, **self.wording.consumers} if consumer else levels
        return named.get(key) or named["generic"]

    def amount(self, value: Decimal, currency: str) -> str:
        """With the currency's own decimals, or more where the amount has more."""
        text = format_currency(value, currency, locale=self.locale)
        return text.replace("\u202f", "\u00a0").replace("-", "\u2212")

    def day(self, value: date) -> str:
        """Short, with the month in letters: no reader can take it for another day."""
        return format_date(value, "medium", locale=self.locale)

    def full_day(self, value: date) -> str:
        """As at the head of a letter."""
        return format_date(value, "long", locale=self.locale)

    def percent(self, value: Decimal) -> str:
        """`12.15 %`, as the language writes it."""
        return f"{format_decimal(value, locale=self.locale)}\u00a0%"

    def rate(self, table: str, reference: Decimal, factor: Decimal, percent: Decimal) -> str:
        """How a rate is made: `ECB 2.15 % + 10`."""
        rates = self.wording.rates
        if not table:
            return rates["agreed"]
        times = f"{format_decimal(factor, locale=self.locale)} × " if factor != 1 else ""
        points = percent - reference * factor
        more = f" + {format_decimal(points, locale=self.locale)}" if points else ""
        return f"{times}{rates.get(table, table)} {self.percent(reference)}{more}"

    def half_year(self, table: str, title: str, half_year: str) -> str:
        """Which rate of which half-year, shortly; an operator's own table by its title."""
        return f"{self.wording.rates.get(table, title or table)} {half_year}"

    def several(self, texts: Sequence[str]) -> str:
        """`a, b and c`."""
        return format_list(list(texts), locale=self.locale)

    def singular(self, number: int) -> bool:
        """Whether the language uses its singular for `number`."""
        return Locale.parse(self.locale).plural_form(number) == "one"

    def days(self, number: int) -> str:
        """`1 day`, `12 days`."""
        forms = self.wording.days
        return (forms.one if self.singular(number) else forms.other).format(n=number)


def speech(wanted: str, otherwise: str = "", folder: Path = FOLDER) -> Speech:
    """The wording in `wanted`, else in `otherwise`, else in English.

    Both are language codes as ERPs write them: `fr`, `fr_CA`, `it-IT`, or empty.
    """
    for code in (wanted, otherwise, FALLBACK):
        language = code.replace("-", "_").partition("_")[0].lower()
        if language in LOCALES:
            return _load(folder, language)
    raise LookupError(FALLBACK)


@lru_cache(maxsize=16)
def _load(folder: Path, language: str) -> Speech:
    path = folder / f"{language}.toml"
    try:
        content = path.read_bytes()
        wording = msgspec.toml.decode(content, type=Wording)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"texts/{path.name}: {error}") from error
    if problems := _problems(wording):
        raise Misconfigured("; ".join(f"texts/{path.name}: {problem}" for problem in problems))
    return Speech(language, wording, hashlib.sha256(content).hexdigest())


def _problems(wording: Wording) -> list[str]:
    found = [] if "generic" in wording.levels else ["levels.generic is missing"]
    found += [] if "agreed" in wording.rates else ["rates.agreed is missing"]
    found += [f"tones.{tone} is missing" for tone in ("friendly", "firm", "formal") if tone not in wording.tones]
    found += [f"sms.{kind} is missing" for kind in ("plain", "consumer") if kind not in wording.sms]
    for place, level in [*_places("levels", wording.levels), *_places("consumers", wording.consumers)]:
        if (level.both is None) != (level.one is not None and level.other is not None):
            found.append(f"{place}: either both, or one and other")
    for path, text in _texts(msgspec.to_builtins(wording), ""):
        known = next((names for start, names in _ALLOWED.items() if path.startswith(start)), set())
        found += misused(path, text, known)
    return found


def misused(path: str, text: str, known: Collection[str]) -> list[str]:
    """What is wrong with the placeholders of a text, each time with the place."""
    try:
        used = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError as error:
        return [f"{path}: {error}"]
    return [f"{path}: {{{name}}} means nothing here" for name in sorted(used - set(known))]


def _places(section: str, levels: Mapping[str, LevelText]) -> list[tuple[str, LevelText]]:
    return [(f"{section}.{key}", level) for key, level in levels.items()]


def _texts(value: object, path: str) -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [(path, value)]
    if isinstance(value, Mapping):
        return [t for key, each in value.items() for t in _texts(each, f"{path}.{key}".lstrip("."))]
    if isinstance(value, Sequence):
        return [t for n, each in enumerate(value) for t in _texts(each, f"{path}[{n}]")]
    return []
