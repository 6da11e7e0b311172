"""Invoice lines: account.move.line as BG-25. Sections and notes are no lines."""

from decimal import ROUND_HALF_UP, Decimal

from connectors.odoo import taxes, units
from connectors.odoo.bundle import Bundle
from connectors.odoo.reader import Reader, Row, at, link, link_name, links, text_of
from einvoice.model import AllowanceCharge, Line, Party, Vat

_MODEL = "account.move.line"
_KINDS = frozenset(
    (
        *("product", "cogs", "tax", "discount", "rounding", "payment_term", "line_section", "line_subsection"),
        *("line_note", "epd", "non_deductible_product", "non_deductible_product_total", "non_deductible_tax"),
    )
)
_PRICE = Decimal("1e-8")


def products(rows: list[Row]) -> list[Row]:
    """The lines that carry money."""
    return [row for row in rows if row.get("display_type") == "product"]


def refuse_unknown(reader: Reader, rows: list[Row]) -> None:
    """A line of an unknown kind could carry money that no total would explain."""
    for row in rows:
        if text_of(row.get("display_type")) not in _KINDS:
            reader.origin("lines", _MODEL, row, "display_type")
            reader.fault(
                "garbled", "lines", f"display_type is {row.get('display_type')!r}, which is no known kind of line"
            )


def read(
    reader: Reader, rows: list[Row], bundle: Bundle, seller: Party, buyer: Party, unit: Decimal
) -> tuple[Line, ...]:
    """`rows` as `products` gives them; `unit` is the currency's minor unit."""
    return tuple(_line(reader, f"lines[{i}]", i + 1, row, bundle, seller, buyer, unit) for i, row in enumerate(rows))


def _line(
    reader: Reader, path: str, number: int, row: Row, bundle: Bundle, seller: Party, buyer: Party, unit: Decimal
) -> Line:
    place = f"line {number} of {link_name(row.get('move_id')) or '?'}"
    reader.origin(path, _MODEL, row, "", place)
    product = bundle.products.get(link(row.get("product_id")), {})
    text = reader.text(f"{path}.name", _MODEL, row, "name", place) or text_of(product.get("name"))
    description = text.partition("\n")[2]
    quantity = reader.number(f"{path}.quantity", _MODEL, row, "quantity", name=place)
    price = reader.number(f"{path}.price", _MODEL, row, "price_unit", name=place)
    net = reader.number(f"{path}.net", _MODEL, row, "price_subtotal", unit, place)
    discount = reader.number(f"{path}.allowances", _MODEL, row, "discount", name=place)
    vat = _vat(reader, path, place, row, bundle, seller, buyer)
    if any(row_tax.get("price_include") for row_tax in _taxes(row, bundle)):
        price = _without_tax(net, quantity, discount, price, vat.rate)
    if price < 0:  # BR-27: a price is never negative; a quantity may be
        price, quantity = -price, -quantity
    code = text_of(product.get("default_code"))
    return Line(
        id=str(number),
        name=title_of(text, code),
        description=description.strip(),
        quantity=quantity,
        unit=units.code(link_name(row.get("product_uom_id"))),
        price=price,
        net=net,
        vat=vat,
        seller_item=code,
        allowances=_allowance(quantity, price, net, discount, unit),
    )


def title_of(text: str, code: str = "") -> str:
    """The first line of what a line says, without the article number that Odoo puts in front."""
    title = text.partition("\n")[0]
    return title.removeprefix(f"[{code}] ") if code else title


def _taxes(row: Row, bundle: Bundle) -> list[Row]:
    return [bundle.taxes[t] for t in links(row.get("tax_ids")) if t in bundle.taxes]


def _vat(reader: Reader, path: str, place: str, row: Row, bundle: Bundle, seller: Party, buyer: Party) -> Vat:
    """An unclear treatment leaves the category empty: the invoice is still a debt, but no e-invoice can leave."""
    reader.origin(f"{path}.vat", _MODEL, row, "tax_ids", place)
    try:
        return taxes.of_line(links(row.get("tax_ids")), bundle.taxes, seller, buyer)
    except taxes.Unclear as why:
        reader.origin(f"{path}.vat", _MODEL, row, "tax_ids", f"{place} > {why}")
        return Vat(category="")


def _without_tax(net: Decimal, quantity: Decimal, discount: Decimal, price: Decimal, rate: Decimal) -> Decimal:
    """The price before VAT where Odoo's includes it."""
    if quantity and not discount:
        return _tidy(net / quantity)
    return _tidy(price * 100 / (100 + rate))


def _tidy(price: Decimal) -> Decimal:
    found = price.quantize(_PRICE, ROUND_HALF_UP).normalize()
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found


def _allowance(
    quantity: Decimal, price: Decimal, net: Decimal, discount: Decimal, unit: Decimal
) -> tuple[AllowanceCharge, ...]:
    """BG-27: the discount, as the amount that leads from price x quantity to the posted net."""
    if not discount:
        return ()
    gross = at((quantity * price).quantize(unit, ROUND_HALF_UP), unit)
    amount = gross - net
    if not amount:
        return ()
    if (amount < 0) != (discount < 0):  # a returned line: all of it is negative, its discount is a charge
        return (AllowanceCharge(amount=abs(amount), charge=amount < 0, reason="Discount taken back"),)
    return (
        AllowanceCharge(
            amount=abs(amount),
            charge=discount < 0,
            base=abs(gross),
            percent=abs(discount),
            reason="Discount" if discount > 0 else "Surcharge",
            reason_code="95" if discount > 0 else "ABL",
        ),
    )
