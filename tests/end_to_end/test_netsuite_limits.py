"""The account's limit of requests at a time, over all doors: many jobs keep to it, and a run ends in a full account."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.connectors.netsuite import soap_servers
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.papers import Item
from tests.end_to_end.netsuite_jobs import LEVEL, Crowd, Work, content, run
from tests.end_to_end.netsuite_shop import CODE, HOLD, STATUS, Shop, by_soap, prepare

pytestmark = pytest.mark.netsuite
TODAY, SOLD, LATE = date(2026, 10, 30), date(2026, 10, 27), date(2026, 8, 10)
PROCESSES, THREADS = 3, 10


@pytest.fixture
def account() -> Iterator[Account]:
    """With both doors for files, and answers that take a moment."""
    if reason := soap_servers.absent():
        pytest.skip(reason)
    made = Account(soap=True)
    prepare(made.store)
    made.store.rule(latency=0.02)
    yield made
    assert made.soap
    assert made.soap.invalid() == []
    made.close()


def test_thirty_jobs_at_once_never_take_more_than_their_share(account: Account, tmp_path: Path) -> None:
    """The account takes 5 at a time; 4 are configured, and one is left for others."""
    office, soap = Office(account.store), account.soap
    assert soap
    made = [office.customer(f"Cliente {number}") for number in range(PROCESSES * THREADS)]
    pairs = [(customer, office.invoice(customer, Item(rate=Decimal(10)))) for customer in made]
    jobs = [
        Work(
            account.url, account.private, str(tmp_path), 4, str(soap.wsdl), soap.folder, tuple(pairs[start::PROCESSES])
        )
        for start in range(PROCESSES)
    ]
    assert run(jobs) == [0] * PROCESSES
    traffic = account.server.traffic
    assert traffic.most == 4, "as many as may be, and no more"
    assert traffic.turned_away == 0
    assert account.server.failures == []
    notes = [row["note"] for row in account.store.find("_note")]
    files = [(bill, *file) for _, bill in pairs for file in soap.suite.files("invoice", str(bill))]
    by_script = account.store.all("SELECT a.record, c.bytes FROM _attached a JOIN _content c ON c.file = a.file")
    files += [(row["record"], "bill.pdf", row["bytes"]) for row in by_script]
    assert len(notes) == len(by_script) == len(pairs) / 2, "half of them by each door"
    notes += [note for customer, _ in pairs for note in soap.suite.notes(str(customer))]
    assert sorted(notes) == sorted(f"Note {customer}" for customer, _ in pairs)
    assert sorted(files) == sorted((bill, "bill.pdf", content(bill)) for _, bill in pairs)
    assert {row[LEVEL] for row in account.store.find("customer")} == {1}


class Sold:
    """A customer who is late, and one with a new invoice: a run holds the one and sends the other's e-invoice."""

    def __init__(self, account: Account) -> None:
        office, self.account = Office(account.store), account
        lamps = Item(rate=Decimal("45.00"), memo="Lamps")
        self.late = office.customer("Ritardo")
        office.invoice(self.late, lamps, trandate=LATE, due=date(2026, 9, 9))
        buyer = office.customer("Fattura", vatregnumber="IT02468030222", **{CODE: "ABC1234"})
        self.bill = office.invoice(buyer, lamps, trandate=SOLD, due=date(2026, 11, 26))

    def shop(self, folder: Path, soap: bool, concurrency: int) -> Shop:
        account = self.account
        assert account.soap
        more = f"concurrency = {concurrency}\n" + (by_soap(account.soap.wsdl, account.soap.folder) if soap else "")
        return Shop(folder, account.url, account.private, emit_from=SOLD, remind_from=LATE, more=more)

    def is_done(self) -> bool:
        """Whether all of it is in NetSuite."""
        account = self.account
        assert account.soap
        late = account.store.get("customer", id=self.late)
        state = account.store.get("transaction", id=self.bill)[STATUS]
        files = account.soap.suite.files("invoice", str(self.bill)) or account.store.find("_attached", record=self.bill)
        return (late["creditholdoverride"], bool(late[HOLD]), state, len(files)) == ("ON", True, "issued", 1)


@pytest.mark.parametrize("soap", [False, True], ids=["restlet", "soap"])
def test_a_run_ends_where_one_request_at_a_time_is_all(account: Account, tmp_path: Path, soap: bool) -> None:
    account.store.rule(limit=1)
    sold = Sold(account)
    shop = sold.shop(tmp_path, soap, concurrency=1)
    said = shop.run(str(TODAY))
    assert (said["troubles"], said["busy"]) == ([], [])
    assert sold.is_done()
    assert account.server.traffic.most == 1
    assert account.server.traffic.turned_away == 0
    assert shop.run(str(TODAY))["written_back"] == 0


@pytest.mark.parametrize("soap", [False, True], ids=["restlet", "soap"])
def test_a_run_ends_in_an_account_that_others_keep_full(account: Account, tmp_path: Path, soap: bool) -> None:
    """What is turned away is sent again later. Where that is not enough, the next run goes on."""
    sold, crowd = Sold(account), Crowd(account)
    shop = sold.shop(tmp_path, soap, concurrency=4)
    with crowd.about():
        for _ in range(4):
            said = shop.solde("run", "--json", "--today", str(TODAY))
            if said.code == 0:
                break
            shop.an_hour_later()
    assert account.server.traffic.turned_away > crowd.refused, "nobody was in Solde's way"
    assert sold.is_done()
    assert shop.run(str(TODAY))["written_back"] == 0
