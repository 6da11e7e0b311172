"""One conversation with one S/4HANA: every request with its credentials, and writes with their CSRF token.

SAP binds the token to the session that its cookies name, so both are kept together: one session for each client of
ours, never shared with another connection.
"""

from collections.abc import Mapping

from connectors.errors import Misconfigured, Retry
from connectors.http import Reply, Wire
from connectors.sap import failures, links
from connectors.sap.auth import Auth
from connectors.sap.failures import Call
from connectors.sap.settings import Settings

_ALWAYS = {"Accept": "application/json", "DataServiceVersion": "2.0", "MaxDataServiceVersion": "2.0"}
_TOKEN = "X-CSRF-Token"  # noqa: S105 (a header's name)


class Session:
    """A request refused for an old login or CSRF token was not carried out: it is repeated once with a new one."""

    def __init__(self, settings: Settings, wire: Wire | None = None) -> None:
        self.settings = settings
        chain = (settings.certificate, settings.key) if settings.certificate else None
        self.wire = wire or Wire(settings, certificate=chain)
        self.auth = Auth(settings, self.wire)
        self.server_time = ""  # the Date header of the last answer
        self._csrf = ""  # the token that goes with the session's cookies

    def send(self, call: Call, method: str, address: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        """Any answer but 401, 429 and those of a gateway that is busy."""
        if method == "GET":
            return self._signed(call, method, address, body, headers)
        for _ in range(2):
            self._csrf = self._csrf or self._fetched(call)
            reply = self._signed(call, method, address, body, {**headers, _TOKEN: self._csrf})
            if reply.status != 403 or reply.headers.get(_TOKEN, "").lower() != "required":
                return reply
            self._csrf = ""
        raise Retry(f"{call}: SAP gives CSRF tokens and does not take them (HTTP 403)", sent=False)

    def _fetched(self, call: Call) -> str:
        """With a GET of the service's root, as SAP wants it."""
        root = Call(call.service, "")
        address = links.address(self.settings, call.service, "", "$format=json")
        reply = self._signed(root, "GET", address, None, {_TOKEN: "Fetch"})
        failures.check(root, reply, self.auth.who)
        token = reply.headers.get(_TOKEN, "")
        if not token:
            raise Misconfigured(f"url: {call.service} gives no CSRF token; does a proxy take {_TOKEN} away?")
        return token

    def _signed(self, call: Call, method: str, address: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        for _ in range(2):
            named = {**_ALWAYS, **headers, **self.auth.header()}
            try:
                reply = self.wire.send(method, address, body, named)
            except Retry as error:
                raise call.lost(Retry(f"{call}: {error}", error.after, sent=error.sent)) from error
            self.server_time = self.wire.server_date or self.server_time
            if reply.status != 401:
                return reply
            if not self.auth.renew():
                break
        raise self.auth.refused()

    def close(self) -> None:
        self.wire.close()
