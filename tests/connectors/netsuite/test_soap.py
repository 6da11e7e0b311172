"""Files and notes over SOAP, against a server that holds every request against Oracle's schemas."""

import logging
import threading
from collections.abc import Iterator

import pytest
from lxml import etree

from connectors.errors import Misconfigured, Refused, Retry
from connectors.netsuite import soap_session
from connectors.netsuite.doors import Door, Target
from connectors.netsuite.soap import KINDS, MOST
from connectors.netsuite.soap_values import _TYPES
from connectors.secret import Secret
from tests.connectors.netsuite import soap_servers
from tests.connectors.netsuite.soap_servers import Server

pytestmark = pytest.mark.netsuite
PDF = b"%PDF-1.7 not much of one\n"
INVOICE, CUSTOMER = Target("invoice", "12"), Target("customer", "42")


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    if reason := soap_servers.absent():
        pytest.skip(reason)
    server = Server()
    yield server
    server.close()


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    """With one invoice and one customer; whatever a test did, nothing was invalid."""
    suite = running.suite
    suite.recs.clear()
    suite.log.clear()
    suite.attached.clear()
    suite.refuse_logins = 0
    suite.refusals.clear()
    for kind, id_ in (("folder", soap_servers.FOLDER), ("invoice", "12"), ("customer", "42")):
        suite.put(kind, id_)
    running.answers.clear()
    running.requests.clear()
    soap_session._LET_IN.clear()
    yield running
    assert running.invalid() == []
    assert running.answers == [], "all that was to be said was said"


def put(server: Server, key: str = "file-1", name: str = "FAC-1.pdf", content: bytes = PDF) -> str:
    return server.door().put_file(INVOICE, name, "application/pdf", content, key)


# Files


def test_a_file_is_saved_attached_and_found_by_its_key(server: Server) -> None:
    door: Door = server.door()
    assert door.find_file(INVOICE, "FAC-1.pdf", "file-1") == ""
    id_ = door.put_file(INVOICE, "FAC-1.pdf", "application/pdf", PDF, "file-1")
    assert door.find_file(INVOICE, "FAC-1.pdf", "file-1") == id_ != ""
    assert server.suite.files("invoice", "12") == [("FAC-1.pdf", PDF)]
    assert server.suite.recs["file", id_].get("externalId") == "solde-file-1"
    assert server.suite.recs["file", id_].findtext("{*}fileType") == "_PDF"


def test_finding_what_was_never_put_writes_nothing(server: Server) -> None:
    assert server.door().find_file(INVOICE, "FAC-1.pdf", "file-1") == ""
    assert server.door().find_note(INVOICE, "note-1") == ""
    assert server.operations() == ["getList", "getList"]


def test_put_twice_is_once(server: Server) -> None:
    assert put(server) == put(server)
    assert server.suite.files("invoice", "12") == [("FAC-1.pdf", PDF)]
    assert len([1 for kind, _ in server.suite.recs if kind == "file"]) == 1
    assert len([1 for kind, _ in server.suite.recs if kind == "folder"]) == 2, "the account's, and the file's own"


def test_keys_that_differ_in_capitals_alone_are_two(server: Server) -> None:
    assert put(server, "notice:1:A") != put(server, "notice:1:a")
    assert server.door().find_file(INVOICE, "FAC-1.pdf", "notice:1:A")
    assert len(server.suite.files("invoice", "12")) == 2


@pytest.mark.parametrize("kind", ["creditMemo", "salesOrder", "customerPayment"])
def test_every_kind_of_record_takes_files_and_notes(server: Server, kind: str) -> None:
    target = Target(kind, "5")
    server.suite.put(kind, "5")
    server.door().put_file(target, "a.pdf", "application/pdf", PDF, "k")
    server.door().add_note(target, "words", "k")
    assert server.suite.files(kind, "5") == [("a.pdf", PDF)]
    assert server.suite.notes("5") == ["words"]


def test_another_kind_of_record_is_refused_before_anything_is_sent(server: Server) -> None:
    bill = Target("vendorBill", "5")
    for ask in (
        lambda: server.door().put_file(bill, "a.pdf", "application/pdf", PDF, "k"),
        lambda: server.door().add_note(bill, "words", "k"),
    ):
        with pytest.raises(Refused, match="vendorBill 5: files and notes go to invoice") as refused:
            ask()
        assert refused.value.faults[0].code == "type"
    assert server.requests == []


