"""A company's year in plain facts: who buys what, when it is billed, and how it is paid. SAP's rows come from it.

Everything is drawn from a fixed seed, so that two runs make the same company. `Size` makes a small one of it for tests
that start it often. All names and numbers are invented; tax numbers have right check digits.
"""

import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

from sync.demo import names, numbers
from sync.demo.places import TOWNS

TODAY = date(2026, 11, 2)  # a Monday; the company's books end on the Friday before
FIRST_DAY = date(2025, 11, 3)
COMPANY, SALES_ORGANIZATION, SEGMENT = "1010", "1010", "1000"

Habit = Literal["punctual", "slow", "late", "never", "part", "on-account"]
Paid = Literal["open", "paid", "part", "residual", "cancelled"]
_HABITS: tuple[Habit, ...] = (*("punctual",) * 9, *("slow",) * 5, *("late",) * 3, "never", "part", "on-account")
_UNIT = {"JPY": Decimal(1), "KWD": Decimal("0.001")}
_RATE = {"JPY": Decimal(160), "KWD": Decimal("0.33")}  # what a euro is worth in the price list
_STREETS = {
    "DE": ("Bahnhofstraße", "Hauptstraße", "Lindenweg", "Am Markt", "Schillerstraße"),
    "IT": ("Via Roma", "Corso Italia", "Via dei Mille", "Viale della Stazione"),
    "FR": ("rue de la République", "avenue Jean-Jaurès", "quai des Tanneurs", "chemin du Moulin"),
    "JP": ("Kawabata-dori", "Midori-cho"),
    "KW": ("Al-Bahr Street", "Fictive Square"),
}
_ABROAD = {
    "JP": (("Midori Coffee K.K.", "100-0001", "Tokyo"), ("Yama Foods K.K.", "530-0001", "Osaka")),
    "KW": (("Al-Nakhla Trading W.L.L.", "13001", "Kuwait City"), ("Gulf Palm Hotels K.S.C.", "13002", "Kuwait City")),
}


class Size(NamedTuple):
    """How much of everything."""

    customers: int = 320
    orders: int = 2500
    billed: int = 2000  # billing documents, with credit memos and cancellations


WHOLE, SMALL = Size(), Size(customers=24, orders=90, billed=80)


class Buyer(NamedTuple):
    """A customer."""

    number: str
    name: str
    country: str
    street: str
    house: str
    postcode: str
    city: str
    region: str
    tax_type: str  # BPTaxType: DE0 USt-IdNr., IT0, FR0; "" where none is known
    tax_number: str
    email: str
    language: str
    currency: str
    terms: str
    term_days: int
    habit: Habit
    person: bool = False


class Article(NamedTuple):
    """What is sold; `unit` is SAP's."""

    code: str
    name: str
    unit: str
    price: Decimal  # EUR
    reduced: bool = False  # Germany's reduced rate


ARTICLES = (
    Article("MAC-100", "Espresso machine, two groups", "PC", Decimal("2480.00")),
    Article("GRI-210", "Coffee grinder", "PC", Decimal("589.90")),
    Article("CUP-030", "Espresso cups, set of 12", "PC", Decimal("38.45")),
    Article("TBL-045", "Bistro table 60 cm", "PC", Decimal("119.50")),
    Article("LMP-051", "Pendant lamp", "PC", Decimal("87.33")),
    Article("BEA-300", "Coffee beans", "KG", Decimal("18.90"), reduced=True),
    Article("BOK-400", "Book: The Art of Coffee", "PC", Decimal("24.64"), reduced=True),
    Article("CLO-081", "Cotton cloth", "M", Decimal("9.84")),
    Article("INS-600", "Installation", "H", Decimal("62.50")),
)


class Line(NamedTuple):
    """One position, in the document's currency."""

    article: Article
    quantity: Decimal
    price: Decimal
    discount: Decimal  # per cent
    gross: Decimal  # quantity times price
    net: Decimal
    code: str  # tax code
    rate: Decimal  # per cent
    tax: Decimal


class Sale(NamedTuple):
    """A sales order."""

    number: str
    buyer: Buyer
    day: date
    lines: tuple[Line, ...]
    purchase_order: str
    billed: bool = False


