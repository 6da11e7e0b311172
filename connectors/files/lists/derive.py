"""Where a list is set, the files that it takes the place of are made from it."""

from connectors.files.lists import ledger, orders
from connectors.files.settings import Settings
from connectors.files.tables import Table


def derived(settings: Settings, tables: dict[str, Table]) -> dict[str, Table]:
    """The files by kind, those of the lists included."""
    found = dict(tables)
    if tables["open_items"].name:
        found |= ledger.derived(settings, tables["open_items"], tables["billing"])
    if tables["order_items"].name:
        found |= orders.derived(settings, tables["order_items"])
    return found
