"""NetSuite in trouble while Solde works: each fault ends in a retry or a clear message, and nothing is half done.

The trouble is made in the doorway of the account (tests/connectors/netsuite/doorway.py), once for each story. Once it
is over, `solde pull` must bring exactly the records of a pull that nobody disturbed: so the cursor never passed one
that had not been read. After a run, NetSuite and the decisions must be those of an undisturbed one.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.connectors.netsuite.doorway import (
    Strike,
    Work,
    cut,
    instead,
    malformed,
    page,
    refusal,
    slow,
    told_as,
    unheard,
    unsent,
)
from tests.connectors.netsuite.standin.answers import Answer, Request, script_error
from tests.end_to_end.netsuite_doors import NODE, SCRIPT, SOAP, Place, opened
from tests.end_to_end.netsuite_ends import ends_alike
from tests.end_to_end.netsuite_firm import RUN, Firm, fill

pytestmark = pytest.mark.netsuite
TIMEOUT = 3.0
ALWAYS = 9999
TOKENS, CUSTOMERS, CLOCK = r"oauth2/v1/token", r"FROM customer c.* ORDER", r"FROM DUAL"
PAPERS, LINES, LINKS = (
    r"FROM transaction t JOIN .*CustInvc.* ORDER",
    r"FROM transactionline tl",
    r"FROM nexttransactionlinelink",
)
BUSY = "CONCURRENCY_LIMIT_EXCEEDED"


class Story(NamedTuple):
    """What goes wrong with which requests, and how the command ends: 0 well, 1 for now, 2 until somebody mends it."""

    where: str
    strike: Strike
    code: int = 0
    words: str = ""
    after: int = 0
    times: int = 1


def same_again() -> Strike:
    """The answer to the first of these requests is the answer to all."""
    kept: list[tuple[Answer, str]] = []

    def strike(work: Work, request: Request) -> tuple[Answer, str]:
        kept.append(work(request))
        return kept[0]

    return strike


def each_item(change: Callable[[list[dict[str, Any]]], Any]) -> Strike:
    """The rows of an answer, edited in place."""
    return told_as(lambda value: change(value["items"]))


def fewer(value: dict[str, Any]) -> None:
    """The rest of a page is gone, and nothing says so but its count."""
    del value["items"][2:]


REFUSED = refusal(401, "INVALID_LOGIN", "Invalid login attempt.")
GONE = "Invalid search query. Search error occurred: Field '{}' for record 'transaction' was not found."
EXPIRED = instead(Answer(400, b'{"error": "invalid_grant"}', (("Content-Type", "application/json"),)))
ELSEWHERE = instead(Answer(302, b"", (("Location", "https://elsewhere.example/login?token=1"),)))

READING = {
    "401 in mid-run": Story(PAPERS, REFUSED, after=2),
    "401 and 401 again, as under load": Story(LINES, REFUSED, after=1, times=2),
    "every token is refused": Story(PAPERS, REFUSED, 1, "tokens are given", after=2, times=ALWAYS),
    "the role may not use the door": Story(
        CUSTOMERS, refusal(401, "USER_ERROR", "Your current role does not have it"), 2, "REST Web Services",
        times=ALWAYS),
    "429 once": Story(PAPERS, refusal(429, BUSY), after=1),
    "429 for long": Story(LINES, refusal(429, BUSY), 1, BUSY, after=2, times=ALWAYS),
    "429 with Retry-After": Story(PAPERS, refusal(429, BUSY, Retry_After="0"), times=2),
    "503": Story(LINES, refusal(503, "SERVICE_UNAVAILABLE"), 1, "HTTP 503", after=1),
    "502 as a web page": Story(PAPERS, page(502), 1, "HTTP 502", after=3),
    "200 as a web page": Story(LINES, page(200), 2, "web page", after=1),
    "500 without a reason": Story(
        PAPERS, refusal(500, "UNEXPECTED_ERROR", "An unexpected error occurred. Error ID: abc"), 1, "Error ID: abc"),
    "400 without a reason": Story(
        LINES, refusal(400, "UNEXPECTED_ERROR", "Error ID: abc"), 1, "Error ID: abc", after=2),
    "a page cut short": Story(PAPERS, cut, 1, "broke off", after=1),
    "malformed JSON": Story(LINES, malformed, 1, "broken JSON", after=1),
    "JSON that is no object": Story(PAPERS, instead(Answer(200, b"[1]")), 1, "no record", after=1),
    "items that are no list": Story(PAPERS, told_as(lambda value: value.update(items={})), 1, "without items"),
    "more rows, and none here": Story(
        CUSTOMERS, told_as(lambda value: value.update(items=[], count=0, hasMore=True)), 1, "0 rows"),
    "fewer rows than counted": Story(PAPERS, told_as(fewer), 1, "2 rows", after=1),
    "more rows than asked for": Story(
        CUSTOMERS, told_as(lambda value: value.update(items=value["items"] * 2, count=10)), 1, "10 rows"),
    "a row without its id": Story(PAPERS, each_item(lambda rows: rows[1].pop("id")), 1, "without its keys", after=1),
    "the last row without its id": Story(CUSTOMERS, each_item(lambda rows: rows[-1].pop("id")), 1, "without its keys"),
    "an id that is no number": Story(
        LINES, each_item(lambda rows: rows[0].update(id="7 OR 1=1")), 1, "no internal id"),
    "another order": Story(CUSTOMERS, each_item(lambda rows: rows.reverse()), 1, "order of their keys", after=1),
    "the same page again": Story(CUSTOMERS, same_again(), 1, "order of their keys", times=ALWAYS),
    "a slow answer": Story(PAPERS, slow(2 * TIMEOUT), 1, "within 3 s", after=2),
    "an answer that is lost": Story(LINES, unheard, 1, "not reachable", after=3),
    "a line that breaks": Story(CLOCK, unsent, 1, "not reachable", after=2),
    "the clock is not told": Story(CLOCK, told_as(lambda value: value.update(items=[{}])), 1, "what time it is"),
    "a redirect to another host": Story(PAPERS, ELSEWHERE, 2, "elsewhere.example", after=1),
    "no tokens for now": Story(TOKENS, page(503), 1, "no token"),
    "tokens as a web page": Story(TOKENS, page(200), 2, "no token"),
    "this machine's clock is wrong": Story(TOKENS, EXPIRED, 2, "clock"),
    "an optional column disappears in mid-pull": Story(
        PAPERS, refusal(400, "INVALID_PARAMETER", GONE.format("exchangerate")), after=1),
    "a needed column disappears in mid-pull": Story(
        PAPERS, refusal(400, "INVALID_PARAMETER", GONE.format("trandate")), 2, "trandate", after=1),
    "a right is taken away": Story(
        LINES, refusal(403, "INSUFFICIENT_PERMISSION", "Permission Violation"), 2, "lacks a right", after=2),
    "a right is taken away, and nobody says so": Story(
        LINKS, refusal(400, "INVALID_PARAMETER", "Record 'nexttransactionlinelink' was not found."), 2,
        "nexttransactionlinelink", times=ALWAYS),
}  # fmt: skip


@pytest.fixture(scope="module")
def account() -> Iterator[Place]:
    """One for all that only read."""
    with opened(SCRIPT) as place:
        fill(place.office)
        yield place


@pytest.fixture(scope="module")
def all_records(account: Place, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a pull brings that nobody disturbs."""
    firm = Firm(tmp_path_factory.mktemp("undisturbed"), account, timeout=TIMEOUT)
    firm.pull()
    return firm.records()


