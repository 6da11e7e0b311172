"""The model as a Cross Industry Invoice. Elements stand in the order of the schema (D16B and D22B alike)."""

from base64 import b64encode
from datetime import date

from lxml import etree
from lxml.etree import SubElement, _Element

from einvoice.cii.amounts import Money, amount_faults, content_faults
from einvoice.cii.elements import add, day
from einvoice.cii.lines import add_extra, add_line, add_tax
from einvoice.cii.names import GUIDELINE, NSMAP, QDT, RAM, RSM, SOURCE, date102
from einvoice.cii.parties import address, party
from einvoice.faults import Fault, Unacceptable
from einvoice.model import Attachment, Instalment, Invoice, PaymentMeans, Reference


def write(invoice: Invoice) -> bytes:
    """The XML of `invoice`, UTF-8, profile EN 16931.

    Raises `Unacceptable` with a fault for each amount finer than the syntax allows (BR-DEC-*), each text or
    number that XML cannot hold, and for payment means with several remittance texts (BT-83 is one).
    """
    if faults := amount_faults(invoice) + _payment_faults(invoice):
        raise Unacceptable(faults)
    try:
        root = _document(invoice)
    except ValueError as error:
        if faults := content_faults(invoice):
            raise Unacceptable(faults) from error
        raise
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def schedule(invoice: Invoice) -> tuple[date | None, str]:
    """BT-9 and BT-20.

    EN 16931 has one due date; with several instalments it states the first (usage note of BT-9) and BT-20
    describes the rest: its last line lists every date and amount.
    """
    parts = sorted(invoice.instalments, key=lambda part: part.due)
    if len(parts) < 2:
        return invoice.due_date or (parts[0].due if parts else None), invoice.terms
    listed = " / ".join(_instalment(part, invoice.currency) for part in parts)
    return parts[0].due, f"{invoice.terms}\n{listed}" if invoice.terms else listed


def _instalment(part: Instalment, currency: str) -> str:
    return f"{part.due.isoformat()}: {Money(currency).text(part.amount)} {currency}"


def _payment_faults(invoice: Invoice) -> list[Fault]:
    texts = {means.remittance for means in invoice.payment if means.remittance}
    if len(texts) < 2:
        return []
    message = f"there is one remittance text (BT-83) in an e-invoice, here are {len(texts)}"
    return [Fault(code="SOLDE-BT-83", path="payment", message=message, source=SOURCE)]


def _document(invoice: Invoice) -> _Element:
    money = Money(invoice.currency)
    root = etree.Element(RSM + "CrossIndustryInvoice", nsmap=NSMAP)
    context = SubElement(root, RSM + "ExchangedDocumentContext")
    if invoice.process:
        add(
            SubElement(context, RAM + "BusinessProcessSpecifiedDocumentContextParameter"),
            "ID",
            invoice.process,
        )
    add(SubElement(context, RAM + "GuidelineSpecifiedDocumentContextParameter"), "ID", GUIDELINE)
    header = SubElement(root, RSM + "ExchangedDocument")
    add(header, "ID", invoice.number)
    add(header, "TypeCode", invoice.type_code)
    day(header, "IssueDateTime", invoice.issue_date)
    for note in invoice.notes:
        element = SubElement(header, RAM + "IncludedNote")
        add(element, "Content", note.text)
        add(element, "SubjectCode", note.subject)
    trade = SubElement(root, RSM + "SupplyChainTradeTransaction")
    for line in invoice.lines:
        add_line(trade, line, money)
    _agreement(trade, invoice)
    _delivery(trade, invoice)
    _settlement(trade, invoice, money)
    return root


def _agreement(trade: _Element, invoice: Invoice) -> None:
    agreement = SubElement(trade, RAM + "ApplicableHeaderTradeAgreement")
    add(agreement, "BuyerReference", invoice.buyer_reference)
    party(agreement, "SellerTradeParty", invoice.seller, seller=True)
    party(agreement, "BuyerTradeParty", invoice.buyer, seller=False)
    for name, value in (
        ("SellerOrderReferencedDocument", invoice.sales_order),
        ("BuyerOrderReferencedDocument", invoice.purchase_order),
        ("ContractReferencedDocument", invoice.contract),
    ):
        if value:
            add(SubElement(agreement, RAM + name), "IssuerAssignedID", value)
    for attachment in invoice.attachments:
        _attachment(agreement, attachment)


def _attachment(agreement: _Element, attachment: Attachment) -> None:
    element = SubElement(agreement, RAM + "AdditionalReferencedDocument")
    add(element, "IssuerAssignedID", attachment.id)
    add(element, "TypeCode", "916")
    add(element, "Name", attachment.description)
    binary = SubElement(element, RAM + "AttachmentBinaryObject", mimeCode=attachment.mime, filename=attachment.filename)
    binary.text = b64encode(attachment.content).decode()


