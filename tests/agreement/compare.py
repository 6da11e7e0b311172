"""One document: what the official rules find, what the native ones find, and whether the two can be compared.

The sets of fatal rule ids must be equal. Left out, and counted, is a document of which the model cannot know what the
official rules look at:

- the official stylesheet stops at a value that it cannot compute with;
- the reader cannot read a value, and says so: native rules would be about something else;
- an element stands twice, and the schema or a rule on the syntax (CII-SR, UBL-SR) forbids it;
- an amount names a currency that is not the invoice's (BT-5, BT-6), or none, where the syntax has one for each;
- a tax is not called VAT, or gross and net price have different base quantities: the model has one of each;
- seller, sums or type are missing altogether: EN 16931 alone is compared then, the national rules are not;
- the two differ, but do not once what the model cannot tell is taken out of the document: everything empty, which is
  absent to it, and where an element was made to stand twice, the copy.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from lxml import etree

from einvoice import cii, ubl
from einvoice.artefacts import Artefacts
from einvoice.countries import france, germany
from einvoice.faults import errors
from einvoice.model import Invoice
from einvoice.reading import Reading
from einvoice.rules import RULES
from einvoice.rules.case import Case
from einvoice.rules.rule import Rule, run
from einvoice.schematron import Worker, faults_of
from einvoice.xsd import Schema

SECONDS = 60.0
_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_CURRENCIES = {"InvoiceCurrencyCode", "DocumentCurrencyCode", "TaxCurrencyCode"}
_TAXES = {"ApplicableTradeTax", "CategoryTradeTax", "ClassifiedTaxCategory", "TaxCategory"}
SYNTAX_RULES = ("CII-", "UBL-")  # of the binding to a syntax: they exist in documents alone
_READERS = {"cii": cii, "ubl": ubl}


@dataclass(frozen=True)
class Document:
    """Something to judge: `syntax` is `cii` or `ubl`, `national` `fr`, `de` or empty, `harm` what was done to it."""

    name: str
    syntax: str
    xml: bytes
    national: str = ""
    harm: str = ""


@dataclass
class Outcome:
    """What came of one document. `sides` has, for each judge, the official and the native set of fatal ids."""

    name: str
    left_out: str = ""
    sides: dict[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)

    @property
    def differs(self) -> bool:
        """Whether this document is a finding of the comparison."""
        return any(official != native for official, native in self.sides.values())

    @property
    def valid(self) -> bool:
        """Whether no judge refuses it."""
        return not any(official for official, _ in self.sides.values())


class Comparison:
    """Holds one process with the official rules. `inverted` is the id of a native rule that is told to lie."""

    def __init__(self, artefacts: Artefacts, inverted: str = "", worker: Worker | None = None) -> None:
        self._artefacts = artefacts
        self._worker = worker or Worker()
        self._schemas: dict[str, Schema] = {}
        self._native: dict[str, tuple[Rule[Case], ...]] = {
            "en16931": _with_a_lie(RULES, inverted),
            "br-fr": _with_a_lie(france.RULES, inverted),
            "xrechnung": _with_a_lie(germany.RULES, inverted),
        }

    def close(self) -> None:
        """End the process."""
        self._worker.close()

    def compare(self, document: Document) -> Outcome:
        """The outcome of one document."""
        outcome = Outcome(document.name)
        root = etree.fromstring(document.xml)
        reading = _READERS[document.syntax].examine(document.xml)
        for judge in _judges(document):
            found, stopped = self._official(judge, document.syntax, document.xml, root)
            if stopped:
                outcome.left_out = "the official rules stopped"
                return outcome
            if judge == "en16931" and reading.faults:
                refused = found or self._schema(document.syntax, root).faults(root, "", "")
                outcome.left_out = "unreadable" if refused else "unreadable to us alone"
                return outcome
            if judge == "en16931" and (reason := _beyond_the_model(root)):
                outcome.left_out = reason
                return outcome
            if judge == "en16931" and " twice" in document.harm and self._forbidden(document, root, found):
                outcome.left_out = "stands twice"
                return outcome
            if judge != "en16931" and not reading.absent.isdisjoint(("seller", "totals", "type_code")):
                outcome.left_out = "national rules, without seller, sums or type"
                return outcome
            official = _of_the_model(judge, found)
            native = self._natively(judge, reading, document.syntax)
            if official != native and native in self._told(judge, document):
                outcome.left_out = "empty, or a copy"
                return outcome
            outcome.sides[judge] = (official, native)
        return outcome

    def _natively(self, judge: str, reading: Reading, syntax: str) -> frozenset[str]:
        case = Case(reading.invoice, reading.absent, syntax)
        return frozenset(fault.code for fault in errors(run(self._native[judge], case)))

    def _official(self, judge: str, syntax: str, xml: bytes, root: etree._Element) -> tuple[frozenset[str], str]:
        sheet = self._artefacts.entry(f"{judge}-{syntax}", etree.QName(root).localname)
        assert sheet is not None
        found, stopped = self._worker.findings(sheet, xml, SECONDS)
        return frozenset(fault.code for fault in errors(faults_of(found, judge))), stopped

    def _told(self, judge: str, document: Document) -> Iterator[frozenset[str]]:
        """What the official rules find on what the model can tell: without empty values, and the groups they leave."""
        for whole in (False, True):
            root = etree.fromstring(document.xml)
            copies = " twice" in document.harm and _drop_copies(root)
            if _drop_empties(root, groups=whole) or copies:
                found, stopped = self._official(judge, document.syntax, etree.tostring(root, encoding="UTF-8"), root)
                if not stopped:
                    yield _of_the_model(judge, found)

    def _forbidden(self, document: Document, root: etree._Element, found: Collection[str]) -> bool:
        if any(code.startswith(("CII-SR", "UBL-SR")) for code in found):
            return True
        return bool(self._schema(document.syntax, root).faults(root, "", ""))

    def _schema(self, syntax: str, root: etree._Element) -> Schema:
        entry = self._artefacts.entry(f"{syntax}-xsd", etree.QName(root).localname)
        assert entry is not None
        return self._schemas.get(str(entry)) or self._schemas.setdefault(str(entry), Schema(entry))


def domestic_french(invoice: Invoice) -> bool:
    """Whether BR-FR are for it."""
    return {invoice.seller.address.country, invoice.buyer.address.country} == {"FR"}


def _judges(document: Document) -> tuple[str, ...]:
    if document.national == "de":
        return ("en16931", "xrechnung")
    # The native rules of BR-FR are those of CII.
    return ("en16931", "br-fr") if document.national == "fr" and document.syntax == "cii" else ("en16931",)


def _of_the_model(judge: str, found: frozenset[str]) -> frozenset[str]:
    if judge == "en16931":
        return frozenset(code for code in found if not code.startswith(SYNTAX_RULES))
    only = france.ONLY_IN_DOCUMENTS if judge == "br-fr" else germany.ONLY_IN_DOCUMENTS
    return found - only.keys()


def _beyond_the_model(root: etree._Element) -> str:
    """Why the model cannot hold what the document says."""
    currencies = {"".join(e.itertext()).strip() for e in root.iter(etree.Element) if _name(e) in _CURRENCIES}
    for element in root.iter(etree.Element):
        name = _name(element)
        if name == "SpecifiedLineTradeAgreement" and len(_bases(element)) > 1:
            return "two base quantities"
        if name in _TAXES and _tax_of(element) != "VAT":
            return "another tax"
        has_one = name == "TaxTotalAmount" or (name.endswith("Amount") and element.tag.startswith(_CBC))
        if has_one and currencies and element.get("currencyID", "") not in currencies:
            return "another currency"
    return ""


def _bases(agreement: etree._Element) -> set[tuple[str, str]]:
    found = [e for e in agreement.iter(etree.Element) if _name(e) == "BasisQuantity"]
    return {((e.text or "").strip(), e.get("unitCode", "")) for e in found}


def _tax_of(element: etree._Element) -> str:
    """The tax that a category is of: its TypeCode in CII, the ID of its TaxScheme in UBL."""
    for child in element.iterchildren(etree.Element):
        if _name(child) == "TypeCode":
            return (child.text or "").strip().upper()
        if _name(child) == "TaxScheme":
            return "".join(child.itertext()).strip().upper()
    return ""


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _drop_empties(root: etree._Element, *, groups: bool) -> bool:
    """Take out every empty attribute and every element without value and child; whether there was one.

    `groups`: also those that have no child left.
    """
    dropped = False
    again = True
    while again:
        again = False
        for element in [e for e in root.iter(etree.Element) if e is not root]:
            for name in [name for name, value in element.attrib.items() if not value.strip()]:
                del element.attrib[name]
                dropped = True
            if len(element) == 0 and not (element.text or "").strip():
                parent = element.getparent()
                assert parent is not None
                parent.remove(element)
                again, dropped = groups, True
    return dropped


def _drop_copies(root: etree._Element) -> bool:
    """Take out every element that says what the one before it says; whether there was one."""
    found = []
    for element in root.iter(etree.Element):
        before = element.getprevious()
        if before is not None and etree.tostring(before, with_tail=False) == etree.tostring(element, with_tail=False):
            found.append(element)
    for element in found:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
    return bool(found)


def _with_a_lie(rules: tuple[Rule[Case], ...], inverted: str) -> tuple[Rule[Case], ...]:
    """The rules, with the inverted one finding something where it would not, and nothing where it would."""

    def lie(rule: Rule[Case]) -> Rule[Case]:
        return Rule(
            rule.code, rule.source, lambda case: [] if any(True for _ in rule.test(case)) else [("", {})],
            {"en": "inverted"}, rule.severity,
        )  # fmt: skip

    return tuple(lie(rule) if rule.code == inverted else rule for rule in rules)
