"""A_BusinessPartnerAddress as BG-5, BG-8 and BG-15."""

from datetime import UTC, datetime

from connectors.sap.values import Row, flag, instant, many, text
from einvoice.model import Address

FIELDS = (
    "BusinessPartner", "AddressID", "ValidityStartDate", "ValidityEndDate", "CareOfName", "StreetPrefixName",
    "AdditionalStreetPrefixName", "StreetName", "HouseNumber", "HouseNumberSupplementText", "StreetSuffixName",
    "AdditionalStreetSuffixName", "PostalCode", "CompanyPostalCode", "CityName", "Region", "Country", "POBox",
    "POBoxIsWithoutNumber", "POBoxPostalCode", "POBoxDeviatingCityName", "POBoxDeviatingRegion",
    "POBoxDeviatingCountry",
    "to_EmailAddress/AddressID", "to_EmailAddress/Person", "to_EmailAddress/OrdinalNumber",
    "to_EmailAddress/IsDefaultEmailAddress", "to_EmailAddress/EmailAddress",
    "to_PhoneNumber/AddressID", "to_PhoneNumber/Person", "to_PhoneNumber/OrdinalNumber",
    "to_PhoneNumber/IsDefaultPhoneNumber", "to_PhoneNumber/PhoneNumber", "to_PhoneNumber/PhoneNumberExtension",
    "to_PhoneNumber/InternationalPhoneNumber",
    "to_AddressUsage/AddressUsage", "to_AddressUsage/ValidityStartDate", "to_AddressUsage/ValidityEndDate",
)  # fmt: skip
EXPANDED = ("/to_EmailAddress", "/to_PhoneNumber", "/to_AddressUsage")  # of an address

PLACES = {
    "line1": "StreetName", "line2": "StreetPrefixName", "line3": "StreetSuffixName", "city": "CityName",
    "postcode": "PostalCode", "subdivision": "Region", "country": "Country",
}  # fmt: skip

_STANDARD_USAGE = "XXDEFAULT"  # SAP's address usage of the standard address
_FIRST, _LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)

# Where the number stands before the street (Universal Postal Union, Postal addressing systems in member countries);
# everywhere else behind it, as on SAP's own letters.
_NUMBER_FIRST = frozenset((
    "FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "MC", "LU", "GB", "GG", "JE", "IM", "IE",
    "US", "PR", "CA", "AU", "NZ", "IN", "SG", "MY", "PH", "HK", "IL",
))  # fmt: skip
# SAP's regions are ISO's or the post's own codes here; elsewhere they are numbers or codes that only SAP knows, and a
# German "09" says nothing to whoever reads the invoice.
_REGION_IS_KNOWN = frozenset(("IT", "US", "CA", "AU", "BR", "CH"))
_POBOX = {"DE": "Postfach", "AT": "Postfach", "CH": "Postfach", "FR": "BP", "IT": "Casella postale",
          "ES": "Apartado", "PT": "Apartado", "NL": "Postbus", "BE": "Postbus"}  # fmt: skip
_COUNTRY = {"XI": "GB"}  # a key that SAP has for Northern Ireland's VAT


def address(row: Row) -> Address:
    """The street, else the PO box with its own town; what SAP prints around the street follows it."""
    country = country_of(text(row, "Country"))
    street, town, postcode, region = _street(row, country), text(row, "CityName"), text(row, "PostalCode"), "Region"
    if not street and _has_pobox(row):
        country = country_of(text(row, "POBoxDeviatingCountry")) or country
        street = " ".join(part for part in (_POBOX.get(country, "PO Box"), text(row, "POBox")) if part)
        town = text(row, "POBoxDeviatingCityName") or town
        postcode = text(row, "POBoxPostalCode") or postcode
        region = "POBoxDeviatingRegion" if text(row, "POBoxDeviatingRegion") else region
    around = ("CareOfName", "StreetPrefixName", "AdditionalStreetPrefixName", "StreetSuffixName",
              "AdditionalStreetSuffixName")  # fmt: skip
    more = [part for field in around if (part := text(row, field))]
    if not street and more:
        street, more = more[0], more[1:]
    return Address(
        line1=street,
        line2=more[0] if more else "",
        line3=", ".join(more[1:]),
        city=town,
        postcode=postcode or text(row, "CompanyPostalCode"),
        subdivision=text(row, region) if country in _REGION_IS_KNOWN else "",
        country=country,
    )


def in_force(rows: list[Row], now: datetime) -> list[Row]:
    """The one address that holds now: the standard one, else the one that SAP numbered first; [] where none does.

    Where all have ended or not begun, the one that began last: an old address is better than none.
    """
    if len(rows) < 2:
        return rows

    def rank(row: Row) -> tuple[bool, bool, float, str]:
        holds = _holds(row, now)
        usages = [each for each in many(row, "to_AddressUsage") if text(each, "AddressUsage") == _STANDARD_USAGE]
        standard = any(_holds(each, now) for each in usages)
        begun = 0.0 if holds else -_instant(row, "ValidityStartDate", _FIRST).timestamp()
        return not holds, not standard, begun, text(row, "AddressID").zfill(10)

    return [min(rows, key=rank)]


def inside() -> dict[str, tuple[str, ...]]:
    """The fields of what is expanded, by its name."""
    found: dict[str, tuple[str, ...]] = {}
    for each in FIELDS:
        nav, slash, field = each.partition("/")
        if slash:
            found[nav] = (*found.get(nav, ()), field)
    return found


def country_of(key: str) -> str:
    """ISO 3166-1 alpha-2, which SAP's country keys are; "" for one that is none."""
    code = _COUNTRY.get(key.upper(), key.upper())
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def _street(row: Row, country: str) -> str:
    street = text(row, "StreetName")
    number = " ".join(part for field in ("HouseNumber", "HouseNumberSupplementText") if (part := text(row, field)))
    parts = (number, street) if country in _NUMBER_FIRST else (street, number)
    return " ".join(part for part in parts if part) if street else ""


def _has_pobox(row: Row) -> bool:
    return bool(text(row, "POBox")) or flag(row, "POBoxIsWithoutNumber")


def _holds(row: Row, now: datetime) -> bool:
    return _instant(row, "ValidityStartDate", _FIRST) <= now <= _instant(row, "ValidityEndDate", _LAST)


def _instant(row: Row, field: str, otherwise: datetime) -> datetime:
    """SAP says 9999-12-31 for an address without end; what cannot be read is taken for no bound."""
    try:
        return instant(row.get(field)) or otherwise
    except (ValueError, OverflowError):
        return otherwise
