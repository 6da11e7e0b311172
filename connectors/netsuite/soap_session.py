"""Sends SOAP requests: signed anew each time, through the account's gate, patient with a full account.

What NetSuite turned away because too many requests were under way was not carried out, and is sent again after a
jittered pause. Under load a login can look wrong ("Invalid login attempt"), as it does with a wrong token: it is tried
again a few times, and then it is load if this process was let in before or is let in now.
"""

import time
from collections.abc import Callable
from typing import Any

from connectors.errors import Misconfigured, Retry
from connectors.http import Wire
from connectors.netsuite import hosts, soap_answers, soap_failures
from connectors.netsuite.failures import Call
from connectors.netsuite.gate import Gate
from connectors.netsuite.session import pause, turned_away
from connectors.netsuite.settings import Settings
from connectors.netsuite.soap_answers import Answer
from connectors.netsuite.soap_login import Passport
from connectors.netsuite.soap_schema import Reach, Schema, schema

_TRIES = 6
_LOGINS = 3  # how often a login is tried
_LONGEST = 20.0  # seconds
_LET_IN: set[tuple[str, str, str]] = set()  # address, consumer key and token that worked in this process
_LOGIN = Call("SOAP login")


class SoapSession:
    """Gives every answer but those of an account that is full, and refused logins."""

    def __init__(
        self, settings: Settings, gate: Gate, wire: Wire | None = None, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        base = hosts.base(settings.account, hosts.SOAP, settings.url)
        self._address = f"{base}/services/NetSuitePort_{settings.soap_version}"
        self._own = wire is None
        self._wire = wire or Wire(Reach.of(settings, base))
        self._settings = settings
        self._gate = gate
        self._passport = Passport(settings)
        self._sleep = sleep
        self._who = (self._address, settings.consumer_key, settings.token_id)

    @property
    def schema(self) -> Schema:
        """Read when it is needed first."""
        return schema(self._settings)

    def ask(self, call: Call, operation: str, **arguments: Any) -> Answer:
        """One operation. Raises `Retry` where the account stays full, `Misconfigured` where it does not know us."""
        refused = 0
        for attempt in range(_TRIES):
            if attempt:
                self._sleep(pause(attempt))
            try:
                answer = self._once(call, operation, arguments)
            except Retry as error:
                if not turned_away(error):
                    raise call.lost(error) from error
                if error.after:
                    self._sleep(min(error.after, _LONGEST))
                continue
            if soap_failures.login_refused(answer):
                refused += 1
                if refused >= _LOGINS:
                    raise self._not_let_in(call, answer)
            elif not soap_failures.overrun(answer):
                if not answer.fault:
                    _LET_IN.add(self._who)
                return answer
        what = "too many requests of all integrations at a time; lower concurrency, or their number"
        raise Retry(f"{call}: {what} (WS_REQUEST_BLOCKED)", sent=False)

    def close(self) -> None:
        """Let go of the connections that are our own."""
        if self._own:
            self._wire.close()

    def _once(self, call: Call, operation: str, arguments: dict[str, Any]) -> Answer:
        schema = self.schema
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{operation}"'}
        with self._gate.slot():
            # Signed when the slot is free: a signature is old after five minutes.
            body = schema.envelope(operation, arguments, self._passport.fields())
            reply = self._wire.send("POST", self._address, body, headers)
        try:
            return soap_answers.read(reply.content)
        except ValueError as error:
            raise soap_failures.no_soap(call, reply, str(error)) from None

    def _not_let_in(self, call: Call, answer: Answer) -> Retry | Misconfigured:
        said = soap_failures.faults(call, answer)[0].message
        if self._who in _LET_IN or self._is_let_in():
            return Retry(f"{said} (the login works at other times, so the account is busy)", sent=False)
        return Misconfigured(
            f"consumer_key, consumer_secret, token_id or token_secret: {said}. Does the token belong to this account, "
            "integration and role, is it in force, and is this machine's clock right? The login audit trail (Setup > "
            "Users/Roles > View Login Audit Trail) names the cause"
        )

    def _is_let_in(self) -> bool:
        """Whether the login works for something else."""
        try:
            answer = self._once(_LOGIN, "getServerTime", {})
        except Retry as error:
            raise _LOGIN.lost(error) from error
        if soap_failures.login_refused(answer):
            return False
        if not soap_failures.overrun(answer):
            soap_failures.check(_LOGIN, answer)
        return True
