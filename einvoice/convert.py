"""From one format to another through the model, and what is lost on the way.

Two things can be lost: what the old document holds and the model has no term for (`SOLDE-UNREAD`, its place in the
document), and what the model holds and the new format cannot say (`SOLDE-LOST`, its path in the model). Both are
found by looking, not from a list: the model is written back into the old format, and the new document is read again.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from types import ModuleType
from typing import Any

import msgspec
from lxml import etree

from einvoice import formats
from einvoice.faults import Fault, Unacceptable
from einvoice.leaves import said
from einvoice.model import Invoice
from einvoice.opening import Extract, Opened, opened
from einvoice.parsing import local, parse, readable_path
from einvoice.reading import Reading
from einvoice.words import fault

_LONGEST = 60  # characters of a lost value that a message shows
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")


class Converted(msgspec.Struct, frozen=True, kw_only=True):
    """The new document. `xml` is what a machine reads of it; `losses` are warnings, in the order of the old one."""

    format: str
    filename: str
    mime: str
    content: bytes
    xml: bytes
    losses: tuple[Fault, ...]


def convert(
    data: bytes,
    target: str,
    extract: Extract,
    *,
    options: Mapping[str, Any] | None = None,
    serial: int = 1,
    number: int | None = None,
    language: str = "en",
) -> Converted:
    """`data`, an e-invoice in any format that is read, as a `target` document.

    `extract` takes the XML out of a PDF. `number` chooses one invoice of a lot. `options` go to the target's `write`
    (`profile`, `language`). The figures stay as they are, and nobody judges: that is the next step. Raises
    `Unacceptable` where `data` cannot be read or the target cannot hold it, and `LookupError` for an unknown target
    or option.
    """
    module = formats.format_module(target)
    if strange := set(options or {}) - formats.options(module):
        raise LookupError(f"{target} has no option {', '.join(sorted(strange))}")
    source = opened(data, extract, language).alone(number)
    invoice = source.read()
    content = formats.write(module, _freed(invoice, source), serial=serial, **(options or {}))
    xml = extract(content, language) if module.MIME == "application/pdf" else content
    named = f"{target} {profile}" if (profile := (options or {}).get("profile")) else target  # another one may say it
    again: Reading = (formats.format_module("cii") if xml is not content else module).examine(xml)
    return Converted(
        format=target,
        filename=module.filename(invoice, serial),
        mime=module.MIME,
        content=content,
        xml=xml,
        losses=(*unread(source.root, invoice, source.module, language), *lost(invoice, again, named, language)),
    )


def _freed(invoice: Invoice, source: Opened) -> Invoice:
    """The invoice without the identifier of a Factur-X profile, which binds no other document (BT-24)."""
    if source.kind.format == "facturx" or "factur-x" in invoice.specification:
        return msgspec.structs.replace(invoice, specification="")
    return invoice


def lost(old: Invoice, new: Reading, target: str, language: str = "en") -> Iterator[Fault]:
    """What `old` says and `new`, read back from a `target` document, does not; each with its model path."""
    there = {path: value for path, value in said(new.invoice).items() if path not in new.absent}
    for path, value in said(old).items():
        if there.get(path) != value and path != "specification":
            key = "lost_changed" if path in there else "lost"
            values = {"value": _shown(value), "format": target, "kept": _shown(there.get(path))}
            yield msgspec.structs.replace(fault(key, language, values, "warning"), path=path)


def unread(root: etree._Element, invoice: Invoice, module: ModuleType, language: str = "en") -> Iterator[Fault]:
    """What the document at `root` says and `invoice`, read from it, does not: texts that no longer stand in the
    document when the model is written in the same format again.
    """
    try:
        again = parse(module.write(invoice))
    except Unacceptable:  # a broken document: what it is broken in is said when it is judged
        return
    kept = Counter((local(e), _plain(e.text)) for e in again.iter(etree.Element) if _plain(e.text))
    for element in root.iter(etree.Element):
        found = (local(element), _plain(element.text))
        if not found[1]:
            continue
        if kept[found]:
            kept[found] -= 1
            continue
        left = fault("unread", language, {"value": _shown(found[1])}, "warning")
        yield msgspec.structs.replace(left, path=readable_path(element))


def _plain(text: str | None) -> str:
    """A text so that the same number or day is the same text."""
    found = " ".join((text or "").split())
    if _DAY.fullmatch(found):
        return _DAY.sub(r"\1-\2-\3", found)
    try:
        number = Decimal(found)
    except InvalidOperation:
        return found
    return f"{number.normalize():f}" if number.is_finite() and abs(number.adjusted()) < 30 else found


def _shown(value: Any) -> str:
    text = f"{len(value)} bytes" if isinstance(value, bytes) else str(value)
    return repr(text if len(text) <= _LONGEST else text[:_LONGEST] + " ...")
