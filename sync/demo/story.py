"""Customers with a part to play, and invoices with fixed numbers: what a demonstration or a test points at.

A customer named here gets no other invoices. Dates are chosen so that, as the clock moves on from TODAY, the
reader sees each account take its course.
"""

from datetime import date

import msgspec

from sync.demo.customers import Customer, domain


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One customer's part; `number` and `day` are its invoice's, empty where it has none of its own."""

    customer: str
    name: str
    number: str
    day: date
    terms: str = "30"
    email: str | None = None  # None: as made
    on_hold: bool = False
    dunning_block: str = ""
    disputed: bool = False
    same_as: str = ""  # the other seller knows this firm too, under this id


# Due on 4 November and unpaid: a friendly reminder at TODAY, a hold weeks later, a release once it is paid.
FRIENDLY = Part(customer="CF0001", name="Café du Rappel Amical SAS", number="FB26-001", day=date(2026, 10, 5))
AMICHEVOLE = Part(customer="CI0001", name="Bar del Promemoria S.r.l.", number="1/B/2026", day=date(2026, 10, 5))
# Unpaid since July: on hold from the first run on.
OVERDUE = Part(customer="CF0005", name="Hôtel du Grand Retard SAS", number="FB26-002", day=date(2026, 6, 15))
RITARDO = Part(customer="CI0005", name="Albergo Ritardo S.r.l.", number="2/B/2026", day=date(2026, 6, 15))
# The credit manager's own hold: Solde neither sets nor releases it.
BY_HAND = Part(
    customer="CF0002",
    name="Brasserie de la Main Courante SARL",
    number="FB26-003",
    day=date(2026, 6, 24),
    on_hold=True,
)
BLOCKED = Part(
    customer="CF0003",
    name="Épicerie du Sursis EURL",
    number="FB26-004",
    day=date(2026, 8, 20),
    dunning_block="Accord du directeur commercial jusqu'à fin novembre",
)
BLOCCATO = Part(
    customer="CI0003",
    name="Trattoria della Tregua S.a.s.",
    number="3/B/2026",
    day=date(2026, 8, 20),
    dunning_block="Piano di rientro in corso",
)
WITHOUT_EMAIL = Part(
    customer="CF0004",
    name="Librairie Sans Courriel SARL",
    number="FB26-005",
    day=date(2026, 9, 7),
    email="",
)
DISPUTED = Part(
    customer="CI0004",
    name="Officina Reclami S.r.l.",
    number="4/B/2026",
    day=date(2026, 7, 20),
    disputed=True,
)
# Both sellers know this firm: the same SIREN and VAT number under two ids.
SHARED = Part(customer="CF0006", name="Traiteur des Deux Rives SAS", number="FB26-006", day=date(2026, 9, 2))
SHARED_TOO = Part(
    customer="CI0070",
    name="Traiteur des Deux Rives SAS",
    number="5/B/2026",
    day=date(2026, 9, 2),
    same_as="CF0006",
)

# Those whose records are dirty (see dirty.py); they have paid nothing yet, and nothing of theirs is due.
DIRTY = (
    Part(customer="CF0010", name="Boulangerie Sans Matricule SARL", number="FB26-010", day=date(2026, 10, 12)),
    Part(customer="CF0011", name="Bureaux de l’Écart SA", number="FB26-011", day=date(2026, 10, 13)),
    Part(customer="CF0012", name="Café du Trente-et-Un SAS", number="FB26-012", day=date(2026, 10, 14)),
    Part(customer="CF0067", name="Rösterei Ohnenummer GmbH", number="FB26-013", day=date(2026, 10, 15)),
    Part(customer="CI0010", name="Ristorante Senza Codice S.r.l.", number="10/B/2026", day=date(2026, 10, 12)),
    Part(
        customer="CI0011",
        name="Mensa della Differenza Soc. Coop.",
        number="11/B/2026",
        day=date(2026, 10, 13),
    ),
    Part(customer="CI0012", name="Libreria del Refuso S.r.l.s.", number="12/B/2026", day=date(2026, 10, 14)),
    Part(customer="CI0055", name="光华咖啡 GmbH", number="13/B/2026", day=date(2026, 10, 15)),
    Part(customer="CI0056", name="مقهى النور GmbH", number="14/B/2026", day=date(2026, 10, 16)),
)

PARTS = (
    FRIENDLY,
    AMICHEVOLE,
    OVERDUE,
    RITARDO,
    BY_HAND,
    BLOCKED,
    BLOCCATO,
    WITHOUT_EMAIL,
    DISPUTED,
    SHARED,
    SHARED_TOO,
    *DIRTY,
)
_BY_CUSTOMER = {p.customer: p for p in PARTS}


def cast(buyers: list[Customer]) -> list[Customer]:
    """The same customers, with the parts given out."""
    known = {b.id: b for b in buyers}
    return [_play(b, _BY_CUSTOMER[b.id], known) if b.id in _BY_CUSTOMER else b for b in buyers]


def _play(buyer: Customer, part: Part, known: dict[str, Customer]) -> Customer:
    other = known.get(part.same_as)
    if other is not None:
        own = {"id": buyer.id, "company": buyer.company, "salesperson": buyer.salesperson}
        buyer = msgspec.structs.replace(other, **own)
    return msgspec.structs.replace(
        buyer,
        name=part.name,
        payer="story",
        currency="EUR",
        terms=part.terms,
        credit_limit=None,
        email=f"administration@{domain(part.name)}" if part.email is None else part.email,
        pec=f"pec@{domain(part.name)}" if buyer.pec else "",
        on_hold=part.on_hold,
        dunning_block=part.dunning_block,
    )