def _delivery(trade: _Element, invoice: Invoice) -> None:
    element = SubElement(trade, RAM + "ApplicableHeaderTradeDelivery")
    delivery = invoice.delivery
    if delivery is None:
        return
    if delivery.name or delivery.address:
        receiver = SubElement(element, RAM + "ShipToTradeParty")
        add(receiver, "Name", delivery.name)
        if delivery.address:
            address(receiver, delivery.address)
    if delivery.delivered:
        event = SubElement(element, RAM + "ActualDeliverySupplyChainEvent")
        day(event, "OccurrenceDateTime", delivery.delivered)


def _settlement(trade: _Element, invoice: Invoice, money: Money) -> None:
    element = SubElement(trade, RAM + "ApplicableHeaderTradeSettlement")
    # A credit note asks for no payment. BG-16 is optional and goes as a whole: with means of 30 or 58 and no account
    # (BT-84) it would break BR-50 and BR-61.
    asked = () if invoice.is_credit else invoice.payment
    add(element, "PaymentReference", next((m.remittance for m in asked if m.remittance), ""))
    if invoice.tax_currency != invoice.currency:
        add(element, "TaxCurrencyCode", invoice.tax_currency)
    add(element, "InvoiceCurrencyCode", invoice.currency)
    for means in asked:
        _means(element, means)
    for tax in invoice.taxes:
        add_tax(element, tax, money)
    for extra in invoice.allowances:
        add_extra(element, extra, money)
    due, terms = schedule(invoice)
    if due or terms:
        block = SubElement(element, RAM + "SpecifiedTradePaymentTerms")
        add(block, "Description", terms)
        if due:
            day(block, "DueDateDateTime", due)
    _summation(element, invoice, money)
    for reference in invoice.preceding:
        _preceding(element, reference)


def _means(parent: _Element, means: PaymentMeans) -> None:
    element = SubElement(parent, RAM + "SpecifiedTradeSettlementPaymentMeans")
    add(element, "TypeCode", means.code)
    add(element, "Information", means.text)
    number = means.iban.replace(" ", "")
    if number or means.account_name:
        account = SubElement(element, RAM + "PayeePartyCreditorFinancialAccount")
        # BT-84 is an IBAN or, where a country has none, a national account number.
        national = not number[:2].isalpha()
        add(account, "IBANID", "" if national else number)
        add(account, "AccountName", means.account_name)
        add(account, "ProprietaryID", number if national else "")
    if means.bic:
        bank = SubElement(element, RAM + "PayeeSpecifiedCreditorFinancialInstitution")
        add(bank, "BICID", means.bic)


def _summation(parent: _Element, invoice: Invoice, money: Money) -> None:
    totals = invoice.totals
    element = SubElement(parent, RAM + "SpecifiedTradeSettlementHeaderMonetarySummation")
    add(element, "LineTotalAmount", money.text(totals.lines))
    # BR-CO-11, BR-CO-12: where there is an allowance or charge, also one of zero, its sum must be there.
    if totals.charges or any(extra.charge for extra in invoice.allowances):
        add(element, "ChargeTotalAmount", money.text(totals.charges))
    if totals.allowances or not all(extra.charge for extra in invoice.allowances):
        add(element, "AllowanceTotalAmount", money.text(totals.allowances))
    add(element, "TaxBasisTotalAmount", money.text(totals.tax_exclusive))
    tax = SubElement(element, RAM + "TaxTotalAmount", currencyID=invoice.currency)
    tax.text = money.text(totals.tax)
    if totals.tax_accounting is not None and invoice.tax_currency not in {"", invoice.currency}:
        tax = SubElement(element, RAM + "TaxTotalAmount", currencyID=invoice.tax_currency)
        tax.text = Money(invoice.tax_currency).text(totals.tax_accounting)
    if totals.rounding:
        add(element, "RoundingAmount", money.text(totals.rounding))
    add(element, "GrandTotalAmount", money.text(totals.tax_inclusive))
    if totals.prepaid:
        add(element, "TotalPrepaidAmount", money.text(totals.prepaid))
    add(element, "DuePayableAmount", money.text(totals.payable))


def _preceding(parent: _Element, reference: Reference) -> None:
    element = SubElement(parent, RAM + "InvoiceReferencedDocument")
    add(element, "IssuerAssignedID", reference.number)
    if reference.issue_date:
        stamp = SubElement(element, RAM + "FormattedIssueDateTime")
        SubElement(stamp, QDT + "DateTimeString", format="102").text = date102(reference.issue_date)
