"""`solde check`: custom fields that the configuration names, and NetSuite's own dunning beside Solde."""

from collections.abc import Iterator

from connectors.netsuite import probes
from connectors.netsuite.findings import Level, say
from connectors.netsuite.suiteql import Select
from connectors.netsuite.world import World
from connectors.records import Finding

# Of Oracle's Dunning Letters SuiteApp (bundle 3805), as public scripts name it: the procedure assigned to a customer.
_DUNNING_LETTERS = "custentity_3805_dunning_procedure"


def fields(world: World) -> Iterator[Finding]:
    """Those that are written: each must be there, on its record type."""
    settings = world.settings
    wanted = (
        ("dunning_level", settings.dunning_level, "customer", "the dunning level"),
        ("dunning_date", settings.dunning_date, "customer", "the day of the last notice"),
        ("einvoice_status", settings.einvoice_status, "transaction", "the state of e-invoices"),
    )
    there = []
    for key, field, table, what in wanted:
        if not field:
            yield say("note", "fields", f"{key} is not set: NetSuite does not show {what}")
        elif probes.has(world, table, field):
            there.append(field)
        else:
            message = f"{key}: {table} has no field {field}, or the role may not see it: install it with the " \
                      f"script (suitecloud/), apply it to the record type, or leave {key} out"  # fmt: skip
            yield say("error", "fields", message)
    if there:
        yield say("ok", "fields", f"{', '.join(there)} can be seen")


def read_fields(world: World) -> Iterator[Finding]:
    """Those that are read: the pull cannot do without one that is named."""
    settings = world.settings
    wanted: tuple[tuple[str, str, str, Level, str], ...] = (
        ("customer_group", settings.customer_group, "customer", "warning", "nothing is pulled"),
        ("dunning_block", settings.dunning_block, "customer", "error", "nothing is pulled"),
        ("dispute", settings.dispute, "transaction", "error", "nothing is pulled"),
        ("erp_einvoice", settings.erp_einvoice, "transaction", "error",
         "nothing is pulled"),
    )  # fmt: skip
    for key, column, table, level, loss in wanted:
        if column and not probes.has(world, table, column.lower()):
            yield say(level, "fields", f"{key}: {table} shows no column {column}: {loss}")


def dunning(world: World) -> Iterator[Finding]:
    """Whether NetSuite's own dunning may remind beside Solde."""
    if not probes.has(world, "customer", _DUNNING_LETTERS):
        message = "Oracle's SuiteApp for dunning letters was not found; where another script sends reminders, " \
                  "switch one of the two off"  # fmt: skip
        yield say("note", "dunning", message)
        return
    where = (f"{_DUNNING_LETTERS} IS NOT NULL",)
    rows, _ = world.client.page(Select(columns={"id": "id"}, source="customer", where=where), size=1)
    if rows:
        message = "customers have a procedure of NetSuite's own dunning letters: both would remind them"
        yield say("warning", "dunning", f"{message}; take it off the customers, or switch its sending off")
    else:
        yield say("note", "dunning", "NetSuite's own dunning letters are installed, and no customer has a procedure")
