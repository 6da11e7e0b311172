"""BR-DE on references, parties, addresses, VAT, terms and attachments."""

import re
from collections.abc import Callable, Iterator

from einvoice.amounts import Money
from einvoice.countries.germany.br_de.making import CIUS, CVD, EXTENSION, SOURCE, Findings, in_ubl
from einvoice.instalments import stated
from einvoice.model import Address
from einvoice.rules.case import Case
from einvoice.rules.rule import Rule

_TYPES = frozenset({"326", "380", "384", "389", "381", "875", "876", "877"})
_TAXED = frozenset({"S", "Z", "E", "AE", "K", "G", "L", "M"})
_EMAIL = re.compile(r"[^@\s]+@([^@.\s]+\.)+[^@.\s]+")
_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+:")
_SKONTO = re.compile(r"#SKONTO#TAGE=[0-9]+#PROZENT=[0-9]+\.[0-9]{2}(#BASISBETRAG=-?[0-9]+\.[0-9]{2})?#")
_LINE = re.compile(r"\r?\n")
_MARKED = re.compile(r"#[^\r\n]+#")
_NOWHERE = Address()


def br_de_2(case: Case) -> Findings:
    """The seller's contact (BG-6) is there."""
    if case.invoice.seller.contact is None and "seller" not in case.absent:
        yield "seller.contact", {}


def _addresses(case: Case, place: str) -> Iterator[tuple[str, Address]]:
    """The address of seller, buyer or delivery, if there is one at all."""
    invoice = case.invoice
    held = invoice.delivery if place == "delivery" else invoice.seller if place == "seller" else invoice.buyer
    if held and held.address and (held.address != _NOWHERE or (in_ubl(case) and f"{place}.address" not in case.absent)):
        yield f"{place}.address", held.address


def city(place: str) -> Callable[[Case], Findings]:
    """BR-DE-3, -8, -10: the address has a city."""

    def test(case: Case) -> Findings:
        for path, address in _addresses(case, place):
            if not address.city.strip():
                yield f"{path}.city", {}

    return test


def postcode(place: str) -> Callable[[Case], Findings]:
    """BR-DE-4, -9, -11: the address has a post code."""

    def test(case: Case) -> Findings:
        for path, address in _addresses(case, place):
            if not address.postcode.strip():
                yield f"{path}.postcode", {}

    return test


def contact_has(field: str) -> Callable[[Case], Findings]:
    """BR-DE-5, -6, -7: the seller's contact has name, telephone and e-mail."""

    def test(case: Case) -> Findings:
        if (contact := case.invoice.seller.contact) and not getattr(contact, field).strip():
            yield f"seller.contact.{field}", {}

    return test


def br_de_27(case: Case) -> Findings:
    """A telephone number has three digits or more."""
    if (contact := case.invoice.seller.contact) and sum(c in "0123456789" for c in contact.phone) < 3:
        yield "seller.contact.phone", {"value": contact.phone}


def br_de_28(case: Case) -> Findings:
    """An e-mail address has the form of one."""
    if (contact := case.invoice.seller.contact) and not _EMAIL.fullmatch(" ".join(contact.email.split())):
        yield "seller.contact.email", {"value": contact.email}


def br_de_14(case: Case) -> Findings:
    """Every VAT breakdown has its rate (BT-119)."""
    for i, tax in enumerate(case.invoice.taxes):
        if f"taxes[{i}].vat.rate" in case.absent:
            yield f"taxes[{i}].vat.rate", {"category": tax.vat.category}


def br_de_15(case: Case) -> Findings:
    """The buyer reference (BT-10) is there: to a public body the Leitweg-ID."""
    if not case.invoice.buyer_reference.strip():
        yield "buyer_reference", {}


def br_de_16(case: Case) -> Findings:
    """Who invoices within the scope of VAT has a number for it (BT-31, BT-32) or a representative (BG-11)."""
    invoice, seller = case.invoice, case.invoice.seller
    used = {line.vat.category for line in invoice.lines}
    if in_ubl(case):
        used |= {extra.vat.category for extra in invoice.allowances if extra.vat}
    numbered = seller.vat_id.strip() or seller.tax_registration.strip() or invoice.tax_representative
    if not _TAXED.isdisjoint(used) and not numbered:
        yield "seller.vat_id", {}


