"""The model as a Cross Industry Invoice. Elements stand in the order of the schema (D16B and D22B alike)."""

from base64 import b64encode

from lxml import etree
from lxml.etree import SubElement, _Element

from einvoice.cii.amounts import Money, amount_faults, content_faults
from einvoice.cii.elements import add, any_identified, day, document, inside
from einvoice.cii.names import NSMAP, OBJECT, RAM, RSM, SOURCE, SUPPORTING, TENDER
from einvoice.cii.profiles import EN_16931, Profile, profile_faults, profile_named, said
from einvoice.cii.write_lines import add_line, reasons
from einvoice.cii.write_parties import address, buyer, representative, seller
from einvoice.cii.write_settlement import settlement
from einvoice.faults import Fault, Unacceptable
from einvoice.model import Attachment, Invoice

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
    chosen = profile_named(profile) if profile else EN_16931
    guideline = ("" if profile else invoice.specification) or chosen.guideline
    if faults := amount_faults(invoice) + _payment_faults(invoice) + profile_faults(invoice, chosen):
        raise Unacceptable(faults)
    try:
        root = _document(said(invoice, chosen), chosen, guideline)
    except (ValueError, ArithmeticError) as error:
        if faults := content_faults(invoice):
            raise Unacceptable(faults) from error
        raise
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _payment_faults(invoice: Invoice) -> list[Fault]:
    faults = []
    for field, term in _ONCE.items():
        texts = {getattr(means, field) for means in invoice.payment} - {""}
        if len(texts) > 1:
            message = f"an e-invoice has {term} once, here are {len(texts)} different texts"
            faults.append(Fault(code=f"SOLDE-{term}", path="payment", message=message, source=SOURCE))
    return faults


def _document(invoice: Invoice, profile: Profile, guideline: str) -> _Element:
    money = Money(invoice.currency)
    root = etree.Element(RSM + "CrossIndustryInvoice", nsmap=NSMAP)
    context = SubElement(root, RSM + "ExchangedDocumentContext")
    inside(context, "BusinessProcessSpecifiedDocumentContextParameter", "ID", invoice.process)
    inside(context, "GuidelineSpecifiedDocumentContextParameter", "ID", guideline)
    header = SubElement(root, RSM + "ExchangedDocument")
    add(header, "ID", invoice.number)
    add(header, "TypeCode", invoice.type_code)
    day(header, "IssueDateTime", invoice.issue_date)
    for note in invoice.notes:
        element = SubElement(header, RAM + "IncludedNote")
        add(element, "Content", note.text)
        add(element, "SubjectCode", note.subject)
    trade = SubElement(root, RSM + "SupplyChainTradeTransaction")
    why = reasons(invoice, profile)
    for line in invoice.lines:
        add_line(trade, line, money, why)
    _agreement(trade, invoice)
    _delivery(trade, invoice)
    settlement(trade, invoice, money, profile)
    return root


def _agreement(trade: _Element, invoice: Invoice) -> None:
    agreement = SubElement(trade, RAM + "ApplicableHeaderTradeAgreement")
    add(agreement, "BuyerReference", invoice.buyer_reference)
    seller(agreement, invoice.seller)
    buyer(agreement, invoice.buyer)
    if invoice.tax_representative:
        representative(agreement, invoice.tax_representative)
    inside(agreement, "SellerOrderReferencedDocument", "IssuerAssignedID", invoice.sales_order)
    inside(agreement, "BuyerOrderReferencedDocument", "IssuerAssignedID", invoice.purchase_order)
    inside(agreement, "ContractReferencedDocument", "IssuerAssignedID", invoice.contract)
    if invoice.tender:
        document(agreement, invoice.tender, TENDER)
    if invoice.object_id:
        document(agreement, invoice.object_id.value, OBJECT, scheme=invoice.object_id.scheme)
    for attachment in invoice.attachments:
        _attachment(agreement, attachment)
    if invoice.project:
        project = SubElement(agreement, RAM + "SpecifiedProcuringProject")
        add(project, "ID", invoice.project)
        add(project, "Name", "Project reference")  # the schema asks for a name, EN 16931 has none


def _attachment(agreement: _Element, attachment: Attachment) -> None:
    element = SubElement(agreement, RAM + "AdditionalReferencedDocument")
    add(element, "IssuerAssignedID", attachment.id)
    add(element, "URIID", attachment.url)
    add(element, "TypeCode", SUPPORTING)
    add(element, "Name", attachment.description)
    if attachment.content or attachment.mime or attachment.filename:
        binary = SubElement(element, RAM + "AttachmentBinaryObject")
        if attachment.mime:
            binary.set("mimeCode", attachment.mime)
        if attachment.filename:
            binary.set("filename", attachment.filename)
        binary.text = b64encode(attachment.content).decode()


def _delivery(trade: _Element, invoice: Invoice) -> None:
    element = SubElement(trade, RAM + "ApplicableHeaderTradeDelivery")
    if delivery := invoice.delivery:
        if delivery.name or delivery.location or delivery.address:
            receiver = SubElement(element, RAM + "ShipToTradeParty")
            if delivery.location:
                any_identified(receiver, delivery.location)
            add(receiver, "Name", delivery.name)
            if delivery.address:
                address(receiver, delivery.address)
        if delivery.delivered:
            day(SubElement(element, RAM + "ActualDeliverySupplyChainEvent"), "OccurrenceDateTime", delivery.delivered)
    inside(element, "DespatchAdviceReferencedDocument", "IssuerAssignedID", invoice.despatch_advice)
    inside(element, "ReceivingAdviceReferencedDocument", "IssuerAssignedID", invoice.receiving_advice)
