"""Reading from SAP: whole pages or a retry, never fewer rows than there are."""

import pytest

from connectors import http
from connectors.errors import Misconfigured, Refused, Retry
from connectors.sap import filters
from connectors.sap.client import Query
from tests.connectors.sap.gateway import Gateway, Say, error, row, rows, sap

__all__ = ["sap"]

ORDERS, ORDER = "API_SALES_ORDER_SRV", "A_SalesOrder"
_PATH = f"{ORDERS}/{ORDER}"
_NUMBERS = Query(select=("SalesOrder",))


def test_a_question_names_client_language_and_what_is_wanted(sap: Gateway) -> None:
    sap.say(rows({"SalesOrder": "1", "TotalNetAmount": "2656.24"}))
    query = Query(
        select=("SalesOrder", "to_Item/NetAmount"),
        filter=filters.eq("PurchaseOrderByCustomer", "O'Neill & Söhne +5%"),
        expand=("to_Item",),
        orderby=("SalesOrder",),
        top=50,
    )
    client = sap.client()
    assert client.page(ORDERS, ORDER, query) == [{"SalesOrder": "1", "TotalNetAmount": "2656.24"}]
    asked = sap.asked[0]
    assert asked.path == _PATH
    assert asked.options == {
        "$select": "SalesOrder,to_Item/NetAmount",
        "$filter": "PurchaseOrderByCustomer eq 'O''Neill & Söhne +5%'",
        "$expand": "to_Item",
        "$orderby": "SalesOrder",
        "$top": "50",
        "$format": "json",
        "sap-client": "100",
        "sap-language": "EN",
    }
    assert asked.headers["accept"] == "application/json"
    assert client.server_time.endswith("GMT"), "the cursor follows the server's clock"


def test_a_page_that_the_server_cut_shorter_says_that_there_is_more(sap: Gateway) -> None:
    sap.say(rows({"SalesOrder": "1"}, then=f"{sap.url}/sap/opu/odata/sap/{_PATH}?$skiptoken=1"), rows())
    client = sap.client()
    assert len(client.page(ORDERS, ORDER, Query(top=50))) == 1
    assert client.cut()
    assert client.page(ORDERS, ORDER, Query(top=50)) == []
    assert not client.cut()


def test_an_empty_page_with_a_next_one_is_not_taken_for_the_end(sap: Gateway) -> None:
    link = f"{sap.url}/sap/opu/odata/sap/{_PATH}?$skiptoken="
    sap.say(rows(then=link + "a"), rows(then=link + "b"), rows({"SalesOrder": "3"}))
    client = sap.client()
    assert client.page(ORDERS, ORDER, Query(top=50)) == [{"SalesOrder": "3"}]
    assert not client.cut()


def test_all_pages_are_followed_each_with_our_client(sap: Gateway) -> None:
    root = f"{sap.url}/sap/opu/odata/sap/{ORDERS}"
    sap.say(
        rows({"SalesOrder": "1"}, then=f"{root}/{ORDER}?$skiptoken=1"),
        rows({"SalesOrder": "2"}, then=f"{ORDER}?$skiptoken=2&sap-client=100"),  # relative is well, too
        rows({"SalesOrder": "3"}),
    )
    found = [each["SalesOrder"] for page in sap.client().rows(ORDERS, ORDER, _NUMBERS) for each in page]
    assert found == ["1", "2", "3"]
    assert [one.options.get("$skiptoken") for one in sap.asked] == [None, "1", "2"]
    assert [one.target.count("sap-client=100") for one in sap.asked] == [1, 1, 1]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://s4.example.net/sap/opu/odata/sap/API_SALES_ORDER_SRV/A_SalesOrder?$skiptoken=1",
        "//s4.example.net/sap/opu/odata/sap/API_SALES_ORDER_SRV/A_SalesOrder?$skiptoken=1",
        "http://127.0.0.1:1/sap/opu/odata/sap/API_SALES_ORDER_SRV/A_SalesOrder?$skiptoken=1",
        "http://robot:hunter2@127.0.0.1:{port}/sap/opu/odata/sap/API_SALES_ORDER_SRV/A_SalesOrder",
        "http://127.0.0.1.example.net:{port}/sap/opu/odata/sap/API_SALES_ORDER_SRV/A_SalesOrder",
        "http://127.0.0.1:{port}/sap/opu/odata/sap/API_BUSINESS_PARTNER/A_BusinessPartner",
        "../API_BUSINESS_PARTNER/A_BusinessPartner",
        "A_SalesOrder/%2e%2e/%2e%2e/API_BUSINESS_PARTNER/A_BusinessPartner",
        "file:///etc/passwd",
    ],
)
def test_a_next_page_elsewhere_is_never_asked_for(sap: Gateway, elsewhere: str) -> None:
    sap.say(rows({"SalesOrder": "1"}, then=elsewhere.format(port=sap.url.rpartition(":")[2])))
    with pytest.raises(Misconfigured, match="says that the next page") as refused:
        list(sap.client().rows(ORDERS, ORDER, _NUMBERS))
    assert len(sap.asked) == 1
    assert "hunter2" not in str(refused.value)


