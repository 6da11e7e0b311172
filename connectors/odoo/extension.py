"""The mapping beyond the built-in one: a country's facts from a company's own Odoo fields.

    [connections.odoo.fields]
    buyer_reference = "res.partner:x_leitweg_id"
    "national.IT.cig" = "account.move:x_cig"
    "buyer.endpoint" = "res.partner:x_address"        # SCHEME:VALUE, such as 0225:732829320

A path leads to a text of the model (`Invoice`, its parties, their addresses and contacts), to an identifier, or
into a country's block. An empty field in Odoo leaves what the built-in mapping found.
"""

from collections.abc import Mapping
from typing import Any, get_type_hints

import msgspec

from connectors.errors import Misconfigured
from connectors.odoo.reader import Reader, Row, link_name, text_of
from einvoice.model import Address, Contact, Identifier, Invoice, Party

MODELS = ("account.move", "res.partner", "res.company")
_NESTED: dict[str, type[msgspec.Struct]] = {
    "seller": Party,
    "buyer": Party,
    "seller.address": Address,
    "buyer.address": Address,
    "seller.contact": Contact,
    "buyer.contact": Contact,
}


class Extension:
    """`fields` as configured; raises `Misconfigured` for an entry that leads nowhere."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._entries: list[tuple[str, str, str]] = []
        for path, source in fields.items():
            model, _, field = source.partition(":")
            if model not in MODELS or not field:
                raise Misconfigured(f"fields: {path} = {source!r}: write MODEL:FIELD, MODEL one of {', '.join(MODELS)}")
            if not _leads_somewhere(path):
                raise Misconfigured(f"fields: {path!r} is no text, identifier or national fact of an invoice")
            self._entries.append((path, model, field))

    def fields_of(self, model: str) -> tuple[str, ...]:
        """What must be read besides the usual."""
        return tuple(field for _, its, field in self._entries if its == model)

    def apply(self, invoice: Invoice, rows: Mapping[str, Row], reader: Reader) -> Invoice:
        """`rows` holds the invoice's row of each model. Origins are noted for empty fields too."""
        for path, model, field in self._entries:
            row = rows.get(model, {})
            reader.origin(path, model, row, field)
            text = _text(row.get(field))
            if text:
                invoice = _put(invoice, path, text)
        return invoice


def _leads_somewhere(path: str) -> bool:
    if path.startswith("national."):
        return len(path.split(".")) == 3
    parent, _, name = path.rpartition(".")
    struct = _NESTED.get(parent, Invoice if not parent else None)
    if struct is None:
        return False
    hint = get_type_hints(struct).get(name)
    return hint is str or hint == Identifier | None


def _text(value: Any) -> str:
    """Texts, choices, numbers and linked records, as they read; a tick is no text."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return str(value)
    return text_of(value) or link_name(value)


def _put(invoice: Invoice, path: str, text: str) -> Invoice:
    parent, _, name = path.rpartition(".")
    if parent.startswith("national."):
        country = parent.partition(".")[2]
        block = {**invoice.national.get(country, {}), name: text}
        return msgspec.structs.replace(invoice, national={**invoice.national, country: block})
    changed: Invoice = _replaced(invoice, parent.split(".") if parent else [], name, text)
    return changed


def _replaced(thing: Any, parents: list[str], name: str, text: str) -> Any:
    """A copy of `thing` with the text put in, however deep."""
    if parents:
        inner = getattr(thing, parents[0]) or Contact()  # of the nested ones only a contact may be absent
        return msgspec.structs.replace(thing, **{parents[0]: _replaced(inner, parents[1:], name, text)})
    value: Any = text
    if get_type_hints(type(thing))[name] == Identifier | None:
        scheme, colon, rest = text.partition(":")
        value = Identifier(value=rest, scheme=scheme) if colon else Identifier(value=text)
    return msgspec.structs.replace(thing, **{name: value})
