"""Rows of companies.csv and customers.csv as parties, and as the customers that owe."""

from typing import Any

import msgspec

from connectors.files.cells import Cells
from connectors.files.fields import PARTY_PATHS
from connectors.records import Customer, Hold, Origin, Person, Ref
from einvoice import model

SIREN, SIRET = "0002", "0009"  # ISO/IEC 6523 codes
_NO_HOLD = frozenset({"", "no", "off", "0", "false", "n"})
MARK = "Solde"  # what the hold column shows where the ERP took over our own hold

_NOTES = (("note_pmt", "PMT"), ("note_pmd", "PMD"), ("note_aab", "AAB"))


class Seller(msgspec.Struct, frozen=True, kw_only=True):
    """A company of ours, as it stands on its invoices."""

    party: model.Party
    payment: model.PaymentMeans
    notes: tuple[model.Note, ...]
    national: dict[str, dict[str, str]]
    origins: dict[str, Origin]


class Buyer(msgspec.Struct, frozen=True, kw_only=True):
    """A customer as a debtor, and what his invoices take from his row."""

    customer: Customer
    national: dict[str, dict[str, str]]
    origins: dict[str, Origin]


def party(cells: Cells) -> model.Party:
    """The party of a row. A missing country or VAT number is for the e-invoice's rules to say, not for us."""
    text = cells.text
    siren, siret = text("siren").replace(" ", ""), text("siret").replace(" ", "")
    siren = siren or siret[:9]
    people = model.Contact(name=text("contact"), phone=text("phone"), email=text("email"))
    endpoint = text("endpoint")
    return model.Party(
        name=cells.needed("name"),
        trading_name=text("trading_name"),
        identifiers=(model.Identifier(siret, SIRET),) if siret else (),
        legal_id=model.Identifier(siren, SIREN) if siren else None,
        vat_id=text("vat_id").replace(" ", ""),
        tax_registration=text("codice_fiscale"),
        legal_info=text("legal_info"),
        endpoint=model.Identifier(endpoint, text("endpoint_scheme")) if endpoint else None,
        address=model.Address(
            line1=text("street"),
            line2=text("street2"),
            city=text("city"),
            postcode=text("postcode"),
            subdivision=text("province"),
            country=text("country").upper(),
        ),
        contact=people if people != model.Contact() else None,
        consumer=cells.flag("consumer"),
        public_body=cells.flag("public_body"),
    )


def origins(cells: Cells, prefix: str) -> dict[str, Origin]:
    """The place of each field of a party, empty ones too: a fault names where something should have been."""
    found = {prefix + path: cells.origin(field) for field, path in PARTY_PATHS.items()}
    found[prefix.rstrip(".")] = cells.origin("id")
    return found


def seller(cells: Cells) -> Seller:
    """A row of companies.csv."""
    own = party(cells)
    notes = tuple(model.Note(text=cells.text(f), subject=code) for f, code in _NOTES if cells.text(f))
    places = origins(cells, "seller.")
    for code in ("iban", "bic", "account_name"):
        places[f"payment[0].{code}"] = cells.origin(code)
    return Seller(
        party=own,
        payment=model.PaymentMeans(
            iban=cells.text("iban").replace(" ", ""),
            bic=cells.text("bic"),
            account_name=cells.text("account_name"),
        ),
        notes=notes,
        national=cells.national(places),
        origins=places,
    )


def others_hold(cells: Cells) -> str:
    """The hold that the ERP's own people set; empty where there is none, or where the ERP took over ours."""
    shown = cells.text("hold")
    return "" if shown.lower() in _NO_HOLD or shown.startswith(MARK) else shown


def buyer(cells: Cells, connection: str) -> Buyer:
    """A row of customers.csv. Its hold is others' only; Solde's own is not in the exports."""
    ref = Ref(connection, cells.text("company"), "customer", cells.needed("id"))
    who, theirs = party(cells), others_hold(cells)
    parent, person = cells.text("parent"), cells.text("salesperson")
    limit = cells.amount("credit_limit") if cells.text("credit_limit") else None
    customer = Customer(
        ref=ref,
        version="",
        changed_at=cells.changed(),
        party=who,
        email=cells.text("email"),
        language=cells.text("language").lower(),
        active=cells.flag("active", default=True),
        parent=Ref(connection, ref.company, "customer", parent) if parent else None,
        salesperson=Person(id=person, name=cells.text("salesperson_name"), email=cells.text("salesperson_email"))
        if person
        else None,
        credit_limit=limit,
        terms=cells.text("terms"),
        hold=Hold(on=bool(theirs), value=theirs),
        dunning_block=cells.text("dunning_block"),
        group=cells.text("group"),
        grade=cells.text("grade"),
        dunning_key=cells.text("dunning_key"),
        sole_trader=cells.flag("sole_trader"),
        since=cells.day("since"),
        origins=origins(cells, "party."),
    )
    places = origins(cells, "buyer.")
    national = cells.national(places)
    for field in ("codice_destinatario", "pec"):
        places[f"national.IT.{field}"] = cells.origin(field)
        if value := cells.text(field):
            national.setdefault("IT", {})[field] = value
    return Buyer(customer=customer, national=national, origins=places)


def merged(*blocks: dict[str, dict[str, str]]) -> dict[str, dict[str, Any]]:
    """National facts; a later block replaces what an earlier one says."""
    found: dict[str, dict[str, Any]] = {}
    for block in blocks:
        for country, facts in block.items():
            found.setdefault(country, {}).update(facts)
    return found
