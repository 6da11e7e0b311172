"""Customers: what NetSuite says of them, and who changed since the last pull."""

from collections.abc import Iterable, Iterator

from connectors.cursor import Cursor
from connectors.netsuite import addresses, deletions, parties, references, walk
from connectors.netsuite.own_fields import own
from connectors.netsuite.values import Case, Row, text, yes
from connectors.netsuite.world import World
from connectors.records import Customer, Hold, Page, Person, Unreadable
from connectors.sealing import aside, sealed

_WALK = "customer"
_ON, _AUTO = "ON", "AUTO"


def pages(world: World, cursor: str | None) -> Iterator[Page]:
    """All of them, then those that changed."""
    at = deletions.begun(world, Cursor.parse(cursor))
    path = walk.Path(select=parties.select(world), table="customer c", stamp="c.lastmodifieddate")
    for rows, stand in walk.pages(world.client, path, at.walk(_WALK)):
        at = at.with_walk(_WALK, stand)
        yield Page(records=read(world, rows), cursor=at.text())
    yield from deletions.pages(world, at, "customer")


def these(world: World, ids: Iterable[str]) -> tuple[Customer | Unreadable, ...]:
    """Some customers by id, fresh. Who is not there is left out."""
    return read(world, parties.fetch(world, ids).values())


def read(world: World, rows: Iterable[Row]) -> tuple[Customer | Unreadable, ...]:
    """Customers as SuiteQL answered them, with their addresses."""
    rows = list(rows)
    places = addresses.of_customers(world, (text(row, "billing") for row in rows))
    return tuple(_customer(world, row, places.get(text(row, "billing"), {})) for row in rows)


def _customer(world: World, row: Row, place: Row) -> Customer | Unreadable:
    id_ = text(row, "id")
    ref = world.ref("customer", "", id_)
    case = Case(f"Customer {text(row, 'entityid') or id_}")
    party = parties.buyer(case, "party", row, place, f"address {text(row, 'billing') or '(none)'} of customer {id_}")
    case.origin("email", f"customer {id_}", "email")
    case.origin("credit_limit", f"customer {id_}", "creditlimit")
    limit = case.amount("credit_limit", row, "creditlimit") if text(row, "creditlimit") else None
    since = case.day("since", row, "created")
    if case.faults:
        return aside(ref, case, party.name)
    settings = world.settings
    value = (text(row, "hold") or _AUTO).upper()
    parent = text(row, "parent")
    terms = text(references.term(world, text(row, "terms")), "name")
    return sealed(
        Customer(
            ref=ref,
            version="",
            changed_at=world.changed(row),
            party=party,
            email=text(row, "email"),
            language=_language(text(row, "language")),
            active=not yes(row, "inactive"),
            parent=world.ref("customer", "", parent) if parent and parent != id_ else None,
            salesperson=_person(row),
            credit_limit=limit if _is_ours(world, row) else None,
            terms=settings.payment_terms.get(terms, terms),
            hold=Hold(on=value == _ON, value=value) if settings.hold == "override" else None,
            dunning_block=own(row, settings.dunning_block),
            group=own(row, settings.customer_group),
            sole_trader=yes(row, "isperson") and bool(party.vat_id),
            since=since,
            origins=case.origins,
        )
    )


def _is_ours(world: World, row: Row) -> bool:
    """A limit is in the customer's primary currency; in one that none of our companies accounts in, nobody can hold
    what is owed against it.
    """
    own = {seller.currency for seller in world.settings.sellers.values()}
    return not text(row, "currency") or not own or references.currency(world, row) in own


def _language(key: str) -> str:
    """de_DE as de."""
    code = key[:2].lower()
    return code if code.isascii() and code.isalpha() and len(code) == 2 else ""


def _person(row: Row) -> Person | None:
    id_ = text(row, "salesrep")
    return Person(id=id_, name=text(row, "salesname")) if id_ else None
