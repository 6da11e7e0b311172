"""What an SMTP server took, and what is known when it breaks off: the mail channel against a real server."""

import email
import socket
import ssl
import traceback
from collections.abc import Callable, Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session, syntax

from connectors.channels import mail
from connectors.contract import CannotTell, Channel
from connectors.errors import Misconfigured, Refused, Retry
from connectors.secret import Secret
from tests.connectors.messages import LETTER, PDF, changed


class Post:
    """A mail server: keeps what it takes, and misbehaves at one point if told to."""

    def __init__(self, trouble: str = "", answer: str = "", address: str = "") -> None:
        self.trouble, self.answer, self.address = trouble, answer, address
        self.taken: list[Envelope] = []

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.trouble == "mail":
            return self._act(server)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.trouble == "rcpt" and self.address in address:
            return self._act(server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.trouble == "taken":
            self.taken.append(envelope)
        if self.trouble in {"content", "taken"}:
            return self._act(server)
        self.taken.append(envelope)
        return "250 OK"

    def _act(self, server: SMTP) -> str:
        if not self.answer:
            server.transport.abort()
        return self.answer or "250 never seen"


class Server(SMTP):
    """Breaks off where a handler cannot: at the greeting, at DATA, in the middle of the content, at QUIT."""

    def connection_made(self, transport: Any) -> None:
        if self.event_handler.trouble == "greeting":
            transport.abort()
        else:
            super().connection_made(transport)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        trouble = self.event_handler
        if trouble.trouble == "data" and trouble.answer:
            await self.push(trouble.answer)
        elif trouble.trouble == "data":
            self.transport.abort()
        elif trouble.trouble == "halfway":
            await self.push("354 go on")
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)

    @syntax("QUIT")
    async def smtp_QUIT(self, arg: str) -> None:
        if self.event_handler.trouble == "quit":
            self.transport.abort()
        else:
            await super().smtp_QUIT(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return Server(self.handler, **self.SMTP_kwargs)


Start = Callable[..., Channel]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a server with a handler; gives the channel that sends to it."""
    running: list[Controller] = []

    def begin(handler: Post, *, server: dict[str, Any] | None = None, **settings: Any) -> Channel:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        trouble, handler.trouble = handler.trouble, ""  # the controller itself says hello first
        controller = _Controller(handler, hostname="127.0.0.1", port=port, **(server or {}))
        controller.start()
        handler.trouble = trouble
        running.append(controller)
        fields = {"backend": "smtp", "host": "127.0.0.1", "port": port, "tls": "none", "timeout": 5} | settings
        return mail.open_channel("mail", mail.Settings(sender="solde@aubepine.example", **fields))

    yield begin
    for controller in running:
        controller.stop()


# Through a server


def test_a_server_gets_the_whole_message(start: Start) -> None:
    post = Post()
    receipt = start(post).send(LETTER, "notice/7")
    [envelope] = post.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == ("solde@aubepine.example", ["compta@lefevre.example"])
    assert isinstance(envelope.content, bytes)
    message = email.message_from_bytes(envelope.content, policy=policy.default)
    assert message["Message-ID"] == receipt.id
    assert receipt.id.endswith("@aubepine.example>")
    assert message["Subject"] == LETTER.subject
    assert message["From"] == "Atelier Aubépine <solde@aubepine.example>"
    assert message["Reply-To"] == "clients@aubepine.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"
    assert message["Date"].datetime.tzinfo is not None
    body = message.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == LETTER.body, "the line with a lone dot is not the end"
    [attachment] = message.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content()) == (PDF.name, PDF.content)


def test_a_repeat_carries_the_same_message_id(start: Start) -> None:
    channel = start(Post())
    assert channel.send(LETTER, "notice/7") == channel.send(LETTER, "notice/7")
    assert channel.send(LETTER, "notice/8") != channel.send(LETTER, "notice/7")


def test_several_addresses_get_one_message(start: Start) -> None:
    post = Post()
    start(post).send(changed(to="a@luce.example; Zoë <b@münchen.example>"), "k")
    assert [e.rcpt_tos for e in post.taken] == [["a@luce.example", "b@xn--mnchen-3ya.example"]]


def test_a_copy_in_the_header_is_seen_and_a_hidden_one_is_not(start: Start) -> None:
    post = Post()
    start(post).send(changed(cc=("rosa@aubepine.example",), bcc=("ugo@aubepine.example",)), "k")
    [envelope] = post.taken
    assert envelope.rcpt_tos == ["compta@lefevre.example", "rosa@aubepine.example", "ugo@aubepine.example"]
    message = email.message_from_bytes(envelope.content or b"", policy=policy.default)
    assert message["Cc"] == "rosa@aubepine.example"
    assert b"ugo@" not in (envelope.content or b"")


def test_a_copy_that_cannot_be_taken_holds_nobody_up(start: Start) -> None:
    post = Post("rcpt", "550 no such user", address="rosa@")
    start(post).send(changed(cc=("rosa@aubepine.example",)), "k")
    assert [envelope.rcpt_tos for envelope in post.taken] == [["compta@lefevre.example"]]


def test_a_copy_to_nonsense_or_to_the_customer_is_left_out(start: Start) -> None:
    post = Post()
    start(post).send(changed(cc=("not an address", "Compta@Lefevre.example", "a@b.example\nBcc: x@y.example")), "k")
    assert [envelope.rcpt_tos for envelope in post.taken] == [["compta@lefevre.example"]]


@pytest.mark.parametrize("point", ["greeting", "mail", "rcpt", "data"])
def test_a_connection_that_breaks_before_the_content_has_sent_nothing(start: Start, point: str) -> None:
    post = Post(point)
    with pytest.raises(Retry) as error:
        start(post).send(LETTER, "k")
    assert error.value.sent is False
    assert post.taken == []


@pytest.mark.parametrize(("point", "arrived"), [("halfway", 0), ("content", 0), ("taken", 1)])
def test_a_connection_that_breaks_after_the_content_began_is_in_doubt(start: Start, point: str, arrived: int) -> None:
    post = Post(point)
    with pytest.raises(Retry) as error:
        start(post).send(LETTER, "k")
    assert error.value.sent is True
    assert len(post.taken) == arrived, "nobody on our side can know"


def test_a_server_that_dies_at_quit_has_taken_the_message(start: Start) -> None:
    post = Post("quit")
    assert start(post).send(LETTER, "k").id
    assert len(post.taken) == 1


@pytest.mark.parametrize("point", ["mail", "rcpt", "data", "content"])
def test_a_server_that_asks_to_come_back_has_sent_nothing(start: Start, point: str) -> None:
    with pytest.raises(Retry, match="greylisted") as error:
        start(Post(point, "451 greylisted, come back")).send(LETTER, "k")
    assert error.value.sent is False


def test_a_refused_address_is_named_and_nobody_gets_the_message(start: Start) -> None:
    post = Post("rcpt", "550 no such user", address="gone@")
    with pytest.raises(Refused, match=r"refuses gone@luce\.example: 550 no such user") as error:
        start(post).send(changed(to="here@luce.example, gone@luce.example"), "k")
    assert [fault.path for fault in error.value.faults] == ["to"]
    assert post.taken == []


@pytest.mark.parametrize("point", ["data", "content"])
def test_a_refused_message_is_refused_for_good(start: Start, point: str) -> None:
    with pytest.raises(Refused, match="554 looks like spam"):
        start(Post(point, "554 looks like spam")).send(LETTER, "k")


def test_a_message_that_is_too_large_is_refused(start: Start) -> None:
    with pytest.raises(Refused, match="552"):
        start(Post(), server={"data_size_limit": 100}).send(LETTER, "k")


def test_a_refused_sender_is_a_matter_of_configuration(start: Start) -> None:
    with pytest.raises(Misconfigured, match=r"mail\.sender: .* solde@aubepine\.example: 553"):
        start(Post("mail", "553 not yours")).send(LETTER, "k")


def test_a_server_that_is_not_there_has_taken_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        settings = mail.Settings(backend="smtp", host="127.0.0.1", port=taken.getsockname()[1], tls="none")
        with pytest.raises(Retry, match="no connection to 127") as error:
            mail.open_channel("mail", settings).send(LETTER, "k")
    assert error.value.sent is False


def test_a_server_cannot_be_asked_afterwards(start: Start) -> None:
    with pytest.raises(CannotTell):
        start(Post()).find("notice/7")


# Password and encryption


def accepts(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    known = (data.login, data.password) == (b"solde", b"s3cret-word")
    return AuthResult(success=known, handled=False)


AUTH = {"authenticator": accepts, "auth_require_tls": False, "auth_required": True}


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_the_password_opens_the_server(start: Start) -> None:
    post = Post()
    start(post, server=AUTH, user="solde", password=Secret("s3cret-word")).send(LETTER, "k")
    assert len(post.taken) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_wrong_password_is_to_be_mended_and_never_shown(start: Start) -> None:
    channel = start(Post(), server=AUTH, user="solde", password=Secret("wr0ng-word"))
    with pytest.raises(Misconfigured, match=r"mail\.user, mail\.password") as error:
        channel.send(LETTER, "k")
    assert "wr0ng" not in "".join(traceback.format_exception(error.value))
    [finding] = channel.check()
    assert finding.level == "error"
    assert "wr0ng" not in finding.message


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_encryption_that_is_asked_for_is_never_left_out(start: Start, tls: str) -> None:
    post = Post()
    with pytest.raises(Misconfigured, match=r"mail\.tls"):
        start(post, tls=tls).send(LETTER, "k")
    assert post.taken == []


@pytest.fixture
def encrypted(certificate: Path) -> dict[str, Any]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return {"tls_context": context, "require_starttls": True}


def test_a_certificate_that_nobody_signed_is_not_trusted(start: Start, encrypted: dict[str, Any]) -> None:
    post = Post()
    with pytest.raises(Misconfigured, match=r"certificate of 127\.0\.0\.1:\d+ is not to be trusted"):
        start(post, server=encrypted, tls="starttls").send(LETTER, "k")
    assert post.taken == []


def test_a_certificate_that_the_machine_trusts_carries_the_message(
    start: Start, encrypted: dict[str, Any], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate) + ".crt")
    post = Post()
    channel = start(post, server=encrypted, tls="starttls")
    channel.send(LETTER, "k")
    assert len(post.taken) == 1
    assert [finding.level for finding in channel.check()] == ["ok", "note"]


def test_check_finds_the_server_and_warns_where_nothing_is_encrypted(start: Start) -> None:
    post = Post()
    assert [finding.level for finding in start(post).check()] == ["ok", "warning", "note"]
    assert post.taken == []
