"""Every column of every row that SuiteQL answers, garbled in turn: a fault that a person understands, or a good record.

Never a crash, never a record that cannot be kept, and nothing of anybody else is lost.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from connectors.errors import Misconfigured, Refused, Retry
from connectors.http import Reply
from connectors.netsuite.client import Client
from connectors.netsuite.connector import NetSuite
from connectors.netsuite.failures import Call
from connectors.records import KINDS, Invoice, Payment, Record, Ref, Unreadable
from tests.connectors.netsuite.hands import COMPANIES, settings
from tests.connectors.netsuite.standin import records, suiteql
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.answers import Refusal, Request
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.papers import Item
from tests.connectors.netsuite.standin.rules import FEATURES
from tests.connectors.netsuite.standin.setup_rows import BOX, GOODS, OFF, REDUCED, THIRDS, USD

ABSENT = object()
RUBBISH: tuple[Any, ...] = (
    ABSENT, None, "", "??", "x" * 10_000, "\x00\x1b[31m", -7, 7.5, True, [], {"a": 1}, "1E999", "NaN", "1,234.56",
    "9999-99-99", "9999-12-31 23:59:59", "31/12/2026", "T", "-1", "99999999999999999999", "' OR 1=1 --",
)  # fmt: skip
TAX = ("legacy", "suitetax")
Row = dict[str, Any]
Spot = tuple[str, str]  # what is selected from, and the column's name in the answer


class Books:
    """An account with one of everything; nobody changes its rows."""

    def __init__(self, tax: str) -> None:
        self.account = Account()
        self.store = self.account.store
        self.settings = settings(
            self.account, page_size=500, tax=tax, dispute="memo", erp_einvoice="custbody_solde_einvoice",
            dunning_block="custentity_solde_level", time_zone="America/Los_Angeles",
        )  # fmt: skip
        columns = {"transactionline": ("taxcode", "taxrate1", "itemtype", "quantitybilled"),
                   "customer": ("vatregnumber", "language")}  # fmt: skip
        features = tuple(each for each in FEATURES if each != "LEGACYTAX")
        self.store.rule(
            exposes=tuple(f"{table}.{name}" for table, names in columns.items() for name in names),
            features=(*features, "SUITETAX" if tax == "suitetax" else "LEGACYTAX"),
        )
        self._fill(Office(self.store))
        self.answers: dict[tuple[str, str, bytes | None], tuple[int, bytes]] = {}

    def _fill(self, office: Office) -> None:
        registered = self.store.insert("entitytaxregistration", taxregistrationnumber="IT01234560231")
        one = office.customer("Officina Luce", defaulttaxreg=registered, creditlimit=500)
        two = office.customer("Anna Verdi", isperson=True, firstname="Anna", lastname="Verdi", parent=one)
        order = office.order(one, Item(rate=Decimal(20), quantity=Decimal(3), item=GOODS))
        lamps = Item(rate=Decimal(20), quantity=Decimal(24), item=GOODS, units=BOX, memo="Lampada")
        paper = office.invoice(one, lamps, Item(rate=Decimal(-5), item=OFF), createdfrom=order, otherrefnum="PO 7")
        office.pay(paper, Decimal(100))
        split = office.invoice(two, Item(rate=Decimal(90), tax=REDUCED), terms=THIRDS, currency=USD, exchangerate=0.9)
        total = Decimal("99.00")
        office.instalments(split, *((date(2026, n, 1), total / 3) for n in (2, 3, 4)))
        memo = office.credit_memo(one, Item(rate=Decimal(5)), createdfrom=paper)
        office.apply(memo, paper, Decimal("2.00"))
        office.payment(two, Decimal(30), memo="in advance")
        office.deposit(one, Decimal(12))

    def answer(self, method: str, address: str, body: bytes | None) -> tuple[int, bytes]:
        """What the doors say to a request, asked once."""
        asked = method, address, body
        if asked not in self.answers:
            parts = urlsplit(address)
            query = dict(parse_qsl(parts.query))
            request = Request(method, parts.path, query, {"prefer": "transient"}, body or b"")
            try:
                if body:
                    said = suiteql.answer(self.store, request, "")
                else:
                    said = records.answer(self.store, self.account.scripts, request, "")
            except Refusal as refusal:
                said = refusal.answer
            self.answers[asked] = said.status, said.body
        return self.answers[asked]


@lru_cache(maxsize=2)
def books(tax: str) -> Books:
    return Books(tax)


class Garbled:
    """Stands where the session stands: one column of what is selected from one place is rubbish, in every row."""

    def __init__(self, known: Books, spot: Spot = ("", ""), value: Any = None) -> None:
        self._books, self._spot, self._value = known, spot, value
        self.server_time, self.gate = "Mon, 02 Nov 2026 08:00:00 GMT", None
        self.spots: set[Spot] = set()

    def send(
        self, call: Call, method: str, address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        status, said = self._books.answer(method, address, body)
        value = json.loads(said)
        if body:
            [source] = re.findall(r" FROM (\w+)", json.loads(body)["q"])
            for row in value.get("items", ()):
                self._look(source, row)
        else:
            self._look("a record", value)
        return Reply(status, {"Content-Type": "application/json"}, json.dumps(value).encode())

    def _look(self, source: str, row: Row) -> None:
        """Columns of a row; fields of a record, also of its lists."""
        for name in [each for each in row if each != "links"]:
            self.spots.add((source, name))
            inner = row[name]
            for each in inner if isinstance(inner, list) else [inner]:
                if isinstance(each, dict):
                    self._look(source, each)
            if (source, name) != self._spot:
                continue
            if self._value is ABSENT:
                del row[name]
            else:
                row[name] = self._value

    def close(self) -> None:
        """Nothing is open."""


def through(session: Garbled, known: Books) -> list[Record | Unreadable]:
    """Everything that a first pull, a second one and a re-read give."""
    client = Client(known.settings, session=session)  # type: ignore[arg-type]
    netsuite = NetSuite("netsuite", known.settings, COMPANIES, client)
    found: list[Record | Unreadable] = []
    for kind in KINDS:
        cursor = None
        for _ in range(2):
            for page in netsuite.pull(kind, cursor):
                found += page.records
                cursor = page.cursor
    customers = {record.customer for record in found if isinstance(record, Invoice | Payment)}
    again = netsuite.reread(sorted(customers) or [Ref("netsuite", "", "customer", "1")])
    return [*found, *again.customers, *again.invoices, *again.payments]


@lru_cache(maxsize=2)
def spots(tax: str) -> list[Spot]:
    """Which columns are answered at all."""
    session = Garbled(books(tax))
    through(session, books(tax))
    return sorted(session.spots)


@pytest.fixture(scope="module", autouse=True)
def _closed() -> Iterator[None]:
    yield
    for tax in TAX:
        books(tax).account.close()
    books.cache_clear()


@pytest.mark.parametrize("tax", TAX)
def test_the_account_is_read_without_a_fault(tax: str) -> None:
    found = through(Garbled(books(tax)), books(tax))
    assert [record for record in found if isinstance(record, Unreadable)] == []
    assert {type(record).__name__ for record in found} == {"Customer", "Order", "Invoice", "Payment"}
    assert len(spots(tax)) > 100
    assert {source for source, _ in spots(tax)} >= {
        "customer",
        "transaction",
        "transactionline",
        "DUAL",
        "currency",
        "a record",
    }


@pytest.mark.parametrize("part", range(6))
@pytest.mark.parametrize("tax", TAX)
def test_rubbish_in_any_column_is_a_fault_or_does_no_harm(tax: str, part: int) -> None:
    for place, spot in enumerate(spots(tax)[part::6]):
        look_at(tax, spot, RUBBISH[place % 7 :: 7])


@pytest.mark.slow
@pytest.mark.parametrize("part", range(12))
@pytest.mark.parametrize("tax", TAX)
def test_every_rubbish_in_every_column_is_a_fault_or_does_no_harm(tax: str, part: int) -> None:
    for spot in spots(tax)[part::12]:
        look_at(tax, spot, RUBBISH)


def look_at(tax: str, spot: Spot, values: Iterable[Any]) -> None:
    """Read the account with each of these values in the column."""
    known = books(tax)
    for value in values:
        what = f"{'.'.join(spot)} = {value!r:.40}"
        try:
            found = through(Garbled(known, spot, value), known)
        except (Retry, Refused, Misconfigured) as error:
            assert str(error), what
            continue
        except Exception as error:
            raise AssertionError(f"{what}: {type(error).__name__}: {error}") from error
        for record in found:
            assert msgspec.json.encode(record), what
            assert re.fullmatch("-?[0-9]+", record.ref.id), f"{what}: a record {record.ref}"
            if isinstance(record, Unreadable):
                assert record.faults, what
                assert all(fault.message for fault in record.faults), what
