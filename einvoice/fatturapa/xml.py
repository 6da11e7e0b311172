"""Structs of FatturaPA's shape to XML and back, by their own field names and types (`countries/italy/part.py`)."""

import base64
import binascii
import re
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints
from xml.sax.saxutils import escape

import msgspec
from lxml.etree import _Element

from einvoice.countries.italy.block import SOURCE
from einvoice.countries.italy.latin import turned
from einvoice.countries.italy.part import Digits, Part, Text, tag
from einvoice.countries.italy.texts import tidy
from einvoice.fatturapa.figures import amount2, amount8
from einvoice.fatturapa.names import model_path
from einvoice.faults import Fault
from einvoice.parsing import readable_path

P = TypeVar("P", bound=Part)
_ANY = Text(0, turned=False)
# Printable Basic Latin without mark-up, with single blanks inside: what needs no second look.
_PLAIN = re.compile(r"[!-%'-;=?-~]+(?: [!-%'-;=?-~]+)*").fullmatch
_FIGURE = re.compile(r"[-+]?[0-9]{1,30}(?:\.[0-9]{0,30})?").fullmatch
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").match


class _Field(NamedTuple):
    """One field of a struct: `kind` is its Python type; `rule` is its `Text`, `Digits` or the struct below it."""

    name: str
    tag: str
    kind: type
    rule: Any
    many: bool
    required: bool


@cache
def _fields(cls: type[Part]) -> tuple[_Field, ...]:
    hints = get_type_hints(cls, include_extras=True)
    needed = {f.name for f in msgspec.structs.fields(cls) if f.required}
    return tuple(_field(name, hints[name], name in needed) for name in cls.__struct_fields__)


def _field(name: str, hint: Any, required: bool) -> _Field:
    if get_origin(hint) in {Union, types.UnionType}:
        hint = next(h for h in get_args(hint) if h is not type(None))
    many = get_origin(hint) is tuple
    if many:
        hint = get_args(hint)[0]
    rule: Any = None
    if get_origin(hint) is Annotated:
        hint, rule = get_args(hint)[:2]
    if hint is str:
        rule = rule or _ANY
    elif isinstance(hint, type) and issubclass(hint, Part):
        rule, hint = hint, Part
    return _Field(name, tag(name), hint, rule, many, required)


# Writing


@cache
def _plan(cls: type[Part], depth: int) -> tuple[Any, tuple[tuple[Any, ...], ...]]:
    """How to get a struct's values, and for each how it is written at that depth."""
    indent = "\n" + "  " * depth
    rows = tuple(
        (f.kind, f.rule, f.many, f"{indent}<{f.tag}>", f"</{f.tag}>", f"{indent}</{f.tag}>") for f in _fields(cls)
    )
    return attrgetter(*cls.__struct_fields__), rows


def emit(part: Part, depth: int, out: list[str]) -> bool:
    """Append the XML of the struct's fields. False if a text cannot be written as it is: `text_faults` says which."""
    sound = True
    values, rows = _plan(type(part), depth)
    found = values(part)
    for value, (kind, rule, many, head, tail, foot) in zip(found if len(rows) > 1 else (found,), rows, strict=True):
        if value is None or value is False or value == "" or value == ():
            continue
        for item in value if many else (value,):
            if kind is str:
                if not _PLAIN(item) or len(item) > rule.most > 0:
                    item = fitted(item, rule)  # noqa: PLW2901 - what is written stands in for what was said
                    sound = sound and not _wrong(item, rule)
                    item = escape(item)  # noqa: PLW2901
                out.append(head + item + tail)
            elif kind is Decimal:
                out.append(head + (amount2(item) if rule.most == 2 else amount8(item)) + tail)
            elif kind is Part:
                out.append(head)
                sound = emit(item, depth + 1, out) and sound
                out.append(foot)
            elif kind is bytes:
                out.append(head + base64.b64encode(item).decode() + tail)
            elif kind is bool:
                out.append(head + "SI" + tail)
            else:
                out.append(head + str(item) + tail)  # int, date (ISO 8601)
    return sound


def fitted(text: str, rule: Text) -> str:
    """The text with single blanks, in the letters that the element takes."""
    return turned(tidy(text), rule.last) if rule.turned else tidy(text)


