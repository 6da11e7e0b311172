"""A process of our own that does what could take this one down: it answers in time, or is ended and started again."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Generic, TypeVar


class ChildFailed(Exception):
    """The process died or took too long; it will be started again for the next request."""


class Child:
    """One long-lived process, started when first asked. Not for two threads at once.

    It is asked with a JSON line, whose `size` counts the bytes that follow, and answers in the same way; `size` may
    be missing where nothing follows. It ends when its standard input does, so it never outlives whoever started it.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        # -P keeps the working directory and the script's own folder off the import path.
        self._command = [sys.executable, "-P", *arguments]
        self._owner = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its process id, None while there is none."""
        return self._process.pid if self._process else None

    def ask(self, header: Mapping[str, object], data: bytes, seconds: float) -> tuple[Mapping[str, Any], bytes]:
        """The answer's header and bytes; raises `ChildFailed` if there is none within `seconds`."""
        process = self._running()
        assert process.stdin and process.stdout
        # The pipe closes when the process is killed, which ends the wait below: no thread is left hanging.
        timer = threading.Timer(seconds, process.kill)
        timer.daemon = True
        timer.start()
        try:
            process.stdin.write(json.dumps({**header, "size": len(data)}).encode() + b"\n")
            process.stdin.write(data)
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            size = answer.get("size", 0)
            body = process.stdout.read(size)
            if len(body) != size:
                raise OSError("it stopped half-way")
        except (OSError, ValueError) as error:
            self.close()
            raise ChildFailed(str(error)) from None
        except BaseException:
            self.close()  # interrupted half-way: its answer would be taken for the next request's
            raise
        finally:
            timer.cancel()
        return answer, body

    def close(self) -> None:
        """End the process and wait for it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._owner != os.getpid():
            self._process = None  # after a fork it is the parent's: its pipes must not be shared
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            self._owner = os.getpid()
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._process


C = TypeVar("C", bound=Child)


class Pool(Generic[C]):
    """Processes of one kind, lent to one thread each. The one that was used last is lent first: it is warm."""

    def __init__(self, children: Sequence[C]) -> None:
        self.children = children
        self._closed = False
        self._idle: queue.LifoQueue[C] = queue.LifoQueue()
        for child in reversed(children):
            self._idle.put(child)

    @contextmanager
    def lent(self, seconds: float) -> Iterator[C]:
        """One of them; raises `ChildFailed` if none gets free within `seconds`, or after `close`."""
        try:
            child = self._idle.get(timeout=seconds)
        except queue.Empty:
            raise ChildFailed("all of them are busy") from None
        try:
            if self._closed:
                raise ChildFailed("they have been ended")
            yield child
        finally:
            self._idle.put(child)

    def close(self) -> None:
        """End every one."""
        self._closed = True
        for child in self.children:
            child.close()
