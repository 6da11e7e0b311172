"""A collector at the telephone: a day in the ERP and in Solde, a customer who owes, what a notice asks for."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from connectors.memory import MemoryErp
from connectors.records import Ref
from dunning.account import Account
from sync.accounts import open_accounts
from sync.customer.accounts import Desk, Known, find
from sync.models import Notice
from tests.sync.conftest import TODAY, World


def day(count: int) -> date:
    """So many days after the first Monday of the story."""
    return TODAY + timedelta(days=count)


def on(world: World, count: int) -> MemoryErp:
    """It is that day in the ERP; what is booked now carries it."""
    world.erp.now = max(world.erp.now, datetime.combine(day(count), time(9), UTC))
    return world.erp


def run(world: World, count: int) -> int:
    """A cycle on that day; how many e-mails left in it."""
    before = len(world.mails)
    on(world, count)
    world.run(day(count))
    return len(world.mails) - before


def luce(world: World, *bills: tuple[str, str], **fields: Any) -> Known:
    """A customer whose invoices (number, amount) have been overdue for four days: from tomorrow on it is reminded."""
    erp = on(world, 0)
    ref = erp.customer("Officina Luce", **{"email": "luce@luce.example", **fields})
    for number, amount in bills or (("F1", "100.00"),):
        erp.invoice(ref, number=number, amount=amount, issued=day(-30), due=day(-4))
    assert run(world, 0) == 0
    return find("Officina Luce")


def bill(world: World, number: str) -> Ref:
    """The invoice of that number."""
    rows = (row.record for row in world.erp.rows.values() if row.record.ref.kind == "invoice")
    return next(record.ref for record in rows if record.document.number == number)  # type: ignore[union-attr]


def desk(world: World, count: int = 0) -> Desk:
    """The collector's desk on that day."""
    world.engine.pinned = day(count)
    return Desk(world.engine.settings, world.engine.today())


def account(world: World, known: Known) -> Account:
    """The account as decisions see it."""
    company = world.engine.settings.companies["FR"]
    return next(iter(open_accounts("FR", company, only=[known.account])))


def asked(world: World) -> dict[str, Decimal]:
    """What the newest notice asks for, by invoice number."""
    items = Notice.objects.latest("id").decision["items"]
    return {item["number"]: Decimal(str(item["open"])) for item in items}
