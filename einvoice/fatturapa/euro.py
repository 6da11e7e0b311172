"""Turn an invoice into euro for FatturaPA, which shows taxable amounts and VAT in euro only.

Source: DPR 633/1972 art. 21 c. 2 lett. l (amounts in euro cents) and art. 13 c. 4 (the rate of the day); the
Agenzia's answers on e-invoicing: Divisa is EUR for sellers established in Italy, the amount in the other currency
may stand in AltriDatiGestionali.
"""

from decimal import ROUND_HALF_UP, Decimal

import msgspec

from einvoice.countries.italy.block import SOURCE, block_of
from einvoice.faults import Fault, Unacceptable
from einvoice.model import AllowanceCharge, Instalment, Invoice, Line, TaxBreakdown
from einvoice.rounding import share

_CENT = Decimal("0.01")


def in_euro(invoice: Invoice) -> Invoice:
    """The invoice with every amount at the block's `eur_rate`; an invoice in euro comes back as it is.

    VAT bases and amounts are turned one by one, totals are their sums, and lines and instalments are made to add
    up to them by `rounding`'s rule. Raises `Unacceptable` where there is no rate.
    """
    if invoice.currency == "EUR":
        return invoice
    rate = block_of(invoice).eur_rate
    if not rate or rate <= 0:
        message = f"there is no rate from {invoice.currency} to EUR"
        raise Unacceptable([Fault(code="SOLDE-IT-EUR", path="national.IT.eur_rate", message=message, source=SOURCE)])

    def cents(amount: Decimal) -> Decimal:
        return (amount * rate).quantize(_CENT, ROUND_HALF_UP)

    taxes = tuple(_tax(t, cents(t.base), cents(t.tax)) for t in invoice.taxes)
    allowances = tuple(_extra(a, cents(a.amount)) for a in invoice.allowances)
    lines = tuple(_line(n, rate, cents(n.net)) for n in invoice.lines)
    turned = share(msgspec.structs.replace(invoice, currency="EUR", lines=lines, taxes=taxes, allowances=allowances))
    exclusive = sum((t.base for t in taxes), Decimal(0))
    tax = sum((t.tax for t in taxes), Decimal(0))
    prepaid, rounding = cents(invoice.totals.prepaid), cents(invoice.totals.rounding)
    totals = msgspec.structs.replace(
        invoice.totals,
        lines=sum((n.net for n in turned.lines), Decimal(0)),
        allowances=sum((a.amount for a in allowances if not a.charge), Decimal(0)),
        charges=sum((a.amount for a in allowances if a.charge), Decimal(0)),
        tax_exclusive=exclusive,
        tax=tax,
        tax_inclusive=exclusive + tax,
        prepaid=prepaid,
        rounding=rounding,
        payable=exclusive + tax - prepaid + rounding,
        tax_accounting=None,
    )
    instalments = _instalments(tuple(cents(i.amount) for i in invoice.instalments), invoice, totals.payable)
    return msgspec.structs.replace(turned, totals=totals, instalments=instalments, tax_currency="")


def _tax(tax: TaxBreakdown, base: Decimal, amount: Decimal) -> TaxBreakdown:
    return msgspec.structs.replace(tax, base=base, tax=amount)


def _extra(extra: AllowanceCharge, amount: Decimal) -> AllowanceCharge:
    return msgspec.structs.replace(extra, amount=amount, base=None)


def _line(line: Line, rate: Decimal, net: Decimal) -> Line:
    allowances = tuple(_extra(a, (a.amount * rate).quantize(Decimal("0.0001"), ROUND_HALF_UP)) for a in line.allowances)
    return msgspec.structs.replace(line, net=net, price=line.price * rate, allowances=allowances)


def _instalments(amounts: tuple[Decimal, ...], invoice: Invoice, payable: Decimal) -> tuple[Instalment, ...]:
    """The last instalment takes what rounding leaves."""
    parts = [msgspec.structs.replace(i, amount=a) for i, a in zip(invoice.instalments, amounts, strict=True)]
    if parts:
        last = payable - sum((p.amount for p in parts[:-1]), Decimal(0))
        parts[-1] = msgspec.structs.replace(parts[-1], amount=last)
    return tuple(parts)
