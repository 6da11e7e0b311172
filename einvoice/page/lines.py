"""The table of what is invoiced."""

from collections.abc import Iterator
from typing import Any

from einvoice.model import AllowanceCharge, Line
from einvoice.page.words import Words

_ITEM_CODES = {"0160": "GTIN", "0088": "GLN"}  # ISO/IEC 6523 codes that have a name


def line(line: Line, words: Words) -> dict[str, Any]:
    """One row; what stands below the name is small."""
    per = ""
    if line.base_quantity != 1:
        unit = words.unit(line.base_unit or line.unit, line.base_quantity)
        per = f"{words['per']} {words.number(line.base_quantity)} {unit}".strip()
    return {
        "item": line.seller_item,
        "name": line.name,
        "details": [text for text in (line.description, line.note, "\u00a0· ".join(_facts(line, words))) if text]
        + [words.pair(reason(extra, words), signed(extra, words)) for extra in line.allowances],
        "quantity": words.number(line.quantity),
        "unit": words.unit(line.unit, line.quantity),
        "price": words.price(line.price),
        "per": per,
        "rate": words.rate(line.vat),
        "amount": words.money(line.net),
    }


def _facts(line: Line, words: Words) -> Iterator[str]:
    """What helps the buyer to find the line in his own books."""
    if line.period:
        yield words.period(line.period, short=True)
    if line.buyer_item:
        yield f"{words['buyer_item']} {line.buyer_item}"
    if line.standard_item:
        yield f"{_ITEM_CODES.get(line.standard_item.scheme, words['standard_item'])} {line.standard_item.value}"
    if line.order_line:
        yield f"{words['order_line']} {line.order_line}"
    if line.object_id:
        yield f"{words['object']} {line.object_id.value}"
    for attribute in line.attributes:
        yield words.pair(attribute.name, attribute.value)
    if line.origin:
        yield f"{words['origin']} {words.country(line.origin)}"
    if line.price_discount and line.gross_price is not None:
        yield f"{words['gross_price']} {words.price(line.gross_price)}, {words.price(-line.price_discount)}"


def reason(extra: AllowanceCharge, words: Words) -> str:
    """Why, and how many per cent."""
    name = extra.reason or words["charge" if extra.charge else "allowance"]
    return f"{name} {words.percent(extra.percent)}" if extra.percent is not None else name


def signed(extra: AllowanceCharge, words: Words) -> str:
    """The amount, a discount below zero."""
    return words.money(extra.amount if extra.charge else -extra.amount)


def adjustment(extra: AllowanceCharge, words: Words) -> dict[str, str]:
    """A discount or surcharge on the whole invoice."""
    return {
        "name": reason(extra, words),
        "rate": words.rate(extra.vat) if extra.vat else "",
        "amount": signed(extra, words),
    }
