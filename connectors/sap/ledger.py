"""What the ledger says of an invoice or credit memo: its instalments, what is open on them, and what settled it.

Rules, after SAP's own posting logic (accounts receivable: clearing, partial payment, residual item):

- A cleared item is settled whole, whatever the currency of what cleared it: discounts and payment differences too.
- A *residual item* continues the item that was cleared: the invoice is open with what is left.
- An open *part payment* or credit memo that names the invoice lowers what is open on it, never below nothing; the
  rest of it stays free money. In another currency it counts with what SAP says it is worth in the invoice's (balance
  or company code currency). Where SAP does not say, nobody converts: the invoice is left alone as disputed.
- A cancelled invoice owes nothing, and what was paid on it is free. What is left of it open, its cancellation settles.
- Special G/L items (down payments and requests, guarantees, bills of exchange) are neither invoices nor free money.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import msgspec

from connectors.records import Due, Settlement
from connectors.sap import settling
from connectors.sap.families import Family, beside, family_of, is_invoice, kept_back, root
from connectors.sap.items import RESIDUAL, Id, Item, Key
from connectors.sap.web import Web, load
from connectors.sap.world import World

_ZERO = Decimal(0)


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """One invoice or credit memo as it stands. Amounts are positive, in `currency`."""

    key: Key
    customer: str  # the debtor
    currency: str
    credit: bool  # whether it is owed to the customer
    items: tuple[Item, ...]  # by due date
    amount: Decimal
    dues: tuple[Due, ...]
    terms: tuple[Due, ...]  # the instalments as posted, whatever became of them: what the document says
    open: Decimal
    settlements: tuple[Settlement, ...]
    reversed: bool  # in accounting
    disputed: Decimal  # what is not to be reminded of
    dispute_reason: str
    area: str  # dunning area
    used: Mapping[Id, Decimal]  # how much of each open credit it takes, in that one's currency
    left: Decimal  # open before what a cancellation takes
    changed: date
    bad: tuple[str, ...]  # what cannot be understood in its items and in those that name it


def postings(world: World, keys: Iterable[Key]) -> dict[Key, Posting]:
    """Those of these accounting documents that have receivable items, in a bounded number of requests."""
    keys = list(keys)
    web = load(world, keys)
    found = ((key, posting(web, key)) for key in keys)
    return {key: each for key, each in found if each}


def posting(web: Web, key: Key, customer: str = "") -> Posting | None:
    """What a loaded document says: a billing document's, or that of one customer where there is none."""
    there = web.documents.get(key, [])
    if len(there) == 1 and not customer and _stands_alone(web, there[0]):
        return _usual(web, there[0])
    return related(web, key, customer)


def _stands_alone(web: Web, one: Item) -> bool:
    """Whether an item of a billing document's posting has no relatives, as most have none."""
    return bool(one.billing) and not one.reference and not web.references.get(one.key)


def _usual(web: Web, one: Item) -> Posting:
    """What `related` says of an item that stands alone, without looking for its relatives."""
    off = one.reversed or one.billing in web.cancelled
    left = _ZERO if one.cleared else one.amount
    still = _ZERO if off else left
    reason = kept_back(web, one) if still else ""
    return Posting(
        key=one.key,
        customer=one.customer,
        currency=one.currency,
        credit=not one.debit,
        items=(one,),
        amount=one.amount,
        dues=(Due(date=one.due, amount=one.amount, open=still),),
        terms=(Due(date=one.due, amount=one.amount, open=one.amount),),
        open=still,
        settlements=_shared(web, one),
        reversed=off,
        disputed=still if reason else _ZERO,
        dispute_reason=reason,
        area=one.area,
        used={},
        left=left,
        changed=one.changed,
        bad=(f"item {one.id[3]} of {one.key[2]}: {one.bad}",) if one.bad else (),
    )


