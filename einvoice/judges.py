"""The official judges: XML schemas in this process, Schematron in workers, SdI's own controls natively.

    with Judges(Artefacts(default_folder())) as judges:
        verdict = judges.judge(xml, ["cii-xsd", "en16931-cii", "br-fr-cii"])

A verdict is valid only if every rule set that was asked for ran and none found an error. SdI's controls of content
come after its schema, as at SdI: what does not fit the schema is not looked at further. A judge that is missing
raises `ArtefactMissing`; one that broke gives a `SOLDE-JUDGE` error.
"""

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from lxml import etree

from einvoice.artefacts import Artefacts, RuleSet, lock
from einvoice.child import Child, ChildFailed, Pool
from einvoice.fatturapa import controls
from einvoice.fatturapa.names import model_path
from einvoice.faults import Fault, Unacceptable, errors
from einvoice.identifiers import absent
from einvoice.parsing import local, parse
from einvoice.schematron import Worker, faults_of
from einvoice.words import fault
from einvoice.xsd import Schema

# SdI publishes its controls of content as a text: they are ours, and the only judges that are.
NATIVE: Mapping[str, tuple[str, Callable[[etree._Element, str], list[Fault]]]] = {
    "sdi": (controls.LABEL, controls.check),
    "sdi-simplified": (controls.LABEL_SIMPLIFIED, controls.check_simplified),
}
_ITALIAN = {"fatturapa-xsd", "fatturapa-simplified-xsd"}
_MOST_WORKERS = 4
_LARGE = 20_000  # elements; an invoice of 500 lines has them
_OPENING = 3.0  # seconds for a PDF; one of 20 MB takes a tenth of a second


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the judges said: `checked_by` names every rule set that ran, with its version."""

    valid: bool
    checked_by: tuple[str, ...]
    faults: tuple[Fault, ...]


def rule_names() -> tuple[str, ...]:
    """Every rule set that `Judges.judge` knows."""
    return (*lock().rules, *NATIVE)


def workers_here() -> int:
    """How many Schematron processes suit this machine: one for each processor, four at most (1 GB)."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST_WORKERS)


