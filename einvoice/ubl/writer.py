"""The model as a UBL 2.1 Invoice or CreditNote. Elements stand in the order of the two schemas."""

from base64 import b64encode
from datetime import date

from lxml import etree
from lxml.etree import SubElement, _Element

from einvoice.amounts import Money, amount_faults, content_faults
from einvoice.faults import Unacceptable
from einvoice.instalments import stated
from einvoice.model import Attachment, Delivery, Identifier, Invoice, Note, Reference
from einvoice.ubl import parties
from einvoice.ubl.elements import group, identified, leaf, within
from einvoice.ubl.lines import add_extra, add_line, days
from einvoice.ubl.names import CAC, CBC, CREDIT_NOTE, GUIDELINE, INVOICE, LIKE_SUBJECT, OBJECT, PROJECT
from einvoice.ubl.settlement import add_payment, add_taxes, add_totals, creditor, payment_faults


def write(invoice: Invoice, *, customization: str = "") -> bytes:
    """The XML of `invoice`, UTF-8: a CreditNote where money goes back to the buyer (BR-CL-01), else an Invoice.

    `customization` is BT-24; without it the invoice's own `specification`, else EN 16931 itself.

    Raises `Unacceptable` with a fault for each amount finer than the syntax allows (BR-DEC-*), each text or number
    that XML cannot hold, and for payment means with several remittance texts, mandates or creditors (BT-83, BT-89,
    BT-90 are one).
    """
    if faults := amount_faults(invoice) + payment_faults(invoice):
        raise Unacceptable(faults)
    try:
        root = _document(invoice, customization or invoice.specification or GUIDELINE)
    except ValueError as error:
        if faults := content_faults(invoice):
            raise Unacceptable(faults) from error
        raise
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _document(invoice: Invoice, customization: str) -> _Element:
    credit = invoice.is_credit
    money = Money(invoice.currency)
    due, terms = stated(invoice, money.text)
    own = CREDIT_NOTE if credit else INVOICE
    nsmap = {"ubl": own[1:-1], "cac": CAC[1:-1], "cbc": CBC[1:-1]}
    root = etree.Element(own + ("CreditNote" if credit else "Invoice"), nsmap=nsmap)
    _header(root, invoice, customization, None if credit else due)
    _references(root, invoice)
    paid = creditor(invoice)
    parties.seller(root, invoice.seller, "" if invoice.payee else paid)
    parties.buyer(root, invoice.buyer)
    if invoice.payee:
        parties.payee(root, invoice.payee, paid)
    if invoice.tax_representative:
        parties.representative(root, invoice.tax_representative)
    if invoice.delivery and invoice.delivery != Delivery():
        _delivery(group(root, "Delivery"), invoice.delivery)
    add_payment(root, invoice, due if credit else None)
    within(root, "PaymentTerms", "Note", terms)
    for extra in invoice.allowances:
        add_extra(root, extra, money, invoice.currency)
    add_taxes(root, invoice, money)
    add_totals(root, invoice, money)
    for line in invoice.lines:
        add_line(root, line, money, invoice.currency, credit=credit)
    return root


def _header(root: _Element, invoice: Invoice, customization: str, due: date | None) -> None:
    leaf(root, "CustomizationID", customization)
    leaf(root, "ProfileID", invoice.process)
    leaf(root, "ID", invoice.number)
    leaf(root, "IssueDate", invoice.issue_date.isoformat())
    tax_point = invoice.tax_point.isoformat() if invoice.tax_point else ""
    if invoice.is_credit:
        leaf(root, "TaxPointDate", tax_point)
        leaf(root, "CreditNoteTypeCode", invoice.type_code)
    else:
        leaf(root, "DueDate", due.isoformat() if due else "")
        leaf(root, "InvoiceTypeCode", invoice.type_code)
    for note in invoice.notes:
        leaf(root, "Note", _noted(note))
    if not invoice.is_credit:
        leaf(root, "TaxPointDate", tax_point)
    leaf(root, "DocumentCurrencyCode", invoice.currency)
    leaf(root, "TaxCurrencyCode", invoice.tax_currency)
    leaf(root, "AccountingCost", invoice.accounting_reference)
    leaf(root, "BuyerReference", invoice.buyer_reference)


def _noted(note: Note) -> str:
    """BT-22 with BT-21 before it."""
    if note.subject:
        return f"#{note.subject}#{note.text}"
    return f" {note.text}" if LIKE_SUBJECT.match(note.text) else note.text


def _references(root: _Element, invoice: Invoice) -> None:
    if invoice.period or invoice.tax_point_code:
        period = group(root, "InvoicePeriod")
        if invoice.period:
            days(period, invoice.period)
        leaf(period, "DescriptionCode", invoice.tax_point_code)
    if invoice.purchase_order or invoice.sales_order:
        order = group(root, "OrderReference")
        # The schema asks for the order's number beside the sales order's: where there is none, it is empty.
        SubElement(order, CBC + "ID").text = invoice.purchase_order
        leaf(order, "SalesOrderID", invoice.sales_order)
    for reference in invoice.preceding:
        _preceding(root, reference)
    within(root, "DespatchDocumentReference", "ID", invoice.despatch_advice)
    within(root, "ReceiptDocumentReference", "ID", invoice.receiving_advice)
    if not invoice.is_credit:
        within(root, "OriginatorDocumentReference", "ID", invoice.tender)
    within(root, "ContractDocumentReference", "ID", invoice.contract)
    _typed(root, invoice.object_id, OBJECT)
    if invoice.is_credit and invoice.project:
        _typed(root, Identifier(value=invoice.project), PROJECT)
    for attachment in invoice.attachments:
        _attachment(group(root, "AdditionalDocumentReference"), attachment)
    if invoice.is_credit:
        within(root, "OriginatorDocumentReference", "ID", invoice.tender)
    else:
        within(root, "ProjectReference", "ID", invoice.project)


def _preceding(root: _Element, reference: Reference) -> None:
    """BG-3."""
    document = group(group(root, "BillingReference"), "InvoiceDocumentReference")
    leaf(document, "ID", reference.number)
    leaf(document, "IssueDate", reference.issue_date.isoformat() if reference.issue_date else "")


def _typed(root: _Element, identifier: Identifier | None, kind: str) -> None:
    """BT-18; BT-11 in a credit note."""
    if identifier:
        document = group(root, "AdditionalDocumentReference")
        identified(document, "ID", identifier)
        leaf(document, "DocumentTypeCode", kind)


def _attachment(document: _Element, attachment: Attachment) -> None:
    """BG-24."""
    leaf(document, "ID", attachment.id)
    leaf(document, "DocumentDescription", attachment.description)
    embedded = attachment.content or attachment.filename or attachment.mime
    if not embedded and not attachment.url:
        return
    holder = group(document, "Attachment")
    if embedded:
        binary = SubElement(holder, CBC + "EmbeddedDocumentBinaryObject", mimeCode=attachment.mime)
        if attachment.filename:
            binary.set("filename", attachment.filename)
        binary.text = b64encode(attachment.content).decode()
    within(holder, "ExternalReference", "URI", attachment.url)


def _delivery(element: _Element, delivery: Delivery) -> None:
    """BG-13, BG-15."""
    leaf(element, "ActualDeliveryDate", delivery.delivered.isoformat() if delivery.delivered else "")
    if delivery.location or delivery.address:
        place = group(element, "DeliveryLocation")
        identified(place, "ID", delivery.location)
        if delivery.address:
            parties.address(place, "Address", delivery.address)
    if delivery.name:
        within(group(element, "DeliveryParty"), "PartyName", "Name", delivery.name)
