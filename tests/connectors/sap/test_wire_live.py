"""The wire on engines that nobody here wrote: many keys at once, pages, ETags; and what mock-sap does on request."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from connectors.errors import Misconfigured, Refused, Retry
from connectors.records import Customer, Page
from connectors.sap.client import Client, Query
from connectors.sap.settings import Settings
from connectors.secret import Secret
from tests.connectors.sap import servers
from tests.connectors.sap.hands import Line, SapHands, settings
from tests.connectors.sap.recorder import Tape
from tests.connectors.sap.rows import ORDERS, PARTNERS
from tests.connectors.sap.servers import Server
from tests.connectors.sap.tables import Office


class TestWire:
    """On SAP CAP, mock-sap, or recorded payloads."""

    @pytest.fixture
    def hands(self, office: Office) -> SapHands:
        return SapHands(office)

    @pytest.fixture
    def client(self, hands: SapHands) -> Client:
        known = settings(hands.office.url)
        return Client(known, Line(known, hands))

    def test_many_keys_are_asked_for_at_once_and_every_one_is_answered(self, hands: SapHands, client: Client) -> None:
        made = [f"{name}{number}" for number in range(60) for name in ("O'Neill & Söhne ", "50 % + mehr ")]
        rows = ((PARTNERS, "A_Customer", {"Customer": f"C{at}", "CustomerName": name}) for at, name in enumerate(made))
        hands.office.add(*rows)
        query = Query(select=("Customer", "CustomerName"))
        found = client.lookup(PARTNERS, "A_Customer", "CustomerName", [*made, "Nobody", *made[:3]], query)
        assert sorted(row["CustomerName"] for row in found) == sorted(made)

    def test_all_rows_come_however_short_the_servers_pages_are(self, hands: SapHands, client: Client) -> None:
        made = [hands.customer(f"Number {n}").id for n in range(13)]
        pages = list(client.rows(PARTNERS, "A_Customer", Query(select=("Customer",), orderby=("Customer",))))
        assert [row["Customer"] for page in pages for row in page][-13:] == made

    def test_a_colleague_who_was_faster_keeps_what_he_wrote(self, hands: SapHands, client: Client) -> None:
        order = hands.order(hands.customer())
        seen: list[str] = []

        def block(row: Any) -> dict[str, str]:
            seen.append(row["HeaderBillingBlockReason"] or "")
            if len(seen) == 1:
                changed = {"HeaderBillingBlockReason": "07", "LastChangeDateTime": "2031-01-01T00:00:00Z"}
                hands.office.change((ORDERS, "A_SalesOrder"), changed, SalesOrder=order.id)
            return {"DeliveryBlockReason": "01"}

        row, written = client.change(ORDERS, "A_SalesOrder", {"SalesOrder": order.id}, block)
        after = hands.office.one((ORDERS, "A_SalesOrder"), SalesOrder=order.id)
        assert row is not None
        assert written
        assert seen == ["", "07"], "the fresh order was decided on"
        assert (after["DeliveryBlockReason"], after["HeaderBillingBlockReason"]) == ("01", "07")


# mock-sap's own scenarios

KEY = {"Customer": "1000001"}


@pytest.fixture(scope="module")
def mock() -> Iterator[Server]:
    if reason := servers.absent():
        pytest.skip(reason)
    server = Server("mock-sap", {})
    yield server
    server.close()


@pytest.fixture
def hands(mock: Server) -> Iterator[SapHands]:
    """Six customers, and nothing wrong yet."""
    made = SapHands(Office(mock, Tape("faults", "live")))
    for number in range(5):
        made.customer(f"Number {number}")
    yield made
    requests.delete(f"{mock.url}/_mock/faults", auth=mock.session.auth, timeout=5)


def trouble(mock: Server, scenario: str, match: str = "A_Customer", count: int = 0, **more: Any) -> None:
    """From now on, `count` times or always."""
    rule = {"scenario": scenario, "match": match, "count": count, **more}
    answer = requests.post(f"{mock.url}/_mock/faults", json=rule, auth=mock.session.auth, timeout=5)
    assert answer.status_code == 201, answer.text


def oauth(mock: Server) -> Settings:
    return Settings(
        url=mock.url, client="100", auth="oauth2", client_id="SAP_CLIENT", client_secret=Secret("s3cret"), hold="none",
        token_url=f"{mock.url}/sap/bc/sec/oauth2/token",
    )  # fmt: skip


def blocked(client: Client) -> bool:
    """The customer's orders are blocked."""
    return client.change(PARTNERS, "A_Customer", KEY, lambda row: {"OrderIsBlockedForCustomer": "01"})[1]


