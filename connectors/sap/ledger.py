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
from connectors.sap.items import RESIDUAL, Id, Item, Key
from connectors.sap.web import Web, load
from connectors.sap.world import World
from einvoice.model import minor_unit

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
    if customer:
        there = [one for one in there if one.customer == customer and is_invoice(web, one)]
    first = next((one for one in there if one.billing), next(iter(there), None))
    family = _family(web, beside(web, first)) if first else None
    if family is None:
        return None
    elsewhere = sum((given(web, part) for part in family.parts if not part.cleared), _ZERO)
    opens, rest = list(family.opens), elsewhere
    for number, left in enumerate(opens):
        taken = min(left, rest)
        opens[number], rest = left - taken, rest - taken
    left, first = sum(opens, _ZERO), family.parts[0]
    off = family.reversed or first.billing in web.cancelled
    if off:
        opens = [_ZERO for _ in opens]
    dues = tuple(Due(date=d, amount=a, open=o) for d, a, o in zip(family.dates, family.amounts, opens, strict=True))
    disputed, reason = _disputed(family, dues)
    return Posting(
        key=key,
        customer=first.customer,
        currency=first.currency,
        credit=not first.debit,
        items=tuple(family.parts),
        amount=sum(family.amounts[: len(family.parts)], _ZERO),
        dues=dues,
        open=sum(opens, _ZERO),
        settlements=_settlements(web, family),
        reversed=off,
        disputed=disputed,
        dispute_reason=reason,
        area=next((part.area for part in family.parts if part.area), ""),
        used=family.used,
        left=left,
        changed=max(one.changed for one in (*family.parts, *family.residuals, *family.claims)),
        bad=tuple(f"item {one.id[3]} of {one.key[2]}: {one.bad}" for one in family.all if one.bad),
    )


class _Family:
    """The items of one invoice: its own, their residuals, and what is open against them."""

    def __init__(self, parts: list[Item]) -> None:
        self.parts = sorted(parts, key=lambda one: (one.due, one.id))
        self.residuals: list[Item] = []
        self.claims: list[Item] = []
        self.foreign: list[Item] = []
        self.place = {one.id: number for number, one in enumerate(self.parts)}  # of each item among the dues
        self.dates = [one.due for one in self.parts]
        self.amounts = [one.amount for one in self.parts]
        self.opens = [_ZERO if one.cleared else one.amount for one in self.parts]
        self.blocks = [one.block if not one.cleared else "" for one in self.parts]
        self.reversed = any(one.reversed for one in self.parts)
        self.used: dict[Id, Decimal] = {}
        self.claimed: list[Settlement] = []

    @property
    def all(self) -> tuple[Item, ...]:
        return (*self.parts, *self.residuals, *self.claims)


def _family(web: Web, own: list[Item]) -> _Family | None:
    if not own:
        return None
    debit = sum((one.amount if one.debit else -one.amount for one in own), _ZERO) >= 0
    parts = [one for one in own if one.debit == debit]
    if not parts:
        return None
    family = _Family(parts)
    _follow(web, family, debit)
    named = {one.id for one in family.claims}
    against = [one for one in own if one.debit != debit and one.id not in named]
    family.claims += [one for one in against if not one.cleared and not one.reversed]
    family.claims.sort(key=lambda one: (not one.memo, one.posted, one.id))
    off = family.reversed or parts[0].billing in web.cancelled
    for claim in family.claims:
        if not off or claim.memo:
            _apply(family, claim)
    return family


def _follow(web: Web, family: _Family, debit: bool) -> None:
    """Residual items, theirs in turn, and the open credits that name any of them."""
    elements, seen = list(family.parts), {one.id for one in family.parts}
    keys = list(dict.fromkeys(one.key for one in elements))
    for key in keys:
        for one in sorted(web.references.get(key, ()), key=lambda one: (one.posted, one.id)):
            parent = None if one.id in seen else _named(one, elements)
            if parent is None:
                continue
            seen.add(one.id)
            if one.debit != debit:
                if not (one.cleared or one.reversed or (one.reversal and not one.billing)):
                    family.claims.append(one)
                    family.place[one.id] = family.place[parent.id] if one.reference_item else -1
            elif one.follow_on == RESIDUAL:
                elements.append(one)
                family.residuals.append(one)
                _continue(family, one, parent)
                if one.key not in keys:
                    keys.append(one.key)


def _named(one: Item, elements: list[Item]) -> Item | None:
    """Which of the elements it names; without a number, or with that of another line, the first of the invoice's."""
    there = [each for each in elements if each.key == one.reference]
    exact = next((each for each in there if each.id[3] == one.reference_item), None)
    own = (each for each in there if each.key == elements[0].key)
    return exact or next(own, None)


