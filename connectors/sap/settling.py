"""What was cleared together, shared out: which credit settled which invoice, with how much and when.

SAP says which items a clearing has in common, not which pays which. A credit that names its invoice pays that one
first; all others go to the invoice that was due first, as with credits on account (dunning.claims). Nothing is
settled with more than its amount, less the cash discount that was taken on it; and no credit gives more than the
money that came with it: discounts, payment differences and what was left as a residual item are taken off.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from connectors.records import Settlement
from connectors.sap.items import Id, Item, Key

_ZERO = Decimal(0)


def shares(
    parts: Sequence[Item], credits: Sequence[Item], less: Mapping[Key, Decimal]
) -> dict[Id, tuple[Settlement, ...]]:
    """The settlements of each of `parts`, by date. All items are of one clearing; the two sides are opposite.

    `less` is what a credit's document holds that is no money, in that document's currency. A credit in another
    currency counts with what SAP says it is worth in the part's, once for each currency; where SAP says nothing, it
    has settled what the others have not, for the part is cleared.
    """
    if len(parts) == len(credits) == 1:
        return _alone(parts[0], credits[0], less)
    parts, credits = sorted(parts, key=_by_due), sorted(credits, key=_by_date)
    room = {part.id: max(part.amount - part.discount, _ZERO) for part in parts}
    purses = _purses(credits, less, parts)
    found: dict[Id, list[Settlement]] = {part.id: [] for part in parts}

    def give(credit: Item, part: Item) -> bool:
        """Whether the credit has something left for more of this currency."""
        worth = credit.worth(part.currency)
        if worth is None:
            return True
        purse = purses.setdefault((credit.id, part.currency), worth)
        taken = min(purse, room[part.id])
        if taken > 0:
            purses[credit.id, part.currency] = purse - taken
            room[part.id] -= taken
            found[part.id].append(settlement(part, credit, taken))
        return purse > taken

    by_key: dict[Key, list[Item]] = {}
    for part in parts:
        by_key.setdefault(part.key, []).append(part)
    for credit in credits:
        for part in by_key.get(credit.reference, ()) if credit.reference else ():
            give(credit, part)
    for alike in _by_currency(parts):
        first = 0  # those before it are full: thousands may have been cleared together
        for credit in credits:
            for number in range(first, len(alike)):
                if not give(credit, alike[number]):
                    break
            while first < len(alike) and not room[alike[first].id]:
                first += 1
    for part in parts:
        unknown = (credit for credit in reversed(credits) if credit.worth(part.currency) is None)
        if room[part.id] > 0 and (last := next(unknown, None)):
            found[part.id].append(settlement(part, last, room[part.id]))
    return {id_: in_order(each) for id_, each in found.items()}


def _alone(part: Item, credit: Item, less: Mapping[Key, Decimal]) -> dict[Id, tuple[Settlement, ...]]:
    """The usual clearing has one of each: the same, without what only several need."""
    room = max(part.amount - part.discount, _ZERO)
    purse = _purses([credit], less, [part]).get((credit.id, part.currency), credit.worth(part.currency))
    taken = room if purse is None else min(purse, room)
    return {part.id: (settlement(part, credit, taken),) if taken > 0 else ()}


def _by_currency(parts: Sequence[Item]) -> list[list[Item]]:
    found: dict[str, list[Item]] = {}
    for part in parts:
        found.setdefault(part.currency, []).append(part)
    return list(found.values())


def settlement(part: Item, credit: Item, amount: Decimal) -> Settlement:
    """`amount`, in the part's currency, that the credit settles of it. What stands in the invoice's own document (a
    down payment that was cleared with it) is money.
    """
    own = credit.key == part.key
    return Settlement(
        date=credit.posted,
        amount=amount,
        ref=credit.key[2],
        credit=not own and (credit.memo or credit.reversal or credit.debit),
    )


def in_order(found: Sequence[Settlement]) -> tuple[Settlement, ...]:
    """By date; what one document settles of one invoice is one settlement."""
    if len(found) < 2:
        return tuple(found)
    merged: dict[tuple[date, str, bool], Decimal] = {}
    for each in found:
        place = (each.date, each.ref, each.credit)
        merged[place] = merged.get(place, _ZERO) + each.amount
    return tuple(Settlement(date=d, amount=a, ref=r, credit=c) for (d, r, c), a in sorted(merged.items()))


def _purses(
    credits: Sequence[Item], less: Mapping[Key, Decimal], parts: Sequence[Item]
) -> dict[tuple[Id, str], Decimal]:
    """The money of each credit in its own currency."""
    told = any(part.discount for part in parts)
    rest = dict(less)
    found = {}
    for credit in reversed(credits):
        off = rest.get(credit.key, _ZERO)
        if credit.memo or credit.reversal:  # its revenue lines are what it is made of
            off = _ZERO
        elif credit.key not in less and not told:
            off = credit.discount
        taken = min(off, credit.amount)
        rest[credit.key] = off - taken
        found[credit.id, credit.currency] = credit.amount - taken
    return found


def _by_due(item: Item) -> tuple[object, ...]:
    return item.due, item.posted, item.id


def _by_date(item: Item) -> tuple[object, ...]:
    return item.posted, item.id
