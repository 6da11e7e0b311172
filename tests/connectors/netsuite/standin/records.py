"""The doors of single records: GET, PATCH, POST, PUT by external id (help: "REST Web Services Records")."""

import json
import re
from typing import Any

from tests.connectors.netsuite.standin import fields
from tests.connectors.netsuite.standin.answers import Answer, Refusal, Request, encoded, no_right, refused
from tests.connectors.netsuite.standin.fields import TYPES, Bad, Field, Type
from tests.connectors.netsuite.standin.restlet import Scripts, Thrown
from tests.connectors.netsuite.standin.store import Store

_PLACE = re.compile(r"/services/rest/record/v1/(?P<type>[A-Za-z]+)(?:/(?P<id>[^/]+))?")
_HOLD = re.compile(r"[0-9A-Za-z_-]+")


def answer(store: Store, scripts: Scripts, request: Request, base: str) -> Answer:
    """Raises Refusal."""
    place = _PLACE.fullmatch(request.path)
    type_ = TYPES.get(place["type"]) if place else None
    if not place or type_ is None:
        raise refused(404, "NOT_FOUND", f"Record type '{place['type'] if place else request.path}' does not exist.")
    if type_.name in store.rules.lacking:
        said = f"Permission Violation: You need a higher level of the '{type_.name}' permission to access this page."
        raise refused(403, "INSUFFICIENT_PERMISSION", said)
    id_ = place["id"] or ""
    if id_.startswith("eid:") and not _HOLD.fullmatch(id_[4:]):
        raise refused(400, "INVALID_REQUEST", "The request could not be understood by the server.")
    if request.method == "POST" and not id_:
        return _made(store, scripts, type_, request, base)
    if request.method == "PUT" and not id_.startswith("eid:"):
        raise refused(405, "INVALID_METHOD", "PUT takes an external id (eid:).")
    if not id_:
        raise (
            no_right() if "analytics" in store.rules.lacking else refused(400, "INVALID_REQUEST", "lists are not here")
        )
    if request.method == "GET":
        return _read(store, type_, id_, request, base)
    if request.method in ("PATCH", "PUT"):
        found = fields.row(store, type_.name, id_)
        if found is None and request.method == "PUT":
            return _made(store, scripts, type_, request, base, external=id_[4:])
        return _changed(store, scripts, type_, _there(found), request, base)
    raise refused(405, "INVALID_METHOD", f"Method '{request.method}' is not allowed.")


def _there(found: dict[str, Any] | None) -> dict[str, Any]:
    if found is None:
        detail = "The record instance does not exist. Provide a valid record instance ID."
        raise refused(404, "NONEXISTENT_ID", detail)
    return found


def _read(store: Store, type_: Type, id_: str, request: Request, base: str) -> Answer:
    record, known = _there(fields.row(store, type_.name, id_)), fields.custom(store, type_)
    asked = [name for name in request.query.get("fields", "").split(",") if name] or list(known)
    if type_.name == "invoice":
        asked = [name for name in asked if name != "installment"]  # a sublist: below
    if unknown := [name for name in asked if name not in known]:
        raise refused(
            400, "INVALID_PARAMETER", f"Invalid query parameter value 'fields': {unknown[0]}.", param="fields"
        )
    value: dict[str, Any] = {"links": [{"rel": "self", "href": _href(base, type_, record["id"])}]}
    for name in asked:
        shown = fields.read(store, known[name], record)
        if shown is not None:
            value[name] = shown
    value.setdefault("id", str(record["id"]))
    if request.query.get("expandSubResources") == "true" and type_.name == "invoice":
        value["installment"] = {"items": [_part(row) for row in store.find("invoiceinstallment", invoice=record["id"])]}
    return encoded(200, value, "application/vnd.oracle.resource+json; type=singular")


def _part(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "amount": row["amount"],
        "amountDue": row["amountdue"],
        "dueDate": row["duedate"][:10],
        "status": row["status"],
    }


def _made(store: Store, scripts: Scripts, type_: Type, request: Request, base: str, external: str = "") -> Answer:
    with store.change():
        values, warning = _values(store, type_, request)
        if external:
            values["externalid"] = external
        lacking = [name for name in type_.needs if values.get(type_.fields[name].column) is None]
        if lacking:
            raise _user_error(f"Please enter value(s) for: {', '.join(lacking)}.")
        if values.get("externalid") and store.find(type_.table, externalid=values["externalid"]):
            what = "entity" if type_.table == "customer" else "record"
            raise _user_error(f"This {what} already exists.")
        _event(store, scripts, type_, "create", values, {})
        now = store.stamp()
        values |= {"lastmodifieddate": now} | ({"type": type_.code, "createddate": now} if type_.code else {})
        if type_.name == "task":
            values.setdefault("status", "NOTSTART")
        id_ = store.insert(type_.table, **values)
    return _done(base, type_, id_, warning)


def _changed(
    store: Store, scripts: Scripts, type_: Type, record: dict[str, Any], request: Request, base: str
) -> Answer:
    with store.change():
        values, warning = _values(store, type_, request)
        if type_.name == "salesOrder" and "status" in values and record["status"] not in ("A", "B"):
            raise _user_error("You have entered an Invalid Field Value for the following field: orderstatus")
        _event(store, scripts, type_, "edit", values, record)
        store.update(type_.table, {"id": record["id"]}, **values, lastmodifieddate=store.stamp())
        if "creditholdoverride" in values:
            store.update("customer", {"id": record["id"]}, oncredithold=values["creditholdoverride"] == "ON")
    return _done(base, type_, record["id"], warning)


def _event(store: Store, scripts: Scripts, type_: Type, mode: str, new: dict[str, Any], old: dict[str, Any]) -> None:
    try:
        scripts.before_submit(store, type_.name, mode, new, old)
    except Thrown as thrown:
        raise _user_error(thrown.message) from None


def _values(store: Store, type_: Type, request: Request) -> tuple[dict[str, Any], str]:
    """Columns and values, and a warning about fields that are not known."""
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict) or not request.headers.get("content-type", "").startswith("application/"):
        said = "The request could not be understood by the server due to malformed syntax."
        raise refused(400, "INVALID_REQUEST", said)
    known, values = fields.custom(store, type_), {}
    unknown = [name for name in body if name not in known]
    if unknown and request.headers.get("x-netsuite-propertynamevalidation", "").lower() == "error":
        raise refused(400, "INVALID_CONTENT", f"Unknown reference or field '{unknown[0]}' in the request body.", path=unknown[0])  # fmt: skip # noqa: E501
    for name, value in body.items():
        if name in known:
            values[known[name].column] = _value(store, known[name], value)
    return values, f"Unknown field(s) ignored: {', '.join(unknown)}" if unknown else ""


def _value(store: Store, field: Field, value: Any) -> Any:
    try:
        return fields.write(store, field, value)
    except Bad as bad:
        said = f"Error while accessing a resource. {bad}."
        raise refused(400, "USER_ERROR", said, path=field.name) from None


def _user_error(words: str) -> Refusal:
    return refused(400, "USER_ERROR", f"Error while accessing a resource. {words}")


def _href(base: str, type_: Type, id_: int) -> str:
    return f"{base}/services/rest/record/v1/{type_.name}/{id_}"


def _done(base: str, type_: Type, id_: int, warning: str) -> Answer:
    headers = [("Location", _href(base, type_, id_))]
    if warning:
        headers.append(("X-NetSuite-Warning", warning))
    return Answer(204, b"", tuple(headers))
