"""Lines of a document as invoice lines (BG-25), with a price that leads exactly to the posted net.

NetSuite keeps amounts and quantities of sales negative, quantities in the base unit, and has lines that are no lines
of an invoice: cost of goods, members of kits, headings, subtotals.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from connectors.netsuite import references, taxes, units
from connectors.netsuite.suiteql import Select
from connectors.netsuite.taxes import Applied
from connectors.netsuite.values import ONE, ZERO, Case, Row, decimal, exact, text, tidy, yes
from connectors.netsuite.world import World
from connectors.prices import price_for
from connectors.records import Origin
from einvoice.model import AllowanceCharge, Identifier, Line, Vat

SELECT = Select(
    columns={
        "transaction": "tl.transaction", "id": "tl.id", "place": "tl.linesequencenumber", "item": "tl.item",
        "kind": "tl.itemtype", "quantity": "tl.quantity", "rate": "tl.rate", "net": "tl.foreignamount",
        "memo": "tl.memo", "tax": "tl.taxline", "cogs": "tl.iscogs", "kit": "tl.kitcomponent", "units": "tl.units",
        "order": "tl.createdfrom", "discount": "tl.transactiondiscount", "code": "tl.taxcode",
        "codename": "BUILTIN.DF(tl.taxcode)", "taxrate": "tl.taxrate1", "billed": "tl.quantitybilled",
        "shipped": "tl.quantityshiprecv", "closed": "tl.isclosed", "taxname": "BUILTIN.DF(tl.item)",
    },
    source="transactionline tl",
    where=("tl.mainline = 'F'",),
    keys=("transaction", "id"),
    optional=frozenset(
        {"kind", "kit", "units", "discount", "code", "codename", "taxrate", "billed", "shipped", "closed"}
    ),
    hint="the right to view the transaction's type",
)  # fmt: skip
_ITEMS = Select(
    columns={"id": "i.id", "name": "i.itemid", "shown": "i.displayname", "upc": "i.upccode"},
    source="item i",
    hint="Lists > Items: View",
)
_NO_LINES = ("Description", "Subtotal", "Group", "EndGroup", "TaxItem", "TaxGroup")
_ITEMS_KEPT = 20_000


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What the lines of a document give."""

    lines: tuple[Line, ...]
    allowances: tuple[AllowanceCharge, ...]  # BG-20: discounts on the whole document
    nets: tuple[tuple[Vat, Decimal], ...]  # of both, by treatment; discounts are negative

    @property
    def net(self) -> Decimal:
        """BT-109."""
        return sum((net for _, net in self.nets), ZERO)


def fetch(world: World, documents: Iterable[str]) -> dict[str, list[Row]]:
    """All but the main lines, by document, in the order in which they are printed."""
    found: dict[str, list[Row]] = {}
    for row in world.client.lookup(SELECT, "tl.transaction", documents):
        found.setdefault(text(row, "transaction"), []).append(row)
    for rows in found.values():
        rows.sort(key=_place)
    return found


def items(world: World, rows: Iterable[Row]) -> Mapping[str, Row]:
    """Names of what these lines sell, by id; kept for the next page."""
    there = world.small.setdefault("item", {})
    if len(there) > _ITEMS_KEPT:
        there.clear()
    wanted = {text(row, "item") for row in rows if not yes(row, "tax")} - there.keys() - {""}
    for row in world.client.lookup(_ITEMS, "i.id", sorted(wanted)):
        there[text(row, "id")] = row
    return there


def sold(rows: Iterable[Row]) -> list[Row]:
    """Lines that are lines of an invoice or an order."""
    return [
        row
        for row in rows
        if not (yes(row, "tax") or yes(row, "cogs") or yes(row, "kit")) and text(row, "kind") not in _NO_LINES
    ]


