"""Every text and attribute of an XML document with its place: what a document says, in whatever order."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from lxml import etree

Leaf = tuple[str, str]
_NUMBERS = ("Amount", "Quantity", "Percent", "Numeric", "Rate")


def leaves(xml: bytes) -> Counter[Leaf]:
    """Places are local names from below the root; numbers are compared as numbers, texts without space around them."""
    found: Counter[Leaf] = Counter()
    for element in etree.fromstring(xml, etree.XMLParser(remove_comments=True)).iter():
        steps = [*reversed(list(element.iterancestors())), element][1:]
        place = "/".join(etree.QName(step).localname for step in steps)
        for name, value in element.attrib.items():
            found[f"{place}/@{etree.QName(name).localname}", value.strip()] += 1
        text = (element.text or "").strip()
        if len(element) == 0 and text:
            found[place, _plain(place, text)] += 1
    return found


def gone(before: bytes, after: bytes, passing: Mapping[str, str]) -> list[str]:
    """The leaves of `before` that `after` lacks, as `place=text`, but those that match a pattern of `passing`."""
    return lacking(leaves(before) - leaves(after), passing)


def lacking(missing: Counter[Leaf], passing: Iterable[str]) -> list[str]:
    """The same for leaves that were compared already."""
    told = [f"{place}={text}" for place, text in missing.elements()]
    return [leaf for leaf in told if not any(re.search(pattern, leaf) for pattern in passing)]


def _plain(place: str, text: str) -> str:
    if place.endswith("BinaryObject"):
        return re.sub(r"\s", "", text)
    if place.endswith(_NUMBERS):
        try:
            return str(Decimal(text).normalize())
        except InvalidOperation:
            return text
    return text
