"""`solde credit` as it is typed, and its exit codes."""

import importlib
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from connectors.records import Ref
from dunning.credit.policy import CreditPolicy
from sync.cli import screen
from sync.credit import desk as credit_desk
from sync.models import Audit, CreditOverride, HeldOrder, Kyc
from tests.sync.conftest import TODAY, World

main_module = importlib.import_module("sync.cli.main")
Solde = Callable[..., Result]


@pytest.fixture
def shop(build_world: Callable[..., World]) -> World:
    return build_world(credit_policies={"standard": CreditPolicy(name="standard", checks=("static",))})


@pytest.fixture
def customer(shop: World) -> Ref:
    """Owes 950 EUR and may owe 1,000."""
    made = shop.erp.customer("Officina Luce", credit_limit=Decimal(1000), vat_id="IT00743110158")
    shop.erp.invoice(made, amount="950.00", due=TODAY + timedelta(days=20))
    shop.run()
    return made


@pytest.fixture
def solde(shop: World, monkeypatch: pytest.MonkeyPatch) -> Solde:
    """Types a command over the world's store and its ERP."""
    monkeypatch.setattr(screen, "settings", lambda path: shop.engine.settings)
    monkeypatch.setattr(credit_desk, "connect", lambda settings, name: shop.engine.connectors[name])
    runner = CliRunner()
    return lambda *words: runner.invoke(main_module.app, ["credit", *words])


def told(done: Result) -> Any:
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return json.loads(done.stdout)


def test_an_order_that_may_go_ahead_ends_with_0(solde: Solde, customer: Ref) -> None:
    done = solde("check", "--customer", "Officina Luce", "--amount", "50", "--today", str(TODAY))
    assert done.exit_code == 0, done.output
    assert done.output.startswith("Allowed: Every check was passed. Exposure: 950.00 EUR (950.00 open items).")
    assert "For the customer: Your order can go ahead." in done.output


def test_an_order_that_is_held_ends_with_3_and_is_remembered(solde: Solde, customer: Ref) -> None:
    done = solde("check", "--customer", customer.id, "--amount", "50.01", "--order", "WEB-1", "--json")
    assert done.exit_code == 3
    found = told(done)
    assert (found["outcome"], found["source"], found["limit"]["amount"]) == ("held", "erp", "1000")
    (row,) = told(solde("held", "--json"))
    assert (row["order"], row["outcome"], row["amount"]) == ("WEB-1", "held", "50.01")
    assert "WEB-1" in solde("held").output


def test_the_stored_answer_asks_nobody(shop: World, solde: Solde, customer: Ref) -> None:
    shop.erp.calls.clear()
    assert solde("check", "--customer", customer.id, "--amount", "51", "--stored").exit_code == 3
    assert shop.erp.calls == []
    assert solde("check", "--customer", customer.id, "--amount", "51").exit_code == 3
    assert [call for call, _ in shop.erp.calls] == ["reread"]


def test_a_natural_person_ends_with_3_as_well(shop: World, solde: Solde) -> None:
    trader = shop.erp.customer("Mario Rossi", credit_limit=Decimal(0), sole_trader=True)
    shop.run()
    done = solde("check", "--customer", trader.id, "--amount", "1", "--json")
    assert (done.exit_code, told(done)["outcome"]) == (3, "review")


def test_a_customer_s_credit_on_one_screen(solde: Solde, customer: Ref) -> None:
    shown = solde("show", "Officina").output
    assert "Limit: 1000 EUR" in shown
    assert "passed    static     The exposure with this order is 950.00 EUR" in shown
    assert told(solde("show", "Officina", "--json"))["exposure"][0]["total"] == "950.00"


def test_a_manager_s_word_is_given_and_taken_back(solde: Solde, customer: Ref) -> None:
    asked = ("check", "--customer", customer.id, "--amount", "51", "--today", str(TODAY))
    given = solde(
        "override", "Officina", "--amount", "2000", "--until", "2026-11-30", "--reason", "Season", "--today", str(TODAY)
    )
    assert given.exit_code == 0, given.exception
    assert "nothing is held up to 2000 EUR until 2026-11-30" in given.output
    assert solde(*asked).exit_code == 0
    assert "Override up to 2000 EUR" in solde(*asked).output
    assert solde("override", "Officina", "--end").exit_code == 0
    assert solde(*asked).exit_code == 3
    assert CreditOverride.objects.get().ended_by
    assert Audit.objects.filter(what__startswith="credit override").count() == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "--customer", "1", "--amount", "ten"), "expected an amount such as 1250.00, found 'ten'"),
        (("check", "--customer", "1", "--amount", "-5"), "expected an amount of 0 or more"),
        (("check", "--customer", "1", "--amount", "1e30"), "below 1000000000000000"),
        (("check", "--customer", "1", "--amount", "5", "--currency", "euro"), "expected an ISO 4217 code"),
        (("check", "--customer", "nobody", "--amount", "5"), "no customer matches 'nobody'"),
        (("check", "--customer", "1", "--amount", "5", "--company", "IT"), "is no customer of 'IT'"),
        (("override", "1", "--amount", "5"), "needs --amount, --until and --reason"),
        (("override", "1", "--amount", "5", "--until", "x", "--reason", "r"), "--until: expected a date"),
        (("kyc",), "say which customer, or --wrong"),
        (("kyc", "1", "--document", "extract"), "--dated: expected a date"),
        (("kyc", "1", "--dated", "2026-11-02"), "name it"),
    ],
)
def test_what_is_wrong_is_said(solde: Solde, customer: Ref, words: tuple[str, ...], said: str) -> None:
    done = solde(*words)
    assert said in str(done.exception)
    assert type(done.exception).__name__ == "Misconfigured", "which the command line makes exit code 2"
    assert not HeldOrder.objects.exists()


def test_documents_and_the_next_review_are_kept(solde: Solde, customer: Ref) -> None:
    done = solde("kyc", "Officina", "--document", "register extract", "--dated", "2026-10-01", "--review", "2027-10-01")
    assert done.exit_code == 0, done.exception
    assert "Document        register extract of 2026-10-01, seen by" in done.output
    assert "Next review     2027-10-01" in done.output
    assert Kyc.objects.get().review_on is not None
    found = told(solde("kyc", "Officina", "--json"))
    assert found["vat_problem"].startswith("IT00743110158 is no VAT number")


def test_numbers_that_cannot_be_right_are_listed_with_1(solde: Solde, customer: Ref) -> None:
    done = solde("kyc", "--wrong", "--json")
    assert done.exit_code == 1
    assert [row["name"] for row in told(done)] == ["Officina Luce"]
