"""A Cross Industry Invoice as the model: everything that `writer` writes, from any sender."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from einvoice.cii import read_lines, read_parties, read_settlement
from einvoice.cii.names import CODE, GUIDELINE, OBJECT, RSM, SOURCE, TENDER
from einvoice.cii.nodes import NOTHING, Node, Notes
from einvoice.faults import Fault, Unacceptable
from einvoice.mandatory import complete
from einvoice.model import Attachment, Delivery, Identifier, Invoice, Note, Party, Reference
from einvoice.parsing import parse
from einvoice.reading import Reading

T = TypeVar("T")


def read(data: bytes) -> Invoice:
    """The invoice in `data`.

    Raises `Unacceptable` with a fault for each value that cannot be read and each term of
    `einvoice.mandatory.TERMS` that is not there. Terms that the model does not have are left out:
    judge the document, not the model, to know whether it is valid.
    """
    return complete(examine(data), CODE, SOURCE)


def examine(data: bytes) -> Reading:
    """Whatever invoice is in `data`, and what is absent or unreadable.

    `absent` has the terms of `einvoice.mandatory.TERMS`, the sums `totals.tax` and `totals.allowances`, `charges`,
    `prepaid`, `rounding` (zero stands in for them), the groups `lines` and `taxes` (empty), `seller` and `totals`
    where nothing is left of them, `tender` and the `object_id` of invoice and lines where their document has no
    number, `vat` of a line that has none, `seller.address`, `buyer.address` and `tax_representative.address` (an
    empty address), `specification`, and every value with a fault.

    Raises `Unacceptable` only if `data` is no well-formed Cross Industry Invoice.
    """
    root = parse(data)
    if root.tag != RSM + "CrossIndustryInvoice":
        message = f"the root element is {root.tag}, not CrossIndustryInvoice"
        raise Unacceptable([Fault(code=CODE, path="", message=message, source=SOURCE)])
    notes = Notes()
    invoice = _invoice(Node(root), notes)
    return Reading(invoice=invoice, absent=frozenset(notes.absent), faults=tuple(notes.faults))


def _invoice(root: Node, notes: Notes) -> Invoice:
    context = root.first(RSM + "ExchangedDocumentContext")
    header = root.first(RSM + "ExchangedDocument")
    trade = root.first(RSM + "SupplyChainTradeTransaction")
    agreement = trade.at("ApplicableHeaderTradeAgreement")
    delivery = trade.at("ApplicableHeaderTradeDelivery")
    settlement = trade.at("ApplicableHeaderTradeSettlement")
    guideline = context.at("GuidelineSpecifiedDocumentContextParameter").code("ID")
    currency = notes.present(settlement.code("InvoiceCurrencyCode"), "currency")
    tax_currency = settlement.code("TaxCurrencyCode")
    issued = notes.day(header, "IssueDateTime", "issue_date")
    if issued is None:
        notes.absent.add("issue_date")
    if not guideline:
        notes.absent.add("specification")
    if "SellerTradeParty" not in agreement:
        notes.absent.add("seller")
    if "SpecifiedTradeSettlementHeaderMonetarySummation" not in settlement:
        notes.absent.add("totals")
    tender, subject, supporting = _documents(agreement, notes)
    tax_point, tax_point_code = read_settlement.tax_point(settlement, notes)
    due, terms, instalments = read_settlement.terms(settlement, notes)
    return Invoice(
        number=notes.present(header.code("ID"), "number"),
        issue_date=issued or date.min,
        currency=currency,
        type_code=notes.present(header.code("TypeCode"), "type_code"),
        process=context.at("BusinessProcessSpecifiedDocumentContextParameter").code("ID"),
        specification="" if guideline == GUIDELINE else guideline,
        tax_currency=tax_currency,
        tax_point=tax_point,
        tax_point_code=tax_point_code,
        seller=read_parties.seller(agreement.at("SellerTradeParty"), notes),
        buyer=read_parties.buyer(agreement.at("BuyerTradeParty"), notes),
        payee=_party(settlement, "PayeeTradeParty", read_parties.payee, notes),
        tax_representative=_party(agreement, "SellerTaxRepresentativeTradeParty", read_parties.representative, notes),
        lines=_every(trade, "IncludedSupplyChainTradeLineItem", read_lines.line, notes, "lines"),
        taxes=_every(settlement, "ApplicableTradeTax", read_lines.breakdown, notes, "taxes"),
        totals=read_settlement.totals(settlement, notes, currency, tax_currency),
        due_date=due,
        terms=terms,
        instalments=instalments,
        buyer_reference=agreement.text("BuyerReference"),
        project=agreement.at("SpecifiedProcuringProject").code("ID"),
        contract=agreement.at("ContractReferencedDocument").code("IssuerAssignedID"),
        purchase_order=agreement.at("BuyerOrderReferencedDocument").code("IssuerAssignedID"),
        sales_order=agreement.at("SellerOrderReferencedDocument").code("IssuerAssignedID"),
        receiving_advice=delivery.at("ReceivingAdviceReferencedDocument").code("IssuerAssignedID"),
        despatch_advice=delivery.at("DespatchAdviceReferencedDocument").code("IssuerAssignedID"),
        tender=tender.code("IssuerAssignedID"),
        object_id=_object(subject),
        accounting_reference=settlement.at("ReceivableSpecifiedTradeAccountingAccount").code("ID"),
        notes=tuple(
            Note(
                text=notes.present(note.text("Content"), f"notes[{i}].text"),
                subject=note.code("SubjectCode"),
            )
            for i, note in enumerate(header.all("IncludedNote"))
        ),
        preceding=tuple(
            Reference(
                number=notes.present(reference.code("IssuerAssignedID"), f"preceding[{i}].number"),
                issue_date=notes.day(reference, "FormattedIssueDateTime", f"preceding[{i}].issue_date"),
            )
            for i, reference in enumerate(settlement.all("InvoiceReferencedDocument"))
        ),
        delivery=_delivery(delivery, notes),
        period=read_lines.period(settlement, notes, "period"),
        payment=read_settlement.payment(settlement, notes),
        allowances=read_lines.extras(settlement, notes),
        attachments=tuple(_attachment(d, notes, f"attachments[{i}]") for i, d in enumerate(supporting)),
    )


def _every(
    parent: Node, name: str, read_one: Callable[[Node, Notes, str], T], notes: Notes, path: str
) -> tuple[T, ...]:
    """A group that EN 16931 asks for at least once."""
    found = tuple(read_one(node, notes, f"{path}[{i}]") for i, node in enumerate(parent.all(name)))
    if not found:
        notes.absent.add(path)
    return found


def _party(parent: Node, name: str, read_one: Callable[[Node, Notes], Party], notes: Notes) -> Party | None:
    return read_one(parent.at(name), notes) if name in parent else None


def _documents(agreement: Node, notes: Notes) -> tuple[Node, Node, list[Node]]:
    """BT-17 and BT-18, the first document of their types, and all others, which are BG-24."""
    tender, subject, supporting = NOTHING, NOTHING, []
    for document in agreement.all("AdditionalReferencedDocument"):
        kind = document.code("TypeCode")
        if kind == TENDER and not tender and document.code("IssuerAssignedID"):
            tender = document
            notes.present(document.code("IssuerAssignedID"), "tender")
        elif kind == OBJECT and not subject:
            subject = document
            notes.present(document.code("IssuerAssignedID"), "object_id")
        else:
            supporting.append(document)
    return tender, subject, supporting


def _object(document: Node) -> Identifier | None:
    """BT-18."""
    return (
        Identifier(value=document.code("IssuerAssignedID"), scheme=document.code("ReferenceTypeCode"))
        if document
        else None
    )


def _attachment(document: Node, notes: Notes, path: str) -> Attachment:
    """BG-24."""
    binary = document.element("AttachmentBinaryObject")
    return Attachment(
        id=notes.present(document.code("IssuerAssignedID"), f"{path}.id"),
        filename=document.attribute("AttachmentBinaryObject", "filename"),
        mime=document.attribute("AttachmentBinaryObject", "mimeCode"),
        content=b"" if binary is None else notes.binary(binary, f"{path}.content"),
        description=document.text("Name"),
        url=document.code("URIID"),
    )


def _delivery(node: Node, notes: Notes) -> Delivery | None:
    """BG-13, BG-15."""
    place = node.at("ShipToTradeParty")
    found = Delivery(
        delivered=notes.day(node.at("ActualDeliverySupplyChainEvent"), "OccurrenceDateTime", "delivery.delivered"),
        name=place.text("Name"),
        location=next(iter(place.identifiers("ID", "GlobalID")), None),
        address=read_parties.address(place.at("PostalTradeAddress")) if "PostalTradeAddress" in place else None,
    )
    return None if found == Delivery() else found
