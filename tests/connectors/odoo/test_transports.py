"""JSON-RPC and JSON-2: which one is taken, how a call looks on the wire, and what Odoo's exceptions mean."""

import json
import logging
from typing import Any

import pytest
import responses

from connectors.errors import Misconfigured, Refused, Retry
from connectors.odoo.client import Client
from connectors.odoo.failures import NoModel
from connectors.secret import Secret
from tests.connectors.odoo.recorded import settings

BASE = "https://odoo.example.com"
KEY = "not-a-real-key"
HTML = "<!DOCTYPE html><title>Odoo</title>"


def version(text: str) -> None:
    responses.post(f"{BASE}/web/webclient/version_info", json={"jsonrpc": "2.0", "result": {"server_version": text}})


def rpc(*answers: Any) -> None:
    """Answers of /jsonrpc, in order, after the login and the context."""
    for answer in (2, {"lang": "en_US"}, *answers):
        error = isinstance(answer, dict) and "code" in answer
        responses.post(f"{BASE}/jsonrpc", json={"jsonrpc": "2.0", "id": 1, "error" if error else "result": answer})


def failure(name: str, message: str) -> dict[str, Any]:
    """An exception as JSON-RPC tells it."""
    return {
        "code": 200,
        "message": "Odoo Server Error",
        "data": {"name": name, "message": message, "debug": "Traceback"},
    }


def bodies(path: str) -> list[Any]:
    return [json.loads(c.request.body or "null") for c in responses.calls if path in str(c.request.url)]


@responses.activate
@pytest.mark.parametrize("text", ["17.0-20240709", "18.0+e", "saas~18.2"])
def test_up_to_18_json_rpc_is_spoken(text: str) -> None:
    version(text)
    rpc([{"id": 1}])
    client = Client(settings(), [4])
    assert client.call("res.partner", "search_read", domain=[], fields=["id"]) == [{"id": 1}]
    assert client.transport().name == "jsonrpc"
    service = bodies("/jsonrpc")[-1]["params"]
    assert service["args"][:5] == ["db", 2, KEY, "res.partner", "search_read"]
    assert service["args"][6]["context"]["allowed_company_ids"] == [4]
    assert service["args"][6]["context"]["active_test"] is False


@responses.activate
def test_from_19_on_json_2_is_spoken_with_the_key_as_a_bearer() -> None:
    version("19.0")
    responses.post(f"{BASE}/json/2/res.users/context_get", json={"lang": "en_US", "uid": 8})
    responses.post(f"{BASE}/json/2/res.partner/write", json=True)
    client = Client(settings(), [4])
    assert client.call("res.partner", "write", [5], vals={"name": "x"}) is True
    request = responses.calls[-1].request
    assert request.headers["Authorization"] == f"bearer {KEY}"
    assert request.headers["X-Odoo-Database"] == "db"
    body = bodies("/write")[-1]
    assert (body["ids"], body["vals"]) == ([5], {"name": "x"})
    assert client.transport().login() == 8


@responses.activate
def test_on_19_a_password_is_no_bearer_so_json_rpc_is_taken_and_said() -> None:
    version("19.0")
    responses.post(f"{BASE}/json/2/res.users/context_get", status=401, json={"name": "x", "message": "Invalid apikey"})
    rpc([])
    client = Client(settings(), [4])
    assert client.transport().name == "jsonrpc"
    assert "API key" in client.note


@responses.activate
@pytest.mark.parametrize("changes", [{"password": Secret("pässwörd€")}, {"database": "données"}])
def test_what_no_header_can_carry_goes_over_json_rpc(changes: dict[str, Any]) -> None:
    version("19.0")
    rpc([])
    client = Client(settings(**changes), [4])
    assert client.transport().name == "jsonrpc"
    assert "beyond ASCII" in client.note
    assert "pässwörd" not in client.note
    with pytest.raises(Misconfigured, match="beyond ASCII") as refused:
        Client(settings(transport="json2", **changes), [4]).transport()
    assert "pässwörd" not in str(refused.value)


@responses.activate
def test_a_key_refused_by_both_is_named_as_the_cause() -> None:
    version("19.0")
    responses.post(f"{BASE}/json/2/res.users/context_get", status=401, json={"name": "x", "message": "Invalid apikey"})
    responses.post(f"{BASE}/jsonrpc", json={"jsonrpc": "2.0", "result": False})
    with pytest.raises(Misconfigured, match=r"API key of 'robot'.*expire") as refused:
        Client(settings(), [4]).transport()
    assert KEY not in str(refused.value)


@responses.activate
def test_where_the_web_clients_question_is_gone_the_plain_page_answers() -> None:
    responses.post(f"{BASE}/web/webclient/version_info", status=404, body=HTML, content_type="text/html")
    responses.get(f"{BASE}/web/version", json={"version": "20.0"})
    responses.post(f"{BASE}/json/2/res.users/context_get", json={"uid": 8})
    assert Client(settings(), [4]).version == 20


@responses.activate
def test_json_2_asked_for_on_18_is_refused_before_18s_page_is_taken_for_an_answer() -> None:
    version("18.0")
    with pytest.raises(Misconfigured, match="has no JSON-2"):
        Client(settings(transport="json2"), [4]).transport()