def br_de_17(case: Case) -> Findings:
    """The type of the invoice (BT-3) is one of eight."""
    if case.invoice.type_code not in _TYPES:
        yield "type_code", {"value": case.invoice.type_code}


def br_de_18(case: Case) -> Findings:
    """Cash discount in the terms (BT-20) is said in XRechnung's notation, and a line ends after the last of it."""
    terms = stated(case.invoice, Money(case.invoice.currency).text)[1]
    marked = [line for line in map(_tidy, _LINE.split(terms)) if line.startswith("#")]
    wrong = [line for line in marked if not _SKONTO.fullmatch(line)]
    if marked and (wrong or not _opens_a_line(_MARKED.split(terms)[-1])):
        yield "terms", {"value": (wrong or marked)[0]}


def _tidy(line: str) -> str:
    return " ".join(line.split())


def _opens_a_line(text: str) -> bool:
    return "\n" in text[: len(text) - len(text.lstrip())]


def br_de_21(case: Case) -> Findings:
    """The specification (BT-24) is XRechnung, its extension or its use for clean vehicles."""
    said = case.invoice.specification
    if said not in {CIUS, EXTENSION, CVD}:
        yield "specification", {"value": said}


def br_de_22(case: Case) -> Findings:
    """No two attachments have one file name."""
    seen: set[str] = set()
    for i, attachment in enumerate(case.invoice.attachments):
        if attachment.filename and attachment.filename in seen:
            yield f"attachments[{i}].filename", {"value": attachment.filename}
        seen.add(attachment.filename)


def br_de_26(case: Case) -> Findings:
    """A corrected invoice (384) names the one that it corrects (BG-3)."""
    if case.invoice.type_code == "384" and not case.invoice.preceding:
        yield "preceding", {}


def br_de_tmp_32(case: Case) -> Findings:
    """The invoice says when delivery or service took place."""
    invoice = case.invoice
    told = (invoice.delivery and invoice.delivery.delivered) or invoice.period
    if in_ubl(case) and invoice.tax_point_code:
        return  # UBL has the code (BT-8) in a period
    if not told and not all(line.period for line in invoice.lines):
        yield "delivery.delivered", {}


def br_tmp_2(case: Case) -> Findings:
    """The place of an external document (BT-124) is a whole URL."""
    for i, attachment in enumerate(case.invoice.attachments):
        if attachment.url and not _URL.match(attachment.url):
            yield f"attachments[{i}].url", {"value": attachment.url}


RULES = (
    Rule("BR-DE-2", SOURCE, br_de_2, "br_de"),
    Rule("BR-DE-3", SOURCE, city("seller"), "br_de"),
    Rule("BR-DE-4", SOURCE, postcode("seller"), "br_de"),
    Rule("BR-DE-5", SOURCE, contact_has("name"), "br_de"),
    Rule("BR-DE-6", SOURCE, contact_has("phone"), "br_de"),
    Rule("BR-DE-7", SOURCE, contact_has("email"), "br_de"),
    Rule("BR-DE-8", SOURCE, city("buyer"), "br_de"),
    Rule("BR-DE-9", SOURCE, postcode("buyer"), "br_de"),
    Rule("BR-DE-10", SOURCE, city("delivery"), "br_de"),
    Rule("BR-DE-11", SOURCE, postcode("delivery"), "br_de"),
    Rule("BR-DE-14", SOURCE, br_de_14, "br_de"),
    Rule("BR-DE-15", SOURCE, br_de_15, "br_de"),
    Rule("BR-DE-16", SOURCE, br_de_16, "br_de"),
    Rule("BR-DE-17", SOURCE, br_de_17, "br_de", "warning"),
    Rule("BR-DE-18", SOURCE, br_de_18, "br_de"),
    Rule("BR-DE-21", SOURCE, br_de_21, "br_de", "warning"),
    Rule("BR-DE-22", SOURCE, br_de_22, "br_de"),
    Rule("BR-DE-26", SOURCE, br_de_26, "br_de", "warning"),
    Rule("BR-DE-27", SOURCE, br_de_27, "br_de", "warning"),
    Rule("BR-DE-28", SOURCE, br_de_28, "br_de", "warning"),
    Rule("BR-DE-TMP-32", SOURCE, br_de_tmp_32, "br_de", "warning"),
    Rule("BR-TMP-2", SOURCE, br_tmp_2, "br_de"),
)
