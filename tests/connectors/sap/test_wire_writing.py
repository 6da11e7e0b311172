"""Writing to SAP: with token and ETag, what was decided and nothing else, and never over somebody's change."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from connectors.errors import Refused, Retry
from tests.connectors.sap.gateway import Gateway, Say, error, row, sap

__all__ = ["sap"]

ORDERS, ORDER, KEY = "API_SALES_ORDER_SRV", "A_SalesOrder", {"SalesOrder": "1"}
_PATH = f"{ORDERS}/{ORDER}('1')"
_FIRST = "W/\"datetimeoffset'2016-09-02T06%3A15%3A47.1257050Z'\""
_SECOND = "W/\"datetimeoffset'2016-09-02T07%3A00%3A00.0000000Z'\""
_DONE = Say(204)
_STALE = Say(412, error("/IWFND/CM_MGW_RT/056", "Precondition failed"))


def _block(read: Mapping[str, Any]) -> dict[str, Any]:
    return {"DeliveryBlockReason": "Z1"}


def test_a_change_reads_first_and_echoes_the_etag_as_it_is(sap: Gateway) -> None:
    sap.say(row(_FIRST, SalesOrder="1", DeliveryBlockReason="", PurchaseOrderByCustomer="PO 7"), _DONE)
    seen, written = sap.client().change(ORDERS, ORDER, KEY, _block)
    assert written
    assert seen is not None and seen["DeliveryBlockReason"] == "", "as it was read"
    assert sap.done() == [f"GET {_PATH}", f"PATCH {_PATH}"]
    patch = sap.asked[1]
    assert patch.headers["if-match"] == _FIRST
    assert json.loads(patch.body) == {"DeliveryBlockReason": "Z1"}, "only what was decided"
    assert patch.options["sap-client"] == "100"


def test_an_etag_may_come_as_a_header_or_not_at_all(sap: Gateway) -> None:
    read = row(DunningLevel="1")
    sap.say(read._replace(headers={"ETag": _FIRST}), _DONE, read, _DONE)
    client = sap.client()
    for _ in range(2):
        client.change("API_X", "A_Y", KEY, lambda row: {"DunningLevel": "2"})
    assert [one.headers.get("if-match") for one in sap.asked if one.method == "PATCH"] == [_FIRST, None]


def test_nothing_to_write_and_nothing_there_write_nothing(sap: Gateway) -> None:
    sap.say(row(_FIRST, SalesOrder="1"), Say(404, error("/IWBEP/CM_MGW_RT/020", "Resource not found")))
    client = sap.client()
    assert client.change(ORDERS, ORDER, KEY, lambda read: None)[1] is False
    assert client.change(ORDERS, ORDER, KEY, _block) == (None, False)
    assert sap.done() == [f"GET {_PATH}"] * 2
    assert sap.fetched == 0


def test_somebody_was_faster_so_the_fresh_record_decides(sap: Gateway) -> None:
    sap.say(row(_FIRST, Block=""), _STALE, row(_SECOND, Block="A"), _DONE)
    seen = []

    def decide(read: Mapping[str, Any]) -> dict[str, Any]:
        seen.append(read["Block"])
        return {"Note": f"was {read['Block']!r}"}

    assert sap.client().change(ORDERS, ORDER, KEY, decide)[1]
    assert seen == ["", "A"]
    assert sap.asked[3].headers["if-match"] == _SECOND
    assert json.loads(sap.asked[3].body) == {"Note": "was 'A'"}


def test_what_the_fresh_record_makes_needless_is_not_written(sap: Gateway) -> None:
    sap.say(row(_FIRST, Block=""), _STALE, row(_SECOND, Block="A"))
    seen, written = sap.client().change(ORDERS, ORDER, KEY, lambda read: None if read["Block"] else {"Block": "Z1"})
    assert (seen and seen["Block"], written) == ("A", False)


def test_somebody_was_faster_twice_is_left_for_later(sap: Gateway) -> None:
    sap.say(row(_FIRST), _STALE, row(_SECOND), _STALE)
    with pytest.raises(Retry, match=r"A_SalesOrder\('1'\): Precondition failed") as retry:
        sap.client().change(ORDERS, ORDER, KEY, _block)
    assert not retry.value.sent
    assert len(sap.asked) == 4


def test_an_etag_that_sap_wants_is_read_again(sap: Gateway) -> None:
    wanted = Say(428, error("/IWFND/CM_MGW_RT/055", "Precondition required"))
    sap.say(row(SalesOrder="1"), wanted, row(_SECOND), _DONE)
    assert sap.client().change(ORDERS, ORDER, KEY, _block)[1]
    assert sap.asked[3].headers["if-match"] == _SECOND
    sap.say(row(SalesOrder="1"), wanted, row(SalesOrder="1"), wanted)
    with pytest.raises(Refused, match="Precondition required"):
        sap.client().change(ORDERS, ORDER, KEY, _block)


def test_an_expired_csrf_token_is_fetched_again_and_the_write_repeated_once(sap: Gateway) -> None:
    client = sap.client()
    sap.say(row(_FIRST), _DONE)
    client.change(ORDERS, ORDER, KEY, _block)
    assert (sap.fetched, sap.refused) == (1, [])
    sap.forget_csrf()
    sap.say(row(_FIRST), _DONE)
    assert client.change(ORDERS, ORDER, KEY, _block)[1]
    assert (sap.fetched, len(sap.refused)) == (2, 1)
    assert [one.method for one in sap.asked] == ["GET", "PATCH"] * 2, "carried out once each"


def test_one_token_does_for_every_service(sap: Gateway) -> None:
    client = sap.client()
    sap.say(row(_FIRST), _DONE, row(_FIRST), _DONE)
    client.change(ORDERS, ORDER, KEY, _block)
    client.change("API_BUSINESS_PARTNER", "A_CustomerDunning", KEY, _block)
    assert (sap.fetched, sap.refused) == (1, [])


def test_two_connections_share_no_session(sap: Gateway) -> None:
    one, other = sap.client(), sap.client()
    sap.say(row(_FIRST), _DONE, row(_FIRST), _DONE)
    one.change(ORDERS, ORDER, KEY, _block)
    other.change(ORDERS, ORDER, KEY, _block)
    cookies = {each.headers["cookie"] for each in sap.asked if each.method == "PATCH"}
    assert len(cookies) == 2


def test_a_token_that_never_holds_is_no_endless_loop(sap: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sap, "_knows", lambda one: False)
    client = sap.client()
    for _ in range(2):
        sap.say(row(_FIRST))
        with pytest.raises(Retry, match="CSRF tokens and does not take them"):
            client.change(ORDERS, ORDER, KEY, _block)
    assert (sap.fetched, len(sap.refused)) == (4, 4)


def test_a_lock_passes_by_itself(sap: Gateway) -> None:
    sap.say(
        row(_FIRST), Say(400, error("V1/042", "Document 1 is currently being processed by user MEIER")),
        row(_FIRST), Say(400, error("XY/001", "Customer 7 is currently locked by user MEIER")),
        row(_FIRST), Say(400, error("MC/601", "Das Objekt ist gesperrt")),
        row(_FIRST), Say(423, error("XY/002", "Locked")),
    )  # fmt: skip
    for _ in range(4):
        with pytest.raises(Retry, match=r"A_SalesOrder\('1'\)") as retry:
            sap.client().change(ORDERS, ORDER, KEY, _block)
        assert not retry.value.sent, "SAP says that it did not do it"


def test_a_refusal_names_service_entity_key_and_saps_words(sap: Gateway) -> None:
    sap.say(row(_FIRST), Say(400, error("V1/555", "Delivery block Z1 is not defined")))
    with pytest.raises(Refused) as refused:
        sap.client().change(ORDERS, ORDER, KEY, _block)
    assert [(fault.code, fault.message, fault.source) for fault in refused.value.faults] == [
        ("V1/555", f"{ORDERS} A_SalesOrder('1'): Delivery block Z1 is not defined", "SAP")
    ]


def test_a_record_that_goes_while_it_is_written_is_told_as_gone(sap: Gateway) -> None:
    sap.say(row(_FIRST), Say(404, error("/IWBEP/CM_MGW_RT/020", "Resource not found")))
    assert sap.client().change(ORDERS, ORDER, KEY, _block) == (None, False)


def test_a_right_that_is_missing_for_one_record_concerns_that_record(sap: Gateway) -> None:
    sap.say(row(_FIRST), Say(403, error("/IWFND/CM/1", "No authorization for sales area 1010")))
    with pytest.raises(Refused, match=r"'robot'.* lacks the right") as refused:
        sap.client().change(ORDERS, ORDER, KEY, _block)
    assert [fault.code for fault in refused.value.faults] == ["/IWFND/CM/1", "no-right"]


@pytest.mark.parametrize(
    ("answer", "sent"),
    [
        (Say(500, error("SY/530", "An exception was raised")), True),
        (Say(503, b""), True),
        (Say(429, b""), False),
        (Say(204, seconds=1.0), True),
        (Say(201, b'{"d": {', length=40), True),
    ],
)
def test_a_write_whose_answer_is_lost_may_have_been_carried_out(sap: Gateway, answer: Say, sent: bool) -> None:
    sap.say(row(_FIRST), answer)
    client = sap.client(timeout=0.2)
    with pytest.raises(Retry) as retry:
        client.change(ORDERS, ORDER, KEY, _block)
    assert retry.value.sent is sent
    assert [one.method for one in sap.asked] == ["GET", "PATCH"], "nothing is repeated in secret"


def test_a_read_before_a_write_was_not_sent(sap: Gateway) -> None:
    sap.say(Say(500, error("SY/530", "An exception was raised")))
    with pytest.raises(Retry) as retry:
        sap.client().change(ORDERS, ORDER, KEY, _block)
    assert not retry.value.sent


def test_a_record_is_created(sap: Gateway) -> None:
    fields = {"Customer": "1", "CompanyCode": "1010", "DunningArea": "", "DunningProcedure": "0001"}
    sap.say(Say(201, {"d": fields}), Say(204), Say(400, error("F2/1", "Exists already")))
    client = sap.client()
    assert client.create("API_BUSINESS_PARTNER", "A_CustomerDunning", fields) == fields
    assert client.create("API_BUSINESS_PARTNER", "A_CustomerDunning", fields) == {}
    assert json.loads(sap.asked[0].body) == fields
    with pytest.raises(Refused, match="API_BUSINESS_PARTNER A_CustomerDunning: Exists already"):
        client.create("API_BUSINESS_PARTNER", "A_CustomerDunning", fields)


def test_a_created_record_whose_answer_is_broken_may_be_there(sap: Gateway) -> None:
    sap.say(Say(201, b'{"d": {'))
    with pytest.raises(Retry) as retry:
        sap.client().create(ORDERS, ORDER, {})
    assert retry.value.sent


def test_a_file_goes_as_it_is_under_its_name(sap: Gateway) -> None:
    sap.say(Say(201, {"d": {"ArchiveDocumentID": "AB12"}}))
    headers = {"Slug": "Mahnung Müller 3%.pdf", "BusinessObjectTypeName": "VBRK", "LinkedSAPObjectKey": "0090000001"}
    client = sap.client()
    found = client.upload("API_CV_ATTACHMENT_SRV", "AttachmentContentSet", b"%PDF-1.7\n", "application/pdf", headers)
    assert found == {"ArchiveDocumentID": "AB12"}
    sent = sap.asked[0]
    assert (sent.body, sent.headers["content-type"]) == (b"%PDF-1.7\n", "application/pdf")
    assert sent.headers["slug"] == "Mahnung M%C3%BCller 3%25.pdf"
    assert sent.headers["linkedsapobjectkey"] == "0090000001"
    assert (sent.headers["sap-client"], sent.options) == ("100", {})


@pytest.mark.parametrize("name", ["a.pdf\r\nX-Evil: 1", "a\n.pdf", "a\0.pdf"])
def test_a_file_name_cannot_add_a_header(sap: Gateway, name: str) -> None:
    with pytest.raises(Refused, match="Slug has a line break"):
        sap.client().upload("API_CV_ATTACHMENT_SRV", "AttachmentContentSet", b"x", "application/pdf", {"Slug": name})
    assert sap.asked == []
