"""A real mail server that breaks off at the worst moments: what surely did not arrive goes again, the rest is asked."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from config.settings import Mail
from sync import settle
from sync.clock import utc_now
from sync.engine import open_mail
from sync.models import Aside, Effect, Notice
from tests.sync.conftest import TODAY, World
from tests.sync.crash.post_office import PostOffice

LATER = timedelta(hours=1)


@pytest.fixture(scope="module")
def server() -> Iterator[PostOffice]:
    """One mail server for the stories of this file."""
    opened = PostOffice()
    yield opened
    opened.close()


@pytest.fixture
def post(server: PostOffice, world: World) -> PostOffice:
    """The engine sends through it, and one customer owes."""
    import msgspec

    server.mails.clear()
    server.trouble.clear()
    mail = Mail(
        backend="smtp", host="127.0.0.1", port=server.port, tls="none", sender="solde@atelier.example", timeout=5
    )
    world.engine.settings = msgspec.structs.replace(world.engine.settings, mail=mail)
    world.engine.channels["mail"] = open_mail(world.engine.settings)
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.invoice(luce, due=TODAY - timedelta(days=6))
    return server


def later(world: World) -> None:
    """A run an hour later on the same day."""
    world.engine.now = lambda: utc_now() + LATER
    world.run()


def test_a_server_that_takes_the_mail_gets_it_once(world: World, post: PostOffice) -> None:
    world.run()
    later(world)
    assert [mail["To"] for mail in post.mails] == ["luce@luce.example"]


@pytest.mark.parametrize("trouble", ["before-data", "busy"])
def test_a_mail_that_the_server_never_took_goes_later(world: World, post: PostOffice, trouble: str) -> None:
    post.trouble.append(trouble)
    assert world.run().troubles
    assert post.mails == []
    assert Notice.objects.get().status == "prepared"
    later(world)
    assert len(post.mails) == 1
    assert Notice.objects.get().status == "given"
    assert not Effect.objects.filter(status="in-doubt").exists()


def test_a_line_that_breaks_before_the_reply_leaves_a_doubt_and_no_second_mail(world: World, post: PostOffice) -> None:
    post.trouble.append("after-data")
    world.run()
    later(world)
    doubt = Effect.objects.get(status="in-doubt")
    assert len(post.mails) == 1
    assert world.erp.writes() == []
    settle.settle_effect(doubt, arrived=True)
    later(world)
    assert len(post.mails) == 1
    assert len(world.erp.writes()) == 2


def test_what_the_server_will_never_take_lies_aside(world: World, post: PostOffice) -> None:
    post.trouble.append("refuse")
    world.run()
    later(world)
    assert post.mails == []
    assert "not here" in Aside.objects.get(stage="letter").faults[0]["message"]


def test_a_mail_that_is_sent_again_by_hand_carries_the_same_message_id(world: World, post: PostOffice) -> None:
    post.trouble.append("after-data")
    world.run()
    settle.retry_effect(Effect.objects.get(status="in-doubt"))  # a person believed that it was lost
    later(world)
    assert len({mail["Message-ID"] for mail in post.mails}) == 1
