"""`solde customer` as a collector types it."""

import importlib
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from connectors.errors import Misconfigured
from sync.cli import screen
from sync.models import HoldCase, Proposal, Said
from tests.sync.conftest import World
from tests.sync.phone import day, luce, on, run

main_module = importlib.import_module("sync.cli.main")
Solde = Callable[..., Result]


@pytest.fixture
def solde(world: World, monkeypatch: pytest.MonkeyPatch) -> Solde:
    """Types a command on the first day of the story, over the world's store."""
    monkeypatch.setattr(screen, "settings", lambda path: world.engine.settings)
    runner = CliRunner()

    def type_(*words: str, today: int = 0) -> Result:
        dated = [*words, "--today", str(day(today))] if words[-2:-1] != ["approve"] else list(words)
        return runner.invoke(main_module.app, ["customer", *dated])

    return type_


def told(done: Result) -> dict[str, Any]:
    assert done.exit_code == 0, f"{done.output} {done.exception}"
    answer: dict[str, Any] = json.loads(done.output)
    return answer


def test_a_promise_is_typed_customer_first(world: World, solde: Solde) -> None:
    luce(world)
    done = solde("Officina Luce", "promise", "60", str(day(4)), "-i", "F1", "--why", "after the fair")
    assert done.exit_code == 0, done.output
    assert "Promise to pay: 60.00 EUR by 2026-11-06 on F1 (after the fair)." in done.output.replace("\n", " ")
    assert run(world, 1) == 1  # the 40.00 that nobody promised


def test_everything_can_be_asked_for_as_json(world: World, solde: Solde) -> None:
    luce(world)
    number = told(solde("Luce", "dispute", "open", "F1", "--reason", "price", "--amount", "30", "--json"))["number"]
    told(solde("Luce", "block", "talks", "--until", str(day(7)), "--json"))
    told(solde("Luce", "set", "language", "fr", "--json"))
    told(solde("Luce", "call", "reached", "--with", "Ms Rossi", "--json"))
    told(solde("Luce", "dispute", "close", str(number), "rejected", "--json"))
    told(solde("Luce", "unblock", "--json"))
    plan = told(solde("Luce", "plan", f"{day(3)}:30", f"{day(33)}:70", "--json"))["number"]
    assert told(solde("Luce", "end", str(plan), "the owner changed his mind", "--json"))["number"] == plan
    assert Said.objects.filter(ended_on=None).count() == 1  # the language


def test_one_screen_shows_the_whole_account(world: World, solde: Solde) -> None:
    known = luce(world, ("F1", "100.00"), ("F2", "80.00"), salesperson=None)
    on(world, 0).payment_on_account(known.record.ref, "5.00", memo="PAY-1")
    run(world, 1)
    solde("Luce", "promise", "all", str(day(6)), "-i", "F2", today=2)
    solde("Luce", "dispute", "open", "F1", "--reason", "price", "--amount", "30", today=2)
    shown = told(solde("Luce", "show", "--json", today=2))
    (standing,) = shown["companies"]
    assert standing["balances"] == [
        {
            "currency": "EUR",
            "open": "180.00",
            "overdue": "180.00",
            "disputed": "30.00",
            "credits": "5.00",
            "ages": {"1-30": "180.00"},
        }
    ]
    assert [(i["number"], i["level"], i["days_late"]) for i in standing["items"]] == [("F1", 2, 6), ("F2", 2, 6)]
    assert standing["promises"][0].endswith("by 2026-11-08: open, 0.00 of 80.00 EUR received")
    assert [(n["level"], n["channel"], n["status"]) for n in standing["notices"]] == [(2, "mail", "given")]
    assert [e["kind"] for e in shown["entries"]] == ["promise", "dispute"]
    assert any("notice prepared" in line for line in shown["history"])


def test_the_screen_is_readable(world: World, solde: Solde) -> None:
    luce(world)
    solde("Luce", "promise", "all", str(day(4)))
    done = solde("Luce", "show")
    assert done.exit_code == 0, done.output
    for words in ("Officina Luce  erp//customer/1", "100.00 EUR open", "1-30: 100.00", "Promised:", "by 2026-11-06"):
        assert words in done.output
    bare = CliRunner().invoke(main_module.app, ["customer", "Luce"])
    assert "Officina Luce  erp//customer/1" in bare.output  # without a verb it is shown, too


def test_an_account_that_owes_nothing_is_shown_as_well(world: World, solde: Solde) -> None:
    world.erp.customer("Nuova Luce")
    run(world, 0)
    assert told(solde("Nuova", "show", "--json"))["companies"] == []
    done = solde("Nuova", "promise", "50", str(day(4)))
    assert "owes nothing that could be promised" in str(done.exception)


