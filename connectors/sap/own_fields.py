"""The mapping beyond the built-in one: a country's facts from where a company keeps them in SAP.

    [connections.sap.fields]
    buyer_reference = "identification:ZLEITW"            # A_BuPaIdentification of the buyer, by its type
    "national.IT.codice_destinatario" = "A_Customer:Industry"
    "buyer.endpoint" = "tax:FR9"                         # A_BusinessPartnerTaxNumber of the buyer, by its category
    contract = "text:TX02"                               # A_BillingDocumentText, by its LongTextID
    project = "A_BillingDocument:YY1_Project_BDH"

What stands there may be SCHEME:VALUE for an identifier. An empty field in SAP leaves what the built-in mapping found.
"""

from collections.abc import Mapping

from connectors.errors import Misconfigured
from connectors.extension import leads_somewhere, put
from connectors.sap.tax_numbers import number_of
from connectors.sap.values import Case, Row, many, one, text
from einvoice.model import Invoice

_ENTITIES = {
    "A_BillingDocument": "", "A_BusinessPartner": "", "A_Customer": "",
    "identification": "A_BuPaIdentification", "tax": "A_BusinessPartnerTaxNumber", "text": "A_BillingDocumentText",
}  # fmt: skip


class OwnFields:
    """`fields` as configured. Raises `Misconfigured` for an entry that leads nowhere."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.entries: list[tuple[str, str, str]] = []
        for path, source in fields.items():
            place, _, field = source.partition(":")
            if place not in _ENTITIES or not field:
                known = ", ".join(_ENTITIES)
                raise Misconfigured(f"fields: {path} = {source!r}: write PLACE:FIELD, PLACE one of {known}")
            if not leads_somewhere(path):
                raise Misconfigured(f"fields: {path!r} is no text, identifier or national fact of an invoice")
            self.entries.append((path, place, field))

    def of(self, place: str) -> tuple[str, ...]:
        """The fields that are wanted from one place."""
        return tuple(field for _, its, field in self.entries if its == place)

    def apply(self, case: Case, invoice: Invoice, document: Row, partner: Row) -> Invoice:
        """`partner` is the buyer's. Origins are noted for empty fields too."""
        for path, place, field in self.entries:
            case.origin(path, _ENTITIES[place] or place, _key(place, document, partner), field)
            if found := _value(place, field, document, partner):
                invoice = put(invoice, path, found)
        return invoice


def _value(place: str, field: str, document: Row, partner: Row) -> str:
    match place:
        case "A_BillingDocument":
            return text(document, field)
        case "A_BusinessPartner":
            return text(partner, field)
        case "A_Customer":
            return text(one(partner, "to_Customer"), field)
        case "identification":
            rows = many(partner, "to_BuPaIdentification")
            return _first(rows, "BPIdentificationType", field, "BPIdentificationNumber")
        case "tax":
            rows = many(partner, "to_BusinessPartnerTax")
            return next((number_of(row) for row in rows if text(row, "BPTaxType") == field), "")
        case _:
            return " ".join(_first(many(document, "to_Text"), "LongTextID", field, "LongText").split())


def _first(rows: list[Row], kind: str, wanted: str, value: str) -> str:
    return next((text(row, value) for row in rows if text(row, kind) == wanted), "")


def _key(place: str, document: Row, partner: Row) -> str:
    return text(document, "BillingDocument") if place in ("A_BillingDocument", "text") else text(partner, "Customer")