def related(web: Web, key: Key, customer: str = "") -> Posting | None:
    """`posting` of a document of several items, or one that others name."""
    there = web.documents.get(key, [])
    if customer:
        there = [one for one in there if one.customer == customer and is_invoice(web, one)]
    if not there:
        return None
    family = family_of(web, beside(web, next((one for one in there if one.billing), there[0])))
    if family is None:
        return None
    parts, opens, everything = family.parts, family.opens, family.all
    rest = sum([given(web, part) for part in parts if part.reference and not part.cleared], _ZERO)
    if rest:
        opens = list(opens)
        for number, left in enumerate(opens):
            taken = min(left, rest)
            opens[number], rest = left - taken, rest - taken
    left, first = sum(opens, _ZERO), parts[0]
    off = family.reversed or first.billing in web.cancelled
    if off:
        opens = [_ZERO for _ in opens]
    dues = tuple([Due(date=d, amount=a, open=o) for d, a, o in zip(family.dates, family.amounts, opens, strict=True)])
    disputed, reason = _disputed(family, dues)
    return Posting(
        key=key,
        customer=first.customer,
        currency=first.currency,
        credit=not first.debit,
        items=tuple(parts),
        amount=sum(family.amounts[: len(parts)], _ZERO),
        dues=dues,
        terms=tuple([Due(date=part.due, amount=part.amount, open=part.amount) for part in parts]),
        open=_ZERO if off else left,
        settlements=_settlements(web, family),
        reversed=off,
        disputed=disputed,
        dispute_reason=reason,
        area=next((part.area for part in parts if part.area), ""),
        used=family.used,
        left=left,
        changed=max([one.changed for one in everything]),
        bad=tuple([f"item {one.id[3]} of {one.key[2]}: {one.bad}" for one in everything if one.bad]),
    )


def given(web: Web, part: Item) -> Decimal:
    """How much of an open item the document that it names takes: a credit memo on an open invoice, say."""
    target = root(web, part)
    if target is None:
        return _ZERO
    family = family_of(web, beside(web, target))
    return family.used.get(part.id, _ZERO) if family else _ZERO


def _settlements(web: Web, family: Family) -> tuple[Settlement, ...]:
    found = list(family.claimed)
    for element in (*family.parts, *family.residuals):
        found += _shared(web, element)
    return settling.in_order(found)


def _shared(web: Web, element: Item) -> tuple[Settlement, ...]:
    """What settled a cleared item. One clearing is shared out once, for all of its items."""
    if element.clearing is None:
        return ()
    place = (element.clearing, element.debit)
    if place not in web.shares:
        group = web.clearings.get(element.clearing, ())
        credits = [one for one in group if one.debit != element.debit]
        less = {}
        for key in {one.key for one in credits if element.debit}:
            off = web.less.get(key, _ZERO)
            for one in web.documents.get(key, ()):
                if one.debit and one.follow_on == RESIDUAL:
                    off += one.amount
            if off > 0:
                less[key] = off
        parts = [one for one in group if one.debit == element.debit]
        web.shares[place] = settling.shares(parts, credits, less)
    return web.shares[place].get(element.id, ())


def _disputed(family: Family, dues: tuple[Due, ...]) -> tuple[Decimal, str]:
    """What is not to be reminded of, and why.

    A dispute takes the earliest instalments first; so where a later one is blocked, those before it wait with it.
    """
    if not family.foreign and not any(family.blocks):
        return _ZERO, ""
    blocked = {number: code for number, code in enumerate(family.blocks) if code and dues[number].open > 0}
    if family.foreign and any(due.open > 0 for due in dues):
        claim = family.foreign[0]
        reason = f"{claim.key[2]} of {claim.amount} {claim.currency} is posted on it, in another currency"
        return sum((due.open for due in dues), _ZERO), reason
    if not blocked:
        return _ZERO, ""
    last = max((dues[number].date, dues[number].amount) for number in blocked)
    before = [due.open for due in dues if (due.date, due.amount) <= last]
    return sum(before, _ZERO), "; ".join(sorted(set(blocked.values())))