def _wrong(text: str, rule: Text) -> str:
    """Why a fitted text cannot be written; empty if it can."""
    odd = sorted({c for c in text if ord(c) > rule.last or (not c.isprintable() and c != "\u00ad")})
    if odd:
        return ", ".join(f"{c!r} (U+{ord(c):04X})" for c in odd)
    return f"{len(text)}" if len(text) > rule.most > 0 else ""


def text_faults(part: Part, path: str) -> Iterator[Fault]:
    """For each text: a warning where it is written in other letters, an error where it cannot be written."""
    for f in _fields(type(part)):
        value = getattr(part, f.name)
        items = value if f.many else (value,)
        for number, item in enumerate(items, 1):
            place = f"{path}/{f.tag}" + (f"[{number}]" if len(items) > 1 else "")
            if f.kind is Part and item is not None:
                yield from text_faults(item, place)
            elif f.kind is str and item and not (_PLAIN(item) and len(item) <= (f.rule.most or len(item))):
                yield from text_fault(item, f.rule, model_path(place))


def text_fault(text: str, rule: Text, path: str) -> Iterator[Fault]:
    """The faults of one text that a document would carry."""
    before, after = tidy(text), fitted(text, rule)
    if after != before:
        message = f"{before!r} is written as {after!r}, for FatturaPA takes Latin letters only there"
        yield Fault(code="SOLDE-IT-LATIN1", path=path, message=message, source=SOURCE, severity="warning")
    why = _wrong(after, rule)
    if not why:
        return
    if why.isdigit():
        message = f"{after[:60]!r}... has {why} characters; FatturaPA takes {rule.most}"
        yield Fault(code="SOLDE-IT-LENGTH", path=path, message=message, source=SOURCE)
    else:
        alphabet = "Latin-1" if rule.last == 0xFF else "basic Latin"
        message = f"{before!r} has characters that no reading in {alphabet} is known for: {why}"
        yield Fault(code="SOLDE-IT-LATIN1", path=path, message=message, source=SOURCE)


# Reading


@dataclass
class Trouble:
    """What a document leaves out or says in a way that cannot be read."""

    absent: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def unreadable(self, element: _Element, text: str) -> None:
        path = model_path(readable_path(element))
        message = f"<{_local(element)}> {text[:60]!r} cannot be read"
        self.faults.append(Fault(code="SOLDE-IT-FORM", path=path, message=message, source=SOURCE))
        self.absent.add(path)

    def missing(self, element: _Element, name: str) -> None:
        self.absent.add(model_path(f"{readable_path(element)}/{name}"))


_STAND_IN: dict[type, Any] = {str: "", Decimal: Decimal(0), int: 0, date: date.min, bytes: b""}


def parsed(cls: type[P], element: _Element, trouble: Trouble) -> P:
    """The struct that an element's children fill, with stand-ins for what it cannot be without."""
    known = _by_tag(cls)
    values: dict[str, Any] = {}
    for child in element:
        f = known.get(_local(child))
        if f is None:
            continue
        value = parsed(f.rule, child, trouble) if f.kind is Part else _value(f, child, trouble)
        if value is not None:
            if f.many:
                values.setdefault(f.name, []).append(value)
            else:
                values[f.name] = value
    for f in known.values():
        if f.many and f.name in values:
            values[f.name] = tuple(values[f.name])
        elif f.required and f.name not in values:
            trouble.missing(element, f.tag)
            stand_in = () if f.many else _STAND_IN.get(f.kind)
            if f.kind is Part and not f.many:
                stand_in = parsed(f.rule, element.makeelement(f.tag), Trouble())
            values[f.name] = stand_in
    return cls(**values)


@cache
def _by_tag(cls: type[Part]) -> dict[str, _Field]:
    return {f.tag: f for f in _fields(cls)}


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _value(f: _Field, element: _Element, trouble: Trouble) -> Any:
    """The value of a leaf; None where there is none."""
    text = tidy(element.text or "")
    if not text:
        return None
    try:
        if f.kind is str:
            return text
        if f.kind is bool:
            return text == "SI"
        if f.kind is Decimal and _FIGURE(text):
            return Decimal(text)
        if f.kind is int and text.isascii() and text.isdigit() and len(text) < 10:
            return int(text)
        if f.kind is date and _DAY(text):
            return date.fromisoformat(text[:10])
        if f.kind is bytes:
            return base64.b64decode(text.replace(" ", ""), validate=True)
    except (ValueError, binascii.Error):
        pass
    trouble.unreadable(element, text)
    return None
