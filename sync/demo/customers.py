"""The 200 customers: who they are, what they are sold and how they pay."""

import random
import unicodedata
from decimal import Decimal
from typing import Literal

import msgspec
from stdnum import luhn

from sync.demo import names, numbers
from sync.demo.companies import COMPANIES, FRENCH, Company
from sync.demo.places import STREETS, TOWNS, Town

Payer = Literal["punctual", "slow", "late", "never", "part", "on-account", "disputing", "story"]
Kind = Literal["business", "consumer", "public"]

# What is made per company: country and kind of customer -> how many. They add up to 200.
COUNTS: dict[str, tuple[tuple[str, Kind, int], ...]] = {
    "FR01": (
        ("FR", "business", 54),
        ("FR", "consumer", 8),
        ("FR", "public", 4),
        ("DE", "business", 10),
        ("ES", "business", 8),
        ("BE", "business", 8),
        ("NL", "business", 6),
        ("IT", "business", 4),
        ("CH", "business", 4),
        ("GB", "business", 4),
    ),
    "IT01": (
        ("IT", "business", 42),
        ("IT", "consumer", 8),
        ("IT", "public", 4),
        ("DE", "business", 9),
        ("ES", "business", 6),
        ("FR", "business", 6),
        ("CH", "business", 6),
        ("BE", "business", 3),
        ("NL", "business", 3),
        ("GB", "business", 3),
    ),
}
# Out of 20 customers: 8 punctual, 5 slow, 3 late and one of each of the rest.
_PAYERS: tuple[Payer, ...] = (
    *("punctual",) * 8,
    *("slow",) * 5,
    *("late",) * 3,
    "never",
    "part",
    "on-account",
    "disputing",
)
_LANGUAGES = {"FR": "fr", "IT": "it", "DE": "de", "ES": "es", "BE": "fr", "NL": "nl", "CH": "fr", "GB": "en"}
# Exports are invoiced in the buyer's money now and then; a French or Italian VAT amount never is.
_FOREIGN_MONEY = {"CH": ("CHF", "CHF", "EUR", "USD"), "GB": ("GBP", "GBP", "JPY", "GBP")}


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """A customer as the ERP knows it; every text may be empty."""

    id: str
    company: str  # the seller's id
    name: str
    kind: Kind
    country: str
    line1: str
    postcode: str
    city: str
    province: str = ""
    vat: str = ""
    siren: str = ""
    siret: str = ""
    codice_fiscale: str = ""
    destinatario: str = ""
    pec: str = ""
    email: str = ""
    language: str = ""
    salesperson: str = ""
    currency: str = "EUR"
    terms: str = "30"
    credit_limit: Decimal | None = None
    payer: Payer = "punctual"
    on_hold: bool = False  # put there by hand
    dunning_block: str = ""


def domain(name: str) -> str:
    """A domain under .example from a name: letters and digits only."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "".join(c if c.isalnum() else " " for c in plain).split()
    return "-".join(words[:4]) + ".example"


def _terms(rng: random.Random, kind: Kind, n: int) -> str:
    if kind == "public":
        return "30"
    if kind == "consumer":
        return "0"
    return ("30", "30", "60", "30/60", "30EOM", "15", "30")[n % 7] if n % 3 else rng.choice(("30", "60"))


def _identity(country: str, kind: Kind, unique: int, name: str) -> dict[str, str]:
    """The tax numbers of such a customer, and where SdI finds it."""
    if country == "FR":
        siren = numbers.siren(1000 + 7 * unique)
        vat = numbers.vat_fr(siren) if kind == "business" else ""
        return {"vat": vat, "siren": siren, "siret": numbers.siret(siren)}
    if country == "IT" and kind == "public":
        code = f"99{unique:05d}015"
        return {
            "codice_fiscale": code + luhn.calc_check_digit(code),
            "destinatario": f"UFDE{unique % 100:02d}",
        }
    if country == "IT":
        vat = numbers.vat_it(20_000 + unique)
        # Every third has no code of an intermediary but a certified mailbox.
        reached = {"destinatario": f"DEMO{unique:03d}"} if unique % 3 else {"pec": f"pec@{domain(name)}"}
        return {"vat": vat, "codice_fiscale": vat[2:], **reached}
    return {"vat": numbers.VAT_NUMBER[country](100 + unique)}


def _consumer(seller: Company, n: int, town: Town) -> tuple[str, dict[str, str]]:
    surname, name, female = names.PEOPLE[seller.country][n % 8]
    if seller.country == "FR":
        return f"{name} {surname}", {}
    born = (1955 + 5 * (n % 9), n % 12 + 1, n % 28 + 1)
    code = numbers.codice_fiscale(surname, name, born, female, town.cadastral)
    return f"{name} {surname}", {"codice_fiscale": code}


def _firm(rng: random.Random, country: str, taken: set[str]) -> str:
    while True:
        name = rng.choice(names.TRADES[country]).format(w=rng.choice(names.WORDS[country]))
        if name not in taken:
            taken.add(name)
            return name


def _one(rng: random.Random, seller: Company, n: int, what: tuple[str, Kind], taken: set[str]) -> Customer:
    country, kind = what
    town = rng.choice(TOWNS[country])
    if kind == "consumer":
        name, identity = _consumer(seller, n, town)
    else:
        name = names.PUBLIC[country][n % 4] if kind == "public" else _firm(rng, country, taken)
        identity = _identity(country, kind, n + (500 if seller is FRENCH else 0), name)
    payer: Payer = "slow" if kind == "public" else _PAYERS[n * 7 % 20]
    money = _FOREIGN_MONEY.get(country, ("EUR",))
    limit = Decimal(rng.choice((5, 10, 15, 20, 30)) * 1000) if kind == "business" and n % 2 else None
    host = "posta.example" if kind == "consumer" else domain(name)
    box = domain(name).removesuffix(".example").replace("-", ".") if kind == "consumer" else "administration"
    made = Customer(
        id=f"{'CF' if seller is FRENCH else 'CI'}{n:04d}",
        company=seller.id,
        name=name,
        kind=kind,
        country=country,
        line1=rng.choice(STREETS[country]).format(n=rng.randrange(1, 120)),
        postcode=town.postcode,
        city=town.name,
        province=town.province,
        email=f"{box}@{host}",
        language="de" if town.name in ("Zürich", "Bern", "Basel") else _LANGUAGES[country],
        salesperson=seller.salespeople[n % len(seller.salespeople)].id,
        currency=money[n % len(money)],
        terms=_terms(rng, kind, n),
        credit_limit=limit,
        payer=payer,
    )
    return msgspec.structs.replace(made, **identity)


def customers(rng: random.Random) -> list[Customer]:
    """All of them, in the order of their ids; story.py then gives some of them a part to play."""
    made: list[Customer] = []
    taken: set[str] = set()
    for seller in COMPANIES:
        n = 0
        for country, kind, count in COUNTS[seller.id]:
            for _ in range(count):
                n += 1
                made.append(_one(rng, seller, n, (country, kind), taken))
    return made