def test_two_are_one_debtor_needs_no_customer_in_front(world: World, solde: Solde) -> None:
    for name in ("Luce Nord", "Luce Sud"):
        world.erp.customer(name, vat_id="IT12345670017")
    run(world, 0)
    (likeness,) = json.loads(solde("same", "--propose", "--json").output)
    told(solde("same", likeness["first"], likeness["second"], "--json"))
    assert told(solde("Luce Nord", "show", "--json"))["one_debtor_with"] == ["Luce Sud (erp//customer/2)"]
    assert "No two accounts share" in solde("same", "--propose").output
    assert "say two customers" in str(solde("same", "Luce Nord").exception)


def test_a_person_decides_about_a_person(world: World, solde: Solde) -> None:
    known = luce(world, sole_trader=True)
    run(world, 45)
    assert not HoldCase.objects.exists()
    number = Proposal.objects.get().pk
    assert told(solde("Luce", "show", "--json"))["proposals"][0].startswith(f"{number}: ")
    done = CliRunner().invoke(main_module.app, ["customer", "Luce", "approve", str(number), "--json"])
    assert told(done)["message"] == f"{known.name} goes on hold with the next run."
    run(world, 46)
    assert list(world.erp.holds) == [known.record.ref.id]


def test_what_a_person_declined_is_not_proposed_again(world: World, solde: Solde) -> None:
    luce(world, sole_trader=True)
    run(world, 45)
    number = str(Proposal.objects.get().pk)
    CliRunner().invoke(main_module.app, ["customer", "Luce", "decline", number, "--why", "pays next week"])
    run(world, 46)
    assert not HoldCase.objects.exists()
    assert Proposal.objects.count() == 1
    done = CliRunner().invoke(main_module.app, ["customer", "Luce", "approve", "99"])
    assert "nothing is proposed about Officina Luce (1) under 99" in str(done.exception)


@pytest.mark.parametrize(
    "words", [["Officina", "show"], ["Officina", "promise", "1", "2026-11-20"], ["Nobody", "show"]]
)
def test_wrong_use_ends_with_2_and_a_clear_list(
    world: World, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(screen, "settings", lambda path: world.engine.settings)
    monkeypatch.setattr(sys, "argv", ["solde", "customer", *words, "--today", str(day(0))])
    for name in ("Officina Luce", "Officina Luna"):
        world.erp.customer(name)
    run(world, 0)
    with pytest.raises(SystemExit) as ended:
        main_module.main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert ("Officina Luna" in said) == (words[0] == "Officina")


def test_help_tells_how_it_is_used() -> None:
    done = CliRunner().invoke(main_module.app, ["customer", "--help"])
    assert done.exit_code == 0
    for verb in ("show", "promise", "dispute", "block", "unblock", "plan", "call", "set", "same", "approve", "decline"):
        assert f"  {verb} " in done.output
    done = CliRunner().invoke(main_module.app, ["customer", "C", "promise", "--help"])
    assert "AMOUNT" in done.output
    assert "Such as 1250.00" in done.output


def test_nothing_is_asked_of_the_erp_which_gets_a_note_with_the_next_run(world: World, solde: Solde) -> None:
    known = luce(world)
    world.erp.calls.clear()
    solde("Luce", "promise", "all", str(day(4)))
    solde("Luce", "show")
    assert world.erp.calls == []
    run(world, 1)
    (note,) = world.erp.notes
    assert (note.change.target, note.change.text.partition(":")[0]) == (known.record.ref, "Promise to pay")  # type: ignore[union-attr]


@pytest.mark.parametrize("typed", ["1e9999", "NaN", "Infinity", "99999999999999999999999999999", "0", "1,5", ""])
def test_a_slip_in_an_amount_is_one_line_that_says_what_is_wrong(world: World, solde: Solde, typed: str) -> None:
    luce(world)
    for words in (("promise", typed, str(day(4))), ("plan", f"{day(4)}:{typed}")):
        done = solde("Luce", *words)
        assert isinstance(done.exception, Misconfigured), done.exception
        assert "amount" in str(done.exception)
    assert not Said.objects.exists()


def test_brackets_in_words_are_words_and_nothing_in_them_steers_a_terminal(world: World, solde: Solde) -> None:
    luce(world)
    assert solde("Luce", "block", "see [/b] \x1b[31mred\u202e", "--until", str(day(7))).exit_code == 0
    done = solde("Luce", "show")
    assert done.exit_code == 0, done.exception
    assert "[/b]" in done.output
    assert "\x1b" not in done.output
    assert "\x1b" not in Said.objects.get().why


def test_what_nobody_would_read_is_not_put_into_the_erp(world: World, solde: Solde) -> None:
    luce(world)
    done = solde("Luce", "promise", "60", str(day(4)), "--why", "x" * 2001)
    assert "2001 signs are too many" in str(done.exception)
    assert not Said.objects.exists()


def test_a_language_is_one_that_people_speak(world: World, solde: Solde) -> None:
    luce(world)
    assert "ISO 639-1" in str(solde("Luce", "set", "language", "xx").exception)
    assert solde("Luce", "set", "language", "pl").exit_code == 0
