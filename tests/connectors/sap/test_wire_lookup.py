"""Many keys at once: several questions in one $batch, and every one of them answered, or none."""

import re

import pytest

from connectors.errors import Misconfigured, Refused, Retry
from connectors.sap import filters
from connectors.sap.client import Query
from tests.connectors.sap.gateway import Gateway, Say, error, rows, sap, together

__all__ = ["sap"]

PARTNERS, CUSTOMER = "API_BUSINESS_PARTNER", "A_Customer"
_QUERY = Query(select=("Customer",), filter=filters.eq("OrderIsBlockedForCustomer", ""))
_MANY = [str(10_100_000 + n) for n in range(100)]  # three questions


def _questions(body: bytes) -> list[str]:
    return re.findall(r"^GET (\S+) HTTP/1.1\r$", body.decode("ascii"), re.MULTILINE)


def test_many_keys_are_asked_for_in_one_request_and_none_is_forgotten(sap: Gateway) -> None:
    sap.say(together(rows({"Customer": "10100001"}), rows(), rows({"Customer": "10100059"})))
    found = sap.client().lookup(PARTNERS, CUSTOMER, "Customer", [*_MANY, *_MANY], _QUERY)
    assert found == [{"Customer": "10100001"}, {"Customer": "10100059"}]
    assert sap.done() == [f"POST {PARTNERS}/$batch"]
    assert sap.asked[0].options == {"sap-client": "100", "sap-language": "EN"}
    body = sap.asked[0].body
    assert re.findall(rb"Customer%20eq%20'(\d+)'", body) == [number.encode() for number in _MANY], "each once"
    assert len(_questions(body)) == 3
    assert all(len(question) <= 1400 for question in _questions(body))
    assert all("OrderIsBlockedForCustomer%20eq%20''%20and%20(" in question for question in _questions(body))
    boundary = sap.asked[0].headers["content-type"].partition("boundary=")[2]
    assert body.endswith(f"\r\n--{boundary}--\r\n".encode())


def test_one_question_needs_no_batch_and_no_keys_no_request(sap: Gateway) -> None:
    sap.say(rows({"Customer": "1"}))
    client = sap.client()
    assert client.lookup(PARTNERS, CUSTOMER, "Customer", [], _QUERY) == []
    assert client.lookup(PARTNERS, CUSTOMER, "Customer", ["1", "O'Neill"], _QUERY) == [{"Customer": "1"}]
    assert sap.done() == [f"GET {PARTNERS}/{CUSTOMER}"]
    assert sap.asked[0].options["$filter"].endswith("(Customer eq '1' or Customer eq 'O''Neill'))")


def test_long_field_lists_leave_room_for_keys(sap: Gateway) -> None:
    sap.say(together(*[rows()] * 8))
    query = Query(select=tuple(f"FieldWithAnUnusuallyLongName{n}" for n in range(60)))
    sap.client().lookup(PARTNERS, CUSTOMER, "Customer", _MANY, query)
    assert len(_questions(sap.asked[0].body)) == 8, "each has about 14 keys, however long the rest"


def test_a_part_that_goes_on_is_followed(sap: Gateway) -> None:
    link = f"{sap.url}/sap/opu/odata/sap/{PARTNERS}/{CUSTOMER}?$skiptoken=1"
    sap.say(together(rows({"Customer": "1"}, then=link), rows({"Customer": "3"}), rows()), rows({"Customer": "2"}))
    found = sap.client().lookup(PARTNERS, CUSTOMER, "Customer", _MANY, _QUERY)
    assert [each["Customer"] for each in found] == ["1", "2", "3"]
    assert sap.done()[1] == f"GET {PARTNERS}/{CUSTOMER}"


def test_a_part_that_leads_to_another_host_is_not_followed(sap: Gateway) -> None:
    sap.say(together(rows(then="https://s4.example.net/x"), rows(), rows()))
    with pytest.raises(Misconfigured, match=r"s4\.example\.net"):
        sap.client().lookup(PARTNERS, CUSTOMER, "Customer", _MANY, _QUERY)


def test_one_failing_part_fails_the_whole_with_saps_words(sap: Gateway) -> None:
    sap.say(together(rows({"Customer": "1"}), Say(400, error("BP/011", "Customer is not a number")), rows()))
    with pytest.raises(Refused, match=f"{PARTNERS} {CUSTOMER}: Customer is not a number"):
        sap.client().lookup(PARTNERS, CUSTOMER, "Customer", _MANY, _QUERY)


def test_a_server_that_stops_at_the_failing_part_says_the_same(sap: Gateway) -> None:
    sap.say(together(rows(), Say(400, error("BP/011", "Customer is not a number"))))
    with pytest.raises(Refused, match="Customer is not a number"):
        sap.client().lookup(PARTNERS, CUSTOMER, "Customer", _MANY, _QUERY)


