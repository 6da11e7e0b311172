"""The keys of [connections.NAME] with type = "files", checked as far as that goes without reading a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from connectors.files import presets
from connectors.files.fields import FIELDS, LISTS, OPTIONAL
from connectors.seller import Tax


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[connections.NAME] with type = "files": the form of an ERP's exports. docs/files.md explains each key."""

    folder: Path  # the exports; never written
    out: Path  # what Solde writes; not inside `folder`
    preset: str = ""  # the usual form of a program's exports, by name; what is set here comes first
    delimiter: str = ""  # empty, here and in the next five: the preset's, else "," "utf-8" "." "" "%Y-%m-%d" "table"
    encoding: str = ""
    decimal: str = ""
    thousands: str = ""
    date_format: str = ""
    layout: Literal["", "table", "list"] = ""  # "list": with lines above the titles, subtotals, empty columns
    files: dict[str, str] = {}  # kind of file -> its name or pattern; "" for one that the ERP does not have
    columns: dict[str, dict[str, str]] = {}  # kind of file -> canonical field -> column
    constants: dict[str, dict[str, str]] = {}  # kind of file -> canonical field -> value where none is given
    values: dict[str, dict[str, dict[str, str]]] = {}  # kind -> field -> the ERP's word -> the canonical one
    final_newline: bool = True  # every complete export ends with a line break
    idocs: str = ""  # where INVOIC02 IDocs lie below `folder`: "idoc/*.xml"
    tax_codes: dict[str, dict[str, Tax]] = {}  # for IDocs: country -> tax code, or rate such as "19%" -> meaning
    units: dict[str, str] = {}  # for IDocs: unit of measure -> UN/ECE Rec 20, beside the built-in ones
    ready: str = ""  # a file that the ERP writes once all exports are complete
    pdf: str = ""  # where the ERP's own PDFs lie below `folder`: "pdf/{number}.pdf", "{id}.pdf"
    page_size: int = 500  # records that are committed together
    erp: str = ""  # what people call this ERP, for messages; empty: as the preset calls it, else "Files"

    def __post_init__(self) -> None:
        problems = [
            *_names("files", self.files),
            *(p for n in ("columns", "constants", "values") for p in _fields(n, getattr(self, n))),
        ]
        problems += self._complete()
        if len(self.delimiter) != 1:
            problems.append('delimiter: expected one character, such as ";" or a tab ("\\t")')
        if self.decimal not in {".", ","}:
            problems.append('decimal: expected "." or ","')
        if self.thousands not in {"", ".", ",", "'", " "} or self.thousands == self.decimal:
            problems.append('thousands: expected ".", ",", "\'" or " ", and not the decimal sign')
        if self.page_size < 1:
            problems.append("page_size: expected at least 1")
        folder, out = self.folder.absolute(), self.out.absolute()
        if out == folder or folder in out.parents:
            problems.append("out: must not lie inside folder: exports are never written")
        try:
            "".encode(self.encoding)
        except LookupError:
            problems.append(f'encoding: "{self.encoding}" is not known; try "utf-8" or "cp1252"')
        if Path(self.idocs).is_absolute() or ".." in Path(self.idocs).parts:
            problems.append("idocs: must be a pattern below folder")
        for kind, name in self.files.items():
            if Path(name).is_absolute() or ".." in Path(name).parts:
                problems.append(f"files.{kind}: must be a name below folder")
            replaced = any(self.files.get(each) and kind in LISTS[each] for each in LISTS)
            if not name and kind in FIELDS and kind not in OPTIONAL and not replaced:
                problems.append(f"files.{kind}: cannot be left out")
        problems += [f"tax_codes.{c}: expected a country of two letters" for c in self.tax_codes if len(c) != 2]
        if problems:
            raise ValueError("; ".join(problems))

    def _complete(self) -> list[str]:
        """Fill what is not set from the preset; returns what is wrong with its name."""
        try:
            preset = presets.load(self.preset)
        except KeyError:
            return [f'preset: there is no "{self.preset}"; there are {", ".join(presets.names())}']
        for key in ("delimiter", "encoding", "decimal", "thousands", "date_format", "layout", "erp"):
            msgspec.structs.force_setattr(self, key, getattr(self, key) or getattr(preset, key))
        msgspec.structs.force_setattr(self, "files", {**preset.files, **self.files})
        for key in ("constants", "values"):
            own, usual = getattr(self, key), getattr(preset, key)
            msgspec.structs.force_setattr(self, key, {k: _over(usual.get(k, {}), own.get(k, {})) for k in usual | own})
        return []

    def titles(self, kind: str) -> Mapping[str, list[str]]:
        """Under which titles the preset looks for a file's fields."""
        return presets.load(self.preset).titles.get(kind, {})


def _over(usual: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What is set for a field, over what is usual; words are added up."""
    both = {
        field: {**usual[field], **own[field]} for field in usual.keys() & own.keys() if isinstance(own[field], dict)
    }
    return {**usual, **own, **both}


def _names(key: str, table: Mapping[str, object]) -> list[str]:
    known = ", ".join(FIELDS)
    return [f'{key}: no kind of file is called "{kind}" (known: {known})' for kind in table if kind not in FIELDS]


def _fields(key: str, table: Mapping[str, Mapping[str, object]]) -> list[str]:
    problems = _names(key, table)
    for kind, fields in table.items():
        for field in fields:
            if kind in FIELDS and field not in FIELDS[kind] and "." not in field:
                problems.append(f'{key}.{kind}: no field is called "{field}" (docs/files.md lists them)')
    return problems