@pytest.mark.parametrize("way", ["find", "put"])
def test_a_file_that_was_saved_and_not_attached_is_attached_by_whoever_asks(server: Server, way: str) -> None:
    server.answers = [None, None, (503, {}, b"")]  # folder, file; then the attaching fails
    with pytest.raises(Retry) as broken:
        put(server)
    assert broken.value.sent, "the file is there"
    assert server.suite.files("invoice", "12") == []
    found = server.door().find_file(INVOICE, "FAC-1.pdf", "file-1") if way == "find" else put(server)
    assert found
    assert server.suite.files("invoice", "12") == [("FAC-1.pdf", PDF)]


def test_an_account_that_was_full_for_the_attaching_alone_has_the_file_nevertheless(server: Server) -> None:
    full = _fault("ExceededConcurrentRequestLimitFault", "WS_REQUEST_BLOCKED")
    server.answers = [None, None, *[full] * 6]
    with pytest.raises(Retry) as broken:
        put(server)
    assert broken.value.sent, "the engine asks before it sends again"


def test_when_the_answer_is_lost_the_file_is_there_once(server: Server) -> None:
    server.lose_answer = True  # of the folder
    with pytest.raises(Retry) as lost:
        put(server)
    assert lost.value.sent
    assert server.door().find_file(INVOICE, "FAC-1.pdf", "file-1") == ""
    put(server)
    assert server.suite.files("invoice", "12") == [("FAC-1.pdf", PDF)]


def test_two_files_of_the_same_name_do_not_replace_each_other(server: Server) -> None:
    first, second = put(server, "one", content=b"first"), put(server, "two", content=b"second")
    assert first != second
    assert server.suite.files("invoice", "12") == [("FAC-1.pdf", b"first"), ("FAC-1.pdf", b"second")]


def test_a_large_file_arrives_whole_and_is_found_without_its_content(server: Server) -> None:
    content = b"%PDF" + bytes(MOST - 4)
    put(server, content=content)
    server.requests.clear()
    assert server.door().find_file(INVOICE, "FAC-1.pdf", "file-1")
    assert server.suite.files("invoice", "12") == [("FAC-1.pdf", content)]


def test_a_file_beyond_ten_megabytes_is_refused_before_it_is_sent(server: Server) -> None:
    with pytest.raises(Refused, match=r"10\.0 MB, and NetSuite takes files of 10 MB at most") as refused:
        put(server, content=bytes(MOST + 1))
    assert refused.value.faults[0].code == "too-large"
    assert server.requests == []


def test_a_text_is_kept_in_its_own_encoding(server: Server) -> None:
    text = "<Invoice>Officina Lücé</Invoice>".encode()
    id_ = server.door().put_file(INVOICE, "FAC-1.xml", "text/xml; charset=utf-8", text, "xml")
    assert server.suite.recs["file", id_].findtext("{*}fileType") == "_XMLDOC"
    assert server.suite.recs["file", id_].findtext("{*}textFileEncoding") == "_utf8"
    assert server.suite.files("invoice", "12") == [("FAC-1.xml", text)]


def test_a_file_for_a_record_that_is_gone_is_refused_with_its_id(server: Server) -> None:
    with pytest.raises(Refused) as refused:
        server.door().put_file(Target("customer", "999"), "a.pdf", "application/pdf", PDF, "gone")
    assert refused.value.faults[0].code == "missing"
    assert "999" in refused.value.faults[0].message


def test_what_else_stops_an_attachment_is_told_in_netsuites_words(server: Server) -> None:
    server.suite.refusals["attach"] = "USER_ERROR", "Attachments are closed on Sundays"
    with pytest.raises(Refused, match=r"invoice 12, file FAC-1.pdf: Attachments are closed on Sundays"):
        put(server)


@pytest.mark.parametrize("folder", ["", "78"])
def test_without_a_folder_that_takes_files_the_setting_is_named(server: Server, folder: str) -> None:
    with pytest.raises(Misconfigured, match=r"^folder: .*"):
        server.door(folder=folder).put_file(INVOICE, "FAC-1.pdf", "application/pdf", PDF, "file-1")


