"""The VAT summary and the totals."""

from einvoice.model import Invoice, TaxBreakdown
from einvoice.page.deductions import deductions
from einvoice.page.words import Words

Row = tuple[str, str]


def tax(tax: TaxBreakdown, words: Words) -> dict[str, str]:
    """One VAT category and rate; why there is none stands beside it."""
    reason = tax.vat.exemption_reason
    if not reason and tax.vat.category != "S":
        reason = words.labels["categories"].get(tax.vat.category, tax.vat.exemption_code)
    return {"rate": words.rate(tax.vat), "base": words.money(tax.base), "tax": words.money(tax.tax), "reason": reason}


def totals(invoice: Invoice, words: Words) -> list[Row]:
    """From the lines to the gross amount, and what was paid before."""
    sums = invoice.totals
    rows: list[Row] = []
    if sums.allowances or sums.charges:
        rows.append((words["sum_lines"], words.money(sums.lines)))
    rows += [(words["net"], words.money(sums.tax_exclusive)), (words["vat_total"], words.money(sums.tax))]
    if sums.tax_accounting is not None and invoice.tax_currency not in {"", invoice.currency}:
        accounting = Words(words.language, invoice.tax_currency).money(sums.tax_accounting)
        rows.append((f"{words['vat_accounting']} {invoice.tax_currency}", accounting))
    rows.append((words["gross"], words.money(sums.tax_inclusive)))
    less = deductions(invoice)
    if less.prepaid:
        rows.append((words["prepaid"], words.money(-less.prepaid)))
    if sums.rounding:
        rows.append((words["rounding"], words.money(sums.rounding)))
    if less.split:
        rows.append((words["split_payment"], words.money(-less.split)))
    if less.withheld:
        rows.append((words["withheld"], words.money(-less.withheld)))
    return rows


def payable(invoice: Invoice, words: Words) -> Row:
    """What is to be paid, with its currency."""
    amount = deductions(invoice).to_pay(invoice)
    key = "credit" if invoice.is_credit else "payable" if amount > 0 else "settled"
    return words[key], words.with_currency(amount)
