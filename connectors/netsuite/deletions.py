"""Records that NetSuite tells were deleted (`deletedrecord`): the engine need not wait for its own look at all ids.

The values of its `type` are not published; so every id in it counts as a hint alone, and is looked up: what is no
longer there is gone. A role without the right to see deleted records has no such hints, and loses nothing but time.
"""

from collections.abc import Iterator

from connectors.cursor import Cursor
from connectors.errors import Misconfigured
from connectors.netsuite import columns, existing, failures, walk
from connectors.netsuite.suiteql import Select
from connectors.netsuite.values import text
from connectors.netsuite.world import World
from connectors.records import Kind, Page, Ref

_WALK = "deleted"
_PATH = walk.Path(
    select=Select(
        columns={"record": "d.recordid", "at": "MAX(TO_CHAR(d.deleteddate, 'YYYY-MM-DD'))"},
        source="deletedrecord d",
        keys=("record",),
        group=("record",),
        hint="Setup > Deleted Records: View",
    ),
    table="deletedrecord d",
    stamp="d.deleteddate",
)


def begun(world: World, at: Cursor) -> Cursor:
    """With the beginning of the walk, before the first pull reads anything; without it where the right is missing."""
    if at.walk(_WALK).mark or at.walk(_WALK).began:
        return at
    try:
        return at.with_walk(_WALK, walk.over(walk.begun(world.client, _PATH)))
    except Misconfigured as error:
        if not _unseen(error):
            raise
        return at


def pages(world: World, at: Cursor, kind: Kind) -> Iterator[Page]:
    """What was deleted since the last pull."""
    if not at.walk(_WALK).mark:
        return
    try:
        for rows, stand in walk.pages(world.client, _PATH, at.walk(_WALK)):
            at = at.with_walk(_WALK, stand)
            yield Page(records=(), gone=_gone(world, kind, [text(row, "record") for row in rows]), cursor=at.text())
    except Misconfigured as error:
        if not _unseen(error):
            raise


def _unseen(error: Misconfigured) -> bool:
    """Whether it is the table that the role may not see, and not the account or the login that is wrong."""
    words = str(error)
    return "SuiteQL on deletedrecord" in words and (columns.unknown(words) or failures.NO_RIGHT in words)


def _gone(world: World, kind: Kind, ids: list[str]) -> tuple[Ref, ...]:
    """In which company a document was nobody can say any more: it is named in each of them."""
    companies = ("",) if kind == "customer" else tuple(world.companies)
    hinted = [world.ref(kind, company, id_) for id_ in ids for company in companies]
    there = {ref.id for ref in hinted} - {ref.id for ref in existing.missing(world, kind, hinted, anywhere=True)}
    return tuple(ref for ref in hinted if ref.id not in there)