def test_a_right_that_is_missing_is_named(server: Server) -> None:
    server.suite.refusals["add File"] = "INSUFFICIENT_PERMISSION", "You do not have permissions."
    with pytest.raises(Refused, match=r"lacks a right: Documents and Files"):
        put(server)


# Notes


def test_a_note_is_added_once_and_found(server: Server) -> None:
    door, words = server.door(), "Reminder 1 sent <today> & filed; 5 > 3\nto Officina Lücé"
    id_ = door.add_note(INVOICE, words, "note-1")
    assert door.add_note(INVOICE, words, "note-1") == door.find_note(INVOICE, "note-1") == id_
    assert server.suite.notes("12") == [words]
    record = server.suite.recs["note", id_]
    assert record.findtext("{*}title") == "Reminder 1 sent <today> & filed; 5 > 3"
    assert record.find("{*}transaction").get("internalId") == "12"
    assert record.find("{*}entity") is None


def test_the_same_words_under_another_key_are_another_note_of_the_customer(server: Server) -> None:
    door = server.door()
    assert door.add_note(CUSTOMER, "Called", "call-1") != door.add_note(CUSTOMER, "Called", "call-2")
    assert server.suite.notes("42") == ["Called", "Called"]
    assert all(each.find("{*}entity") is not None for each in server.suite._all("note"))


def test_a_note_on_a_record_that_is_gone_is_refused_with_its_id(server: Server) -> None:
    server.suite.drop("customer", "42")
    with pytest.raises(Refused) as refused:
        server.door().add_note(CUSTOMER, "hello", "gone")
    assert refused.value.faults[0].code == "missing"
    assert "42" in refused.value.faults[0].message


def test_characters_that_xml_cannot_hold_do_not_stop_a_note(server: Server) -> None:
    server.door().add_note(INVOICE, "a\x00b\x0bc\ud800", "odd")
    assert server.suite.notes("12") == ["a\ufffdb\ufffdc\ufffd"]


def test_when_the_answer_is_lost_the_note_is_found_and_not_doubled(server: Server) -> None:
    server.lose_answer = True
    with pytest.raises(Retry) as lost:
        server.door().add_note(CUSTOMER, "Once only", "lost-1")
    assert lost.value.sent
    assert server.door().find_note(CUSTOMER, "lost-1")
    server.door().add_note(CUSTOMER, "Once only", "lost-1")
    assert server.suite.notes("42") == ["Once only"]


# The account


def test_about_tells_version_clock_and_end(server: Server) -> None:
    told = server.door().about()
    assert told.startswith("SOAP 2025_2, server time 20")
    assert "2027.1" in told and "2028.2" in told
    assert server.paths[-1] == "/services/NetSuitePort_2025_2"
    assert server.actions[-1] == '"getServerTime"'


def test_every_request_is_signed_anew(server: Server) -> None:
    put(server)
    tags = [etree.fromstring(each).find(".//{*}nonce").text for each in server.requests]
    assert len(tags) == len(set(tags)) == 3
    accounts = {etree.fromstring(each).find(".//{*}account").text for each in server.requests}
    assert accounts == {"1234567_SB1"}


def test_an_account_that_is_full_for_a_moment_is_waited_for(server: Server) -> None:
    server.suite.sem = threading.Semaphore(0)
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            server.suite.sem = threading.Semaphore(5)

    door = server.door()
    door._session._sleep = sleep
    door.add_note(INVOICE, "after all", "n")
    assert server.suite.notes("12") == ["after all"]
    assert len(waits) == 2 and all(0 < each <= 20 for each in waits)


