"""E-invoices through every door for files: the script's protocol, the script itself, and SOAP.

What hangs at an invoice in NetSuite is what was kept, byte for byte: a PDF, whose bytes are no text, and an XML.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.connectors.netsuite import soap_servers
from tests.connectors.netsuite.standin import limits, node_scripts
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.node_scripts import NodeScripts
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.papers import Item
from tests.end_to_end.netsuite_shop import CODE, STATUS, Shop, by_soap, prepare

pytestmark = pytest.mark.netsuite
TODAY, SOLD, DUE = date(2026, 10, 30), date(2026, 10, 27), date(2026, 11, 26)
BUYERS = {"IT": ("IT02468030222", "TN"), "DE": ("DE129273398", None)}
Files = Callable[[str, int], list[tuple[str, bytes]]]


class Door(NamedTuple):
    """An account with one door for files, and how what is in it is seen from inside."""

    account: Account
    lines: str  # of the connection in solde.toml
    files: Files  # by record type and id: names and bytes
    cabinet: Callable[[], int]  # how many files there are, attached or not


def _protocol() -> Iterator[Door]:
    account = Account()
    yield _by_script(account)
    account.close()


def _script() -> Iterator[Door]:
    if reason := node_scripts.absent():
        pytest.skip(reason)
    scripts = NodeScripts()
    account = Account(scripts)
    door = _by_script(account)
    yield door._replace(cabinet=lambda: len(scripts.standin("files")["files"]))
    account.close()
    scripts.close()


def _by_script(account: Account) -> Door:
    def files(type_: str, record: int) -> list[tuple[str, bytes]]:
        query = (
            "SELECT f.name, c.bytes FROM _attached a JOIN file f ON f.id = a.file JOIN _content c ON c.file = f.id "
            "WHERE a.type = ? AND a.record = ?"
        )
        return [(row["name"], row["bytes"]) for row in account.store.all(query, [type_, record])]

    return Door(account, "", files, lambda: len(account.store.find("file")))


def _soap() -> Iterator[Door]:
    if reason := soap_servers.absent():
        pytest.skip(reason)
    account = Account(soap=True)
    soap = account.soap
    assert soap
    yield Door(
        account,
        by_soap(soap.wsdl, soap.folder),
        lambda type_, record: soap.suite.files(type_, str(record)),
        lambda: len([1 for kind, _ in soap.suite.recs if kind == "file"]),
    )
    assert soap.invalid() == []
    account.close()


DOORS = {"protocol": _protocol, "script": _script, "soap": _soap}


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest) -> Iterator[Door]:
    yield from DOORS[request.param]()


class Sale(NamedTuple):
    """Two new invoices and a credit memo."""

    bills: tuple[int, ...]
    memo: int


def sell(account: Account, country: str) -> Sale:
    vat, province = BUYERS[country]
    prepare(account.store)
    office = Office(account.store)
    place = {"addr1": "Corso Italia 5", "zip": "38122", "city": "Trento", "state": province, "country": country}
    buyer = office.customer("Falegnameria Adige", place=place, vatregnumber=vat, **{CODE: "ABC1234"})
    lamps = Item(rate=Decimal("45.00"), quantity=Decimal(2), memo="Lamps")
    bills = tuple(office.invoice(buyer, *items, trandate=SOLD, due=DUE) for items in ((lamps,), (lamps, lamps)))
    return Sale(bills, office.credit_memo(buyer, lamps, trandate=SOLD, createdfrom=bills[0]))


def shop(door: Door, folder: Path, country: str) -> Shop:
    account = door.account
    return Shop(
        folder, account.url, account.private, emit_from=SOLD, remind_from=SOLD, more=door.lines, country=country
    )  # fmt: skip


def hanging(door: Door, sale: Sale) -> dict[int, list[tuple[str, bytes]]]:
    """What is attached, by document."""
    of = {bill: door.files("invoice", bill) for bill in sale.bills}
    return {**of, sale.memo: door.files("creditMemo", sale.memo)}


def kept(shop: Shop) -> dict[int, tuple[str, bytes]]:
    """Name and bytes of each document in the evidence, from the disk."""
    rows = shop.rows(
        "SELECT d.invoice, e.name, e.sha256 FROM sync_edocument d JOIN sync_evidence e ON e.id = evidence_id"
    )
    found = {}
    for invoice, name, sha256 in rows:
        (path,) = (shop.folder / "data").rglob(f"{sha256}*")
        found[int(invoice.rpartition("/")[2])] = (name, path.read_bytes())
    return found


@pytest.mark.parametrize("country", ["IT", "DE"])
def test_each_document_hangs_at_its_record_byte_for_byte_and_once(door: Door, tmp_path: Path, country: str) -> None:
    sale, mine = sell(door.account, country), shop(door, tmp_path, country)
    said = mine.run(str(TODAY))
    assert (said["einvoices_refused"], said["troubles"]) == (0, [])
    documents = kept(mine)
    assert set(documents) == {*sale.bills, sale.memo}
    assert all(content.startswith(b"%PDF" if country == "DE" else b"<?xml") for _, content in documents.values())
    found = hanging(door, sale)
    assert {id_: [content for _, content in files] for id_, files in found.items()} == {
        id_: [content] for id_, (_, content) in documents.items()
    }
    assert all(name.endswith(".pdf" if country == "DE" else ".xml") for files in found.values() for name, _ in files)
    states = {row["id"]: row[STATUS] for row in door.account.store.find("transaction")}
    assert set(states.values()) == {"issued"}
    again = mine.run(str(TODAY))
    assert (again["written_back"], again["einvoices"]) == (0, {})
    assert hanging(door, sale) == found


def test_an_answer_that_was_lost_doubles_nothing(door: Door, tmp_path: Path) -> None:
    """The run's first writes are carried out, a file among them, and nobody hears of it; the next run asks first."""
    sale, mine = sell(door.account, "IT"), shop(door, tmp_path, "IT")
    limits.order(door.account.store, "answer", "write", times=3)
    said = mine.solde("run", "--json", "--today", str(TODAY))
    assert said.code == 1
    assert door.account.store.find("_fault") == []
    assert door.cabinet() > 0
    mine.an_hour_later()
    assert mine.run(str(TODAY))["troubles"] == []
    found = {id_: [content for _, content in files] for id_, files in hanging(door, sale).items()}
    assert found == {id_: [content] for id_, (_, content) in kept(mine).items()}
    assert door.cabinet() == len(found) == 3
