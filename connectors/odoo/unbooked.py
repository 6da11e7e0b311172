"""Payments registered on invoices that have no journal entry (Enterprise, from 18 on).

Odoo's residuals ignore them, and an invoice with one counts as "in payment" there, however small the payment is.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from connectors.odoo.reader import Row, at, link, link_name, links, number_of, text_of
from einvoice.model import minor_unit

GIVEN = ("in_payment", "paid")  # what Odoo calls an invoice with such a payment
FIELDS = ("amount_residual", "invoice_date_due", "currency_id", "payment_state")  # of an invoice, for its share


def is_unbooked(payment: Row) -> bool:
    """Whether it is under way without being in the books."""
    return payment.get("state") == "in_process" and not link(payment.get("move_id")) and not payment.get("is_matched")


def _counts(payment: Row, move: Row) -> bool:
    """One that a person marked as paid counts where no bank statement has lowered the residual for it yet."""
    if link(payment.get("currency_id")) != link(move.get("currency_id")):
        return False
    done = payment.get("state") == "paid" and not link(payment.get("move_id")) and move.get("payment_state") in GIVEN
    return is_unbooked(payment) or done


def foreign(payments: Iterable[Row], moves: Mapping[int, Row]) -> set[int]:
    """Invoices with a payment under way in another currency: nobody can say what it settles."""
    return {
        id_
        for payment in filter(is_unbooked, payments)
        for id_ in invoices_of(payment)
        if id_ in moves and link(moves[id_].get("currency_id")) != link(payment.get("currency_id"))
    }


def invoices_of(payment: Row) -> list[int]:
    """The ids of the invoices that it was registered on."""
    return links(payment.get("invoice_ids"))


def shares(payments: Iterable[Row], moves: Mapping[int, Row]) -> dict[int, Decimal]:
    """By invoice what these payments settle of it, in the invoice's currency.

    Odoo links a payment over several invoices to each of them, with its whole amount: here it is spread over
    them, the oldest due first. A payment in another currency than an invoice settles nothing of it.
    """
    left = {id_: abs(number_of(move.get("amount_residual")) or Decimal(0)) for id_, move in moves.items()}
    given: dict[int, Decimal] = {}
    for payment in sorted(payments, key=lambda row: int(row["id"])):
        currency = link_name(payment.get("currency_id"))
        amount = at(number_of(payment.get("amount")) or Decimal(0), minor_unit(currency))
        same = [id_ for id_ in invoices_of(payment) if id_ in moves and _counts(payment, moves[id_])]
        for id_ in sorted(same, key=lambda id_: (text_of(moves[id_].get("invoice_date_due")), id_)):
            used = min(amount, left[id_])
            amount -= used
            left[id_] -= used
            given[id_] = given.get(id_, Decimal(0)) + used
    return given
