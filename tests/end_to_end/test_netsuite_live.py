"""A company whose ERP is a NetSuite account with 20,000 transactions: pulled, decided, written back, changed behind our
back, and run again.

The account is a process of its own (the stand-in of tests/connectors/netsuite/standin), and so is each command. What
must come out is worked out from the account's rows, without Solde (netsuite_books.py). The stages follow each other;
each is a fixture, so that a stage that fails is named.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from tests.connectors.netsuite.standin.process import Process
from tests.connectors.netsuite.standin.setup_rows import OURS
from tests.connectors.netsuite.standin.store import Store
from tests.end_to_end.netsuite_books import Books, books, left, nets, owed
from tests.end_to_end.netsuite_company import (
    EMIT_FROM,
    KINDS,
    NEXT_DAY,
    REMIND_FROM,
    THEIRS,
    TODAY,
    WHOLE,
    Behind,
    Cast,
    found,
    meanwhile,
)
from tests.end_to_end.netsuite_shop import Shop

pytestmark = pytest.mark.netsuite
SILENT = ("notices", "holds_set", "holds_released", "written_back", "edited", "einvoices")


class Town(NamedTuple):
    """The account's rows, who is in it, and Solde beside it."""

    store: Store
    cast: Cast
    shop: Shop


class Stage(NamedTuple):
    """What a command said, and what NetSuite holds after it."""

    said: dict[str, Any]
    books: Books


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    account = Process()
    try:
        cast = found(account.store)
        folder = tmp_path_factory.mktemp("shop")
        shop = Shop(folder, account.url, account.private, emit_from=EMIT_FROM, remind_from=REMIND_FROM)
        yield Town(account.store, cast, shop)
    finally:
        account.close()


def after(before: str, command: str, day: date | None = None) -> Any:
    """A stage as a fixture: the command, once the fixture of this name is there, and a look at NetSuite."""

    @pytest.fixture(scope="module")
    def stage(town: Town, request: pytest.FixtureRequest) -> Stage:
        request.getfixturevalue(before)
        said = town.shop.pull() if command == "pull" else town.shop.run(str(day))
        return Stage(said, books(town.store))

    return stage


first_pull = after("town", "pull")
second_pull = after("first_pull", "pull")
first_run = after("second_pull", "run", TODAY)
same_day = after("first_run", "run", TODAY)
# Between two days people work in NetSuite: `behind`, below.
third_pull = after("behind", "pull")
next_day = after("third_pull", "run", NEXT_DAY)
at_last = after("next_day", "run", NEXT_DAY)


@pytest.fixture(scope="module")
def behind(town: Town, same_day: Stage) -> Behind:
    return meanwhile(town.store, town.cast)


def customer(account: str) -> int:
    """NetSuite's id in the name of an account."""
    return int(account.rpartition("/")[2])


def ledger(shop: Shop) -> dict[str, tuple[Decimal, Decimal]]:
    """What Solde takes for owed, as `owed` tells it of the account."""
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for account, open_, credit in shop.rows("SELECT account, open, credit FROM sync_openitem"):
        sums[str(customer(account))][bool(credit)] += Decimal(open_)
    return {account: (invoices, free) for account, (invoices, free) in sums.items()}


def entry(shop: Shop, kind: str, id_: int) -> tuple[str, Decimal]:
    """State and open amount of a record as Solde keeps it."""
    ((state, open_),) = shop.rows(f"SELECT state, open FROM sync_entry WHERE kind = '{kind}' AND ext_id = '{id_}'")
    return state, Decimal(str(open_))


def test_check_finds_nothing_wrong(town: Town) -> None:
    said = town.shop.solde("check", "--json")
    assert said.code == 0, said.out + said.err


def test_the_first_pull_brings_every_record(town: Town, first_pull: Stage) -> None:
    assert {kind: first_pull.said[kind] for kind in WHOLE} == WHOLE
    assert first_pull.said["gone"] == 0
    assert town.shop.rows("SELECT ref FROM sync_aside WHERE stage = 'record'") == []
    known = set(town.shop.rows("SELECT kind, ext_id FROM sync_entry"))
    there = {("customer", str(row["id"])) for row in town.store.all("SELECT id FROM customer")}
    there |= {(KINDS[row["type"]], str(row["id"])) for row in town.store.all('SELECT id, type FROM "transaction"')}
    assert known == there


def test_what_every_customer_owes_is_exact_to_the_cent(town: Town, first_pull: Stage) -> None:
    held = owed(town.store)
    assert len(held) > 3_000
    assert ledger(town.shop) == held


def test_every_document_comes_with_its_lines(town: Town, first_pull: Stage) -> None:
    found = {}
    for id_, body in town.shop.rows("SELECT ext_id, body FROM sync_entry WHERE kind IN ('invoice', 'order')"):
        record = json.loads(body)
        lines = record["document"]["lines"] if "document" in record else record["lines"]
        found[id_] = (len(lines), sum(Decimal(line["net"]) for line in lines))
    assert found == nets(town.store)


def test_the_second_pull_brings_nothing_and_a_pull_writes_nothing(first_pull: Stage, second_pull: Stage) -> None:
    assert set(second_pull.said.values()) == {0}
    assert second_pull.books == first_pull.books
    assert not (second_pull.books.files or second_pull.books.notes or second_pull.books.levels)


