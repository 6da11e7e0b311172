"""The generated documents: sound invoices of three kinds in two syntaxes, and what a seed breaks in them.

Document `place` of `seed` is the same on every machine and does not depend on the others.
"""

from collections.abc import Iterator
from random import Random
from types import ModuleType

from lxml import etree
from msgspec.structs import replace

from einvoice import cii, ubl, xrechnung
from einvoice.countries import france
from einvoice.faults import Unacceptable
from einvoice.model import Delivery, Identifier, Invoice, Party, Reference
from tests.einvoice import samples
from tests.einvoice.generator import sound_invoice
from tests.einvoice.germany_stories import AUTHORITY, BANK, SELLER

from . import break_model, break_xml
from .judging import Document
from .targets import TARGETS, Target

SYNTAXES: dict[str, ModuleType] = {"cii": cii, "ubl": ubl}
_KINDS = (("plain", "cii"), ("plain", "ubl"), ("french", "cii"), ("xrechnung", "cii"), ("xrechnung", "ubl"))
RULES = {
    ("plain", "cii"): ("en16931-cii",),
    ("plain", "ubl"): ("en16931-ubl",),
    ("french", "cii"): ("en16931-cii", "br-fr-cii"),
    ("xrechnung", "cii"): ("en16931-cii", "xrechnung-cii"),
    ("xrechnung", "ubl"): ("en16931-ubl", "xrechnung-ubl"),
}
_SOUND = 0.2


def generated(place: int, seed: int) -> Document:
    """The document at a place: first one for each target, then sound ones and broken ones by chance."""
    if place < len(TARGETS):
        return targeted(TARGETS[place], place)
    random = Random(f"{seed}/{place}/breaking")
    kind, syntax = _KINDS[place % len(_KINDS)]
    invoice = _KIND[kind](sound_invoice(Random(f"{seed}/{place}"), place), random)
    if random.random() < _SOUND:
        return Document(f"{place}", "sound", syntax, SYNTAXES[syntax].write(invoice), RULES[kind, syntax])
    on_model = random.choice((0, 0, 1, 1, 1, 2))
    on_xml = 1 if not on_model else random.choice((0, 0, 0, 1, 2))
    xml = _written(random, invoice, on_model, SYNTAXES[syntax])
    loose = False
    if on_xml:
        root = etree.fromstring(xml)
        for _ in range(on_xml):
            loose |= break_xml.mutated(random, root)
        xml = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return Document(f"{place}", "broken", syntax, xml, RULES[kind, syntax], loose)


def targeted(target: Target, place: int = 0) -> Document:
    """The document that is to break one rule."""
    name = f"{place} {target.rule} in {target.syntax}"
    xml = SYNTAXES[target.syntax].write(target.story.model(target.story.base))
    if change := target.story.xml.get(target.syntax):
        root = etree.fromstring(xml)
        change(root)
        xml = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return Document(name, "broken", target.syntax, xml, RULES[target.kind, target.syntax], target.story.loose)


def _written(random: Random, invoice: Invoice, count: int, syntax: ModuleType) -> bytes:
    """The document of an invoice that has been changed `count` times; what no writer writes is drawn anew."""
    while True:
        broken = invoice
        for _ in range(count):
            broken = break_model.mutated(random, broken)
        try:
            return bytes(syntax.write(broken))
        except Unacceptable:
            continue


def plain(invoice: Invoice, _: Random) -> Invoice:
    """As it is drawn."""
    return invoice


def french(invoice: Invoice, random: Random) -> Invoice:
    """A domestic French one, complete by BR-FR where its VAT categories are French ones."""
    keep_vat = any(line.vat.category == "O" for line in invoice.lines)
    bare = {"vat_id": ""} if keep_vat else {}
    dated = replace(
        invoice,
        seller=replace(samples.FRENCH_SELLER, **bare),
        buyer=replace(samples.FRENCH_BUYER, **bare),
        process=random.choice(("B1", "S1", "M1", "")),
        notes=samples.FRENCH_NOTES,
        type_code="380" if invoice.type_code in {"326", "386"} else invoice.type_code,
        preceding=(Reference(number="FA-2026-0001", issue_date=samples.DAY),),
        attachments=(),
        due_date=invoice.due_date or invoice.issue_date,
        delivery=invoice.delivery or Delivery(delivered=invoice.issue_date),
    )
    return france.complete(dated)


def german(invoice: Invoice, random: Random) -> Invoice:
    """An XRechnung to a public body."""
    outside = any(line.vat.category == "O" for line in invoice.lines)
    number = (Identifier(value="4000001000005", scheme="0088"),)
    return replace(
        invoice,
        seller=replace(SELLER, vat_id="" if outside else SELLER.vat_id, identifiers=number if outside else ()),
        buyer=_addressed(invoice.buyer) if random.random() < 0.5 else replace(AUTHORITY, vat_id=invoice.buyer.vat_id),
        buyer_reference="04011000-12345-03",
        payment=(BANK,),
        instalments=(),
        terms="",
        due_date=invoice.due_date or invoice.issue_date,
        specification=xrechnung.SPECIFICATION,
        process=xrechnung.PROCESS,
    )


def _addressed(party: Party) -> Party:
    return replace(party, endpoint=party.endpoint or AUTHORITY.endpoint)


_KIND = {"plain": plain, "french": french, "xrechnung": german}


def every(count: int, seed: int) -> Iterator[Document]:
    """`count` documents, the targeted ones among them."""
    return (generated(place, seed) for place in range(count))
