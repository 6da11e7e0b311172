"""Queries: put together so that nothing gets in, and read to their end by key."""

from datetime import datetime

import pytest

from connectors.netsuite import suiteql
from connectors.netsuite.suiteql import Select

LINES = Select(
    columns={"transaction": "tl.transaction", "id": "tl.id", "net": "tl.foreignamount"},
    source="transactionline tl",
    where=("tl.mainline = 'F'",),
    keys=("transaction", "id"),
)


def test_the_first_page_has_no_key() -> None:
    assert LINES.text() == (
        "SELECT tl.transaction AS transaction, tl.id AS id, tl.foreignamount AS net FROM transactionline tl "
        "WHERE tl.mainline = 'F' ORDER BY tl.transaction, tl.id"
    )


def test_the_next_page_begins_behind_the_last_row() -> None:
    behind = "((tl.transaction > 12) OR (tl.transaction = 12 AND tl.id > 3))"
    assert f"WHERE tl.mainline = 'F' AND {behind} ORDER BY" in LINES.text(("12", "3"))


def test_one_key_needs_no_brackets() -> None:
    select = Select(columns={"id": "t.id"}, source="transaction t")
    assert select.text(("7",)) == "SELECT t.id AS id FROM transaction t WHERE t.id > 7 ORDER BY t.id"


def test_conditions_that_are_empty_do_not_count() -> None:
    assert LINES.also("", "tl.taxline = 'F'").where == ("tl.mainline = 'F'", "tl.taxline = 'F'")


def test_a_quote_in_a_text_stays_inside_it() -> None:
    assert suiteql.one_of("c.entityid", ["O'Neill", "x"]) == "c.entityid IN ('O''Neill', 'x')"


@pytest.mark.parametrize("bad", ["1 OR 1=1", "", "1.5", "-", "٣", "1e3"])
def test_only_internal_ids_get_in_as_numbers(bad: str) -> None:
    with pytest.raises(ValueError, match="no internal id"):
        suiteql.among("t.id", [bad])


def test_a_control_character_does_not_get_in() -> None:
    with pytest.raises(ValueError, match="control character"):
        suiteql.literal("a\nb")


def test_no_values_match_nothing() -> None:
    assert suiteql.among("t.id", []) == suiteql.one_of("t.tranid", []) == "1 = 0"


def test_instants_are_compared_as_instants_in_the_zone_in_which_they_are_shown() -> None:
    assert suiteql.since("t.lastmodifieddate", datetime.fromisoformat("2026-02-28T23:30:00")) == (
        "t.lastmodifieddate >= TO_TIMESTAMP('2026-02-28 23:30:00', 'YYYY-MM-DD HH24:MI:SS')"
    )


def test_an_optional_column_is_left_out_where_the_account_does_not_show_it() -> None:
    select = Select(columns={"id": "t.id", "code": "tl.taxcode"}, source="x", optional=frozenset({"code"}))
    assert select.without({"t.id", "tl.taxcode"}).columns == {"id": "t.id"}


def test_sums_are_made_by_group() -> None:
    select = Select(
        columns={"a": "l.previousdoc", "sum": "SUM(l.foreignamount)"}, source="link l", keys=("a",), group=("a",)
    )
    assert select.text().endswith("FROM link l GROUP BY l.previousdoc ORDER BY l.previousdoc")
