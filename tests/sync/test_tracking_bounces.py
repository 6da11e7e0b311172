"""The bounce mailbox and the engine: read before deciding, and while it serves; nothing lost, nothing done twice."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from config.settings import Bounces, Mail, Settings, Tracking, Web
from connectors.secret import Secret
from sync import doctor
from sync.health import Health
from sync.models import Cursor, DeliveryEvent, Effect, Notice
from sync.serve import Server
from sync.tracking import bounces
from tests.connectors import bounce_mails as mails
from tests.connectors.imap_server import ImapServer
from tests.sync.conftest import TODAY, World
from tests.sync.conftest import settings as usual
from tests.sync.reminding import reminded

__all__ = ["reminded"]


@pytest.fixture
def server() -> Iterator[ImapServer]:
    running = ImapServer()
    yield running
    running.close()


def reading(world: World, server: ImapServer, **changes: Any) -> Settings:
    """The world's configuration, with the mailbox in it."""
    section = {"host": "127.0.0.1", "port": server.port, "tls": "none", "timeout": 5, "password": Secret("s3cret")}
    world.engine.settings = msgspec.structs.replace(
        world.engine.settings,
        bounces=Bounces(**section | changes),  # type: ignore[arg-type]
    )
    return world.engine.settings


def come_back(server: ImapServer, **how: Any) -> int:
    """The newest mail comes back."""
    return server.put(mails.dsn(mail=Effect.objects.exclude(mail="").order_by("-id")[0].mail, **how))


def test_a_run_reads_what_came_back_before_it_decides(reminded: World, server: ImapServer) -> None:
    reading(reminded, server)
    come_back(server)
    reminded.run(TODAY + timedelta(days=1))
    first, second = Notice.objects.order_by("id")
    assert (first.status, second.level) == ("failed", first.level), "the notice that never arrived is decided anew"
    assert server.seen == {1}


def test_each_mail_is_read_once(reminded: World, server: ImapServer) -> None:
    chosen = reading(reminded, server)
    come_back(server)
    assert bounces.poll(chosen) == bounces.poll(chosen) == []
    assert [line for line in server.asked if line.startswith("UID FETCH")] == [server.asked[4]]
    assert Cursor.objects.get(connection="bounces").value == "7:1"


def test_a_visit_that_is_killed_before_the_commit_is_made_again(
    reminded: World, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = reading(reminded, server)
    come_back(server)

    def killed(**values: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Cursor.objects, "update_or_create", killed)
    with pytest.raises(KeyboardInterrupt):
        bounces.poll(chosen)
    assert (DeliveryEvent.objects.count(), server.seen) == (0, set())
    monkeypatch.undo()
    bounces.poll(chosen)
    assert (DeliveryEvent.objects.count(), server.seen) == (1, {1})


def test_what_is_about_a_mail_that_is_being_sent_waits(reminded: World, server: ImapServer) -> None:
    chosen = reading(reminded, server)
    come_back(server)
    Effect.objects.exclude(mail="").update(status="sending")
    assert bounces.poll(chosen) == []
    assert not Cursor.objects.filter(connection="bounces").exists()
    Effect.objects.exclude(mail="").update(status="done")
    bounces.poll(chosen)
    assert Notice.objects.get().status == "failed"


def test_a_mailbox_that_cannot_be_read_is_a_trouble_and_stops_no_reminder(reminded: World, server: ImapServer) -> None:
    reading(reminded, server, password=Secret("mistyped"))
    done = reminded.run(TODAY + timedelta(days=30))
    assert done.troubles[0].startswith("bounces: bounces.user, bounces.password: 127.0.0.1")
    assert sum(done.notices.values()) == 1


def test_serving_looks_into_the_mailbox_every_few_minutes(tmp_path: Path, server: ImapServer) -> None:
    chosen = msgspec.structs.replace(usual(tmp_path), bounces=Bounces(host="127.0.0.1", every_minutes=3))
    serving = Server(chosen, Health("127.0.0.1", 0, timedelta(hours=1)))
    serving.stopping.set()
    jobs: dict[str, Any] = {}
    serving.scheduler.add_job = lambda *what, **named: jobs.setdefault(named["id"], named)
    serving.scheduler.start = serving.scheduler.shutdown = lambda **named: None
    serving.serve()
    assert jobs["bounces"]["minutes"] == 3


Told = Callable[..., list[str]]


@pytest.fixture
def told(world: World) -> Told:
    """What `solde check` says about it."""

    def ask(**sections: Any) -> list[str]:
        chosen = msgspec.structs.replace(world.engine.settings, **sections)
        return [
            f"{one.level}: {one.message}" for one in doctor.findings(chosen) if one.subject in ("bounces", "tracking")
        ]

    return ask


def test_check_warns_where_nobody_would_tell_of_a_bounce(told: Told) -> None:
    assert told(mail=Mail(backend="files")) == []
    [line] = told(mail=Mail(backend="smtp", host="127.0.0.1", port=9))
    assert "a bounced reminder counts as given" in line
    webhook = {"mail": Mail(backend="smtp", provider="postmark"), "tracking": Tracking(secret=Secret("x"))}
    [line] = told(**webhook)
    assert "web.port is not" in line
    assert told(**webhook, web=Web(port=8080)) == []


def test_check_names_what_a_webhook_lacks(told: Told) -> None:
    [line] = told(tracking=Tracking(secret=Secret("x")))
    assert "mail.provider is not" in line
    [line] = told(mail=Mail(provider="mailgun"), tracking=Tracking(secret=Secret("x")), web=Web(port=8080))
    assert "signing_key" in line


def test_check_repeats_on_which_basis_readers_are_watched(told: Told) -> None:
    [line] = told(tracking=Tracking(open_tracking="consent", basis_text="clause 9 of the terms of 2026"))
    assert "on the basis of consent: clause 9 of the terms of 2026" in line


def test_watching_readers_needs_a_basis_in_words() -> None:
    with pytest.raises(ValueError, match="basis_text"):
        Tracking(open_tracking="legitimate-interest")


def test_check_opens_the_mailbox(told: Told, server: ImapServer) -> None:
    section = Bounces(host="127.0.0.1", port=server.port, tls="none", password=Secret("s3cret"))
    assert told(bounces=section)[0] == f"ok: reads INBOX on 127.0.0.1:{server.port}"
