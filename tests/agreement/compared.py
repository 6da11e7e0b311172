"""Which rules are compared, and the official ones that Solde does not have, each with its reason.

Left out are the rules of the bare syntax bindings (which element may stand where, which attribute it may bear: CII-SR,
CII-DT, UBL-SR, UBL-DT, UBL-CR), of which the model knows nothing. What remains must be a native rule or stand in
`NOT_NATIVE`; what the native rules find must be an official id.
"""

from collections.abc import Mapping
from functools import cache

from lxml import etree

from einvoice.artefacts import Artefacts
from einvoice.countries import france, germany
from einvoice.rules import RULES as EN_16931
from einvoice.rules.case import Case
from einvoice.rules.rule import Rule

OF_SYNTAX = ("CII-SR-", "CII-DT-", "UBL-SR-", "UBL-DT-", "UBL-CR-")
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"

NATIVE: Mapping[str, tuple[Rule[Case], ...]] = {
    "en16931-cii": EN_16931,
    "en16931-ubl": EN_16931,
    "br-fr-cii": france.RULES,
    "xrechnung-cii": germany.RULES,
    "xrechnung-ubl": germany.RULES,
}
# Fatal in one syntax, a warning in the other.
WARNINGS: Mapping[str, frozenset[str]] = {"en16931-ubl": frozenset({"BR-51"})}
_ROOTS = {"cii": ("CrossIndustryInvoice",), "ubl": ("Invoice", "CreditNote")}
# Official ids of EN 16931 that are not rules on the model.
_EN_16931: Mapping[str, str] = dict.fromkeys(
    ("BR-CO-05", "BR-CO-06", "BR-CO-07", "BR-CO-08"), "tests nothing: the official test is true()"
)

NOT_NATIVE: Mapping[str, Mapping[str, str]] = {
    "en16931-cii": _EN_16931,
    "en16931-ubl": _EN_16931,
    "br-fr-cii": france.ONLY_IN_DOCUMENTS,
    "xrechnung-cii": germany.ONLY_IN_DOCUMENTS,
    "xrechnung-ubl": germany.ONLY_IN_DOCUMENTS,
}


def syntax_of(rule_set: str) -> str:
    """`cii` or `ubl`."""
    return rule_set.rpartition("-")[2]


@cache
def official(artefacts: Artefacts, rule_set: str) -> Mapping[str, str]:
    """Every rule id of an official stylesheet that is not of the bare syntax, with its flag."""
    found: dict[str, str] = {}
    for root in _ROOTS[syntax_of(rule_set)]:
        sheet = artefacts.entry(rule_set, root)
        assert sheet is not None
        for name in ("failed-assert", "successful-report"):
            for element in etree.parse(str(sheet)).iter(_SVRL + name):
                code = _said(element, "id")
                if code and not code.startswith(OF_SYNTAX):
                    found[code] = _said(element, "flag") or _said(element, "role")
    return found


def _said(element: etree._Element, name: str) -> str:
    """An attribute of the report, written as such or with xsl:attribute."""
    return str(element.xpath(f"string(@{name} | *[local-name()='attribute'][@name='{name}'])")).strip()


def unlisted(artefacts: Artefacts, rule_set: str) -> tuple[set[str], set[str]]:
    """The official ids that are neither native nor in the table, and the native ones that are not official."""
    theirs, ours = set(official(artefacts, rule_set)), {rule.code for rule in NATIVE[rule_set]}
    return theirs - ours - set(NOT_NATIVE[rule_set]), ours - theirs
