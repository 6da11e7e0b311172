"""Seeded mutations of a document: what goes wrong in somebody else's software, said of the XML."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal, InvalidOperation
from random import Random

from lxml import etree

from einvoice.parsing import local

# Each changes the tree; True if it may have put an element where there is one too many.
Mutation = Callable[[Random, etree._Element], bool]

# Groups and terms that an invoice may hold several of.
_REPEATABLE = {
    *("IncludedSupplyChainTradeLineItem", "InvoiceLine", "CreditNoteLine", "ApplicableTradeTax", "TaxSubtotal"),
    *("SpecifiedTradeAllowanceCharge", "AllowanceCharge", "IncludedNote", "InvoiceReferencedDocument"),
    *("AdditionalReferencedDocument", "AdditionalDocumentReference", "BillingReference", "PaymentMeans"),
    *("ApplicableProductCharacteristic", "AdditionalItemProperty", "DesignatedProductClassification"),
    *("CommodityClassification", "SpecifiedTradeSettlementPaymentMeans"),
}
_CODES = ("", "X", "ZZZ", "S", "AE", "O", "E", "K", "FR", "DE", "EUR", "USD", "380", "381", "C62", "0088", "95", "VAT")
_BARE = ("SupplyChainTradeTransaction", "ExchangedDocument", "ExchangedDocumentContext")


def mutated(random: Random, root: etree._Element) -> bool:
    """One thing changed."""
    return random.choice(MUTATIONS)(random, root)


def _elements(root: etree._Element) -> list[etree._Element]:
    return [element for element in root.iter(etree.Element) if element is not root]


def _leaves(root: etree._Element) -> list[etree._Element]:
    return [element for element in _elements(root) if not len(element)]


def _numbers(root: etree._Element) -> Iterator[tuple[etree._Element, Decimal]]:
    for leaf in _leaves(root):
        if not local(leaf).endswith(("Amount", "Percent", "Quantity")):
            continue
        try:
            yield leaf, Decimal(leaf.text or "")
        except InvalidOperation:
            continue


def without(element: etree._Element) -> None:
    """Take an element out."""
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def delete(random: Random, root: etree._Element) -> bool:
    """An element is not there, with all that it holds."""
    without(random.choice([e for e in _elements(root) if local(e) not in _BARE]))
    return False


def delete_kind(random: Random, root: etree._Element) -> bool:
    """No element of a name is there."""
    name = random.choice(sorted({str(e.tag) for e in _leaves(root)}))
    for element in [e for e in _elements(root) if e.tag == name]:
        without(element)
    return False


def empty(random: Random, root: etree._Element) -> bool:
    """A leaf says nothing, or a blank."""
    random.choice(_leaves(root)).text = random.choice(("", " ", None))
    return False


def number(random: Random, root: etree._Element) -> bool:
    """A number is another one."""
    numbers = list(_numbers(root))
    if numbers:
        leaf, value = random.choice(numbers)
        new = random.choice(
            (value + Decimal("0.01"), value - Decimal("0.01"), value * 10, -value, Decimal(0), value + 1)
        )
        leaf.text = f"{new:f}"
    return False


def decimals(random: Random, root: etree._Element) -> bool:
    """A number has more decimals, some of them zeros."""
    numbers = list(_numbers(root))
    if numbers:
        leaf, value = random.choice(numbers)
        more = random.choice(("0", "00", "000", "001", "5"))
        leaf.text = f"{value:f}" + ("" if value % 1 or "." in f"{value:f}" else ".0") + more
    return False


def code(random: Random, root: etree._Element) -> bool:
    """A short text, most often a code, is another one."""
    short = [e for e in _leaves(root) if 0 < len((e.text or "").strip()) <= 6 and not local(e).endswith("Amount")]
    if short:
        random.choice(short).text = random.choice(_CODES)
    return False


def swap(random: Random, root: etree._Element) -> bool:
    """A leaf has the text of another of its name."""
    one = random.choice(_leaves(root))
    others = [e for e in _leaves(root) if e.tag == one.tag]
    one.text = random.choice(others).text
    return False


def padded(random: Random, root: etree._Element) -> bool:
    """Blanks around a text."""
    leaf = random.choice(_leaves(root))
    leaf.text = random.choice((" {}", "{} ", "\n{}\n")).format(leaf.text or "")
    return False


def attribute(random: Random, root: etree._Element) -> bool:
    """An attribute is not there, or says something else."""
    bearing = [e for e in _elements(root) if e.attrib]
    if bearing:
        element = random.choice(bearing)
        name = random.choice(sorted(map(str, element.attrib)))
        if random.random() < 0.5:
            del element.attrib[name]
        else:
            element.set(name, random.choice(_CODES))
    return False


def double(random: Random, root: etree._Element) -> bool:
    """A group that may be there several times is there once more."""
    several = [e for e in _elements(root) if local(e) in _REPEATABLE]
    if several:
        element = random.choice(several)
        element.addnext(deepcopy(element))
    return True


MUTATIONS: tuple[Mutation, ...] = (
    *(delete,) * 4,
    delete_kind,
    empty,
    number,
    decimals,
    code,
    swap,
    padded,
    attribute,
    double,
)
