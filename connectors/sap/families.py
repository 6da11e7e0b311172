"""The items of one invoice: its own, what was left of them, and what is open against them."""

from decimal import Decimal

from connectors.records import Settlement
from connectors.sap import settling
from connectors.sap.items import RESIDUAL, Id, Item
from connectors.sap.web import Web
from einvoice.model import minor_unit

_ZERO = Decimal(0)


class Family:
    """The items of one invoice: its own, their residuals, and what is open against them."""

    def __init__(self, web: Web, parts: list[Item]) -> None:
        self.parts = sorted(parts, key=lambda one: (one.due, one.id)) if len(parts) > 1 else parts
        self.residuals: list[Item] = []
        self.claims: list[Item] = []
        self.foreign: list[Item] = []
        self.place = {one.id: number for number, one in enumerate(self.parts)}  # of each item among the dues
        self.dates = [one.due for one in self.parts]
        self.amounts = [one.amount for one in self.parts]
        self.opens = [_ZERO if one.cleared else one.amount for one in self.parts]
        self.blocks = [kept_back(web, one) for one in self.parts]
        self.reversed = any(one.reversed for one in self.parts)
        self.used: dict[Id, Decimal] = {}
        self.claimed: list[Settlement] = []

    @property
    def all(self) -> tuple[Item, ...]:
        return (*self.parts, *self.residuals, *self.claims)


def family_of(web: Web, own: list[Item]) -> Family | None:
    if not own:
        return None
    debit = own[0].debit
    if len(own) > 1:
        net = sum((one.amount if one.debit else -one.amount for one in own), _ZERO)
        debit = net > 0 if net else any(one.debit for one in own)
    parts = [one for one in own if one.debit == debit]
    if not parts:
        return None
    family = Family(web, parts)
    _follow(web, family, debit)
    if len(parts) < len(own):
        named = {one.id for one in family.claims}
        against = [one for one in own if one.debit != debit and one.id not in named]
        family.claims += [one for one in against if not one.cleared and not one.reversed]
    if not family.claims:
        return family
    family.claims.sort(key=lambda one: (not one.memo, one.posted, one.id))
    off = family.reversed or parts[0].billing in web.cancelled
    for claim in family.claims:
        if not off or claim.memo:
            _apply(family, claim)
    return family


def _follow(web: Web, family: Family, debit: bool) -> None:
    """Residual items, theirs in turn, and the open credits that name any of them."""
    elements = list(family.parts)
    keys = list(dict.fromkeys([one.key for one in elements]))
    if not any(map(web.references.get, keys)):
        return
    seen = {one.id for one in elements}
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
                _continue(web, family, one, parent)
                if one.key not in keys:
                    keys.append(one.key)


def _named(one: Item, elements: list[Item]) -> Item | None:
    """Which of the elements it names; without a number, or with that of another line, the first of the invoice's."""
    there = [each for each in elements if each.key == one.reference]
    exact = next((each for each in there if each.id[3] == one.reference_item), None)
    own = (each for each in there if each.key == elements[0].key)
    return exact or next(own, None)


def kept_back(web: Web, one: Item) -> str:
    """Why an open item is not to be reminded of, as SAP's own run sees it: a dunning block, or the payment run will
    collect it (F150 leaves out what has a payment method for incoming payments, and no payment block).
    """
    if one.cleared or not one.debit:
        return ""
    if one.block:
        return f"dunning block {one.block}"
    return f"collected by direct debit, payment method {one.method}" if one.method in web.collected else ""


def _continue(web: Web, family: Family, residual: Item, parent: Item) -> None:
    """What is left of a cleared item takes its place; beside one that is open again it stands as a due of its own."""
    place, over = family.place[parent.id], residual.cleared or residual.reversed
    if not parent.cleared:
        family.place[residual.id] = len(family.dates)
        family.dates.append(residual.due)
        family.amounts.append(residual.amount)
        family.opens.append(_ZERO if over else residual.amount)
        family.blocks.append(kept_back(web, residual))
        return
    family.place[residual.id] = place
    if not over:
        family.opens[place] += residual.amount
        family.dates[place] = max(family.dates[place], residual.due)
        family.blocks[place] = family.blocks[place] or kept_back(web, residual)


def _apply(family: Family, claim: Item) -> None:
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
    if one.billing and len(own) < 2:
        return own
    if one.billing:
        alike = (each.debit == one.debit and not each.billing and is_invoice(web, each) for each in own)
        return [
            each
            for each, same in zip(own, alike, strict=True)
            if same or each.billing == one.billing or each.reference == one.key
        ]
    return [each for each in own if each.customer == one.customer and not each.billing and is_invoice(web, each)]
