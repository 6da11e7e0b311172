"""Elements of somebody's document, looked at without trust: what is not there is noted, what is unreadable too."""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar, Self

from lxml.etree import _Element

from einvoice.faults import Fault
from einvoice.model import Identifier

# xsd:decimal has no exponent, no infinity and no not-a-number; 40 digits are more than any trade has.
_DECIMAL = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})", re.ASCII)
ZERO = Decimal(0)


class Node:
    """An element with its children by name. A node without an element has no children and no texts.

    Names are local names: of a child that holds a value in the namespace `LEAF`, of one that holds others in `GROUP`.
    """

    __slots__ = ("_children",)
    LEAF: ClassVar[str]
    GROUP: ClassVar[str]

    def __init__(self, elements: Iterable[_Element] = ()) -> None:
        self._children: dict[str, list[_Element]] = {}
        for child in elements:
            self._children.setdefault(child.tag, []).append(child)

    def __len__(self) -> int:
        """How many names its children have."""
        return len(self._children)

    def __contains__(self, name: str) -> bool:
        return self.LEAF + name in self._children or self.GROUP + name in self._children

    def element(self, name: str) -> _Element | None:
        """The first child of that name that holds a value."""
        found = self._children.get(self.LEAF + name)
        return found[0] if found else None

    def elements(self, name: str) -> list[_Element]:
        """The children of that name that hold a value."""
        return self._children.get(self.LEAF + name, [])

    def at(self, *names: str) -> Self:
        """The node that the names lead to, one below the other."""
        node = self
        for name in names:
            found = node._children.get(self.GROUP + name)
            node = type(self)(found[0] if found else ())
        return node

    def all(self, name: str) -> list[Self]:
        """The children of that name as nodes."""
        return [type(self)(child) for child in self._children.get(self.GROUP + name, ())]

    def text(self, name: str) -> str:
        """The text of the first child of that name, as it stands; empty if there is none."""
        found = self._children.get(self.LEAF + name)
        return (found[0].text or "") if found else ""

    def every_text(self, name: str) -> list[str]:
        """The texts of all children of that name."""
        return [child.text or "" for child in self.elements(name)]

    def texts(self, name: str) -> str:
        """The same in one text, a line each."""
        return "\n".join(self.every_text(name))

    def code(self, name: str) -> str:
        """A code or identifier: the text without the white space around it."""
        return self.text(name).strip()

    def attribute(self, name: str, attribute: str) -> str:
        """An attribute of the first child of that name, without white space around it."""
        found = self._children.get(self.LEAF + name)
        return found[0].get(attribute, "").strip() if found else ""

    def identifier(self, name: str, attribute: str = "schemeID") -> Identifier | None:
        """The first child of that name with its scheme, blank or not; None if there is none."""
        found = self._children.get(self.LEAF + name)
        return _identifier(found[0], attribute) if found else None

    def identifiers(self, *names: str) -> tuple[Identifier, ...]:
        """Every child of these names with its scheme, name by name."""
        return tuple(_identifier(child, "schemeID") for name in names for child in self.elements(name))


def _identifier(element: _Element, attribute: str) -> Identifier:
    return Identifier(value=(element.text or "").strip(), scheme=element.get(attribute, "").strip())


class Notes:
    """What was missing or unreadable so far; `path` is always the place in the model.

    `code` and `source` are those of its faults.
    """

    def __init__(self, code: str, source: str) -> None:
        self.absent: set[str] = set()
        self.faults: list[Fault] = []
        self._code = code
        self._source = source

    def unreadable(self, path: str, message: str) -> None:
        """A value is there and cannot be understood: for the model it is absent."""
        self.absent.add(path)
        self.faults.append(Fault(code=self._code, path=path, message=message, source=self._source))

    def present(self, value: str, path: str) -> str:
        """`value`; noted as absent where it is blank."""
        if not value or value.isspace():
            self.absent.add(path)
        return value

    def truth(self, text: str, name: str, path: str) -> bool:
        """Yes or no; without it nobody knows whether an amount is to be added or taken off."""
        if text not in {"true", "1", "false", "0"}:
            self.unreadable(path, f"{name} is {text[:40]!r}, which is neither true nor false")
        return text in {"true", "1"}

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

    def binary(self, element: _Element, path: str) -> bytes:
        """The content of an attachment."""
        try:
            return b64decode(element.text or "")
        except (Base64Error, ValueError) as error:
            self.unreadable(path, f"an attachment (BT-125) is not base64: {error}")
            return b""
