"""Structs of FatturaPA's shape to XML and back, by their own field names and types (`countries/italy/part.py`)."""

import base64
import binascii
import re
import sys
import types
from collections.abc import Callable, Iterator, Sequence
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
from einvoice.countries.italy.part import Part, Text, tag
from einvoice.countries.italy.texts import tidy
from einvoice.fatturapa.figures import amount2, amount8
from einvoice.fatturapa.names import model_path
from einvoice.faults import Fault
from einvoice.parsing import readable_path

P = TypeVar("P", bound=Part)
_ANY = Text(0, turned=False)
# Printable Basic Latin without mark-up, with single blanks inside: what needs no second look.
_PLAIN = re.compile(r"[!-%'-;=?-~]+(?: [!-%'-;=?-~]+)*").fullmatch
_NUMBERS = frozenset({Decimal, int})
_SOFT_HYPHEN = "\u00ad"  # not printable to Python, but a character of Latin-1 like others
_FIGURE = re.compile(r"[-+]?[0-9]{1,30}(?:\.[0-9]{0,30})?").fullmatch
_COUNT = re.compile(r"[0-9]{1,9}").fullmatch
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


class _Row(NamedTuple):
    """How one field is written at one depth."""

    kind: type
    say: Callable[[Any], str]  # for figures, days, files
    rule: Any
    most: int  # characters of a text
    many: bool
    head: str
    tail: str
    foot: str  # the end of a group, on a line of its own


@cache
def _plan(cls: type[Part], depth: int) -> tuple[Callable[[Part], tuple[Any, ...]], tuple[_Row, ...]]:
    """How to get a struct's values, and how each is written."""
    indent = "\n" + "  " * depth
    rows = tuple(
        _Row(
            kind=f.kind,
            say=_say(f),
            rule=f.rule,
            most=(f.rule.most or sys.maxsize) if f.kind is str else 0,
            many=f.many,
            head=f"{indent}<{f.tag}>",
            tail=f"</{f.tag}>",
            foot=f"{indent}</{f.tag}>",
        )
        for f in _fields(cls)
    )
    get: Callable[..., Any] = attrgetter(*cls.__struct_fields__)
    return get if len(rows) > 1 else lambda part: (get(part),), rows


def _say(f: _Field) -> Callable[[Any], str]:
    if f.kind is Decimal:
        return amount2 if f.rule.most == 2 else amount8
    if f.kind is bytes:
        return lambda value: base64.b64encode(value).decode()
    return (lambda value: "SI") if f.kind is bool else str  # int, date (ISO 8601)


def emit(part: Part, depth: int, out: list[str]) -> bool:
    """Append the XML of the struct's fields. False if a text cannot be written as it is: `text_faults` says which."""
    sound = True
    get, rows = _plan(type(part), depth)
    for value, row in zip(get(part), rows, strict=True):
        if not value and value.__class__ not in _NUMBERS:  # zero is said
            continue
        kind, say, rule, most, many, head, tail, foot = row
        for item in value if many else (value,):
            if kind is str:
                if len(item) <= most and _PLAIN(item):
                    out.append(f"{head}{item}{tail}")
                else:
                    text = fitted(item, rule)
                    sound = sound and not _wrong(text, rule)
                    out.append(f"{head}{escape(text)}{tail}")
            elif kind is Part:
                out.append(head)
                sound = emit(item, depth + 1, out) and sound
                out.append(foot)
            else:
                out.append(f"{head}{say(item)}{tail}")
    return sound


def assemble(root: str, attributes: str, head: Part, bodies: Sequence[Part]) -> bytes | None:
    """A whole document in UTF-8; None if a text cannot be written as it is."""
    out = [f"<?xml version='1.0' encoding='UTF-8'?>\n<p:{root} {attributes}>\n  <FatturaElettronicaHeader>"]
    sound = emit(head, 2, out)
    out.append("\n  </FatturaElettronicaHeader>")
    for body in bodies:
        out.append("\n  <FatturaElettronicaBody>")
        sound = emit(body, 2, out) and sound
        out.append("\n  </FatturaElettronicaBody>")
    out.append(f"\n</p:{root}>\n")
    return "".join(out).encode() if sound else None


def fitted(text: str, rule: Text) -> str:
    """The text with single blanks, in the letters that the element takes."""
    return turned(tidy(text), rule.last) if rule.turned else tidy(text)


def _wrong(text: str, rule: Text) -> str:
    """Why a fitted text cannot be written; empty if it can."""
    if not text.isprintable() or ord(max(text, default=" ")) > rule.last:
        odd = sorted({c for c in text if ord(c) > rule.last or not c.isprintable()} - {_SOFT_HYPHEN})
        if odd:
            return ", ".join(f"{c!r} (U+{ord(c):04X})" for c in odd)
    return f"{len(text)}" if len(text) > rule.most > 0 else ""


def text_faults(part: Part, path: str, named: Callable[[str], str] = model_path) -> Iterator[Fault]:
    """For each text: a warning where it is written in other letters, an error where it cannot be written.

    `named` gives the model path for the path of an element.
    """
    for f in _fields(type(part)):
        value = getattr(part, f.name)
        items = value if f.many else (value,)
        for number, item in enumerate(items, 1):
            place = f"{path}/{f.tag}" + (f"[{number}]" if len(items) > 1 else "")
            if f.kind is Part and item is not None:
                yield from text_faults(item, place, named)
            elif f.kind is str and item and not (_PLAIN(item) and len(item) <= (f.rule.most or len(item))):
                yield from text_fault(item, f.rule, named(place))


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

    named: Callable[[str], str] = model_path  # the model path for the path of an element
    absent: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def unreadable(self, element: _Element, text: str) -> None:
        path = self.named(readable_path(element))
        message = f"<{_local(element)}> {text[:60]!r} cannot be read"
        self.faults.append(Fault(code="SOLDE-IT-FORM", path=path, message=message, source=SOURCE))
        self.absent.add(path)

    def missing(self, element: _Element, name: str) -> None:
        self.absent.add(self.named(f"{readable_path(element)}/{name}"))


# Groups that the model can be without: an empty code in one of them is nothing to refuse an invoice for.
_OPTIONAL = "einvoice.countries.italy.blocks."
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
            if f.kind is not str or not cls.__module__.startswith(_OPTIONAL):
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
    if f.kind is str:
        return text
    try:
        return _READ[f.kind](text)
    except (ValueError, binascii.Error):
        trouble.unreadable(element, text)
        return None


def _figure(text: str) -> Decimal:
    if not _FIGURE(text):
        raise ValueError
    return Decimal(text)


def _count(text: str) -> int:
    if not _COUNT(text):
        raise ValueError
    return int(text)


def _day(text: str) -> date:
    if not _DAY(text):
        raise ValueError
    return date.fromisoformat(text[:10])


_READ: dict[type, Callable[[str], Any]] = {
    bool: lambda text: text == "SI",
    Decimal: _figure,
    int: _count,
    date: _day,
    bytes: lambda text: base64.b64decode(text.replace(" ", ""), validate=True),
}
