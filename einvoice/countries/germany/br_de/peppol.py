"""The rules that XRechnung takes over from Peppol BIS: VAT currency, addresses, allowances, periods, prices."""

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from einvoice.countries.germany.br_de.making import SOURCE, Findings, in_ubl
from einvoice.model import Address, AllowanceCharge, Contact, Identifier, Invoice, Line, Party, Period
from einvoice.rules.case import Case
from einvoice.rules.rule import Rule

_ZERO, _CENT, _HALF = Decimal(0), Decimal("0.01"), Decimal("0.005")


def _slack(invoice: Invoice) -> Decimal:
    """By how much a sum may be off: two cents, half a forint."""
    return Decimal("0.5") if invoice.currency == "HUF" else Decimal("0.02")


def r001(case: Case) -> Findings:
    """The business process (BT-23) is there."""
    if not case.invoice.process:
        yield "process", {}


def r005(case: Case) -> Findings:
    """The VAT currency (BT-6) is not the invoice's own."""
    invoice = case.invoice
    if invoice.tax_currency and invoice.tax_currency == invoice.currency:
        yield "tax_currency", {"currency": invoice.currency}


def r008(case: Case) -> Findings:
    """Nothing is empty: no identifier, contact, period, address or attachment without content."""
    for path in _empty(case):
        yield path, {}


def _empty(case: Case) -> Iterator[str]:
    invoice, nothing = case.invoice, Period()
    for path, one in _identifiers(invoice):
        if not one.value.strip():
            yield path
    sides = (("seller", invoice.seller), ("buyer", invoice.buyer))
    yield from (f"{side}.contact" for side, party in sides if party.contact == Contact())
    if in_ubl(case):  # which writes an address of which nothing is known
        held = (*sides, ("tax_representative", invoice.tax_representative), ("delivery", invoice.delivery))
        blank = (f"{side}.address" for side, holder in held if holder and holder.address == Address())
        yield from (path for path in blank if path not in case.absent)
    periods = [("period", invoice.period), *((f"lines[{i}].period", n.period) for i, n in enumerate(invoice.lines))]
    yield from (path for path, period in periods if period == nothing)
    for i, attachment in enumerate(invoice.attachments):
        if (attachment.filename or attachment.mime) and not attachment.content:
            yield f"attachments[{i}].content"


def _identifiers(invoice: Invoice) -> Iterator[tuple[str, Identifier]]:
    for side, party in (("seller", invoice.seller), ("buyer", invoice.buyer), ("payee", invoice.payee)):
        if party:
            yield from ((f"{side}.identifiers[{i}]", one) for i, one in enumerate(party.identifiers))
            if party.legal_id:
                yield f"{side}.legal_id", party.legal_id
            if party.endpoint and side != "payee":
                yield f"{side}.endpoint", party.endpoint
    if invoice.delivery and invoice.delivery.location:
        yield "delivery.location", invoice.delivery.location
    for i, line in enumerate(invoice.lines):
        if line.standard_item:
            yield f"lines[{i}].standard_item", line.standard_item


def r010(case: Case) -> Findings:
    """The buyer has an electronic address (BT-49)."""
    if case.invoice.buyer.endpoint is None and not _unmentioned(case, case.invoice.buyer):
        yield "buyer.endpoint", {}


def r020(case: Case) -> Findings:
    """The seller has an electronic address (BT-34)."""
    if case.invoice.seller.endpoint is None and not _unmentioned(case, case.invoice.seller):
        yield "seller.endpoint", {}


def _unmentioned(case: Case, party: Party) -> bool:
    """The official rules begin with the party; a document without it breaks the schema and others of CEN's rules."""
    return case.read and party == Party(name="")


def _extras(invoice: Invoice) -> Iterator[tuple[str, AllowanceCharge]]:
    """BG-20, BG-21, BG-27, BG-28."""
    yield from ((f"allowances[{i}]", extra) for i, extra in enumerate(invoice.allowances))
    for i, line in enumerate(invoice.lines):
        yield from ((f"lines[{i}].allowances[{k}]", extra) for k, extra in enumerate(line.allowances))


def r040(case: Case) -> Findings:
    """An allowance or charge is its percentage of its base."""
    slack = _slack(case.invoice)
    for path, extra in _extras(case.invoice):
        if extra.percent is not None and extra.base is not None:
            expected = extra.base * extra.percent / 100
            if abs(extra.amount - expected) > slack:
                yield f"{path}.amount", {"amount": extra.amount, "percent": extra.percent, "base": extra.base}


def r041(case: Case) -> Findings:
    """Where there is a percentage there is a base."""
    for path, extra in _extras(case.invoice):
        if extra.percent is not None and extra.base is None:
            yield f"{path}.base", {"percent": extra.percent}


def r042(case: Case) -> Findings:
    """Where there is a base there is a percentage."""
    for path, extra in _extras(case.invoice):
        if extra.base is not None and extra.percent is None:
            yield f"{path}.percent", {"base": extra.base}


def _lines(case: Case) -> Iterator[tuple[str, Line]]:
    return ((f"lines[{i}]", line) for i, line in enumerate(case.invoice.lines))


def r046(case: Case) -> Findings:
    """The price is the gross price less its discount."""
    for path, line in _lines(case):
        if line.gross_price is None:
            continue
        expected = line.gross_price - (line.price_discount or _ZERO)
        absent = {f"{path}.price", f"{path}.price_discount"} & case.absent
        if absent or line.price != expected:
            yield f"{path}.price", {"price": line.price, "expected": expected}


def r053(case: Case) -> Findings:
    """In UBL the VAT total in the invoice's currency has the breakdown in it."""
    if in_ubl(case) and not case.invoice.taxes:
        yield "taxes", {}


