"""Money received: account.payment, and credits on receivable accounts that came without one."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec

from connectors.odoo.reader import Labels, Reader, Row, at, instant, link, link_name, number_of, text_of
from connectors.odoo.refs import LINE_PREFIX, Refs, version
from connectors.records import Payment, Unreadable
from einvoice.model import minor_unit

_POSTED = ("posted", "in_process", "paid", "reconciled", "sent")


def read(row: Row, lines: list[Row], owners: dict[int, int], refs: Refs, labels: Labels) -> Payment | Unreadable:
    """A row of account.payment; `lines` are the receivable lines of its journal entry."""
    reader = Reader(labels)
    model = "account.payment"
    currency = link_name(row.get("currency_id"))
    unit = minor_unit(currency)
    amount = reader.number("amount", model, row, "amount", unit)
    paid = reader.day("date", model, row, "date", missing="empty")
    posted = row.get("state") in _POSTED
    partner = _partner(reader, model, row)
    ref = refs.of("payment", row)
    if reader.faults:
        name = text_of(row.get("name"))
        return Unreadable(
            ref=ref, version=version(row, row), faults=tuple(reader.faults), name=name, origins=reader.origins
        )
    if link(row.get("move_id")):
        left = sum((_left(line) for line in lines if line.get("parent_state") == "posted"), Decimal(0))
    else:
        # No journal entry (from 18 on): what was registered on invoices is consumed by them.
        used = row.get("reconciled_invoice_ids") or row.get("invoice_ids")
        left = Decimal(0) if used or row.get("is_matched") else amount
    newest = max([text_of(row.get("write_date")), *(text_of(line.get("write_date")) for line in lines)])
    content = Payment(
        ref=ref,
        version="",
        changed_at=instant(newest),
        customer=refs.customer(owners.get(partner, partner)),
        date=paid or date.min,
        currency=currency,
        amount=amount,
        unapplied=at(max(left, Decimal(0)), unit) if posted else Decimal(0),
        state="posted" if posted else "cancelled",
        memo=text_of(row.get("memo")) or text_of(row.get("ref")) or text_of(row.get("payment_reference")),
    )
    return msgspec.structs.replace(content, version=version({"write_date": newest}, content))


def of_line(line: Row, owners: dict[int, int], refs: Refs, labels: Labels) -> Payment | Unreadable:
    """A receivable credit of a journal entry or a bank statement."""
    reader = Reader(labels)
    model = "account.move.line"
    currency = link_name(line.get("currency_id"))
    unit = minor_unit(currency)
    amount = reader.number("amount", model, line, "amount_currency", unit)
    left = reader.number("unapplied", model, line, "amount_residual_currency", unit)
    booked = reader.day("date", model, line, "date", missing="empty")
    partner = _partner(reader, model, line)
    ref = refs.of("payment", line, f"{LINE_PREFIX}{line['id']}")
    name = text_of(line.get("move_name"))
    if reader.faults:
        return Unreadable(
            ref=ref, version=version(line, line), faults=tuple(reader.faults), name=name, origins=reader.origins
        )
    posted = line.get("parent_state") == "posted"
    content = Payment(
        ref=ref,
        version="",
        changed_at=instant(line.get("write_date")),
        customer=refs.customer(owners.get(partner, partner)),
        date=booked or date.min,
        currency=currency,
        amount=max(-amount, Decimal(0)),
        unapplied=max(-left, Decimal(0)) if posted else Decimal(0),
        state="posted" if posted else "cancelled",
        memo=text_of(line.get("name")) or text_of(line.get("ref")),
    )
    return msgspec.structs.replace(content, version=version(line, content))


def by_payment(lines: Iterable[Row]) -> dict[int, list[Row]]:
    """Receivable lines by the payment whose entry they are part of; 0 for those of none."""
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for line in lines:
        found[link(line.get("payment_id"))].append(line)
    return found


def _left(line: Row) -> Decimal:
    return -(number_of(line.get("amount_residual_currency")) or Decimal(0))


def _partner(reader: Reader, model: str, row: Row) -> int:
    partner = link(row.get("partner_id"))
    reader.origin("customer", model, row, "partner_id")
    if not partner:
        reader.fault("empty", "customer", "partner_id is empty: nobody knows whose money this is")
    return partner