def _continue(family: _Family, residual: Item, parent: Item) -> None:
    """What is left of a cleared item takes its place; beside one that is open again it stands as a due of its own."""
    place = family.place[parent.id]
    if not parent.cleared:
        family.place[residual.id] = len(family.dates)
        family.dates.append(residual.due)
        family.amounts.append(residual.amount)
        family.opens.append(_ZERO if residual.cleared else residual.amount)
        family.blocks.append("" if residual.cleared else residual.block)
        return
    family.place[residual.id] = place
    if not residual.cleared:
        family.opens[place] += residual.amount
        family.dates[place] = max(family.dates[place], residual.due)
        family.blocks[place] = family.blocks[place] or residual.block


def _apply(family: _Family, claim: Item) -> None:
    """Take an open credit off what is open: its own instalment first where it names one, then in order of due date."""
    first = family.parts[0]
    worth = claim.worth(first.currency)
    if worth is None:
        family.foreign.append(claim)
        return
    named = family.place.get(claim.id, -1)
    order = sorted(range(len(family.opens)), key=lambda n: (n != named, family.dates[n], n))
    rest = worth
    for place in order:
        taken = min(rest, family.opens[place])
        family.opens[place] -= taken
        rest -= taken
    taken = worth - rest
    if taken > 0:
        family.used[claim.id] = _own(claim, taken, worth)
        family.claimed.append(settling.settlement(first, claim, taken))


def _own(claim: Item, taken: Decimal, worth: Decimal) -> Decimal:
    """`taken` of `worth` in the claim's own currency, at the rate at which SAP booked it."""
    if taken == worth:
        return claim.amount
    share = claim.amount * taken / worth
    return taken if worth == claim.amount else share.quantize(minor_unit(claim.currency))


def given(web: Web, part: Item) -> Decimal:
    """How much of an open item the document that it names takes: a credit memo on an open invoice, say."""
    target = root(web, part)
    if target is None:
        return _ZERO
    family = _family(web, beside(web, target))
    return family.used.get(part.id, _ZERO) if family else _ZERO


def root(web: Web, one: Item) -> Item | None:
    """The item of the invoice that this one belongs to in the end, None where it names none that is known."""
    found = None
    for _ in range(5):
        there = web.documents.get(one.reference, []) if one.reference else []
        exact = next((each for each in there if each.id[3] == one.reference_item), None)
        parent = exact or next((each for each in there if each.follow_on != RESIDUAL), None)
        if parent is None or parent is one:
            break
        found = one = parent
        if one.follow_on != RESIDUAL:
            break
    return found


def is_invoice(web: Web, one: Item) -> bool:
    """Whether an item without a billing document is owed on its own: a debit, or a credit memo. Not what is left of
    another one, nor what reverses one.
    """
    if one.reversal or not (one.debit or one.memo):
        return False
    return one.follow_on != RESIDUAL or root(web, one) is None


def beside(web: Web, one: Item) -> list[Item]:
    """The items that make one invoice with this one: of a billing document's posting all instalments, and what was
    cleared with it when it was posted; else those of the same customer.
    """
    own = web.documents.get(one.key, [])
    if one.billing:
        alike = (each.debit == one.debit and not each.billing and is_invoice(web, each) for each in own)
        return [
            each
            for each, same in zip(own, alike, strict=True)
            if same or each.billing == one.billing or each.reference == one.key
        ]
    return [each for each in own if each.customer == one.customer and not each.billing and is_invoice(web, each)]


def _settlements(web: Web, family: _Family) -> tuple[Settlement, ...]:
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
            left = (one for one in web.documents[key] if one.debit and one.follow_on == RESIDUAL)
            off = web.less.get(key, _ZERO) + sum((one.amount for one in left), _ZERO)
            if off > 0:
                less[key] = off
        parts = [one for one in group if one.debit == element.debit]
        web.shares[place] = settling.shares(parts, credits, less)
    return web.shares[place].get(element.id, ())


def _disputed(family: _Family, dues: tuple[Due, ...]) -> tuple[Decimal, str]:
    """What is not to be reminded of, and why.

    A dispute takes the earliest instalments first; so where a later one is blocked, those before it wait with it.
    """
    blocked = {number: code for number, code in enumerate(family.blocks) if code and dues[number].open > 0}
    if family.foreign and any(due.open > 0 for due in dues):
        claim = family.foreign[0]
        reason = f"{claim.key[2]} of {claim.amount} {claim.currency} is posted on it, in another currency"
        return sum((due.open for due in dues), _ZERO), reason
    if not blocked:
        return _ZERO, ""
    last = max((dues[number].date, dues[number].amount) for number in blocked)
    before = [due.open for due in dues if (due.date, due.amount) <= last]
    return sum(before, _ZERO), f"dunning block {', '.join(sorted(set(blocked.values())))}"
