"""An IDoc as an XML file port (WE21) writes it: segments as elements, fields as their children, all of it text.

`<INVOIC02><IDOC BEGIN="1"><EDI_DC40 SEGMENT="1">...</EDI_DC40><E1EDK01 SEGMENT="1">...</E1EDK01>...</IDOC></INVOIC02>`;
one file may hold several IDOC elements. Numbers have a point and, where negative, a minus behind them ("12.50-"); dates
are YYYYMMDD, and 00000000 where there is none.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from lxml import etree

from connectors.records import Origin
from einvoice.faults import Fault
from einvoice.parsing import local, parse

SOURCE = "Solde's reading of INVOIC02, docs/sap-exports.md"
ZERO = Decimal(0)
_MOST_BYTES = 64 << 20
_DEEPEST = 12  # levels; INVOIC02 has six
_QUALIFIERS = ("QUALF", "IDDAT", "SUMID", "PARVW", "POSEX", "MWSKZ", "KSCHL", "TDID")
_NUMBER = re.compile(r"([+-]?)(\d{1,15}(?:\.\d{1,9})?)([+-]?)", re.ASCII)


class Idoc:
    """One IDoc, its faults and where each place of the model came from. `place` is what a person looks up."""

    __slots__ = ("_file", "_node", "erp", "faults", "number", "origins", "place")

    def __init__(self, node: etree._Element, file: str, erp: str) -> None:
        self._node, self._file, self.erp = node, file, erp
        self.faults: list[Fault] = []
        self.origins: dict[str, Origin] = {}
        self.number = self.first("EDI_DC40").text("DOCNUM")
        self.place = f"{file}, IDoc {self.number.lstrip('0') or '?'}"

    def fresh(self) -> "Idoc":
        """The same IDoc, not read yet."""
        return Idoc(self._node, self._file, self.erp)

    def all(self, name: str) -> Iterator["Segment"]:
        """The segments of this name on the first level."""
        return Segment(self, self._node, "").all(name)

    def first(self, name: str, field: str = "", *values: str) -> "Segment":
        """The first segment of this name, where its `field` has the first of `values` that any has."""
        return Segment(self, self._node, "").first(name, field, *values)

    def fault(self, path: str, what: str, where: str) -> None:
        """Note what is wrong; `where` is segment and field."""
        message = f"{self.place}, {where}: {what}."
        self.faults.append(Fault(code="IDOC", path=path, message=message, source=SOURCE))
        self.origins.setdefault(path, self.origin(where))

    def origin(self, where: str) -> Origin:
        """A segment and field of this IDoc as a place."""
        segment, _, field = where.rpartition(" ")
        return Origin(erp=self.erp, place=f"{self.place} > {segment}", record=f"IDoc {self.number}", field=field)


class Segment:
    """One segment, or the absence of one: then every field is empty."""

    __slots__ = ("_node", "idoc", "name")

    def __init__(self, idoc: Idoc, node: etree._Element | None, name: str) -> None:
        self.idoc, self._node, self.name = idoc, node, name

    def __bool__(self) -> bool:
        return self._node is not None

    def all(self, name: str) -> Iterator["Segment"]:
        """The segments of this name directly below."""
        for node in self._node if self._node is not None else ():
            if local(node) == name:
                yield Segment(self.idoc, node, self._titled(name, node))

    def first(self, name: str, field: str = "", *values: str) -> "Segment":
        """The first below, where its `field` has the first of `values` that any has; an absent one else."""
        found = list(self.all(name))
        for value in values if field else ("",):
            for each in found:
                if not field or each.text(field) == value:
                    return each
        title = f"{name} {field} {' or '.join(values)}".strip()
        return Segment(self.idoc, None, f"{self.name} > {title}" if self.name else title)

    def text(self, field: str) -> str:
        """A field without blanks around it; "" where there is none."""
        found = None if self._node is None else self._node.find(field)
        return (found.text or "").strip() if found is not None else ""

    def where(self, field: str) -> str:
        """Segment and field, for people: `E1EDP01 POSEX 000010 > E1EDP26 QUALF 003 BETRG`."""
        return f"{self.name} {field}"

    def amount(self, path: str, field: str, default: Decimal | None = None) -> Decimal:
        """A number, exactly as it stands; without a default it must be there."""
        value = self.text(field)
        self.idoc.origins.setdefault(path, self.idoc.origin(self.where(field)))
        if not value:
            if default is None:
                self.idoc.fault(path, "there is no number", self.where(field))
            return default or ZERO
        found = _NUMBER.fullmatch(value)
        if not found or (found[1] and found[3]):
            self.idoc.fault(path, f'"{value[:40]}" is no number such as 1234.50 or 1234.50-', self.where(field))
            return ZERO
        return Decimal(found[2]) * (-1 if "-" in (found[1], found[3]) else 1)

    def day(self, path: str, field: str = "DATUM") -> date | None:
        """A date, or None where the field is empty."""
        value = self.text(field)
        self.idoc.origins.setdefault(path, self.idoc.origin(self.where(field)))
        if not value.strip("0"):
            return None
        try:
            if len(value) != 8 or not value.isdigit():
                raise ValueError
            return date(int(value[:4]), int(value[4:6]), int(value[6:]))
        except ValueError:
            self.idoc.fault(path, f'"{value[:40]}" is no date such as 20260131', self.where(field))
            return None

    def _titled(self, name: str, node: etree._Element) -> str:
        qualifiers = (f" {each} {text.strip()}" for each in _QUALIFIERS if (text := node.findtext(each)))
        title = name + next(qualifiers, "")
        return f"{self.name} > {title}" if self.name else title


def idocs(content: bytes, file: str, erp: str) -> list[Idoc]:
    """The IDocs of one file. Raises `Unacceptable` for what is no XML, has a DTD or entities, or is far too large,
    and `ValueError`, with what to do, for XML that is no INVOIC02.
    """
    root = parse(content, _MOST_BYTES)
    if not local(root).startswith("INVOIC"):
        raise ValueError(f"{file} is <{local(root)}> and no INVOIC02: let the port for INVOIC alone write here")
    level = [root]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in node]
    if level:
        raise ValueError(f"{file} is nested more than {_DEEPEST} levels deep: that is no IDoc")
    return [Idoc(node, file, erp) for node in root if local(node) == "IDOC"]
