"""EN 16931's rules per VAT category (BR-S, BR-Z, BR-E, BR-AE, BR-IC, BR-G, BR-O) on the model."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from einvoice.faults import Fault
from einvoice.model import Invoice, Vat

SOURCE = "EN 16931-1:2017 + CEN artefacts 1.3.16"
_CODES = {"S": "S", "Z": "Z", "E": "E", "AE": "AE", "K": "IC", "G": "G", "O": "O", "L": "AF", "M": "AG"}
_NEEDS_REASON = {"E", "AE", "K", "G", "O"}
_RATED = {"S", "L", "M"}


def category_faults(invoice: Invoice) -> list[Fault]:
    """Every finding about VAT categories: rates, amounts, reasons, and the identifiers that a category asks for."""
    return [
        *_treatments(invoice),
        *_breakdowns(invoice),
        *_parties(invoice),
        *_outside_vat(invoice),
        *_intra_community(invoice),
    ]


def _fault(code: str, path: str, message: str) -> Fault:
    return Fault(code=code, path=path, message=message, source=SOURCE)


def _vats(invoice: Invoice) -> Iterator[tuple[str, str, Vat]]:
    """Every VAT treatment with its path and the number of the rule on its rate."""
    for i, line in enumerate(invoice.lines):
        yield f"lines[{i}].vat", "05", line.vat
    for i, extra in enumerate(invoice.allowances):
        if extra.vat is not None:
            yield f"allowances[{i}].vat", "07" if extra.charge else "06", extra.vat


def _treatments(invoice: Invoice) -> Iterator[Fault]:
    for i, extra in enumerate(invoice.allowances):
        if extra.vat is None:
            code = "BR-37" if extra.charge else "BR-32"
            yield _fault(code, f"allowances[{i}].vat", "the allowance or charge has no VAT category")
        if not (extra.reason or extra.reason_code):
            code = "BR-38" if extra.charge else "BR-33"
            yield _fault(code, f"allowances[{i}].reason", "the allowance or charge has no reason")
    for path, number, vat in _vats(invoice):
        if vat.category not in _CODES:
            yield _fault("BR-CO-04", f"{path}.category", f"{vat.category!r} is not a VAT category")
        elif vat.category == "S" and vat.rate <= 0:
            message = "a standard rated line needs a rate above zero; another category says why there is no VAT"
            yield _fault(f"BR-S-{number}", f"{path}.rate", message)
        elif vat.category not in _RATED and vat.rate != 0:
            message = f"the rate of category {vat.category} is zero, not {vat.rate}"
            yield _fault(f"BR-{_CODES[vat.category]}-{number}", f"{path}.rate", message)


def _breakdowns(invoice: Invoice) -> Iterator[Fault]:
    for i, tax in enumerate(invoice.taxes):
        vat, path = tax.vat, f"taxes[{i}]"
        if vat.category not in _CODES:
            yield _fault("BR-47", f"{path}.vat.category", f"{vat.category!r} is not a VAT category")
            continue
        code = _CODES[vat.category]
        reason = bool(vat.exemption_reason or vat.exemption_code)
        expected = (tax.base * vat.rate / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if vat.category in _RATED and abs(tax.tax - expected) >= 1:
            message = f"{vat.rate} % of {tax.base} is {expected} {invoice.currency}, but {tax.tax} is posted"
            yield _fault(f"BR-{code}-09", f"{path}.tax", message)
        if vat.category not in _RATED and tax.tax != 0:
            yield _fault(f"BR-{code}-09", f"{path}.tax", f"category {vat.category} has no VAT, not {tax.tax}")
        if vat.category in _NEEDS_REASON and not reason:
            message = f"category {vat.category} needs a reason, in words or as a VATEX code (BT-120, BT-121)"
            yield _fault(f"BR-{code}-10", f"{path}.vat.exemption_reason", message)
        if vat.category in {"S", "Z", "L", "M"} and reason:
            message = f"category {vat.category} may not carry an exemption reason"
            yield _fault(f"BR-{code}-10", f"{path}.vat.exemption_reason", message)


def _parties(invoice: Invoice) -> Iterator[Fault]:
    used = {vat.category for _, _, vat in _vats(invoice)}
    seller, buyer = invoice.seller, invoice.buyer
    for category in sorted(used & {"S", "Z", "E", "AE"}):
        if not (seller.vat_id or seller.tax_registration):
            message = f"category {category} needs the seller's VAT number (BT-31) or tax registration (BT-32)"
            yield _fault(f"BR-{category}-02", "seller.vat_id", message)
    for category in sorted(used & {"K", "G"}):
        if not seller.vat_id:
            message = f"category {category} needs the seller's VAT number (BT-31)"
            yield _fault(f"BR-{_CODES[category]}-02", "seller.vat_id", message)
    if "AE" in used and not (buyer.vat_id or buyer.legal_id):
        message = "reverse charge needs the buyer's VAT number (BT-48) or legal registration (BT-47)"
        yield _fault("BR-AE-02", "buyer.vat_id", message)
    if "K" in used and not buyer.vat_id:
        yield _fault("BR-IC-02", "buyer.vat_id", "an intra-Community supply needs the buyer's VAT number (BT-48)")


def _outside_vat(invoice: Invoice) -> Iterator[Fault]:
    categories = {tax.vat.category for tax in invoice.taxes}
    if "O" not in categories:
        return
    if categories != {"O"}:
        message = "what is not subject to VAT (O) may not stand beside other categories in one invoice"
        yield _fault("BR-O-11", "taxes", message)
    for side, vat_id in (("seller", invoice.seller.vat_id), ("buyer", invoice.buyer.vat_id)):
        if vat_id:
            message = f"an invoice not subject to VAT (O) may not carry the {side}'s VAT number"
            yield _fault("BR-O-02", f"{side}.vat_id", message)


def _intra_community(invoice: Invoice) -> Iterator[Fault]:
    if not any(tax.vat.category == "K" for tax in invoice.taxes):
        return
    delivery = invoice.delivery
    if delivery is None or delivery.delivered is None:
        message = "an intra-Community supply needs the delivery date (BT-72)"
        yield _fault("BR-IC-11", "delivery.delivered", message)
    if delivery is None or delivery.address is None or not delivery.address.country:
        message = "an intra-Community supply needs the country that the goods went to (BT-80)"
        yield _fault("BR-IC-12", "delivery.address.country", message)
