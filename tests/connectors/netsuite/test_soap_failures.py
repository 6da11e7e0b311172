"""What SOAP's answers mean: later, mend this record, or mend the settings."""

import re
from datetime import UTC, datetime

import pytest

from connectors.errors import Misconfigured, Refused, Retry
from connectors.http import Reply
from connectors.netsuite import soap_answers, soap_failures
from connectors.netsuite.failures import Call
from connectors.netsuite.soap_values import clean, external_id, file_type, title
from tests.connectors.netsuite import soap_texts as say

WRITE = Call("invoice 12, note", record=True, changes=True, hint="notes")
ASK = Call("SOAP server time")


def check(content: bytes, call: Call = WRITE) -> None:
    soap_failures.check(call, soap_answers.read(content))


def test_what_worked_has_an_id() -> None:
    answer = soap_answers.read(say.written("987"))
    assert (answer.ok, answer.id, answer.details, answer.fault) == (True, "987", (), "")
    soap_failures.check(WRITE, answer)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ExceededConcurrentRequestLimitFault", "WS_REQUEST_BLOCKED"),
        ("ExceededRequestLimitFault", "WS_CONCUR_SESSION_DISALLWD"),
        ("UnexpectedErrorFault", "WS_REQUEST_BLOCKED"),
        ("UnexpectedErrorFault", "WS_EXCEEDED_MAX_CONCUR_RQST"),
    ],
)
def test_too_many_requests_are_known_by_fault_or_code(name: str, code: str) -> None:
    answer = soap_answers.read(say.fault(name, code))
    assert soap_failures.overrun(answer)
    assert not soap_failures.login_refused(answer)


def test_too_many_requests_may_be_told_for_the_record_alone() -> None:
    assert soap_failures.overrun(soap_answers.read(say.refused("WS_CONCUR_SESSION_DISALLWD")))
    assert not soap_failures.overrun(soap_answers.read(say.refused("USER_ERROR")))
    assert not soap_failures.overrun(soap_answers.read(say.written("1")))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("InvalidCredentialsFault", "INVALID_LOGIN_CREDENTIALS"),
        ("InvalidCredentialsFault", "USER_ERROR"),
        ("UnexpectedErrorFault", "INVALID_LOGIN_ATTEMPT"),
        ("InvalidSessionFault", "SESSION_TIMED_OUT"),
    ],
)
def test_a_login_that_is_not_taken_is_known(name: str, code: str) -> None:
    assert soap_failures.login_refused(soap_answers.read(say.fault(name, code, "Invalid login attempt.")))


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("InvalidAccountFault", "account: "),
        ("InvalidVersionFault", "soap_version: "),
        ("InsufficientPermissionFault", "the token's role lacks SOAP Web Services"),
    ],
)
def test_what_must_be_set_is_named(name: str, setting: str) -> None:
    with pytest.raises(Misconfigured, match=f"^{setting}.*invoice 12, note: no"):
        check(say.fault(name, "X"))


@pytest.mark.parametrize("call", [WRITE, ASK])
def test_an_error_of_netsuites_own_passes_and_may_have_been_carried_out(call: Call) -> None:
    with pytest.raises(Retry, match="An unexpected error occurred") as later:
        check(say.fault("UnexpectedErrorFault", "UNEXPECTED_ERROR", "An unexpected error occurred."), call)
    assert later.value.sent is call.changes


def test_a_request_that_the_schema_does_not_allow_is_not_sent_again() -> None:
    with pytest.raises(Refused, match="SAXException"):
        check(say.fault("UnexpectedErrorFault", "USER_ERROR", "org.xml.sax.SAXException: what?"))


def test_a_fault_without_a_kind_is_the_servers_or_ours() -> None:
    with pytest.raises(Retry, match=r"broken \(Server\)"):
        check(say.plain_fault("s:Server", "broken"))
    with pytest.raises(Refused, match="what"):
        check(say.plain_fault("s:Client", "what?"))


@pytest.mark.parametrize(("code", "sent"), [("RCRD_HAS_BEEN_CHANGED", False), ("UNEXPECTED_ERROR", True)])
def test_what_passes_with_one_record_is_tried_later(code: str, sent: bool) -> None:
    with pytest.raises(Retry) as later:
        check(say.refused(code))
    assert later.value.sent is sent


