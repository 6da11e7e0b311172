"""Payments: credit items of customers that are no credit memos, each of them one payment."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from decimal import Decimal

from connectors.cursor import Cursor
from connectors.records import Page, Payment, Unreadable
from connectors.sap import changes, filters
from connectors.sap.items import ENTITY, Item, Key
from connectors.sap.ledger import given
from connectors.sap.values import Case
from connectors.sap.web import Web
from connectors.sap.world import World
from connectors.sealing import aside, sealed

_ZERO = Decimal(0)
_CREDITS = filters.eq("DebitCreditCode", "H")


def pages(world: World, cursor: str | None) -> Iterator[Page]:
    """Every payment, then those that changed; a payment also changes with the invoice that it was posted on."""
    at = changes.begun(world, Cursor.parse(cursor))
    for items, stand in changes.walked(world, at, _CREDITS):
        at = stand
        yield Page(records=_touched(world, items), cursor=at.text())
    for items, stand in changes.reopened(world, at, cursor):
        yield Page(records=_touched(world, items), cursor=stand.text())


def _touched(world: World, items: list[Item]) -> tuple[Payment | Unreadable, ...]:
    web, found = changes.touched(world, items) if items else (Web(), [])
    return read(world, web, found)


def read(world: World, web: Web, items: Iterable[Item]) -> tuple[Payment | Unreadable, ...]:
    """The payments among these items; what they name is loaded."""
    return tuple(payment(world, web, one) for one in items if is_payment(one))


def is_payment(one: Item) -> bool:
    """Whether it is money. What reverses a posting is none, and a credit memo is a record of its own."""
    return not (one.debit or one.memo or one.reversal)


def id_of(one: Item) -> str:
    """How a payment is named: year, document and item, for a document may hold several."""
    return "/".join(one.id[1:])


def payment(world: World, web: Web, one: Item) -> Payment | Unreadable:
    """One of them. `unapplied` is what is open of it, without what it was posted on takes."""
    key: Key = one.key
    case = Case(f"Accounting document {key[2]} of {key[1]}, item {one.id[3]}, company code {key[0]}")
    ref = world.ref("payment", key[0], id_of(one))
    place = "/".join(one.id)
    case.origin("amount", ENTITY, place, "AmountInTransactionCurrency")
    case.origin("customer", ENTITY, place, "Customer")
    if one.bad:
        case.fault("garbled", "amount", one.bad)
    if not one.customer:
        case.fault("BR-07", "customer", "Customer is empty")
    if case.faults:
        return aside(ref, case)
    free = _ZERO if one.cleared or one.reversed else max(one.amount - given(web, one), _ZERO)
    return sealed(
        Payment(
            ref=ref,
            version="",
            changed_at=datetime.combine(one.changed, time(), UTC),
            customer=world.ref("customer", "", one.customer),
            date=one.posted,
            currency=one.currency,
            amount=one.amount,
            unapplied=free,
            state="cancelled" if one.reversed else "posted",
            memo=one.text or one.number or key[2],
        )
    )
