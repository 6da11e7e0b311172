"""What stories about rules are told in: an invoice, what is changed in it, and what in the XML of each syntax."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from einvoice.model import Invoice
from tests.einvoice.stories import Break

XmlBreak = Callable[[etree._Element], None]


def same(invoice: Invoice) -> Invoice:
    """Nothing is changed in the model."""
    return invoice


@dataclass(frozen=True, slots=True)
class Story:
    """`loose`: elements are added, so that the schema may be violated in more ways than by a missing one."""

    base: Invoice
    model: Break = same
    xml: Mapping[str, XmlBreak] = field(default_factory=dict)
    loose: bool = False


def found(root: etree._Element, path: str) -> list[etree._Element]:
    """The elements at the end of `A/B/C`, wherever they stand, whatever their namespace."""
    steps = "/".join(f"*[local-name()='{name}']" for name in path.split("/"))
    elements = root.xpath(f"descendant-or-self::{steps}")
    assert isinstance(elements, list)
    assert elements, f"there is no {path}"
    return [element for element in elements if isinstance(element, etree._Element)]


def drop(*paths: str) -> XmlBreak:
    """Take elements out."""

    def change(root: etree._Element) -> None:
        for path in paths:
            for element in found(root, path):
                parent = element.getparent()
                assert parent is not None
                parent.remove(element)

    return change


def say(path: str, text: str) -> XmlBreak:
    """Elements say something else."""

    def change(root: etree._Element) -> None:
        for element in found(root, path):
            element.text = text

    return change


def more(path: str, text: str) -> XmlBreak:
    """Something is added to what elements say."""

    def change(root: etree._Element) -> None:
        for element in found(root, path):
            element.text = (element.text or "") + text

    return change


def mark(path: str, name: str, value: str | None) -> XmlBreak:
    """Elements bear another attribute, or do not bear it."""

    def change(root: etree._Element) -> None:
        for element in found(root, path):
            if value is not None:
                element.set(name, value)
            elif name in element.attrib:
                del element.attrib[name]

    return change


def put(path: str, name: str, text: str = "", after: str = "", **attributes: str) -> XmlBreak:
    """Elements hold one more, of the namespace of its siblings (or of `after`), at their end or after a sibling."""

    def change(root: etree._Element) -> None:
        for element in found(root, path):
            sibling = found(element, after)[-1] if after else element[-1]
            new = etree.Element("{" + str(etree.QName(sibling).namespace) + "}" + name, attributes)
            new.text = text
            sibling.addnext(new)

    return change


def chain(*changes: XmlBreak) -> XmlBreak:
    """One after the other."""

    def change(root: etree._Element) -> None:
        for each in changes:
            each(root)

    return change


def outside(code: str = "O") -> XmlBreak:
    """Every VAT category E is another one, which our writers would write without its rate."""

    def change(root: etree._Element) -> None:
        for element in root.iter("{*}CategoryCode", "{*}ID"):
            if element.text == "E":
                element.text = code

    return change
