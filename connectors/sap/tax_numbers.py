"""A partner's tax and register numbers: A_BusinessPartnerTaxNumber, and the GLN of the partner itself.

SAP's categories of tax numbers are a country's two letters and a number; 0 is the VAT registration number
(Customizing activity "Maintain Tax Number Categories", BUPA_TAXNUMTYPE). What 1 and above mean a customer's own
Customizing says, so SIRET, SIREN and codice fiscale are known by their form. Categories of
identification numbers (A_BuPaIdentification) are Customizing altogether: `fields` of the settings may name one.
"""

import msgspec

from connectors.sap.values import Case, Row, many, one, text
from einvoice.model import Identifier

FIELDS = ("BusinessPartner", "BPTaxType", "BPTaxNumber", "BPTaxLongNumber")

_TAX = "A_BusinessPartnerTaxNumber"
SIREN, SIRET, _GLN = "0002", "0009", "0088"  # ISO/IEC 6523
_FRENCH_ADDRESS = "0225"  # EAS: the French electronic address, which starts with the SIREN
_PREFIX = {"GR": "EL"}  # VAT prefixes differ from ISO 3166-1 only for Greece


class Numbers(msgspec.Struct, frozen=True, kw_only=True):
    """As model.Party has them."""

    vat_id: str = ""
    legal_id: Identifier | None = None
    identifiers: tuple[Identifier, ...] = ()
    tax_registration: str = ""
    endpoint: Identifier | None = None


def read(case: Case, prefix: str, partner: Row, country: str, vat_id: str = "") -> Numbers:
    """`country` is that of the partner's address; `vat_id` the number that a document names, which goes before all."""
    key = text(partner, "BusinessPartner")
    taxes = {text(row, "BPTaxType").upper(): number_of(row) for row in many(partner, "to_BusinessPartnerTax")}
    taxes = {kind: number for kind, number in sorted(taxes.items()) if number}
    case.origin(f"{prefix}.vat_id", _TAX, f"{key}/{country or '??'}0", "BPTaxNumber")
    for path in ("legal_id", "identifiers", "endpoint"):
        case.origin(f"{prefix}.{path}", _TAX, f"{key}/{country or '??'}1", "BPTaxNumber")
    own = [number for kind, number in taxes.items() if kind[:2] == country and kind[2:] != "0"]
    siren, siret = _french(own) if country == "FR" else ("", "")
    fiscal = ""
    if country == "IT":
        case.origin(f"{prefix}.tax_registration", _TAX, f"{key}/IT1", "BPTaxNumber")
        fiscal = _codice_fiscale(own)
    others = ((siret, SIRET), (_gln(partner), _GLN))
    return Numbers(
        vat_id=_with_prefix(compact(vat_id), country) if vat_id else _vat(partner, taxes, country),
        legal_id=Identifier(siren, SIREN) if siren else None,
        identifiers=tuple(Identifier(value, scheme) for value, scheme in others if value),
        tax_registration=fiscal,
        endpoint=Identifier(siren, _FRENCH_ADDRESS) if siren else None,
    )


def number_of(row: Row) -> str:
    """Without blanks and points; the long field is for numbers that the short one cannot hold."""
    return compact(text(row, "BPTaxNumber") or text(row, "BPTaxLongNumber"))


def compact(number: str) -> str:
    """Letters and digits alone, in capitals."""
    return number.upper() if number.isalnum() else "".join(each for each in number if each.isalnum()).upper()


def _vat(partner: Row, taxes: dict[str, str], country: str) -> str:
    """Of several the one of the address's country, else the customer's own field, else the first by country."""
    numbers = {kind[:2]: number for kind, number in taxes.items() if len(kind) == 3 and kind[2] == "0"}
    if country in numbers:
        return _with_prefix(numbers[country], country)
    if own := compact(text(one(partner, "to_Customer"), "VATRegistration")):
        return _with_prefix(own, country)
    return next((_with_prefix(number, where) for where, number in numbers.items()), "")


def _with_prefix(number: str, country: str) -> str:
    """SAP asks for the prefix within the EU; a number that is digits alone gets it."""
    if number.startswith("GR"):
        return "EL" + number[2:]
    return _PREFIX.get(country, country) + number if number.isdigit() else number


def _french(numbers: list[str]) -> tuple[str, str]:
    """SIREN (nine digits) and SIRET (fourteen, which begin with it)."""
    siret = next((each for each in numbers if each.isdigit() and len(each) == 14), "")
    siren = next((each for each in numbers if each.isdigit() and len(each) == 9), "")
    return siret[:9] or siren, siret


def _codice_fiscale(numbers: list[str]) -> str:
    """A person's has sixteen characters, a company's eleven digits; a person's goes first, for it names them better."""
    bare = [each.removeprefix("IT") if each.removeprefix("IT").isdigit() else each for each in numbers]
    forms = [each for each in bare if len(each) == 16], [each for each in bare if len(each) == 11 and each.isdigit()]
    return next((each for form in forms for each in form), "")


def _gln(partner: Row) -> str:
    """Basis number, location number and check digit: thirteen digits; zeros where nothing was entered."""
    parts = [text(partner, f"InternationalLocationNumber{each}") for each in (1, 2, 3)]
    whole = parts[0].zfill(7) + parts[1].zfill(5) + parts[2].zfill(1)
    return whole if whole.isdigit() and len(whole) == 13 and whole[:12].strip("0") else ""