def test_no_more_requests_at_a_time_than_the_account_takes(server: Server) -> None:
    server.suite.sem = threading.Semaphore(2)
    door, failed = server.door(concurrency=2), []
    blocked = server.suite.fault
    server.suite.fault = lambda *args: failed.append(args) or blocked(*args)
    threads = [threading.Thread(target=door.add_note, args=(INVOICE, f"note {n}", f"many-{n}")) for n in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    server.suite.fault = blocked
    server.suite.sem = threading.Semaphore(5)
    assert failed == []
    assert len(server.suite.notes("12")) == 8


def test_a_login_refused_under_load_is_tried_again(server: Server) -> None:
    server.suite.refuse_logins = 2
    server.door().add_note(INVOICE, "patience", "n")
    assert server.suite.notes("12") == ["patience"]


def test_a_login_that_works_for_the_server_time_is_no_wrong_login(server: Server) -> None:
    server.suite.refuse_logins = 3
    with pytest.raises(Retry, match="the account is busy") as busy:
        server.door().add_note(INVOICE, "later", "n")
    assert not busy.value.sent


def test_a_login_that_worked_before_is_no_wrong_login(server: Server) -> None:
    door = server.door()
    door.about()
    server.suite.refuse_logins = 10
    with pytest.raises(Retry, match="the account is busy"):
        door.about()


def test_a_wrong_secret_is_named_and_not_told(server: Server) -> None:
    with pytest.raises(Misconfigured, match="consumer_key, consumer_secret, token_id or token_secret") as wrong:
        server.door(token_secret=Secret("hunter2")).about()
    assert "hunter2" not in str(wrong.value)
    assert len(server.requests) == 4, "three logins, and the probe"


def test_a_redirect_is_not_followed_with_our_signature(server: Server) -> None:
    server.answers = [(302, {"Location": "https://elsewhere.example/services/NetSuitePort_2025_2?x=1"}, b"")]
    with pytest.raises(Misconfigured, match=r"redirects to https://elsewhere\.example"):
        server.door().about()


def test_a_web_page_and_a_broken_answer_are_told_apart(server: Server) -> None:
    server.answers = [(200, {"Content-Type": "text/html"}, b"<html>"), (200, {}, b"<soapenv:Envel")]
    with pytest.raises(Misconfigured, match="is there such an account"):
        server.door().about()
    with pytest.raises(Retry) as broken:
        server.door().add_note(INVOICE, "words", "n")
    assert broken.value.sent


def test_nothing_secret_is_logged(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        put(server)
    signatures = [etree.fromstring(each).find(".//{*}signature").text for each in server.requests]
    assert len(signatures) == 3
    for secret in (*signatures, "csecret", "tsecret", "tokenPassport", "%PDF"):
        assert secret not in caplog.text


# The schemas


def test_the_words_that_we_send_are_in_oracles_lists(server: Server) -> None:
    xsd = server.wsdl.parent / "xsd"

    def allowed(file: str, name: str) -> set[str]:
        found = etree.parse(xsd / file).iterfind(f".//{{*}}simpleType[@name='{name}']//{{*}}enumeration")
        return {each.get("value") for each in found}

    assert set(_TYPES.values()) | {"_MISCBINARY"} <= allowed("documents.fileCabinetTypes.xsd", "MediaType")
    assert "_utf8" in allowed("documents.fileCabinetTypes.xsd", "TextFileEncoding")
    assert {*KINDS, "file", "folder", "note"} <= allowed("platform.coreTypes.xsd", "RecordType")


def test_the_wsdl_is_read_once_for_all_doors_of_a_process(server: Server) -> None:
    first, second = server.door(), server.door()
    assert first._session.schema is second._session.schema


def test_the_wsdl_may_be_an_address_and_is_fetched_once(server: Server) -> None:
    server.paths.clear()
    for _ in range(2):
        assert server.door(wsdl=f"{server.url}/wsdl/netsuite.wsdl").about()
    fetched = [each for each in server.paths if each.startswith("/wsdl/")]
    assert len(fetched) == len(set(fetched)) > 40
    with pytest.raises(Misconfigured, match=r"wsdl: .*/wsdl/none\.wsdl is not there \(HTTP 404\)"):
        server.door(wsdl=f"{server.url}/wsdl/none.wsdl").about()


def test_a_wsdl_of_another_version_is_named(server: Server) -> None:
    with pytest.raises(Misconfigured, match=r"wsdl: .* is no WSDL of SuiteTalk 2024_2"):
        server.door(soap_version="2024_2").about()
    assert server.requests == []


def _fault(name: str, code: str) -> tuple[int, dict[str, str], bytes]:
    space = "urn:faults_2025_2.platform.webservices.netsuite.com"
    detail = f'<f:{name[0].lower()}{name[1:]} xmlns:f="{space}"><f:code>{code}</f:code></f:{name[0].lower()}{name[1:]}>'
    body = f"<faultcode>s:Server</faultcode><faultstring>no</faultstring><detail>{detail}</detail>"
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    return 500, {}, f'<s:Envelope xmlns:s="{soap}"><s:Body><s:Fault>{body}</s:Fault></s:Body></s:Envelope>'.encode()
