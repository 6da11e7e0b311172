"""Compare the native rules with the official artefacts; exit 1 on any difference.

Every document of the corpora, then `--count` made ones: first those that are to break each rule, then sound and
broken ones by chance. The same seed gives the same documents, whatever the number of processes. A document on which
the two sides differ is saved with both sets of fatal rules.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path

from einvoice.artefacts import ArtefactMissing, Artefacts, default_folder
from tests.einvoice.corpora import ABSENT, CORPORA

from . import corpora, making
from .compared import NATIVE, unlisted
from .judging import Bench, Document, Outcome
from .targets import TARGETS, UNPROVOKED

_CHUNK = 20
_MOST_TOLD = 60
# The bench of a process of its own; set when it starts.
_bench: list[Bench] = []


def _start(inverted: str) -> None:
    _bench.append(Bench(Artefacts(default_folder()), inverted))


def _compare(document: Document) -> Outcome:
    return _bench[0].compare(document)


def _generate(task: tuple[int, int]) -> Outcome:
    return _bench[0].compare(making.generated(*task))


class Summary:
    """What was seen, and every difference."""

    def __init__(self, folder: Path, document: Callable[[str], Document], say: Callable[[str], object]) -> None:
        self._folder = folder
        self._document = document
        self._say = say
        self.count = Counter[str]()
        self.left_out = Counter[str]()
        self.judged = Counter[str]()
        self.invalid = Counter[str]()
        self.official = Counter[tuple[str, str]]()
        self.native: set[tuple[str, str]] = set()
        self.differences = Counter[tuple[str, str, str]]()
        self.differing = 0

    def add(self, outcome: Outcome) -> None:
        """Count it; tell and save it where the sides differ."""
        self.count[outcome.family] += 1
        if outcome.left_out:
            self.left_out[outcome.left_out] += 1
            return
        self.count["valid" if outcome.valid else "invalid"] += 1
        for rules, theirs, ours in outcome.fatal:
            self.judged[rules] += 1
            self.invalid[rules] += bool(theirs)
            self.official.update((rules, code) for code in theirs)
            self.native.update((rules, code) for code in ours)
        if found := outcome.differences:
            self._differ(outcome, found)

    def _differ(self, outcome: Outcome, found: list[tuple[str, str, str]]) -> None:
        self.differing += 1
        self.differences.update(found)
        if self.differing > _MOST_TOLD:
            return
        path = self._folder / (outcome.name.replace("/", "_").replace(" ", "_").removesuffix(".xml") + ".xml")
        self._folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self._document(outcome.name).xml)
        sets = "".join(
            f"{rules}\n official {' '.join(sorted(theirs))}\n native   {' '.join(sorted(ours))}\n"
            for rules, theirs, ours in outcome.fatal
        )
        path.with_suffix(".txt").write_text(sets, encoding="utf-8")
        for rules, code, side in found:
            self._say(f"DIFFERENCE {outcome.name}: {code} ({rules}) is found by the {side} rules alone; {path}")

    def silent(self) -> list[str]:
        """The native rules of severity error that no document broke, in no syntax, and that no table explains."""
        fired = {code for _, code in self.native}
        every = {rule.code for rules in NATIVE.values() for rule in rules if rule.severity == "error"}
        return sorted(every - fired - set(UNPROVOKED))

    def tell(self, seconds: float) -> None:
        """The figures."""
        say, count = self._say, self.count
        total = sum(count[family] for family in ("corpus", "sound", "broken"))
        say("")
        say(f"documents        {total}: corpora {count['corpus']}, made sound {count['sound']}, broken {count['broken']}")
        say(f"compared         {count['valid'] + count['invalid']}: valid {count['valid']}, invalid {count['invalid']}")
        say(f"left out         {sum(self.left_out.values())}{_listed(self.left_out)}")
        for rules in NATIVE:
            ids = {code for name, code in self.official if name == rules}
            say(
                f"{rules:16} {self.judged[rules]} judged, {self.invalid[rules]} invalid, "
                f"{len(ids)} different fatal rules, found {sum(n for (r, _), n in self.official.items() if r == rules)} times"
            )
        say(f"fatal rules seen {len({code for _, code in self.official})}")
        say(f"never fired      {' '.join(self.silent()) or 'none'}")
        for code, reason in UNPROVOKED.items():
            say(f"  not provoked   {code}: {reason}")
        for (rules, code, side), times in self.differences.most_common():
            say(f"  differs        {code} in {rules}: {times} times by the {side} rules alone")
        say(f"differing        {self.differing} documents")
        say(f"seconds          {seconds:.0f}")


def _listed(counter: Counter[str]) -> str:
    return "".join(f"; {reason}: {times}" for reason, times in sorted(counter.items()))


def main(arguments: list[str] | None = None) -> int:
    """The command; returns the exit status."""
    options = _options(arguments)
    artefacts = Artefacts(default_folder())
    started = time.monotonic()
    bad = _tables(artefacts)
    known = {document.name: document for document in corpora.documents()}
    print(f"corpora          {len(known)} documents" if known else f"corpora          none: {ABSENT}", flush=True)

    def document(name: str) -> Document:
        return known.get(name) or names[name]()

    names = {making.generated(i, options.seed).name: _again(i, options.seed) for i in range(min(options.count, len(TARGETS)))}
    names |= {str(i): _again(i, options.seed) for i in range(len(TARGETS), options.count)}
    summary = Summary(options.folder, document, lambda text: print(text, flush=True))
    with get_context("spawn").Pool(options.jobs, _start, (options.invert,)) as pool:
        tasks = [(place, options.seed) for place in range(options.count)]
        for outcome in _in_turn(
            pool.imap(_compare, list(known.values()), 5), pool.imap(_generate, tasks, _CHUNK)
        ):
            summary.add(outcome)
        pool.close()
        pool.join()
    summary.tell(time.monotonic() - started)
    complete = options.count >= len(TARGETS)
    return int(bool(bad or summary.differing or (complete and summary.silent())))


def _again(place: int, seed: int) -> Callable[[], Document]:
    return lambda: making.generated(place, seed)


def _in_turn(*streams: Iterator[Outcome]) -> Iterator[Outcome]:
    for stream in streams:
        yield from stream


def _tables(artefacts: Artefacts) -> bool:
    """Whether a rule is neither native nor explained, or native and not official; told on standard output."""
    bad = False
    for rules in NATIVE:
        unknown, invented = unlisted(artefacts, rules)
        for code in sorted(unknown):
            print(f"NOT NATIVE {code} ({rules}) is official, and neither native nor in the table of reasons")
        for code in sorted(invented):
            print(f"NOT OFFICIAL {code} ({rules}) is a native rule that the official artefact does not have")
        bad = bad or bool(unknown or invented)
    return bad


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.agreement", description=__doc__)
    parser.add_argument("--count", type=int, default=5000, help="made documents (default 5000)")
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
