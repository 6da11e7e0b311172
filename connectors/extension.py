"""A company's own fields as terms of the invoice: paths into the model, and how a text is put there.

A path leads to a text of the model (`Invoice`, its parties, their addresses and contacts), to an identifier, or
into a country's block: `buyer_reference`, `buyer.endpoint` (SCHEME:VALUE), `national.IT.cig`.
"""

from typing import Any, get_type_hints

import msgspec

from einvoice.model import Address, Contact, Identifier, Invoice, Party

_NESTED: dict[str, type[msgspec.Struct]] = {
    "seller": Party,
    "buyer": Party,
    "seller.address": Address,
    "buyer.address": Address,
    "seller.contact": Contact,
    "buyer.contact": Contact,
}


def leads_somewhere(path: str) -> bool:
    """Whether a text can be put at this path."""
    if path.startswith("national."):
        return len(path.split(".")) == 3
    parent, _, name = path.rpartition(".")
    struct = _NESTED.get(parent, Invoice if not parent else None)
    if struct is None:
        return False
    hint = get_type_hints(struct).get(name)
    return hint is str or hint == Identifier | None


def put(invoice: Invoice, path: str, text: str) -> Invoice:
    """A copy with the text at the path."""
    parent, _, name = path.rpartition(".")
    if parent.startswith("national."):
        country = parent.partition(".")[2]
        block = {**invoice.national.get(country, {}), name: text}
        return msgspec.structs.replace(invoice, national={**invoice.national, country: block})
    changed: Invoice = _replaced(invoice, parent.split(".") if parent else [], name, text)
    return changed


def identifier(text: str) -> Identifier:
    """SCHEME:VALUE; a value without a scheme has no colon."""
    scheme, colon, rest = text.partition(":")
    return Identifier(value=rest.strip(), scheme=scheme.strip()) if colon else Identifier(value=text.strip())


def _replaced(thing: Any, parents: list[str], name: str, text: str) -> Any:
    """A copy of `thing` with the text put in, however deep."""
    if parents:
        inner = getattr(thing, parents[0]) or Contact()  # of the nested ones only a contact may be absent
        return msgspec.structs.replace(thing, **{parents[0]: _replaced(inner, parents[1:], name, text)})
    value: Any = text
    if get_type_hints(type(thing))[name] == Identifier | None:
        value = identifier(text)
    return msgspec.structs.replace(thing, **{name: value})
