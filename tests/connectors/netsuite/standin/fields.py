"""Records as REST names them: their fields, the columns behind them, and how a value is written and read.

Names, kinds and enumerations: Oracle's REST API Browser 2026.1 (public dump: github wsjmnh/netsuite-record-rest-docs).
A field that exists there and is not listed here cannot be asked for: the refusal says so.
"""

import re
from datetime import date, datetime
from typing import Any

import msgspec

from tests.connectors.netsuite.standin.store import Store, kept


class Field(msgspec.Struct, frozen=True):
    name: str
    column: str
    kind: str = "text"  # text, number, integer, bool, date, instant, enum, ref
    of: str = ""  # the table that a ref stands for; the values of an enum
    fixed: bool = False  # NetSuite's own: writing it is refused


class Type(msgspec.Struct, frozen=True):
    """One record type."""

    name: str
    table: str
    code: str  # transaction.type; "" where the table has one type
    fields: dict[str, Field]
    needs: tuple[str, ...] = ()  # what a new record must have


def _type(name: str, table: str, code: str, listed: str, needs: str = "") -> Type:
    fields = {}
    for line in filter(None, listed.splitlines()):
        said, column, kind, *more = line.split()
        kind, _, of = kind.partition(">")
        fields[said] = Field(said, column, kind, of, "fixed" in more)
    return Type(name, table, code, fields, tuple(needs.split()))


_COMMON = """
id id text fixed
externalId externalid text
lastModifiedDate lastmodifieddate instant fixed
"""
_TRANSACTION = (
    _COMMON
    + """
tranId tranid text
transactionNumber transactionnumber text fixed
tranDate trandate date
memo memo text
currency currency ref>currency
exchangeRate exchangerate number
subsidiary _subsidiary ref>subsidiary fixed
createdDate createddate instant fixed
status status enum fixed
"""
)
_SALE = """
entity entity ref>customer
dueDate duedate date
terms terms ref>term
otherRefNum otherrefnum text
email email text
total foreigntotal number fixed
"""
TYPES = {
    each.name: each
    for each in (
        _type("customer", "customer", "", _COMMON + """
entityId entityid text
companyName companyname text
altName altname text fixed
firstName firstname text
lastName lastname text
isPerson isperson bool
isInactive isinactive bool
email email text
phone phone text
comments comments text
creditLimit creditlimit number
creditHoldOverride creditholdoverride enum>AUTO,OFF,ON
terms terms ref>term
parent parent ref>customer
currency currency ref>currency
subsidiary subsidiary ref>subsidiary
category category ref>customercategory
salesRep salesrep ref>employee
language language enum>de_DE,en,en_GB,en_US,es_ES,fr_FR,it_IT,nl_NL
defaultTaxReg defaulttaxreg text
dateCreated datecreated instant fixed
balance balancesearch number fixed
overdueBalance overduebalancesearch number fixed
daysOverdue daysoverduesearch integer fixed
unbilledOrders unbilledorderssearch number fixed
depositBalance depositbalancesearch number fixed
""", "subsidiary companyName"),
        _type("salesOrder", "transaction", "SalesOrd", _TRANSACTION + _SALE + """
orderStatus status enum>A,B
shipDate shipdate date
""", "entity"),
        _type("invoice", "transaction", "CustInvc", _TRANSACTION + _SALE + """
amountRemaining foreignamountunpaid number fixed
amountPaid foreignamountpaid number fixed
approvalStatus approvalstatus enum>1,2,3,11
""", "entity"),
        _type("creditMemo", "transaction", "CustCred", _TRANSACTION + _SALE + """
applied foreignpaymentamountused number fixed
unapplied foreignpaymentamountunused number fixed
""", "entity"),
        _type("customerPayment", "transaction", "CustPymt", _TRANSACTION + """
customer entity ref>customer
payment foreigntotal number
checkNumber otherrefnum text
applied foreignpaymentamountused number fixed
unapplied foreignpaymentamountunused number fixed
""", "customer"),
        _type("task", "_task", "", _COMMON + """
title title text
message message text
status status enum>NOTSTART,PROGRESS,COMPLETE
company company ref>customer
transaction transaction ref>transaction
assigned assigned ref>employee
dueDate duedate date
""", "title"),
    )
}  # fmt: skip
_KEY = re.compile(r"[0-9A-Za-z_-]+")
_SHOWN = {"customer": "altname", "transaction": "trandisplayname", "employee": "entityid"}


