"""Going through an entity set in the order of its keys, page by page, so that nothing is passed over.

Not by offset ($skip, __next): a row that changes while it is read would move the others. Not by time stamp either:
rows without one would fall out, and stamps of one second would have to be told apart.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from connectors.cursor import Walk, server_now
from connectors.errors import Retry
from connectors.sap import filters
from connectors.sap.client import Client, Query
from connectors.sap.values import Row


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """What is walked, and how its changes are known."""

    service: str
    entity: str
    keys: tuple[str, ...]
    query: Query
    stamps: tuple[str, ...] = ()  # instants of change (datetimeoffset)
    days: tuple[str, ...] = ()  # days of change or creation; looked back at by one day more, for the system's zone
    size: int = 0  # rows a page; 0: as the settings say


def pages(client: Client, path: Path, walk: Walk) -> Iterator[tuple[list[Row], Walk]]:
    """Pages from where `walk` stands to the end, each with the walk that is committed with it.

    The last page may be empty: it says that the walk is over.
    """
    size = path.size or client.settings.page_size
    floor = walk.floor(timedelta(minutes=client.settings.overlap_minutes))
    while True:
        where = filters.both(path.query.filter, _changed(path, floor))
        if walk.last:
            where = filters.both(where, filters.after(path.keys, walk.last))
        query = msgspec.structs.replace(path.query, filter=where, orderby=path.keys, top=size)
        rows = client.page(path.service, path.entity, query)
        more = len(rows) >= size or client.cut()
        if more and not rows:
            raise Retry(f"{path.service}/{path.entity}: SAP answered nothing, and that there is more", sent=False)
        if not walk.began:
            walk = Walk(walk.mark, server_now(client.server_time).isoformat(), walk.last)
        if more:
            last = tuple(str(rows[-1].get(key)) for key in path.keys)
            if last == walk.last:
                raise Retry(f"{path.service}/{path.entity}: SAP answers the same page again", sent=False)
            walk = Walk(walk.mark, walk.began, last)
            yield rows, walk
            continue
        yield rows, Walk(mark=walk.began)
        return


def _changed(path: Path, floor: datetime | None) -> str:
    if floor is None:
        return ""
    day = (floor - timedelta(days=1)).date()
    return filters.either(
        *(filters.ge(field, floor) for field in path.stamps), *(filters.ge(field, day) for field in path.days)
    )
