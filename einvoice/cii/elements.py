"""The forms of element that an invoice is made of."""

from datetime import date

from lxml.etree import SubElement, _Element

from einvoice.cii.names import QDT, RAM, UDT, date102
from einvoice.model import Identifier, Period


def add(parent: _Element, tag: str, text: str) -> None:
    """A child with text; nothing if the text is empty."""
    if text:
        SubElement(parent, RAM + tag).text = text


def inside(parent: _Element, outer: str, inner: str, text: str) -> None:
    """A child that holds one element with text; nothing if the text is empty."""
    if text:
        SubElement(SubElement(parent, RAM + outer), RAM + inner).text = text


def identified(parent: _Element, tag: str, identifier: Identifier) -> None:
    """A child with its `schemeID`."""
    element = SubElement(parent, RAM + tag)
    if identifier.scheme:
        element.set("schemeID", identifier.scheme)
    element.text = identifier.value


def any_identified(parent: _Element, identifier: Identifier) -> None:
    """An identifier of a party or place: `GlobalID` where a scheme issued it, else `ID`."""
    identified(parent, "GlobalID" if identifier.scheme else "ID", identifier)


def day(parent: _Element, tag: str, when: date) -> None:
    """A child that holds a date."""
    holder = SubElement(parent, RAM + tag)
    SubElement(holder, UDT + "DateTimeString", format="102").text = date102(when)


def plain_day(parent: _Element, tag: str, when: date) -> None:
    """The same for an element that has dates without times."""
    holder = SubElement(parent, RAM + tag)
    SubElement(holder, UDT + "DateString", format="102").text = date102(when)


def formatted_day(parent: _Element, tag: str, when: date) -> None:
    """The same for a `Formatted...DateTime`, whose dates have another namespace."""
    holder = SubElement(parent, RAM + tag)
    SubElement(holder, QDT + "DateTimeString", format="102").text = date102(when)


def days(parent: _Element, period: Period | None) -> None:
    """BG-14, BG-26."""
    if period is None:
        return
    element = SubElement(parent, RAM + "BillingSpecifiedPeriod")
    if period.start:
        day(element, "StartDateTime", period.start)
    if period.end:
        day(element, "EndDateTime", period.end)


def document(parent: _Element, number: str, kind: str, *, scheme: str = "") -> None:
    """An `AdditionalReferencedDocument` that is a mere number: BT-17, BT-18, BT-128."""
    element = SubElement(parent, RAM + "AdditionalReferencedDocument")
    add(element, "IssuerAssignedID", number)
    add(element, "TypeCode", kind)
    add(element, "ReferenceTypeCode", scheme)
