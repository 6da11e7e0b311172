"""The keys of [connections.NAME] with type = "files", checked as far as that goes without reading a file."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from connectors.files.fields import FIELDS, OPTIONAL


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[connections.NAME] with type = "files": the form of an ERP's exports. docs/files.md explains each key."""

    folder: Path  # the exports; never written
    out: Path  # what Solde writes; not inside `folder`
    delimiter: str = ","
    encoding: str = "utf-8"
    decimal: str = "."
    date_format: str = "%Y-%m-%d"
    files: dict[str, str] = {}  # kind of file -> its name or pattern; "" for one that the ERP does not have
    columns: dict[str, dict[str, str]] = {}  # kind of file -> canonical field -> column
    constants: dict[str, dict[str, str]] = {}  # kind of file -> canonical field -> value where none is given
    values: dict[str, dict[str, dict[str, str]]] = {}  # kind -> field -> the ERP's word -> the canonical one
    final_newline: bool = True  # every complete export ends with a line break
    ready: str = ""  # a file that the ERP writes once all exports are complete
    pdf: str = ""  # where the ERP's own PDFs lie below `folder`: "pdf/{number}.pdf", "{id}.pdf"
    page_size: int = 500  # records that are committed together
    erp: str = "Files"  # what people call this ERP, for messages

    def __post_init__(self) -> None:
        problems = [
            *_names("files", self.files),
            *(p for n in ("columns", "constants", "values") for p in _fields(n, getattr(self, n))),
        ]
        if len(self.delimiter) != 1:
            problems.append('delimiter: expected one character, such as ";" or a tab ("\\t")')
        if self.decimal not in {".", ","}:
            problems.append('decimal: expected "." or ","')
        if self.page_size < 1:
            problems.append("page_size: expected at least 1")
        folder, out = self.folder.absolute(), self.out.absolute()
        if out == folder or folder in out.parents:
            problems.append("out: must not lie inside folder: exports are never written")
        try:
            "".encode(self.encoding)
        except LookupError:
            problems.append(f'encoding: "{self.encoding}" is not known; try "utf-8" or "cp1252"')
        for kind, name in self.files.items():
            if Path(name).is_absolute() or ".." in Path(name).parts:
                problems.append(f"files.{kind}: must be a name below folder")
            if not name and kind in FIELDS and kind not in OPTIONAL:
                problems.append(f"files.{kind}: cannot be left out")
        if problems:
            raise ValueError("; ".join(problems))


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