def test_the_host_of_a_next_page_is_named(sap: Gateway) -> None:
    sap.say(rows(then="https://s4.example.net/sap/opu/odata/sap/API_SALES_ORDER_SRV/A_SalesOrder?$skiptoken=1"))
    with pytest.raises(Misconfigured, match=r"^url: http://127.*https://s4\.example\.net, which is not followed"):
        sap.client().page(ORDERS, ORDER, _NUMBERS)


def test_pages_that_go_round_in_circles_end_in_a_retry(sap: Gateway) -> None:
    link = f"{sap.url}/sap/opu/odata/sap/{_PATH}?$skiptoken="
    sap.say(rows(then=link + "a"), rows(then=link + "b"), rows(then=link + "a"), rows())
    with pytest.raises(Retry, match="round in a circle"):
        list(sap.client().rows(ORDERS, ORDER, _NUMBERS))
    assert len(sap.asked) == 3


@pytest.mark.parametrize(
    "broken",
    [
        b'{"d": {"results": [{"SalesOrder": "1"}, {"Sal',
        b'{"d": {"results": null}}',
        b'{"d": {"results": ["1"]}}',
        b'{"results": []}',
        b'{"d": {"SalesOrder": "1"}}',
        b"[]",
        b"",
        b"\xff\xfe",
        b'{"d": ' * 100_000,
        b'{"d": {"results": [], "__next": 5}}',
    ],
)
def test_what_is_no_whole_answer_is_a_retry_and_not_an_empty_page(sap: Gateway, broken: bytes) -> None:
    sap.say(Say(200, broken))
    with pytest.raises(Retry, match=f"{ORDERS} {ORDER}") as retry:
        sap.client().page(ORDERS, ORDER, _NUMBERS)
    assert not retry.value.sent, "reading changes nothing"


def test_a_page_cut_short_on_the_way_is_a_retry(sap: Gateway) -> None:
    body = b'{"d":{"results":[]}}'
    sap.say(Say(200, body, length=len(body) + 40))
    with pytest.raises(Retry, match="broke off") as retry:
        sap.client().page(ORDERS, ORDER, _NUMBERS)
    assert not retry.value.sent


def test_an_answer_that_is_too_large_is_given_up(sap: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MAX_BODY", 10_000)
    sap.say(rows({"SalesOrder": "1" * 20_000}))
    with pytest.raises(Retry, match="lower page_size"):
        sap.client().page(ORDERS, ORDER, _NUMBERS)


def test_a_server_that_thinks_too_long_is_a_retry(sap: Gateway) -> None:
    sap.say(Say(200, {"d": {"results": []}}, seconds=1.0))
    with pytest.raises(Retry, match="did not answer") as retry:
        sap.client(timeout=0.1).page(ORDERS, ORDER, _NUMBERS)
    assert not retry.value.sent


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("header", "after"),
    [
        ("30", 30.0),
        ("Wed, 25 Nov 2026 10:02:00 GMT", 120.0),
        ("Wed, 25 Nov 2026 09:00:00 GMT", 0.0),
        ("soon", None),
        ("inf", None),
    ],
)
def test_a_busy_server_says_when_to_come_again(sap: Gateway, status: int, header: str, after: float | None) -> None:
    sap.say(Say(status, b"", {"Retry-After": header, "Date": "Wed, 25 Nov 2026 10:00:00 GMT"}))
    with pytest.raises(Retry, match=str(status)) as retry:
        sap.client().page(ORDERS, ORDER, _NUMBERS)
    assert (retry.value.after, retry.value.sent) == (after, False)


def test_an_error_of_the_server_is_a_retry_in_saps_words(sap: Gateway) -> None:
    sap.say(Say(500, error("SY/530", "An exception was raised")))
    with pytest.raises(Retry, match=f"{ORDERS} {ORDER}: An exception was raised"):
        sap.client().page(ORDERS, ORDER, _NUMBERS)


def test_a_record_that_is_not_there_is_none(sap: Gateway) -> None:
    sap.say(row(SalesOrder="1"), Say(404, error("/IWBEP/CM_MGW_RT/020", "Resource not found for segment")))
    client = sap.client()
    assert client.get(ORDERS, ORDER, {"SalesOrder": "1"}) == {"SalesOrder": "1"}
    assert client.get(ORDERS, ORDER, {"SalesOrder": "2"}) is None


@pytest.mark.parametrize("said", [error("/IWFND/MED/170", "No service found for namespace"), b"<html>Not found</html>"])
def test_a_service_that_is_not_active_is_not_taken_for_a_record_that_is_gone(sap: Gateway, said: object) -> None:
    sap.say(Say(404, said), Say(404, said))
    for ask in (
        lambda: sap.client().get(ORDERS, ORDER, {"SalesOrder": "1"}),
        lambda: sap.client().page(ORDERS, ORDER, _NUMBERS),
    ):
        with pytest.raises(Misconfigured, match=f"is {ORDERS} active there"):
            ask()


