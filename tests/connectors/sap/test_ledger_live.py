"""On the stand-in: what accounting clerks do is told by the next pull, over the wire and with SAP's own model."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal as D
from typing import Any

import pytest

from connectors.records import Invoice, Kind, Page, Payment, Ref
from connectors.sap.connector import Sap
from connectors.sap.settings import Settings
from connectors.secret import Secret
from connectors.seller import Seller, Tax
from tests.connectors.sap.books import Books
from tests.connectors.sap.servers import PASSWORD, USER, Server, absent

pytestmark = pytest.mark.sap

_SERVICES = {
    "A_BillingDocument": "API_BILLING_DOCUMENT_SRV",
    "A_BillingDocumentItem": "API_BILLING_DOCUMENT_SRV",
    "A_BillingDocumentItemPrcgElmnt": "API_BILLING_DOCUMENT_SRV",
    "A_BusinessPartner": "API_BUSINESS_PARTNER",
    "A_BusinessPartnerAddress": "API_BUSINESS_PARTNER",
    "A_Customer": "API_BUSINESS_PARTNER",
    "A_CustomerCompany": "API_BUSINESS_PARTNER",
    "A_OperationalAcctgDocItemCube": "API_OPLACCTGDOCITEMCUBE_SRV",
}
TODAY = datetime.now(UTC).date().isoformat()
CUSTOMER = Ref("s4", "", "customer", "10100001")


class Office:
    """Books that are kept in a server."""

    def __init__(self, server: Server) -> None:
        self.server, self.books = server, Books()
        self.books.partner()

    def connector(self) -> Sap:
        """A new one, as after a restart."""
        settings = Settings(
            url=self.server.url, user=USER, password=Secret(PASSWORD), hold="none", page_size=2, rescan_minutes=0,
            sellers={"1010": Seller(name="Muster GmbH", country="DE", vat_id="DE123456789")},
            tax_codes={"DE": {"A1": Tax(category="S", rate=D(19))}},
        )  # fmt: skip
        return Sap("s4", settings, {"1010": "muster"})

    def pull(self, kind: Kind, cursor: str | None = None) -> tuple[dict[str, Any], str]:
        """What the next pull tells, and its cursor."""
        self.save()
        pages: list[Page] = list(self.connector().pull(kind, cursor))
        return {record.ref.id: record for page in pages for record in page.records}, pages[-1].cursor

    def save(self) -> None:
        """The server's tables as the books are now."""
        tables: dict[str, Iterable[dict[str, Any]]] = {**self.books.tables}
        tables["A_OperationalAcctgDocItemCube"] = self.books.rows.values()
        done: list[tuple[str, list[Any]]] = []
        for entity, rows in tables.items():
            name = self.server.table(_SERVICES[entity], entity)
            done.append((f"DELETE FROM {name}", []))
            for row in rows:
                fields = ", ".join(row)
                marks = ", ".join("?" for _ in row)
                done.append(
                    (f"INSERT INTO {name} ({fields}) VALUES ({marks})", [_stored(each) for each in row.values()])
                )
        self.server.run(*done)


