"""Accounts of which nobody knows what is owed: money or credit of theirs is there, but cannot be understood."""

from collections.abc import Iterable, Sequence

from connectors.odoo import unbooked
from connectors.odoo.reader import Row, link, number_of
from connectors.odoo.reading import Reading
from connectors.odoo.refs import LINE_PREFIX
from connectors.records import Invoice, Payment, Unreadable


def by_invoices(rows: Iterable[Row], bills: Sequence[Invoice | Unreadable]) -> set[int]:
    """Contacts (0: unknown) with an unreadable credit note that may still lower what is owed."""
    aside = _aside(bills)
    return {
        link(row.get("commercial_partner_id")) or link(row.get("partner_id"))
        for row in rows
        if str(row["id"]) in aside and row.get("move_type") != "out_invoice" and not _settled(row)
    }


def by_credits(lines: Iterable[Row], money: Sequence[Payment | Unreadable]) -> set[int]:
    """Contacts (0: unknown) with an unreadable payment, found by its journal items."""
    aside = _aside(money)
    return {link(line.get("partner_id")) for line in lines if _payment_id(line) in aside}


def by_unbooked(
    rows: Iterable[Row], money: Sequence[Payment | Unreadable], bills: Sequence[Invoice | Unreadable]
) -> set[int]:
    """Contacts (0: unknown) with a payment without an entry that is unreadable or in another currency than an
    open invoice that it was registered on."""
    aside = _aside(money)
    open_in = {bill.ref.id: bill.document.currency for bill in bills if isinstance(bill, Invoice) and bill.open}
    read = {one.ref.id: one.currency for one in money if isinstance(one, Payment)}
    found = set()
    for row in rows:
        id_ = str(row["id"])
        currencies = {open_in.get(str(invoice)) for invoice in unbooked.invoices_of(row)} - {None}
        if id_ in aside or (unbooked.is_unbooked(row) and currencies - {read.get(id_)}):
            found.add(link(row.get("partner_id")))
    return found


def owners(reading: Reading, partners: set[int]) -> set[int]:
    """The legal entities of these contacts; 0 stays 0."""
    known = reading.entities(partners) if partners - {0} else {}
    return {known.get(id_, id_) for id_ in partners}


def _aside(records: Iterable[object]) -> set[str]:
    return {record.ref.id for record in records if isinstance(record, Unreadable)}


def _settled(row: Row) -> bool:
    return row.get("state") in ("draft", "cancel") or number_of(row.get("amount_residual")) == 0


def _payment_id(line: Row) -> str:
    """As refs name it: the payment's id, or the line's own where there is no payment."""
    payment = link(line.get("payment_id"))
    return str(payment) if payment else f"{LINE_PREFIX}{line['id']}"