def test_an_entity_set_that_the_service_does_not_have_is_no_empty_one(sap: Gateway) -> None:
    sap.say(Say(404, error("/IWBEP/CM_MGW_RT/020", "Resource not found for segment A_SalesOrder")))
    with pytest.raises(Misconfigured, match="Resource not found for segment"):
        sap.client().page(ORDERS, ORDER, _NUMBERS)


def test_keys_may_hold_anything(sap: Gateway) -> None:
    sap.say(row(Customer="1"))
    sap.client().get("API_X", "A_Y", {"Customer": "1/2'3 ü", "DunningArea": ""})
    assert sap.asked[0].path == "API_X/A_Y(Customer='1/2''3 ü',DunningArea='')"
    assert "'1%2F2''3%20%C3%BC'" in sap.asked[0].target, "a slash in a key is no step down"


def test_a_filter_that_sap_does_not_take_is_refused_with_every_detail_once(sap: Gateway) -> None:
    said = error(
        "/IWBEP/CM_MGW_RT/022",
        "Filter is not supported",
        ("/IWBEP/CM_MGW_RT/022", "Filter is not supported", "error"),
        ("SD/001", "Field\nNope is unknown", "error"),
        ("SD/002", "Have a nice day", "info"),
    )
    sap.say(Say(400, said))
    with pytest.raises(Refused) as refused:
        sap.client().page(ORDERS, ORDER, Query(filter="Nope eq '1'"))
    assert [(fault.code, fault.message, fault.source) for fault in refused.value.faults] == [
        ("/IWBEP/CM_MGW_RT/022", f"{ORDERS} {ORDER}: Filter is not supported", "SAP"),
        ("SD/001", f"{ORDERS} {ORDER}: Field Nope is unknown", "SAP"),
    ]


def test_an_error_in_xml_is_read_for_its_message(sap: Gateway) -> None:
    sap.say(Say(400, b'<error><code>SY/001</code><message xml:lang="en">No way</message></error>'))
    with pytest.raises(Refused, match=f"{ORDERS} {ORDER}: No way"):
        sap.client().page(ORDERS, ORDER, _NUMBERS)


def test_a_login_page_is_no_answer(sap: Gateway) -> None:
    sap.say(Say(200, b"<html>Log on</html>", {"Content-Type": "text/html"}))
    with pytest.raises(Misconfigured, match="web page"):
        sap.client().page(ORDERS, ORDER, _NUMBERS)


def test_a_function_gives_what_stands_under_d(sap: Gateway) -> None:
    sap.say(Say(body={"d": {"GetPDF": {"BillingDocumentBinary": "JVBERi0="}}}), Say(404, error("VF/001", "Not there")))
    client = sap.client()
    found = client.function("API_BILLING_DOCUMENT_SRV", "GetPDF", BillingDocument="90000001")
    assert found == {"GetPDF": {"BillingDocumentBinary": "JVBERi0="}}
    assert sap.asked[0].options["BillingDocument"] == "'90000001'"
    assert client.function("API_BILLING_DOCUMENT_SRV", "GetPDF", BillingDocument="9") is None
    sap.say(Say(400, error("VF/002", "No output type")))
    with pytest.raises(Refused, match=r"GetPDF\(9\): No output type"):
        client.function("API_BILLING_DOCUMENT_SRV", "GetPDF", BillingDocument="9")


def test_a_file_comes_back_as_it_is(sap: Gateway) -> None:
    sap.say(Say(200, b"%PDF-1.7", {"Content-Type": "application/pdf"}))
    key = {"ArchiveDocumentID": "AB12", "LinkedSAPObjectKey": "0090000001"}
    assert sap.client().download("API_CV_ATTACHMENT_SRV", "AttachmentContentSet", key) == b"%PDF-1.7"
    assert sap.asked[0].path.endswith(
        "AttachmentContentSet(ArchiveDocumentID='AB12',LinkedSAPObjectKey='0090000001')/$value"
    )


def test_a_file_that_is_not_there_is_refused_and_named(sap: Gateway) -> None:
    sap.say(Say(404, b"<error><code>CV/001</code><message>Original does not exist</message></error>"))
    with pytest.raises(Refused, match=r"AttachmentContentSet\(.*\)/\$value: Original does not exist"):
        sap.client().download("API_CV_ATTACHMENT_SRV", "AttachmentContentSet", {"ArchiveDocumentID": "AB12"})


def test_a_number_is_never_a_float(sap: Gateway) -> None:
    sap.say(Say(200, b'{"d":{"results":[{"Amount":0.10,"Large":12345678901234567.89}]}}'))
    found = sap.client().page(ORDERS, ORDER, _NUMBERS)[0]
    assert [str(value) for value in found.values()] == ["0.10", "12345678901234567.89"]
