"""An Italian lamp maker of a dozen customers, as NetSuite's users have it, and as Solde's operator has it.

The rows are made by the stand-in's office; the command runs as processes of their own.
"""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sync.demo.numbers import vat_it
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.papers import Item
from tests.connectors.netsuite.standin.setup_rows import GOODS, OTHER, REDUCED
from tests.end_to_end.installation import Said
from tests.end_to_end.netsuite_doors import Place, plain
from tests.end_to_end.netsuite_process import Command, Death, seen
from tests.end_to_end.netsuite_shop import Shop, prepare

TODAY = date(2026, 11, 2)
EMIT_FROM, REMIND_FROM = TODAY - timedelta(days=20), date(2026, 1, 1)
RUN = ("run", "--json", "--today", str(TODAY))
_LATE = (95, 120, 62, 40, 12, 4)  # days since the due date, by customer
_SHOWN = (
    *(f"transactionline.{name}" for name in ("taxcode", "taxrate1", "quantitybilled", "itemtype")),
    *(f"customer.{name}" for name in ("vatregnumber", "language")),
)
_TOML = """\
timeout = {timeout}
page_size = {page_size}
block_orders = true
"""


def fill(office: Office) -> None:
    """Customers late by days and months, one of them a person; sales, part payments, credits, and open orders."""
    prepare(office.store)
    office.store.rule(exposes=_SHOWN)
    with office.store.change():
        late = [office.customer(f"Bottega {n} S.r.l.", vatregnumber=vat_it(n)) for n in range(1, 7)]
        for days, who in zip(_LATE, late, strict=True):
            bill(office, who, days)
            office.order(who, Item(rate=Decimal(300 + days)), trandate=TODAY - timedelta(days=9))
        person = office.customer("Anna Verdi", isperson=True, vatregnumber=None, firstname="Anna", lastname="Verdi")
        bill(office, person, 100)
        payer = office.customer("Teatro Nuovo S.p.A.")
        office.pay(bill(office, payer, 30))
        office.pay(bill(office, payer, 50), Decimal("60.00"))
        credited = office.customer("Hotel Sole S.r.l.", vatregnumber=vat_it(8))
        taken = bill(office, credited, 20)
        memo = office.credit_memo(
            credited, Item(rate=Decimal(10)), createdfrom=taken, trandate=TODAY - timedelta(days=15)
        )
        office.apply(memo, taken, Decimal("12.20"))
        office.payment(credited, Decimal("75.00"), trandate=TODAY - timedelta(days=3))
        for n in range(3):
            fresh = office.customer(f"Libreria {n} S.r.l.", vatregnumber=vat_it(20 + n))
            day = TODAY - timedelta(days=n + 1)
            lamps = Item(rate=Decimal("45.00"), quantity=Decimal(n + 1), item=GOODS, memo="Lampada")
            books = Item(rate=Decimal("12.50"), tax=REDUCED)
            office.invoice(fresh, lamps, books, trandate=day, due=day + timedelta(days=30))
        elsewhere = office.customer("Casa Roja S.L.", subsidiary=OTHER, place={"country": "ES"})
        office.invoice(elsewhere, Item(rate=Decimal(80)), subsidiary=OTHER, due=TODAY - timedelta(days=90))


def bill(office: Office, customer: int, late: int) -> int:
    """An invoice that fell due so many days ago."""
    due = TODAY - timedelta(days=late)
    return office.invoice(customer, Item(rate=Decimal(400 + late)), due=due, trandate=due - timedelta(days=30))


class Firm(Shop):
    """One installation of Solde over the account; its commands are forked, for there are many."""

    def __init__(self, folder: Path, place: Place, *, timeout: float = 30, page_size: int = 5, more: str = "") -> None:
        lines = place.toml + _TOML.format(timeout=timeout, page_size=page_size) + more
        super().__init__(
            folder, place.url, place.account.private, emit_from=EMIT_FROM, remind_from=REMIND_FROM, more=lines
        )

    def start(self, *arguments: str, death: Death | None = None) -> Command:
        """The command under way."""
        return Command(self.folder, arguments, self.secrets, death)

    def ended(self, command: Command) -> Said:
        """Wait for it. However it ended: no traceback, and no secret."""
        said = Said(*command.ended())
        assert "Traceback" not in said.err, said.err
        assert not [name for name, secret in self.secrets.items() if secret in said.err + said.out]
        return said

    def solde(self, *arguments: str, before: str = "") -> Said:
        """Run the command to its end."""
        return self.ended(self.start(*arguments))

    def killed(self, name: str, times: int, *arguments: str) -> None:
        """Run the command and have it killed (SIGKILL) when it passes a boundary for the n-th time."""
        said = self.ended(self.start(*arguments, death=Death(name, times)))
        assert said.code == -9, f"the process never came to {name} {times} times: {said.err}"

    def seen(self, *arguments: str) -> dict[str, int]:
        """Run the command, which must go well; how often it passed each boundary."""
        said = self.solde(*arguments)
        assert said.code == 0, said.err
        return seen(self.folder)

    def decisions(self) -> dict[str, list[tuple[Any, ...]]]:
        found = super().decisions()
        found["e-invoices"] = sorted((invoice, form, plain(name)) for invoice, form, name in found["e-invoices"])
        return found
