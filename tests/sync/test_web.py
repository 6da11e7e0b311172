"""The HTTP interface: who may ask, what is answered, what is said about a bad question."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from config.settings import Web
from connectors.errors import Retry
from connectors.records import Ref
from connectors.secret import Secret
from dunning.credit.policy import CreditPolicy
from sync.credit import answer as credit
from sync.models import HeldOrder
from sync.web.desk import PLACE, WebDesk
from tests.sync.conftest import TODAY, World

TOKEN = "a token of the shop"
POLICY = CreditPolicy(name="standard", checks=("static",))


class Shop:
    """A shop that asks, and the world it asks about."""

    def __init__(self, world: World) -> None:
        self.world = world
        settings = world.engine.settings
        self.desk = WebDesk(settings, connectors=world.engine.connectors)
        self.client = Client()

    def post(self, body: object, token: str = TOKEN, **extra: Any) -> tuple[int, dict[str, Any]]:
        text = body if isinstance(body, str) else json.dumps(body)
        headers = {"authorization": f"Bearer {token}"} if token else {}
        answer = self.client.post(
            "/api/v1/credit/check",
            text,
            content_type="application/json",
            headers=headers,
            **{PLACE: self.desk},
            **extra,
        )
        self.headers = answer.headers
        return answer.status_code, json.loads(answer.content)

    def get(self, path: str, token: str = TOKEN) -> tuple[int, dict[str, Any]]:
        answer = self.client.get(path, headers={"authorization": f"Bearer {token}"}, **{PLACE: self.desk})  # type: ignore[arg-type]
        return answer.status_code, json.loads(answer.content)

    def ask(self, customer: Ref, amount: object = "100.00", **more: object) -> dict[str, Any]:
        status, body = self.post({"customer": customer.id, "amount": amount, "currency": "EUR", **more})
        assert status == 200, body
        return body


@pytest.fixture
def shop(build_world: Callable[..., World]) -> Shop:
    web = Web(port=8766, tokens={"till": Secret("another one of them"), "shop": Secret(TOKEN)})
    return Shop(build_world(credit_policies={"standard": POLICY}, web=web))


@pytest.fixture
def customer(shop: Shop) -> Ref:
    """Owes 950 EUR and may owe 1,000."""
    made = shop.world.erp.customer("Officina Luce", credit_limit=Decimal(1000), language="it")
    shop.world.erp.invoice(made, amount="950.00", due=TODAY + timedelta(days=20))
    shop.world.run()
    return made


def test_an_order_is_allowed_with_the_sentence_for_the_customer(shop: Shop, customer: Ref) -> None:
    found = shop.ask(customer, "50.00")
    assert (found["outcome"], found["allowed"], found["source"]) == ("allowed", True, "store")
    assert found["sentence"] == "Il Suo ordine può essere evaso."
    assert found["exposure"] == [
        {"currency": "EUR", "items": "950.00", "orders": "0", "drafts": "0", "credits": "0", "total": "950.00"}
    ]
    assert found["limit"] == {"amount": "1000", "currency": "EUR", "account": f"erp//customer/{customer.id}"}
    assert found["as_of"] is not None
    assert found["reasons"] == []


def test_an_order_is_held_with_the_reason_and_in_the_language_that_was_asked_for(shop: Shop, customer: Ref) -> None:
    found = shop.ask(customer, "50.01", language="de")
    assert (found["outcome"], found["allowed"], found["source"]) == ("held", False, "erp")
    assert found["sentence"].startswith("Wir können diese Bestellung noch nicht bestätigen.")
    assert found["reasons"] == ["The exposure with this order is 1000.01 EUR, over the limit of 1000 EUR."]
    assert [c["verdict"] for c in found["checks"]] == ["failed"]


def test_an_amount_that_came_as_a_number_is_exact(shop: Shop, customer: Ref) -> None:
    assert shop.ask(customer, 50.00)["allowed"]
    assert not shop.ask(customer, 50.01)["allowed"]


def test_the_erp_is_asked_before_a_refusal_unless_the_stored_answer_is_wanted(shop: Shop, customer: Ref) -> None:
    shop.world.erp.payment_on_account(customer, "500.00")
    assert shop.ask(customer, stored=True)["outcome"] == "held"
    assert shop.ask(customer)["outcome"] == "allowed"


def test_an_erp_that_is_down_is_told_of(shop: Shop, customer: Ref) -> None:
    shop.world.erp.fail("reread", Retry("busy"))
    found = shop.ask(customer)
    assert (found["source"], found["trouble"]) == ("store", "erp could not be asked: busy")


def test_a_held_order_with_a_number_is_remembered(shop: Shop, customer: Ref) -> None:
    shop.ask(customer, order="WEB-1")
    assert HeldOrder.objects.get().number == "WEB-1"
    shop.ask(customer, "1.00", order="WEB-1")
    assert HeldOrder.objects.get().ended_as == "released"


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x"])
def test_without_a_token_nobody_is_answered(shop: Shop, customer: Ref, token: str) -> None:
    status, body = shop.post({"customer": customer.id, "amount": "1", "currency": "EUR"}, token)
    assert (status, body) == (401, {"detail": "a bearer token of [web.tokens] is needed"})
    assert shop.headers["WWW-Authenticate"] == "Bearer"


def test_each_of_several_tokens_opens(shop: Shop, customer: Ref) -> None:
    status, _ = shop.post({"customer": customer.id, "amount": "1", "currency": "EUR"}, "another one of them")
    assert status == 200


def test_an_unknown_customer_is_404_and_says_where_one_looked(shop: Shop) -> None:
    for text in ("999", "erp//customer/999", "other//customer/1"):
        status, body = shop.post({"customer": text, "amount": "1", "currency": "EUR"})
        assert status == 404
        assert body["detail"] == f"there is no customer '{text}' in erp for Atelier Exemple"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": "-1"}, "amount: Input should be greater than or equal to 0"),
        ({"amount": "NaN"}, "amount: Input should be a finite number"),
        ({"amount": "ten"}, "amount: Input should be a valid decimal"),
        ({"currency": "euro"}, "currency: String should match pattern"),
        ({"currency": "EUX"}, "currency: expected an ISO 4217 code such as EUR, found 'EUX'"),
        ({"customer": ""}, "customer: String should have at least 1 character"),
        ({"curency": "EUR"}, "curency: Extra inputs are not permitted"),
        ({"company": "IT"}, 'company: there is no "IT" (set up: FR)'),
        ({"connection": "sap"}, 'connection: no company lives in "sap"'),
    ],
)
def test_a_bad_question_says_what_to_mend(shop: Shop, customer: Ref, change: dict[str, str], words: str) -> None:
    status, body = shop.post({"customer": customer.id, "amount": "1", "currency": "EUR"} | change)
    assert status == 422
    assert body["detail"].startswith(words)


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "\x00"])
def test_what_is_no_question_is_no_trouble(shop: Shop, text: str) -> None:
    status, _ = shop.post(text)
    assert status in {400, 422}


def test_a_body_that_is_too_large_is_not_read(shop: Shop, customer: Ref) -> None:
    status, body = shop.post({"customer": "x" * 70_000, "amount": "1", "currency": "EUR"})
    assert (status, body) == (413, {"detail": "the body has more than 65536 bytes"})


def test_a_customer_s_standing_can_be_read(shop: Shop, customer: Ref) -> None:
    for name in (customer.id, f"erp//customer/{customer.id}"):
        status, body = shop.get(f"/api/v1/credit/{name}?company=FR")
        assert status == 200
        assert (body["exposure"][0]["total"], body["risk"]["grade"], body["name"]) == ("950.00", "C", "Officina Luce")
    assert shop.get("/api/v1/credit/999")[0] == 404
    assert shop.get(f"/api/v1/credit/{customer.id}", "wrong")[0] == 401


def test_the_interface_describes_itself(shop: Shop) -> None:
    status, body = shop.get("/api/v1/openapi.json")
    assert status == 200
    assert set(body["paths"]) == {"/api/v1/credit/check", "/api/v1/credit/{customer}"}
    answers = body["paths"]["/api/v1/credit/check"]["post"]["responses"]
    assert set(answers) == {"200", "401", "404", "422", "503"}
    assert shop.client.get("/api/v1/docs", **{PLACE: shop.desk}).status_code == 404  # type: ignore[arg-type]


def test_answers_are_not_kept_and_set_no_cookie(shop: Shop, customer: Ref) -> None:
    shop.ask(customer)
    assert shop.headers["Cache-Control"] == "no-store"
    assert shop.headers["X-Content-Type-Options"] == "nosniff"
    assert shop.client.cookies == {}


def test_another_host_s_name_is_refused(shop: Shop) -> None:
    answer = shop.client.get("/api/v1/openapi.json", headers={"host": "evil.example"}, **{PLACE: shop.desk})  # type: ignore[arg-type]
    assert answer.status_code == 400


def test_a_database_that_cannot_be_used_is_no_refusal(
    shop: Shop, customer: Ref, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(credit, "look", locked)
    status, body = shop.post({"customer": customer.id, "amount": "1", "currency": "EUR"})
    assert (status, body) == (503, {"detail": "the database cannot be used at this moment; ask again"})
