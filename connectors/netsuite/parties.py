"""Buyers: rows of `customer` with an address as BG-7."""

from collections.abc import Iterable, Mapping

import msgspec

from connectors.netsuite import addresses
from connectors.netsuite.own_fields import OwnFields, with_columns
from connectors.netsuite.suiteql import Select, instant
from connectors.netsuite.values import Case, Row, text, yes
from connectors.netsuite.world import World
from einvoice.model import Contact, Identifier, Party

_SIREN, _SIRET = "0002", "0009"  # ISO/IEC 6523
_FRENCH_ADDRESS = "0225"  # EAS: the French electronic address, which starts with the SIREN
_PREFIX = {"GR": "EL"}  # VAT prefixes differ from ISO 3166-1 only for Greece

_SELECT = Select(
    columns={
        "id": "c.id", "entityid": "c.entityid", "companyname": "c.companyname", "altname": "c.altname",
        "isperson": "c.isperson", "firstname": "c.firstname", "lastname": "c.lastname", "email": "c.email",
        "phone": "c.phone", "language": "c.language", "parent": "c.parent", "terms": "c.terms",
        "creditlimit": "c.creditlimit", "currency": "c.currency", "hold": "c.creditholdoverride",
        "salesrep": "c.salesrep", "salesname": "BUILTIN.DF(c.salesrep)", "inactive": "c.isinactive",
        "billing": "c.defaultbillingaddress",
        "vat": "c.vatregnumber", "registration": "r.taxregistrationnumber",
        "created": "TO_CHAR(c.datecreated, 'YYYY-MM-DD')", "changed": instant("c.lastmodifieddate"),
    },
    source="customer c",
    optional=frozenset({"firstname", "lastname", "language", "vat", "salesname", "currency"}),
    hint="Lists > Customers: View",
)  # fmt: skip
_REGISTRATION = "customer c LEFT JOIN entitytaxregistration r ON r.id = c.defaulttaxreg"


def select(world: World) -> Select:
    """Customers, with the columns that the configuration wants besides."""
    settings = world.settings
    if settings.tax == "suitetax":
        found = msgspec.structs.replace(_SELECT, source=_REGISTRATION)
    else:
        columns = {name: each for name, each in _SELECT.columns.items() if name != "registration"}
        found = msgspec.structs.replace(_SELECT, columns=columns)
    found = with_columns(found, "customer", settings.customer_group, settings.dunning_block)
    return OwnFields(settings.fields).also(found, "customer")


def fetch(world: World, ids: Iterable[str], known: dict[str, Row] | None = None) -> dict[str, Row]:
    """Rows of these customers, by id; `known` keeps them for the next page of one pull."""
    there = {} if known is None else known
    wanted = sorted({each for each in ids if each} - there.keys())
    there |= {text(row, "id"): row for row in world.client.lookup(select(world), "c.id", wanted)}
    return there


def name_of(row: Row) -> str:
    """The legal name of a company; a person's first and last name."""
    if yes(row, "isperson"):
        full = " ".join(part for part in (text(row, "firstname"), text(row, "lastname")) if part)
        return full or text(row, "altname") or text(row, "entityid")
    return text(row, "companyname") or text(row, "altname") or text(row, "entityid")


def buyer(case: Case, prefix: str, row: Row, place: Row, origin: str) -> Party:
    """BG-7 at `prefix` in the model; `place` is the address, `origin` what record it stands in."""
    id_ = text(row, "id")
    record = f"customer {id_}"
    person = yes(row, "isperson")
    case.origin(prefix, record, "id")
    case.origin(f"{prefix}.name", record, "lastname" if person else "companyname")
    case.origin(f"{prefix}.vat_id", record, "vatregnumber" if "registration" not in row else "defaulttaxreg")
    case.origin(f"{prefix}.contact.email", record, "email")
    for path, field in _PLACES.items():
        case.origin(f"{prefix}.address.{path}", origin, field)
    name = name_of(row)
    if not name:
        case.fault("BR-07", f"{prefix}.name", "the customer has no name" if row else "no customer")
    where = addresses.address(place)
    number = compact(text(row, "registration") or text(row, "vat"))
    siren, siret = _french(number) if where.country == "FR" else ("", "")
    vat_id = "" if siren else _with_prefix(number, where.country)
    contact = Contact(phone=text(row, "phone"), email=text(row, "email"))
    return Party(
        name=name,
        legal_id=Identifier(siren, _SIREN) if siren else None,
        identifiers=(Identifier(siret, _SIRET),) if siret else (),
        vat_id=vat_id,
        endpoint=Identifier(siren, _FRENCH_ADDRESS) if siren else None,
        address=where,
        contact=contact if contact != Contact() else None,
        consumer=person and not number,
    )


_PLACES: Mapping[str, str] = {
    "line1": "addr1", "line2": "addr2", "line3": "addr3", "city": "city", "postcode": "zip", "subdivision": "state",
    "country": "country",
}  # fmt: skip


def compact(number: str) -> str:
    """Letters and digits alone, in capitals."""
    return "".join(each for each in number if each.isalnum()).upper()


def _with_prefix(number: str, country: str) -> str:
    """A number that is digits alone gets the country's prefix."""
    if number.startswith("GR"):
        return "EL" + number[2:]
    return _PREFIX.get(country, country) + number if number.isdigit() and country else number


def _french(number: str) -> tuple[str, str]:
    """A register number in the field for the tax number: SIREN (nine digits) and SIRET (fourteen)."""
    if number.isdigit() and len(number) in (9, 14):
        return number[:9], number if len(number) == 14 else ""
    return "", ""
