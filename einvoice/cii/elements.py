"""The three forms of element that an invoice is made of."""

from datetime import date

from lxml.etree import SubElement, _Element

from einvoice.cii.names import RAM, UDT, date102


def add(parent: _Element, tag: str, text: str) -> None:
    """A child with text; nothing if the text is empty."""
    if text:
        SubElement(parent, RAM + tag).text = text


def identified(parent: _Element, tag: str, value: str, scheme: str) -> None:
    """A child with its `schemeID`."""
    element = SubElement(parent, RAM + tag)
    if scheme:
        element.set("schemeID", scheme)
    element.text = value


def day(parent: _Element, tag: str, when: date) -> None:
    """A child that holds a date."""
    holder = SubElement(parent, RAM + tag)
    SubElement(holder, UDT + "DateTimeString", format="102").text = date102(when)
