"""Both judgements of one document, and where they differ.

Which documents are compared. A document must fit its XML schema, or lack elements and nothing else. A value of the
wrong type (letters in an amount, no date in a date) or an element that is there too often is no invoice in the sense
of the rules: CEN's stylesheets then stop with an error of their own or compare texts with numbers. What our writers
make, and what is left when elements are taken out of it, violates the order of elements only by missing ones; so there
every violation of the content model (libxml2's SCHEMAV_ELEMENT_CONTENT) counts as missing. In other documents, and
where a mutation added elements, only "missing child element(s)" does. A document over which an official stylesheet
stops is left out, too. What was left out is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from einvoice import cii, ubl
from einvoice.artefacts import Artefacts
from einvoice.parsing import local, parse
from einvoice.reading import Reading
from einvoice.rules.case import Case
from einvoice.rules.rule import Rule, run
from einvoice.schematron import Worker, faults_of

from .compared import NATIVE, NOT_NATIVE, OF_SYNTAX, WARNINGS
from .features import beyond_the_model, without_blanks

_SYNTAXES = {"cii": cii, "ubl": ubl}
_CONTENT_MODEL = "SCHEMAV_ELEMENT_CONTENT"
_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Document:
    """`rules`: the Schematron rule sets that judge it. `loose`: it may hold elements too often or out of order."""

    name: str
    family: str
    syntax: str
    xml: bytes
    rules: tuple[str, ...]
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """`fatal`: per rule set the official and the native ids. `left_out` says why it was not compared."""

    name: str
    family: str
    left_out: str = ""
    fatal: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = ()

    @property
    def valid(self) -> bool:
        """Whether the official rules let it pass."""
        return not any(theirs for _, theirs, _ in self.fatal)

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Rule set, rule, and which side alone found it."""
        return [
            (rules, code, side)
            for rules, theirs, ours in self.fatal
            for side, codes in (("official", theirs - ours), ("native", ours - theirs))
            for code in sorted(codes)
        ]


class Bench:
    """One Saxon process, the schemas, and the native rules, of which one may be turned upside down."""

    def __init__(self, artefacts: Artefacts, inverted: str = "") -> None:
        self._artefacts = artefacts
        self._worker = Worker()
        self._schemas: dict[Path, etree.XMLSchema] = {}
        self._native = {name: turned(rules, inverted) for name, rules in NATIVE.items()}

    def close(self) -> None:
        """End the process."""
        self._worker.close()

    def compare(self, document: Document) -> Outcome:
        """What both sides say."""
        root = parse(document.xml)
        if not self._fits(root, document):
            return Outcome(document.name, document.family, "the schema is violated")
        reason = "" if document.family == "corpus" else beyond_the_model(root)  # what people sent must always agree
        if reason:
            return Outcome(document.name, document.family, reason)
        fatal = []
        reading = _SYNTAXES[document.syntax].examine(document.xml)
        for name in document.rules:
            theirs = self._official(name, local(root), document.xml)
            if theirs is None:
                return Outcome(document.name, document.family, "the official rules stopped")
            ours = self._natively(name, reading, document.syntax)
            if theirs != ours:
                hanging = self._hanging(name, root, theirs) & (theirs ^ ours)
                theirs, ours = theirs - hanging, ours - hanging
            fatal.append((name, theirs, ours))
        return Outcome(document.name, document.family, "", tuple(fatal))

    def _official(self, name: str, root: str, xml: bytes) -> frozenset[str] | None:
        sheet = self._artefacts.entry(name, root)
        assert sheet is not None, f"{name} does not judge <{root}>"
        found, failed = self._worker.findings(sheet, xml, _SECONDS)
        if failed:
            return None
        codes = {fault.code for fault in faults_of(found, name) if fault.severity == "error"}
        return frozenset(c for c in codes - set(NOT_NATIVE[name]) if not c.startswith(OF_SYNTAX))

    def _hanging(self, name: str, root: etree._Element, theirs: frozenset[str]) -> frozenset[str]:
        """The rules that judge the document otherwise when what is there and says nothing is taken out of it."""
        found: set[str] = set()
        for bare in without_blanks(root):
            judged = self._official(name, local(root), etree.tostring(bare, encoding="UTF-8"))
            found |= theirs ^ (theirs if judged is None else judged)
        return frozenset(found)

    def _natively(self, name: str, reading: Reading, syntax: str) -> frozenset[str]:
        faults = run(self._native[name], Case(reading.invoice, reading.absent, syntax), "en")
        codes = {fault.code for fault in faults if fault.severity == "error"}
        return frozenset(codes - WARNINGS.get(name, frozenset()))

    def _fits(self, root: etree._Element, document: Document) -> bool:
        entry = self._artefacts.entry(f"{document.syntax}-xsd", local(root))
        assert entry is not None
        if entry not in self._schemas:
            self._schemas[entry] = etree.XMLSchema(etree.parse(str(entry)))
        schema = self._schemas[entry]
        if schema.validate(root):
            return True
        return all(
            error.type_name == _CONTENT_MODEL and (not document.loose or "Missing child element(s)" in error.message)
            for error in schema.error_log  # type: ignore[attr-defined]
        )


def turned(rules: Sequence[Rule[Case]], code: str) -> tuple[Rule[Case], ...]:
    """`rules` with one upside down: silent where it found something, and the reverse."""

    def upside_down(rule: Rule[Case]) -> Rule[Case]:
        def test(case: Case) -> list[tuple[str, dict[str, object]]]:
            return [] if any(True for _ in rule.test(case)) else [("", {})]

        return Rule(rule.code, rule.source, test, {"en": "upside down"}, rule.severity)

    return tuple(upside_down(rule) if rule.code == code else rule for rule in rules)
