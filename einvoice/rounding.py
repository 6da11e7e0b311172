"""Make lines add up to what the ERP posted, where rounding alone keeps them apart.

The rule: the posted totals and VAT bases are the truth. Line nets are first rounded to the currency's minor unit
(half away from zero), unless the ERP posted each of them (`lines_posted`): then a digit too many is for BR-DEC-23.
Where the lines of one VAT group then miss its posted base by no more than half a minor unit for each line that is
worth anything, the difference is spread: one minor unit on each of the largest lines of the group (by absolute net;
the earlier line where two are alike) until nothing is left. So EN 16931's BR-CO-10 and BR-S-08 and SdI's 00422 hold
to the cent. Anything larger stays as it is, and `rules.py` names both figures.
"""

from decimal import ROUND_HALF_UP, Decimal

import msgspec

from einvoice.groups import Group, groups
from einvoice.model import Invoice, Line, minor_unit

_PRICE_DECIMALS = Decimal("0.00000001")


def spread(invoice: Invoice) -> tuple[Invoice, tuple[str, ...]]:
    """The invoice with lines that add up to its posted bases, and one note for each change; never raises."""
    unit = minor_unit(invoice.currency)
    lines = [_positive_price(line) for line in invoice.lines]
    notes = [
        f"lines[{i}]: a negative price is written as a negative quantity"
        for i, line in enumerate(invoice.lines)
        if line.price < 0
    ]
    for i, line in enumerate(lines):
        rounded = line.net if invoice.lines_posted else line.net.quantize(unit, ROUND_HALF_UP)
        if rounded != line.net:
            notes.append(f"lines[{i}].net: {line.net} rounded to {rounded} {invoice.currency}")
            lines[i] = msgspec.structs.replace(line, net=rounded)
    for group in groups(msgspec.structs.replace(invoice, lines=tuple(lines))):
        for i, step in _steps(group, unit):
            notes.append(
                f"lines[{i}].net: {lines[i].net} becomes {lines[i].net + step} {invoice.currency}, because the "
                f"lines of {group.label} add up to {group.summed} and the posted base is {group.base}"
            )
            lines[i] = msgspec.structs.replace(lines[i], net=lines[i].net + step)
    totals = invoice.totals
    summed = sum((line.net for line in lines), Decimal(0))
    asked = totals.tax_exclusive + totals.allowances - totals.charges
    if totals.lines != summed == asked and abs(totals.lines - summed) <= unit * len(lines) / 2:
        # BT-106 is worked out from the lines, not posted: it follows them.
        notes.append(f"totals.lines: {totals.lines} becomes {summed} {invoice.currency}")
        totals = msgspec.structs.replace(totals, lines=summed)
    if not notes:
        return invoice, ()
    return msgspec.structs.replace(invoice, lines=tuple(lines), totals=totals), tuple(notes)


def share(invoice: Invoice) -> Invoice:
    """The invoice with whatever its lines miss of their VAT bases spread by the rule, however much it is.

    For amounts that a conversion has just made; `spread` is for what an ERP posted.
    """
    unit = minor_unit(invoice.currency)
    lines = list(invoice.lines)
    for group in groups(invoice):
        missing = group.base - group.summed
        moving = sorted((i for i, line in group.lines if line.net), key=lambda i: (-abs(lines[i].net), i))
        each, more = divmod(int(abs(missing) / unit), len(moving)) if moving and group.taxes else (0, 0)
        for rank, i in enumerate(moving):
            step = (unit * (each + (rank < more))).copy_sign(missing)
            lines[i] = msgspec.structs.replace(lines[i], net=lines[i].net + step)
    return msgspec.structs.replace(invoice, lines=tuple(lines))


def unit_price(line: Line) -> Decimal:
    """The price of one unit before the line's allowances, at up to 8 decimals, that gives the line's net.

    The line's own price where it gives the net to within half a cent; else the price is worked out from the net
    (SdI 00423 asks for price x quantity = total). Has the sign that goes with a positive quantity.
    """
    own = line.price / line.base_quantity if line.base_quantity else line.price
    extras = sum((a.amount if a.charge else -a.amount for a in line.allowances), Decimal(0))
    sign = -1 if line.quantity < 0 else 1
    price = own * sign
    if abs(own * line.quantity + extras - line.net) > Decimal("0.005") and line.quantity:
        price = (line.net - extras) / abs(line.quantity)
    return price.quantize(_PRICE_DECIMALS, ROUND_HALF_UP)


def _positive_price(line: Line) -> Line:
    """EN 16931 knows no negative price (BR-27); a negative quantity says the same."""
    if line.price >= 0:
        return line
    return msgspec.structs.replace(line, price=-line.price, quantity=-line.quantity)


def _steps(group: Group, unit: Decimal) -> list[tuple[int, Decimal]]:
    """Which lines move, and by how much each."""
    missing = group.base - group.summed
    moving = [(i, line) for i, line in group.lines if line.net or line.quantity * line.price]
    if not group.taxes or not missing or abs(missing) > unit * len(moving) / 2 or missing % unit:
        return []
    moving.sort(key=lambda found: (-abs(found[1].net), found[0]))
    count = int(abs(missing) / unit)
    return [(i, unit.copy_sign(missing)) for i, _ in moving[:count]]
