"""Records over SOAP: added once under an external id, found by it, attached to each other."""

from typing import Any

from connectors.errors import Retry
from connectors.netsuite import soap_failures
from connectors.netsuite.doors import Target
from connectors.netsuite.failures import Call
from connectors.netsuite.soap_answers import Answer
from connectors.netsuite.soap_session import SoapSession


class Records:
    """What the door asks for, in NetSuite's operations."""

    def __init__(self, session: SoapSession) -> None:
        self._session = session

    def make(self, kind: str, **fields: Any) -> Any:
        """A value of one of SuiteTalk's types."""
        return self._session.schema.make(kind, **fields)

    def ref(self, kind: str, id_: str) -> Any:
        """What names a record."""
        return self.make("RecordRef", internalId=id_, type=kind)

    def add(self, call: Call, kind: str, record: Any, external: str) -> str:
        """The id of the record, which is new or was added under this external id before."""
        answer = self._session.ask(call, "add", record=record)
        if soap_failures.DUPLICATE in answer.codes() and (found := self.find(kind, external)):
            return found
        soap_failures.check(call, answer)
        return _known(call, answer)

    def find(self, kind: str, external: str) -> str:
        """The id of the record with this external id; "" where there is none.

        By getList: `get` would answer a file with all its content (help: "File Record Supported Operations").
        """
        call = Call(f"{kind} with the external id {external}", record=True)
        ref = self.make("RecordRef", externalId=external, type=kind)
        answer = self._session.ask(call, "getList", baseRef=[ref])
        if _is_missing(answer):
            return ""
        soap_failures.check(call, answer)
        return _known(call, answer)

    def attach(self, call: Call, target: Target, file: str) -> None:
        """Once or again."""
        ends = {"attachTo": self.ref(target.kind, target.id), "attachedRecord": self.ref("file", file)}
        answer = self._session.ask(call, "attach", attachReference=self.make("AttachBasicReference", **ends))
        if not answer.ok and not answer.fault:
            self.insist(call, target)
        soap_failures.check(call, answer)

    def insist(self, call: Call, target: Target) -> None:
        """Refused where the target is not there: NetSuite tells a wrong key in several ways, a user error among them
        (help: "attach / detach"), so it is asked for.
        """
        asked = Call(f"{target.kind} {target.id}", record=True)
        answer = self._session.ask(asked, "getList", baseRef=[self.ref(target.kind, target.id)])
        if _is_missing(answer):
            raise soap_failures.missing(call, target.id)


def _is_missing(answer: Answer) -> bool:
    return not answer.ok and not answer.fault and bool(answer.codes() & set(soap_failures.MISSING))


def _known(call: Call, answer: Answer) -> str:
    if not answer.id:
        raise Retry(f"{call}: an answer without the record's id", sent=call.changes)
    return answer.id
