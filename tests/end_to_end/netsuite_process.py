"""The command in a process of its own, many times: forked from a process that has read its modules already.

That saves the second that Python needs to read them. The process is killed and ends as any other does.
"""

import json
import multiprocessing
import os
import signal
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

_READY = multiprocessing.get_context("forkserver")
_READY.set_forkserver_preload(["tests.end_to_end.netsuite_ready"])
_OUT, _ERR, _SEEN = "out.txt", "err.txt", "seen.json"


class Death(NamedTuple):
    """When the process kills itself: as it passes a boundary for the n-th time."""

    boundary: str
    times: int


class Command:
    """`solde` with these arguments, in this folder; it runs from the start."""

    def __init__(
        self, folder: Path, arguments: tuple[str, ...], environment: Mapping[str, str], death: Death | None = None
    ) -> None:
        self._folder = folder
        self._process = _READY.Process(target=_run, args=(folder, arguments, dict(environment), death), daemon=True)
        self._process.start()

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()

    def ended(self, seconds: float = 300) -> tuple[int, str, str]:
        """Exit code (-9: killed), what it said, and its messages."""
        self._process.join(seconds)
        code = self._process.exitcode
        if code is None:
            self.kill()
            raise AssertionError(f"it had not ended after {seconds:g} s")
        out, err = ((self._folder / name).read_text(encoding="utf-8") for name in (_OUT, _ERR))
        return code, out, err


def seen(folder: Path) -> dict[str, int]:
    """How often the last command that went well passed each boundary."""
    found: dict[str, int] = json.loads((folder / _SEEN).read_text(encoding="utf-8"))
    return found


def _run(folder: Path, arguments: tuple[str, ...], environment: dict[str, str], death: Death | None) -> None:
    os.chdir(folder)
    os.environ.update(environment)
    for number, name in ((1, _OUT), (2, _ERR)):
        place = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(place, number)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
    sys.argv = ["solde", *arguments]
    from connectors.netsuite import session
    from sync import boundaries
    from sync.boot import spare_the_collector
    from sync.cli.main import main

    session._FIRST = session._LONGEST = 0.02  # a full account is waited for as long as a test has patience
    passed: Counter[str] = Counter()

    def hook(name: str) -> None:
        passed[name] += 1
        if death is not None and name == death.boundary and passed[name] == death.times:
            os.kill(os.getpid(), signal.SIGKILL)

    boundaries.hook = hook
    spare_the_collector()
    try:
        main()
    finally:
        (folder / _SEEN).write_text(json.dumps(passed), encoding="utf-8")
