"""The amounts of an invoice as Odoo posted them: totals, VAT breakdown, instalments."""

from datetime import date
from decimal import Decimal

from connectors.odoo import lines
from connectors.odoo.bundle import Bundle
from connectors.odoo.reader import Reader, Row, at, link, link_name, links, number_of
from einvoice import model

_MODEL = "account.move"
_LINE = "account.move.line"


def totals(
    reader: Reader,
    move: Row,
    rows: list[Row],
    items: tuple[model.Line, ...],
    unit: Decimal,
    accounting: Decimal | None,
) -> model.Totals:
    """BG-22 as posted. A cash rounding line is BT-114, not a part of the net."""
    net = reader.number("totals.tax_exclusive", _MODEL, move, "amount_untaxed", unit)
    tax = reader.number("totals.tax", _MODEL, move, "amount_tax", unit)
    total = reader.number("totals.payable", _MODEL, move, "amount_total", unit)
    reader.origin("totals.tax_inclusive", _MODEL, move, "amount_total")
    reader.origin("totals.lines", _MODEL, move, "invoice_line_ids")
    rounding = Decimal(0)
    for row in rows:
        if row.get("display_type") == "rounding" and not row.get("tax_line_id"):
            rounding += at(number_of(row.get("price_subtotal")) or Decimal(0), unit)
    return model.Totals(
        lines=sum((item.net for item in items), at(Decimal(0), unit)),
        tax_exclusive=net - rounding,
        tax=tax,
        tax_inclusive=total - rounding,
        payable=total,
        rounding=rounding,
        tax_accounting=accounting,
    )


def breakdown(
    reader: Reader, rows: list[Row], items: tuple[model.Line, ...], bundle: Bundle, unit: Decimal
) -> tuple[model.TaxBreakdown, ...]:
    """BG-23: bases from the posted product lines, tax from the posted tax lines.

    The posted amount of a line carries Odoo's own spreading of global rounding, so that the bases add up to
    the posted net even where the lines' subtotals do not.
    """
    tax_ids: dict[model.Vat, set[int]] = {}
    bases: dict[model.Vat, Decimal] = {}
    products = lines.products(rows)
    sign = _sign(products)
    for i, (row, item) in enumerate(zip(products, items, strict=True)):
        posted = reader.number(f"lines[{i}].posted", _LINE, row, "amount_currency", unit, f"line {i + 1}")
        bases[item.vat] = bases.get(item.vat, Decimal(0)) + sign * posted
        own = links(row.get("tax_ids"))
        own += [child for t in own for child in links(bundle.taxes.get(t, {}).get("children_tax_ids"))]
        tax_ids.setdefault(item.vat, set()).update(own)
    first = {item.vat: i for i, item in reversed(list(enumerate(items)))}
    for i, vat in enumerate(bases):
        reader.origins[f"taxes[{i}].vat"] = reader.origins[f"lines[{first[vat]}].vat"]
    taxes = dict.fromkeys(tax_ids, Decimal(0))
    for row in (row for row in rows if row.get("display_type") == "tax"):
        posted = reader.number("taxes", _LINE, row, "amount_currency", unit, "tax line")
        if not link(row.get("tax_line_id")):
            reader.origin("taxes", _LINE, row, "tax_line_id", "tax line")
            reader.fault("garbled", "taxes", "tax_line_id does not say which tax this is")
        for vat, ids in tax_ids.items():
            if link(row.get("tax_line_id")) in ids:
                taxes[vat] += sign * posted
                break
    return tuple(
        model.TaxBreakdown(vat=vat, base=at(base, unit), tax=at(taxes[vat], unit)) for vat, base in bases.items()
    )


def _sign(products: list[Row]) -> int:
    """A sale is a credit in the books, a credit note a debit: the sign that makes the document positive."""
    balance = sum((number_of(row.get("amount_currency")) or Decimal(0) for row in products), Decimal(0))
    subtotal = sum((number_of(row.get("price_subtotal")) or Decimal(0) for row in products), Decimal(0))
    return -1 if balance * subtotal < 0 else 1


def instalments(reader: Reader, rows: list[Row], unit: Decimal) -> tuple[model.Instalment, ...]:
    """The receivable lines: Odoo makes one for each part of the payment term."""
    found: list[model.Instalment] = []
    for row in receivables(rows):
        path = f"instalments[{len(found)}]"
        due = reader.day(f"{path}.due", "account.move.line", row, "date_maturity", missing="BR-CO-25")
        amount = reader.number(f"{path}.amount", "account.move.line", row, "amount_currency", unit)
        found.append(model.Instalment(due=due or date.min, amount=abs(amount)))
    return tuple(sorted(found, key=lambda part: part.due))


def receivables(rows: list[Row]) -> list[Row]:
    """The lines that wait for money."""
    return [row for row in rows if row.get("account_type") == "asset_receivable"]


def accounting(move: Row, company: Row) -> tuple[str, Decimal | None]:
    """BT-6 and BT-111: the tax in the company's currency, where the invoice is in another."""
    own = link_name(company.get("currency_id"))
    tax = number_of(move.get("amount_tax_signed"))
    if not own or own == link_name(move.get("currency_id")) or tax is None:
        return "", None
    return own, abs(at(tax, model.minor_unit(own)))
