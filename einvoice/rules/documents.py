"""What is referred to, where it was delivered, and VAT in another currency: BR-52, BR-53, BR-55, BR-57."""

from collections.abc import Iterator

from einvoice.rules.case import Case
from einvoice.rules.making import NOTHING, rule
from einvoice.rules.rule import Finding, Rule


def br_52(case: Case) -> Iterator[Finding]:
    """A supporting document (BG-24) has a reference (BT-122). EN 16931-1:2017, BR-52; CEN artefacts 1.3.16.

    Tender, invoiced object and, in a credit note of UBL, project (BT-17, BT-18, BT-128, BT-11) are such documents too.
    """
    subject = case.invoice.object_id
    for path, blank in (("tender", False), ("object_id", subject and not subject.value.strip()), ("project", False)):
        if blank or path in case.absent:
            yield path, NOTHING
    for i in range(len(case.invoice.lines) if case.absent else 0):
        if f"lines[{i}].object_id" in case.absent:
            yield f"lines[{i}].object_id", NOTHING
    for i, attachment in enumerate(case.invoice.attachments):
        if not attachment.id.strip():
            yield f"attachments[{i}].id", NOTHING


def br_53(case: Case) -> Iterator[Finding]:
    """With a currency for VAT (BT-6) comes the VAT in it (BT-111). EN 16931-1:2017, BR-53; CEN artefacts 1.3.16.

    Where both currencies are the same, UBL is content with BT-110 and CII finds fault; our writer for CII leaves such
    a currency out.
    """
    invoice = case.invoice
    if not invoice.tax_currency or "totals" in case.absent:
        return
    if invoice.tax_currency != invoice.currency:
        broken = invoice.totals.tax_accounting is None
    else:
        broken = case.read and (case.syntax == "cii" or "totals.tax" in case.absent)
    if broken:
        yield "totals.tax_accounting", {"currency": invoice.tax_currency}


def br_55(case: Case) -> Iterator[Finding]:
    """A preceding invoice (BG-3) has a number (BT-25). EN 16931-1:2017, BR-55; CEN artefacts 1.3.16."""
    for i, reference in enumerate(case.invoice.preceding):
        if not reference.number.strip():
            yield f"preceding[{i}].number", NOTHING


def br_57(case: Case) -> Iterator[Finding]:
    """An address of delivery (BG-15) has a country (BT-80). EN 16931-1:2017, BR-57; CEN artefacts 1.3.16."""
    delivery = case.invoice.delivery
    if delivery and delivery.address and not delivery.address.country:
        yield "delivery.address.country", NOTHING


_WORDS = "en16931_documents"
RULES: tuple[Rule[Case], ...] = (
    rule("BR-52", br_52, _WORDS),
    rule("BR-53", br_53, _WORDS),
    rule("BR-55", br_55, _WORDS),
    rule("BR-57", br_57, _WORDS),
)
