"""Solde is killed (SIGKILL) in the middle of its work with NetSuite, and run again: the same end as without that.

Killed at the named boundaries of a cycle (sync/boundaries.py), and at the worst moment of all: when NetSuite has
carried a request out and Solde has not heard of it. What stands in NetSuite afterwards and what was decided must be
those of a run that nobody disturbed; above all no file, note, task or hold is lost or there twice.

Files and notes go by each of the doors: the RESTlet, its own script in node, and SOAP.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.boundaries import NAMES
from tests.connectors.netsuite.standin.node_scripts import NodeScripts
from tests.end_to_end.netsuite_doors import DOORS, NODE, SCRIPT, SOAP, Dying, Place, opened
from tests.end_to_end.netsuite_ends import ends_alike, undisturbed
from tests.end_to_end.netsuite_firm import RUN, Firm, fill

pytestmark = pytest.mark.netsuite
NOT_THAT_DAY = ("gone", "postpone", "close")  # nothing is deleted, put off or given up
BOUNDARIES = tuple(name for name in NAMES if name.partition(".")[0] not in NOT_THAT_DAY)
# What NetSuite has done, and Solde has not heard of: the first of its kind, and a later one.
RECORDS = {
    "the first hold is set": (r"PATCH .*/customer/.*creditHoldOverride", 1),
    "the third hold is set": (r"PATCH .*/customer/.*creditHoldOverride", 3),
    "a level is written": (r"PATCH .*/customer/.*custentity_solde_level", 2),
    "an order has gone back": (r"PATCH .*/salesOrder/", 2),
    "the first task is made": (r"PUT .*/task/eid:", 1),
    "the last task is made": (r"PUT .*/task/eid:", 5),
    "a state of an e-invoice is written": (r"PATCH .*/(invoice|creditMemo)/.*custbody_solde_einvoice", 2),
}
SCRIPTED = {
    "the first file is attached": (r'"do":"put_file"', 1),
    "the third file is attached": (r'"do":"put_file"', 3),
    "the first note is added": (r'"do":"add_note"', 1),
    "a later note is added": (r'"do":"add_note"', 7),
}
SOAPED = {
    "a folder is made": (r"SOAP add Folder", 2),
    "a file is saved and not attached": (r"SOAP add File", 2),
    "a file is attached": (r"SOAP attach", 2),
    "the first note is added": (r"SOAP add Note", 1),
    "a later note is added": (r"SOAP add Note", 7),
}
MOMENTS = [
    *((SCRIPT, story, *what) for story, what in (RECORDS | SCRIPTED).items()),
    *((NODE, story, *what) for story, what in SCRIPTED.items()),
    *((SOAP, story, *what) for story, what in SOAPED.items()),
]


class Shop:
    """An account, and Solde over it."""

    def __init__(self, door: str, place: Place, folder: Path) -> None:
        self.door, self.place = door, place
        fill(place.office)
        self.firm = Firm(folder, place)

    def killed_after(self, where: str, nth: int) -> None:
        """Solde runs, and is killed when NetSuite has carried out the n-th such request."""
        command, met = self.firm.start(*RUN), 0

        def kill(asked: str) -> None:
            nonlocal met
            met += re.search(where, asked, re.DOTALL) is not None
            if met == nth:
                command.kill()

        self.place.doorway.after = kill
        said = self.firm.ended(command)
        assert said.code == -9, f"it ended before the {nth}th {where}: {said.err}"

    def ends_alike(self) -> None:
        ends_alike(self.door, self.place, self.firm)


@pytest.fixture
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    door = getattr(request, "param", SCRIPT)
    with opened(door) as place:
        yield Shop(door, place, tmp_path)


@pytest.mark.parametrize("door", DOORS)
def test_the_day_holds_everything_that_solde_does_in_netsuite(door: str) -> None:
    course = undisturbed(door)
    found = course.traces
    assert sum(found.files.values()) == 4
    assert {file.name.rpartition(".")[2] for file in found.files} == {"xml"}
    assert found.loose == 0
    assert sum(found.notes.values()) >= 10
    assert len(found.tasks) == 5
    assert all(times == 1 for each in (found.files, found.notes, found.tasks) for times in each.values())
    assert sum(hold == "ON" for hold, *_ in found.customers.values()) == 4
    assert sum(level > 0 for _, _, level, _ in found.customers.values()) == 8
    assert [state for _, state in found.transactions.values()].count("issued") == 4
    assert set(BOUNDARIES) == set(course.seen)


def test_every_door_leads_to_the_same() -> None:
    """What people see does not depend on how it came there; SOAP alone has a folder for each file."""
    by_script, by_node, by_soap = (undisturbed(door).traces for door in DOORS)
    assert by_script._replace(folders=0) == by_node._replace(folders=0) == by_soap._replace(folders=0)


@pytest.mark.parametrize("name", BOUNDARIES)
def test_killed_at(name: str, shop: Shop) -> None:
    seen = undisturbed(shop.door).seen
    shop.firm.killed(name, max(1, seen[name] // 2), *RUN)
    shop.ends_alike()


@pytest.mark.parametrize(
    ("shop", "where", "nth"),
    [pytest.param(door, where, nth, id=f"{door}: {story}") for door, story, where, nth in MOMENTS],
    indirect=["shop"],
)
def test_killed_when_netsuite_has_done_it_and_not_answered(shop: Shop, where: str, nth: int) -> None:
    before = shop.place.traces()
    shop.killed_after(where, nth)
    assert shop.place.traces() != before, "NetSuite had done it"
    shop.ends_alike()


@pytest.mark.parametrize("killed", [False, True], ids=["Solde hears of it", "Solde is killed as well"])
@pytest.mark.parametrize("shop", [SCRIPT, NODE], indirect=True)
def test_the_script_dies_between_saving_a_file_and_attaching_it(shop: Shop, killed: bool) -> None:
    scripts = shop.place.account.scripts
    if isinstance(scripts, NodeScripts):
        scripts.standin("dies", at="attach", when="before")
    elif isinstance(scripts, Dying):
        scripts.dies = True
    if killed:
        shop.killed_after(r'"do":"put_file"', 1)
    else:
        said = shop.firm.solde(*RUN)
        assert (said.code, said.json["troubles"] != []) == (1, True), said.out
        shop.firm.an_hour_later()
    shop.place.account.server.failures.clear()
    shop.ends_alike()


def test_killed_again_and_again(shop: Shop) -> None:
    """Each run comes a little further than the one before."""
    for _ in range(4):
        shop.firm.killed("send.after", 3, *RUN)
    shop.ends_alike()