def _stored(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


@pytest.fixture(scope="module", params=["cap", "mock-sap"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    if why := absent():
        pytest.skip(why)
    running = Server(request.param, {}, page=3)
    yield running
    running.close()


@pytest.fixture
def office(server: Server) -> Office:
    return Office(server)


def stand(found: dict[str, Any]) -> dict[str, tuple[str, D]]:
    assert all(isinstance(each, Invoice) for each in found.values()), found
    return {id_: (each.state, each.open) for id_, each in found.items()}


def test_a_first_pull_tells_everything_and_the_next_nothing(office: Office) -> None:
    books = office.books
    numbers = [books.bill("100.00", "19.00") for _ in range(5)]
    for number in numbers:
        books.post(number)
    manual = books.fi_invoice("50.00", "42.02", "7.98")
    books.payment("7.77")
    found, cursor = office.pull("invoice")
    assert stand(found) == {number: ("open", D("119.00")) for number in numbers} | {
        f"2026/{manual[0]}/10100001": ("open", D("50.00"))
    }
    assert found[numbers[0]].document.totals.payable == D("119.00")
    again, _ = office.pull("invoice", cursor)
    assert again == {}
    paid, cursor = office.pull("payment")
    assert [one.unapplied for one in paid.values()] == [D("7.77")]
    assert office.pull("payment", cursor)[0] == {}


def test_the_next_pull_tells_a_new_part_payment(office: Office) -> None:
    place = office.books.post(number := office.books.bill("100.00"))
    _, bills = office.pull("invoice")
    _, money = office.pull("payment")
    part = office.books.payment("30.00", of=place, on=TODAY)
    assert stand(office.pull("invoice", bills)[0]) == {number: ("open", D("70.00"))}
    [paid] = office.pull("payment", money)[0].values()
    assert isinstance(paid, Payment)
    assert (paid.ref.id, paid.amount, paid.unapplied) == (f"2026/{part[0]}/2", D("30.00"), D(0))


def test_the_next_pull_tells_a_payment_a_residual_and_a_cancellation(office: Office) -> None:
    books = office.books
    paid, rest, gone = (books.bill("100.00") for _ in range(3))
    places = {number: books.post(number) for number in (paid, rest, gone)}
    _, cursor = office.pull("invoice")
    books.clear(places[paid], books.payment("100.00", on=TODAY), on=TODAY)
    money = books.payment("100.00", on=TODAY)
    books.residual(money, "40.00", places[rest])
    books.clear(places[rest], money, on=TODAY)
    other = books.cancel(gone, on=TODAY)
    found, _ = office.pull("invoice", cursor)
    assert stand(found) == {
        paid: ("paid", D(0)), rest: ("open", D("40.00")), gone: ("reversed", D(0)), other: ("paid", D(0)),
    }  # fmt: skip
    assert [s.amount for s in found[rest].settlements] == [D("60.00")]


def test_the_next_pull_tells_a_clearing_that_was_undone(office: Office) -> None:
    """It leaves no date: only the comparison of what is open finds it."""
    books = office.books
    place, paid = books.post(number := books.bill("100.00")), books.payment("100.00", on="2026-01-20")
    by = books.clear(place, paid, on="2026-01-20")
    _, bills = office.pull("invoice")
    _, money = office.pull("payment")
    books.reset(by)
    assert stand(office.pull("invoice", bills)[0]) == {number: ("open", D("100.00"))}
    assert [one.unapplied for one in office.pull("payment", money)[0].values()] == [D("100.00")]


def test_one_payment_for_three_invoices_and_cash_discount(office: Office) -> None:
    books = office.books
    bills = [books.bill("100.00") for _ in range(3)]
    places = [books.post(number, NetDueDate=f"2026-02-0{n + 1}") for n, number in enumerate(bills)]
    paid = books.payment("300.00")
    books.clear(*places, paid)
    books.change(places[0], CashDiscountAmount="3.00")
    books.line(paid[0], "003", "3.00")
    found, _ = office.pull("invoice")
    assert [[s.amount for s in found[number].settlements] for number in bills] == [[D(97)], [D(100)], [D(100)]]


def test_a_whole_account_agrees_with_the_pulls(office: Office) -> None:
    books = office.books
    part, whole, gone = (books.bill("100.00", "19.00") for _ in range(3))
    books.payment("30.00", of=books.post(part))
    books.clear(books.post(whole), books.payment("119.00"))
    freed = books.payment("25.00", of=books.post(gone))
    books.cancel(gone, on="2026-02-25")
    extra = books.payment("7.77")
    found, _ = office.pull("invoice")
    it = office.connector().reread([CUSTOMER])
    assert it.failed == ()
    owed = [bill for bill in it.invoices if isinstance(bill, Invoice) and bill.open]
    assert [bill.ref.id for bill in owed] == [part]
    assert owed[0] == found[part]
    free = {one.ref.id.split("/")[1]: one.unapplied for one in it.payments if isinstance(one, Payment)}
    assert {number: amount for number, amount in free.items() if amount} == {freed[0]: D("25.00"), extra[0]: D("7.77")}


def test_an_account_with_a_payment_that_cannot_be_understood_has_failed(office: Office) -> None:
    office.books.post(office.books.bill("100.00"))
    office.books.payment("5.00", AmountInTransactionCurrency=None)
    office.save()
    assert office.connector().reread([CUSTOMER]).failed == (CUSTOMER,)
