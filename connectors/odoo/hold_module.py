"""Where a hold shows with the module solde_credit_hold in Odoo: on the customer, and there it stops orders.

The module itself refuses Solde's user any hold that a person set. It is asked all the same, so that such a hold is
kept with a sentence, also where Solde logs in as somebody who may do more.
"""

from connectors.odoo.client import Client
from connectors.odoo.hold_receipts import Values, receipt
from connectors.odoo.reader import Row
from connectors.records import Receipt

MODULE, DELIVERIES = "solde_credit_hold", "solde_credit_hold_stock"
GROUP_SET, GROUP_MANAGER = f"{MODULE}.group_set", f"{MODULE}.group_manager"
FIELDS = ("solde_hold", "solde_hold_reason", "solde_hold_source")
_OURS = "solde"


def is_there(row: Row) -> bool:
    """Whether the database has the module: Odoo leaves unknown fields out."""
    return "solde_hold" in row


def values(row: Row) -> Values:
    """The hold as it is; nothing but `solde_hold` where there is none."""
    if not row.get("solde_hold"):
        return {"solde_hold": False}
    return {field: row.get(field) or False for field in FIELDS}


def is_theirs(row: Row) -> bool:
    """Held by a person. One without a source is nobody's, and so not Solde's."""
    return bool(row.get("solde_hold")) and row.get("solde_hold_source") != _OURS


def place(client: Client, row: Row, reason: str) -> Receipt:
    """Set a hold, or give Solde's own another reason.

    One of Solde's that is there already stems from an attempt whose answer was lost: it is taken over.
    """
    if is_theirs(row):
        return Receipt(done=False, detail="somebody put this customer on hold in Odoo; it was kept")
    wanted = {"solde_hold": True, "solde_hold_reason": reason.strip() or False, "solde_hold_source": _OURS}
    client.call("res.partner", "write", [row["id"]], vals=wanted)
    return Receipt(id=str(row["id"]), undo=receipt({"solde_hold": False}, wanted))


def lift(client: Client, row: Row, before: Values, after: Values) -> Receipt:
    """Release, if Odoo still shows what Solde wrote."""
    if not is_there(row):
        return Receipt(done=False, detail=f"the module {MODULE} was removed from Odoo, and the hold with it")
    if values(row) != after:
        return Receipt(done=False, detail="the hold was changed in Odoo since Solde set it; it was kept")
    client.call("res.partner", "write", [row["id"]], vals=before)
    return Receipt(id=str(row["id"]))
