"""VIES: what its answers mean, and that no answer is never taken for one."""

import json

import pytest
import requests
import responses

from connectors import vies
from connectors.errors import Misconfigured, Retry
from connectors.registers import VatAnswer

VALID = {
    "countryCode": "IT",
    "vatNumber": "00743110157",
    "requestDate": "2026-11-02T10:00:00.000Z",
    "valid": True,
    "requestIdentifier": "WAPIAAAAYW",
    "name": "OFFICINA LUCE SRL",
    "address": "VIA ROMA 1",
}


def ask(vat_id: str = "IT00743110157", **settings: object) -> VatAnswer:
    return vies.open_vat_check("vies", vies.Settings(**settings)).check(vat_id)  # type: ignore[arg-type]


@responses.activate
def test_a_valid_number_has_a_name_and_a_proof() -> None:
    responses.post(vies.URL, json=VALID)
    assert ask(requester="FR40303265045") == VatAnswer(valid=True, name="OFFICINA LUCE SRL", proof="WAPIAAAAYW")
    sent = json.loads(responses.calls[0].request.body or "")
    assert sent == {
        "countryCode": "IT",
        "vatNumber": "00743110157",
        "requesterMemberStateCode": "FR",
        "requesterNumber": "40303265045",
    }


@responses.activate
def test_a_member_state_that_tells_no_names_has_none() -> None:
    responses.post(vies.URL, json={**VALID, "name": "---", "requestIdentifier": ""})
    assert ask() == VatAnswer(valid=True)


@responses.activate
def test_an_invalid_number_is_invalid_also_in_form() -> None:
    responses.post(vies.URL, json={**VALID, "valid": False, "name": "---"})
    assert ask().valid is False
    responses.replace(responses.POST, vies.URL, json=wrong("INVALID_INPUT"), status=400)
    assert ask().valid is False


def wrong(error: str) -> dict[str, object]:
    return {"actionSucceed": False, "errorWrappers": [{"error": error}]}


@pytest.mark.parametrize("error", ["MS_UNAVAILABLE", "TIMEOUT", "MS_MAX_CONCURRENT_REQ", "GLOBAL_MAX_CONCURRENT_REQ"])
@responses.activate
def test_a_register_that_is_closed_or_busy_says_nothing_of_the_number(error: str) -> None:
    responses.post(vies.URL, json=wrong(error))
    with pytest.raises(Retry, match=error):
        ask()


@responses.activate
def test_a_requester_that_is_refused_is_the_operator_s_to_mend() -> None:
    responses.post(vies.URL, json=wrong("INVALID_REQUESTER_INFO"))
    with pytest.raises(Misconfigured, match=r"credit\.vat_check\.requester"):
        ask(requester="FR1")


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"valid": "yes"}', "{}"])
@responses.activate
def test_what_cannot_be_read_is_no_answer(body: str) -> None:
    responses.post(vies.URL, body=body)
    with pytest.raises(Retry):
        ask()


@responses.activate
def test_no_connection_is_no_answer() -> None:
    responses.post(vies.URL, body=requests.ConnectionError("down"))
    with pytest.raises(Retry, match="no answer"):
        ask()


@responses.activate
def test_nobody_is_asked_about_a_country_that_vies_does_not_know() -> None:
    assert ask("CH123456789") == VatAnswer(valid=None)
    assert len(responses.calls) == 0
