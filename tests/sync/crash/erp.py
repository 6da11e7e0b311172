"""An ERP that outlives the engine: it lives in the test's process and answers over a socket."""

import threading
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Client, Connection, Listener
from typing import Any

from connectors import memory
from connectors.contract import Connector
from connectors.errors import Misconfigured, Refused, Retry
from connectors.memory import MemoryErp
from connectors.memory.connector import MemoryConnector
from connectors.records import Change, Finding, Kind, Page, Receipt, Ref, Snapshot

_KEY = b"two processes of one test"


class ErpServer:
    """Serves one `MemoryErp`. Whoever dies in the middle of a request leaves the ERP whole."""

    def __init__(self) -> None:
        self.erp = MemoryErp()
        self._listener = Listener(("127.0.0.1", 0), authkey=_KEY)
        self.address: tuple[str, int] = self._listener.address  # type: ignore[assignment]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Answer nobody any more."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                peer = self._listener.accept()
            except OSError:
                return
            except (EOFError, ConnectionError):  # killed while it said hello
                continue
            threading.Thread(target=self._answer, args=[peer], daemon=True).start()

    def _answer(self, peer: Connection) -> None:
        with peer:
            while True:
                try:
                    operation, arguments = peer.recv()
                    with self.erp.lock:
                        answer = self._do(operation, arguments)
                    peer.send(answer)
                except (EOFError, OSError):
                    return

    def _do(self, operation: str, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
        connector = MemoryConnector(self.erp, "erp", frozenset({"1"}))
        try:
            result = getattr(connector, operation)(*arguments)
            return True, list(result) if operation == "pull" else result
        except Retry as error:
            return False, ("retry", str(error), error.after, error.sent)
        except Refused as error:
            return False, ("refused", error.faults)
        except Misconfigured as error:
            return False, ("misconfigured", str(error))


class FarErp:
    """The connector of the engine's process: every call goes over the socket."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._peer = Client(address, authkey=_KEY)

    def check(self) -> list[Finding]:
        return self._ask("check")

    def pull(self, kind: Kind, cursor: str | None) -> Iterator[Page]:
        yield from self._ask("pull", kind, cursor)

    def missing(self, kind: Kind, ids: Sequence[Ref]) -> list[Ref]:
        return self._ask("missing", kind, list(ids))

    def reread(self, accounts: Sequence[Ref]) -> Snapshot:
        return self._ask("reread", list(accounts))

    def find(self, change: Change, key: str) -> Receipt | None:
        return self._ask("find", change, key)

    def push(self, change: Change, key: str, content: bytes | None = None) -> Receipt:
        return self._ask("push", change, key, content)

    def invoice_pdf(self, invoice: Ref) -> bytes | None:
        return self._ask("invoice_pdf", invoice)

    def close(self) -> None:
        self._peer.close()

    def _ask(self, operation: str, *arguments: Any) -> Any:
        self._peer.send((operation, arguments))
        well, answer = self._peer.recv()
        if well:
            return answer
        match answer:
            case ("retry", message, after, sent):
                raise Retry(message, after, sent=sent)
            case ("refused", faults):
                raise Refused(faults)
            case ("misconfigured", message):
                raise Misconfigured(message)
        raise AssertionError(answer)


def connection_settings() -> memory.Settings:
    """What solde.toml would say: only the type counts here."""
    return memory.Settings()


def far(address: tuple[str, int]) -> Connector:
    """The proxy, as the engine knows it."""
    return FarErp(address)
