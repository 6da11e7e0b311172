"""The model as a Cross Industry Invoice. Elements stand in the order of the schema (D16B and D22B alike)."""

from base64 import b64encode

from einvoice.amounts import Money, amount_faults, content_faults, unwritable
from einvoice.cii.markup import any_identified, day, document, group, inside, leaf, marked
from einvoice.cii.names import NSMAP, OBJECT, SOURCE, SUPPORTING, TENDER
from einvoice.cii.profiles import STANDARD, Profile, profile_faults, profile_named, said
from einvoice.cii.write_lines import line, reasons
from einvoice.cii.write_parties import address, buyer, representative, seller
from einvoice.cii.write_settlement import settlement
from einvoice.faults import Fault, Unacceptable
from einvoice.model import Attachment, Delivery, Invoice

_NAMESPACES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NSMAP.items())
_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<rsm:CrossIndustryInvoice {_NAMESPACES}>'
# Terms that EN 16931 has once and the model keeps with each of its payment means.
_ONCE = {"remittance": "BT-83", "mandate": "BT-89", "creditor_id": "BT-90"}


def write(invoice: Invoice, profile: str | None = None) -> bytes:
    """The XML of `invoice`, UTF-8.

    Without a profile: every term of EN 16931, under the invoice's own specification identifier (BT-24) or, where
    it has none, EN 16931's. With the name of a profile (`profiles.PROFILES`): the terms of that profile, under its
    identifier; `profiles.lost` says what it leaves out.

    Raises `Unacceptable` with a fault for each amount finer than the syntax allows (BR-DEC-*), each text or
    number that XML cannot hold, for payment means with several remittance texts, mandates or creditors (BT-83,
    BT-89, BT-90 are one), and for a profile that cannot say a part of the totals. Raises ValueError for a profile
    that does not exist.
    """
    chosen = profile_named(profile) if profile else STANDARD
    guideline = ("" if profile else invoice.specification) or chosen.guideline
    if faults := amount_faults(invoice) + _payment_faults(invoice) + profile_faults(invoice, chosen):
        raise Unacceptable(faults)
    try:
        xml = _document(said(invoice, chosen), chosen, guideline)
        if unwritable(xml):
            raise ValueError("a character that XML cannot hold")
        return xml.encode()
    except (ValueError, ArithmeticError) as error:
        if faults := content_faults(invoice):
            raise Unacceptable(faults) from error
        raise


def _payment_faults(invoice: Invoice) -> list[Fault]:
    faults = []
    for field, term in _ONCE.items():
        texts = {getattr(means, field) for means in invoice.payment} - {""}
        if len(texts) > 1:
            message = f"an e-invoice has {term} once, here are {len(texts)} different texts"
            faults.append(Fault(code=f"SOLDE-{term}", path="payment", message=message, source=SOURCE))
    return faults


def _document(invoice: Invoice, profile: Profile, guideline: str) -> str:
    money = Money(invoice.currency)
    why = reasons(invoice, profile)
    context = inside("BusinessProcessSpecifiedDocumentContextParameter", leaf("ID", invoice.process)) + inside(
        "GuidelineSpecifiedDocumentContextParameter", leaf("ID", guideline)
    )
    header = (
        leaf("ID", invoice.number)
        + leaf("TypeCode", invoice.type_code)
        + day("IssueDateTime", invoice.issue_date)
        + "".join(
            group("IncludedNote", leaf("Content", note.text) + leaf("SubjectCode", note.subject))
            for note in invoice.notes
        )
    )
    parts = [
        _HEAD,
        f"<rsm:ExchangedDocumentContext>{context}</rsm:ExchangedDocumentContext>",
        f"<rsm:ExchangedDocument>{header}</rsm:ExchangedDocument>",
        "<rsm:SupplyChainTradeTransaction>",
        *(line(each, money, why) for each in invoice.lines),
        _agreement(invoice),
        _delivery(invoice),
        settlement(invoice, money, profile),
        "</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>",
    ]
    return "".join(parts)


def _agreement(invoice: Invoice) -> str:
    # The schema asks for the name of a project, EN 16931 has none.
    project = leaf("ID", invoice.project) + leaf("Name", "Project reference") if invoice.project else ""
    about = invoice.object_id
    return group(
        "ApplicableHeaderTradeAgreement",
        leaf("BuyerReference", invoice.buyer_reference)
        + seller(invoice.seller)
        + buyer(invoice.buyer)
        + representative(invoice.tax_representative)
        + _referenced("SellerOrderReferencedDocument", invoice.sales_order)
        + _referenced("BuyerOrderReferencedDocument", invoice.purchase_order)
        + _referenced("ContractReferencedDocument", invoice.contract)
        + (document(invoice.tender, TENDER) if invoice.tender else "")
        + (document(about.value, OBJECT, scheme=about.scheme) if about else "")
        + "".join(map(_attachment, invoice.attachments))
        + inside("SpecifiedProcuringProject", project),
    )


def _referenced(tag: str, number: str) -> str:
    return inside(tag, leaf("IssuerAssignedID", number))


def _attachment(attachment: Attachment) -> str:
    binary = ""
    if attachment.content or attachment.mime or attachment.filename:
        content = b64encode(attachment.content).decode()
        binary = marked("AttachmentBinaryObject", content, mimeCode=attachment.mime, filename=attachment.filename)
    return group(
        "AdditionalReferencedDocument",
        leaf("IssuerAssignedID", attachment.id)
        + leaf("URIID", attachment.url)
        + leaf("TypeCode", SUPPORTING)
        + leaf("Name", attachment.description)
        + binary,
    )


def _delivery(invoice: Invoice) -> str:
    delivery = invoice.delivery or Delivery()
    receiver = (
        (any_identified(delivery.location) if delivery.location else "")
        + leaf("Name", delivery.name)
        + (address(delivery.address) if delivery.address else "")
    )
    return group(
        "ApplicableHeaderTradeDelivery",
        inside("ShipToTradeParty", receiver)
        + inside("ActualDeliverySupplyChainEvent", day("OccurrenceDateTime", delivery.delivered))
        + _referenced("DespatchAdviceReferencedDocument", invoice.despatch_advice)
        + _referenced("ReceivingAdviceReferencedDocument", invoice.receiving_advice),
    )