@pytest.mark.parametrize("story", READING)
def test_a_pull_in_trouble(story: str, account: Place, all_records: dict[str, str], tmp_path: Path) -> None:
    told = READING[story]
    account.doorway.calm()
    firm = Firm(tmp_path, account, timeout=TIMEOUT)
    made = account.doorway.trouble(told.where, told.strike, after=told.after, times=told.times)
    said = firm.solde("pull", "--json")
    assert made.met >= 1, "the trouble never came"
    assert said.code == told.code, said.err
    assert told.words in said.err
    read = firm.records()
    assert read.items() <= all_records.items(), "a record that nobody sent"
    assert (read == all_records) == (told.code == 0)
    account.doorway.calm()
    firm.pull()
    assert firm.records() == all_records
    assert set(firm.pull().values()) == {0}
    assert account.account.server.failures == []


def test_tokens_that_expire_and_cannot_be_had_again(
    account: Place, all_records: dict[str, str], tmp_path: Path
) -> None:
    account.doorway.calm()
    firm = Firm(tmp_path, account, timeout=TIMEOUT)

    def revoked(work: Work, request: Request) -> tuple[Answer, str]:
        account.account.server.logins.revoke()
        account.doorway.trouble(TOKENS, unsent, times=ALWAYS)
        return work(request)

    account.doorway.trouble(PAPERS, revoked, after=2)
    said = firm.solde("pull", "--json")
    assert (said.code, "gave no token" in said.err) == (1, True), said.err
    account.doorway.calm()
    firm.pull()
    assert firm.records() == all_records


