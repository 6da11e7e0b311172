"""What accounting says of a billing document: on which side it stands, what it is about, its tax in our currency."""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

import msgspec

from connectors.records import Due
from connectors.sap.bill import Bill
from connectors.sap.families import root
from connectors.sap.items import Key
from connectors.sap.ledger import Posting
from connectors.sap.values import decimal, flag
from connectors.sap.web import Web
from einvoice.model import minor_unit

_ZERO, _MOST = Decimal(0), Decimal(10) ** 15
_unit = lru_cache(maxsize=64)(minor_unit)


class Booked(msgspec.Struct, frozen=True):
    """The receivable of one billing document. Amounts are positive."""

    terms: tuple[Due, ...] = ()  # the instalments as posted
    credit: bool | None = None  # whether the customer is credited; None where nothing was posted, or on both sides
    amount: Decimal = _ZERO  # in the document's currency
    local: Decimal = _ZERO  # the same in the company code's; 0 where an instalment does not say it
    local_currency: str = ""


NOTHING = Booked()


def of(ledger: Posting | None) -> Booked:
    if ledger is None:
        return NOTHING
    items, first = ledger.items, ledger.items[0]
    if len(items) == 1:
        return Booked(ledger.terms, ledger.credit, ledger.amount, first.local, first.local_currency)
    side = ledger.credit if all(one.debit == first.debit for one in items) else None
    local = sum([one.local for one in items], _ZERO) if all(one.local for one in items) else _ZERO
    return Booked(ledger.terms, side, ledger.amount, local, first.local_currency)


def about(web: Web, key: Key, bill: Bill) -> Bill:
    """A credit that came from a request names no billing document: it is about the invoice that its item names, by its
    billing document or, where accounting alone posted it, by the number that people know.
    """
    if bill.before:
        return bill
    for one in web.documents.get(key, ()):
        if one.reference and not one.debit and (named := root(web, one)) is not None:
            place = "/".join(one.id)
            if named.billing:
                return msgspec.structs.replace(bill, before=[named.billing], named_by=place)
            return msgspec.structs.replace(bill, posted_before=named.number or named.key[2], named_by=place)
    return bill


def credits(booked: Booked, total: Decimal, usually: bool) -> bool | None:
    """Whether a document of this (signed) total is a credit note: the side on which it was posted decides, for an
    invoice below zero and its cancellation look alike. `usually` is what its category and sign say.

    None where the receivable has another amount and the other side: then nobody can tell who owes whom.
    """
    if booked.credit is None or not booked.amount or booked.credit is usually:
        return usually
    return booked.credit if booked.amount == abs(total) else None


def tax_in_own(bill: Bill, tax: Decimal, own_currency: str, booked: Booked) -> tuple[str, Decimal | None]:
    """BT-6 and BT-111: the tax in the company code's currency, as accounting converted the whole amount.

    Where a posting does not say it, BT-6 stands alone and BR-53 refuses the e-invoice (tax must be told in that
    currency: Directive 2006/112/EC, article 230). Where nothing was posted (a cash sale) it is at the document's own
    rate, but for currencies of other decimals: SAP quotes those for a hundred or a thousand units, and the rate does
    not say for how many. Then nothing is said.
    """
    if booked.amount:
        if booked.local_currency in ("", bill.currency):
            return "", None
        found = tax * booked.local / booked.amount
        return booked.local_currency, _rounded(found, _unit(booked.local_currency)) if booked.local else None
    unit, rate = _unit(own_currency), decimal(bill.row.get("AbsltAccountingExchangeRate"))
    if own_currency in ("", bill.currency) or not rate or unit != _unit(bill.currency):
        return "", None
    found = tax / rate if flag(bill.row, "AcctgExchangeRateIsIndrctQtan") else tax * rate
    return own_currency, _rounded(found, unit)


def _rounded(amount: Decimal, unit: Decimal) -> Decimal | None:
    """Commercially; None for what is out of all proportion."""
    return amount.quantize(unit, ROUND_HALF_UP) if abs(amount) < _MOST else None
