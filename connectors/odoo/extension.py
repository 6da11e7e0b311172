"""The mapping beyond the built-in one: a country's facts from a company's own Odoo fields.

    [connections.odoo.fields]
    buyer_reference = "res.partner:x_leitweg_id"
    "national.IT.cig" = "account.move:x_cig"
    "buyer.endpoint" = "res.partner:x_address"        # SCHEME:VALUE, such as 0225:732829320

A path leads to a text of the model (`Invoice`, its parties, their addresses and contacts), to an identifier, or
into a country's block. An empty field in Odoo leaves what the built-in mapping found.
"""

from collections.abc import Mapping
from typing import Any

from connectors.errors import Misconfigured
from connectors.extension import leads_somewhere, put
from connectors.odoo.reader import Reader, Row, link_name, text_of
from einvoice.model import Invoice

MODELS = ("account.move", "res.partner", "res.company")


class Extension:
    """`fields` as configured; raises `Misconfigured` for an entry that leads nowhere."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._entries: list[tuple[str, str, str]] = []
        for path, source in fields.items():
            model, _, field = source.partition(":")
            if model not in MODELS or not field:
                raise Misconfigured(f"fields: {path} = {source!r}: write MODEL:FIELD, MODEL one of {', '.join(MODELS)}")
            if not leads_somewhere(path):
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
                invoice = put(invoice, path, text)
        return invoice


def _text(value: Any) -> str:
    """Texts, choices, numbers and linked records, as they read; a tick is no text."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return str(value)
    return text_of(value) or link_name(value)
