"""Comparing finds every change, without a date and whatever the order of the rows."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.cursor import Cursor, Scan
from connectors.sap import scan, walk
from connectors.sap.client import Query
from connectors.sap.scan import Buckets, Source
from connectors.sap.settings import Settings
from connectors.secret import Secret
from tests.connectors.sap.shelf import Shelf

_FIELDS = ("Customer", "Area", "Block")
_BLOCKS = Source(
    path=walk.Path(service="S", entity="T", keys=("Customer", "Area"), query=Query(select=_FIELDS)), by="Customer"
)
_TABLE = st.dictionaries(
    st.tuples(st.integers(1, 40).map(str), st.sampled_from(["", "01", "02"])), st.sampled_from(["", "A", "Z1"])
)


def shelf(table: Mapping[tuple[str, str], str]) -> Shelf:
    found = Shelf(Settings(url="https://s4.example.com", user="u", password=Secret("p"), hold="none"))
    for (customer, area), block in table.items():
        found.put("T", Customer=customer, Area=area, Block=block, Moves="always")
    return found


@settings(max_examples=150, deadline=None)
@given(_TABLE, _TABLE, st.integers(1, 5))
def test_whoever_has_another_row_than_before_is_read_again_and_nobody_where_nothing_changed(
    before: dict[tuple[str, str], str], after: dict[tuple[str, str], str], at_most: int
) -> None:
    old, new = shelf(before), shelf(after)
    old.at_most = at_most
    seen = scan.read(old, [_BLOCKS]).text()
    found = set(scan.read(new, [_BLOCKS]).changed(seen))
    changed = {key[0] for key, block in after.items() if before.get(key, "nothing") != block}
    ended = {key[0] for key in before if key not in after} & {key[0] for key in after}
    assert changed | ended <= found
    if before == after:
        assert not found


def test_the_order_of_rows_does_not_matter() -> None:
    one, two = Buckets(), Buckets()
    rows = [({"Customer": "1", "Area": area, "Block": "A"}, _FIELDS) for area in ("", "01", "02")]
    one.add("1", rows)
    for row in reversed(rows):
        two.add("1", [row])
    assert one.text() == two.text()


def test_a_value_that_moves_from_one_field_to_the_next_is_a_change() -> None:
    one, two = Buckets(), Buckets()
    one.add("1", [({"Customer": "1", "Area": "A", "Block": ""}, _FIELDS)])
    two.add("1", [({"Customer": "1", "Area": "", "Block": "A"}, _FIELDS)])
    assert list(two.changed(one.text())) == ["1"]


def test_what_was_not_selected_does_not_matter() -> None:
    """A field that Solde writes itself would make every customer look changed."""
    there = shelf({("1", ""): "A"})
    seen = scan.read(there, [_BLOCKS]).text()
    there.tables["T"][0]["Moves"] = "again"
    assert not list(scan.read(there, [_BLOCKS]).changed(seen))


def test_what_is_expanded_belongs_to_its_row() -> None:
    there = shelf({})
    there.put("A_BusinessPartnerAddress", BusinessPartner="7", AddressID="70", CityName="Verona")
    mail = there.put("A_AddressEmailAddress", AddressID="70", EmailAddress="old@example.com")
    query = Query(select=("BusinessPartner", "AddressID", "CityName", "to_EmailAddress/EmailAddress"),
                  expand=("to_EmailAddress",))  # fmt: skip
    path = walk.Path(service="S", entity="A_BusinessPartnerAddress", keys=("BusinessPartner", "AddressID"), query=query)
    source = Source(path=path, by="BusinessPartner", inside={"to_EmailAddress": ("EmailAddress",)})
    seen = scan.read(there, [source]).text()
    assert not list(scan.read(there, [source]).changed(seen))
    mail["EmailAddress"] = "new@example.com"
    assert list(scan.read(there, [source]).changed(seen)) == ["7"]


def test_a_comparison_of_another_form_reads_everything() -> None:
    there = shelf({("1", ""): "", ("2", ""): ""})
    assert sorted(scan.read(there, [_BLOCKS]).changed("c2hvcnQ=")) == ["1", "2"]
    assert sorted(scan.read(there, [_BLOCKS]).changed("")) == ["1", "2"]


def test_the_cursor_stays_small_and_comes_back_as_it_was() -> None:
    there = shelf({(str(number), ""): "" for number in range(500)})
    cursor = Cursor().with_scan("Customer", Scan("2026-10-01T08:00:00+00:00", scan.read(there, [_BLOCKS]).text()))
    assert len(cursor.text()) < 34_000
    assert Cursor.parse(cursor.text()) == cursor


def test_a_comparison_is_due_after_its_time_and_where_the_clock_cannot_be_trusted() -> None:
    at = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
    done = Scan(at=at.isoformat())
    assert Scan().due(at, 60)
    assert not done.due(at + timedelta(minutes=59), 60)
    assert done.due(at + timedelta(minutes=60), 60)
    assert done.due(at + timedelta(minutes=1), 0)
    assert done.due(at, 60), "a server without a clock"
    assert done.due(at - timedelta(days=1), 60), "a clock that went back"
