"""The elements of a UBL document."""

import re
from datetime import date

from einvoice import nodes
from einvoice.ubl.names import CAC, CBC, CODE, SOURCE

# xsd:date may carry a time zone; a calendar day has none.
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?", re.ASCII)


class Node(nodes.Node):
    """An element of UBL with its children by local name."""

    __slots__ = ()
    LEAF = CBC
    GROUP = CAC


class Notes(nodes.Notes):
    """What was missing or unreadable in a UBL document so far."""

    def __init__(self) -> None:
        super().__init__(CODE, SOURCE)

    def day(self, node: Node, name: str, path: str) -> date | None:
        """The date in the child of that name; None if there is no such child or no date in it."""
        text = node.code(name)
        if not text and name not in node:
            return None
        found = _DAY.fullmatch(text)
        try:
            return date.fromisoformat(found[1] if found else "")
        except ValueError:
            self.unreadable(path, f"{name} is {text[:40]!r}, which is not a day in the form YYYY-MM-DD")
            return None