HOLD, LEVEL = r"PATCH .*/customer/.*creditHoldOverride", r"PATCH .*/customer/.*custentity_solde_level"
ORDER, TASK, STATE = r"PATCH .*/salesOrder/", r"PUT .*/task/eid:", r"PATCH .*custbody_solde_einvoice"
SCRIPTS, FILE, NOTE = r"restlet\.nl", r'"do":"put_file"', r'"do":"add_note"'
NO_SCRIPT = instead(script_error(404, "SSS_INVALID_SCRIPTLET_ID", "That Suitelet is invalid").answer)
USED_UP = instead(script_error(400, "SSS_USAGE_LIMIT_EXCEEDED", "Script Execution Usage Limit Exceeded").answer)
OVERRUN = instead(script_error(400, "SSS_REQUEST_LIMIT_EXCEEDED", "Request limit exceeded. Request blocked.").answer)
EDITED = refusal(400, "RCRD_HAS_BEEN_CHANGED", "Record has been changed")

WRITING = {
    "401 once": Story(HOLD, REFUSED),
    "429 once": Story(LEVEL, refusal(429, BUSY), after=1),
    "429 for long": Story(HOLD, refusal(429, BUSY), 1, times=ALWAYS),
    "503": Story(LEVEL, refusal(503, "SERVICE_UNAVAILABLE"), 1, after=2),
    "somebody edits the customer": Story(HOLD, EDITED, 1, after=1),
    "a hold arrived and its answer was lost": Story(HOLD, unheard, 1, after=1),
    "a hold arrived after the time-out": Story(HOLD, slow(2 * TIMEOUT), 1),
    "a level never arrived": Story(LEVEL, unsent, 1, after=1),
    "an order went back and its answer was lost": Story(ORDER, unheard, 1, after=1),
    "a task arrived and its answer was lost": Story(TASK, unheard, 1, after=1),
    "a state arrived and its answer was lost": Story(STATE, unheard, 1, after=1),
    "no script is deployed": Story(SCRIPTS, NO_SCRIPT, 1, times=ALWAYS),
    "the script is too busy once": Story(FILE, OVERRUN, after=1),
    "the script has used up its units": Story(NOTE, USED_UP, 1, after=2),
    "a file arrived and its answer was lost": Story(FILE, unheard, 1, after=1),
    "a file arrived and its answer was cut short": Story(FILE, cut, 1),
    "a file arrived and a web page was answered": Story(FILE, page(502), 1, after=2),
    "a note arrived and its answer is malformed": Story(NOTE, malformed, 1, after=1),
    "a note arrived and its answer was lost": Story(NOTE, unheard, 1, after=4),
}
BY_NODE = {
    "a file arrived and its answer was lost": Story(FILE, unheard, 1, after=1),
    "a note arrived and its answer was lost": Story(NOTE, unheard, 1, after=1),
}
BY_SOAP = {
    "a file was saved and its answer was lost": Story("SOAP add File", unheard, 1, after=1),
    "a file was saved and could not be attached": Story("SOAP attach", unsent, 1),
    "a note arrived and its answer was lost": Story("SOAP add Note", unheard, 1, after=2),
    "a note arrived and its answer was cut short": Story("SOAP add Note", cut, 1, after=2),
    "503": Story("SOAP add Folder", page(503), 1),
}


@pytest.mark.parametrize(
    ("door", "told"),
    [
        pytest.param(door, told, id=f"{door}: {name}")
        for door, stories in ((SCRIPT, WRITING), (NODE, BY_NODE), (SOAP, BY_SOAP))
        for name, told in stories.items()
    ],
)
def test_a_run_in_trouble(door: str, told: Story, tmp_path: Path) -> None:
    with opened(door) as place:
        fill(place.office)
        firm = Firm(tmp_path, place, timeout=TIMEOUT)
        made = place.doorway.trouble(told.where, told.strike, after=told.after, times=told.times)
        said = firm.solde(*RUN)
        assert made.met >= 1, "the trouble never came"
        assert (said.code, bool(said.json["troubles"])) == (told.code, told.code == 1), said.out
        firm.an_hour_later()
        ends_alike(door, place, firm)
