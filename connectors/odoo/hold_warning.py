"""Where a hold shows in an Odoo without our module: the sales warning of the customer. Over RPC it stops no order.

Up to 18 a warning has a kind (`block`) and a text; from 19 on it is the text alone.
"""

from connectors.odoo.client import Client
from connectors.odoo.hold_receipts import Values, previous, receipt
from connectors.odoo.reader import Row, text_of
from connectors.records import Receipt, SetHold

MARK = "[Solde]"
_BELOW = "\n\n(before:) "
FIELDS = ("sale_warn", "sale_warn_msg")


def is_there(row: Row) -> bool:
    """Whether the database has the Sales module."""
    return "sale_warn_msg" in row


def is_on(row: Row) -> bool:
    """Whether the row shows a hold, from 19 on only ours: any text may be a mere warning there."""
    if "sale_warn" in row:
        return row.get("sale_warn") == "block"
    return text_of(row.get("sale_warn_msg")).startswith(MARK)


def values(row: Row) -> Values:
    """The raw field values, those fields only that this version has."""
    return {field: row.get(field) or False for field in FIELDS if field in row}


def ours(row: Row, reason: str) -> Values:
    """What to write for a hold of Solde's. A milder warning that was there stays readable below it."""
    text = f"{MARK} {reason}".strip()
    if row.get("sale_warn") == "warning" and text_of(row.get("sale_warn_msg")):
        text += _BELOW + str(row["sale_warn_msg"])
    wanted: Values = {"sale_warn_msg": text}
    if "sale_warn" in row:
        wanted["sale_warn"] = "block"
    return wanted


def is_free(row: Row) -> bool:
    """Whether nobody else holds this customer: up to 18 a milder warning is no hold, from 19 on any text is."""
    if "sale_warn" in row:
        return row.get("sale_warn") != "block"
    return not text_of(row.get("sale_warn_msg"))


def is_marked(row: Row) -> bool:
    """Whether the warning in force carries Solde's mark."""
    return text_of(row.get("sale_warn_msg")).startswith(MARK) and row.get("sale_warn", "block") == "block"


def below(row: Row) -> Values:
    """What was there before a hold of Solde's whose receipt was lost: its text still says it."""
    _, found, text = str(row.get("sale_warn_msg") or "").partition(_BELOW)
    before: Values = {"sale_warn_msg": text or False}
    if "sale_warn" in row:
        before["sale_warn"] = "warning" if found else "no-message"
    return before


def place(client: Client, row: Row, change: SetHold) -> Receipt:
    """Set the warning, unless somebody else set one."""
    before = values(row)
    if is_marked(row):
        # Ours already, from an attempt whose answer was lost or with an older reason.
        before = previous(change.undo) or below(row)
    elif not is_free(row):
        return Receipt(done=False, detail="somebody set a warning on this customer in Odoo; it was kept")
    wanted = ours({**row, **before}, change.reason)
    client.call("res.partner", "write", [row["id"]], vals=wanted)
    return Receipt(id=str(row["id"]), undo=receipt(before, wanted))


def lift(client: Client, row: Row, before: Values, after: Values) -> Receipt:
    """Put back what was there, if Odoo still shows what Solde wrote."""
    if not is_there(row):
        return Receipt(done=False, detail="the Sales module is not installed, so Odoo shows no warning")
    if {k: v for k, v in values(row).items() if k in after} != after:
        return Receipt(done=False, detail="the warning was changed in Odoo since Solde set it; it was kept")
    client.call("res.partner", "write", [row["id"]], vals=before)
    return Receipt(id=str(row["id"]))
