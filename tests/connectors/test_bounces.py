"""The bounce mailbox: what its mails tell, and a server that is absent, broken or hostile."""

import ssl
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.channels import bounces, dsn
from connectors.channels.reports import Report, code_in, meaning
from connectors.errors import Misconfigured, Retry
from connectors.secret import Secret
from tests.connectors import bounce_mails as mails
from tests.connectors.imap_server import ImapServer

NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)


def read(mail: bytes) -> Report:
    [report] = dsn.reports(mail, NOW)
    assert report.mail == mails.OURS
    return report


# What a mail tells


def test_a_mailbox_that_is_unknown_bounces_for_good() -> None:
    report = read(mails.dsn())
    assert (report.kind, report.soft, report.code, report.recipient) == ("bounced", False, "5.1.1", mails.TO)
    assert "nobody of this name" in report.detail
    assert report.at == datetime(2026, 3, 3, 9, 12, tzinfo=UTC)


def test_a_delay_is_no_bounce() -> None:
    report = read(mails.dsn(action="delayed", status="4.4.1", said="connection timed out"))
    assert (report.kind, report.soft) == ("deferred", False)


def test_a_full_mailbox_bounces_softly() -> None:
    report = read(mails.dsn(status="4.2.2", said="452 4.2.2 over quota"))
    assert (report.kind, report.soft) == ("bounced", True)


def test_a_server_that_says_that_it_delivered_is_believed() -> None:
    assert read(mails.dsn(action="delivered", status="2.0.0", said="250 ok")).kind == "delivered"


def test_a_report_without_an_action_is_judged_by_its_status() -> None:
    assert read(mails.dsn().replace(b"Action: failed\r\n", b"")).kind == "bounced"
    assert read(mails.dsn(status="4.0.0", said="").replace(b"Action: failed\r\n", b"")).kind == "deferred"


def test_the_servers_own_words_are_finer_than_a_class() -> None:
    assert read(mails.dsn(status="5.0.0", said="552 5.2.2 mailbox full")).code == "5.2.2"


def test_the_address_that_was_written_to_counts_not_where_it_was_forwarded() -> None:
    assert read(mails.dsn(to="lucia@elsewhere.example", original=mails.TO)).recipient == mails.TO


def test_headers_alone_are_enough_to_know_the_message() -> None:
    assert read(mails.dsn(returned="text/rfc822-headers")).kind == "bounced"


def test_a_complaint_is_told_from_a_bounce() -> None:
    assert (read(mails.complaint()).kind, read(mails.complaint()).recipient) == ("complained", mails.TO)
    assert dsn.reports(mails.complaint("not-spam"), NOW) == ()


def test_an_automatic_answer_is_no_bounce() -> None:
    assert read(mails.AWAY).kind == "autoresponded"


def test_what_a_person_writes_is_no_bounce_whatever_is_in_it() -> None:
    assert dsn.reports(mails.ANSWER, NOW) == ()


def test_a_bounce_in_no_standard_form_is_understood() -> None:
    report = read(mails.QMAIL)
    assert (report.kind, report.recipient, report.code) == ("bounced", mails.TO, "5.1.1")


def test_a_report_about_a_message_of_somebody_else_tells_nothing() -> None:
    assert dsn.reports(mails.dsn(mail="somebody-elses"), NOW) == ()


def test_a_date_in_the_future_or_none_is_now() -> None:
    assert read(mails.dsn().replace(b"03 Mar 2026", b"03 Mar 2093")).at == NOW
    assert read(mails.dsn().replace(b"Date: Tue, 03 Mar 2026 10:12:00 +0100", b"Date: soon")).at == NOW


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\xff\xfe\x00" * 1000,
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" * 20_000,
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2000)),
        b"Content-Type: message/rfc822\r\n\r\n" * 5000,
        mails.QMAIL[:400] + (b"<" + b"a" * 60 + b"@\r\n  550 ") * 3000 + mails.OURS.encode() + b"@x",
        mails.QMAIL[:400] + b" " * 200_000 + mails.OURS.encode() + b"@x",
        mails.QMAIL[:400] + b"<" * 200_000 + mails.OURS.encode() + b"@x",
    ],
)
def test_a_mail_that_was_built_to_harm_does_none(hostile: bytes) -> None:
    begun = time.process_time()
    assert dsn.reports(hostile, NOW) == ()
    assert time.process_time() - begun < 5


def test_a_code_in_words() -> None:
    assert (code_in("550 5.1.1 no"), code_in("451-try later"), code_in("version 1.2.3")) == ("5.1.1", "4.0.0", "")
    assert (meaning("5.1.1"), meaning("4.2.2"), meaning("5.0.0")) == ("mailbox unknown", "mailbox full", "")


# The mailbox

Start = Callable[..., ImapServer]


@pytest.fixture
def start() -> Iterator[Start]:
    running: list[ImapServer] = []

    def begin(*arrived: bytes, **how: Any) -> ImapServer:
        server = ImapServer(**how)
        running.append(server)
        for mail in arrived:
            server.put(mail)
        return server

    yield begin
    for server in running:
        server.close()


