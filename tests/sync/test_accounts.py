"""From the ledger to accounts: what counts as given, whose money it is, and that chunks change nothing."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.debtors import account as debtors_account
from bench.debtors import debtors
from bench.dunning_fill import fill
from config.settings import Company
from connectors.records import Customer, Ref
from dunning.account import Account, PastNotice
from sync import accounts, sources
from sync.accounts import open_accounts
from sync.models import Notice, NoticeLine
from sync.pull import pull
from tests.sync.conftest import TODAY, World

DAY = timedelta(days=1)


def read(world: World) -> None:
    """One pull."""
    pull("erp", world.engine.connectors["erp"])


def built(world: World, **how: Any) -> list[Account]:
    """The accounts of the one company."""
    return list(open_accounts("FR", world.engine.settings.companies["FR"], **how))


def notice(customer: Ref, item: str, level: int, on: date, status: str = "given", company: str = "FR") -> Notice:
    """A notice of the past with one line."""
    row = Notice.objects.create(
        company=company, account=str(customer), date=on, level=level, channel="mail", status=status, decision={}
    )
    NoticeLine.objects.create(notice=row, item=item, level=level, currency="EUR", open=Decimal(1))
    return row


@pytest.fixture
def luce(world: World) -> Ref:
    """A customer with one open invoice."""
    customer = world.erp.customer("Officina Luce", country="IT", subdivision="MI", language="it")
    world.erp.invoice(customer, due=TODAY - 30 * DAY)
    read(world)
    return customer


ITEM = "erp/1/invoice/1#0"


def test_an_item_has_the_highest_level_that_it_was_given_and_the_day_of_it(world: World, luce: Ref) -> None:
    notice(luce, ITEM, 1, TODAY - 20 * DAY)
    notice(luce, ITEM, 2, TODAY - 12 * DAY)
    notice(luce, ITEM, 2, TODAY - 5 * DAY)  # listed again, no step up
    (item,) = built(world)[0].items
    assert (item.level, item.level_on) == (2, TODAY - 12 * DAY)


@pytest.mark.parametrize(("status", "counts"), [
    ("decided", True), ("prepared", True), ("given", True), ("in-doubt", True), ("failed", False), ("stopped", False),
])  # fmt: skip
def test_a_notice_that_failed_or_was_stopped_does_not_count_as_given(
    world: World, luce: Ref, status: str, counts: bool
) -> None:
    notice(luce, ITEM, 2, TODAY - DAY, status)
    (account,) = built(world)
    assert account.items[0].level == (2 if counts else 0)
    assert account.notices == ((PastNotice(date=TODAY - DAY, level=2),) if counts else ())


def test_a_notice_of_another_company_to_the_same_customer_counts_for_the_limits(world: World, luce: Ref) -> None:
    notice(luce, "erp/2/invoice/9#0", 3, TODAY - 2 * DAY, company="IT")
    (account,) = built(world)
    assert [past.level for past in account.notices] == [3]
    assert account.items[0].level == 0


def test_a_notice_to_another_account_of_the_same_debtor_counts(
    world: World, luce: Ref, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin = world.erp.customer("Officina Luce, Bari")
    notice(twin, "erp/1/invoice/7#0", 2, TODAY - 3 * DAY)
    notice(luce, ITEM, 1, TODAY - 9 * DAY)
    monkeypatch.setattr(sources, "linked", lambda names: {str(luce): (str(twin),)})
    (account,) = built(world)
    assert [past.level for past in account.notices] == [1, 2]  # by date


def test_an_account_can_be_built_as_if_a_notice_did_not_exist(world: World, luce: Ref) -> None:
    notice(luce, ITEM, 1, TODAY - 20 * DAY)
    last = notice(luce, ITEM, 2, TODAY)
    (account,) = built(world, without=last)
    assert (account.items[0].level, len(account.notices)) == (1, 1)


def test_an_invoice_from_before_remind_from_is_not_chased_and_money_from_before_counts(world: World) -> None:
    customer = world.erp.customer()
    world.erp.invoice(customer, issued=date(2025, 12, 31))
    world.erp.payment_on_account(customer, "50.00", date=date(2025, 12, 1))
    read(world)
    (account,) = built(world)
    assert account.items == ()
    assert [credit.open for credit in account.credits] == [Decimal("50.00")]


def test_what_the_erp_says_about_a_customer_is_on_its_account(world: World) -> None:
    said = {"group": "Retail", "grade": "C", "dunning_key": "2", "dunning_block": "in talks", "sole_trader": True}
    customer = world.erp.customer("Officina Luce", country="IT", subdivision="MI", language="it", consumer=True, **said)
    world.erp.invoice(customer)
    read(world)
    (account,) = built(world)
    assert (account.name, account.country, account.subdivision) == ("Officina Luce", "IT", "MI")
    assert (account.language, account.consumer, account.sole_trader) == ("it", True, True)
    assert (account.group, account.grade, account.key, account.block) == ("Retail", "C", "2", "in talks")


def test_the_fields_that_are_read_are_fields_of_a_customer() -> None:
    """Renaming one in the record must not silently empty it here."""
    assert set(accounts._Customer.__struct_fields__) <= set(Customer.__struct_fields__)


def test_a_customer_that_is_gone_is_blocked(world: World, luce: Ref) -> None:
    world.erp.delete(luce)
    read(world)
    (account,) = built(world)
    assert (account.name, account.country) == (str(luce), "FR")
    assert "missing" in account.block


def test_chunks_make_the_same_accounts_as_each_account_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    customers = [world.erp.customer(f"Customer {number}") for number in range(7)]
    for number, customer in enumerate(customers[:6]):
        for days in range(number + 1):
            invoice = world.erp.invoice(customer, due=TODAY - days * DAY)
            notice(customer, f"{invoice}#0", number, TODAY - (number + days) * DAY)
        world.erp.payment_on_account(customer, "5.00")
    read(world)
    whole = built(world)
    monkeypatch.setattr(accounts, "CHUNK", 2)
    assert built(world) == whole
    assert [account for customer in customers for account in built(world, only=[str(customer)])] == whole
    assert [account.customer for account in whole] == sorted(str(customer) for customer in customers[:6])


def test_an_account_that_is_held_and_owes_nothing_is_there_once(world: World, luce: Ref) -> None:
    world.erp.invoice(luce, due=TODAY - 60 * DAY)
    punctual = world.erp.customer("Punctual", email="punctual@mail.example")
    late = world.erp.invoice(punctual, due=TODAY - 60 * DAY)
    world.run()
    world.erp.pay(late)
    read(world)
    assert [(account.customer, account.on_hold) for account in built(world)] == [
        (str(luce), True),
        (str(punctual), True),
    ]
    assert [account.on_hold for account in built(world, only=[str(punctual)])] == [True]


def test_more_accounts_in_a_chunk_are_no_more_queries(world: World) -> None:
    def queries(count: int) -> int:
        for number in range(count):
            world.erp.invoice(world.erp.customer(f"Customer {number}"))
        read(world)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            built(world)
        return len(seen)

    assert queries(1) == queries(20)


def test_two_companies_have_each_their_own_items_of_a_shared_customer(world: World) -> None:
    shared = world.erp.customer("Shared")
    world.erp.sellers["2"] = world.erp.sellers["1"]
    world.erp.invoice(shared, number="A")
    world.erp.invoice(shared, number="B", company="2")
    second = msgspec.structs.replace(world.engine.settings.companies["FR"], id="2")
    world.engine = replace(world.engine, connectors={"erp": both(world)})
    read(world)
    assert [item.number for item in built(world)[0].items] == ["A"]
    assert [item.number for account in open_accounts("TWO", second) for item in account.items] == ["B"]


def both(world: World) -> Any:
    """The ERP, read for two of its companies."""
    from connectors.memory.connector import MemoryConnector

    return MemoryConnector(world.erp, "erp", frozenset({"1", "2"}))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the benchmark fills SQLite")
def test_the_benchmark_decides_the_same_accounts_in_memory_and_from_the_store(db: None) -> None:
    fill(40)
    company = Company(
        connection="erp", id="1", name="A", country="FR", time_zone="Europe/Paris", remind_from=date(2026, 1, 1)
    )
    found = {account.customer: account for account in open_accounts("FR", company)}
    for debtor in debtors(40):
        expected = debtors_account(debtor)
        account = found.pop(expected.customer)
        assert account.items == tuple(sorted(expected.items, key=lambda item: (item.issued, number(item.id))))
        assert [credit.open for credit in account.credits] == [credit.open for credit in expected.credits]
        assert (account.name, account.country, account.on_hold) == (expected.name, expected.country, expected.on_hold)
        assert account.notices == expected.notices
    assert not found


def number(item: str) -> str:
    """The number in the reference of an item."""
    return item.rpartition("/")[2].removesuffix("#0")
