"""The whole example in memory: who, what, when; export.py writes it down."""

import random
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from sync.demo import sales, story
from sync.demo.companies import COMPANIES, EMIT_FROM, FIRST_DAY, FRENCH, TODAY
from sync.demo.customers import Customer, customers
from sync.demo.documents import Document, weekday
from sync.demo.ledger import Payment, play
from sync.demo.orders import Order, orders

# Documents before and from EMIT_FROM, and how many of each are credit notes.
BEFORE, SINCE = 1600, 400
CREDITS_BEFORE, CREDITS_SINCE = 56, 14
_SENT_BY_ERP = 12  # in the first days of September, before the switch


class World(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the exports show."""

    customers: list[Customer]
    documents: list[Document]
    payments: list[Payment]
    orders: list[Order]


def build(seed: int) -> World:
    """The same world for the same seed, on every machine and Python version."""
    rng = random.Random(seed)  # noqa: S311 - an example, not a secret
    buyers = story.cast(customers(rng))
    fixed = _fixed(rng, buyers)
    documents = fixed + _ordinary(rng, buyers, fixed)
    documents += _credits(rng, documents)
    _number(documents)
    _mark_sent(documents)
    payments = play(rng, buyers, documents)
    payments.append(_unreadable_payment())
    return World(customers=buyers, documents=documents, payments=payments, orders=orders(rng, buyers, documents))


def _fixed(rng: random.Random, buyers: list[Customer]) -> list[Document]:
    known = {b.id: b for b in buyers}
    sellers = {c.id: c for c in COMPANIES}
    made = []
    for part in story.PARTS:
        buyer = known[part.customer]
        seller = sellers[buyer.company]
        # Italian numbers have slashes; ids of this ERP do not.
        ident = part.number if seller is FRENCH else f"26{int(part.number.split('/')[0]):02d}"
        doc = sales.invoice(rng, ident, part.day, seller, buyer)
        doc.number = part.number
        doc.planned = False
        if part.disputed:
            doc.disputed, doc.dispute_reason = doc.open, "Merce non conforme all'ordine"
        made.append(doc)
    return made


def _workdays(first: date, last: date) -> list[date]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [d for d in days if d.weekday() < 5]


def _ordinary(rng: random.Random, buyers: list[Customer], fixed: list[Document]) -> list[Document]:
    sellers = {c.id: c for c in COMPANIES}
    # Not everybody buys as often; consumers rarely do.
    pool = [
        b for n, b in enumerate(buyers) if b.payer != "story" for _ in range(1 if b.kind == "consumer" else 1 + n % 4)
    ]
    since = sum(d.issued >= EMIT_FROM for d in fixed)
    before = len(fixed) - since
    days = [rng.choice(_workdays(FIRST_DAY, EMIT_FROM - timedelta(1))) for _ in range(BEFORE - CREDITS_BEFORE - before)]
    days += [rng.choice(_workdays(EMIT_FROM, TODAY)) for _ in range(SINCE - CREDITS_SINCE - since)]
    made = []
    for n, day in enumerate(sorted(days), 1):
        buyer = rng.choice(pool)
        ident = f"{buyer.company[:2]}{100_000 + n}"
        made.append(sales.invoice(rng, ident, day, sellers[buyer.company], buyer))
    return made


def _credits(rng: random.Random, documents: list[Document]) -> list[Document]:
    wanted = {True: CREDITS_SINCE, False: CREDITS_BEFORE}
    candidates = [d for d in documents if d.planned]
    rng.shuffle(candidates)
    made: list[Document] = []
    for of in candidates:
        day = weekday(of.issued + timedelta(days=rng.randint(5, 40)))
        if day > TODAY or not wanted[day >= EMIT_FROM]:
            continue
        wanted[day >= EMIT_FROM] -= 1
        made.append(sales.credit_note(rng, f"{of.company[:2]}{200_001 + len(made)}", day, of))
    return made


def _number(documents: list[Document]) -> None:
    """Numbers without gaps by company, year and kind, in the order of dates."""
    counts: dict[tuple[str, int, str], int] = {}
    documents.sort(key=lambda d: (d.issued, d.id))
    for doc in documents:
        if doc.number:
            continue
        series = (doc.company, doc.issued.year, doc.type)
        n = counts[series] = counts.get(series, 0) + 1
        if doc.company == FRENCH.id:
            doc.number = f"{'AV' if doc.type == '381' else 'F'}{doc.issued.year}-{n:05d}"
        else:
            doc.number = f"{'NC ' if doc.type == '381' else ''}{n}/{doc.issued.year}"


def _mark_sent(documents: list[Document]) -> None:
    first = [d for d in documents if d.issued >= EMIT_FROM and d.planned][:_SENT_BY_ERP]
    for doc in first:
        doc.erp_einvoice = "sent"


def _unreadable_payment() -> Payment:
    return Payment(
        id="P-BAD",
        company=FRENCH.id,
        customer="CF0012",
        date=TODAY,
        currency="EUR",
        amount=Decimal("125.00"),
        memo="",
    )