class Bad(Exception):
    """A value that a field cannot have."""


def custom(store: Store, type_: Type) -> dict[str, Field]:
    """The fields of a type, with the account's own."""
    begins = "custentity" if type_.table == "customer" else "custbody" if type_.code else "custevent"
    own = {name: Field(name, name, kind) for name, kind in store.rules.custom.items() if name.startswith(begins)}
    return type_.fields | own


def row(store: Store, kind: str, id_: str) -> dict[str, Any] | None:
    """A record's row, by internal id or eid:EXTERNAL."""
    type_ = TYPES[kind]
    column, value = ("externalid", id_[4:]) if id_.startswith("eid:") else ("id", id_)
    if column == "id" and not id_.isdecimal():
        return None
    if column == "externalid" and not _KEY.fullmatch(value):
        return None
    where = {column: int(value) if column == "id" else value} | ({"type": type_.code} if type_.code else {})
    found = store.find(type_.table, **where)
    return found[0] if found else None


def read(store: Store, field: Field, record: dict[str, Any]) -> Any:
    """A value as REST shows it; None where there is none."""
    if field.column == "_subsidiary":
        lines = store.find("transactionline", transaction=record["id"], mainline="T")
        record = {**record, "_subsidiary": lines[0]["subsidiary"] if lines else None}
    value = record[field.column]
    if value is None:
        return None
    if field.kind == "instant":
        return store.instant(value).strftime("%Y-%m-%dT%H:%M:%SZ")
    if field.kind == "date":
        return value[:10]
    if field.kind == "bool":
        return value == "T"
    if field.kind == "enum":
        return {"id": str(value), "refName": str(value).capitalize()}
    if field.kind == "ref":
        (shown,) = store.find(field.of, id=value) or [{}]
        return {"id": str(value), "refName": str(shown.get(_SHOWN.get(field.of, "name")) or value)}
    if field.kind in ("number", "integer"):
        return abs(value) if field.name == "total" else value
    return str(value)


def write(store: Store, field: Field, value: Any) -> Any:
    """A value as it is stored. Raises Bad with NetSuite's words."""
    bad = Bad(f"You have entered an Invalid Field Value {value} for the following field: {field.name.lower()}")
    if field.fixed:
        raise bad
    if value is None:
        return None
    if field.kind in ("ref", "enum"):
        value = value.get("id") if isinstance(value, dict) else value
        if not isinstance(value, str) and not (isinstance(value, int) and field.kind == "ref"):
            raise bad
        if field.kind == "enum":
            return _checked(value in field.of.split(","), value, bad)
        return int(_checked(str(value).isdecimal() and bool(store.find(field.of, id=int(value))), value, bad))
    if field.kind == "bool":
        return kept(_checked(isinstance(value, bool), value, bad))
    if field.kind in ("number", "integer"):
        return _checked(isinstance(value, int | float) and not isinstance(value, bool), value, bad)
    if not isinstance(value, str):
        raise bad
    if field.kind == "date":
        try:
            return kept(date.fromisoformat(_checked(len(value) == 10, value, bad)))
        except ValueError:
            raise bad from None
    if field.kind == "instant":
        try:
            return store.stamp(datetime.fromisoformat(value))
        except ValueError:
            raise bad from None
    return value or None


def _checked(good: bool, value: Any, bad: Bad) -> Any:
    if not good:
        raise bad
    return value
