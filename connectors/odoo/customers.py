"""res.partner as Customer: the legal entity, not its contacts."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from connectors.odoo import parties
from connectors.odoo.bundle import Bundle
from connectors.odoo.holds import shown
from connectors.odoo.reader import Labels, Reader, Row, instant, link, link_name, number_of, text_of
from connectors.odoo.refs import Refs, version
from connectors.records import Customer, Person, Unreadable

_MODEL = "res.partner"


def read(
    row: Row, bundle: Bundle, invoice_address: Row | None, users: Mapping[int, Row], refs: Refs, labels: Labels
) -> Customer | Unreadable:
    """`invoice_address` is the contact of type `invoice`, whose e-mail goes before the entity's own."""
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
        origins=reader.origins,
    )
    return msgspec.structs.replace(content, version=version(row, content))


def _person(row: Row, users: Mapping[int, Row]) -> Person | None:
    user_id = link(row.get("user_id"))
    if not user_id:
        return None
    return Person(
        id=str(user_id), name=link_name(row.get("user_id")), email=text_of(users.get(user_id, {}).get("email"))
    )
