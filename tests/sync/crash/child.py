"""The engine's process. `python -m tests.sync.crash.child PLACE` loads everything once, then forks for each job.

A job is a line of JSON on stdin; its answer, a line on stdout, is the result, or how the process ended. Forks
start in a moment, so that a process can be killed at every boundary within a test that stays quick.
"""

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec

from connectors.channels import folder
from dunning.calendar import rest_day
from sync import boot, boundaries
from sync.clock import utc_now
from tests.sync.crash.erp import far
from tests.sync.crash.setting import Place, settings


def main() -> None:
    """Serve jobs until stdin ends."""
    place = msgspec.json.decode(sys.argv[1], type=Place)
    _unhurried()
    boot.boot(settings(place), migrate=False)
    from sync import cycle, engine  # noqa: F401 - loaded before the first fork

    rest_day(date(2026, 11, 2), "FR")  # so are the calendars

    for line in sys.stdin:
        print(json.dumps(_forked(place, json.loads(line))), flush=True)  # noqa: T201 - the answer


def _unhurried() -> None:
    """Nothing waits for the disk: a killed process loses nothing that the kernel has, only a power cut would."""
    from sync.web.settings import SQLITE

    SQLITE["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    os.fsync = lambda _: None  # type: ignore[assignment]


def _forked(place: Place, job: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        code = 70
        try:
            result = _JOBS[job.pop("do")](place, **job)
            os.write(writing, json.dumps(result).encode())
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(pid, 0)
    ended = os.waitstatus_to_exitcode(status)
    return {"ended": ended, **(json.loads(told) if told else {})}


def _migrate(place: Place) -> dict[str, Any]:
    boot.boot(settings(place))
    from django.db import connection

    connection.close()  # SQLite's log goes into the file
    return {}


def _run(
    place: Place, today: str, kill: tuple[str, int] | None = None, later: int = 0, rounds: int = 1
) -> dict[str, Any]:
    """`rounds` cycles; with `kill` the process ends itself at the n-th time that it passes that boundary.

    `later` is in seconds: how far the engine's clock is ahead, so that what waits for its time is due.
    """
    from sync import cycle

    seen: Counter[str] = Counter()

    def hook(name: str) -> None:
        seen[name] += 1
        if kill and name == kill[0] and seen[name] == kill[1]:
            os.kill(os.getpid(), signal.SIGKILL)

    boundaries.hook = hook
    engine = _engine(place, date.fromisoformat(today), later)
    for _ in range(rounds):
        done = cycle.run(engine)
    return {"seen": dict(seen), "troubles": done.troubles, **_report(place)}


def _report(place: Place) -> dict[str, Any]:
    """The effects whose end is open: each is waiting, or in doubt."""
    from sync.models import Effect

    fields = ("pk", "status", "way", "target", "key", "error", "attempts")
    over = ("done", "left", "settled", "superseded", "stopped", "failed")
    return {"open": list(Effect.objects.exclude(status__in=over).order_by("id").values(*fields))}


def _settle(place: Place, pk: int, arrived: bool | None) -> dict[str, Any]:
    """A person's word: arrived, or (None) send it again."""
    from sync import settle
    from sync.models import Effect

    effect = Effect.objects.get(pk=pk)
    said = settle.retry_effect(effect) if arrived is None else settle.settle_effect(effect, arrived=arrived)
    return {"said": said}


def _decide(place: Place, today: str) -> dict[str, Any]:
    """A cycle up to the outbox: everything is decided and nothing has left."""
    from sync import cycle

    cycle._deliver = lambda *_, **__: None
    cycle.run(_engine(place, date.fromisoformat(today), 0))
    return _report(place)


def _race(place: Place, today: str) -> dict[str, Any]:
    """A run that does not wait its turn: what the database itself forbids is all that keeps two of them apart."""
    from sync import cycle

    cycle.only_one = lambda _: nullcontext()  # type: ignore[assignment]
    return _run(place, today)


_JOBS: dict[str, Callable[..., dict[str, Any]]] = {
    "migrate": _migrate,
    "run": _run,
    "report": _report,
    "settle": _settle,
    "decide": _decide,
    "race": _race,
}


def _engine(place: Place, today: date, later: int) -> Any:
    from sync import emit
    from sync.engine import Engine, open_mail
    from sync.evidence import Vault

    emit.emission = _Emission  # type: ignore[assignment]
    chosen = settings(place)
    channels = {"mail": open_mail(chosen)}
    for name, section in chosen.channels.items():
        channels[name] = folder.open_channel(name, section.settings)
    return Engine(
        settings=chosen,
        connectors={"erp": far(place.erp)},
        channels=channels,
        judges=None,  # type: ignore[arg-type] - nobody judges here
        vault=Vault(chosen.data / "evidence"),
        now=lambda: utc_now() + timedelta(seconds=later),
        pinned=today,
    )


class _Emission:
    """Documents of a few bytes: what they say is tested elsewhere, here it counts that each leaves once."""

    @staticmethod
    def obligations(*_: Any) -> list[Any]:
        return [SimpleNamespace(format="facturx")]

    @staticmethod
    def emit(document: Any, owed: Any, judges: Any, serial: int, *_: Any) -> Any:
        return SimpleNamespace(
            format=owed.format,
            filename=f"{document.number}.xml".replace("/", "-"),
            mime="application/xml",
            content=f"<invoice>{document.number}</invoice>".encode(),
            checked_by=("rules 1",),
            faults=(),
            notes=(),
        )


if __name__ == "__main__":
    main()
