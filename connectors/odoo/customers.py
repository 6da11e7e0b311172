"""res.partner as Customer: the legal entity, not its contacts."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from connectors.odoo import parties
from connectors.odoo.bundle import Bundle
from connectors.odoo.holds import shown
from connectors.odoo.reader import Labels, Reader, Row, instant, link, link_name, links, number_of, text_of
from connectors.odoo.refs import Refs, version
from connectors.odoo.settings import Settings
from connectors.records import Customer, Person, Unreadable

_MODEL = "res.partner"
_ITALIAN_PERSON = 16  # characters of a person's codice fiscale; a company's has eleven digits


def read(
    row: Row,
    bundle: Bundle,
    invoice_address: Row | None,
    users: Mapping[int, Row],
    tags: Mapping[int, str],
    settings: Settings,
    refs: Refs,
    labels: Labels,
) -> Customer | Unreadable:
    """`invoice_address` is the contact of type `invoice`, whose e-mail goes before the entity's own; `tags` names the
    records of the field that holds the group."""
    reader = Reader(labels)
    party = parties.buyer(reader, row, row, bundle)
    reader.origins = {path.replace("buyer.", "party.", 1): o for path, o in reader.origins.items()}
    ref = refs.customer(row["id"])
    email = reader.text("email", _MODEL, invoice_address or {}, "email") if invoice_address else ""
    if not email:
        email = reader.text("email", _MODEL, row, "email")
    if reader.faults:
        name = text_of(row.get("name"))
        return Unreadable(
            ref=ref, version=version(row, row), faults=tuple(reader.faults), name=name, origins=reader.origins
        )
    limit = number_of(row.get("credit_limit")) if row.get("use_partner_credit_limit") else None
    content = Customer(
        ref=ref,
        version="",
        changed_at=instant(row.get("write_date")),
        party=party,
        email=email,
        language=text_of(row.get("lang"))[:2],
        active=row.get("active") is not False,
        parent=refs.customer(link(row.get("parent_id"))) if link(row.get("parent_id")) else None,
        salesperson=_person(row, users),
        credit_limit=limit if limit is not None and limit > Decimal(0) else None,
        terms=link_name(row.get("property_payment_term_id")),
        hold=shown(row),
        group=_named(row, settings.customer_group, tags),
        grade=_named(row, settings.customer_grade, tags),
        dunning_key=_named(row, settings.dunning_key, tags),
        sole_trader=_sole_trader(row, party.vat_id),
        origins=reader.origins,
    )
    return msgspec.structs.replace(content, version=version(row, content))


def _named(row: Row, field: str, tags: Mapping[int, str]) -> str:
    """A text, a choice, a record's name, or of several tags the first by alphabet."""
    value = row.get(field) if field else None
    if isinstance(value, list) and value and not link_name(value):
        return min((tags[id_] for id_ in links(value) if id_ in tags), default="")
    return link_name(value) or text_of(value)


def _sole_trader(row: Row, vat_id: str) -> bool:
    """A natural person in trade: no company, but with a VAT number; in Italy also whose tax code is a person's."""
    person = len(text_of(row.get("l10n_it_codice_fiscale"))) == _ITALIAN_PERSON
    return bool(vat_id) and (row.get("is_company") is False or person)


def _person(row: Row, users: Mapping[int, Row]) -> Person | None:
    user_id = link(row.get("user_id"))
    if not user_id:
        return None
    return Person(
        id=str(user_id), name=link_name(row.get("user_id")), email=text_of(users.get(user_id, {}).get("email"))
    )
