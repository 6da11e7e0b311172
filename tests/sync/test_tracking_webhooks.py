"""What the services tell over their webhooks, in the shapes that they document, and who is not listened to."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import msgspec
import pytest
from django.http import HttpResponse
from django.test import Client

from config.settings import Mail, Tracking
from connectors.channels.envelope import seal
from connectors.contract import Message
from connectors.secret import Secret
from sync.clock import utc_now
from sync.models import DeliveryEvent, Effect, Notice
from sync.web.desk import PLACE, Desk
from tests.sync.conftest import TODAY, World

TO = "luce@luce.example"
KEY = "a-key-of-ours"
Tell = Callable[..., HttpResponse]


@pytest.fixture
def reminded(world: World) -> World:
    luce = world.erp.customer("Officina Luce", email=TO)
    world.erp.invoice(luce, number="F1", due=TODAY - timedelta(days=6))
    world.run()
    return world


@pytest.fixture
def tell(reminded: World) -> Tell:
    """Call the webhook as `provider` would, with the right secret unless told otherwise."""

    def call(provider: str, body: Any, secret: str = "s3cret", configured: str = "", **tracking: Any) -> HttpResponse:
        section = Tracking(**{"secret": Secret("s3cret"), "signing_key": Secret(KEY)} | tracking)
        mail = Mail(sender="solde@atelier.example", provider=configured or provider)  # type: ignore[arg-type]
        desk = Desk(msgspec.structs.replace(reminded.engine.settings, mail=mail, tracking=section))
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        allowed = {"HTTP_AUTHORIZATION": "Basic " + b64encode(f"solde:{secret}".encode()).decode()} if secret else {}
        path = f"/webhooks/{provider}/tracking/"
        return Client().post(path, content, content_type="application/json", **allowed, **{PLACE: desk})

    return call


def ours() -> str:
    return Effect.objects.exclude(mail="").get().mail


def stored() -> list[tuple[str, str, str]]:
    return list(DeliveryEvent.objects.order_by("id").values_list("kind", "code", "source"))


# Postmark: https://postmarkapp.com/developer/webhooks/webhooks-overview


def postmark(record: str, **fields: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "RecordType": record,
        "MessageID": "00000000-0000-4000-8000-000000000001",
        "MessageStream": "outbound",
        "ServerID": 1,
        "Metadata": {"solde": ours()},
        "Tag": "",
    }
    return usual | fields


def postmark_bounce(kind: str = "HardBounce", details: str = "smtp;550 5.1.1 nobody here") -> dict[str, Any]:
    return postmark(
        "Bounce",
        ID=4711,
        Type=kind,
        TypeCode=1,
        Name="Hard bounce",
        Description="The server was unable to deliver your message.",
        Details=details,
        Email=TO,
        BouncedAt="2026-11-02T10:12:00Z",
        Inactive=True,
    )


def test_postmark_tells_of_a_delivery(tell: Tell) -> None:
    delivery = postmark("Delivery", Recipient=TO, DeliveredAt="2026-11-02T10:12:00Z", Details="250 ok")
    assert tell("postmark", delivery).status_code == 200
    assert stored() == [("delivered", "2.0.0", "postmark")]
    assert tell("postmark", delivery).json() == {"repeated": 1}


def test_postmark_tells_of_a_bounce(tell: Tell) -> None:
    assert tell("postmark", postmark_bounce()).status_code == 200
    assert stored() == [("bounced", "5.1.1", "postmark")]
    assert Notice.objects.get().status == "failed"


def test_postmarks_soft_bounce_is_soft(tell: Tell) -> None:
    tell("postmark", postmark_bounce("SoftBounce", details=""))
    assert DeliveryEvent.objects.get().soft
    assert not DeliveryEvent.objects.get().closes


def test_postmark_tells_of_a_complaint(tell: Tell) -> None:
    spam = postmark("SpamComplaint", ID=4712, Type="SpamComplaint", Email=TO, BouncedAt="2026-11-02T10:12:00Z")
    assert tell("postmark", spam).status_code == 200
    assert (stored()[0][0], DeliveryEvent.objects.get().closes) == ("complained", True)


def test_that_a_mail_was_opened_is_dropped_unless_a_basis_is_named(tell: Tell) -> None:
    opened = postmark("Open", Recipient=TO, ReceivedAt="2026-11-02T10:12:00Z", UserAgent="x", FirstOpen=True)
    assert tell("postmark", opened).json() == {"unwatched": 1}
    assert stored() == []
    tell("postmark", opened, open_tracking="consent", basis_text="clause 9")
    assert stored()[0][0] == "opened"


# Mailgun: https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads


def mailgun(event: str, key: str = KEY, number: int = 1, **fields: Any) -> dict[str, Any]:
    timestamp, token = "1793614320", f"{number:050d}"
    signature = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    data: dict[str, Any] = {
        "event": event,
        "id": "x1",
        "timestamp": 1793614320.5,
        "recipient": TO,
        "message": {"headers": {"message-id": f"{ours()}@atelier.example", "to": TO}, "size": 341},
        "user-variables": {},
    }
    return {
        "signature": {"timestamp": timestamp, "token": token, "signature": signature},
        "event-data": data | fields,
    }


def test_mailgun_tells_by_our_own_message_id(tell: Tell) -> None:
    assert tell("mailgun", mailgun("delivered")).status_code == 200
    status = {"code": 550, "message": "5.1.1 nobody here", "description": ""}
    failed = mailgun("failed", number=2, severity="permanent", reason="bounce", **{"delivery-status": status})
    assert tell("mailgun", failed).status_code == 200
    assert stored() == [("delivered", "", "mailgun"), ("bounced", "5.1.1", "mailgun")]


def test_mailguns_temporary_failure_is_a_delay(tell: Tell) -> None:
    status = {"code": 421, "message": "4.4.1 no answer", "description": ""}
    tell("mailgun", mailgun("failed", severity="temporary", reason="generic", **{"delivery-status": status}))
    assert stored() == [("deferred", "4.4.1", "mailgun")]
    assert Notice.objects.get().status == "given"


def test_what_mailgun_did_not_sign_is_refused(tell: Tell) -> None:
    assert tell("mailgun", mailgun("delivered", key="another")).status_code == 401
    assert tell("mailgun", mailgun("delivered"), signing_key=None).status_code == 400
    assert stored() == []


# Brevo: https://developers.brevo.com/docs/transactional-webhooks


def brevo(event: str, **fields: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "event": event,
        "email": TO,
        "id": 99,
        "date": "2026-11-02 11:12:00",
        "ts_epoch": 1793614320000,
        "message-id": "<202611021012.1234@smtp-relay.example>",
        "X-Mailin-custom": msgspec.json.encode({"solde": ours()}).decode(),
        "subject": "Reminder",
    }
    return usual | fields


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("delivered", "delivered"),
        ("hard_bounce", "bounced"),
        ("soft_bounce", "bounced"),
        ("blocked", "rejected"),
        ("spam", "complained"),
    ],
)
def test_brevo_returns_what_we_gave_it(tell: Tell, event: str, kind: str) -> None:
    assert tell("brevo", brevo(event, reason="said so")).status_code == 200
    [found] = DeliveryEvent.objects.all()
    assert (found.kind, found.soft) == (kind, event == "soft_bounce")


@pytest.mark.parametrize("provider", ["postmark", "brevo", "mailgun"])
def test_each_service_is_told_which_message_it_is(provider: str) -> None:
    content = seal(Message(to=TO, subject="x"), "notice:1", "solde@atelier.example", utc_now(), provider).content
    headers = message_from_bytes(content)
    name = {"postmark": "X-PM-Metadata-solde", "brevo": "X-Mailin-custom", "mailgun": "X-Mailgun-Variables"}[provider]
    assert headers["Message-ID"][1:33] in headers[name]


# Who is not listened to


@pytest.mark.parametrize("secret", ["wrong", ""])
@pytest.mark.parametrize("provider", ["postmark", "brevo"])
def test_without_the_secret_nothing_is_taken(tell: Tell, provider: str, secret: str) -> None:
    body = postmark_bounce() if provider == "postmark" else brevo("hard_bounce")
    assert tell(provider, body, secret=secret).status_code == 401
    assert (stored(), Notice.objects.get().status) == ([], "given")


def test_only_the_service_of_the_configuration_is_listened_to(tell: Tell) -> None:
    assert tell("postmark", postmark_bounce(), configured="brevo").status_code == 404
    assert stored() == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"17",
        b'"text"',
        b"[" * 100_000,
        b'{"RecordType": ["Bounce"]}',
        b'{"RecordType": "Bounce", "Metadata": 5, "BouncedAt": 7}',
        b'{"RecordType": "Delivery", "DeliveredAt": "2026-11-02T10:12:00"}',
    ],
)
def test_rubbish_is_refused_and_changes_nothing(tell: Tell, body: bytes) -> None:
    assert tell("postmark", body).status_code == 400
    assert stored() == []


def test_a_call_that_is_too_large_is_refused(tell: Tell) -> None:
    assert tell("postmark", b'{"a": "' + b"x" * 3_000_000 + b'"}').status_code == 413


def test_a_report_about_somebody_elses_message_is_not_kept(tell: Tell) -> None:
    strange = postmark_bounce() | {"Metadata": {"solde": "\x00" * 32}}
    assert tell("postmark", strange).json() == {"unknown": 1}
    assert stored() == []


def test_what_is_being_sent_is_told_again(tell: Tell) -> None:
    Effect.objects.exclude(mail="").update(status="sending")
    answer = tell("postmark", postmark_bounce())
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    Effect.objects.exclude(mail="").update(status="done")
    assert tell("postmark", postmark_bounce()).status_code == 200
    assert Notice.objects.get().status == "failed"


def test_only_calls_that_tell_something_are_answered(reminded: World) -> None:
    mail, place = Mail(provider="postmark"), "/webhooks/postmark/tracking/"
    chosen = msgspec.structs.replace(reminded.engine.settings, mail=mail, tracking=Tracking(secret=Secret("x")))
    assert Client().head(place, **{PLACE: Desk(chosen)}).status_code == 200
    assert Client().get(place, **{PLACE: Desk(chosen)}).status_code == 405
    silent = Desk(msgspec.structs.replace(chosen, tracking=Tracking()))
    assert Client().head(place, **{PLACE: silent}).status_code == 404, "no secret, no webhook"
