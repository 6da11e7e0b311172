"""Every REST request of one connection: with its token, through the account's gate, patient with a full account.

A request that NetSuite turned away because too many were under way was not carried out: it is sent again after a
jittered pause. Where the account is full a login can look wrong ("Invalid login attempt"): what a fresh token cannot
mend is load while tokens are still given, and wrong credentials when they are not.
"""

import random
import time
from collections.abc import Callable, Mapping

from connectors.errors import Misconfigured, Retry
from connectors.http import Busy, Reply, Wire
from connectors.netsuite import failures
from connectors.netsuite.failures import Call
from connectors.netsuite.gate import Gate
from connectors.netsuite.login import Login

_TRIES = 6
_FIRST, _LONGEST = 0.5, 20.0  # seconds of the first pause, and of the longest
_LOGINS = 3  # how often a fresh token is tried


class Session:
    """Gives every answer but those of an account that is full, and refused logins."""

    def __init__(self, wire: Wire, login: Login, gate: Gate, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.wire = wire
        self.login = login
        self.gate = gate
        self.server_time = ""  # the Date header of the last answer
        self._sleep = sleep

    def send(
        self, call: Call, method: str, address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request. Raises `Retry` where the account stays full, `Misconfigured` where it does not know us."""
        refused = 0
        for attempt in range(_TRIES):
            if attempt:
                self._sleep(pause(attempt))
            try:
                reply = self._once(call, method, address, body, headers or {})
            except Retry as error:
                if not turned_away(error):
                    raise call.lost(error) from error
                if error.after:
                    self._sleep(min(error.after, _LONGEST))
                continue
            if reply.status == 401:
                refused += 1
                self.login.forget()  # raises when the next token is asked for, where the credentials are wrong
                if refused >= _LOGINS:
                    raise _not_let_in(call, reply)
            elif not failures.overrun(reply):
                return reply
        what = "too many requests of all integrations at a time; lower concurrency, or their number"
        raise Retry(f"{call}: {what} (CONCURRENCY_LIMIT_EXCEEDED)", sent=False)

    def _once(self, call: Call, method: str, address: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        with self.gate.slot():
            named = {"Accept": "application/json", **headers, **self.login.header()}
            reply = self.wire.send(method, address, body, named)
        self.server_time = self.wire.server_date or self.server_time
        return reply

    def close(self) -> None:
        self.wire.close()


def turned_away(error: Retry) -> bool:
    """Whether the request was turned away, not carried out, and may be sent again at once."""
    return isinstance(error, Busy) and not error.sent


def pause(attempt: int) -> float:
    """Full jitter: somewhere up to twice as long with each attempt, so that those who wait do not come together."""
    return random.uniform(_FIRST / 2, min(_FIRST * 2**attempt, _LONGEST))  # noqa: S311 (no secret)


def _not_let_in(call: Call, reply: Reply) -> Retry | Misconfigured:
    """Tokens are given, and not taken: the account is full, or the role may not use this door."""
    codes = {code for code, _, _ in failures.details(reply)}
    said = str(failures.faults(call, reply)[0].message)
    if "INVALID_LOGIN_ATTEMPT" in codes or "INVALID_LOGIN" in codes:
        return Retry(f"{said}: tokens are given, so the account is busy, or the role may not use this door", sent=False)
    return Misconfigured(f"{said} (HTTP 401): does the integration's role have REST Web Services?")
