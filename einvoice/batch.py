"""Many files, judged side by side and answered in their own order."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from einvoice.judges import Judges
from einvoice.validate import Validation, validate_file

_SUFFIXES = (".xml", ".pdf", ".p7m")


def invoices_below(folder: Path) -> Iterator[Path]:
    """The files in a folder and the folders below it that may be e-invoices, by their suffix; sorted by name.

    A link to a folder is not followed: it may lead around in a circle. Raises `OSError` for a folder that may not be
    read.
    """
    for place, folders, names in os.walk(folder, onerror=_raise):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if name.lower().endswith(_SUFFIXES) and path.is_file():
                yield path


def validate_all(
    paths: Iterable[Path], judges: Judges, workers: int, *, all_rules: bool = False, language: str = "en"
) -> Iterator[Validation]:
    """The verdict on each file, in the order of `paths`, with `workers` files under way at once.

    What was begun when the caller stops is ended, not waited for: close `judges` then. Raises `ArtefactMissing`.
    """
    pool = ThreadPoolExecutor(workers, thread_name_prefix="judging")
    running: deque[Future[Validation]] = deque()
    try:
        for path in paths:
            running.append(pool.submit(validate_file, path, judges, all_rules=all_rules, language=language))
            if len(running) > 4 * workers:  # a slow file holds up the answers, not the work
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _raise(error: OSError) -> None:
    raise error
