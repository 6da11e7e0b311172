"""What a strict reader does not do without, whatever the syntax."""

import re

from einvoice.faults import Fault, Unacceptable
from einvoice.model import Invoice
from einvoice.reading import Reading

# Of these the model has no honest stand-in. Whatever else `examine` finds absent (sums that default to zero, whole
# groups, addresses) is for the rules to judge.
TERMS = {
    "number": "BT-1",
    "issue_date": "BT-2",
    "type_code": "BT-3",
    "currency": "BT-5",
    "seller.name": "BT-27",
    "buyer.name": "BT-44",
    "payee.name": "BT-59",
    "tax_representative.name": "BT-62",
    "notes.text": "BT-22",
    "preceding.number": "BT-25",
    "attachments.id": "BT-122",
    "payment.code": "BT-81",
    "allowances.amount": "BT-92, BT-99",
    "allowances.vat.category": "BT-95, BT-102",
    "allowances.vat.rate": "BT-96, BT-103",
    "totals.lines": "BT-106",
    "totals.tax_exclusive": "BT-109",
    "totals.tax_inclusive": "BT-112",
    "totals.payable": "BT-115",
    "taxes.base": "BT-116",
    "taxes.tax": "BT-117",
    "taxes.vat.category": "BT-118",
    "taxes.vat.rate": "BT-119",
    "lines.id": "BT-126",
    "lines.quantity": "BT-129",
    "lines.unit": "BT-130",
    "lines.net": "BT-131",
    "lines.allowances.amount": "BT-136, BT-141",
    "lines.price": "BT-146",
    "lines.vat.category": "BT-151",
    "lines.vat.rate": "BT-152",
    "lines.name": "BT-153",
    "lines.attributes.name": "BT-160",
    "lines.attributes.value": "BT-161",
}
_INDEX = re.compile(r"\[\d+\]")


def complete(reading: Reading, code: str, source: str) -> Invoice:
    """The invoice that was read. `code` and `source` are those of the faults.

    Raises `Unacceptable` with a fault for each value that cannot be read and each of `TERMS` that is not there; a
    rate is not asked for where the VAT category is O.
    """
    if faults := [*reading.faults, *_missing(reading, code, source)]:
        raise Unacceptable(faults)
    return reading.invoice


def _missing(reading: Reading, code: str, source: str) -> list[Fault]:
    told = {fault.path for fault in reading.faults}
    faults = []
    for path in sorted(reading.absent - told):
        term = TERMS.get(_INDEX.sub("", path))
        if term and not (path.endswith(".vat.rate") and _category(reading.invoice, path) == "O"):
            faults.append(Fault(code=code, path=path, message=f"{path} ({term}) is missing", source=source))
    return faults


def _category(invoice: Invoice, path: str) -> str:
    """The VAT category beside the rate at `path`: `lines[2].vat.rate`."""
    field, _, index = path.partition("]")[0].partition("[")
    vat = getattr(invoice, field)[int(index)].vat
    return vat.category if vat else ""
