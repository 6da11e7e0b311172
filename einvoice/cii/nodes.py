"""The elements of a Cross Industry Invoice."""

import re
from datetime import date

from einvoice import nodes
from einvoice.cii.names import CODE, RAM, SOURCE

_DAY = re.compile(r"\d{8}", re.ASCII)


class Node(nodes.Node):
    """An element of CII with its children by local name; those of another namespace than `ram` are reached by
    `first` alone.
    """

    __slots__ = ()
    LEAF = RAM
    GROUP = RAM

    def first(self, tag: str) -> "Node":
        """The first child with that tag, its namespace included."""
        found = self._children.get(tag)
        return Node(found[0] if found else ())


NOTHING = Node()


class Notes(nodes.Notes):
    """What was missing or unreadable in a CII so far."""

    def __init__(self) -> None:
        super().__init__(CODE, SOURCE)

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
