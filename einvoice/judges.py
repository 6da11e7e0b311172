"""The official judges: XML schemas in this process, Schematron in workers, SdI's own controls natively.

    with Judges(Artefacts(default_folder())) as judges:
        verdict = judges.judge(xml, ["cii-xsd", "en16931-cii", "br-fr-cii"])

A verdict is valid only if every rule set that was asked for ran and none found an error. A judge that is missing
raises `ArtefactMissing`; one that broke gives a `SOLDE-JUDGE` error.
"""

import queue
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import msgspec
from lxml import etree

from einvoice.artefacts import Artefacts, lock
from einvoice.fatturapa import controls
from einvoice.fatturapa.names import model_path
from einvoice.faults import Fault, Unacceptable, errors
from einvoice.identifiers import absent
from einvoice.parsing import local, parse
from einvoice.schematron import Worker, WorkerFailed, faults_of
from einvoice.xsd import Schema

NATIVE = {"sdi": controls.LABEL}


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the judges said: `checked_by` names every rule set that ran, with its version."""

    valid: bool
    checked_by: tuple[str, ...]
    faults: tuple[Fault, ...]


def rule_names() -> tuple[str, ...]:
    """Every rule set that `Judges.judge` knows."""
    return (*lock().rules, *NATIVE)


class Judges:
    """Holds compiled schemas and worker processes; safe to share between threads. Close it, or use `with`.

    `workers`: how many Schematron processes may run at once (about 250 MB each, started when first needed);
    `timeout`: seconds that one stylesheet may take over one document.
    """

    def __init__(self, artefacts: Artefacts, workers: int = 1, timeout: float = 60.0) -> None:
        self._artefacts = artefacts
        self._schemas: dict[str, Schema] = {}
        self._lock = threading.Lock()
        self._workers = [Worker(timeout) for _ in range(workers)]
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        for worker in reversed(self._workers):
            self._idle.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every worker process."""
        for worker in self._workers:
            worker.close()

    def judge(self, data: bytes, rules: Sequence[str]) -> Verdict:
        """Judge an XML document by the named rule sets, in their order.

        Raises `ArtefactMissing` if a rule set is not installed and `ValueError` for a name it does not know or
        an empty list: nothing passes unjudged.
        """
        if unknown := [name for name in rules if name not in rule_names()]:
            raise ValueError(f"there is no rule set {', '.join(unknown)}; there are {', '.join(rule_names())}")
        if not rules:
            raise ValueError("a document must be judged by at least one rule set")
        try:
            root = parse(data)
        except Unacceptable as refusal:
            return Verdict(valid=False, checked_by=(), faults=tuple(refusal.faults))
        checked: list[str] = []
        faults: list[Fault] = []
        for name in rules:
            found, label = self._one(name, root)
            faults.extend(found)
            if label:
                checked.append(label)
        return Verdict(valid=not errors(faults), checked_by=tuple(checked), faults=tuple(faults))

    def _one(self, name: str, root: etree._Element) -> tuple[list[Fault], str]:
        if name in NATIVE:
            return controls.check(root), NATIVE[name]
        rules = self._artefacts.rules(name)
        entry = self._artefacts.entry(name, local(root))
        if entry is None:
            return [_no_such_document(root, rules.label)], ""
        if rules.kind == "xsd":
            with self._lock:
                schema = self._schemas.get(str(entry)) or self._schemas.setdefault(str(entry), Schema(entry))
                return _placed(name, schema.faults(root, name.upper(), rules.label)), rules.label
        worker = self._idle.get()
        try:
            found, failed = worker.findings(entry, etree.tostring(root, encoding="utf-8"))
        except WorkerFailed as error:
            return [_broken(str(error), rules.label)], ""
        finally:
            self._idle.put(worker)
        faults = faults_of(found, rules.label, absent(root))
        if failed:
            # A value that the rules cannot even compute with (XPTY0004, FORG0001) is a finding on the document.
            message = f"the rules stopped at a value that they cannot read: {failed}"
            faults.append(Fault(code="SOLDE-JUDGE", path="", message=message, source=rules.label))
        return faults, rules.label


def _placed(name: str, faults: list[Fault]) -> list[Fault]:
    """SdI's own code and the model's path for what FatturaPA's schema refuses."""
    if name != "fatturapa-xsd":
        return faults
    return [msgspec.structs.replace(f, code="00200", path=model_path(f.path)) for f in faults]


def _no_such_document(root: etree._Element, label: str) -> Fault:
    message = f"the document's root element is {local(root)}, which {label} does not know"
    return Fault(code="SOLDE-JUDGE", path="", message=message, source=label)


def _broken(message: str, label: str) -> Fault:
    return Fault(code="SOLDE-JUDGE", path="", message=message, source=label)
