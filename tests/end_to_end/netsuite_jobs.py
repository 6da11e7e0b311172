"""Jobs that work on one NetSuite account at the same time, in processes of their own, and others who crowd it."""

import hashlib
import multiprocessing
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from connectors import netsuite
from connectors.netsuite.settings import Settings
from connectors.records import AddNote, AttachFile, Ref, SetDunning
from connectors.secret import Secret
from tests.connectors.netsuite.standin.account import Account, reach
from tests.connectors.netsuite.standin.answers import Refusal
from tests.connectors.netsuite.standin.setup_rows import OURS
from tests.connectors.netsuite.standin.soap import CONSUMER, TOKEN

LEVEL = "custentity_solde_level"


class Work(msgspec.Struct, frozen=True):
    """What the threads of one process do, each over a connector of its own; plain values, for another process."""

    url: str
    private: str
    slots: str
    concurrency: int
    wsdl: str
    folder: str
    pairs: tuple[tuple[int, int], ...]  # a customer and an invoice for each thread

    def settings(self, soap: bool) -> Settings:
        tokens: dict[str, Any] = {
            "files": "soap", "wsdl": self.wsdl, "folder": self.folder, "consumer_key": "ck", "token_id": "tk",
            "consumer_secret": Secret(CONSUMER), "token_secret": Secret(TOKEN),
        }  # fmt: skip
        known = reach(self.url, self.private, Path(self.slots)) | (tokens if soap else {"files": "restlet"})
        return Settings(**known, concurrency=self.concurrency, page_size=10, dunning_level=LEVEL)


def content(invoice: int) -> bytes:
    """The file of an invoice."""
    return b"%PDF-1.7 " + bytes(range(256)) + str(invoice).encode()


def run(jobs: Sequence[Work]) -> list[int]:
    """Do it all at once, a process for each; their exit codes."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_process, args=(job,)) for job in jobs]
    for process in processes:
        process.start()
    for process in processes:
        process.join(240)
    return [process.exitcode if process.exitcode is not None else -1 for process in processes]


def _process(job: Work) -> None:
    """Half of the threads have SOAP for files and notes, half the RESTlet."""
    failed: list[BaseException] = []

    def thread(number: int, customer: int, invoice: int) -> None:
        try:
            _job(job.settings(soap=number % 2 == 1), customer, invoice)
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=thread, args=(number, *pair)) for number, pair in enumerate(job.pairs)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if failed:
        raise SystemExit(1)


def _job(settings: Settings, customer: int, invoice: int) -> None:
    connector = netsuite.connect("netsuite", settings, {str(OURS): "lume"})
    for kind in ("customer", "invoice"):
        assert sum(len(page.records) for page in connector.pull(kind, None)) > 0
    whom, bill = Ref("netsuite", "", "customer", str(customer)), Ref("netsuite", str(OURS), "invoice", str(invoice))
    connector.push(SetDunning(target=whom, level=1), f"level-{customer}")
    connector.push(AddNote(target=whom, text=f"Note {customer}"), f"note-{customer}")
    digest = hashlib.sha256(content(invoice)).hexdigest()
    file = AttachFile(target=bill, filename="bill.pdf", mime="application/pdf", sha256=digest)
    connector.push(file, f"file-{invoice}", content(invoice))
    assert connector.find(file, f"file-{invoice}") is not None
    connector.close()


_FULL = 0.33  # of each second


class Crowd:
    """Other integrations: they take every slot of the account for a third of each second."""

    def __init__(self, account: Account) -> None:
        self._traffic = account.server.traffic
        self._limit = account.store.rules.limit
        self._over = threading.Event()
        self._lock = threading.Lock()
        self.refused = 0  # of their own requests

    @contextmanager
    def about(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._one) for _ in range(self._limit)]
        for each in threads:
            each.start()
        try:
            yield
        finally:
            self._over.set()
            for each in threads:
                each.join()

    def _one(self) -> None:
        while not self._over.is_set():
            beat = time.monotonic() % 1.0
            if beat > _FULL:
                time.sleep(0.01)
                continue
            try:
                with self._traffic.place(restlet=False):
                    time.sleep(_FULL - beat)
            except Refusal:
                with self._lock:
                    self.refused += 1
                time.sleep(0.005)
