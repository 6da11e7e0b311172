"""The network below Odoo: what passes by itself, what needs a person, and never a second try in secret."""

import pytest
import requests
import responses

from connectors.errors import Misconfigured, Retry
from connectors.odoo.http import Http
from tests.connectors.odoo.recorded import settings

URL = "https://odoo.example.com/x"


@responses.activate
@pytest.mark.parametrize(("status", "sent"), [(429, False), (502, True), (503, True), (504, True)])
def test_a_busy_server_is_a_retry_that_says_whether_it_may_have_happened(status: int, sent: bool) -> None:
    responses.post(URL, status=status, headers={"Retry-After": "7"})
    with pytest.raises(Retry) as retry:
        Http(settings()).post("/x", {})
    assert (retry.value.after, retry.value.sent) == (7.0, sent)
    assert len(responses.calls) == 1, "only the engine knows what may be repeated"


@responses.activate
def test_a_retry_after_that_is_a_date_is_left_to_the_engine() -> None:
    responses.post(URL, status=503, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"})
    with pytest.raises(Retry) as retry:
        Http(settings()).post("/x", {})
    assert retry.value.after is None


@responses.activate
def test_a_time_out_may_have_been_carried_out_but_a_refused_connection_was_not() -> None:
    responses.post(URL, body=requests.exceptions.ReadTimeout())
    with pytest.raises(Retry) as slow:
        Http(settings()).post("/x", {})
    assert slow.value.sent
    responses.replace("POST", URL, body=requests.exceptions.ConnectTimeout())
    with pytest.raises(Retry) as unreachable:
        Http(settings()).post("/x", {})
    assert not unreachable.value.sent


def test_a_port_where_nobody_listens_was_never_reached() -> None:
    with pytest.raises(Retry) as retry:
        Http(settings(url="http://127.0.0.1:9")).post("/x", {})
    assert not retry.value.sent


@responses.activate
def test_a_connection_that_broke_off_may_have_been_carried_out() -> None:
    responses.post(URL, body=requests.exceptions.ConnectionError("Connection aborted."))
    with pytest.raises(Retry) as retry:
        Http(settings()).post("/x", {})
    assert retry.value.sent


@responses.activate
def test_an_answer_cut_off_in_the_middle_is_a_retry() -> None:
    responses.post(URL, body='{"result": [', content_type="application/json")
    with pytest.raises(Retry):
        Http(settings()).post("/x", {})


@responses.activate
def test_a_redirect_names_the_address_to_set() -> None:
    responses.post(URL, status=301, headers={"Location": "https://www.example.com/"})
    with pytest.raises(Misconfigured, match=r"www\.example\.com"):
        Http(settings()).post("/x", {})


@responses.activate
def test_a_certificate_that_is_not_trusted_names_the_setting() -> None:
    responses.post(URL, body=requests.exceptions.SSLError("self signed"))
    with pytest.raises(Misconfigured, match="ca_file"):
        Http(settings()).post("/x", {})


def test_an_address_that_is_none_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(Misconfigured, match="url"):
        Http(settings(url="odoo.example.com"))


@responses.activate
def test_the_rate_limit_waits_between_requests() -> None:
    responses.post(URL, json={})
    now, pauses = [100.0], list[float]()
    http = Http(settings(requests_per_second=2), sleep=pauses.append, clock=lambda: now[0])
    for _ in range(3):
        http.post("/x", {})
    assert pauses == [0.5, 1.0]
    now[0] += 60
    http.post("/x", {})
    assert len(pauses) == 2


@responses.activate
def test_a_path_in_the_address_is_kept() -> None:
    responses.post("https://odoo.example.com/erp/x", json={"a": 1})
    assert Http(settings(url="https://odoo.example.com/erp/")).post("/x", {}).value == {"a": 1}
