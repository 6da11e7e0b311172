"""Small things that the checks share."""

from collections.abc import Iterator
from typing import Literal

from connectors.records import Finding
from connectors.sap import filters
from connectors.sap.client import Query
from connectors.sap.values import text
from connectors.sap.world import World

Level = Literal["ok", "note", "warning", "error"]
_MOST = 50  # different values; more are of no use to a reader


def say(level: Level, subject: str, message: str) -> Finding:
    return Finding(level=level, subject=subject, message=message)


def there(world: World, service: str, entity: str, field: str, where: str) -> bool:
    """Whether an entity set has a row like this."""
    return bool(world.client.page(service, entity, Query(select=(field,), filter=where, top=1)))


def different(world: World, service: str, entity: str, field: str, where: str = "") -> Iterator[str]:
    """The values of a field, each asked for once: the smallest that is greater than the last."""
    last = ""
    for _ in range(_MOST):
        beyond = filters.both(where, filters.gt(field, last))
        rows = world.client.page(service, entity, Query(select=(field,), filter=beyond, orderby=(field,), top=1))
        last = text(rows[0], field) if rows else ""
        if not last:
            return
        yield last
