"""Sellers and buyers: res.company and res.partner as BG-4 and BG-7."""

from connectors.odoo.bundle import Bundle
from connectors.odoo.reader import Reader, Row, link, text_of
from einvoice.model import Address, Contact, Identifier, Party

_SIREN = "0002"  # ISO/IEC 6523: Sirene, nine digits
_SIRET = "0009"
_FRENCH_ADDRESS = "0225"  # EAS: the French electronic address, which starts with the SIREN
_VAT_COUNTRY = {"GR": "EL"}  # the VAT prefix differs from ISO 3166-1 only for Greece


def seller(reader: Reader, company: Row, bundle: Bundle) -> Party:
    """BG-4: the company; its address and names are those of its own contact."""
    partner = bundle.partners.get(link(company.get("partner_id")), {})
    vat = _vat(reader, "seller.vat_id", "res.company", company)
    name = reader.text("seller.name", "res.company", company, "name", missing="BR-06")
    country = country_of(partner)
    registry = _registry(reader, "seller", "res.company", company)
    where = address(reader, "seller.address", partner, bundle)
    if not partner:
        reader.origin("seller.address.country", "res.company", company, "partner_id")
    if not country:
        # Which law applies turns on it, so nothing about e-invoices could be said.
        reader.fault("BR-09", "seller.address.country", "the company's own contact has no country")
    return Party(
        name=name,
        legal_id=_siren(registry, country),
        identifiers=_siret(registry, country),
        vat_id=vat,
        tax_registration=_codice_fiscale(reader, "seller", "res.company", company, country),
        endpoint=_endpoint(reader, "seller", partner, registry, country),
        address=where,
        contact=_contact(reader, "seller", "res.company", company, "" if not company else name),
    )


def buyer(reader: Reader, partner: Row, commercial: Row, bundle: Bundle) -> Party:
    """BG-7: `commercial` is the legal entity, `partner` the contact or address that the invoice names."""
    root = commercial or partner
    where = partner if text_of(partner.get("street")) or text_of(partner.get("city")) else root
    name = reader.text("buyer.name", "res.partner", root, "name", missing="BR-07")
    country = country_of(root) or country_of(where)
    vat = _vat(reader, "buyer.vat_id", "res.partner", root)
    registry = _registry(reader, "buyer", "res.partner", root)
    index = text_of(root.get("l10n_it_pa_index"))
    person = text_of(partner.get("name")) if partner.get("id") != root.get("id") else ""
    return Party(
        name=name,
        legal_id=_siren(registry, country),
        identifiers=_siret(registry, country),
        vat_id=vat,
        tax_registration=_codice_fiscale(reader, "buyer", "res.partner", root, country),
        endpoint=_endpoint(reader, "buyer", root, registry, country),
        address=address(reader, "buyer.address", where, bundle),
        contact=_contact(reader, "buyer", "res.partner", partner, person),
        consumer=not root.get("is_company") and not vat,
        public_body=country == "IT" and len(index) == 6,
    )


def address(reader: Reader, path: str, partner: Row, bundle: Bundle) -> Address:
    """BG-5, BG-8, BG-15."""
    for part, field in (("line1", "street"), ("line2", "street2"), ("city", "city"), ("postcode", "zip"),
                        ("subdivision", "state_id"), ("country", "country_id")):  # fmt: skip
        reader.origin(f"{path}.{part}", "res.partner", partner, field)
    state = bundle.states.get(link(partner.get("state_id")), {})
    country = country_of(partner)
    # Odoo's code of a state is the bare province in Italy ("MI"); elsewhere people expect its name.
    subdivision = text_of(state.get("code" if country == "IT" else "name"))
    return Address(
        line1=text_of(partner.get("street")),
        line2=text_of(partner.get("street2")),
        city=text_of(partner.get("city")),
        postcode=text_of(partner.get("zip")),
        subdivision=subdivision,
        country=country,
    )


def country_of(partner: Row) -> str:
    """ISO 3166-1 alpha-2, empty where there is none."""
    code = text_of(partner.get("country_code")).upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def _vat(reader: Reader, path: str, model: str, row: Row) -> str:
    """BT-31, BT-48. `/` is Odoo's way to say that there is none."""
    text = reader.text(path, model, row, "vat")
    text = "".join(c for c in text if c.isalnum()).upper()
    for iso, prefix in _VAT_COUNTRY.items():
        if text.startswith(iso):
            text = prefix + text[2:]
    return text


def _registry(reader: Reader, side: str, model: str, row: Row) -> str:
    """SIRET or SIREN: the field `siret` of l10n_fr up to 18, the company registry from 19 on."""
    field = "company_registry" if "siret" not in row or text_of(row.get("company_registry")) else "siret"
    field = "siret" if text_of(row.get("siret")) else field
    reader.origin(f"{side}.legal_id", model, row, field)
    reader.origin(f"{side}.identifiers", model, row, field)
    reader.origin(f"{side}.endpoint", model, row, field)
    return "".join(text_of(row.get(field)).split())


def _siren(registry: str, country: str) -> Identifier | None:
    if country == "FR" and registry.isdigit() and len(registry) in (9, 14):
        return Identifier(value=registry[:9], scheme=_SIREN)
    if registry and country not in ("FR", "IT"):
        return Identifier(value=registry)
    return None


def _siret(registry: str, country: str) -> tuple[Identifier, ...]:
    if country == "FR" and registry.isdigit() and len(registry) == 14:
        return (Identifier(value=registry, scheme=_SIRET),)
    return ()


def _codice_fiscale(reader: Reader, side: str, model: str, row: Row, country: str) -> str:
    if "l10n_it_codice_fiscale" not in row or country not in ("IT", ""):
        return ""
    text = reader.text(f"{side}.tax_registration", model, row, "l10n_it_codice_fiscale").upper()
    return text.removeprefix("IT") if text.removeprefix("IT").isdigit() else text


def _endpoint(reader: Reader, side: str, partner: Row, registry: str, country: str) -> Identifier | None:
    """BT-34, BT-49: Odoo's Peppol address; in France the SIREN, which is what the law's platforms know."""
    scheme, value = text_of(partner.get("peppol_eas")), text_of(partner.get("peppol_endpoint"))
    if country == "FR" and scheme != _FRENCH_ADDRESS:
        siren = _siren(registry, country)
        return Identifier(value=siren.value, scheme=_FRENCH_ADDRESS) if siren else None
    if scheme and value:
        reader.origin(f"{side}.endpoint", "res.partner", partner, "peppol_endpoint")
        return Identifier(value=value, scheme=scheme)
    return None


def _contact(reader: Reader, side: str, model: str, row: Row, name: str) -> Contact | None:
    phone = reader.text(f"{side}.contact.phone", model, row, "phone")
    email = reader.text(f"{side}.contact.email", model, row, "email")
    reader.origin(f"{side}.contact.name", model, row, "name")
    if not (phone or email):
        return None
    return Contact(name=name or text_of(row.get("name")), phone=phone, email=email.split(",")[0].strip())
