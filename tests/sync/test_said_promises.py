"""Promises to pay and instalment plans, as a collector enters them and as money keeps them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from connectors.errors import Misconfigured
from connectors.records import Settlement
from dunning.account import Account
from sync.accounts import open_accounts
from sync.customer import Desk, Known, find
from sync.customer_entries import take_back
from sync.customer_promises import plan, promise
from sync.models import Audit, Effect, Said
from tests.sync.conftest import TODAY, World

FRIDAY = TODAY + timedelta(days=4)
NEXT_WEEK = TODAY + timedelta(days=11)


def day(count: int) -> date:
    return TODAY + timedelta(days=count)


def desk(world: World) -> Desk:
    return Desk(world.engine.settings, world.engine.today())


def luce(world: World, *bills: tuple[str, str]) -> Known:
    """A customer with these invoices (number, amount), all overdue, pulled and still unreminded."""
    world.erp.now = world.erp.now.replace(month=11, day=2)
    customer = world.erp.customer("Officina Luce", email="luce@luce.example")
    for number, amount in bills:
        world.erp.invoice(customer, number=number, amount=amount, issued=day(-30), due=day(1))
    world.run()
    return find("Luce")


def account(world: World, known: Known) -> Account:
    (found,) = open_accounts("FR", world.engine.settings.companies["FR"], only=[known.account])
    return found


def bill(world: World, number: str) -> object:
    return next(r.record.ref for r in world.erp.rows.values() if getattr(getattr(r.record, "document", None), "number", "") == number)
