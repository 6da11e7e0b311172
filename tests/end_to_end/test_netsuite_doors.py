"""E-invoices through every door for files: the script's protocol, the script itself, and SOAP.

What hangs at an invoice in NetSuite is what was kept, byte for byte: a PDF, whose bytes are no text, and an XML.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.connectors.netsuite.standin import limits
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.papers import Item
from tests.end_to_end.netsuite_doors import DOORS, Place, opened
from tests.end_to_end.netsuite_shop import CODE, STATUS, Shop, prepare

pytestmark = pytest.mark.netsuite
TODAY, SOLD, DUE = date(2026, 10, 30), date(2026, 10, 27), date(2026, 11, 26)
BUYERS = {"IT": ("IT02468030222", "TN"), "DE": ("DE129273398", None)}


@pytest.fixture(params=DOORS)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    with opened(request.param) as made:
        yield made


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


def shop(place: Place, folder: Path, country: str) -> Shop:
    key = place.account.private
    return Shop(folder, place.url, key, emit_from=SOLD, remind_from=SOLD, more=place.toml, country=country)


def hanging(place: Place) -> list[tuple[str, str, str]]:
    """What is attached in the account: kind and id of the record, hash of the bytes; as often as it is there."""
    return sorted((file.kind, file.id, file.sha256) for file in place.traces().files.elements())


def kept(shop: Shop, sale: Sale) -> list[tuple[str, str, str]]:
    """The same as it must be: of each document the file of the evidence, read from the disk."""
    query = "SELECT d.invoice, e.sha256 FROM sync_edocument d JOIN sync_evidence e ON e.id = d.evidence_id"
    found = []
    for invoice, sha256 in shop.rows(query):
        id_ = invoice.rpartition("/")[2]
        (path,) = (shop.folder / "data").rglob(f"{sha256}*")
        kind = "creditMemo" if int(id_) == sale.memo else "invoice"
        found.append((kind, id_, hashlib.sha256(path.read_bytes()).hexdigest()))
    return sorted(found)


@pytest.mark.parametrize("country", ["IT", "DE"])
def test_each_document_hangs_at_its_record_byte_for_byte_and_once(place: Place, tmp_path: Path, country: str) -> None:
    sale, mine = sell(place.account, country), shop(place, tmp_path, country)
    said = mine.run(str(TODAY))
    assert (said["einvoices_refused"], said["troubles"]) == (0, [])
    found = hanging(place)
    assert found == kept(mine, sale)
    assert {int(id_) for _, id_, _ in found} == {*sale.bills, sale.memo}
    ending = ".pdf" if country == "DE" else ".xml"
    assert all(file.name.endswith(ending) for file in place.traces().files)
    states = {row["id"]: row[STATUS] for row in place.account.store.find("transaction")}
    assert set(states.values()) == {"issued"}
    again = mine.run(str(TODAY))
    assert (again["written_back"], again["einvoices"]) == (0, {})
    assert hanging(place) == found


def test_answers_that_were_lost_double_nothing(place: Place, tmp_path: Path) -> None:
    """The run's first writes are carried out, a file among them, and nobody hears of it; the next run asks first."""
    sale, mine = sell(place.account, "IT"), shop(place, tmp_path, "IT")
    limits.order(place.account.store, "answer", "write", times=3)
    said = mine.solde("run", "--json", "--today", str(TODAY))
    assert said.code == 1
    assert place.account.store.find("_fault") == []
    traces = place.traces()
    assert traces.files.total() + traces.loose > 0
    mine.an_hour_later()
    assert mine.run(str(TODAY))["troubles"] == []
    assert hanging(place) == kept(mine, sale)
    assert (len(hanging(place)), place.traces().loose) == (3, 0)
