"""A Cross Industry Invoice as the model: everything that `writer` writes, from any sender."""

from base64 import b64decode
from binascii import Error as Base64Error
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree
from lxml.etree import _Element

from einvoice.cii.names import INSTALMENTS, NSMAP, RSM, SOURCE
from einvoice.cii.parts import decimal, extra, flag_missing, line, number, party, postal, stamp, tax, text
from einvoice.faults import Fault, Unacceptable
from einvoice.model import Attachment, Delivery, Instalment, Invoice, Note, PaymentMeans, Reference, Totals

MAX_BYTES = 100 * 1024 * 1024


def read(data: bytes) -> Invoice:
    """The invoice in `data`.

    Raises `Unacceptable` when `data` is no well-formed CII, or when a term without which the model cannot
    stand (numbers, dates, names of parties) is missing or malformed. Terms the model does not have are left
    out: judge the document, not the model, to know whether it is valid.
    """
    root = _root(data)
    try:
        return _invoice(root)
    except (ValueError, InvalidOperation) as error:
        raise Unacceptable([_fault(f"a value cannot be read: {error}")]) from error


def _root(data: bytes) -> _Element:
    if len(data) > MAX_BYTES:
        raise Unacceptable([_fault(f"the file has {len(data)} bytes; the limit is {MAX_BYTES}")])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Unacceptable([_fault(f"not well-formed XML: {error}")]) from error
    if root.tag != RSM + "CrossIndustryInvoice":
        raise Unacceptable([_fault(f"the root element is {root.tag}, not CrossIndustryInvoice")])
    return root


def _fault(message: str) -> Fault:
    return Fault(code="SOLDE-CII", path="", message=message, source=SOURCE)


