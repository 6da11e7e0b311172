"""What a benchmark is. Its file holds one `BENCH`, and names the sides that are measured against each other."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


class Watch:
    """Counts the seconds spent inside `with watch:`, so that a run can prepare itself outside of it.

    `cpu` counts the processor's seconds in this process alone, which a busy machine changes less.
    """

    def __init__(self) -> None:
        self.seconds = self.cpu = 0.0
        self._since = (0.0, 0.0)

    def __enter__(self) -> Self:
        self._since = (time.perf_counter(), time.process_time())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds += time.perf_counter() - self._since[0]
        self.cpu += time.process_time() - self._since[1]


Run = Callable[[Watch], int]  # does the work once and returns how many units of it were done
Side = Callable[[], AbstractContextManager[Run]]  # prepares, in a process of its own


@dataclass(frozen=True)
class Row:
    """What was found on one side: milliseconds per unit of each round, on the wall and of the processor; peak memory
    of each process in MB.
    """

    side: str
    rounds: tuple[float, ...] = ()
    cpu: tuple[float, ...] = ()
    peak: dict[str, float] = field(default_factory=dict)
    missing: str = ""  # why it was not measured


@dataclass(frozen=True)
class Benchmark:
    """The first of `sides` is ours; a side may be missing where an optional peer is not installed.

    A side imports what it needs inside its function: each runs in its own process, whose peak memory is then its
    own alone. `rows` replaces the measuring for a benchmark that starts its processes itself.
    """

    title: str
    unit: str
    sides: dict[str, Side] = field(default_factory=dict)
    rounds: int = 9
    note: str = ""
    rows: Callable[[], list[Row]] | None = None
