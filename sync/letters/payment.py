"""How a customer pays what a notice asks for: the account, the payment code, the page on the web.

One account and one code, or none: nobody is led to pay into the wrong account, or twice.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from urllib.parse import quote

import msgspec

from config.settings import Company
from connectors.records import Invoice
from dunning.charges import Charge
from dunning.decisions import Notice
from dunning.policy import Way
from einvoice import paycode
from einvoice.model import Address, PaymentMeans
from sync.letters.sheet import sums

_TRANSFERS = frozenset({"30", "58"})  # UNTDID 4461: credit transfers
_MOST_LINKS = 5  # more of them hide the one that a reader needs
Records = Mapping[str, Invoice]  # by str(Ref)


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """What is empty is not known, or not to be said."""

    iban: str = ""
    bic: str = ""
    holder: str = ""
    reference: str = ""  # what the payee wants to read, where one invoice says it
    code: str = ""  # the text of the payment code
    links: tuple[tuple[str, str], ...] = ()  # invoice number (empty: everything), address


def payment(
    company: Company, notice: Notice, records: Records, way: Way, charges: Sequence[Charge], home: Address
) -> Payment:
    """How to pay `notice`; `home` is the company's postal address, which the Swiss code holds."""
    account = _account(company, notice, records)
    reference = _reference(notice, records)
    found = msgspec.structs.replace(account, reference=reference)
    code = _code(found, notice, charges, home) if way.payment_code and not _drawn(notice, records) else ""
    links = _links(company, notice, records, charges) if way.payment_link else ()
    return msgspec.structs.replace(found, code=code, links=links)


def of_item(item: str, records: Records) -> Invoice | None:
    """The invoice of an item's id."""
    return records.get(item.rpartition("#")[0])


def _account(company: Company, notice: Notice, records: Records) -> Payment:
    """What the invoices asked for name; none where they disagree, the company's own where they name none."""
    found: dict[tuple[str, str, str], None] = {}
    for item in notice.items:
        record = of_item(item.id, records)
        for means in record.document.payment if record else ():
            if record is not None and means.iban:
                payee = record.document.payee.name if record.document.payee else ""
                found[(paycode.plain(means.iban), means.bic, means.account_name or payee or company.name)] = None
    if len({iban for iban, _, _ in found}) > 1:
        return Payment()
    if not found:
        holder = company.name if company.iban else ""
        return Payment(iban=company.iban, bic=company.bic if company.iban else "", holder=holder)
    iban, bic, holder = next(iter(found))
    return Payment(iban=iban, bic=bic, holder=holder)


def _means(notice: Notice, records: Records) -> list[PaymentMeans]:
    found = (of_item(item.id, records) for item in notice.items)
    return [means for record in found if record for means in record.document.payment]


def _drawn(notice: Notice, records: Records) -> bool:
    """Before the due date a direct debit takes the money itself: who pays too pays twice."""
    early = all(item.due >= notice.date for item in notice.items)
    return early and any(means.code not in _TRANSFERS for means in _means(notice, records))


def _reference(notice: Notice, records: Records) -> str:
    if len({item.number for item in notice.items}) != 1:
        return ""
    asked = {means.remittance for means in _means(notice, records) if means.remittance}
    return asked.pop() if len(asked) == 1 else ""


def _code(account: Payment, notice: Notice, charges: Sequence[Charge], home: Address) -> str:
    totals = sums(notice, charges)
    if len(totals) != 1 or not account.iban:
        return ""
    [(currency, _, amount)] = totals
    numbers = _numbers(notice)
    if account.iban[:2] in {"CH", "LI"}:
        return paycode.swiss(account.holder, home, account.iban, amount, currency, account.reference, numbers)
    if currency != "EUR":
        return ""
    return paycode.epc(account.holder, account.iban, account.bic, amount, account.reference or numbers)


def _numbers(notice: Notice) -> str:
    """The invoices' numbers as far as a remittance of 140 characters holds them, none cut in two."""
    text = ""
    for number in dict.fromkeys(item.number for item in notice.items):
        longer = f"{text} {number}".strip()
        if len(longer) > 140:
            break
        text = longer
    return text or notice.items[0].number


def _links(
    company: Company, notice: Notice, records: Records, charges: Sequence[Charge]
) -> tuple[tuple[str, str], ...]:
    """The ERP's page of each invoice, else the company's; one address where one says it all."""
    asked: dict[str, tuple[Decimal, str]] = {}
    for item in notice.items:
        amount = asked[item.number][0] if item.number in asked else Decimal(0)
        asked[item.number] = (amount + item.open, item.currency)
    own = {item.number: record.payment_url for item in notice.items if (record := of_item(item.id, records))}
    totals = sums(notice, charges)
    alone = len(asked) == 1
    if company.payment_page and "{number}" not in company.payment_page and not any(own.values()):
        if len(totals) > 1:
            return ()
        currency, _, total = totals[0]
        return (("", _filled(company.payment_page, "", total, currency)),)
    found = []
    for number, (amount, currency) in asked.items():
        address = own.get(number, "")
        if (
            not address
            and company.payment_page
            and (alone or not notice.credits or "{amount}" not in company.payment_page)
        ):
            address = _filled(company.payment_page, number, totals[0][2] if alone else amount, currency)
        if address.startswith("https://") and address.isprintable() and " " not in address:
            found.append(("" if alone else number, address))
    return tuple(found) if len(found) <= _MOST_LINKS else ()


def _filled(page: str, number: str, amount: Decimal, currency: str) -> str:
    return page.format(number=quote(number, safe=""), amount=f"{amount:.2f}", currency=quote(currency))
