"""`solde dunning`: explaining, looking ahead, and sending the reminders alone."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import msgspec
import pytest
from typer.testing import CliRunner

from connectors.errors import Misconfigured
from connectors.records import Ref
from sync import cycle
from sync.cli import dunning, screen
from sync.engine import Engine, connect
from sync.explain import explain
from sync.models import Effect, HoldCase, Notice
from sync.simulate import counted, simulate
from tests.sync.conftest import TODAY, World


@pytest.fixture
def luce(world: World) -> Ref:
    """A customer with one invoice, six days overdue, and another that falls due soon."""
    customer = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.invoice(customer, due=TODAY - timedelta(days=6), number="F1", amount="120.00")
    return customer


def said(world: World, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    @contextmanager
    def opened(*args: object) -> Iterator[Engine]:
        yield world.engine

    monkeypatch.setattr(screen, "engine", opened)
    result = CliRunner().invoke(dunning.app, [*words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_explain_tells_the_policy_the_items_and_what_comes_next(
    world: World, luce: Ref, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.run()
    (account,) = json.loads(said(world, monkeypatch, "explain", "Luce", "--json"))
    assert (account["company"], account["name"]) == ("FR", "Officina Luce")
    assert (account["policy"], account["policy_why"]) == ("standard (version 1)", "the policy of the company")
    assert account["read_at"]
    assert account["rule"] == "level-given"
    assert account["items"][0]["words"] == (
        "F1: 120.00 EUR, 6 days overdue. Level 2 was given on 2 November 2026. "
        "Next: level 3 'second' by e-mail on 16 November 2026, if nothing is paid."
    )
    assert [c["date"] for c in account["coming"]] == ["2026-11-16", "2026-12-07"], "weekends are left out"
    assert any("notice prepared" in line for line in account["history"])
    shown = said(world, monkeypatch, "explain", luce.id)
    assert "Next: level 3 'second'" in shown
    assert "when the ERP was last read" in shown


def test_explain_names_a_customer_that_is_not_there(world: World, luce: Ref, monkeypatch: pytest.MonkeyPatch) -> None:
    world.run()
    with pytest.raises(Misconfigured, match="no customer that owes anything matches 'Nobody'"):
        said(world, monkeypatch, "explain", "Nobody")


def test_looking_ahead_says_what_then_happens(world: World, luce: Ref, monkeypatch: pytest.MonkeyPatch) -> None:
    world.run(TODAY - timedelta(days=20))  # read, nothing due
    foreseen = [(n.date, n.level) for n in simulate(world.engine, 70, "Luce")]
    happened = []
    for number in range(-20, 51):
        if world.run(TODAY + timedelta(days=number)).notices:
            notice = Notice.objects.latest("id")
            happened.append((notice.date, notice.level))
    assert foreseen == happened
    assert len(foreseen) == 4


def test_looking_ahead_counts_by_day_and_level(world: World, luce: Ref, monkeypatch: pytest.MonkeyPatch) -> None:
    other = world.erp.customer("Sole", email="sole@sole.example")
    world.erp.invoice(other, due=TODAY - timedelta(days=6))
    cycle.preview(world.engine)
    assert counted(simulate(world.engine, 20)) == {
        (TODAY, 2, "first"): 2,
        (TODAY + timedelta(days=14), 3, "second"): 2,
    }
    counts = json.loads(said(world, monkeypatch, "simulate", "--days", "0", "--json"))
    assert counts == [{"date": str(TODAY), "level": 2, "step": "first", "count": 2}]
    (one,) = json.loads(said(world, monkeypatch, "simulate", "Luce", "--days", "0", "--json"))
    assert (one["name"], one["asked"]) == ("Officina Luce", {"EUR": "120.00"})
    assert not Notice.objects.exists(), "nothing is written"


def test_send_sends_the_reminders_and_leaves_the_holds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    late = world.erp.customer("Ultimo", email="ultimo@ultimo.example")
    world.erp.invoice(late, due=TODAY - timedelta(days=60))
    summary = json.loads(said(world, monkeypatch, "send", "--json"))
    assert summary["notices"] == {"2": 1}
    assert len(world.mails) == 1
    assert not HoldCase.objects.exists()
    assert {effect.status for effect in Effect.objects.all()} == {"done"}, "the ERP hears of the reminder"
    world.run()
    assert HoldCase.objects.count() == 1, "the next whole run sets the hold"
    assert len(world.mails) == 1


def test_send_leaves_other_effects_where_they_are(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from connectors.errors import Retry

    late = world.erp.customer("Ultimo", email="ultimo@ultimo.example")
    world.erp.invoice(late, due=TODAY - timedelta(days=60))
    world.erp.fail("push", Retry("down"), times=99)
    world.run()
    waiting = Effect.objects.filter(key__startswith="hold:", status="pending").count()
    assert waiting == 1
    Effect.objects.filter(status="pending").update(not_before=world.engine.now())
    world.erp.fail("push", Retry("down"), times=0)
    said(world, monkeypatch, "send", "--json")
    assert Effect.objects.filter(key__startswith="hold:", status="pending").count() == waiting


def test_a_customer_group_follows_its_own_policy(world: World) -> None:
    settings = world.engine.settings
    soft = msgspec.structs.replace(settings.policies["standard"], name="soft", grace_days=30)
    company = msgspec.structs.replace(settings.companies["FR"], groups={"Key": "soft"})
    world.engine.settings = msgspec.structs.replace(
        settings, companies={"FR": company}, policies={**settings.policies, "soft": soft}
    )
    for name, group in (("Chiave", "Key"), ("Altro", "Retail")):
        customer = world.erp.customer(name, email=f"{name}@x.example", group=group)
        world.erp.invoice(customer, due=TODAY - timedelta(days=6))
    world.run()
    assert [Notice.objects.get().decision["policy"]] == ["standard"]
    (told,) = explain(world.engine, "Chiave")
    assert (told.policy, told.policy_why) == ("soft (version 1)", "the policy of the customer group Key")


def test_one_customer_of_two_companies_gets_one_notice_in_a_run(world: World) -> None:
    settings = world.engine.settings
    second = msgspec.structs.replace(settings.companies["FR"], id="2", name="Atelier Sud")
    world.engine.settings = msgspec.structs.replace(settings, companies={**settings.companies, "SUD": second})
    world.engine.connectors["erp"] = connect(world.engine.settings, "erp")
    world.erp.sellers["2"] = world.erp.sellers["1"]
    shared = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.invoice(shared, due=TODAY - timedelta(days=6), company="1")
    world.erp.invoice(shared, due=TODAY - timedelta(days=6), company="2")
    world.run()
    assert [n.company for n in Notice.objects.all()] == ["FR"]
    world.run(TODAY + timedelta(days=6))
    assert Notice.objects.count() == 1
    world.run(TODAY + timedelta(days=7))
    assert [n.company for n in Notice.objects.order_by("id")] == ["FR", "SUD"]
