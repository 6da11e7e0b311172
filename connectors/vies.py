"""VIES, the European Commission's register of VAT numbers, over its REST interface (POST check-vat-number).

It asks the member state's own register, which may be closed or busy; then it says so, and that is no answer. With
one's own number as the requester the answer has a consultation number, which is the proof that one has asked.
"""

from typing import Annotated, Any

import msgspec
import requests

from connectors.errors import Misconfigured, Retry
from connectors.registers import VatAnswer

URL = "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number"
# Greece is EL, Northern Ireland XI.
_MEMBERS = "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI"
COUNTRIES = frozenset(_MEMBERS.split())
_LARGEST = 65536  # bytes of an answer that are read


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[credit.vat_check] with type = "vies"."""

    requester: str = ""  # one's own VAT number
    timeout: Annotated[int, msgspec.Meta(ge=1)] = 20  # seconds


class _Wrapped(msgspec.Struct):
    error: str = ""


class _Answer(msgspec.Struct, rename="camel"):
    valid: bool | None = None
    name: str | None = ""
    request_identifier: str | None = ""
    error_wrappers: tuple[_Wrapped, ...] = ()


class Vies:
    """The register; one request a number."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def check(self, vat_id: str) -> VatAnswer:
        """Raises Retry where VIES or the member state does not answer, Misconfigured where the requester is refused."""
        country, number = vat_id[:2].upper(), vat_id[2:]
        if country not in COUNTRIES:
            return VatAnswer(valid=None)
        body = {"countryCode": country, "vatNumber": number}
        if own := self._settings.requester:
            body |= {"requesterMemberStateCode": own[:2].upper(), "requesterNumber": own[2:]}
        answer = self._ask(body)
        if answer.error_wrappers:
            return _failed(answer.error_wrappers[0].error)
        if answer.valid is None:
            raise Retry("VIES: the answer does not say whether the number is valid", sent=False)
        name = (answer.name or "").strip("- \n")  # "---" where the member state tells no names
        return VatAnswer(valid=answer.valid, name=name, proof=answer.request_identifier or "")

    def _ask(self, body: dict[str, str]) -> _Answer:
        try:
            with requests.post(
                URL, json=body, timeout=self._settings.timeout, stream=True, allow_redirects=False
            ) as response:
                content = response.raw.read(_LARGEST, decode_content=True)
                status = response.status_code
        except (requests.RequestException, OSError) as error:
            raise Retry(f"VIES: no answer ({type(error).__name__})", sent=False) from error
        try:
            return msgspec.json.decode(content, type=_Answer)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Retry(f"VIES: an answer that cannot be read (status {status})", sent=False) from error


def _failed(error: str) -> VatAnswer:
    if error == "INVALID_INPUT":  # not even the form of a number of that country
        return VatAnswer(valid=False)
    if error == "INVALID_REQUESTER_INFO":
        raise Misconfigured("credit.vat_check.requester: VIES does not know this VAT number")
    raise Retry(f"VIES: {error or 'no reason given'}", sent=False)


def open_vat_check(name: str, settings: Any) -> Vies:
    """The register under the name that the configuration gives it."""
    return Vies(settings)
