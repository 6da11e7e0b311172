"""One semaphore for each account: NetSuite counts concurrent requests of all integrations and doors together.

An account with the standard service tier takes 5 at a time, SOAP, REST and RESTlets together (help: "Concurrency
Governance Limits"). Each request holds a slot, which is a lock on a small file: so threads and processes of one
user on one machine share the limit, and what dies lets go. Several machines divide the limit among them
(`concurrency`).
"""

import hashlib
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import platformdirs

from connectors.errors import Misconfigured, Retry

try:
    import fcntl
except ImportError:  # Windows: there the threads of one process share the limit
    fcntl = None  # type: ignore[assignment]

_PAUSE = 0.02  # seconds between two looks for a free slot, and up to twice as long
_PATIENCE = 600.0  # seconds after which something is wrong: a request takes a minute at most
_THREADS: dict[tuple[str, int], threading.Semaphore] = {}
_GUARD = threading.Lock()


class Gate:
    """At most `limit` requests to `account` at a time, from this machine."""

    def __init__(
        self,
        account: str,
        limit: int,
        folder: Path | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        patience: float = _PATIENCE,
    ) -> None:
        if limit < 1:
            raise Misconfigured("concurrency: expected at least 1")
        self.limit = limit
        self._account = account
        self._folder = folder
        self._sleep = sleep
        self._patience = patience
        with _GUARD:
            self._threads = _THREADS.setdefault((account, limit), threading.Semaphore(limit))

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Wait for a free slot and hold it. Raises `Retry` when none becomes free in ten minutes."""
        if not self._threads.acquire(timeout=self._patience):
            raise self._full()
        try:
            lock = self._locked()
            try:
                yield
            finally:
                if lock is not None:
                    lock.close()
        finally:
            self._threads.release()

    def _locked(self) -> IO[bytes] | None:
        """A lock on one of the files that stand for the slots; None where the system has no such locks."""
        if fcntl is None:
            return None
        until = time.monotonic() + self._patience
        numbers = list(range(self.limit))
        while True:
            random.shuffle(numbers)
            for number in numbers:
                file = self._place(number).open("ab")
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    file.close()
                    continue
                return file
            if time.monotonic() >= until:
                raise self._full()
            self._sleep(_PAUSE * (1 + random.random()))  # noqa: S311 (no secret)

    def _place(self, number: int) -> Path:
        folder = self._folder or _folder(self._account)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Misconfigured(f"slots: the folder {folder} cannot be made ({error.strerror})") from error
        return folder / f"slot-{number}"

    def _full(self) -> Retry:
        what = f"all {self.limit} slots of the account {self._account}"
        return Retry(f"NetSuite: {what} were taken for {self._patience:g} s (concurrency)", sent=False)


def _folder(account: str) -> Path:
    """The same for every process of this user on this machine."""
    name = hashlib.sha256(account.upper().encode()).hexdigest()[:16]
    return platformdirs.user_cache_path("solde", appauthor=False) / "netsuite" / name