def test_a_run_puts_holds_into_netsuite_and_says_why(town: Town, first_pull: Stage, first_run: Stage) -> None:
    cases = {customer(account) for (account,) in town.shop.rows("SELECT account FROM sync_holdcase WHERE placed")}
    assert first_run.said["troubles"] == []
    assert first_run.said["holds_set"] == len(cases) + 1 > 100  # one is left as a credit manager had set it
    held = {id_ for id_, (override, words) in first_run.books.holds.items() if override == "ON" and words != THEIRS}
    assert held == cases >= {town.cast.payer, town.cast.stubborn}
    late = town.store.all(
        "SELECT DISTINCT entity FROM \"transaction\" WHERE type = 'CustInvc' AND foreignamountunpaid > 1"
        " AND trandate >= ? AND JULIANDAY(?) - JULIANDAY(duedate) > 45",
        [str(REMIND_FROM), str(TODAY)],
    )
    assert held <= {row["entity"] for row in late}
    words = [words for id_, (_, words) in first_run.books.holds.items() if id_ in held]
    assert all("[Solde " in each and "before " in each for each in words)


def test_a_hold_that_a_credit_manager_had_set_is_left_as_it_is(town: Town, first_run: Stage) -> None:
    assert first_run.books.holds[town.cast.bianca] == ("ON", THEIRS)


def test_levels_and_days_of_reminders_are_shown(town: Town, first_run: Stage) -> None:
    given = town.shop.rows("SELECT account, max(level), max(date) FROM sync_notice WHERE status = 'given' GROUP BY 1")
    assert len(given) > 200
    assert first_run.books.levels == {customer(account): (level, day) for account, level, day in given}


def test_every_einvoice_hangs_at_its_bill_byte_for_byte_and_its_state_is_shown(town: Town, first_run: Stage) -> None:
    kept = dict(
        town.shop.rows("SELECT d.invoice, e.sha256 FROM sync_edocument d JOIN sync_evidence e ON d.evidence_id = e.id")
    )
    assert {customer(invoice) for invoice in kept} == set(town.cast.buyer_bills)
    assert first_run.books.states == dict.fromkeys(town.cast.buyer_bills, "issued")
    for bill in town.cast.buyer_bills:
        documents = [file for file in first_run.books.of("invoice", bill) if file.name.endswith(".xml")]
        assert [file.sha256 for file in documents] == [kept[f"netsuite/{OURS}/invoice/{bill}"]]
    assert {file.type for file in first_run.books.files} == {"invoice"}


def test_run_again_on_the_same_day_nothing_happens(first_run: Stage, same_day: Stage) -> None:
    assert all(not same_day.said[name] for name in SILENT)
    assert same_day.books == first_run.books


def test_what_people_did_comes_with_the_next_pull_and_nothing_else(behind: Behind, third_pull: Stage) -> None:
    counts = {kind: third_pull.said[kind] for kind in (*WHOLE, "gone")}
    assert counts == {
        "customer": 1, "order": 1, "invoice": behind.invoices, "payment": behind.payments, "gone": 0,
    }  # fmt: skip


def test_the_ledger_says_what_they_did(town: Town, behind: Behind, third_pull: Stage) -> None:
    shop, cast = town.shop, town.cast
    for bill in (*cast.payer_bills, cast.closer_bill, cast.stubborn_bill):
        assert entry(shop, "invoice", bill) == ("paid", 0)
    assert entry(shop, "invoice", behind.memo) == ("paid", 0)
    assert entry(shop, "invoice", cast.credited_bill) == ("open", Decimal("488.00"))
    assert entry(shop, "invoice", cast.opened_bill) == ("open", Decimal("500.32"))
    assert entry(shop, "payment", cast.opened_money) == ("posted", Decimal("500.32"))
    assert entry(shop, "invoice", cast.voided_bill) == ("cancelled", 0)
    assert entry(shop, "payment", cast.voided_money) == ("posted", Decimal("40.00"))
    assert left(town.store, cast.opened_bill) == Decimal("500.32")
    assert ledger(shop) == owed(town.store)


def test_the_hold_is_released_after_the_payment_and_what_was_before_comes_back(
    town: Town, same_day: Stage, next_day: Stage
) -> None:
    assert same_day.books.holds[town.cast.payer][0] == "ON"
    assert next_day.said["holds_released"] >= 1
    assert next_day.books.holds[town.cast.payer] == ("OFF", "")


def test_a_hold_that_a_credit_manager_made_his_own_stays(town: Town, next_day: Stage) -> None:
    assert next_day.books.holds[town.cast.stubborn] == ("ON", THEIRS)
    assert next_day.books.holds[town.cast.bianca] == ("ON", THEIRS)


def test_nobody_else_is_released(town: Town, same_day: Stage, next_day: Stage) -> None:
    before = {
        id_: hold for id_, hold in same_day.books.holds.items() if id_ not in (town.cast.payer, town.cast.stubborn)
    }
    assert before.items() <= next_day.books.holds.items()


def test_the_credit_memo_has_its_own_document(town: Town, behind: Behind, next_day: Stage) -> None:
    documents = next_day.books.of("creditMemo", behind.memo)
    assert len(documents) == 1
    assert documents[0].sha256 in town.shop.evidence()
    assert next_day.books.states[behind.memo] == "issued"


def test_in_the_end_nothing_is_left_to_do_and_nothing_hangs_twice(next_day: Stage, at_last: Stage) -> None:
    assert all(not at_last.said[name] for name in SILENT)
    assert at_last.books == next_day.books
    assert set(Counter(at_last.books.files).values()) == {1}
    assert set(Counter(at_last.books.notes).values()) <= {1}


def test_orders_are_as_their_clerks_left_them(town: Town, at_last: Stage) -> None:
    assert set(at_last.books.orders.values()) == {"B"}


def test_kept_documents_are_what_their_names_say(town: Town, at_last: Stage) -> None:
    kept = {file.sha256 for file in at_last.books.files}
    stored = {hashlib.sha256(path.read_bytes()).hexdigest() for path in town.shop.folder.rglob("*") if path.is_file()}
    assert kept <= stored
