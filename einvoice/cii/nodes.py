"""Elements of somebody's document, looked at without trust: what is not there is noted, what is unreadable too."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from lxml.etree import _Element

from einvoice.cii.names import RAM, SOURCE
from einvoice.faults import Fault
from einvoice.model import Identifier

# xsd:decimal has no exponent, no infinity and no not-a-number; 40 digits are more than any trade has.
_DECIMAL = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})", re.ASCII)
_DAY = re.compile(r"\d{8}", re.ASCII)
ZERO = Decimal(0)


class Node:
    """An element with its children by name. A node without an element has no children and no texts.

    Names are local names in the namespace `ram`; elements of other namespaces are reached by `first` alone.
    """

    __slots__ = ("_children",)

    def __init__(self, elements: Iterable[_Element] = ()) -> None:
        self._children: dict[str, list[_Element]] = {}
        for child in elements:
            self._children.setdefault(child.tag, []).append(child)

    def __bool__(self) -> bool:
        return bool(self._children)

    def __contains__(self, name: str) -> bool:
        return RAM + name in self._children

    def element(self, name: str) -> _Element | None:
        """The first child of that name."""
        found = self._children.get(RAM + name)
        return found[0] if found else None

    def elements(self, name: str) -> list[_Element]:
        """The children of that name."""
        return self._children.get(RAM + name, [])

    def first(self, tag: str) -> "Node":
        """The first child with that tag, its namespace included."""
        found = self._children.get(tag)
        return Node(found[0]) if found else NOTHING

    def at(self, *names: str) -> "Node":
        """The node that the names lead to, one below the other."""
        node = self
        for name in names:
            node = node.first(RAM + name)
        return node

    def all(self, name: str) -> list["Node"]:
        """The children of that name as nodes."""
        return [Node(child) for child in self._children.get(RAM + name, ())]

    def text(self, name: str) -> str:
        """The text of the first child of that name, as it stands; empty if there is none."""
        found = self._children.get(RAM + name)
        return (found[0].text or "") if found else ""

    def code(self, name: str) -> str:
        """A code or identifier: the same without the white space around it."""
        return self.text(name).strip()

    def attribute(self, name: str, attribute: str) -> str:
        """An attribute of the first child of that name, without white space around it."""
        found = self._children.get(RAM + name)
        return found[0].get(attribute, "").strip() if found else ""

    def identifier(self, name: str, attribute: str = "schemeID") -> Identifier | None:
        """The first child of that name with its scheme; None if there is none."""
        found = self._children.get(RAM + name)
        return _identifier(found[0], attribute) if found else None

    def identifiers(self, *names: str) -> tuple[Identifier, ...]:
        """Every child of these names with its scheme, name by name."""
        return tuple(_identifier(child, "schemeID") for name in names for child in self._children.get(RAM + name, ()))


NOTHING = Node()


def _identifier(element: _Element, attribute: str) -> Identifier:
    return Identifier(value=(element.text or "").strip(), scheme=element.get(attribute, "").strip())


class Notes:
    """What was missing or unreadable so far; `path` is always the place in the model."""

    def __init__(self) -> None:
        self.absent: set[str] = set()
        self.faults: list[Fault] = []

    def unreadable(self, path: str, message: str) -> None:
        """A value is there and cannot be understood: for the model it is absent."""
        self.absent.add(path)
        self.faults.append(Fault(code="SOLDE-CII", path=path, message=message, source=SOURCE))

    def present(self, value: str, path: str) -> str:
        """`value`; noted as absent where it is blank."""
        if not value or value.isspace():
            self.absent.add(path)
        return value

    def optional(self, node: Node, name: str, path: str) -> Decimal | None:
        """The number in the child of that name; None if there is no such child or no number in it."""
        element = node.element(name)
        return None if element is None else self.number(element, name, path)

    def decimal(self, node: Node, name: str, path: str) -> Decimal:
        """The same for a number that must be there: zero stands in for it."""
        found = self.optional(node, name, path)
        if found is None:
            self.absent.add(path)
            return ZERO
        return found

    def number(self, element: _Element, name: str, path: str) -> Decimal | None:
        """The number in `element`; `name` is for the fault."""
        text = (element.text or "").strip()
        if _DECIMAL.fullmatch(text):
            return Decimal(text)
        self.unreadable(path, f"{name} is {text[:40]!r}, which is not a number")
        return None

    def day(self, node: Node, name: str, path: str) -> date | None:
        """The date in the child of that name; EN 16931 knows one form of it (UNTDID 2379 code 102, CCYYMMDD)."""
        element = node.element(name)
        if element is None:
            return None
        stamp = element[0] if len(element) else element
        text, form = (stamp.text or "").strip(), stamp.get("format", "").strip()
        if form != "102":
            self.unreadable(
                path, f"{name} is {text[:40]!r} in the date format {form[:10]!r}; only 102, CCYYMMDD, is read"
            )
            return None
        try:
            return date.fromisoformat(text if _DAY.fullmatch(text) else "")
        except ValueError:
            self.unreadable(path, f"{name} is {text[:40]!r}, which is not a day in the form CCYYMMDD")
            return None

    def binary(self, element: _Element, path: str) -> bytes:
        """The content of an attachment."""
        try:
            return b64decode(element.text or "")
        except (Base64Error, ValueError) as error:
            self.unreadable(path, f"an attachment (BT-125) is not base64: {error}")
            return b""
