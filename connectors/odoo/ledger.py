"""Asked by id or by account: what no longer exists, and whole accounts as they are now."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.odoo import names
from connectors.odoo.client import Client
from connectors.odoo.reading import Domain, Reading, chunks
from connectors.odoo.refs import LINE_PREFIX, MODELS, number_in
from connectors.records import Kind, Payment, Ref, Snapshot, Unreadable

_RECENT = timedelta(days=7)  # invoices changed so lately are given even when nothing is open on them


def missing(client: Client, kind: Kind, refs: Sequence[Ref]) -> list[Ref]:
    """Those of `refs` that Odoo does not have; archived ones it has."""
    lines = [ref for ref in refs if kind == "payment" and ref.id.startswith(LINE_PREFIX)]
    rest = [ref for ref in refs if ref not in set(lines)]
    return _absent(client, MODELS[kind], rest) + _absent(client, "account.move.line", lines)


def _absent(client: Client, model: str, refs: Sequence[Ref]) -> list[Ref]:
    found: set[int] = set()
    ids = sorted({number_in(ref) for ref in refs} - {0})
    for part in chunks(ids, 1000):
        found.update(client.ids(model, [["id", "in", part]]))
    return [ref for ref in refs if number_in(ref) not in found]


def reread(client: Client, reading: Reading, accounts: Sequence[Ref]) -> Snapshot:
    """Customers with everything that is open on them, in a handful of calls for each batch."""
    snapshot = Snapshot()
    for part in chunks([number_in(ref) for ref in accounts], client.settings.page_size):
        rows = client.search_read("res.partner", [["id", "in", part]], names.CUSTOMER)
        there = {row["id"] for row in rows}
        gone = tuple(ref for ref in accounts if number_in(ref) in set(part) - there)
        snapshot = Snapshot(
            customers=(*snapshot.customers, *reading.customers(rows)),
            invoices=(*snapshot.invoices, *(i for page in _invoices(client, reading, there) for i in page)),
            payments=(*snapshot.payments, *_payments(client, reading, there)),
            failed=(*snapshot.failed, *gone),
        )
    return snapshot


def _invoices(client: Client, reading: Reading, partner_ids: set[int]) -> Iterator[list[Any]]:
    since = (datetime.now(UTC) - _RECENT).strftime("%Y-%m-%d %H:%M:%S")
    domain: Domain = [
        *reading.invoice_domain(),
        ["commercial_partner_id", "in", sorted(partner_ids)],
        "|", "&", ["state", "=", "posted"], ["amount_residual", "!=", 0], ["write_date", ">=", since],
    ]  # fmt: skip
    ids = client.ids("account.move", domain)
    for part in chunks(ids, client.settings.page_size):
        fields = client.wide("account.move", names.MOVE)
        yield reading.invoices(client.search_read("account.move", [["id", "in", part]], fields))


def _payments(client: Client, reading: Reading, partner_ids: set[int]) -> list[Payment | Unreadable]:
    """Credits that wait on the receivable account, and payments that Odoo has not booked yet."""
    whose: Domain = [["partner_id.commercial_partner_id", "in", sorted(partner_ids)]]
    open_lines: Domain = [["parent_state", "=", "posted"], ["reconciled", "=", False]]
    lines = client.search_read("account.move.line", [*reading.credit_domain(), *whose, *open_lines], names.CREDIT_LINE)
    found = reading.credit_lines(lines)
    if "in_process" in client.choices("account.payment", "state"):
        unbooked: Domain = [["state", "=", "in_process"], ["move_id", "=", False]]
        rows = client.search_read("account.payment", [*reading.payment_domain(), *whose, *unbooked], names.PAYMENT)
        found += reading.payments(rows)
    return found
