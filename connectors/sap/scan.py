"""Reading a few fields of all rows, to compare them with last time: customers' blocks, credit and dunning data, open
items (connectors/buckets.py).
"""

from collections.abc import Iterable, Mapping

import msgspec

from connectors.buckets import Buckets
from connectors.cursor import Walk
from connectors.sap import walk
from connectors.sap.client import Client
from connectors.sap.values import many, text

PAGE = 1000  # rows of a few fields each


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One of the entity sets that are compared: every field that its query selects."""

    path: walk.Path
    by: str  # the field that names what is read again when a row changed
    inside: Mapping[str, tuple[str, ...]] = {}  # fields of what is expanded


def read(client: Client, sources: Iterable[Source]) -> Buckets:
    """All rows of them, a page at a time."""
    found = Buckets()
    for source in sources:
        path = msgspec.structs.replace(source.path, stamps=(), days=(), size=PAGE)
        fields = tuple(field for field in path.query.select if "/" not in field)
        for rows, _ in walk.pages(client, path, Walk()):
            for row in rows:
                within = ((each, of) for nav, of in source.inside.items() for each in many(row, nav))
                found.add(text(row, source.by), ((row, fields), *within))
    return found
