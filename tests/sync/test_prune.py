"""What goes when its time is over, and what stays because something needs it."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from config.settings import Retention
from sync.cli import prune as command
from sync.clock import utc_now
from sync.models import (
    Aside,
    Audit,
    CreditOverride,
    DeliveryEvent,
    EDocument,
    Effect,
    Entry,
    Evidence,
    HoldCase,
    Kyc,
    KycDocument,
    Notice,
    Run,
    Said,
)
from sync.retention import prune
from sync.retention.prune import Pruned
from sync.tracking import fate as tracking
from sync.tracking import returns
from tests.sync.conftest import TODAY, World
from tests.sync.conftest import settings as plain_settings
from tests.sync.emitting import emitting, issue, office
from tests.sync.reminding import luce, reminded, report, tell, watching

__all__ = ["emitting", "office", "reminded"]

YEAR = timedelta(days=366)


def run_prune(world: World, years: float = 12, *, dry: bool = False) -> dict[str, Pruned]:
    """Prune as if so many years had passed."""
    now = utc_now().replace(second=0, microsecond=0) + timedelta(minutes=1) + years * YEAR
    found = prune.prune(world.engine.settings, world.engine.vault, now, dry=dry)
    return {line.what: line for line in found}


def paid(world: World) -> None:
    for (kind, _), row in list(world.erp.rows.items()):
        if kind == "invoice":
            world.erp.pay(row.record.ref)
    world.run(TODAY + timedelta(days=1))


def files(world: World) -> list[Path]:
    return sorted(path for path in (world.folder / "data" / "evidence").rglob("*") if path.is_file())


# Reminders


def test_a_paid_reminder_goes_with_its_evidence_after_ten_years(reminded: World) -> None:
    paid(reminded)
    [letter] = files(reminded)
    assert b"luce@luce.example" in letter.read_bytes()
    done = run_prune(reminded)
    assert (done["reminders"].rows, done["reminders"].files) == (1, 1)
    assert (Notice.objects.count(), Evidence.objects.count(), files(reminded)) == (0, 0, [])
    assert "luce@luce.example" not in str(list(Effect.objects.values()))


def test_nothing_goes_before_its_time(reminded: World) -> None:
    paid(reminded)
    before = (Notice.objects.count(), Effect.objects.count(), Run.objects.count(), files(reminded))
    assert not any(line.rows or line.files for line in run_prune(reminded, years=0.2).values())
    assert (Notice.objects.count(), Effect.objects.count(), Run.objects.count(), files(reminded)) == before


def test_ten_years_count_from_the_end_of_the_year(reminded: World) -> None:
    paid(reminded)
    Notice.objects.update(created_at=datetime(2026, 3, 1, tzinfo=UTC))
    settings, vault = reminded.engine.settings, reminded.engine.vault
    for day, left in ((datetime(2036, 12, 31, tzinfo=UTC), 1), (datetime(2037, 1, 1, tzinfo=UTC), 0)):
        prune.prune(settings, vault, day)
        assert Notice.objects.count() == left, day


def test_the_reminder_of_an_open_invoice_stays_however_old(reminded: World) -> None:
    done = run_prune(reminded, years=50)
    assert (done["reminders"].rows, done["reminders"].needed, len(files(reminded))) == (0, 1, 1)


def test_the_reminder_of_an_invoice_that_cannot_be_read_stays(reminded: World) -> None:
    paid(reminded)
    Entry.objects.filter(kind="invoice").update(unreadable=True)
    assert run_prune(reminded)["reminders"].needed == 1


def test_what_is_in_doubt_stays(reminded: World) -> None:
    paid(reminded)
    Effect.objects.exclude(mail="").update(status="in-doubt")
    assert run_prune(reminded)["reminders"].needed == 1


def test_the_reminders_of_a_customer_on_hold_stay(reminded: World) -> None:
    paid(reminded)
    case = HoldCase.objects.create(account=str(luce(reminded)), reason="too late too often")
    assert run_prune(reminded)["reminders"].needed == 1
    HoldCase.objects.filter(pk=case.pk).update(released_at=utc_now())
    assert run_prune(reminded)["reminders"].rows == 1


def test_a_hand_over_keeps_every_reminder_of_the_account_until_it_is_settled(reminded: World) -> None:
    paid(reminded)
    bad = reminded.erp.invoice(luce(reminded), number="F9", due=TODAY - timedelta(days=6))
    reminded.run(TODAY + timedelta(days=9))
    legal = Notice.objects.order_by("-pk")[0]
    Notice.objects.filter(pk=legal.pk).update(decision={**legal.decision, "legal": True})
    assert run_prune(reminded)["reminders"].needed == 2
    reminded.erp.pay(bad)
    reminded.run(TODAY + timedelta(days=10))
    assert run_prune(reminded)["reminders"].rows == 2


def test_a_file_goes_only_with_the_last_row_that_names_it(reminded: World) -> None:
    paid(reminded)
    known = Evidence.objects.get()
    Evidence.objects.create(sha256=known.sha256, size=known.size, name="the same again", mime=known.mime)
    assert run_prune(reminded)["reminders"].files == 0
    assert len(files(reminded)) == 1


# Counting, killing, repeating


def test_a_dry_run_counts_what_a_real_one_deletes_and_deletes_nothing(reminded: World) -> None:
    tell(reminded, report("delivered"))
    paid(reminded)
    expected = run_prune(reminded, dry=True)
    assert (Notice.objects.count(), DeliveryEvent.objects.count(), len(files(reminded))) == (1, 1, 1)
    assert not Audit.objects.filter(what="pruned").exists()
    done = run_prune(reminded)
    assert {what: (line.rows, line.files, line.needed) for what, line in done.items()} == {
        what: (line.rows, line.files, line.needed) for what, line in expected.items()
    }


def test_a_second_time_there_is_nothing_left_to_do(reminded: World) -> None:
    paid(reminded)
    run_prune(reminded)
    assert not any(line.rows or line.files for line in run_prune(reminded).values())


def test_killed_in_the_middle_it_goes_on_the_next_time(reminded: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paid(reminded)
    remove = reminded.engine.vault.remove

    def killed(sha256: str) -> None:
        remove(sha256)
        raise KeyboardInterrupt

    monkeypatch.setattr(reminded.engine.vault, "remove", killed)
    with pytest.raises(KeyboardInterrupt):
        run_prune(reminded)
    assert Notice.objects.count() == Evidence.objects.count() == 1, "the rows are back"
    monkeypatch.undo()
    assert run_prune(reminded)["reminders"].rows == 1
    assert (Notice.objects.count(), Evidence.objects.count()) == (0, 0)


def test_many_go_in_batches(reminded: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune, "BATCH", 2)
    for number in range(7):
        Effect.objects.create(
            key=str(number), kind="event", way="erp:erp", target="x", payload="{}", status="done",
            not_before=utc_now(), ended_at=utc_now(),
        )  # fmt: skip
    assert run_prune(reminded)["writes into the ERP"].rows >= 7
    assert not Effect.objects.filter(target="x").exists()


def test_zero_months_keep_for_ever(reminded: World) -> None:
    paid(reminded)
    keep = Retention(letters=0)
    reminded.engine.settings = msgspec.structs.replace(reminded.engine.settings, retention=keep)
    assert run_prune(reminded, years=90)["reminders"].before is None
    assert Notice.objects.count() == 1


def test_files_that_no_row_names_go_after_a_week(reminded: World) -> None:
    orphan = reminded.folder / "data" / "evidence" / "ab" / ("ab" * 32)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"of a decision that was never committed")
    young = orphan.with_name("ab" * 31 + "cd")
    young.write_bytes(b"being written")
    long_ago = (datetime.now(UTC) - timedelta(days=8)).timestamp()
    os.utime(orphan, (long_ago, long_ago))
    done = run_prune(reminded, years=0)
    assert done["files that nothing names"].files == 1
    assert not orphan.exists()
    assert young.exists()


# Delivery


def test_that_a_mail_was_opened_goes_long_before_that_it_was_delivered(reminded: World) -> None:
    watching(reminded)
    now = utc_now()
    tell(reminded, report("delivered", at=now), report("opened", at=now))
    paid(reminded)
    run_prune(reminded, years=0.6)
    assert list(DeliveryEvent.objects.values_list("kind", flat=True)) == ["delivered"]
    run_prune(reminded, years=2.1)
    assert not DeliveryEvent.objects.exists()


def test_the_proof_of_an_open_reminder_stays(reminded: World) -> None:
    tell(reminded, report("delivered"))
    assert run_prune(reminded, years=5)["delivery events"].needed == 1


def test_a_complaint_is_remembered_as_long_as_the_customer_has_that_address(reminded: World) -> None:
    tell(reminded, report("complained"))
    paid(reminded)
    assert run_prune(reminded, years=5)["delivery events"].needed == 1
    assert tracking.unreachable([str(luce(reminded))])
    reminded.erp.edit(luce(reminded), email="lucia@luce.example")
    reminded.run(TODAY + timedelta(days=2))
    assert run_prune(reminded, years=5)["delivery events"].rows == 1


# The rest


def test_an_e_invoice_stays_as_long_as_the_erp_has_the_invoice(emitting: World) -> None:
    bill = issue(emitting)
    emitting.run()
    assert run_prune(emitting)["e-invoices"].needed == 1
    assert EDocument.objects.count() == 1
    emitting.erp.delete(bill)
    emitting.run(TODAY + timedelta(days=1))
    done = run_prune(emitting)["e-invoices"]
    assert (done.rows, EDocument.objects.count(), files(emitting)) == (1, 0, [])


def test_a_refusal_that_a_person_settled_is_remembered_as_long_as_the_invoice(world: World) -> None:
    customer = world.erp.customer()
    bill = world.erp.invoice(customer, due=TODAY + timedelta(days=9))
    world.run()
    for ref in (str(bill), "erp/1/invoice/gone"):
        Aside.objects.create(stage="einvoice", ref=ref, connection="erp", settled_at=utc_now(), settled_by="vera")
    Aside.objects.create(stage="einvoice", ref="erp/1/invoice/waits", connection="erp")
    assert run_prune(world)["settled asides"].rows == 1
    assert set(Aside.objects.values_list("ref", flat=True)) == {str(bill), "erp/1/invoice/waits"}


def test_the_audit_trail_is_never_touched_and_its_runs_lose_only_their_words(reminded: World) -> None:
    Run.objects.update(message="the server refuses luce@luce.example")
    lines = list(Audit.objects.order_by("pk").values_list("pk", flat=True))
    run_prune(reminded)
    assert list(Audit.objects.order_by("pk").values_list("pk", flat=True))[: len(lines)] == lines
    assert {run.message for run in Run.objects.all()} == {""}


def test_the_audit_trail_knows_people_by_reference_alone(reminded: World) -> None:
    tell(reminded, report(code="", detail="there is no luce@luce.example here"))
    trail = str(list(Audit.objects.values("why", "facts", "ref", "what")))
    assert "Officina" not in trail
    assert "luce@" not in trail
    assert str(luce(reminded)) in trail


def said(world: World, **changes: object) -> Said:
    usual = {"account": str(luce(world)), "kind": "Block", "body": "{}", "made_on": TODAY, "who": "vera", "why": "ill"}
    return Said.objects.create(**usual | changes)


def test_what_was_said_goes_after_its_end(reminded: World) -> None:
    ended, over, holds = said(reminded, ended_on=TODAY), said(reminded, until=TODAY), said(reminded)
    assert run_prune(reminded, years=2)["words about customers"].rows == 0
    assert run_prune(reminded, years=4)["words about customers"].rows == 2
    assert list(Said.objects.values_list("pk", flat=True)) == [holds.pk]
    assert {ended.pk, over.pk}.isdisjoint({holds.pk})


def test_a_managers_word_that_ended_by_itself_goes_two_years_later(reminded: World) -> None:
    usual = {"account": str(luce(reminded)), "amount": 500, "currency": "EUR", "reason": "stock", "who": "vera"}
    CreditOverride.objects.create(**usual, until=utc_now().date() + timedelta(days=30))
    assert run_prune(reminded, years=2)["credit overrides"].rows == 0
    assert run_prune(reminded, years=3)["credit overrides"].rows == 1


def test_who_a_customer_is_stays_until_five_years_after_the_end_of_business(reminded: World) -> None:
    paid(reminded)
    name, seen = str(luce(reminded)), datetime(2026, 1, 5, tzinfo=UTC)
    Kyc.objects.create(account=name, vat_asked_at=seen)
    KycDocument.objects.create(account=name, name="register extract", dated=date(2026, 1, 5), who="vera")
    Entry.objects.filter(kind="invoice").update(date=date(2031, 6, 1))  # they still bought then
    settings, vault = reminded.engine.settings, reminded.engine.vault
    prune.prune(settings, vault, datetime(2036, 5, 1, tzinfo=UTC))
    assert (Kyc.objects.count(), KycDocument.objects.count()) == (1, 1)
    prune.prune(settings, vault, datetime(2036, 7, 1, tzinfo=UTC))
    assert (Kyc.objects.count(), KycDocument.objects.count()) == (0, 0)


def test_a_new_customer_without_any_business_yet_keeps_its_record(world: World) -> None:
    Kyc.objects.create(account="erp//customer/new", vat_asked_at=utc_now())
    run_prune(world, years=1)
    assert Kyc.objects.count() == 1


def test_records_that_the_erp_no_longer_has_go_once_nothing_is_about_them(world: World) -> None:
    other = world.erp.customer("Vecchia Ditta", email="old@ditta.example")
    bill = world.erp.invoice(other, due=TODAY + timedelta(days=30))
    world.run()
    world.erp.delete(bill)
    world.erp.delete(other)
    world.run(TODAY + timedelta(days=1))
    assert Entry.objects.filter(gone=True).count() == 2
    run_prune(world, years=3)
    run_prune(world, years=3)
    assert not Entry.objects.exists()


def test_a_record_that_a_kept_reminder_is_about_stays(reminded: World) -> None:
    Entry.objects.update(gone=True)
    run_prune(reminded, years=3)
    assert Entry.objects.filter(kind="invoice").count() == 2
    assert Entry.objects.filter(kind="customer").count() == 1


@pytest.mark.parametrize(
    ("now", "months", "years", "before"),
    [
        (datetime(2026, 3, 31, tzinfo=UTC), 1, False, date(2026, 2, 28)),
        (datetime(2026, 1, 15, tzinfo=UTC), 13, False, date(2024, 12, 15)),
        (datetime(2028, 2, 29, tzinfo=UTC), 24, False, date(2026, 2, 28)),
        (datetime(2036, 12, 31, tzinfo=UTC), 120, True, date(2026, 1, 1)),
    ],
)
def test_so_many_months_ago(now: datetime, months: int, years: bool, before: date) -> None:
    assert prune.ago(now, months, whole_years=years).date() == before


def test_a_report_about_a_pruned_message_is_about_nobody(reminded: World) -> None:
    late = report()
    paid(reminded)
    run_prune(reminded)
    assert dict(returns.take(reminded.engine.settings, [late]).counts) == {"unknown": 1}


# On the command line


@pytest.mark.django_db
def test_the_command_counts_first_and_deletes_when_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = plain_settings(tmp_path)
    monkeypatch.setattr(command.screen, "settings", lambda path: chosen)
    Said.objects.create(account="x", kind="Block", body="{}", made_on=TODAY, who="vera", ended_on=date(2020, 1, 1))
    command.prune(dry_run=True, json=True)
    counted = msgspec.json.decode(capsys.readouterr().out)
    assert counted["dry_run"]
    assert {"what": "words about customers", "rows": 1}.items() <= next(
        kind for kind in counted["kinds"] if kind["setting"] == "said"
    ).items()
    assert Said.objects.count() == 1
    command.prune()
    assert "words about customers" in capsys.readouterr().out
    assert Said.objects.count() == 0