def value(hands: SapHands) -> str:
    return hands.office.one((PARTNERS, "A_Customer"), **KEY)["OrderIsBlockedForCustomer"] or ""


@pytest.mark.sap
class TestTrouble:
    """Each ends in a retry or in a clear message, and nothing is written twice or by halves."""

    def test_all_work_processes_are_busy(self, mock: Server, hands: SapHands) -> None:
        trouble(mock, "busy")
        with pytest.raises(Retry, match="API_BUSINESS_PARTNER A_Customer") as told:
            Client(settings(mock.url)).get(PARTNERS, "A_Customer", KEY)
        assert told.value.after == 30, "as Retry-After says"

    def test_the_csrf_token_expired(self, mock: Server, hands: SapHands) -> None:
        trouble(mock, "csrf", count=1, method="PATCH")
        assert blocked(Client(settings(mock.url)))
        assert value(hands) == "01"

    def test_somebody_was_faster_once(self, mock: Server, hands: SapHands) -> None:
        trouble(mock, "precondition", count=1, method="PATCH")
        assert blocked(Client(settings(mock.url)))
        assert value(hands) == "01"

    @pytest.mark.parametrize("scenario", ["precondition", "lock"])
    def test_somebody_sits_on_the_record(self, mock: Server, hands: SapHands, scenario: str) -> None:
        trouble(mock, scenario, method="PATCH")
        with pytest.raises(Retry) as told:
            blocked(Client(settings(mock.url)))
        assert not told.value.sent
        assert value(hands) == ""

    def test_a_right_is_missing(self, mock: Server, hands: SapHands) -> None:
        trouble(mock, "forbidden")
        with pytest.raises((Misconfigured, Refused), match=r"API_BUSINESS_PARTNER A_Customer.*No authorization"):
            Client(settings(mock.url)).get(PARTNERS, "A_Customer", KEY)

    def test_the_user_was_locked_in_mid_run(self, mock: Server, hands: SapHands) -> None:
        client = Client(settings(mock.url))
        assert client.get(PARTNERS, "A_Customer", KEY)
        trouble(mock, "auth")
        with pytest.raises(Misconfigured, match="sapuser"):
            client.get(PARTNERS, "A_Customer", KEY)

    def test_an_oauth_token_ends_in_mid_run(self, mock: Server, hands: SapHands) -> None:
        client = Client(oauth(mock))
        trouble(mock, "expired-token", count=1)
        assert blocked(client)
        trouble(mock, "expired-token", count=1, method="PATCH")
        assert client.change(PARTNERS, "A_Customer", KEY, lambda row: {"OrderIsBlockedForCustomer": "02"})[1]
        assert value(hands) == "02"

    @pytest.mark.parametrize("scenario", ["busy", "error", "auth"])
    def test_a_pull_that_meets_it_goes_on_where_it_was(self, mock: Server, hands: SapHands, scenario: str) -> None:
        pull = iter(hands.connector().pull("customer", None))
        pages = [next(pull)]
        trouble(mock, scenario, match="API_BUSINESS_PARTNER", count=1)
        with pytest.raises((Retry, Misconfigured)):
            pages += pull
        told = [*pages, *hands.connector().pull("customer", pages[-1].cursor)]
        assert names(told) == {"Somebody else", *(f"Number {n}" for n in range(5))}


def names(pages: list[Page]) -> set[str]:
    return {record.party.name for page in pages for record in page.records if isinstance(record, Customer)}
