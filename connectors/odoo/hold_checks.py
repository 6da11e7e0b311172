"""`solde check` on holds: whether they stop orders in this database or only warn, and what is missing for either."""

from collections.abc import Iterator
from typing import Literal

from connectors.odoo import hold_module, hold_warning
from connectors.odoo.client import Client
from connectors.odoo.rights import in_group
from connectors.records import Finding


def findings(client: Client) -> Iterator[Finding]:
    """Nothing where the database has no place for a hold at all."""
    fields = client.fields("res.partner")
    if hold_module.is_there(fields):
        yield from _of_module(client)
    elif hold_warning.is_there(fields):
        yield from _of_warning(client)


def _of_module(client: Client) -> Iterator[Finding]:
    names = (hold_module.DELIVERIES, "stock")
    domain = [["state", "=", "installed"], ["name", "in", list(names)]]
    installed = {row["name"] for row in client.search_read("ir.module.module", domain, ("name",))}
    refused = "confirming an order or validating a delivery" if names[0] in installed else "confirming an order"
    yield _say(
        "ok", f"the module {hold_module.MODULE} is installed: {refused} of a held customer is refused, over RPC too"
    )
    if "stock" in installed and names[0] not in installed:
        yield _say("warning", f"deliveries to held customers are not refused: install {names[0]} in Odoo > Apps")
    if not in_group(client, hold_module.GROUP_SET):
        yield _say("warning", "holds cannot be set: grant Credit hold: set and release")
    elif in_group(client, hold_module.GROUP_MANAGER):
        message = "the user may also lift other people's holds; Credit hold: set and release is enough"
        yield _say("note", message)
    old = client.ids("res.partner", [["sale_warn_msg", "like", hold_warning.MARK]]) if _warns(client) else []
    if old:
        message = f"customers still held by a sales warning from before the module, which stops no order: {len(old)}"
        yield _say("note", f"{message}. They are released as usual; the next hold is one of the module")


def _of_warning(client: Client) -> Iterator[Finding]:
    what = "sale_warn = block with a message" if client.version < 19 else "the message sale_warn_msg only"
    yield _say(
        "note",
        f"a hold is written as {what}. Over RPC a confirmation ignores credit limits and warnings, on every "
        "version: it warns people in Odoo, it stops no order that another program confirms. The module "
        f"{hold_module.MODULE} does (docs/odoo.md)",
    )
    if not in_group(client, "sale.group_warning_sale"):
        yield _say("warning", "people do not see sale warnings: switch on Settings > Sales > Sale Warnings")


def _warns(client: Client) -> bool:
    return hold_warning.is_there(client.fields("res.partner"))


def _say(level: Literal["ok", "note", "warning"], message: str) -> Finding:
    return Finding(level=level, subject="holds", message=message)
