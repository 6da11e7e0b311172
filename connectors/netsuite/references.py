"""Small tables, read once for each connection: currencies, terms, units. Some accounts have none of them."""

from connectors.errors import Misconfigured
from connectors.netsuite import columns
from connectors.netsuite.suiteql import Select
from connectors.netsuite.values import Row, text
from connectors.netsuite.world import World

_CURRENCIES = Select(columns={"id": "c.id", "symbol": "c.symbol"}, source="currency c", hint="Lists > Currency: View")
_TERMS = Select(
    columns={"id": "t.id", "name": "t.name", "days": "t.daysuntilnetdue"},
    source="term t",
    optional=frozenset({"name", "days"}),
    hint="Setup > Accounting Lists: View",
)
_UNITS = Select(
    columns={"id": "u.internalid", "name": "u.unitname", "short": "u.abbreviation", "rate": "u.conversionrate"},
    source="unitstypeuom u",
    hint="Lists > Units: View",
)


def currency(world: World, row: Row) -> str:
    """The ISO code of a document's currency: the account's own where it has one only; "" where nobody says it."""
    id_ = text(row, "currency")
    if id_:
        return text(_table(world, "currency", _CURRENCIES).get(id_, {}), "symbol").upper()
    seller = world.settings.sellers.get(world.company_of(row))
    return seller.currency if seller else ""


def term(world: World, id_: str) -> Row:
    """Name and days of payment terms; {} where they are not known."""
    return _table(world, "term", _TERMS).get(id_, {}) if id_ else {}


def unit(world: World, id_: str) -> Row:
    """Name, abbreviation and conversion rate of a unit; {} where there is none."""
    return _table(world, "unit", _UNITS).get(id_, {}) if id_ else {}


def _table(world: World, name: str, select: Select) -> dict[str, Row]:
    """Read at most once; an account without the feature has no such table."""
    if name not in world.small:
        try:
            world.small[name] = {text(row, "id"): row for rows in world.client.rows(select) for row in rows}
        except Misconfigured as error:
            if not columns.unknown(str(error)):
                raise
            world.small[name] = {}
    return world.small[name]
