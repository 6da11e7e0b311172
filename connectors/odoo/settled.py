"""What settled an invoice, and when: account.partial.reconcile and the entries on its other side."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from connectors.errors import Misconfigured, Refused
from connectors.odoo import names
from connectors.odoo.client import Client
from connectors.odoo.reader import Row, at, link, link_name, number_of, text_of
from connectors.records import Settlement
from einvoice.model import minor_unit

_OTHER = ("date", "move_id", "move_name", "move_type")


def by_invoice(client: Client, lines: Iterable[Row], moves: Iterable[Row]) -> dict[int, tuple[Settlement, ...]]:
    """Settlements by invoice, oldest first, in two calls; `lines` are the invoices' receivable lines.

    None where the user may not read them: interest then has no part payments to go by (docs/interest.md).
    """
    own = {line["id"]: link(line.get("move_id")) for line in lines}
    if not own or not client.has("account.partial.reconcile"):
        return {}
    ids = sorted(own)
    try:
        parts = client.search_read(
            "account.partial.reconcile",
            ["|", ["debit_move_id", "in", ids], ["credit_move_id", "in", ids]],
            names.SETTLEMENT,
        )
    except (Misconfigured, Refused):
        return {}
    others = {link(part.get(side)) for part in parts for side in ("debit_move_id", "credit_move_id")} - set(own)
    there = client.read("account.move.line", others | set(own), _OTHER) if parts else {}
    units = {move["id"]: minor_unit(link_name(move.get("currency_id"))) for move in moves}
    found: defaultdict[int, list[Settlement]] = defaultdict(list)
    for part in parts:
        debit, credit = link(part.get("debit_move_id")), link(part.get("credit_move_id"))
        for mine, other, field in ((debit, credit, "debit_amount_currency"), (credit, debit, "credit_amount_currency")):
            if mine not in own:
                continue
            amount = at(number_of(part.get(field)) or Decimal(0), units.get(own[mine], Decimal("0.01")))
            row = there.get(other, {})
            day = text_of(row.get("date")) or text_of(part.get("max_date"))
            if amount > 0 and _is_day(day):
                found[own[mine]].append(
                    Settlement(
                        date=date.fromisoformat(day),
                        amount=amount,
                        ref=text_of(row.get("move_name")),
                        credit=row.get("move_type") in ("out_refund", "out_invoice"),
                    )
                )
    return {move: tuple(sorted(its, key=lambda s: (s.date, s.ref, s.amount))) for move, its in found.items()}


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
