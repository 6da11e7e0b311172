"""From one format to another through the model, and what is lost on the way.

    converted = convert(data, "fatturapa")
    converted.content      # the new document
    converted.losses       # what the old one said and the new one does not

Two things can be lost: what the old document holds and the model has no term for (`SOLDE-UNREAD`, its place in the
document), and what the model holds and the new format cannot say (`SOLDE-LOST`, its path in the model). Both are
found by looking, not from a list: the model is written back into the old format, and the new document is read again.
"""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from types import ModuleType
from typing import Any

import msgspec
from lxml import etree

from einvoice import formats
from einvoice.faults import Fault, Unacceptable
from einvoice.leaves import said
from einvoice.model import Invoice
from einvoice.opening import opened
from einvoice.parsing import local, parse, readable_path

_SOURCE = "Solde: conversion"
_LONGEST = 60  # characters of a lost value that a message shows
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")


class Converted(msgspec.Struct, frozen=True, kw_only=True):
    """The new document; `losses` are warnings, in the order of the old document."""

    format: str
    filename: str
    mime: str
    content: bytes
    losses: tuple[Fault, ...]


def convert(data: bytes, target: str, *, options: dict[str, Any] | None = None, serial: int = 1) -> Converted:
    """`data`, an e-invoice in any format that is read, as a `target` document.

    `options` go to the target's `write` (`profile`, `language`). The figures stay as they are, and nobody judges:
    that is the next step. Raises `Unacceptable` where `data` cannot be read or the target cannot hold it, and
    `LookupError` for an unknown target.
    """
    module = formats.format_module(target)
    if strange := set(options or {}) - formats.options(module):
        raise LookupError(f"{target} has no option {', '.join(sorted(strange))}")
    source = opened(data)
    old = formats.format_module(source.format)
    invoice: Invoice = old.read(data if old.MIME == "application/pdf" else source.xml)
    content = formats.write(module, invoice, serial=serial, **(options or {}))
    return Converted(
        format=target,
        filename=module.filename(invoice, serial),
        mime=module.MIME,
        content=content,
        losses=(*unread(source.xml, invoice, old), *lost(invoice, module.read(content), target)),
    )


def lost(old: Invoice, new: Invoice, target: str) -> Iterator[Fault]:
    """What `old` says and `new`, read back from a `target` document, does not."""
    there = said(new)
    for path, value in said(old).items():
        if there.get(path) != value:
            kept = f"; it says {_shown(there[path])}" if path in there else ""
            message = f"{path}: {_shown(value)} cannot be said in {target}{kept}"
            yield Fault(code="SOLDE-LOST", path=path, message=message, source=_SOURCE, severity="warning")


def unread(xml: bytes, invoice: Invoice, module: ModuleType) -> Iterator[Fault]:
    """What the document `xml` says and `invoice`, read from it, does not: texts that no longer stand in the
    document when the model is written in the same format again.
    """
    try:
        again = module.write(invoice)
    except Unacceptable:  # a broken document: what it is broken in is said when it is judged
        return
    if module.MIME == "application/pdf":
        return
    kept = Counter((local(e), _plain(e.text)) for e in parse(again).iter(etree.Element) if _plain(e.text))
    for element in parse(xml).iter(etree.Element):
        found = (local(element), _plain(element.text))
        if not found[1]:
            continue
        if kept[found]:
            kept[found] -= 1
            continue
        place = readable_path(element)
        message = f"{place}: {_shown(found[1])} has no place in the model and is left out"
        yield Fault(code="SOLDE-UNREAD", path=place, message=message, source=_SOURCE, severity="warning")


def _plain(text: str | None) -> str:
    """A text so that the same number or day is the same text."""
    found = " ".join((text or "").split())
    if _DAY.fullmatch(found):
        return _DAY.sub(r"\1-\2-\3", found)
    try:
        number = Decimal(found)
    except InvalidOperation:
        return found
    return f"{number.normalize():f}" if number.is_finite() else found


def _shown(value: Any) -> str:
    text = f"{len(value)} bytes" if isinstance(value, bytes) else str(value)
    return repr(text if len(text) <= _LONGEST else text[:_LONGEST] + " ...")
