"""Addresses: those of documents are snapshots of their own, those of customers stand in their address book.

Every address has a key (nkey). Documents' are asked for in a second step: joins on them are slow.
"""

from collections.abc import Iterable

from connectors.netsuite.suiteql import Select
from connectors.netsuite.values import Row, text
from connectors.netsuite.world import World
from einvoice.model import Address

_COLUMNS = {
    "id": "a.nkey", "addressee": "a.addressee", "line1": "a.addr1", "line2": "a.addr2", "line3": "a.addr3",
    "city": "a.city", "state": "a.state", "zip": "a.zip", "country": "a.country",
}  # fmt: skip
_OF_DOCUMENTS = Select(columns=_COLUMNS, source="transactionbillingaddress a")
_SHIPPED = Select(columns=_COLUMNS, source="transactionshippingaddress a")
_OF_CUSTOMERS = Select(columns=_COLUMNS, source="entityaddress a")


def billing(world: World, keys: Iterable[str]) -> dict[str, Row]:
    """Addresses of documents' buyers, by key."""
    return _read(world, _OF_DOCUMENTS, keys)


def shipping(world: World, keys: Iterable[str]) -> dict[str, Row]:
    """Where documents' goods went, by key."""
    return _read(world, _SHIPPED, keys)


def of_customers(world: World, keys: Iterable[str]) -> dict[str, Row]:
    """Addresses of customers, by key."""
    return _read(world, _OF_CUSTOMERS, keys)


def _read(world: World, select: Select, keys: Iterable[str]) -> dict[str, Row]:
    wanted = sorted({key for key in keys if key})
    return {text(row, "id"): row for row in world.client.lookup(select, "a.nkey", wanted)}


def address(row: Row) -> Address:
    """BG-5, BG-8, BG-15."""
    return Address(
        line1=text(row, "line1"),
        line2=text(row, "line2"),
        line3=text(row, "line3"),
        city=text(row, "city"),
        postcode=text(row, "zip"),
        subdivision=text(row, "state"),
        country=text(row, "country").upper(),
    )
