"""How to pay: facts, instalments, and a code for the telephone."""

from einvoice.model import Invoice, PaymentMeans
from einvoice.page.deductions import deductions
from einvoice.page.sums import Row
from einvoice.page.words import Words
from einvoice.paycode import epc, svg

_TRANSFERS = frozenset({"30", "58"})  # UNTDID 4461


def payment(invoice: Invoice, words: Words) -> list[Row]:
    """Means, account, reference; each fact once."""
    rows: list[Row] = []
    for means in invoice.payment:
        rows += [
            (words["means"], means.text or words.labels["means_names"].get(means.code, "")),
            (words["holder"], means.account_name),
            (words["iban" if means.iban[:2].isalpha() else "account"], _grouped(means.iban)),
            (words["bic"], means.bic),
            (words["card"], " · ".join(filter(None, (means.card_number, means.card_holder)))),
            (words["mandate"], means.mandate),
            (words["creditor_id"], means.creditor_id),
            (words["debited"], _grouped(means.debited_account)),
            (words["remittance"], means.remittance),
        ]
    return [row for row in dict.fromkeys(rows) if row[1]]


def instalments(invoice: Invoice, words: Words) -> list[Row]:
    """Due date and amount of each part, where there are several."""
    if len(invoice.instalments) < 2:
        return []
    parts = sorted(invoice.instalments, key=lambda part: part.due)
    return [(words.day(part.due), words.money(part.amount)) for part in parts]


def transfer(invoice: Invoice) -> str:
    """What a banking app reads: `BCD` and what follows; empty where one transfer in euros does not pay the invoice.

    The remittance is what the payee asks for, or the invoice's number.
    """
    amount = deductions(invoice).to_pay(invoice)
    if invoice.is_credit or invoice.currency != "EUR" or len(invoice.instalments) > 1 or amount <= 0:
        return ""
    if any(means.code not in _TRANSFERS for means in invoice.payment):
        return ""  # a direct debit takes the money itself: who pays too pays twice
    for means in invoice.payment:
        if text := epc(_name(invoice, means), means.iban, means.bic, amount, means.remittance or invoice.number):
            return text
    return ""


def code(invoice: Invoice) -> str:
    """The picture of `transfer` as SVG; empty where there is none."""
    return svg(transfer(invoice))


def _name(invoice: Invoice, means: PaymentMeans) -> str:
    payee = invoice.payee.name if invoice.payee else invoice.seller.name
    return means.account_name or payee


def _grouped(iban: str) -> str:
    plain = iban.replace(" ", "")
    return " ".join(plain[i : i + 4] for i in range(0, len(plain), 4)) if plain[:2].isalpha() else plain
