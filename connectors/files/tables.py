"""Reads one export file into rows of text. CSV, a JSON array of objects, or JSON lines; by the file's suffix."""

import csv
import hashlib
import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from connectors.errors import Misconfigured, Retry
from connectors.files.fields import ABSENT_IS_EMPTY, FIELDS, LISTS, REQUIRED
from connectors.files.lists import layout
from connectors.files.settings import Settings

MAX_BYTES = 1 << 30
_JSON = msgspec.json.Decoder(type=list[dict[str, Any]], float_hook=Decimal)
_JSON_LINE = msgspec.json.Decoder(type=dict[str, Any], float_hook=Decimal)


class Row(msgspec.Struct, frozen=True, gc=False):
    """One record of a file: its cells by column name. `damage` says why its cells cannot be trusted."""

    number: int  # as a spreadsheet counts, the header being 1
    cells: dict[str, str]
    damage: str = ""
    wrong: str = ""  # of a row that was made from others: what is wrong with those, in whole sentences


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One file as it was read; `name` is empty where the ERP has no such file."""

    kind: str
    name: str
    columns: dict[str, str]  # canonical field -> column, of those that the file has
    rows: tuple[Row, ...] = ()
    titles: dict[str, str] = {}  # canonical field -> what people call its column, where a table was made from others
    digest: str = ""
    written: datetime = datetime.fromtimestamp(0, UTC)


def locate(settings: Settings, kind: str) -> Path | None:
    """The file of a kind: of several that match the pattern the last one by name. None where there is none."""
    pattern = settings.files.get(kind, "" if kind in LISTS else f"{kind}.csv")
    if not pattern or any(settings.files.get(each) and kind in LISTS[each] for each in LISTS):
        return None
    if not settings.folder.is_dir():
        raise Misconfigured(f"folder: {settings.folder} does not exist; set it to where the ERP exports")
    found = sorted(p for p in settings.folder.glob(pattern) if p.is_file())
    if found:
        return found[-1]
    if kind in ABSENT_IS_EMPTY and kind not in settings.files:
        return None
    raise Misconfigured(
        f"{settings.folder} has no file {pattern}: export the {kind.replace('_', ' ')} there, "
        f"or set files.{kind} to the file's name" + ("" if kind in ("companies", "customers") else ' or to ""')
    )


def read(settings: Settings, kind: str, path: Path, content: bytes) -> Table:
    """Parse a file. Raises Retry where it is not complete yet, Misconfigured where its form is not as set."""
    try:
        text = content.decode("utf-8-sig" if settings.encoding.lower() in {"utf-8", "utf8"} else settings.encoding)
    except UnicodeDecodeError as error:
        raise Misconfigured(
            f"{path.name} is not {settings.encoding}: the byte at position {error.start} does not fit; "
            'set encoding to what the ERP writes, often "cp1252"'
        ) from None
    suffix = path.suffix.lower()
    if not text.strip() and not (suffix == ".jsonl" and kind in ABSENT_IS_EMPTY):
        raise Retry(f"{path.name} is empty: it is still being written", after=60, sent=False)
    if settings.final_newline and suffix != ".json" and text and not text.endswith("\n"):
        raise Retry(
            f"{path.name} does not end with a line break: it is still being written "
            "(set final_newline = false if this ERP never writes one)",
            after=60,
            sent=False,
        )
    if suffix in {".json", ".jsonl"}:
        header, rows = _json(settings, path.name, text.encode(), lines=suffix == ".jsonl")
    elif settings.layout == "list":
        header, rows = _list(settings, kind, path.name, text)
    else:
        header, rows = _csv(settings, path.name, text)
    return Table(
        kind=kind,
        name=path.name,
        columns=_columns(settings, kind, path.name, header),
        rows=tuple(rows),
        digest=hashlib.sha256(content).hexdigest(),
        written=datetime.fromtimestamp(int(path.stat().st_mtime), UTC),
    )


def _csv(settings: Settings, name: str, text: str) -> tuple[list[str], list[Row]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=settings.delimiter, strict=True)
    number = 1
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if len(set(header)) != len(header):
            twice = sorted({cell for cell in header if header.count(cell) > 1})
            raise Misconfigured(f"{name}: the column {', '.join(twice)} is there twice; rename one")
        rows = []
        for number, cells in enumerate(reader, start=2):
            if cells:
                rows.append(_row(number, header, cells))
    except csv.Error as error:
        raise Misconfigured(
            f"{name}, after row {number}: {error}; a quotation mark is opened and not closed, or the delimiter is "
            f'not "{settings.delimiter}"'
        ) from None
    return header, rows


def _list(settings: Settings, kind: str, name: str, text: str) -> tuple[list[str], list[Row]]:
    titles = settings.titles(kind)
    known = {title.lower() for each in titles.values() for title in each}
    known |= {title.lower() for title in settings.columns.get(kind, {}).values()} | set(FIELDS[kind])
    header, rows = layout.table(layout.split(text, settings.delimiter), known)
    if not header:
        raise Misconfigured(
            f"{name}: no line near its top has the titles of {kind.replace('_', ' ')}: the delimiter is not "
            f"{settings.delimiter!r}, the list is in another language than preset {settings.preset!r}, "
            f"or set columns.{kind}"
        )
    return header, [Row(number, dict(zip(header, cells, strict=True)), damage) for number, cells, damage in rows]


def _row(number: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) == len(header):
        return Row(number, dict(zip(header, map(str.strip, cells), strict=True)))
    damage = f"has {len(cells)} columns where the first row has {len(header)}"
    return Row(number, dict(zip(header, map(str.strip, cells), strict=False)), damage)


def _json(settings: Settings, name: str, content: bytes, *, lines: bool) -> tuple[list[str], list[Row]]:
    number = 0
    try:
        if lines:
            objects = []
            for line in content.splitlines():
                number += 1
                if line.strip():
                    objects.append(_JSON_LINE.decode(line))
        else:
            objects = _JSON.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        where = f"{name}, line {number}" if lines else name
        wanted = "one flat object per line" if lines else "a list of flat objects"
        if not lines and "truncated" in str(error):
            raise Retry(f"{where} is cut off: it is still being written", after=60, sent=False) from None
        raise Misconfigured(f"{where}: expected {wanted}: {error}") from None
    nested = next((key for each in objects for key, value in each.items() if isinstance(value, dict | list)), "")
    if nested:
        raise Misconfigured(f'{name}: "{nested}" holds a list or an object: export flat records')
    header = list(dict.fromkeys(key for each in objects for key in each))
    empty = dict.fromkeys(header, "")
    rows = [
        Row(n, empty | {k: _text(v, settings.decimal) for k, v in each.items()})
        for n, each in enumerate(objects, start=1)
    ]
    return header, rows


def _text(value: object, decimal: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", decimal)
    return str(value).strip()


def _columns(settings: Settings, kind: str, name: str, header: list[str]) -> dict[str, str]:
    """Which column fills which field; every one that is missing is told at once."""
    chosen = settings.columns.get(kind, {})
    columns = {field: field for field in header if field not in chosen} | chosen
    present = set(header)
    usual = {title.lower(): title for title in reversed(header)}
    for field, titles in settings.titles(kind).items():
        named = next((usual[title.lower()] for title in titles if title.lower() in usual), "")
        if named and field not in columns:
            columns[field] = named
    there = ", ".join(header) or "none"
    missing = [f'"{c}" (columns.{kind}.{f})' for f, c in chosen.items() if c not in present]
    given = set(columns) | set(settings.constants.get(kind, {}))
    missing += [f'"{field}"' for field in REQUIRED[kind] if field not in given]
    if missing and header:
        raise Misconfigured(f"{name} has no column {', '.join(missing)}; its columns are: {there}. Set columns.{kind}")
    return columns
