"""One day of the lamp maker, undisturbed, and whether a disturbed one came to the same end."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.end_to_end.netsuite_doors import Place, Traces, opened
from tests.end_to_end.netsuite_firm import RUN, TODAY, Firm, fill

Decisions = dict[str, list[tuple[object, ...]]]


class Course(NamedTuple):
    """How it goes when nobody is killed and nothing goes wrong."""

    seen: dict[str, int]
    traces: Traces
    records: dict[str, str]
    decisions: Decisions


@cache
def undisturbed(door: str) -> Course:
    """The course of that day in an installation and an account of its own."""
    with TemporaryDirectory() as folder, opened(door) as place:
        fill(place.office)
        firm = Firm(Path(folder), place)
        seen = firm.seen(*RUN)
        decisions = firm.decisions()
        firm.pull()  # what was written is read
        return Course(seen, place.traces(), firm.records(), decisions)


def ends_alike(door: str, place: Place, firm: Firm) -> None:
    """Run it to its end and compare NetSuite and the decisions; then once more, and nothing happens."""
    expected = undisturbed(door)
    place.doorway.after = None
    place.doorway.calm()
    assert firm.run(str(TODAY))["troubles"] == []
    traces = place.traces()
    told, wanted = traces.told(), expected.traces.told()
    assert told.files == wanted.files, "lost, or there twice"
    assert told.notes == wanted.notes, "lost, or there twice"
    assert told == wanted
    assert {file.sha256 for file in traces.files} <= firm.evidence()
    assert firm.decisions() == expected.decisions
    assert firm.run(str(TODAY))["written_back"] == 0
    assert place.traces() == traces
    assert firm.records() == expected.records
    assert place.account.server.failures == []