def test_a_records_refusal_has_the_record_and_netsuites_words() -> None:
    with pytest.raises(Refused) as refused:
        check(say.refused("USER_ERROR", "Please enter\n value(s) for: Folder"))
    fault = refused.value.faults[0]
    assert (fault.code, fault.source) == ("USER_ERROR", "NetSuite")
    assert fault.message == "NetSuite, invoice 12, note: Please enter value(s) for: Folder"
    assert len(refused.value.faults) == 1, "a warning is none"


def test_a_missing_right_is_the_records_or_the_connections() -> None:
    with pytest.raises(Refused, match="no-right: the token's role lacks a right: notes"):
        check(say.refused("INSUFFICIENT_PERMISSION"))
    with pytest.raises(Misconfigured, match="lacks a right"):
        check(say.refused("INSUFFICIENT_PERMISSION"), ASK)
    with pytest.raises(Misconfigured, match="USER_ERROR"):
        check(say.refused("USER_ERROR"), ASK)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<a", "broken XML"),
        (b"", "broken XML"),
        (b"<a/>", "no SOAP"),
        (say.envelope(""), "no SOAP"),
        (say.envelope("<a/>"), "without a status"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DTD"),
    ],
)
def test_what_is_no_answer_is_not_read(content: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        soap_answers.read(content)


def test_what_is_no_answer_is_the_networks_or_the_addresss_fault() -> None:
    later = soap_failures.no_soap(WRITE, Reply(500, {}, b"oops"), "broken XML")
    assert isinstance(later, Retry) and later.sent
    assert isinstance(soap_failures.no_soap(WRITE, Reply(404, {}, b""), "broken XML"), Misconfigured)
    page = Reply(200, {"Content-Type": "text/html"}, b"<html>")
    assert isinstance(soap_failures.no_soap(WRITE, page, "broken XML"), Misconfigured)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-15T10:00:00.000", datetime(2026, 1, 15, 18, tzinfo=UTC)),  # winter: eight hours
        ("2026-07-15T10:00:00", datetime(2026, 7, 15, 17, tzinfo=UTC)),  # summer: seven
        ("2026-03-08T01:59:59", datetime(2026, 3, 8, 9, 59, 59, tzinfo=UTC)),  # the last second of winter
        ("2026-03-08T03:00:00", datetime(2026, 3, 8, 10, tzinfo=UTC)),
        ("2026-01-15T10:00:00.000-08:00", datetime(2026, 1, 15, 18, tzinfo=UTC)),
        ("2026-01-15T10:00:00Z", datetime(2026, 1, 15, 10, tzinfo=UTC)),
    ],
)
def test_a_time_without_an_offset_is_pacific(text: str, utc: datetime) -> None:
    found = soap_answers.instant(soap_answers.read(say.server_time(text)).time)
    assert found == utc
    assert found.tzinfo is UTC


def test_files_have_one_of_netsuites_types() -> None:
    assert file_type("application/pdf") == ("_PDF", "")
    assert file_type("Text/XML; charset=utf-8") == ("_XMLDOC", "_utf8")
    assert file_type("application/x-unheard-of") == ("_MISCBINARY", "")


def test_an_external_id_shows_the_key_and_has_what_netsuite_takes() -> None:
    assert external_id("notice-12_file") == "solde-notice-12_file"
    keys = ["said:5:again", "said-5-again", "Said-5-again", "said/5/again", "a" * 40, "a" * 41, "a" * 42, "é", "ü"]
    made = [external_id(key) for key in keys]
    assert all(each.startswith("solde-said-5-again") for each in made[:4]), "people recognise it"
    assert len({each.lower() for each in made}) == len(keys), "NetSuite does not tell capitals from small letters"
    assert all(re.fullmatch("solde-[a-z0-9_-]{1,60}", each) for each in made)


def test_texts_have_only_what_xml_can_hold() -> None:
    assert clean("a\x00\x1bé\U0001f600\ufffe\ud800\t\n") == "a\ufffd\ufffdé\U0001f600\ufffd\ufffd\t\n"


def test_a_title_is_the_first_line_cut_at_a_word() -> None:
    assert title("\n Called  them \nand nobody there") == "Called them"
    assert title("word " * 30) == "word " * 15 + "word…"
    assert len(title("x" * 300)) == 80
    assert title("") == ""