def read(case: Case, world: World, rows: Sequence[Row], applied: Sequence[Applied], sign: int, unit: Decimal) -> Read:
    """`sign` turns what the document sells positive: -1 on invoices, 1 on credit memos."""
    named = items(world, rows)
    codes = world.settings.tax_codes
    found: list[Line] = []
    allowances: list[AllowanceCharge] = []
    nets: list[tuple[Vat, Decimal]] = []
    for row in sold(rows):
        path = f"lines[{len(found)}]"
        key = f"transactionline {text(row, 'transaction')}/{text(row, 'id')}"
        case.origin(path, key, "item")
        net = exact(case.amount(path, row, "net", empty=ZERO) * sign, unit)
        quantity = case.amount(path, row, "quantity", empty=ZERO) * sign
        if not net and not quantity:
            continue
        treatment = taxes.of_line(row, applied, codes)
        if treatment.unclear:
            case.origins[f"{path}.vat"] = _place_of(case, key, treatment.unclear, "taxcode")
        nets.append((treatment.vat, net))
        if yes(row, "discount") and net < 0:
            reason = _name(row, named)
            allowances.append(AllowanceCharge(amount=-net, reason=reason, reason_code="95", vat=treatment.vat))
            continue
        found.append(_line(case, world, path, key, row, named, net, quantity, treatment.vat, unit, len(found) + 1))
    return Read(lines=tuple(found), allowances=tuple(allowances), nets=tuple(nets))


def _line(
    case: Case, world: World, path: str, key: str, row: Row, named: Mapping[str, Row], net: Decimal,
    quantity: Decimal, vat: Vat, unit: Decimal, place: int,
) -> Line:  # fmt: skip
    measure = references.unit(world, text(row, "units"))
    code = _unit(world, row, measure)
    if not code:
        what = f"unit {text(measure, 'name')}: say its code of UN/ECE Rec 20 in units"
        if not measure:
            what = f"unit {text(row, 'units')} cannot be read: ask for Lists > Units: View"
        case.origins[f"{path}.unit"] = _place_of(case, key, what, "units")
    factor = factor_of(measure)
    quantity = abs(quantity / factor) or ONE  # a charge or discount without quantity is one of it
    rate = decimal(row.get("rate"))
    price, base = price_for(abs(net), quantity, unit, abs(rate * factor) if rate is not None else None)
    upc = text(named.get(text(row, "item"), {}), "upc")
    return Line(
        id=text(row, "place") or str(place),
        name=_name(row, named),
        quantity=tidy(-quantity if net < 0 else quantity),
        unit=code,
        net=net,
        price=price,
        base_quantity=base,
        vat=vat,
        description=_description(row, named),
        seller_item=text(named.get(text(row, "item"), {}), "name"),
        standard_item=Identifier(value=upc, scheme="0160") if upc.isdigit() and len(upc) in (8, 12, 13, 14) else None,
    )


def _unit(world: World, row: Row, measure: Row) -> str:
    """Its code; "" where nobody can say it. A line that names no unit counts pieces as sold."""
    if not text(row, "units"):
        return units.NONE
    return units.code(text(measure, "name"), text(measure, "short"), world.settings.units) if measure else ""


def factor_of(measure: Row) -> Decimal:
    """How many base units one of this unit is: quantities and rates are kept for one base unit."""
    return decimal(measure.get("rate")) or ONE


def _name(row: Row, named: Mapping[str, Row]) -> str:
    item = named.get(text(row, "item"), {})
    return text(item, "shown") or text(item, "name") or text(row, "memo") or text(row, "taxname")


def _description(row: Row, named: Mapping[str, Row]) -> str:
    memo = text(row, "memo")
    return memo if memo != _name(row, named) else ""


def _place(row: Row) -> tuple[Decimal, Decimal]:
    return decimal(row.get("place")) or ZERO, decimal(row.get("id")) or ZERO


def _place_of(case: Case, key: str, what: str, field: str) -> Origin:
    return Origin(erp=case.erp, place=f"{case.title} > {what}", record=key, field=field)
