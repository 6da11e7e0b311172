"""How to pay: facts, instalments, and a code for the telephone.

The code follows EPC069-12 v2.1 (quick response code, guidelines to enable data capture for the initiation of a SEPA
credit transfer), version 002 of its data, UTF-8.
"""

from decimal import Decimal

import segno
from stdnum import iban as iban_check

from einvoice.model import Invoice, PaymentMeans
from einvoice.page.deductions import deductions
from einvoice.page.sums import Row
from einvoice.page.words import Words

_TRANSFERS = frozenset({"30", "58"})  # UNTDID 4461
_MOST = Decimal("999999999.99")


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

    The remittance is unstructured (line 11), or the invoice's number where the payee asks for no other.
    """
    amount = deductions(invoice).to_pay(invoice)
    if invoice.is_credit or invoice.currency != "EUR" or len(invoice.instalments) > 1 or not 0 < amount <= _MOST:
        return ""
    if any(means.code not in _TRANSFERS for means in invoice.payment):
        return ""  # a direct debit takes the money itself: who pays too pays twice
    for means in invoice.payment:
        account = means.iban.replace(" ", "").upper()
        if iban_check.is_valid(account):
            bic = means.bic.replace(" ", "").upper()
            lines = ("BCD", "002", "1", "SCT", bic, _name(invoice, means), account, f"EUR{amount:.2f}", "", "")
            return "\n".join((*lines, _one_line(means.remittance or invoice.number, 140)))
    return ""


def code(invoice: Invoice) -> str:
    """The picture of `transfer` as SVG, one unit a module, black on nothing; empty where there is none.

    Whoever places it leaves four modules free around it.
    """
    text = transfer(invoice)
    if not text:
        return ""
    # Level M and at most version 13 are the guideline's. The mask is fixed: to try all eight costs four times as much,
    # and every reader takes each of them.
    square = segno.make_qr(text, error="m", boost_error=False, encoding="utf-8", mask=2)
    if int(square.version) > 13:
        return ""
    path, size = [], len(square.matrix)
    for y, row in enumerate(square.matrix):
        x = 0
        while x < size:
            start = x
            while x < size and row[x]:
                x += 1
            if x > start:
                path.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            x += 1
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{"".join(path)}"/></svg>'


def _name(invoice: Invoice, means: PaymentMeans) -> str:
    payee = invoice.payee.name if invoice.payee else invoice.seller.name
    return _one_line(means.account_name or payee, 70)


def _one_line(text: str, limit: int) -> str:
    return " ".join(text.split())[:limit]


def _grouped(iban: str) -> str:
    plain = iban.replace(" ", "")
    return " ".join(plain[i : i + 4] for i in range(0, len(plain), 4)) if plain[:2].isalpha() else plain
