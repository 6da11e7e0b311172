"""XML as text: elements that hold text, elements that hold elements. What is empty is not written.

Text is twice as fast as a tree here, and pure functions from parts of the model to text need no parent to hang on.
Names are local names in the namespace `ram`.
"""

import re
from datetime import date

from einvoice.cii.names import date102
from einvoice.model import Identifier, Period

# A carriage return that is not escaped becomes a line feed on reading; in attributes so do line feeds and tabs.
_SPECIAL = re.compile(r'[&<>"\t\n\r]')
_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_ATTRIBUTE = {**_TEXT, '"': "&quot;", "\t": "&#9;", "\n": "&#10;"}


def leaf(tag: str, text: str) -> str:
    """An element with text; nothing if the text is empty."""
    return f"<ram:{tag}>{_escaped(text)}</ram:{tag}>" if text else ""


def marked(tag: str, text: str, **attributes: str) -> str:
    """An element with text, even an empty one, and those of its attributes that are not empty."""
    own = "".join(f' {name}="{_quoted(value)}"' for name, value in attributes.items() if value)
    return f"<ram:{tag}{own}>{_escaped(text)}</ram:{tag}>"


def group(tag: str, content: str) -> str:
    """An element with elements; it is there even if they are not."""
    return f"<ram:{tag}>{content}</ram:{tag}>" if content else f"<ram:{tag}/>"


def inside(tag: str, content: str) -> str:
    """An element with elements; nothing if there are none."""
    return f"<ram:{tag}>{content}</ram:{tag}>" if content else ""


def identified(tag: str, identifier: Identifier | None) -> str:
    """An identifier with its `schemeID`."""
    return marked(tag, identifier.value, schemeID=identifier.scheme) if identifier else ""


def any_identified(identifier: Identifier) -> str:
    """An identifier of a party or place: `GlobalID` where a scheme issued it, else `ID`."""
    return identified("GlobalID" if identifier.scheme else "ID", identifier)


def day(tag: str, when: date | None, form: str = "udt:DateTimeString") -> str:
    """An element that holds a date; elements differ in the `form` of theirs."""
    return f'<ram:{tag}><{form} format="102">{date102(when)}</{form}></ram:{tag}>' if when else ""


def days(period: Period | None) -> str:
    """BG-14, BG-26."""
    if period is None:
        return ""
    return group("BillingSpecifiedPeriod", day("StartDateTime", period.start) + day("EndDateTime", period.end))


def indicator(charge: bool) -> str:
    """Whether an amount is a charge or an allowance."""
    return f"<ram:ChargeIndicator><udt:Indicator>{str(charge).lower()}</udt:Indicator></ram:ChargeIndicator>"


def document(number: str, kind: str, *, scheme: str = "") -> str:
    """An `AdditionalReferencedDocument` that is a mere number: BT-17, BT-18, BT-128."""
    content = leaf("IssuerAssignedID", number) + leaf("TypeCode", kind) + leaf("ReferenceTypeCode", scheme)
    return group("AdditionalReferencedDocument", content)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _TEXT.get(found[0], found[0]), text) if _SPECIAL.search(text) else text


def _quoted(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ATTRIBUTE[found[0]], text) if _SPECIAL.search(text) else text
