"""Invoices, their lines, taxes and instalments as rows of an export, in canonical columns (docs/files.md)."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from sync.demo.catalogue import PRICE_LIST
from sync.demo.companies import COMPANIES, FRENCH
from sync.demo.customers import Customer
from sync.demo.dirty import Row
from sync.demo.documents import Document, Tax, Treatment
from sync.demo.ledger import Payment
from sync.demo.rows import stamp
from sync.demo.words import discount_text, terms_text

_ITALIAN = (
    "it.esigibilita",
    "it.cig",
    "it.eur_rate",
    "it.eur_rate_date",
    "it.bollo_virtuale",
    "it.importo_bollo",
)
# Stamp duty of 2 euros, borne by the seller: D.P.R. 642/1972, tariffa, art. 13; over 77.47 euros of amounts
# that are exempt or outside VAT. Exports and sales to other Member States are free of it.
_STAMPED = ("N2.1", "N4")
_STAMP_FROM = Decimal("77.47")


def _state(doc: Document) -> str:
    return "paid" if doc.open == 0 else "open"


def _frame(doc: Document) -> str:
    """The French invoicing frame: goods, services or both."""
    if doc.company != FRENCH.id:
        return ""
    services = any(line.unit in ("HUR", "DAY") or line.item.startswith("REV") for line in doc.lines)
    return ("M1" if services else "B1") if doc.goods else "S1"


def invoice_row(doc: Document, buyer: Customer) -> Row:
    """A row of invoices.csv."""
    of = doc.preceding
    abroad = doc.goods and buyer.country not in {c.country for c in COMPANIES if c.id == doc.company}
    return {
        "id": doc.id,
        "company": doc.company,
        "number": doc.number,
        "customer": doc.customer,
        "type": doc.type,
        "issue_date": str(doc.issued),
        "due_date": str(max(d.date for d in doc.dues)),
        "currency": doc.currency,
        "state": _state(doc),
        "lines_total": str(doc.net),
        "net_total": str(doc.net),
        "tax_total": str(doc.tax),
        "total": str(doc.total),
        "prepaid": str(doc.tax) if doc.split_payment else "",
        "open": str(doc.open),
        "purchase_order": doc.purchase_order,
        "orders": doc.order,
        "terms": terms_text(buyer.language, buyer.terms) if of is None else "",
        "process": _frame(doc),
        "preceding_number": of.number if of else "",
        "preceding_date": str(of.issued) if of else "",
        "remittance": doc.number,
        "delivery_date": str(doc.delivered) if doc.delivered else "",
        "delivery_name": buyer.name if abroad else "",
        "delivery_street": buyer.line1 if abroad else "",
        "delivery_postcode": buyer.postcode if abroad else "",
        "delivery_city": buyer.city if abroad else "",
        "delivery_country": buyer.country if abroad else "",
        "disputed": str(doc.disputed) if doc.disputed else "",
        "dispute_reason": doc.dispute_reason,
        # Both sellers declare their VAT in euros, whatever they invoice in.
        "tax_currency": "EUR" if doc.currency != "EUR" else "",
        "tax_accounting": str(doc.tax) if doc.currency != "EUR" else "",
        "erp_einvoice": doc.erp_einvoice,
        "changed": stamp(doc.changed or doc.issued),
        **_italian(doc),
    }


def _italian(doc: Document) -> Row:
    """What FatturaPA wants to know beyond EN 16931."""
    row = dict.fromkeys(_ITALIAN, "")
    if doc.company == FRENCH.id:
        return row
    if doc.split_payment:
        row["it.esigibilita"] = "S"
        row["it.cig"] = f"Z{int(doc.id[2:]):09d}"
    if doc.currency != "EUR":
        row["it.eur_rate"] = str((1 / PRICE_LIST[doc.currency]).quantize(Decimal("1E-6")))
        row["it.eur_rate_date"] = str(doc.issued)
    untaxed = sum((t.base for t in doc.taxes if t.vat.natura in _STAMPED), Decimal(0))
    if untaxed > _STAMP_FROM:
        row["it.bollo_virtuale"] = "true"
        row["it.importo_bollo"] = "2.00"
    return row


def _vat(vat: Treatment) -> Row:
    return {
        "vat_category": vat.category,
        "vat_rate": str(vat.rate),
        "exemption_reason": vat.reason,
        "exemption_code": vat.code,
        "natura": vat.natura,
    }


def line_rows(doc: Document, buyer: Customer) -> Iterable[Row]:
    """The rows of one invoice in invoice_lines.csv."""
    for n, line in enumerate(doc.lines, 1):
        yield {
            "invoice": doc.id,
            "id": str(n),
            "name": line.name,
            "quantity": str(line.quantity),
            "unit": line.unit,
            "price": str(line.price),
            "discount": str(line.discount) if line.discount else "",
            "discount_reason": discount_text(buyer.language) if line.discount else "",
            "net": str(line.net),
            **_vat(line.vat),
            "item": line.item,
        }


def tax_row(doc: Document, tax: Tax) -> Row:
    """A row of taxes.csv."""
    return {"invoice": doc.id, **_vat(tax.vat), "base": str(tax.base), "tax": str(tax.tax)}


def instalment_rows(doc: Document) -> Iterable[Row]:
    """The rows of one invoice in instalments.csv; none where there is one instalment."""
    if len(doc.dues) > 1:
        for due in doc.dues:
            yield {"invoice": doc.id, "due": str(due.date), "amount": str(due.amount), "open": str(due.open)}


def settlement_rows(documents: Sequence[Document], payments: Sequence[Payment]) -> Iterable[Row]:
    """The rows of settlements.csv: which payment or credit note settled which invoice, and when."""
    ids = {(doc.company, doc.number): doc.id for doc in documents}
    for payment in payments:
        if paid := ids.get((payment.company, payment.memo)):  # else it says nothing of what it is for
            yield _settlement(paid, payment.date, payment.amount, payment.id)
    for credit in documents:
        if credit.preceding is not None and (taken := credit.dues[0].amount - credit.dues[0].open):
            yield _settlement(credit.preceding.id, credit.issued, taken, credit.number, credit="yes")


def _settlement(invoice: str, day: date, amount: Decimal, ref: str, credit: str = "") -> Row:
    return {"invoice": invoice, "date": str(day), "amount": str(amount), "ref": ref, "credit": credit}
