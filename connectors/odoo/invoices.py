"""account.move as Invoice: the document and its state in the ledger."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from connectors.odoo import amounts, document, unbooked
from connectors.odoo.bundle import Bundle
from connectors.odoo.extension import Extension
from connectors.odoo.reader import Labels, Reader, Row, at, instant, link, link_name, number_of, text_of
from connectors.odoo.refs import Refs, version
from connectors.records import Due, Invoice, Unreadable
from einvoice.model import minor_unit

_MODEL = "account.move"
_State = Literal["open", "paid", "cancelled", "reversed"]
_PEPPOL_SENT = ("to_send", "processing", "done")
_MISSING_WORDS = "does not belong to any customer"


def read(
    move: Row, bundle: Bundle, refs: Refs, labels: Labels, extension: Extension, portal: str = ""
) -> Invoice | Unreadable:
    """The record, or what is wrong with it. Money that is a debt is read even where no e-invoice could be."""
    reader = Reader(labels)
    ref = refs.of("invoice", move)
    name = text_of(move.get("name"))
    unit = minor_unit(link_name(move.get("currency_id")))
    paper = document.read(reader, move, bundle, extension)
    residual = reader.number("open", _MODEL, move, "amount_residual", unit)
    customer = link(move.get("commercial_partner_id")) or link(move.get("partner_id"))
    reader.origin("customer", _MODEL, move, "partner_id")
    if not customer:
        reader.fault("BR-07", "customer", f"partner_id is empty: the invoice {_MISSING_WORDS}")
    state = _state(reader, move)
    dues = _dues(reader, bundle.lines.get(move["id"], []), unit)
    if reader.faults or paper is None or state is None:
        return Unreadable(ref=ref, version=version(move, [move, bundle.lines.get(move["id"])]),
                          faults=tuple(reader.faults), name=name, origins=reader.origins)  # fmt: skip
    given = at(bundle.given.get(move["id"], Decimal(0)), unit)
    if state == "paid" and move.get("payment_state") in unbooked.GIVEN:
        part = Decimal(0) < given < abs(residual)
        state = "open" if part or (residual and move["id"] in bundle.foreign) else state
    dues = _settle(dues, given)
    if state != "open":
        dues = tuple(msgspec.structs.replace(due, open=at(Decimal(0), unit)) for due in dues)
    left = max(abs(residual) - given, at(Decimal(0), unit)) if state == "open" else at(Decimal(0), unit)
    disputed, reason = _disputed(move, bundle.lines.get(move["id"], []), left, unit)
    content = Invoice(
        ref=ref,
        version="",
        changed_at=instant(move.get("write_date")),
        customer=refs.customer(customer),
        state=state,
        document=paper,
        open=left,
        dues=dues,
        disputed=disputed,
        dispute_reason=reason,
        orders=document.orders(move),
        settlements=bundle.settled.get(move["id"], ()),
        payment_url=_payment_url(move, portal) if left else "",
        erp_einvoice=sent_by_odoo(move, bundle.files.get(move["id"], set()), paper.seller.address.country),
        origins=reader.origins,
    )
    return msgspec.structs.replace(content, version=version(move, content))


def _payment_url(move: Row, portal: str) -> str:
    """The page on which the customer can pay; Odoo makes its key when it sends the invoice, and nobody else does."""
    key = text_of(move.get("access_token"))
    return f"{portal.rstrip('/')}/my/invoices/{move['id']}?access_token={key}" if portal and key else ""


def _state(reader: Reader, move: Row) -> _State | None:
    """A draft that was posted before is as good as cancelled until it is posted again."""
    reader.origin("state", _MODEL, move, "state")
    if move.get("state") in ("cancel", "draft"):
        return "cancelled"
    if move.get("state") != "posted":
        reader.fault("garbled", "state", f"state is {move.get('state')!r}, which is no known state")
        return None
    match move.get("payment_state"):
        case "paid" | "in_payment" | "invoicing_legacy":
            return "paid"
        case "reversed":
            return "reversed"
        case "not_paid" | "partial" | "blocked":
            return "open"
    reader.origin("state", _MODEL, move, "payment_state")
    reader.fault("garbled", "state", f"payment_state is {move.get('payment_state')!r}, which is no known state")
    return None


def _dues(reader: Reader, rows: list[Row], unit: Decimal) -> tuple[Due, ...]:
    """Instalments as the ledger has them now."""
    found: list[Due] = []
    for row in amounts.receivables(rows):
        path = f"dues[{len(found)}]"
        left = reader.number(f"{path}.open", "account.move.line", row, "amount_residual_currency", unit)
        amount = reader.number(f"{path}.amount", "account.move.line", row, "amount_currency", unit)
        try:
            due = date.fromisoformat(text_of(row.get("date_maturity")))
        except ValueError:
            due = date.min  # the document has the fault already
        found.append(Due(date=due, amount=abs(amount), open=abs(left)))
    return tuple(sorted(found, key=lambda part: part.date))


def _settle(dues: tuple[Due, ...], given: Decimal) -> tuple[Due, ...]:
    """`given` taken off the instalments, the oldest first."""
    found = []
    for due in dues:
        used = min(due.open, given)
        given -= used
        found.append(msgspec.structs.replace(due, open=due.open - used))
    return tuple(found)


def _disputed(move: Row, rows: list[Row], left: Decimal, unit: Decimal) -> tuple[Decimal, str]:
    """What a person marked in Odoo as not to be chased: the whole invoice, or instalments of it."""
    if move.get("payment_state") == "blocked":
        return left, "blocked in Odoo"
    marked = [row for row in amounts.receivables(rows) if row.get("blocked") or row.get("no_followup")]
    open_parts = (abs(number_of(row.get("amount_residual_currency")) or Decimal(0)) for row in marked)
    total = min(at(sum(open_parts, Decimal(0)), unit), left)
    return (total, "marked 'no follow-up' in Odoo") if total else (Decimal(0), "")


def sent_by_odoo(move: Row, files: set[str], country: str) -> str:
    """Odoo's own e-invoice state, empty where Odoo has done nothing.

    Two e-invoices of one invoice are worse than one too few, so a file that Odoo made counts, though someone may
    only have looked at it. Not so a UBL or CII file in Italy, where FatturaPA alone is an invoice.
    """
    for field in ("l10n_it_edi_state", "edi_state"):
        if text_of(move.get(field)):
            return f"{field}={move[field]}"
    if text_of(move.get("l10n_it_edi_transaction")):
        return f"l10n_it_edi_transaction={move['l10n_it_edi_transaction']}"
    if move.get("peppol_move_state") in _PEPPOL_SENT:
        return f"peppol_move_state={move['peppol_move_state']}"
    if country == "IT":
        files = files - {"ubl_cii_xml_file"}
    if files:
        return "file=" + ",".join(sorted(files))
    return ""