@responses.activate
@pytest.mark.parametrize("status", [200, 404])
def test_html_instead_of_json_is_told_as_such(status: int) -> None:
    responses.post(f"{BASE}/web/webclient/version_info", status=status, body=HTML, content_type="text/html")
    responses.get(f"{BASE}/web/version", status=status, body=HTML, content_type="text/html")
    with pytest.raises(Misconfigured, match=r"no JSON.*is this Odoo's own address"):
        Client(settings(), [4]).transport()


@responses.activate
def test_html_in_the_middle_of_a_conversation_is_told_as_such() -> None:
    version("18.0")
    rpc()
    responses.post(f"{BASE}/jsonrpc", body=HTML, content_type="text/html")
    with pytest.raises(Misconfigured, match="no JSON"):
        Client(settings(), [4]).call("res.partner", "search")


@responses.activate
def test_html_in_the_middle_of_a_conversation_is_told_as_such_over_json_2() -> None:
    version("19.0")
    responses.post(f"{BASE}/json/2/res.partner/search", body=HTML, content_type="text/html")
    with pytest.raises(Misconfigured, match="no JSON"):
        Client(settings(transport="json2"), [4]).call("res.partner", "search")


@responses.activate
def test_an_unknown_database_is_named() -> None:
    version("18.0")
    lost = 'connection to server failed: FATAL:  database "db" does not exist'
    responses.post(f"{BASE}/jsonrpc", json={"error": failure("psycopg2.OperationalError", lost)})
    with pytest.raises(Misconfigured, match=r'database: .*"db" does not exist'):
        Client(settings(), [4]).call("res.partner", "search")


@responses.activate
def test_an_unknown_database_is_named_over_json_2() -> None:
    version("19.0")
    responses.post(f"{BASE}/json/2/res.partner/search", status=404, body=HTML, content_type="text/html")
    with pytest.raises(Misconfigured, match="serves no database 'db'"):
        Client(settings(transport="json2"), [4]).call("res.partner", "search")


CASES = [
    (
        "odoo.exceptions.AccessError",
        "You are not allowed to access 'Payments'\nmore",
        Misconfigured,
        "read account.move",
    ),
    ("odoo.exceptions.AccessError", "Access to unauthorized or invalid companies.", Misconfigured, "companies"),
    ("odoo.exceptions.AccessDenied", "Access Denied", Misconfigured, "API key"),
    ("odoo.exceptions.UserError", "You cannot do this", Refused, "You cannot do this"),
    ("odoo.exceptions.ValidationError", "The name is wrong", Refused, "The name is wrong"),
    ("odoo.exceptions.MissingError", "Record does not exist or has been deleted.", Refused, "deleted"),
    ("odoo.exceptions.UserError", "Object account.move doesn't exist", NoModel, "module is not installed"),
    ("psycopg2.errors.SerializationFailure", "could not serialize", Retry, "lock"),
    ("psycopg2.OperationalError", "server closed the connection", Retry, "database"),
    ("builtins.ValueError", "Invalid field 'x'", Refused, "Invalid field"),
]


@responses.activate
@pytest.mark.parametrize(("name", "message", "kind", "words"), CASES)
@pytest.mark.parametrize("modern", [False, True])
def test_what_odoos_exceptions_mean(name: str, message: str, kind: type[Exception], words: str, modern: bool) -> None:
    version("19.0" if modern else "18.0")
    if modern:
        error = {"name": name, "message": message, "debug": "Traceback"}
        responses.post(f"{BASE}/json/2/account.move/search_read", status=422, json=error)
    else:
        rpc(failure(name, message))
    client = Client(settings(transport="json2" if modern else "auto"), [4])
    with pytest.raises(kind, match=words) as raised:
        client.call("account.move", "search_read", domain=[], fields=[])
    assert "Traceback" not in str(raised.value)
    if isinstance(raised.value, Retry) and "Serialization" in name:
        assert not raised.value.sent, "Odoo rolled it back"


@responses.activate
def test_a_model_that_json_2_does_not_know() -> None:
    version("19.0")
    body = {"name": "werkzeug.exceptions.NotFound", "message": "the model 'sale.order' does not exist"}
    responses.post(f"{BASE}/json/2/sale.order/fields_get", status=404, json=body)
    assert not Client(settings(transport="json2"), [4]).has("sale.order")


@responses.activate
def test_values_of_create_and_load_go_by_position_up_to_18() -> None:
    """Odoo 17 and 18 look at the first positional argument of `create`."""
    version("18.0")
    rpc([7])
    Client(settings(), [4]).call("res.partner", "create", vals_list=[{"name": "x"}])
    args = bodies("/jsonrpc")[-1]["params"]["args"]
    assert args[5] == [[{"name": "x"}]]
    assert "vals_list" not in args[6]


@responses.activate
def test_a_write_is_never_repeated_by_the_transport() -> None:
    version("18.0")
    rpc()
    responses.post(f"{BASE}/jsonrpc", status=502)
    with pytest.raises(Retry) as retry:
        Client(settings(), [4]).call("res.partner", "write", [5], vals={})
    assert retry.value.sent
    assert sum("write" in json.dumps(body) for body in bodies("/jsonrpc")) == 1


@responses.activate
def test_the_key_shows_in_no_log_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    """odoorpc logs the arguments of its calls at DEBUG, the password among them: that logger is kept quiet."""
    version("18.0")
    rpc([])
    with caplog.at_level(logging.DEBUG):
        Client(settings(), [4]).call("res.partner", "search", domain=[])
    assert KEY not in caplog.text
