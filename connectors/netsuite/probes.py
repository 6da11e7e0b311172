"""Whether a table or column can be read, told without an error."""

from connectors.errors import Misconfigured
from connectors.netsuite import columns
from connectors.netsuite.suiteql import Select
from connectors.netsuite.world import World


def has(world: World, table: str, column: str) -> bool:
    """Whether the account shows this column. Asked once for each connection."""
    name = f"{table}.{column}"
    if name not in world.shown:
        words = trouble(world, table, column)
        if words and not columns.unknown(words):
            raise Misconfigured(words)
        world.shown[name] = not words
    return world.shown[name]


def trouble(world: World, table: str, column: str = "id", key: str = "id", hint: str = "") -> str:
    """NetSuite's own words where a column of a table does not answer; "" where it does. No rows are read for it."""
    asked = {"id": key, "probe": column}
    try:
        world.client.page(Select(columns=asked, source=table, where=(f"{key} = 0",), hint=hint), size=1)
    except Misconfigured as error:
        return str(error)
    return ""
