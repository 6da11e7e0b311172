"""The network below Odoo: what passes by itself, what needs a person, and never a second try in secret."""

from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest
import requests
import responses

from connectors import http as http_module
from connectors.errors import Misconfigured, Refused, Retry
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
@pytest.mark.parametrize(("now", "after"), [("Wed, 21 Oct 2026 07:26:30 GMT", 90.0), ("yesterday", None)])
def test_a_retry_after_that_is_a_date_is_held_against_the_servers_own_clock(now: str, after: float | None) -> None:
    responses.post(URL, status=503, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT", "Date": now})
    with pytest.raises(Retry) as retry:
        Http(settings()).post("/x", {})
    assert retry.value.after == after


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


@responses.activate
@pytest.mark.parametrize("status", [408, 500, 505, 520, 521, 522, 523, 524])
def test_a_page_of_a_server_that_is_ill_is_a_retry_that_may_have_happened(status: int) -> None:
    responses.post(URL, status=status, body="<html>Internal Server Error</html>", content_type="text/html")
    with pytest.raises(Retry, match=str(status)) as retry:
        Http(settings()).post("/x", {})
    assert retry.value.sent


@responses.activate
def test_a_request_that_is_too_large_for_the_proxy_concerns_this_one_change() -> None:
    responses.post(URL, status=413, body="<html>Request Entity Too Large</html>", content_type="text/html")
    with pytest.raises(Refused, match="raise its limit"):
        Http(settings()).post("/x", {})


@responses.activate
def test_another_page_is_left_to_who_asked() -> None:
    responses.post(URL, status=404, body="<html>Nothing here</html>", content_type="text/html")
    answer = Http(settings()).post("/x", {})
    assert (answer.is_json, answer.status, answer.text) == (False, 404, "<html>Nothing here</html>")


@pytest.mark.parametrize(
    "url", ["https://robot:hunter2@odoo.example.com", "robot:hunter2@odoo", "https://u:hun/ter2@x"]
)
def test_credentials_in_the_address_are_refused_without_being_told(url: str) -> None:
    with pytest.raises(ValueError, match="url: no user or password") as refused:
        settings(url=url)
    assert "hun" not in str(refused.value)


@pytest.mark.parametrize("url", ["https://odoo.example.com:99999", "https://[::1", "ftp://odoo.example.com"])
def test_an_address_that_cannot_be_taken_apart_is_no_traceback(url: str) -> None:
    with pytest.raises(Misconfigured, match="is not a web address"):
        Http(settings(url=url))


@responses.activate
def test_a_redirect_tells_nothing_secret() -> None:
    responses.post(URL, status=302, headers={"Location": "https://u:hunter2@www.example.com/web?token=hunter2"})
    with pytest.raises(Misconfigured, match=r"www\.example\.com/web;") as redirect:
        Http(settings()).post("/x", {})
    assert "hunter2" not in str(redirect.value)


@responses.activate
def test_the_environment_changes_neither_trust_nor_the_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine odoo.example.com login somebody password else\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "others.pem"))
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com:3128")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    responses.post(URL, json={})
    Http(settings(verify_tls=False)).post("/x", {}, {"Authorization": "bearer key"})
    Http(settings()).post("/x", {}, {"Authorization": "bearer key"})
    sent = [call.request for call in responses.calls]
    assert [request.headers["Authorization"] for request in sent] == ["bearer key", "bearer key"]
    told = [getattr(request, "req_kwargs") for request in sent]  # noqa: B009
    assert [kept["verify"] for kept in told] == [False, True]
    assert {kept["proxies"]["https"] for kept in told} == {"http://proxy.example.com:3128"}


def test_a_certificate_authority_of_ones_own_is_trusted_beside_the_usual_ones(tmp_path: Path) -> None:
    end = "-----END CERTIFICATE-----\n"
    own = tmp_path / "own.pem"
    own.write_text(Path(certifi.where()).read_text().partition(end)[0] + end)
    alone = http_module.trust(own).cert_store_stats()["x509_ca"]
    http = Http(settings(ca_file=own, verify_tls=False))
    pools = http.session.get_adapter(URL).poolmanager  # type: ignore[attr-defined]
    assert pools.connection_pool_kw["ssl_context"].cert_store_stats()["x509_ca"] == alone >= 1
    assert http.verify is True, "which adds the certificates that requests brings"


def test_a_certificate_file_that_is_none_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "own.pem").write_text("nothing")
    for name in ("own.pem", "absent.pem"):
        with pytest.raises(Misconfigured, match="ca_file"):
            Http(settings(ca_file=tmp_path / name))


@responses.activate
def test_an_answer_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "MAX_BODY", 1000)
    read = []

    class Endless:
        def stream(self, size: int, decode_content: bool = True) -> Iterator[bytes]:
            while True:
                read.append(size)
                yield b" " * 400

        def close(self) -> None:
            read.append(-1)

    response = requests.Response()
    response.status_code, response.raw = 200, Endless()
    http = Http(settings())
    monkeypatch.setattr(http.session, "request", lambda *args, **named: response)
    with pytest.raises(Retry, match="lower page_size"):
        http.post("/x", {})
    assert read == [http_module.CHUNK] * 3 + [-1], "the rest is not read, and the connection is dropped"