def test_a_busy_part_is_a_retry_and_a_forbidden_one_names_the_right(sap: Gateway) -> None:
    busy = Say(503, error("X/1", "No work process"), {"Retry-After": "9"})
    sap.say(together(rows(), busy, rows()), together(rows(), rows(), Say(403, error("X/2", "No authorization"))))
    client = sap.client()
    with pytest.raises(Retry, match="No work process") as retry:
        client.lookup(PARTNERS, CUSTOMER, "Customer", _MANY, _QUERY)
    assert (retry.value.after, retry.value.sent) == (9.0, False)
    with pytest.raises(Misconfigured, match=f"'robot'.* may not use {PARTNERS}"):
        client.lookup(PARTNERS, CUSTOMER, "Customer", _MANY, _QUERY)


_WHOLE = together(rows({"Customer": "1"}), rows({"Customer": "2"}), rows({"Customer": "3"}))


@pytest.mark.parametrize("kept", range(0, len(_WHOLE.body), 29))
def test_a_batch_cut_anywhere_is_a_retry_and_never_fewer_rows(sap: Gateway, kept: int) -> None:
    if kept >= len(_WHOLE.body) - 4:
        pytest.skip("the last boundary is whole")
    sap.say(_WHOLE._replace(body=_WHOLE.body[:kept]))
    with pytest.raises(Retry) as retry:
        sap.client().lookup(PARTNERS, CUSTOMER, "Customer", _MANY, _QUERY)
    assert not retry.value.sent, "reading changes nothing, though it is a POST"


@pytest.mark.parametrize(
    "answer",
    [
        together(rows(), rows()),
        together(rows(), rows(), rows(), rows()),
        together(rows(), rows(), rows(), end=False),
        together(rows(), rows(), Say(200, b'{"d":{"results":[]}}', length=40)),
        together(rows(), rows(), Say(200, b'{"d":{"results":[]')),
        together(rows(), rows(), Say(200, b"")),
        Say(200, {"d": {"results": []}}),
        Say(202, b"", {"Content-Type": "multipart/mixed"}),
        _WHOLE._replace(body=_WHOLE.body[:-4]),
        _WHOLE._replace(body=_WHOLE.body.replace(b"HTTP/1.1 200", b"HTTP/1.1 OK")),
    ],
)
def test_a_batch_that_is_not_whole_is_a_retry(sap: Gateway, answer: Say) -> None:
    sap.say(answer)
    with pytest.raises(Retry, match=f"^{PARTNERS} {CUSTOMER}"):
        sap.client().lookup(PARTNERS, CUSTOMER, "Customer", _MANY, _QUERY)


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_server_without_batch_is_asked_one_by_one_from_then_on(sap: Gateway, status: int) -> None:
    sap.say(Say(status, error("X/3", "No $batch here")), *[rows({"Customer": "1"})] * 6)
    client = sap.client()
    for _ in range(2):
        assert len(client.lookup(PARTNERS, CUSTOMER, "Customer", _MANY, _QUERY)) == 3
    assert sap.done() == [f"POST {PARTNERS}/$batch", *[f"GET {PARTNERS}/{CUSTOMER}"] * 6]


def test_very_many_keys_go_in_several_batches(sap: Gateway) -> None:
    numbers = [str(10_000_000 + n) for n in range(4_000)]
    sap.say(together(*[rows()] * 50), together(*[rows()] * 50), together(*[rows()] * 12))
    sap.client().lookup(PARTNERS, CUSTOMER, "Customer", numbers, _QUERY)
    asked = [number for one in sap.asked for number in re.findall(rb"%20eq%20'(\d+)'", one.body)]
    assert asked == [number.encode() for number in numbers]
    assert sap.fetched == 1, "the token is kept"


def test_an_address_too_long_for_proxies_travels_inside_a_batch(sap: Gateway) -> None:
    sap.say(together(rows({"Customer": "1"})), rows({"Customer": "2"}))
    client = sap.client()
    many = Query(select=tuple(f"FieldWithAnUnusuallyLongName{n}" for n in range(80)))
    assert client.page(PARTNERS, CUSTOMER, many) == [{"Customer": "1"}]
    assert client.page(PARTNERS, CUSTOMER, _QUERY) == [{"Customer": "2"}]
    assert sap.done() == [f"POST {PARTNERS}/$batch", f"GET {PARTNERS}/{CUSTOMER}"]


def test_where_there_is_no_batch_the_long_address_is_all_there_is(sap: Gateway) -> None:
    sap.say(Say(404, error("X/3", "No $batch here")), rows({"Customer": "1"}))
    many = Query(select=tuple(f"FieldWithAnUnusuallyLongName{n}" for n in range(80)))
    assert sap.client().page(PARTNERS, CUSTOMER, many) == [{"Customer": "1"}]
    assert sap.done() == [f"POST {PARTNERS}/$batch", f"GET {PARTNERS}/{CUSTOMER}"]