def r054(case: Case) -> Findings:
    """Where a VAT currency (BT-6) is stated, so is the VAT in it (BT-111): in UBL, one total without breakdown."""
    invoice = case.invoice
    stated = invoice.totals.tax_accounting is not None
    if in_ubl(case):
        own = not invoice.taxes and "totals.tax" not in case.absent
        broken = own + stated != bool(invoice.tax_currency)
    else:
        # Our writer for CII leaves the invoice's own currency out; who writes it twice states no second sum.
        written = case.read or invoice.tax_currency != invoice.currency
        broken = bool(invoice.tax_currency) and written and not stated
    if broken:
        yield "totals.tax_accounting", {"currency": invoice.tax_currency}


def r055(case: Case) -> Findings:
    """VAT has one sign in both currencies."""
    invoice, ours = case.invoice, case.invoice.totals.tax
    absent = "totals.tax" in case.absent or not invoice.currency
    if invoice.tax_currency in {"", invoice.currency} or (absent and not in_ubl(case)):
        return
    theirs = invoice.totals.tax_accounting
    zero = in_ubl(case) and theirs is not None and (ours == 0 or theirs == 0)
    if absent or theirs is None or ((ours < 0) != (theirs < 0) and not zero):
        yield "totals.tax_accounting", {"tax": ours, "currency": invoice.tax_currency}


def r061(case: Case) -> Findings:
    """A direct debit (49, 59) has its mandate (BT-89); UBL holds it in one of the means."""
    payment = case.invoice.payment
    holder = next((m for m in payment if m.debited_account), None) or next((m for m in payment if m.mandate), None)
    for i, means in enumerate(payment):
        if means.code.strip() in {"49", "59"}:
            mandate = means is holder and means.mandate if in_ubl(case) else any(m.mandate for m in payment)
            if not mandate:
                yield f"payment[{i}].mandate", {}


def r110(case: Case) -> Findings:
    """A line's period does not begin before the invoice's."""
    start = case.invoice.period.start if case.invoice.period else None
    for path, line in _lines(case):
        if start and line.period and line.period.start and line.period.start < start:
            yield f"{path}.period.start", {"value": line.period.start, "limit": start}


def r111(case: Case) -> Findings:
    """A line's period does not end after the invoice's."""
    end = case.invoice.period.end if case.invoice.period else None
    for path, line in _lines(case):
        if end and line.period and line.period.end and line.period.end > end:
            yield f"{path}.period.end", {"value": line.period.end, "limit": end}


def r120(case: Case) -> Findings:
    """A line's net is quantity times price, less allowances, plus charges."""
    slack = _slack(case.invoice)
    for path, line in _lines(case):
        quantity = Decimal(1) if f"{path}.quantity" in case.absent else line.quantity
        base = line.base_quantity or Decimal(1)
        expected = quantity * (line.price / base)
        if line.allowances:
            charges = sum((extra.amount for extra in line.allowances if extra.charge), _ZERO)
            allowances = sum((extra.amount for extra in line.allowances if not extra.charge), _ZERO)
            expected += _cents(charges) - _cents(allowances)
        if abs(line.net - expected) > slack:
            yield f"{path}.net", {"net": line.net, "expected": _cents(expected), "currency": case.invoice.currency}


def _cents(amount: Decimal) -> Decimal:
    """Rounded half up, as XPath does."""
    return (amount + _HALF).quantize(_CENT, ROUND_FLOOR)


def r121(case: Case) -> Findings:
    """A price is for more than nothing."""
    for path, line in _lines(case):
        if line.base_quantity <= 0:
            yield f"{path}.base_quantity", {"value": line.base_quantity}


def r130(case: Case) -> Findings:
    """A price is for the unit that is invoiced; in UBL, if there is a quantity."""
    for path, line in _lines(case):
        if in_ubl(case) and f"{path}.quantity" in case.absent:
            continue
        if line.base_unit and line.base_unit != line.unit:
            yield f"{path}.base_unit", {"value": line.base_unit, "unit": line.unit}


RULES = (
    Rule("PEPPOL-EN16931-R001", SOURCE, r001, "br_de"),
    Rule("PEPPOL-EN16931-R005", SOURCE, r005, "br_de"),
    Rule("PEPPOL-EN16931-R008", SOURCE, r008, "br_de"),
    Rule("PEPPOL-EN16931-R010", SOURCE, r010, "br_de"),
    Rule("PEPPOL-EN16931-R020", SOURCE, r020, "br_de"),
    Rule("PEPPOL-EN16931-R040", SOURCE, r040, "br_de"),
    Rule("PEPPOL-EN16931-R041", SOURCE, r041, "br_de"),
    Rule("PEPPOL-EN16931-R042", SOURCE, r042, "br_de"),
    Rule("PEPPOL-EN16931-R046", SOURCE, r046, "br_de"),
    Rule("PEPPOL-EN16931-R053", SOURCE, r053, "br_de"),
    Rule("PEPPOL-EN16931-R054", SOURCE, r054, "br_de"),
    Rule("PEPPOL-EN16931-R055", SOURCE, r055, "br_de"),
    Rule("PEPPOL-EN16931-R061", SOURCE, r061, "br_de"),
    Rule("PEPPOL-EN16931-R110", SOURCE, r110, "br_de"),
    Rule("PEPPOL-EN16931-R111", SOURCE, r111, "br_de"),
    Rule("PEPPOL-EN16931-R120", SOURCE, r120, "br_de", "warning"),
    Rule("PEPPOL-EN16931-R121", SOURCE, r121, "br_de"),
    Rule("PEPPOL-EN16931-R130", SOURCE, r130, "br_de"),
)
