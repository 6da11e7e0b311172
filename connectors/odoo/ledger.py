"""Asked by id or by account: what no longer exists, and whole accounts as they are now."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from connectors.odoo import names, unsure
from connectors.odoo.client import Client
from connectors.odoo.reader import Row
from connectors.odoo.reading import Domain, Reading, chunks
from connectors.odoo.refs import DRAFT_PREFIX, LINE_PREFIX, MODELS, number_in
from connectors.records import Customer, Invoice, Kind, Payment, Ref, Snapshot, Unreadable

_RECENT = timedelta(days=7)  # invoices changed so lately are given even when nothing is open on them


def missing(client: Client, kind: Kind, refs: Sequence[Ref]) -> list[Ref]:
    """Those of `refs` that Odoo does not have; archived ones it has."""
    lines = [ref for ref in refs if kind == "payment" and ref.id.startswith(LINE_PREFIX)]
    drafts = [ref for ref in refs if kind == "order" and ref.id.startswith(DRAFT_PREFIX)]
    elsewhere = {*lines, *drafts}
    rest = [ref for ref in refs if ref not in elsewhere]
    found = _absent(client, MODELS[kind], rest) + _absent(client, "account.move.line", lines)
    return found + _absent(client, "account.move", drafts)


def _absent(client: Client, model: str, refs: Sequence[Ref]) -> list[Ref]:
    found: set[int] = set()
    ids = sorted({number_in(ref) for ref in refs} - {0})
    for part in chunks(ids, 1000):
        found.update(client.ids(model, [["id", "in", part]]))
    return [ref for ref in refs if number_in(ref) not in found]


def reread(client: Client, reading: Reading, accounts: Sequence[Ref]) -> Snapshot:
    """Customers with everything that is open on them, in a handful of calls for each batch.

    An account that is gone has failed, and so has one with a payment or credit note that cannot be understood:
    the customer may owe nothing.
    """
    customers: list[Customer | Unreadable] = []
    bills: list[Invoice | Unreadable] = []
    money: list[Payment | Unreadable] = []
    failed: set[int] = set()
    for part in chunks([number_in(ref) for ref in accounts], client.settings.page_size):
        rows = client.search_read("res.partner", [["id", "in", part]], reading.customer_fields())
        there = {row["id"] for row in rows}
        customers += reading.customers(rows)
        billed, doubtful = _invoices(client, reading, there)
        paid, more = _payments(client, reading, there, billed)
        bills += billed
        money += paid
        unclear = unsure.owners(reading, doubtful | more)
        failed |= set(part) - there
        failed |= there if 0 in unclear else unclear
    return Snapshot(
        customers=tuple(customers),
        invoices=tuple(bills),
        payments=tuple(money),
        failed=tuple(ref for ref in accounts if number_in(ref) in failed),
    )


def _invoices(client: Client, reading: Reading, partner_ids: set[int]) -> tuple[list[Invoice | Unreadable], set[int]]:
    """Open and recent invoices and credit notes, and whose cannot be understood."""
    since = (datetime.now(UTC) - _RECENT).strftime("%Y-%m-%d %H:%M:%S")
    domain: Domain = [
        *reading.invoice_domain(),
        ["commercial_partner_id", "in", sorted(partner_ids)],
        "|", "&", ["state", "=", "posted"], ["amount_residual", "!=", 0], ["write_date", ">=", since],
    ]  # fmt: skip
    fields = client.wide("account.move", names.MOVE)
    found: list[Invoice | Unreadable] = []
    doubtful: set[int] = set()
    for part in chunks(client.ids("account.move", domain), client.settings.page_size):
        rows = client.search_read("account.move", [["id", "in", part]], fields)
        bills = reading.invoices(rows)
        found += bills
        doubtful |= unsure.by_invoices(rows, bills)
    return found, doubtful


def _payments(
    client: Client, reading: Reading, partner_ids: set[int], bills: list[Invoice | Unreadable]
) -> tuple[list[Payment | Unreadable], set[int]]:
    """Credits that wait on the receivable account, payments not booked yet, and whose cannot be understood."""
    whose: Domain = [["partner_id.commercial_partner_id", "in", sorted(partner_ids)]]
    open_lines: Domain = [["parent_state", "=", "posted"], ["reconciled", "=", False]]
    lines = client.search_read("account.move.line", [*reading.credit_domain(), *whose, *open_lines], names.CREDIT_LINE)
    found = reading.credit_lines(lines)
    doubtful = unsure.by_credits(lines, found)
    rows: list[Row] = []
    if "in_process" in client.choices("account.payment", "state"):
        unbooked: Domain = [["state", "=", "in_process"], ["move_id", "=", False]]
        rows = client.search_read("account.payment", [*reading.payment_domain(), *whose, *unbooked], names.PAYMENT)
        waiting = reading.payments(rows)
        found += waiting
        doubtful |= unsure.by_unbooked(rows, waiting, bills)
    return found, doubtful
