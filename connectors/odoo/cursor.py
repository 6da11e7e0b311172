"""Where a pull stands: for each stream of a kind, the newest server time stamp that was read to the end."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from connectors.odoo.client import Client
from connectors.odoo.reader import Row, text_of

_FORMAT = "%Y-%m-%d %H:%M:%S"


class Cursor(msgspec.Struct, frozen=True, omit_defaults=True):
    """`seen` maps a stream (a model) to a time stamp in Odoo's own words."""

    seen: dict[str, str] = {}

    @classmethod
    def parse(cls, text: str | None) -> "Cursor":
        return msgspec.json.decode(text, type=cls) if text else cls()

    def at(self, stream: str, stamp: str) -> "Cursor":
        """The same with one stream moved on; never back, because the overlap is read again each time."""
        return Cursor({**self.seen, stream: max(stamp, self.seen.get(stream, ""))})

    def floor(self, stream: str, overlap_minutes: int) -> str:
        """From when on to read: a transaction stamps its rows when it begins and shows them when it ends."""
        if stream not in self.seen:
            return ""
        stamp = datetime.strptime(self.seen[stream], _FORMAT).replace(tzinfo=UTC)
        return (stamp - timedelta(minutes=overlap_minutes)).strftime(_FORMAT)

    def text(self) -> str:
        return msgspec.json.encode(self).decode()


def changed(client: Client, model: str, domain: list[Any], fields: tuple[str, ...], floor: str) -> Iterator[list[Row]]:
    """Pages of rows in the order of (write_date, id), from `floor` on.

    Time stamps have microseconds inside Odoo but whole seconds here, and versions differ in how they compare
    the two. So a page begins with the second that the last one ended in, without the rows already given.
    """
    size = client.settings.page_size
    since, given = floor, list[int]()
    while True:
        where = list(domain)
        if since:
            where.append(["write_date", ">=", since])
        if given:
            where.append(["id", "not in", given])
        rows = client.search_read(model, where, fields, order="write_date, id", limit=size)
        if rows:
            yield rows
        if len(rows) < size:
            return
        last = text_of(rows[-1].get("write_date"))
        same = [row["id"] for row in rows if text_of(row.get("write_date")) == last]
        given = given + same if last == since else same
        since = last