class Bill(NamedTuple):
    """A billing document, and what became of its receivable."""

    number: str
    kind: Literal["F2", "G2", "S1"]
    sale: Sale
    day: date
    lines: tuple[Line, ...]
    due: date
    document: str  # its accounting document
    paid: Paid = "open"
    paid_on: date | None = None
    paid_amount: Decimal = Decimal(0)  # of a part payment
    cancels: str = ""  # number of the billing document that this one cancels
    cancelled_by: str = ""
    reverses: str = ""  # accounting document
    refers: str = ""  # the invoice that a credit memo is about, and is cleared with

    @property
    def net(self) -> Decimal:
        """Without tax."""
        return sum((line.net for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """All of it."""
        return sum((line.tax for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        """With tax."""
        return self.net + self.tax

    @property
    def year(self) -> str:
        """Fiscal year: the calendar's."""
        return str(self.day.year)


class Account(NamedTuple):
    """Money that came without saying what for."""

    buyer: Buyer
    document: str
    day: date
    amount: Decimal


class Company(NamedTuple):
    """All of it."""

    buyers: tuple[Buyer, ...]
    sales: tuple[Sale, ...]
    bills: tuple[Bill, ...]
    on_account: tuple[Account, ...]


def company(size: Size = WHOLE) -> Company:
    """The company at the end of its books."""
    drawn = random.Random(f"a coffee supplier of {size.customers}")
    buyers = tuple(_buyer(drawn, n) for n in range(size.customers))
    sales = _sales(drawn, size, buyers)
    bills, sales = _bills(drawn, size, sales)
    money = tuple(
        Account(buyer, f"15{n:08d}", TODAY - timedelta(days=9 + n % 20), _rounded(Decimal(120 + n), buyer.currency))
        for n, buyer in enumerate(buyers)
        if buyer.habit == "on-account"
    )
    return Company(buyers, tuple(sales), bills, money)


def unit(currency: str) -> Decimal:
    """The smallest amount of a currency."""
    return _UNIT.get(currency, Decimal("0.01"))


def _rounded(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(unit(currency), ROUND_HALF_UP)


def _buyer(drawn: random.Random, n: int) -> Buyer:
    country = ("DE", "DE", "IT", "DE", "FR", "DE", "DE", "DE")[n % 8]
    if n % 40 == 39:
        country = ("JP", "KW")[n // 40 % 2]
    number, habit = f"{10_100_001 + n}", _HABITS[n % len(_HABITS)]
    person = country == "DE" and n % 30 == 5
    if country in _ABROAD:
        name, postcode, city = _ABROAD[country][n // 80 % 2]
        name, region, tax = f"{name} {n}", "", ("", "")
    else:
        town = drawn.choice(TOWNS[country])
        postcode, city, region = town.postcode, town.name, town.province
        name = drawn.choice(names.TRADES[country]).format(w=f"{drawn.choice(names.WORDS[country])} {n}")
        vat = {"DE": numbers.vat_de(n), "IT": numbers.vat_it(20_000 + n),
               "FR": numbers.vat_fr(numbers.siren(1000 + 7 * n))}[country]  # fmt: skip
        tax = ("", "") if person else (f"{country}0", vat)
    if person:
        name = f"{('Anna', 'Jonas', 'Clara', 'Emil')[n // 30 % 4]} Muster{n}"
    currency = {"JP": "JPY", "KW": "KWD"}.get(country, "EUR")
    terms, days = (("0002", 30), ("0001", 14), ("0003", 45))[n % 3]
    return Buyer(
        number, name, country, drawn.choice(_STREETS[country]), str(1 + n % 90), postcode, city, region, *tax,
        f"accounts@customer-{number}.example", {"IT": "IT", "FR": "FR", "DE": "DE"}.get(country, "EN"), currency,
        terms, days, habit, person,
    )  # fmt: skip


def _sales(drawn: random.Random, size: Size, buyers: tuple[Buyer, ...]) -> list[Sale]:
    span = (TODAY - FIRST_DAY).days - 3
    made = []
    for n in range(size.orders):
        day = FIRST_DAY + timedelta(days=n * span // size.orders)
        buyer = buyers[drawn.randrange(len(buyers))]
        made.append(Sale(f"{1_000_001 + n}", buyer, day, _lines(drawn, buyer), f"PO-{drawn.randrange(10_000, 99_999)}"))
    return made


def _lines(drawn: random.Random, buyer: Buyer) -> tuple[Line, ...]:
    drafts = []
    for article in drawn.sample(ARTICLES, drawn.choice((1, 2, 2, 3, 4))):
        quantity = Decimal(drawn.choice((1, 2, 3, 5, 8)))
        price = _rounded(article.price * _RATE.get(buyer.currency, Decimal(1)), buyer.currency)
        discount = Decimal(drawn.choice((0, 0, 0, 5, 10)))
        gross = quantity * price
        net = gross - _rounded(gross * discount / 100, buyer.currency)
        code, rate = _taxed(buyer, article)
        drafts.append(Line(article, quantity, price, discount, gross, net, code, rate, Decimal(0)))
    return _with_tax(drafts, buyer.currency)


def _taxed(buyer: Buyer, article: Article) -> tuple[str, Decimal]:
    if buyer.country == "DE":
        return ("A2", Decimal(7)) if article.reduced else ("A1", Decimal(19))
    return ("A5", Decimal(0)) if buyer.tax_number else ("A0", Decimal(0))


def _with_tax(drafts: list[Line], currency: str) -> tuple[Line, ...]:
    """Tax is worked out on the base of each code; the code's last line takes what rounding leaves over."""
    left = {
        code: _rounded(sum((d.net for d in drafts if d.code == code), Decimal(0)) * rate / 100, currency)
        for code, rate in {(d.code, d.rate) for d in drafts}
    }
    made: list[Line] = []
    for place, draft in enumerate(drafts):
        last = not any(later.code == draft.code for later in drafts[place + 1 :])
        tax = left[draft.code] if last else _rounded(draft.net * draft.rate / 100, currency)
        left[draft.code] -= tax
        made.append(draft._replace(tax=tax))
    return tuple(made)


def _bills(drawn: random.Random, size: Size, sales: list[Sale]) -> tuple[tuple[Bill, ...], list[Sale]]:
    """Most orders are billed a few days later; one bill in thirty has a credit memo, one in fifty is cancelled."""
    bills: list[Bill] = []
    done = list(sales)
    for place, sale in enumerate(sales):
        if len(bills) >= size.billed:
            break
        day = min(sale.day + timedelta(days=2 + place % 5), TODAY - timedelta(days=3))
        if place % 17 in (4, 9, 13, 16):  # not delivered yet, or never
            continue
        done[place] = sale._replace(billed=True)
        number, document = _numbers(len(bills))
        bill = Bill(number, "F2", sale, day, sale.lines, day + timedelta(days=sale.buyer.term_days), document)
        room = size.billed - len(bills)
        if place % 50 == 49 and room >= 2:
            other, reversal = _numbers(len(bills) + 1)
            later = min(day + timedelta(days=3), TODAY - timedelta(days=3))
            bills += [
                bill._replace(paid="cancelled", paid_on=later, cancelled_by=other),
                Bill(other, "S1", sale, later, sale.lines, later, reversal, "cancelled", later, cancels=number,
                     reverses=document),
            ]  # fmt: skip
            continue
        bills.append(_paid(drawn, bill))
        if place % 30 == 29 and room >= 2:
            other, document = _numbers(len(bills))
            later = min(day + timedelta(days=6), TODAY - timedelta(days=3))
            bills.append(Bill(other, "G2", sale, later, sale.lines[:1], later, document, refers=number))
    return tuple(bills), done


def _numbers(place: int) -> tuple[str, str]:
    """Of a billing document and of its accounting document."""
    return f"{90_000_001 + place}", f"94{place + 1:08d}"


def _paid(drawn: random.Random, bill: Bill) -> Bill:
    habit = bill.sale.buyer.habit
    late = {"punctual": -2, "slow": 6, "late": 33, "on-account": 4, "part": 12, "never": 400}[habit]
    on = bill.due + timedelta(days=late + drawn.randrange(5))
    if on > TODAY - timedelta(days=3):
        return bill
    if habit == "part":
        part = _rounded(bill.total * Decimal("0.4"), bill.sale.buyer.currency)
        return bill._replace(paid="part", paid_on=on, paid_amount=part)
    return bill._replace(paid="paid", paid_on=on)
