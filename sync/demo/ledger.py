"""Plays the year: who pays when, what a credit note settles, what is disputed or stays on account."""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

import msgspec

from sync.demo.companies import TODAY
from sync.demo.customers import Customer
from sync.demo.documents import Document, Due, rounded, weekday

# From here on the slowest customers have stopped paying, and some pay round sums without saying what for.
STRIKE = date(2026, 7, 1)
_DISPUTES = (
    "Marchandise endommagée",
    "Prix non conforme à la commande",
    "Livraison incomplète",
    "Merce non conforme all'ordine",
    "Consegna incompleta",
)


class Payment(msgspec.Struct, kw_only=True):
    """Money received; `unapplied` is what no invoice has consumed."""

    id: str = ""
    company: str
    customer: str
    date: date
    currency: str
    amount: Decimal
    unapplied: Decimal = Decimal(0)
    memo: str


class _Plan(msgspec.Struct, frozen=True):
    """A payment to come: which part of which instalment, on which day."""

    date: date
    document: Document
    due: Due
    part: Decimal


def _plans(rng: random.Random, buyer: Customer, doc: Document) -> list[_Plan]:
    """When this customer pays this invoice; nothing is planned where it will not be paid."""
    found = []
    for due in doc.dues:
        one = Decimal(1)
        if buyer.payer == "punctual":
            found.append(_Plan(weekday(due.date + timedelta(days=rng.randint(-6, 2))), doc, due, one))
        elif buyer.payer in ("slow", "disputing"):
            found.append(_Plan(weekday(due.date + timedelta(days=rng.randint(4, 18))), doc, due, one))
        elif buyer.payer == "late":
            found.append(_Plan(weekday(due.date + timedelta(days=rng.randint(20, 50))), doc, due, one))
        elif buyer.payer == "part":
            found.append(_Plan(weekday(due.date + timedelta(days=rng.randint(0, 10))), doc, due, Decimal("0.6")))
            found.append(_Plan(weekday(due.date + timedelta(days=rng.randint(55, 90))), doc, due, one))
        elif doc.issued < STRIKE:  # never, on-account
            found.append(_Plan(weekday(due.date + timedelta(days=rng.randint(10, 30))), doc, due, one))
    return found


def _settle_credit(credit: Document) -> None:
    """A credit note consumes what is open on the invoice that it corrects, the last instalment first."""
    of = credit.preceding
    if of is None:
        return
    for due in reversed(of.dues):
        taken = min(due.open, credit.dues[0].open)
        due.open -= taken
        credit.dues[0].open -= taken
    of.changed = credit.changed = credit.issued


def _pay(plan: _Plan) -> Payment | None:
    amount = rounded(plan.due.open * plan.part, plan.document.currency)
    if amount <= 0:
        return None
    plan.due.open -= amount
    plan.document.changed = plan.date
    return Payment(
        company=plan.document.company,
        customer=plan.document.customer,
        date=plan.date,
        currency=plan.document.currency,
        amount=amount,
        memo=plan.document.number,
    )


def _on_account(buyer: Customer, docs: Iterable[Document]) -> list[Payment]:
    """One round sum at the end of October: about two fifths of what is open, for nothing in particular."""
    total = sum((d.open for d in docs if d.type == "380"), Decimal(0))
    amount = (total * 2 / 5).quantize(Decimal("1E2"), ROUND_DOWN)
    if amount <= 0:
        return []
    amount = rounded(amount, buyer.currency)
    return [
        Payment(
            company=buyer.company,
            customer=buyer.id,
            date=date(2026, 10, 28),
            currency=buyer.currency,
            amount=amount,
            unapplied=amount,
            memo="Acompte" if buyer.company == "FR01" else "Acconto",
        )
    ]


def _dispute(rng: random.Random, docs: Iterable[Document]) -> None:
    for doc in docs:
        if doc.type == "380" and doc.open > 0 and doc.issued < TODAY - timedelta(days=20):
            doc.disputed = doc.open if rng.random() < 0.6 else rounded(doc.open / 3, doc.currency)
            doc.dispute_reason = rng.choice(_DISPUTES[:3] if doc.company == "FR01" else _DISPUTES[3:])


def play(rng: random.Random, buyers: list[Customer], documents: list[Document]) -> list[Payment]:
    """Settle everything up to the end of TODAY; documents change in place, payments come back by date."""
    payments: list[Payment] = []
    of_buyer: dict[str, list[Document]] = {b.id: [] for b in buyers}
    for doc in documents:
        of_buyer[doc.customer].append(doc)
    for buyer in buyers:
        docs = of_buyer[buyer.id]
        plans = [p for d in docs if d.type == "380" and d.planned for p in _plans(rng, buyer, d)]
        if buyer.payer == "disputing":
            plans = [p for p in plans if p.document.issued < STRIKE or rng.random() < 0.5]
        # Within a day credit notes come first: whoever pays on that day has seen them.
        events: list[tuple[date, int, str, Document | _Plan]] = [
            (d.issued, 0, d.id, d) for d in docs if d.preceding is not None
        ]
        events += [(p.date, 1, p.document.id, p) for p in plans if p.date <= TODAY]
        for _, _, _, event in sorted(events, key=lambda e: e[:3]):
            if isinstance(event, Document):
                _settle_credit(event)
            elif (payment := _pay(event)) is not None:
                payments.append(payment)
        if buyer.payer == "on-account":
            payments += _on_account(buyer, docs)
        if buyer.payer == "disputing":
            _dispute(rng, docs)
    payments.sort(key=lambda p: (p.date, p.customer, p.memo, p.amount))
    for n, payment in enumerate(payments, 1):
        payment.id = f"P{n:05d}"
    return payments