def _invoice(root: _Element) -> Invoice:
    header = flag_missing(root, "rsm:ExchangedDocument")
    trade = flag_missing(root, "rsm:SupplyChainTradeTransaction")
    agreement = flag_missing(trade, "ram:ApplicableHeaderTradeAgreement")
    settlement = flag_missing(trade, "ram:ApplicableHeaderTradeSettlement")
    currency = text(settlement, "ram:InvoiceCurrencyCode")
    tax_currency = text(settlement, "ram:TaxCurrencyCode")
    issued = stamp(header, "ram:IssueDateTime/udt:DateTimeString")
    if issued is None:
        raise ValueError("the issue date (BT-2) is missing")
    terms, instalments = _terms(text(settlement, "ram:SpecifiedTradePaymentTerms/ram:Description"))
    return Invoice(
        number=text(header, "ram:ID"),
        issue_date=issued,
        currency=currency,
        type_code=text(header, "ram:TypeCode"),
        process=text(
            root,
            "rsm:ExchangedDocumentContext/ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID",
        ),
        tax_currency=tax_currency,
        seller=party(flag_missing(agreement, "ram:SellerTradeParty")),
        buyer=party(flag_missing(agreement, "ram:BuyerTradeParty")),
        lines=tuple(map(line, trade.findall("ram:IncludedSupplyChainTradeLineItem", NSMAP))),
        taxes=tuple(map(tax, settlement.findall("ram:ApplicableTradeTax", NSMAP))),
        totals=_totals(settlement, currency, tax_currency),
        due_date=stamp(settlement, "ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString"),
        buyer_reference=text(agreement, "ram:BuyerReference"),
        contract=text(agreement, "ram:ContractReferencedDocument/ram:IssuerAssignedID"),
        purchase_order=text(agreement, "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
        sales_order=text(agreement, "ram:SellerOrderReferencedDocument/ram:IssuerAssignedID"),
        terms=terms,
        instalments=instalments,
        notes=tuple(
            Note(text=text(note, "ram:Content"), subject=text(note, "ram:SubjectCode"))
            for note in header.findall("ram:IncludedNote", NSMAP)
        ),
        preceding=tuple(
            Reference(
                number=text(reference, "ram:IssuerAssignedID"),
                issue_date=stamp(reference, "ram:FormattedIssueDateTime/qdt:DateTimeString"),
            )
            for reference in settlement.findall("ram:InvoiceReferencedDocument", NSMAP)
        ),
        delivery=_delivery(trade),
        payment=_payment(settlement),
        allowances=tuple(map(extra, settlement.findall("ram:SpecifiedTradeAllowanceCharge", NSMAP))),
        attachments=_attachments(agreement),
    )


def _terms(description: str) -> tuple[str, tuple[Instalment, ...]]:
    """BT-20 without the list of instalments that `writer.schedule` put on its last line."""
    terms, _, last = description.rpartition("\n")
    if not INSTALMENTS.fullmatch(last):
        return description, ()
    parts = (part.split() for part in last.split(" / "))
    return terms, tuple(
        Instalment(due=date.fromisoformat(day.rstrip(":")), amount=Decimal(amount)) for day, amount, _ in parts
    )


def _totals(settlement: _Element, currency: str, tax_currency: str) -> Totals:
    summation = flag_missing(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    taxes = {
        element.get("currencyID", currency): number((element.text or "").strip(), "ram:TaxTotalAmount")
        for element in summation.findall("ram:TaxTotalAmount", NSMAP)
    }
    return Totals(
        lines=decimal(summation, "ram:LineTotalAmount"),
        tax_exclusive=decimal(summation, "ram:TaxBasisTotalAmount"),
        tax=taxes.get(currency, Decimal(0)),
        tax_accounting=taxes.get(tax_currency) if tax_currency else None,
        tax_inclusive=decimal(summation, "ram:GrandTotalAmount"),
        payable=decimal(summation, "ram:DuePayableAmount"),
        allowances=decimal(summation, "ram:AllowanceTotalAmount", "0"),
        charges=decimal(summation, "ram:ChargeTotalAmount", "0"),
        prepaid=decimal(summation, "ram:TotalPrepaidAmount", "0"),
        rounding=decimal(summation, "ram:RoundingAmount", "0"),
    )


def _delivery(trade: _Element) -> Delivery | None:
    base = "ram:ApplicableHeaderTradeDelivery/ram:"
    address = trade.find(base + "ShipToTradeParty/ram:PostalTradeAddress", NSMAP)
    delivery = Delivery(
        delivered=stamp(trade, base + "ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString"),
        name=text(trade, base + "ShipToTradeParty/ram:Name"),
        address=None if address is None else postal(address),
    )
    return None if delivery == Delivery() else delivery


def _payment(settlement: _Element) -> tuple[PaymentMeans, ...]:
    remittance = text(settlement, "ram:PaymentReference")
    account = "ram:PayeePartyCreditorFinancialAccount/ram:"
    return tuple(
        PaymentMeans(
            code=text(means, "ram:TypeCode"),
            text=text(means, "ram:Information"),
            remittance=remittance,
            iban=text(means, account + "IBANID") or text(means, account + "ProprietaryID"),
            account_name=text(means, account + "AccountName"),
            bic=text(means, "ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"),
        )
        for means in settlement.findall("ram:SpecifiedTradeSettlementPaymentMeans", NSMAP)
    )


def _attachments(agreement: _Element) -> tuple[Attachment, ...]:
    found = []
    for document in agreement.findall("ram:AdditionalReferencedDocument", NSMAP):
        binary = document.find("ram:AttachmentBinaryObject", NSMAP)
        if binary is None:
            continue
        try:
            content = b64decode(binary.text or "", validate=False)
        except Base64Error as error:
            raise ValueError(f"an attachment (BT-125) is not base64: {error}") from error
        found.append(
            Attachment(
                id=text(document, "ram:IssuerAssignedID"),
                filename=binary.get("filename", ""),
                mime=binary.get("mimeCode", ""),
                content=content,
                description=text(document, "ram:Name"),
            )
        )
    return tuple(found)
