"""The doors of single records take what NetSuite takes, and say what is wrong in its words."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.connectors.netsuite.asking import Asker, error
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.papers import Item

HUNDRED = Item(rate=Decimal(100))


def test_some_fields_are_read_and_what_is_empty_is_not_there(asker: Asker, office: Office) -> None:
    office.customer("Officina Luce", creditlimit=500, comments="")
    names = "companyName,creditHoldOverride,terms,creditLimit,isPerson,comments,lastModifiedDate"
    value = asker.record("GET", "customer/1", fields=names).json()
    del value["links"]
    stamp = value.pop("lastModifiedDate")
    assert stamp == office.store.instant(office.store.get("customer", id=1)["lastmodifieddate"]).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )
    assert value == {
        "id": "1", "companyName": "Officina Luce", "creditHoldOverride": {"id": "AUTO", "refName": "Auto"},
        "terms": {"id": "1", "refName": "Net 30"}, "creditLimit": 500, "isPerson": False,
    }  # fmt: skip


def test_a_change_is_stored_and_moves_the_stamp(asker: Asker, account: Account, office: Office) -> None:
    office.customer("One")
    before = account.store.get("customer", id=1)["lastmodifieddate"]
    account.store.advance(timedelta(hours=1))
    body = {"creditHoldOverride": {"id": "ON"}, "custentity_solde_hold": "42 days", "custentity_solde_level": 2,
            "custentity_solde_date": "2026-03-01"}  # fmt: skip
    answer = asker.record("PATCH", "customer/1", body, strict=True)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Location"].endswith("/record/v1/customer/1")
    row = account.store.get("customer", id=1)
    assert (row["creditholdoverride"], row["oncredithold"], row["custentity_solde_level"]) == ("ON", "T", 2)
    assert row["custentity_solde_date"] == "2026-03-01 00:00:00"
    assert row["lastmodifieddate"] > before
    assert asker.record("PATCH", "customer/1", {"custentity_solde_hold": None}).status_code == 204
    assert account.store.get("customer", id=1)["custentity_solde_hold"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"creditHoldOverride": {"id": "on"}}, {"creditHoldOverride": "_on"}, {"creditLimit": "much"},
        {"terms": {"id": "99"}}, {"isInactive": "T"}, {"custentity_solde_date": "01/03/2026"},
        {"custentity_solde_date": "2026-02-30"}, {"custentity_solde_level": "2"}, {"companyName": 7},
        {"balance": 0}, {"lastModifiedDate": "2026-01-01T00:00:00Z"}, {"id": "2"},
    ],
)  # fmt: skip
def test_a_value_that_a_field_cannot_have_is_refused_and_nothing_is_written(
    asker: Asker, office: Office, body: dict[str, object]
) -> None:
    office.customer("One")
    before = office.store.get("customer", id=1)
    answer = asker.record("PATCH", "customer/1", {"comments": "first", **body})
    status, code, words = error(answer)
    assert (status, code) == (400, "USER_ERROR")
    assert "Invalid Field Value" in words
    assert answer.json()["o:errorDetails"][0]["o:errorPath"] == next(iter(body))
    assert office.store.get("customer", id=1) == before


def test_a_misspelt_field_is_a_warning_unless_the_caller_is_strict(asker: Asker, office: Office) -> None:
    office.customer("One")
    careless = asker.record("PATCH", "customer/1", {"credithold": "ON"})
    assert careless.status_code == 204
    assert "credithold" in careless.headers["X-NetSuite-Warning"]
    assert office.store.get("customer", id=1)["creditholdoverride"] == "AUTO"
    assert error(asker.record("PATCH", "customer/1", {"credithold": "ON"}, strict=True))[:2] == (400, "INVALID_CONTENT")
    assert error(asker.record("PATCH", "customer/1", {"custentity_nope": "x"}, strict=True))[0] == 400


def test_what_does_not_exist_is_not_found(asker: Asker, office: Office) -> None:
    office.invoice(office.customer("One"), HUNDRED)
    for method, place in (("GET", "customer/99"), ("PATCH", "customer/99"), ("GET", "salesOrder/1"),
                          ("GET", "task/eid:solde-1"), ("GET", "customer/abc")):  # fmt: skip
        assert error(asker.record(method, place, {} if method == "PATCH" else None))[:2] == (404, "NONEXISTENT_ID")
    assert asker.record("GET", "note/1").status_code == 404


def test_a_put_by_external_id_makes_it_once(asker: Asker, office: Office) -> None:
    office.customer("One")
    body = {"title": "Call", "message": "why", "company": {"id": "1"}, "dueDate": "2026-03-02"}
    assert asker.record("PUT", "task/eid:solde-1", body, strict=True).status_code == 204
    assert asker.record("PUT", "task/eid:solde-1", {**body, "title": "Call again"}, strict=True).status_code == 204
    (task,) = office.store.find("_task")
    assert (task["title"], task["status"], task["externalid"], task["company"]) == ("Call again", "NOTSTART", "solde-1", 1)  # fmt: skip # noqa: E501
    shown = asker.record("GET", "task/eid:solde-1", fields="title,company,dueDate").json()
    assert (shown["title"], shown["company"]["refName"], shown["dueDate"]) == ("Call again", "One", "2026-03-02")


def test_external_ids_have_letters_digits_and_few_signs(asker: Asker) -> None:
    assert error(asker.record("PUT", "task/eid:solde|1", {"title": "Call"}))[:2] == (400, "INVALID_REQUEST")
    assert asker.record("PUT", "task/1", {"title": "Call"}).status_code == 405


def test_a_new_record_needs_its_fields_and_an_external_id_of_its_own(asker: Asker, office: Office) -> None:
    customer = office.customer("One")
    assert "Please enter value(s) for: title" in error(asker.record("POST", "task", {"message": "x"}))[2]
    assert "Please enter value(s) for: subsidiary" in error(asker.record("POST", "customer", {"companyName": "X"}))[2]
    order = {"entity": {"id": str(customer)}, "externalId": "a1", "orderStatus": "B"}
    made = asker.record("POST", "salesOrder", order)
    assert (made.status_code, made.headers["Location"].rsplit("/", 2)[1]) == (204, "salesOrder")
    assert "This record already exists." in error(asker.record("POST", "salesOrder", order))[2]


def test_an_order_goes_back_to_pending_approval_and_no_further(asker: Asker, office: Office) -> None:
    order = office.order(office.customer("One"), HUNDRED)
    assert asker.record("PATCH", f"salesOrder/{order}", {"orderStatus": {"id": "A"}}).status_code == 204
    assert office.get(order)["status"] == "A"
    assert error(asker.record("PATCH", f"salesOrder/{order}", {"orderStatus": {"id": "H"}}))[0] == 400
    office.edit(order, status="G")
    assert error(asker.record("PATCH", f"salesOrder/{order}", {"orderStatus": {"id": "A"}}))[0] == 400


def test_a_script_may_refuse_an_order(asker: Asker, office: Office) -> None:
    held = office.customer("Held", creditholdoverride="ON", custentity_solde_hold="42 days overdue")
    status, code, words = error(asker.record("POST", "salesOrder", {"entity": {"id": str(held)}}))
    assert (status, code) == (400, "USER_ERROR")
    assert "42 days overdue" in words
    assert office.store.find("transaction") == []


def test_instalments_are_read_with_the_whole_record(asker: Asker, office: Office) -> None:
    from datetime import date

    invoice = office.invoice(office.customer("One"), HUNDRED)
    office.instalments(invoice, (date(2026, 2, 1), Decimal(61)), (date(2026, 3, 1), Decimal(61)))
    office.pay(invoice, Decimal("71.00"))
    place = f"invoice/{invoice}"
    assert "installment" not in asker.record("GET", place, fields="tranId,installment").json()
    whole = asker.record("GET", place, fields="installment", expandSubResources="true").json()
    told = [(part["dueDate"], part["amount"], part["amountDue"]) for part in whole["installment"]["items"]]
    assert told == [("2026-02-01", 61, 0), ("2026-03-01", 61, 51)]


def test_a_type_that_the_role_may_not_see(asker: Asker, account: Account) -> None:
    account.store.rule(lacking=("customer",))
    assert error(asker.record("GET", "customer/1"))[:2] == (403, "INSUFFICIENT_PERMISSION")
    assert "Record 'customer' was not found" in asker.refusal("SELECT id FROM customer")


def test_a_body_that_is_no_json(asker: Asker, office: Office) -> None:
    office.customer("One")
    assert error(asker.record("PATCH", "customer/1", [1]))[:2] == (400, "INVALID_REQUEST")