class Judges:
    """Holds compiled schemas and worker processes; safe to share between threads. Close it, or use `with`.

    `workers`: how many Schematron processes may run at once (about 250 MB each, started when first needed);
    `timeout`: seconds that one document may take, all its rule sets together.
    """

    def __init__(self, artefacts: Artefacts, workers: int = 1, timeout: float = 60.0) -> None:
        self.timeout = timeout
        self._artefacts = artefacts
        self._schemas: dict[str, Schema] = {}
        self._lock = threading.Lock()
        self._workers = Pool([Worker() for _ in range(workers)])
        self._guarded = Pool([Child(["-m", "einvoice.guarded_worker"]) for _ in range(workers)])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every process."""
        self._workers.close()
        self._guarded.close()

    def extract(self, pdf: bytes, language: str = "en") -> bytes:
        """The XML inside a PDF, taken out in a process that a hostile file cannot harm. Raises `Unacceptable`."""
        seconds = min(self.timeout, _OPENING)
        try:
            with self._guarded.lent(seconds) as guarded:
                answer, xml = guarded.ask({"do": "extract"}, pdf, seconds)
        except ChildFailed:
            raise Unacceptable([fault("pdf_stopped", language)]) from None
        if "fault" in answer:
            raise Unacceptable([msgspec.convert(answer["fault"], Fault)])
        return xml

    def judge(self, data: bytes, rules: Sequence[str], language: str = "en") -> Verdict:
        """Judge an XML document by the named rule sets, in their order.

        Raises `ArtefactMissing` if a rule set is not installed and `ValueError` for a name it does not know or
        an empty list: nothing passes unjudged.
        """
        _known(rules)
        try:
            root = parse(data, language=language)
        except Unacceptable as refusal:
            return Verdict(valid=False, checked_by=(), faults=tuple(refusal.faults))
        return self.judge_root(root, rules, language)

    def judge_root(
        self, root: etree._Element, rules: Sequence[str], language: str = "en", until: float | None = None
    ) -> Verdict:
        """The same for a document that `parse` has read; `until`: when it must be done, on `time.monotonic`."""
        _known(rules)
        case = _Case(root, time.monotonic() + self.timeout if until is None else until, language)
        checked: list[str] = []
        faults: list[Fault] = []
        for name in rules:
            if name in NATIVE and errors(faults):
                continue  # SdI looks at the content of a file that fits the schema only, and stops at 00200 else
            found, label = self._one(name, case)
            faults.extend(found)
            if label:
                checked.append(label)
        return Verdict(valid=not errors(faults), checked_by=tuple(checked), faults=tuple(dict.fromkeys(faults)))

    def _one(self, name: str, case: "_Case") -> tuple[list[Fault], str]:
        if name in NATIVE:
            label, check = NATIVE[name]
            return check(case.root, case.language), label
        rules = self._artefacts.rules(name)
        entry = self._artefacts.entry(name, local(case.root))
        if entry is None:
            return [case.fault("wrong_root", rules, {"name": local(case.root), "rules": rules.label})], ""
        try:
            if rules.kind == "xsd":
                return _placed(name, self._violations(name, entry, rules, case)), rules.label
            return self._findings(entry, rules, case), rules.label
        except ChildFailed:
            return [case.fault("no_answer", rules, {"seconds": f"{self.timeout:g}"})], ""

    def _violations(self, name: str, entry: Path, rules: RuleSet, case: "_Case") -> list[Fault]:
        """What a schema refuses; of a large document in a process that can be ended when it takes too long."""
        if not case.is_large:
            with self._lock:
                schema = self._schemas.get(str(entry)) or self._schemas.setdefault(str(entry), Schema(entry))
                return schema.faults(case.root, name.upper(), rules.label)
        asked = {"do": "faults", "entry": str(entry), "code": name.upper(), "source": rules.label}
        with self._guarded.lent(case.seconds) as guarded:
            answer, body = guarded.ask(asked, case.xml, case.seconds)
        if "fault" in answer:
            return [msgspec.convert(answer["fault"], Fault)]
        return msgspec.json.decode(body, type=list[Fault])

    def _findings(self, entry: Path, rules: RuleSet, case: "_Case") -> list[Fault]:
        """What a Schematron stylesheet refuses."""
        with self._workers.lent(case.seconds) as worker:
            found, failed = worker.findings(entry, case.xml, case.seconds)
        faults = faults_of(found, rules.label, case.absent)
        if failed:
            # A value that the rules cannot even compute with (XPTY0004, FORG0001) is a finding on the document.
            faults.append(case.fault("no_computing", rules, {"reason": " ".join(failed.split())}))
        return faults


class _Case:
    """A document under judgement, and what several judges need of it."""

    def __init__(self, root: etree._Element, until: float, language: str) -> None:
        self.root = root
        self._until = until
        self.language = language

    @property
    def seconds(self) -> float:
        """What is left of its time."""
        return max(self._until - time.monotonic(), 0.0)

    @cached_property
    def xml(self) -> bytes:
        """The document as it was understood: no other parser shall understand it otherwise."""
        return etree.tostring(self.root, encoding="utf-8")

    @cached_property
    def is_large(self) -> bool:
        """Whether a schema's violations could be so many that listing them takes long."""
        return sum(1 for _ in islice(self.root.iter(), _LARGE)) == _LARGE

    @cached_property
    def absent(self) -> frozenset[str]:
        """The parties' identifiers that it leaves empty."""
        return absent(self.root)

    def fault(self, key: str, rules: RuleSet, values: Mapping[str, object]) -> Fault:
        """What Solde itself says of how a rule set fared."""
        return msgspec.structs.replace(fault(key, self.language, values), source=rules.label)


def _known(rules: Sequence[str]) -> None:
    if unknown := [name for name in rules if name not in rule_names()]:
        raise ValueError(f"there is no rule set {', '.join(unknown)}; there are {', '.join(rule_names())}")
    if not rules:
        raise ValueError("a document must be judged by at least one rule set")


def _placed(name: str, faults: list[Fault]) -> list[Fault]:
    """SdI's own code and the model's path for what FatturaPA's schemas refuse."""
    if name not in _ITALIAN:
        return faults
    return [msgspec.structs.replace(f, code="00200", path=model_path(f.path)) for f in faults]
