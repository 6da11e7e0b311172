"""What stands on the invoice page: the model in words, dates and numbers of the page's language.

`page` gives the data of `templates/invoice.typ` and of `einvoice.html`, as texts that need no more thought.
"""

from typing import Any

from einvoice.model import Invoice
from einvoice.page import lines, parties, payment, sums
from einvoice.page.look import Look
from einvoice.page.words import LANGUAGES, Words, labels

__all__ = ["LANGUAGES", "Look", "language_for", "page", "title"]

# Notes that the law asks for stand in the small print (UNTDID 4451: recovery fee, penalties, discount ...).
_LEGAL = frozenset({"PMT", "PMD", "AAB", "REG", "ABL", "TXD"})
_HIDDEN = frozenset({"BAR"})  # how the French platform shall treat the invoice: nothing for people
_SPEAKS = {
    **dict.fromkeys(("FR", "MC", "LU"), "fr"),
    **dict.fromkeys(("IT", "SM", "VA"), "it"),
    **dict.fromkeys(("DE", "AT", "LI", "CH"), "de"),
}


def language_for(invoice: Invoice) -> str:
    """The language of the buyer's country, English where the page does not speak it."""
    return _SPEAKS.get(invoice.buyer.address.country, "en")


def title(invoice: Invoice, language: str) -> str:
    """`Facture FA-2026-0412`."""
    return f"{_kind(invoice, labels(language))} {invoice.number}"


def page(invoice: Invoice, language: str, look: Look | None = None) -> dict[str, Any]:
    """Everything that the page shows, in `language`."""
    words = Words(language, invoice.currency)
    notes = [note for note in invoice.notes if note.text and note.subject not in _HIDDEN]
    pay = [] if invoice.is_credit else payment.payment(invoice, words)
    return {
        "labels": {key: value for key, value in words.labels.items() if isinstance(value, str)},
        "title": _kind(invoice, words.labels),
        "number": invoice.number,
        "window": parties.window(invoice),
        "seller": parties.seller(invoice, words),
        "addressed": words["customer" if invoice.is_credit else "billed_to"],
        "buyer": parties.recipient(invoice, words),
        "facts": facts(invoice, words),
        "parties": parties.others(invoice, words),
        "lines": [lines.line(line, words) for line in invoice.lines],
        "extras": [lines.adjustment(extra, words) for extra in invoice.allowances],
        "taxes": [sums.tax(tax, words) for tax in invoice.taxes],
        "totals": sums.totals(invoice, words),
        "payable": sums.payable(invoice, words),
        "payment": pay,
        "code": payment.code(invoice),
        "terms": invoice.terms,
        "instalments": payment.instalments(invoice, words),
        "notes": [note.text for note in notes if note.subject not in _LEGAL],
        "attachments": [_attachment(item.id, item.description, item.url) for item in invoice.attachments],
        "legal": [note.text for note in notes if note.subject in _LEGAL]
        + ([words["courtesy"]] if look and look.courtesy else []),
    }


def facts(invoice: Invoice, words: Words) -> list[sums.Row]:
    """The labelled facts at the head of the page."""
    rows = [("date", words.day(invoice.issue_date))]
    if invoice.due_date and not invoice.is_credit and len(invoice.instalments) < 2:
        rows.append(("due", words.day(invoice.due_date)))
    for reference in invoice.preceding:
        when = f" {words['period_of']} {words.day(reference.issue_date)}" if reference.issue_date else ""
        rows.append(("preceding", reference.number + when))
    if invoice.delivery and invoice.delivery.delivered:
        rows.append(("delivered", words.day(invoice.delivery.delivered)))
    rows += [
        ("period", words.period(invoice.period)),
        ("order", invoice.purchase_order),
        ("sales_order", invoice.sales_order),
        ("despatch_advice", invoice.despatch_advice),
        ("receiving_advice", invoice.receiving_advice),
        ("contract", invoice.contract),
        ("project", invoice.project),
        ("tender", invoice.tender),
        ("object", invoice.object_id.value if invoice.object_id else ""),
        ("reference", invoice.buyer_reference),
        ("accounting", invoice.accounting_reference),
        ("buyer_vat", invoice.buyer.vat_id),
    ]
    if invoice.buyer.legal_id and invoice.buyer.legal_id.scheme == "0002":
        rows.append(("buyer_siren", invoice.buyer.legal_id.value))
    if invoice.tax_point:
        rows.append(("tax_point", words.day(invoice.tax_point)))
    elif invoice.tax_point_code in {"3", "35", "432"}:
        rows.append(("tax_point", words[f"tax_point_{invoice.tax_point_code}"]))
    return [(words[key], value) for key, value in rows if value]


def _kind(invoice: Invoice, words: dict[str, Any]) -> str:
    default = words["title_credit"] if invoice.is_credit else words["title"]
    return str(words["types"].get(invoice.type_code, default))


def _attachment(identifier: str, description: str, url: str) -> str:
    return " · ".join(part for part in (identifier, description, url) if part)
