"""A UBL Invoice or CreditNote as the model: everything that `writer` writes, from any sender."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TypeVar

from einvoice.faults import Fault, Unacceptable
from einvoice.instalments import understood
from einvoice.mandatory import complete
from einvoice.model import Attachment, Delivery, Identifier, Invoice, Line, Note, Party, Reference
from einvoice.parsing import parse
from einvoice.reading import Reading
from einvoice.ubl import read_lines, read_parties, read_settlement
from einvoice.ubl.names import CODE, CREDIT_NOTE, GUIDELINE, INVOICE, LIKE_SUBJECT, OBJECT, PROJECT, SOURCE, SUBJECT
from einvoice.ubl.nodes import Node, Notes

T = TypeVar("T")


def read(data: bytes) -> Invoice:
    """The invoice in `data`.

    Raises `Unacceptable` with a fault for each value that cannot be read and each term of
    `einvoice.mandatory.TERMS` that is not there. Terms that the model does not have are left out: judge the document,
    not the model, to know whether it is valid.
    """
    return complete(examine(data), CODE, SOURCE)


def examine(data: bytes) -> Reading:
    """Whatever invoice is in `data`, and what is absent or unreadable.

    `absent` has the terms of `einvoice.mandatory.TERMS`, the sums `totals.tax` and `totals.allowances`, `charges`,
    `prepaid`, `rounding` (zero stands in for them), the groups `lines` and `taxes` (empty), `seller` and `totals` where
    nothing is left of them, `object_id` and `project` where their document has no number, `vat` of a line or breakdown
    without a category of any tax, `price_discount` of a line that has a gross price, `seller.address`,
    `buyer.address` and `tax_representative.address` (an empty address), `specification`, and every value with a fault.

    Raises `Unacceptable` only if `data` is no well-formed UBL Invoice or CreditNote.
    """
    root = parse(data)
    if root.tag not in {INVOICE + "Invoice", CREDIT_NOTE + "CreditNote"}:
        message = f"the root element is {root.tag}, neither Invoice nor CreditNote of UBL 2"
        raise Unacceptable([Fault(code=CODE, path="", message=message, source=SOURCE)])
    notes = Notes()
    invoice = _invoice(Node(root), notes, credit=root.tag.startswith(CREDIT_NOTE))
    return Reading(invoice=invoice, absent=frozenset(notes.absent), faults=tuple(notes.faults))


def _invoice(root: Node, notes: Notes, *, credit: bool) -> Invoice:
    currency = notes.present(root.code("DocumentCurrencyCode"), "currency")
    tax_currency = root.code("TaxCurrencyCode")
    customization = notes.present(root.code("CustomizationID"), "specification")
    issued = notes.day(root, "IssueDate", "issue_date")
    if issued is None:
        notes.absent.add("issue_date")
    if "AccountingSupplierParty" not in root:
        notes.absent.add("seller")
    if "LegalMonetaryTotal" not in root:
        notes.absent.add("totals")
    subject, project, supporting = _documents(root, notes, credit=credit)
    seller, payee = root.at("AccountingSupplierParty", "Party"), root.at("PayeeParty")
    creditor = read_parties.creditor(payee) or read_parties.creditor(seller)
    order = root.at("OrderReference")
    terms, instalments = understood("\n".join(filter(None, (t.texts("Note") for t in root.all("PaymentTerms")))))
    kind = "CreditNote" if credit else "Invoice"
    return Invoice(
        number=notes.present(root.code("ID"), "number"),
        issue_date=issued or date.min,
        currency=currency,
        type_code=notes.present(root.code(f"{kind}TypeCode"), "type_code"),
        process=root.code("ProfileID"),
        specification="" if customization == GUIDELINE else customization,
        tax_currency=tax_currency,
        tax_point=notes.day(root, "TaxPointDate", "tax_point"),
        tax_point_code=root.at("InvoicePeriod").code("DescriptionCode"),
        seller=read_parties.seller(seller, notes),
        buyer=read_parties.buyer(root.at("AccountingCustomerParty", "Party"), notes),
        payee=_party(root, "PayeeParty", read_parties.payee, notes),
        tax_representative=_party(root, "TaxRepresentativeParty", read_parties.representative, notes),
        lines=_lines(root, notes, credit=credit),
        taxes=read_settlement.taxes(root, notes, currency, tax_currency),
        totals=read_settlement.totals(root, notes, currency, tax_currency),
        due_date=read_settlement.due_in_means(root, notes) if credit else notes.day(root, "DueDate", "due_date"),
        terms=terms,
        instalments=instalments,
        buyer_reference=root.text("BuyerReference"),
        project=project or root.at("ProjectReference").code("ID"),
        contract=root.at("ContractDocumentReference").code("ID"),
        purchase_order=order.code("ID"),
        sales_order=order.code("SalesOrderID"),
        receiving_advice=root.at("ReceiptDocumentReference").code("ID"),
        despatch_advice=root.at("DespatchDocumentReference").code("ID"),
        tender=root.at("OriginatorDocumentReference").code("ID"),
        object_id=subject,
        accounting_reference=root.code("AccountingCost"),
        notes=tuple(_note(text, notes, f"notes[{i}]") for i, text in enumerate(root.every_text("Note"))),
        preceding=tuple(_preceding(r, notes, f"preceding[{i}]") for i, r in enumerate(root.all("BillingReference"))),
        delivery=_delivery(root.at("Delivery"), notes),
        period=read_lines.period(root, notes, "period"),
        payment=read_settlement.payment(root, notes, creditor),
        allowances=_every(root.all("AllowanceCharge"), read_lines.extra, notes, "allowances"),
        attachments=_every(supporting, _attachment, notes, "attachments"),
    )


def _every(found: list[Node], read_one: Callable[[Node, Notes, str], T], notes: Notes, path: str) -> tuple[T, ...]:
    return tuple(read_one(node, notes, f"{path}[{i}]") for i, node in enumerate(found))


def _lines(root: Node, notes: Notes, *, credit: bool) -> tuple[Line, ...]:
    found = root.all("CreditNoteLine" if credit else "InvoiceLine")
    if not found:
        notes.absent.add("lines")
    return _every(found, partial(read_lines.line, credit=credit), notes, "lines")


def _party(root: Node, name: str, read_one: Callable[[Node, Notes], Party], notes: Notes) -> Party | None:
    return read_one(root.at(name), notes) if name in root else None


def _documents(root: Node, notes: Notes, *, credit: bool) -> tuple[Identifier | None, str, list[Node]]:
    """BT-18, BT-11 in a credit note, and all other documents, which are BG-24."""
    subject, project, supporting = None, "", []
    for document in root.all("AdditionalDocumentReference"):
        kind = document.code("DocumentTypeCode")
        if kind == OBJECT and not subject:
            subject = document.identifier("ID")
            notes.present(document.code("ID"), "object_id")
        elif kind == PROJECT and credit and not project:
            project = notes.present(document.code("ID"), "project")
        else:
            supporting.append(document)
    return subject, project, supporting


def _note(text: str, notes: Notes, path: str) -> Note:
    """BG-1."""
    if found := SUBJECT.fullmatch(text):
        return Note(text=notes.present(found[2], f"{path}.text"), subject=found[1])
    return Note(text=notes.present(text[1:] if LIKE_SUBJECT.match(text) else text, f"{path}.text"))


def _preceding(node: Node, notes: Notes, path: str) -> Reference:
    """BG-3."""
    document = node.at("InvoiceDocumentReference")
    return Reference(
        number=notes.present(document.code("ID"), f"{path}.number"),
        issue_date=notes.day(document, "IssueDate", f"{path}.issue_date"),
    )


def _attachment(document: Node, notes: Notes, path: str) -> Attachment:
    """BG-24."""
    holder = document.at("Attachment")
    binary = holder.element("EmbeddedDocumentBinaryObject")
    return Attachment(
        id=notes.present(document.code("ID"), f"{path}.id"),
        filename=holder.attribute("EmbeddedDocumentBinaryObject", "filename"),
        mime=holder.attribute("EmbeddedDocumentBinaryObject", "mimeCode"),
        content=b"" if binary is None else notes.binary(binary, f"{path}.content"),
        description=document.texts("DocumentDescription"),
        url=holder.at("ExternalReference").code("URI"),
    )


def _delivery(node: Node, notes: Notes) -> Delivery | None:
    """BG-13, BG-15."""
    place = node.at("DeliveryLocation")
    found = Delivery(
        delivered=notes.day(node, "ActualDeliveryDate", "delivery.delivered"),
        name=node.at("DeliveryParty", "PartyName").text("Name"),
        location=place.identifier("ID"),
        address=read_parties.address(place.at("Address")) if "Address" in place else None,
    )
    return None if found == Delivery() else found
