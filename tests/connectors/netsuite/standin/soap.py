"""SOAP as one more door of the account: the suite of soap_servers.py, over the records that the account's store has.

Files and notes are kept in the suite, as SuiteTalk records; the records that they belong to are the store's.
"""

from typing import Any

from lxml import etree

from connectors.secret import Secret
from tests.connectors.netsuite import soap_servers
from tests.connectors.netsuite.standin import fields
from tests.connectors.netsuite.standin.answers import Answer, Request
from tests.connectors.netsuite.standin.store import Store

_PLENTY = 1000  # requests at a time that the suite itself takes: the account counts those of all doors
_CHANGES = ('"add"', '"attach"')
CONSUMER, TOKEN = "csecret", "tsecret"


class Soap:
    """Nothing is to be asked of it where `soap_servers.absent()` has a reason."""

    def __init__(self, store: Store) -> None:
        self.wsdl = soap_servers.prepared() / "netsuite.wsdl"
        self.folder = soap_servers.FOLDER
        made = _over(store)
        self.suite = made(str(self.wsdl.parent), soap_servers.VERSION, (CONSUMER, TOKEN), _PLENTY)
        self.clear()

    def clear(self) -> None:
        """A file cabinet with one folder."""
        self.suite.recs.clear()
        self.suite.attached.clear()
        self.suite.log.clear()
        self.suite.put("folder", self.folder)

    def settings(self) -> dict[str, Any]:
        """The keys of a connection that goes through this door."""
        return {
            "files": "soap", "folder": self.folder, "wsdl": str(self.wsdl), "consumer_key": "ck", "token_id": "tk",
            "consumer_secret": Secret(CONSUMER), "token_secret": Secret(TOKEN),
        }  # fmt: skip

    def answer(self, body: bytes) -> Answer:
        status, headers, said = self.suite.answer(body)
        return Answer(status, said, (("Content-Type", "text/xml; charset=utf-8"), *headers.items()))

    def changes(self, request: Request) -> bool:
        """Whether it adds a file or a note, or attaches one; the folder on its way there does not count."""
        return request.headers.get("soapaction") in _CHANGES and b':Folder"' not in request.body

    def full(self) -> Answer:
        """Too many at a time, as SuiteTalk says it."""
        words = "SuiteTalk concurrent request limit exceeded. Request blocked."
        status, envelope = self.suite.fault("ExceededConcurrentRequestLimitFault", "WS_REQUEST_BLOCKED", words)
        return Answer(status, etree.tostring(envelope, encoding="UTF-8"), (("Content-Type", "text/xml"),))

    def invalid(self) -> list[Any]:
        """Requests and answers that Oracle's schemas do not allow."""
        return [entry for entry in self.suite.log if entry[0] in ("INVALID", "RESPONSE-INVALID")]


def _over(store: Store) -> type[Any]:
    base = soap_servers.suite_class()

    class Suite(base):  # type: ignore[misc, valid-type]
        def find(self, kind: str, iid: str | None = None, ext: str | None = None) -> Any:
            """What the store has is there, with nothing in it; what it no longer has is gone."""
            if iid and kind in fields.TYPES:
                there = fields.row(store, kind, iid) is not None
                if there and (kind, iid) not in self.recs:
                    self.put(kind, iid)
                elif not there and (kind, iid) in self.recs:
                    self.drop(kind, iid)
            return super().find(kind, iid, ext)

    return Suite
