"""Two days in which everything happens that a cycle can do to the outside."""

from datetime import date, timedelta

from connectors.errors import Retry
from connectors.memory import MemoryErp
from connectors.records import Person
from tests.sync.crash.world import DAY, NEXT

_BEFORE_EMISSION = date(2026, 9, 1)


NOBODY = "nobody@mail.example"


def first_day(erp: MemoryErp) -> None:
    """Reminders by mail and by letter, one to an address that is none, two holds, two e-invoices, an ERP too busy."""
    erp.page_size = 4
    erp.fail("push", Retry("busy", after=0, sent=False))

    def owes(name: str, since: date, days: int, **fields: object) -> None:
        customer = erp.customer(name, **fields)
        erp.invoice(customer, issued=_BEFORE_EMISSION, due=since - timedelta(days=days), number=f"F-{name}")

    owes("Alba", DAY, 6, email="alba@mail.example")
    owes("Brenta", DAY, 21, email="brenta@mail.example")
    owes("Cima", DAY, 7)
    owes("Dolce", DAY, 46, salesperson=Person(id="7", name="Ida"))
    owes("Elba", DAY, 50, email="elba@mail.example")
    owes("Fiume", NEXT, 5, email="fiume@mail.example")  # due for a reminder on the second day
    owes("Gioia", DAY, 8, email="gioia@mail.example")
    owes("Isola", DAY, 8, email=NOBODY)
    owes("Lago", NEXT, 5, email="lago@mail.example")  # as well, but pays at the last moment
    punctual = erp.customer("Punctual", email="punctual@mail.example")
    erp.invoice(punctual, issued=_BEFORE_EMISSION, due=date(2026, 12, 31), number="F-mistaken")
    for number in ("E1", "E2"):
        erp.invoice(punctual, issued=date(2026, 10, 30), due=date(2026, 11, 30), number=number)


def second_day(erp: MemoryErp) -> None:
    """Whoever was held pays, so that the hold is released; one is issued, one deleted, one paid at the last moment."""
    bills = {erp.bill(ref).document.number: ref for ref in _bills(erp)}
    erp.pay(bills["F-Elba"])
    erp.invoice(erp.bill(bills["E1"]).customer, issued=NEXT, due=date(2026, 12, 3), number="E3")
    erp.delete(bills["F-mistaken"])
    erp.meanwhile("reread", lambda: erp.pay(bills["F-Lago"]))


def _bills(erp: MemoryErp) -> list:  # type: ignore[type-arg]
    return [row.record.ref for (kind, _), row in erp.rows.items() if kind == "invoice"]
