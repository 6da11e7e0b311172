"""Compare the native rules with the official artefacts; exit 1 on any difference.

Every document of the corpora, then `--count` made ones: first those that are to break each rule, then sound and
broken ones by chance. The same seed gives the same documents, whatever the number of processes. A document on which
the two sides differ is saved with both sets of fatal rules.
"""

import argparse
import sys
import time
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from einvoice.artefacts import ArtefactMissing, Artefacts, default_folder
from tests.einvoice.corpora import ABSENT

from . import corpora, making, workers
from .compared import NATIVE, unlisted
from .judging import Document
from .summary import Summary
from .targets import TARGETS

_CHUNK = 20


def main(arguments: list[str] | None = None) -> int:
    """The command; returns the exit status."""
    options = _options(arguments)
    artefacts = Artefacts(default_folder())
    started = time.monotonic()
    bad = _tables(artefacts)
    known = {document.name: document for document in corpora.documents()}
    _say(f"corpora          {len(known)} documents" if known else f"corpora          none: {ABSENT}")

    def document(name: str) -> Document:
        return known.get(name) or making.generated(int(name.partition(" ")[0]), options.seed)

    summary = Summary(options.folder, document, _say)
    with get_context("spawn").Pool(options.jobs, workers.start, (options.invert,)) as pool:
        tasks = [(place, options.seed) for place in places(options.count, options.invert)]
        read = pool.imap(workers.compare, known.values(), 5)
        for outcome in chain(read, pool.imap(workers.generate, tasks, _CHUNK)):
            summary.add(outcome)
        pool.close()
        pool.join()
    summary.tell(time.monotonic() - started)
    complete = options.count >= len(TARGETS)
    return int(bool(bad or summary.differing or (complete and summary.silent())))


def places(count: int, inverted: str) -> list[int]:
    """The documents that are made: all targets first; of few, some from everywhere and those of the inverted rule."""
    if count >= len(TARGETS):
        return list(range(count))
    own = {place for place, target in enumerate(TARGETS) if target.rule == inverted}
    return sorted(own | {place * len(TARGETS) // count for place in range(count)})


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _tables(artefacts: Artefacts) -> bool:
    """Whether a rule is neither native nor explained, or native and not official; told on standard output."""
    bad = False
    for rules in NATIVE:
        unknown, invented = unlisted(artefacts, rules)
        for code in sorted(unknown):
            _say(f"NOT NATIVE {code} ({rules}) is official, and neither native nor in the table of reasons")
        for code in sorted(invented):
            _say(f"NOT OFFICIAL {code} ({rules}) is a native rule that the official artefact does not have")
        bad = bad or bool(unknown or invented)
    return bad


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.agreement", description=__doc__)
    parser.add_argument("--count", type=int, default=5600, help="made documents (default 5600)")
    parser.add_argument("--seed", type=int, default=16931, help="of the documents that chance breaks")
    parser.add_argument("--invert", default="", metavar="RULE", help="turn one native rule upside down: it must show")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default 2)")
    parser.add_argument("--folder", type=Path, default=Path("build/agreement"), help="where differing documents go")
    options = parser.parse_args(arguments)
    if options.invert and options.invert not in {rule.code for rules in NATIVE.values() for rule in rules}:
        parser.error(f"there is no native rule {options.invert}")
    return options


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ArtefactMissing as missing:
        sys.exit(str(missing))
