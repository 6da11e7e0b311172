"""A company whose ERP is an S/4HANA stand-in: pulled, decided, written back, changed behind our back, and run again.

The command runs as processes of their own, with a proxy before the server that counts what is asked. What must come
out is worked out from the company's plain facts (sap_expected.py), and what is in SAP is read without Solde
(sap_dump.py). The stages follow each other; each is a fixture, so that a stage that fails is named.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from tests.connectors.sap.proxy import Proxy
from tests.connectors.sap.world_sales import COMPANY, SEGMENT, TODAY, WHOLE, Bill, Company, company
from tests.connectors.sap.world_seed import rows_of
from tests.end_to_end import sap_expected as expected
from tests.end_to_end.sap_dump import Dump, dump
from tests.end_to_end.sap_server import Server, started
from tests.end_to_end.sap_shop import HOLD_CODE, Shop

pytestmark = pytest.mark.sap
EMIT_FROM, NEXT_DAY = date(2026, 10, 26), date(2026, 11, 3)
SILENT = ("notices", "holds_set", "holds_released", "written_back", "edited")


class Town(NamedTuple):
    """The company, its S/4HANA, and Solde beside it."""

    company: Company
    server: Server
    proxy: Proxy
    shop: Shop


class Stage(NamedTuple):
    """What a command said, what SAP holds after it, and what was asked of it meanwhile."""

    said: dict[str, Any]
    sap: Dump
    asked: Counter[str]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = company(WHOLE)
    with started(rows_of(made)) as server:
        proxy = Proxy(server.address)
        yield Town(made, server, proxy, Shop(tmp_path_factory.mktemp("shop"), proxy.url, emit_from=str(EMIT_FROM)))
        proxy.close()


def after(before: str, command: str, day: date | None = None) -> Any:
    """A stage as a fixture: the command, once the fixture of this name is there, and a look at SAP."""

    @pytest.fixture(scope="module")
    def stage(town: Town, request: pytest.FixtureRequest) -> Stage:
        request.getfixturevalue(before)
        town.proxy.calm()
        said = town.shop.pull() if command == "pull" else town.shop.run(str(day))
        return Stage(said, dump(town.server.url), town.proxy.counts())

    return stage


first_pull = after("town", "pull")
second_pull = after("first_pull", "pull")
first_run = after("second_pull", "run", TODAY)
same_day = after("first_run", "run", TODAY)
# Between two days people work in SAP: `behind`, below.
third_pull = after("behind", "pull")
next_day = after("third_pull", "run", NEXT_DAY)
at_last = after("next_day", "run", NEXT_DAY)


class Behind(NamedTuple):
    """What people did in SAP: which bill was cancelled, part paid, opened again, and who paid everything."""

    cancelled: Bill
    cancellation: str
    part: Bill
    amount: Decimal
    reopened: Bill
    payer: str
    paid: tuple[Bill, ...]


@pytest.fixture(scope="module")
def behind(town: Town, same_day: Stage) -> Behind:
    """Between two days: a cancellation, a part payment, a clearing that was undone, and a held customer who pays."""
    desk, bills = town.server.desk, [bill for bill in town.company.bills if bill.kind == "F2"]
    held = {account.split("/")[0] for account in same_day.sap.blocks}
    unpaid = [bill for bill in bills if bill.paid == "open"]
    payer = next(b.sale.buyer.number for b in unpaid if b.sale.buyer.number in held)
    others = [bill for bill in unpaid if bill.sale.buyer.number != payer and bill.sale.buyer.currency == "EUR"]
    cancelled = next(bill for bill in reversed(others) if expected.owes_document(bill, EMIT_FROM))
    part = next(bill for bill in others if (TODAY - bill.due).days > 10 and bill.number != cancelled.number)
    reopened = next(bill for bill in bills if bill.paid == "paid" and bill.sale.buyer.number not in held
                    and bill.sale.buyer.currency == "EUR" and not bill.sale.buyer.person)  # fmt: skip
    mine = tuple(bill for bill in unpaid if bill.sale.buyer.number == payer)
    cancellation = desk.cancel(cancelled, NEXT_DAY)
    amount = (part.total / 4).quantize(Decimal("0.01"))
    desk.part_payment(part, amount, NEXT_DAY)
    desk.undo_clearing(reopened)
    for bill in mine:
        desk.pay(bill, NEXT_DAY)
    return Behind(cancelled, cancellation, part, amount, reopened, payer, mine)


def test_check_finds_everything_that_is_needed(town: Town) -> None:
    said = town.shop.solde("check", "--json")
    found = said.json["sap"] if isinstance(said.json, dict) and "sap" in said.json else said.json
    assert said.code == 0, f"{found} {said.err}"


def test_the_first_pull_brings_everything(town: Town, first_pull: Stage) -> None:
    assert {kind: first_pull.said[kind] for kind in ("customer", "order", "invoice", "payment")} == expected.kinds(
        town.company
    )
    assert first_pull.said["gone"] == 0
    assert town.shop.rows("SELECT ref FROM sync_aside WHERE stage = 'record'") == []


def test_what_is_open_is_exact_in_every_currency(town: Town, first_pull: Stage) -> None:
    rows = town.shop.rows("SELECT ext_id, open FROM sync_entry WHERE kind = 'invoice'")
    assert {number: Decimal(str(open_)) for number, open_ in rows} == expected.open_amounts(town.company)
    money = town.shop.rows("SELECT ext_id, open FROM sync_entry WHERE kind = 'payment' AND open > 0")
    assert {id_: Decimal(str(open_)) for id_, open_ in money} == expected.free_money(town.company)


def test_the_second_pull_finds_nothing_and_asks_for_little(first_pull: Stage, second_pull: Stage) -> None:
    assert set(second_pull.said.values()) == {0}
    assert second_pull.asked.total() < first_pull.asked.total() / 2
    assert not any(asked.startswith(("PATCH", "PUT", "MERGE")) for asked in first_pull.asked + second_pull.asked)


def test_a_run_puts_holds_levels_and_documents_into_sap(town: Town, first_run: Stage) -> None:
    holds = town.shop.rows("SELECT account FROM sync_holdcase WHERE placed")
    assert first_run.said["holds_set"] == len(holds) > 0
    assert first_run.sap.blocks == {f"{account.rpartition('/')[2]}/{SEGMENT}": HOLD_CODE for (account,) in holds}
    blocked = {account.split("/")[0] for account in first_run.sap.blocks}
    persons = {buyer.number for buyer in town.company.buyers if buyer.person}
    assert blocked & persons == set()
    late, much = expected.overdue(town.company, TODAY, 45), expected.overdue(town.company, TODAY, 0)
    assert blocked <= set(late) | {number for number, amount in much.items() if amount > 20_000}
    assert {buyer.number for buyer in town.company.buyers if buyer.habit == "never"} & set(late) - persons <= blocked
    given = town.shop.rows("SELECT account, max(level), max(date) FROM sync_notice WHERE status = 'given' GROUP BY 1")
    assert first_run.sap.dunning == {
        f"{account.rpartition('/')[2]}/{COMPANY}/": (str(level), _sap(day), "")
        for account, level, day in given
        if level
    }


def test_every_document_that_is_owed_hangs_at_its_bill_byte_for_byte(town: Town, first_run: Stage) -> None:
    owed = {bill.number for bill in town.company.bills if expected.owes_document(bill, EMIT_FROM)}
    kept = dict(town.shop.rows("SELECT d.invoice, e.sha256 FROM sync_edocument d JOIN sync_evidence e ON"
                               " d.evidence_id = e.id"))  # fmt: skip
    assert set(kept) == {expected.ref("invoice", number) for number in owed}
    for number in owed:
        pdfs = [file for file in first_run.sap.of(number) if file.name.endswith(".pdf")]
        assert [file.sha256 for file in pdfs] == [kept[expected.ref("invoice", number)]]


def test_run_again_on_the_same_day_nothing_happens(first_run: Stage, same_day: Stage) -> None:
    assert all(not same_day.said[name] for name in SILENT)
    assert same_day.sap == first_run.sap


def test_what_people_did_in_sap_comes_with_the_next_pull_and_nothing_else(behind: Behind, third_pull: Stage) -> None:
    touched = 2 + 1 + 1 + len(behind.paid)  # the cancelled bill and its cancellation; part paid; reopened; paid
    assert third_pull.said["invoice"] == touched
    assert third_pull.said["payment"] == 1 + 1 + len(behind.paid)
    assert (third_pull.said["customer"], third_pull.said["order"], third_pull.said["gone"]) == (0, 0, 0)


def test_the_ledger_says_what_they_did(town: Town, behind: Behind, third_pull: Stage) -> None:
    rows = town.shop.rows("SELECT ext_id, state, open FROM sync_entry WHERE kind = 'invoice'")
    found = {number: (state, Decimal(str(open_))) for number, state, open_ in rows}
    assert found[behind.cancelled.number] == ("reversed", 0)
    assert found[behind.cancellation][1] == 0
    assert found[behind.part.number] == ("open", behind.part.total - behind.amount)
    assert found[behind.reopened.number] == ("open", behind.reopened.total)
    assert all(found[bill.number] == ("paid", 0) for bill in behind.paid)
    untouched = expected.open_amounts(town.company)
    for number in {behind.cancelled.number, behind.part.number, behind.reopened.number} | {
        b.number for b in behind.paid
    }:
        del untouched[number]
    assert {number: found[number][1] for number in untouched} == untouched


def test_the_hold_is_released_after_the_payment(behind: Behind, same_day: Stage, next_day: Stage) -> None:
    assert next_day.said["holds_released"] == 1
    freed = f"{behind.payer}/{SEGMENT}"
    before = {account: code for account, code in same_day.sap.blocks.items() if account != freed}
    assert freed not in next_day.sap.blocks
    assert before.items() <= next_day.sap.blocks.items()


def test_the_cancellation_has_its_own_document(town: Town, behind: Behind, next_day: Stage) -> None:
    assert len([file for file in next_day.sap.of(behind.cancellation) if file.name.endswith(".pdf")]) == 1
    assert len([file for file in next_day.sap.of(behind.cancelled.number) if file.name.endswith(".pdf")]) == 1


def test_in_the_end_nothing_is_left_to_do_and_nothing_hangs_twice(next_day: Stage, at_last: Stage) -> None:
    assert all(not at_last.said[name] for name in SILENT)
    assert at_last.sap == next_day.sap
    assert set(at_last.sap.told().values()) == {1}


def _sap(day: str) -> str:
    """A day as OData V2 writes it."""
    return f"/Date({(date.fromisoformat(day) - date(1970, 1, 1)).days * 86_400_000})/"
