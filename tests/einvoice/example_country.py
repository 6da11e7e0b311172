"""Freedonia (XF): UBL under a CIUS of its own, for every invoice. The example of docs/adding-a-country.md."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from einvoice.countries.block import NO_FACTS, Facts, block_of
from einvoice.faults import Fault, Unacceptable
from einvoice.model import Invoice, Party
from einvoice.owed import Owed
from einvoice.rules.case import Case
from einvoice.rules.rule import Finding, Rule, run

CODE = "XF"
SPECIFICATION = "urn:cen.eu:en16931:2017#compliant#urn:treasury.freedonia.example:cius:1.0"
SOURCE = "Freedonian Treasury, CIUS 1.0"
SINCE = date(2026, 7, 1)  # Electronic Invoices Act, section 3


class FreedoniaBlock(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the Treasury asks for and EN 16931 has no term for: `Invoice.national["XF"]`."""

    tax_office: str = ""  # the office that keeps the seller's file: two digits, the first part of BT-32
    relief: bool = False  # flood relief: 90 days to pay


def obligations(seller: Party, buyer: Party, type_code: str, on: date, facts: Facts = NO_FACTS) -> list[Owed]:
    """Since 1 July 2026 a seller in Freedonia owes every buyer but consumers a UBL document."""
    if seller.address.country != CODE or buyer.consumer or on < SINCE:
        return []
    rules = ("ubl-xsd", "en16931-ubl")
    reason = "Freedonian sellers invoice electronically"
    return [Owed(format="ubl", country=CODE, rules=rules, reason=reason, source="Electronic Invoices Act, section 3")]


def complete(invoice: Invoice) -> Invoice:
    """BT-24 is the CIUS's; BT-32 is tax office and number, where the block names the office and BT-32 does not."""
    if invoice.seller.address.country != CODE:
        return invoice
    seller, block = invoice.seller, _block(invoice)
    if block.tax_office and re.fullmatch(r"\d{6}", seller.tax_registration):
        seller = replace(seller, tax_registration=f"{block.tax_office}/{seller.tax_registration}")
    return replace(invoice, seller=seller, specification=invoice.specification or SPECIFICATION)


def check(invoice: Invoice, language: str = "en") -> list[Fault]:
    """The Treasury's own rules; EN 16931's are checked without our doing."""
    if invoice.seller.address.country != CODE:
        return []
    try:
        block_of(invoice, CODE, FreedoniaBlock, SOURCE)
    except Unacceptable as refusal:
        return refusal.faults
    return run(RULES, Case(invoice), language)


def _block(invoice: Invoice) -> FreedoniaBlock:
    try:
        return block_of(invoice, CODE, FreedoniaBlock, SOURCE)
    except Unacceptable:
        return FreedoniaBlock()  # `check` says what is wrong with it


def xf_01(case: Case) -> Iterator[Finding]:
    """The seller's tax number (BT-32) is its office and its number: 07/123456."""
    number = case.invoice.seller.tax_registration
    if not re.fullmatch(r"\d{2}/\d{6}", number):
        yield "seller.tax_registration", {"value": number}


def xf_02(case: Case) -> Iterator[Finding]:
    """Above 10,000 the order (BT-13) is named."""
    invoice = case.invoice
    if invoice.totals.payable > Decimal(10000) and not invoice.purchase_order:
        yield "purchase_order", {"amount": invoice.totals.payable, "currency": invoice.currency}


def xf_03(case: Case) -> Iterator[Finding]:
    """An invoice is due in 60 days, under flood relief in 90."""
    invoice, days = case.invoice, 90 if _block(case.invoice).relief else 60
    if invoice.due_date and invoice.due_date > invoice.issue_date + timedelta(days=days):
        yield "due_date", {"due": invoice.due_date, "days": days}


XF_01 = Rule(
    code="XF-01",
    source=f"{SOURCE}, rule 1",
    test=xf_01,
    words={
        "en": "The seller's tax number (BT-32) is “{value}”; it must be office and number, such as 07/123456.",
        "fr": "Le numéro fiscal du vendeur (BT-32) est « {value} » ; il faut bureau et numéro, tel que 07/123456.",
        "it": "Il numero fiscale del venditore (BT-32) è «{value}»; servono ufficio e numero, come 07/123456.",
        "de": "Die Steuernummer des Verkäufers (BT-32) ist „{value}“; nötig sind Amt und Nummer wie 07/123456.",
    },
)
XF_02 = Rule(
    code="XF-02",
    source=f"{SOURCE}, rule 2",
    test=xf_02,
    words={
        "en": "{amount} {currency} are to be paid: above 10,000 the order is named (BT-13).",
        "fr": "{amount} {currency} sont à payer : au-delà de 10 000 la commande est nommée (BT-13).",
        "it": "Sono da pagare {amount} {currency}: oltre 10.000 si indica l'ordine (BT-13).",
        "de": "Zu zahlen sind {amount} {currency}: über 10.000 wird die Bestellung genannt (BT-13).",
    },
)
XF_03 = Rule(
    code="XF-03",
    source=f"{SOURCE}, rule 3",
    test=xf_03,
    severity="warning",
    words={
        "en": "The invoice is due on {due}, later than {days} days after its date.",
        "fr": "La facture est due le {due}, plus de {days} jours après sa date.",
        "it": "La fattura scade il {due}, oltre {days} giorni dopo la sua data.",
        "de": "Die Rechnung ist am {due} fällig, später als {days} Tage nach ihrem Datum.",
    },
)
RULES = (XF_01, XF_02, XF_03)
