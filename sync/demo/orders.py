"""Sales orders: invoiced ones, open ones, quotations and cancelled ones."""

import random
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from sync.demo.companies import TODAY
from sync.demo.customers import Customer
from sync.demo.documents import Document, rounded


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order; `uninvoiced` is what it still adds to the customer's exposure."""

    number: str
    company: str
    customer: str
    date: date
    state: str
    currency: str
    total: Decimal
    uninvoiced: Decimal = Decimal(0)
    purchase_order: str = ""


def orders(rng: random.Random, buyers: list[Customer], documents: list[Document]) -> list[Order]:
    """One in eight invoices came from an order; ninety more are open, quoted or cancelled."""
    made: list[Order] = []
    for doc in documents:
        if doc.type != "380" or rng.random() >= 0.125:
            continue
        doc.order = f"{doc.company[:2]}-SO-{len(made) + 1:04d}"
        # A few are delivered in two parts: the second is still to be invoiced.
        rest = rounded(doc.total / 4, doc.currency) if doc.issued > date(2026, 9, 1) and rng.random() < 0.2 else None
        made.append(
            Order(
                number=doc.order,
                company=doc.company,
                customer=doc.customer,
                date=doc.issued - timedelta(days=rng.randint(3, 20)),
                state="confirmed" if rest else "done",
                currency=doc.currency,
                total=doc.total + (rest or 0),
                uninvoiced=rest or Decimal(0),
                purchase_order=doc.purchase_order,
            )
        )
    business = [b for b in buyers if b.kind == "business" and b.name]
    for n in range(90):
        buyer = rng.choice(business)
        state = ("confirmed", "confirmed", "quotation", "confirmed", "cancelled")[n % 5]
        total = rounded(Decimal(rng.randint(8_000, 400_000)) / 100, buyer.currency)
        made.append(
            Order(
                number=f"{buyer.company[:2]}-SO-{len(made) + 1:04d}",
                company=buyer.company,
                customer=buyer.id,
                date=TODAY - timedelta(days=rng.randint(0, 40)),
                state=state,
                currency=buyer.currency,
                total=total,
                uninvoiced=total if state == "confirmed" else Decimal(0),
            )
        )
    return made