def settings(server: ImapServer, **changes: Any) -> bounces.Settings:
    usual: dict[str, Any] = {"host": "127.0.0.1", "port": server.port, "tls": "none", "timeout": 5}
    return bounces.Settings(**usual | {"user": "solde", "password": Secret("s3cret")} | changes)


def visit(server: ImapServer, cursor: str | None = None, **changes: Any) -> list[bounces.Batch]:
    with bounces.opened(settings(server, **changes)) as mailbox:
        found = list(mailbox.fetch(cursor, NOW))
        for batch in found:
            mailbox.acknowledge(batch)
        return found


def test_what_told_something_is_marked_as_read_and_the_rest_is_left_to_people(start: Start) -> None:
    server = start(mails.dsn(), mails.ANSWER)
    [batch] = visit(server)
    assert [report.kind for report in batch.reports] == ["bounced"]
    assert (batch.cursor, server.seen) == ("7:2", {1})


def test_the_next_visit_goes_on_where_the_last_ended(start: Start) -> None:
    server = start(mails.dsn())
    [first] = visit(server)
    assert visit(server, first.cursor) == []
    server.put(mails.complaint())
    [second] = visit(server, first.cursor)
    assert ([report.kind for report in second.reports], second.cursor) == (["complained"], "7:2")


def test_a_mailbox_that_was_made_anew_is_read_again_and_tells_the_same(start: Start) -> None:
    server = start(mails.ANSWER, mails.dsn())
    [first] = visit(server)
    server.mails, server.validity = {1: mails.dsn()}, 8
    [again] = visit(server, first.cursor)
    assert again.reports == first.reports
    assert again.cursor == "8:1"


def test_a_mail_that_was_removed_meanwhile_is_passed_over(start: Start) -> None:
    server = start(mails.dsn(), mails.complaint())
    with bounces.opened(settings(server)) as mailbox:
        server.trouble = ""
        found = mailbox.fetch(None, NOW)
        real, server._found = server._found, lambda rest: [1, 2, 3]  # type: ignore[method-assign]
        [batch] = list(found)
        server._found = real  # type: ignore[method-assign]
    assert (len(batch.reports), batch.cursor) == (2, "7:3")


def test_an_empty_mailbox_is_no_trouble(start: Start) -> None:
    assert visit(start()) == []


def test_of_a_mail_of_50_mb_only_the_beginning_is_fetched(start: Start) -> None:
    server = start(mails.dsn()[:-9] + b"A" * 50_000_000)
    [batch] = visit(server)
    assert batch.reports[0].kind == "bounced"
    server.honours_partial = False
    with pytest.raises(Retry, match="sends 5000"):
        visit(server)


def test_a_wrong_password_is_to_be_mended_and_never_shown(start: Start) -> None:
    server, word = start(), "-".join(("mistyped", "word"))
    with pytest.raises(Misconfigured, match=r"bounces\.user, bounces\.password") as refused:
        visit(server, password=Secret(word))
    assert word not in "".join(traceback.format_exception(refused.value)), "though the server repeats it"


@pytest.mark.parametrize("command", ["greeting", "CAPABILITY", "LOGIN", "SELECT", "SEARCH", "FETCH"])
@pytest.mark.parametrize("how", ["cut", "rubbish"])
def test_a_server_that_breaks_off_or_talks_nonsense_is_tried_again_later(start: Start, command: str, how: str) -> None:
    server = start(mails.dsn())
    server.trouble, server.how = command, how
    with pytest.raises(Retry):
        visit(server)


def test_marking_as_read_is_a_courtesy(start: Start) -> None:
    server = start(mails.dsn())
    server.trouble, server.how = "STORE", "cut"
    assert len(visit(server)) == 1


def test_a_folder_that_is_not_there_is_named(start: Start) -> None:
    server = start()
    server.trouble, server.how = "SELECT", "no"
    with pytest.raises(Misconfigured, match=r"bounces\.folder: 'Bounces' cannot be opened"):
        visit(server, folder="Bounces")


def test_a_server_that_is_not_there_is_tried_again_later(start: Start) -> None:
    server = start()
    server.close()
    with pytest.raises(Retry, match=r"no connection to 127\.0\.0\.1"):
        visit(server)


def test_encryption_that_is_asked_for_is_never_left_out(start: Start) -> None:
    server = start(mails.dsn())
    with pytest.raises((Misconfigured, Retry)):
        visit(server, tls="starttls")
    with pytest.raises((Misconfigured, Retry)):
        visit(server, tls="tls")
    assert not any(line.upper().startswith("LOGIN") for line in server.asked)


def test_check_opens_the_mailbox_and_warns_where_nothing_is_encrypted(start: Start) -> None:
    server = start(mails.dsn())
    assert [finding.level for finding in bounces.check(settings(server))] == ["ok", "warning"]
    [finding] = bounces.check(settings(server, password=Secret("wrong")))
    assert finding.level == "error"
    assert server.seen == set()


def test_only_a_certificate_that_the_machine_trusts_opens_the_mailbox(
    start: Start, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = start(mails.dsn(), tls=context)
    with pytest.raises(Misconfigured, match="is not to be trusted"):
        visit(server, tls="tls")
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    assert len(visit(server, tls="tls")) == 1
    assert [finding.level for finding in bounces.check(settings(server, tls="tls"))] == ["ok"]
