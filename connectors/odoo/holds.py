"""A customer's credit hold in Odoo: shown, set and released, in the place that this database has for it.

With the module solde_credit_hold that is the customer's own hold, which stops orders (`hold_module`); without it the
sales warning, which only warns (`hold_warning`). A release goes to the place that the receipt speaks of.
"""

from connectors.odoo import hold_module, hold_warning
from connectors.odoo.client import Client
from connectors.odoo.hold_receipts import encode, previous, written
from connectors.odoo.reader import Row
from connectors.records import Hold, Receipt, SetHold

FIELDS = (*hold_module.FIELDS, *hold_warning.FIELDS)


def shown(row: Row) -> Hold | None:
    """The hold as the row shows it; None where this database shows none."""
    if hold_module.is_there(row):
        return Hold(on=bool(row.get("solde_hold")), value=encode(hold_module.values(row)))
    if hold_warning.is_there(row):
        return Hold(on=hold_warning.is_on(row), value=encode(hold_warning.values(row)))
    return None


def push(client: Client, row: Row, change: SetHold) -> Receipt:
    """Set, or release what is still ours. Somebody's own hold or warning stays, whichever way."""
    if not change.on:
        return _release(client, row, change.undo)
    if hold_module.is_there(row):
        return hold_module.place(client, row, change.reason)
    if hold_warning.is_there(row):
        return hold_warning.place(client, row, change)
    return Receipt(done=False, detail="the Sales module is not installed, so Odoo shows no warning")


def _release(client: Client, row: Row, undo: str) -> Receipt:
    before, after = previous(undo), written(undo)
    if before is None or after is None:
        return Receipt(done=False, detail="there is no record of a hold set by Solde")
    lift = hold_module.lift if hold_module.is_there(after) else hold_warning.lift
    return lift(client, row, before, after)
