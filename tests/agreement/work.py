"""The work of the comparison over several processes, each with official rules of its own, and what came of it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from einvoice.artefacts import Artefacts, default_folder
from einvoice.countries import france, germany
from einvoice.rules import RULES
from tests.agreement.compare import Comparison, Document, Outcome
from tests.agreement.generate import corpus, documents
from tests.agreement.targeted import targeted
from tests.einvoice.corpora import ABSENT

KINDS = ("corpora", "targeted", "generated")
_SHOWN = 40


@dataclass
class Found:
    """Counts, and the documents that were judged differently."""

    documents: Counter[str] = field(default_factory=Counter)  # corpora, generated, targeted
    compared: Counter[str] = field(default_factory=Counter)  # judge and syntax
    left_out: Counter[str] = field(default_factory=Counter)
    valid: int = 0
    broken: int = 0
    fired: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    skipped: str = ""  # why the corpora were not looked at

    def add(self, document: Document, outcome: Outcome, kind: str, keep: Path) -> None:
        """Count one document; keep it where it is judged differently."""
        self.documents[kind] += 1
        if outcome.differs:
            self.differences.append(_told(document, outcome))
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{document.name.replace('/', '_')}.xml").write_bytes(document.xml)
        if outcome.left_out:
            self.left_out[outcome.left_out] += 1
        if not outcome.sides:
            return
        self.valid += outcome.valid
        self.broken += not outcome.valid
        for judge, (official, _) in outcome.sides.items():
            self.compared[f"{judge} {document.syntax}"] += 1
            self.fired.update(f"{code} {document.syntax}" for code in official)

    def merge(self, other: "Found") -> None:
        """Count what another process found."""
        self.documents += other.documents
        self.compared += other.compared
        self.left_out += other.left_out
        self.valid += other.valid
        self.broken += other.broken
        self.fired += other.fired
        self.differences += other.differences

    def report(self, keep: Path, seconds: float) -> list[str]:
        """The summary, differences first."""
        lines = [*([f"skipped: {self.skipped}"] if self.skipped else []), *self.differences[:_SHOWN]]
        if len(self.differences) > _SHOWN:
            lines.append(f"... and {len(self.differences) - _SHOWN} more")
        ids = {fired.partition(" ")[0] for fired in self.fired}
        rules = (*RULES, *france.RULES, *germany.RULES)
        silent = sorted({rule.code for rule in rules if rule.severity == "error"} - ids)
        lines += [
            f"documents: {sum(self.documents.values())} ({_counts(self.documents)})",
            f"compared: {self.valid} valid, {self.broken} broken; {_counts(self.compared)}",
            f"left out: {sum(self.left_out.values())} ({_counts(self.left_out) or 'none'})",
            f"rules: {len(ids)} distinct fatal ids fired; never fired: {', '.join(silent) or 'none'}",
            "FatturaPA: left out, it has no official rules but its schema and SdI's controls",
            f"differences: {len(self.differences)}" + (f", kept in {keep}" if self.differences else ""),
            f"time: {seconds:.0f} s",
        ]
        return lines


def agreement(
    count: int, seed: int, inverted: str, processes: int, keep: Path, kinds: Collection[str] = KINDS
) -> Found:
    """Compare the corpora, the targeted documents and `count` generated ones, or some of these kinds."""
    known = {rule.code for rule in (*RULES, *france.RULES, *germany.RULES)}
    if inverted and inverted not in known:
        raise SystemExit(f"there is no native rule {inverted}")
    found = Found()
    if "corpora" in kinds and not corpus():
        found.skipped = ABSENT
    jobs = [(i, processes, count, seed, inverted, keep, kinds) for i in range(processes)]
    if processes == 1:
        found.merge(_share(jobs[0]))
    else:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            for part in pool.map(_share, jobs):
                found.merge(part)
    return found


def _share(job: tuple[int, int, int, int, str, Path, Collection[str]]) -> Found:
    """Every n-th document."""
    place, processes, count, seed, inverted, keep, kinds = job
    found = Found()
    comparison = Comparison(Artefacts(default_folder()), inverted)
    sources: dict[str, Callable[[], Iterable[Document]]] = {
        "corpora": lambda: corpus()[place::processes],
        "targeted": lambda: islice(targeted(), place, None, processes),
        "generated": lambda: documents(range(place, count, processes), seed),
    }
    try:
        for kind in kinds:
            for document in sources[kind]():
                found.add(document, comparison.compare(document), kind, keep)
    finally:
        comparison.close()
    return found


def _told(document: Document, outcome: Outcome) -> str:
    sides = [
        f"{judge}: official only {sorted(official - native)}, native only {sorted(native - official)}"
        for judge, (official, native) in outcome.sides.items()
        if official != native
    ]
    harm = f" [{document.harm}]" if document.harm else ""
    return f"{document.name}{harm}: " + "; ".join(sides)


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counter.items()))
