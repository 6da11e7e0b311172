"""Official Schematron rules, run in a worker process that is started when needed and never left behind."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Collection, Sequence
from pathlib import Path

from einvoice.faults import Fault
from einvoice.terms import field_of

_WORKER = Path(__file__).with_name("judging_worker.py")
_WARNINGS = {"warning", "warn", "information", "info"}


class WorkerFailed(Exception):
    """The worker died or took too long; it will be started again for the next document."""


class Worker:
    """One worker process. Not for two threads at once: `judges.py` hands it out."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._owner = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The worker's process id, None while there is none."""
        return self._process.pid if self._process else None

    def findings(self, sheet: Path, data: bytes) -> tuple[list[Sequence[str]], str]:
        """What a stylesheet found, and its run-time error if it stopped; raises `WorkerFailed`."""
        process = self._running()
        assert process.stdin and process.stdout
        # The pipe closes when the worker is killed, which ends the wait below: no thread is left hanging.
        timer = threading.Timer(self._timeout, process.kill)
        timer.daemon = True
        timer.start()
        try:
            header = json.dumps({"sheet": str(sheet), "size": len(data)}).encode()
            process.stdin.write(header + b"\n" + data)
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
        except (OSError, ValueError):
            self.close()
            raise WorkerFailed(
                f"the official rules gave no answer: their process stopped or took over {self._timeout:g} s"
            ) from None
        except BaseException:
            self.close()  # interrupted half-way: its answer would be taken for the next document's
            raise
        finally:
            timer.cancel()
        return answer.get("findings", []), answer.get("failed", "")

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
            self._process = None  # after a fork the worker is the parent's: its pipes must not be shared
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            self._owner = os.getpid()
            # -P keeps this folder off the worker's import path: its file names are not modules of the worker.
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
                [sys.executable, "-P", str(_WORKER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process


def faults_of(findings: Sequence[Sequence[str]], source: str, absent: Collection[str] = ()) -> list[Fault]:
    """SVRL findings as faults: the rule's id, the model path of its business term, its own words; each once.

    `absent`: the paths of the parties' identifiers that the document leaves empty.
    """
    faults = []
    for rule, flag, location, text in findings:
        code, message = _split(rule, text)
        faults.append(
            Fault(
                code=code,
                path=field_of(message, location, absent),
                message=message,
                source=source,
                severity="warning" if flag.lower() in _WARNINGS else "error",
            )
        )
    return list(dict.fromkeys(faults))  # one sentence for each line, and nothing in it that tells them apart


def _split(rule: str, text: str) -> tuple[str, str]:
    """CEN writes `[BR-01]-An Invoice ...`: the id is the code, the sentence the message."""
    if text.startswith("[") and "]" in text:
        inside, _, rest = text[1:].partition("]")
        return rule or inside, rest.lstrip("- ").strip() or text
    return rule or "SCHEMATRON", text
