"""The forms of element that a UBL document is made of."""

from lxml.etree import SubElement, _Element

from einvoice.model import Identifier
from einvoice.ubl.names import CAC, CBC


def group(parent: _Element, name: str) -> _Element:
    """A child that holds others."""
    return SubElement(parent, CAC + name)


def leaf(parent: _Element, name: str, text: str) -> None:
    """A child with text; nothing if the text is empty."""
    if text:
        SubElement(parent, CBC + name).text = text


def within(parent: _Element, holder: str, name: str, text: str) -> None:
    """A child with text in a holder of its own; nothing if the text is empty."""
    if text:
        SubElement(SubElement(parent, CAC + holder), CBC + name).text = text


def amount(parent: _Element, name: str, text: str, currency: str) -> None:
    """A child that holds an amount or a price."""
    SubElement(parent, CBC + name, currencyID=currency).text = text


def quantity(parent: _Element, name: str, text: str, unit: str) -> None:
    """A child that holds a quantity."""
    SubElement(parent, CBC + name, unitCode=unit).text = text


def identified(parent: _Element, name: str, identifier: Identifier | None) -> None:
    """A child with its `schemeID`; nothing if there is no identifier."""
    if identifier is None:
        return
    element = SubElement(parent, CBC + name)
    if identifier.scheme:
        element.set("schemeID", identifier.scheme)
    element.text = identifier.value
