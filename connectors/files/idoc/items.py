"""The items of an INVOIC02 as invoice lines (BG-25): E1EDP01 with what hangs on it.

Qualifiers as in SAP's domains EDI_QUALFR (E1EDP02), IDDAT (E1EDP03), QUALFP19 (E1EDP19) and QUALIBETRG (E1EDP26).
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from connectors.files.idoc.header import text_of
from connectors.files.idoc.segments import ZERO, Idoc, Segment
from connectors.files.idoc.taxes import Taxes
from connectors.prices import price_for, tidy
from connectors.sap import units
from connectors.sap.values import bare
from einvoice.model import AllowanceCharge, Identifier, Line, Vat

_GTIN = "0160"
_RENDERED = ("027", "035", "001")  # services rendered, goods issue, delivery
_ONE = Decimal(1)


class Items(msgspec.Struct, kw_only=True):
    """The lines, and the days on which they were rendered."""

    lines: list[Line] = []
    days: list[date] = []


def read(idoc: Idoc, taxes: Taxes, own_units: dict[str, str], sign: int, cent: Decimal) -> Items:
    """Lines in the IDoc's order; `sign` turns the amounts of the document positive as a whole.

    Items without quantity, value and tax (texts, parts that are priced above) are no lines.
    """
    found = Items()
    for segment in idoc.all("E1EDP01"):
        path = f"lines[{len(found.lines)}]"
        quantity = segment.amount(f"{path}.quantity", "MENGE", ZERO)
        value = segment.first("E1EDP26", "QUALF", "003")
        net = (value.amount(f"{path}.net", "BETRG") if value else segment.amount(f"{path}.net", "NETWR", ZERO)) * sign
        if not quantity and not net:
            idoc.origins.pop(f"{path}.quantity", None)
            idoc.origins.pop(f"{path}.net", None)
            continue
        idoc.origins[path] = idoc.origin(segment.where("POSEX"))
        vat = taxes.of_item(segment, path)
        found.lines.append(_line(segment, path, abs(quantity), net, vat, own_units, cent))
        day = segment.first("E1EDP03", "IDDAT", *_RENDERED).day(f"{path}.period")
        if day:
            found.days.append(day)
    return found


def _line(
    segment: Segment, path: str, quantity: Decimal, net: Decimal, vat: Vat, own_units: dict[str, str], cent: Decimal
) -> Line:
    idoc = segment.idoc
    measure = segment.text("MENEE")
    code = units.code(measure, own_units)
    if not quantity:
        quantity, code = _ONE, code or "C62"
    idoc.origins[f"{path}.unit"] = idoc.origin(segment.where("MENEE"))
    if not code:
        idoc.fault(f"{path}.unit", f'unit "{measure}": say its code of UN/ECE Rec 20 in units', segment.where("MENEE"))
    price, base, discounts = _priced(segment, abs(net), quantity, measure, cent)
    if net < 0:  # a price is never negative (BR-27), a quantity may be
        quantity = -quantity
        discounts = tuple(msgspec.structs.replace(each, charge=not each.charge) for each in discounts)
    names = {q: segment.first("E1EDP19", "QUALF", q) for q in ("001", "002", "003")}
    name = next((each.text("KTEXT") for each in names.values() if each.text("KTEXT")), "")
    idoc.origins[f"{path}.name"] = idoc.origin(names["002"].where("KTEXT"))
    gtin = names["003"].text("IDTNR")
    note = " ".join(filter(None, (text_of(each, "E1EDPT2") for each in segment.all("E1EDPT1"))))
    return Line(
        id=bare(segment.text("POSEX")),
        name=name or bare(names["002"].text("IDTNR")),
        quantity=tidy(quantity),
        unit=code,
        net=net.quantize(cent) if net == net.quantize(cent) else net,
        price=price,
        base_quantity=base,
        vat=vat,
        note=note,
        order_line=bare(segment.first("E1EDP02", "QUALF", "001").text("ZEILE")),
        seller_item=bare(names["002"].text("IDTNR")),
        buyer_item=names["001"].text("IDTNR"),
        standard_item=Identifier(gtin, _GTIN) if gtin.isdigit() and len(gtin) in (8, 12, 13, 14) else None,
        allowances=discounts,
    )


def _priced(
    segment: Segment, net: Decimal, quantity: Decimal, measure: str, cent: Decimal
) -> tuple[Decimal, Decimal, tuple[AllowanceCharge, ...]]:
    """Price, base quantity, discounts and surcharges of a line of this (positive) net: as the conditions (E1EDP05)
    say it where they lead to the posted net, else what does.
    """
    said = _by_conditions(segment, net, quantity, measure, cent)
    if said is not None:
        return said
    return *price_for(net, quantity, cent), ()


def _by_conditions(
    segment: Segment, net: Decimal, quantity: Decimal, measure: str, cent: Decimal
) -> tuple[Decimal, Decimal, tuple[AllowanceCharge, ...]] | None:
    """One price per quantity, and what is taken off or put on; None where that is not all there is."""
    prices: list[Segment] = []
    changes: list[AllowanceCharge] = []
    for each in segment.all("E1EDP05"):
        amount = abs(each.amount("lines", "BETRG", ZERO))
        if each.text("MWSKZ") or not amount:
            continue
        if each.text("KRATE") and each.text("ALCKZ") != "-" and not each.text("KPERC") and not prices:
            prices.append(each)
            continue
        percent = each.amount("lines", "KPERC", ZERO)
        reason = each.text("KOTXT") or each.text("KSCHL")
        changes.append(
            AllowanceCharge(
                amount=amount, charge=each.text("ALCKZ") != "-", reason=reason, percent=abs(percent) or None
            )
        )
    if len(prices) != 1 or prices[0].text("MEAUN") not in ("", measure):
        return None
    price, base = prices[0].amount("lines", "KRATE"), prices[0].amount("lines", "UPRBS", _ONE) or _ONE
    worth = (price * quantity / base).quantize(cent, ROUND_HALF_UP)
    worth += sum((each.amount if each.charge else -each.amount for each in changes), ZERO)
    if price < 0 or worth != net:
        return None
    own = tuple(_with_base(each, (price * quantity / base).quantize(cent, ROUND_HALF_UP), cent) for each in changes)
    return tidy(price), tidy(base), own


def _with_base(change: AllowanceCharge, base: Decimal, cent: Decimal) -> AllowanceCharge:
    """The percentage with what it was taken of, where that is the price; without it otherwise."""
    if change.percent and (base * change.percent / 100).quantize(cent, ROUND_HALF_UP) == change.amount:
        return msgspec.structs.replace(change, base=base)
    return msgspec.structs.replace(change, percent=None)
