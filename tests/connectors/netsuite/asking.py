"""A caller of the stand-in's doors: requests as a test words them, without the connector's care."""

import time
from typing import Any

import jwt
import requests

from tests.connectors.netsuite.standin.account import CERTIFICATE, CLIENT, Account
from tests.connectors.netsuite.standin.server import QUERY, RECORD, RESTLET, TOKEN

KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Asker:
    def __init__(self, account: Account) -> None:
        self.account = account
        self.session = requests.Session()
        self.session.trust_env = False
        self._token = ""

    # Tokens

    def assertion(self, key: str = "", algorithm: str = "ES256", kid: str = CERTIFICATE, **claims: Any) -> str:
        """A signed assertion; a claim that is None is left out."""
        now = int(time.time())
        known = {
            "iss": CLIENT, "scope": ["rest_webservices", "restlets"], "aud": self.account.url + TOKEN, "iat": now,
            "exp": now + 300,
        } | claims  # fmt: skip
        body = {name: value for name, value in known.items() if value is not None}
        return jwt.encode(body, key or self.account.private, algorithm=algorithm, headers={"kid": kid} if kid else {})

    def login(self, assertion: str = "", **form: str) -> requests.Response:
        known = {"grant_type": "client_credentials", "client_assertion_type": KIND,
                 "client_assertion": assertion or self.assertion()} | form  # fmt: skip
        return self.session.post(self.account.url + TOKEN, data=known)

    def headers(self) -> dict[str, str]:
        if not self._token:
            self._token = self.login().json()["access_token"]
        return {"Authorization": f"Bearer {self._token}"}

    # Doors

    def query(self, sql: str, limit: int | str | None = None, offset: int | None = None, **headers: str) -> requests.Response:  # fmt: skip # noqa: E501
        named = {"Prefer": "transient", **self.headers(), **headers}
        params = {name: value for name, value in (("limit", limit), ("offset", offset)) if value is not None}
        return self.session.post(self.account.url + QUERY, params=params, json={"q": sql}, headers=named)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Without the links that every row has."""
        answer = self.query(sql)
        assert answer.status_code == 200, answer.text
        return [{name: value for name, value in row.items() if name != "links"} for row in answer.json()["items"]]

    def refusal(self, sql: str) -> str:
        """NetSuite's words about a query that it does not take."""
        answer = self.query(sql)
        assert answer.status_code == 400, answer.text
        value = answer.json()
        (detail,) = value["o:errorDetails"]
        assert (value["title"], value["status"]) == ("Bad Request", 400)
        assert (detail["o:errorQueryParam"], detail["o:errorCode"]) == ("q", "INVALID_PARAMETER")
        said: str = detail["detail"]
        return said.removeprefix("Invalid search query. Detailed unprocessed description follows. ")

    def record(self, method: str, place: str, body: Any = None, strict: bool = False, **params: str) -> requests.Response:  # fmt: skip # noqa: E501
        headers = self.headers() | ({"X-NetSuite-PropertyNameValidation": "error"} if strict else {})
        return self.session.request(
            method, self.account.url + RECORD + place, params=params, json=body, headers=headers, timeout=20
        )

    def restlet(self, message: Any, script: str = "customscript_solde_files", deploy: str = "customdeploy_solde_files") -> requests.Response:  # fmt: skip # noqa: E501
        place = f"{self.account.url}{RESTLET}"
        params = {"script": script, "deploy": deploy}
        return self.session.post(place, params=params, json=message, headers=self.headers(), timeout=20)


def error(answer: requests.Response) -> tuple[int, str, str]:
    """Status, code and words of a refusal of the REST doors."""
    value = answer.json()
    (detail,) = value["o:errorDetails"]
    assert value["status"] == answer.status_code
    assert value["type"].startswith("https://www.rfc-editor.org/")
    return answer.status_code, detail["o:errorCode"], detail["detail"]
