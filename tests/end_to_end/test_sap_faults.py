"""SAP in trouble while Solde is at work: each fault ends in a retry or in a clear message, and nothing is half done.

The trouble is made on the wire (tests/connectors/sap/proxy.py), once for each story, before a real stand-in. Once it is
over, `solde pull` must bring exactly the records of a pull that nobody disturbed: so the cursor never passed one that
had not been read. After a run, SAP and the decisions must be those of an undisturbed one.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.sap.proxy import Proxy
from tests.end_to_end.sap_ends import RUN, Course, ends_alike, opened, small_server, undisturbed_in
from tests.end_to_end.sap_server import Server

pytestmark = pytest.mark.sap
TIMEOUT = 3.0
SOON = (("Retry-After", "1"),)
REQUIRED = (("x-csrf-token", "Required"),)
BILLS, ITEMS = r"/A_BillingDocument\?", r"/A_OperationalAcctgDocItemCube\?"
LOOKUP, BATCH = r"/A_CustomerCompany\?.*Customer%20eq", r"/\$batch"

READING: dict[str, tuple[dict[str, Any], int, str]] = {  # story -> trouble, exit code, what is said
    "401 in mid-run": ({"kind": "status", "where": BILLS, "after": 2, "status": 401}, 2, "user and password"),
    "401 on a batch": ({"kind": "status", "where": BATCH, "after": 3, "status": 401}, 2, "user and password"),
    "403 without the right": ({"kind": "status", "where": BILLS, "status": 403}, 2, "API_BILLING_DOCUMENT_SRV"),
    "403, the CSRF token has expired": (
        {"kind": "status", "where": BATCH, "after": 2, "status": 403, "headers": REQUIRED}, 0, ""),
    "403, no CSRF token is ever good": (
        {"kind": "status", "where": BATCH, "times": 99, "status": 403, "headers": REQUIRED}, 1, "CSRF"),
    "429 with Retry-After": ({"kind": "status", "where": ITEMS, "status": 429, "headers": SOON}, 1, "HTTP 429"),
    "503 with Retry-After": (
        {"kind": "status", "where": ITEMS, "after": 3, "status": 503, "headers": SOON}, 1, "HTTP 503"),
    "503 on a batch": ({"kind": "status", "where": BATCH, "after": 4, "status": 503}, 1, "HTTP 503"),
    "500": ({"kind": "status", "where": BILLS, "after": 1, "status": 500}, 1, "made up by the test"),
    "a page cut short": ({"kind": "cut", "where": BILLS, "after": 3}, 1, "broke off"),
    "a batch cut short": ({"kind": "cut", "where": BATCH, "after": 5}, 1, "broke off"),
    "malformed JSON": ({"kind": "malformed", "where": BILLS, "after": 1}, 1, "broken JSON"),
    "a malformed batch": ({"kind": "malformed", "where": BATCH, "after": 1}, 1, "$batch"),
    "a __next to another host": ({"kind": "elsewhere", "where": LOOKUP}, 2, "elsewhere.example"),
    "a slow server": ({"kind": "slow", "where": BILLS, "after": 2, "seconds": 2 * TIMEOUT}, 1, "within 3 s"),
    "a line that breaks": ({"kind": "hang-up", "where": ITEMS, "after": 2}, 1, "not reachable"),
}  # fmt: skip

CREDIT, DUNNING, FILES = "/CreditManagementAccount", "/A_CustomerDunning", "/AttachmentContentSet"
WRITING: dict[str, tuple[dict[str, Any], int]] = {  # story -> trouble, exit code
    "412 once": ({"kind": "status", "method": "PATCH", "where": CREDIT, "status": 412}, 0),
    "412 twice": ({"kind": "status", "method": "PATCH", "where": DUNNING, "status": 412, "times": 2}, 1),
    "the CSRF token has expired": (
        {"kind": "status", "method": "PATCH", "where": CREDIT, "status": 403, "headers": REQUIRED}, 0),
    "401": ({"kind": "status", "method": "POST", "where": FILES, "after": 2, "status": 401}, 1),
    "429 with Retry-After": (
        {"kind": "status", "method": "POST", "where": FILES, "status": 429, "headers": SOON}, 1),
    "503": ({"kind": "status", "method": "PATCH", "where": DUNNING, "status": 503}, 1),
    "a file arrived and its answer was lost": ({"kind": "hang-up", "method": "POST", "where": FILES, "after": 1}, 1),
    "a note arrived and its answer was cut short": ({"kind": "cut", "method": "POST", "where": FILES, "after": 6}, 1),
    "a file arrived and its answer is malformed": ({"kind": "malformed", "method": "POST", "where": FILES}, 1),
    "a block arrived and its answer was lost": ({"kind": "hang-up", "method": "PATCH", "where": CREDIT}, 1),
    "a level arrived after the time-out": (
        {"kind": "slow", "method": "PATCH", "where": DUNNING, "seconds": 2 * TIMEOUT}, 1),
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One for all that only read."""
    with small_server() as found:
        yield found


@pytest.fixture(scope="module")
def all_records(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a pull brings that nobody disturbs."""
    shop = opened(tmp_path_factory.mktemp("undisturbed"), server.url, timeout=TIMEOUT)
    shop.pull()
    return shop.records()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return undisturbed_in(tmp_path_factory.mktemp("course"), timeout=TIMEOUT)


@pytest.mark.parametrize("story", READING)
def test_a_pull_in_trouble(story: str, server: Server, all_records: dict[str, str], tmp_path: Path) -> None:
    trouble, code, words = READING[story]
    proxy = Proxy(server.address)
    shop, made = opened(tmp_path, proxy.url, timeout=TIMEOUT), proxy.trouble(**trouble)
    said = shop.solde("pull", "--json")
    assert made.met >= 1, "the trouble never came"
    assert said.code == code, said.err
    assert words in said.err
    read = shop.records()
    assert read.items() <= all_records.items(), "a record that nobody sent"
    assert (read == all_records) == (code == 0)
    proxy.calm()
    shop.pull()
    assert shop.records() == all_records
    assert set(shop.pull().values()) == {0}
    proxy.close()


@pytest.mark.parametrize("story", WRITING)
def test_a_run_in_trouble(story: str, undisturbed: Course, tmp_path: Path) -> None:
    trouble, code = WRITING[story]
    with small_server() as fresh:
        proxy = Proxy(fresh.address)
        shop, made = opened(tmp_path, proxy.url, timeout=TIMEOUT), proxy.trouble(**trouble)
        said = shop.solde(*RUN)
        assert made.met >= 1, "the trouble never came"
        assert (said.code, bool(said.json["troubles"])) == (code, code == 1), said.out
        proxy.calm()
        time.sleep(1.1)  # as long as Retry-After said
        shop.an_hour_later()
        ends_alike(undisturbed, fresh, shop)
        proxy.close()
