"""What lines, allowances and charges of a VAT category ask for: numbers 02 to 07 of BR-S, BR-Z, BR-E, BR-AE, BR-IC,
BR-G, BR-O, BR-AF and BR-AG. The three parts have rules of their own, in this order.
"""

from collections.abc import Iterator
from functools import partial
from typing import Literal

from einvoice.rules.case import Case
from einvoice.rules.making import ABSENT, NOTHING, rule
from einvoice.rules.rule import Finding, Rule
from einvoice.rules.vat import CATEGORIES, words

Part = Literal["lines", "allowances", "charges"]
PARTS: tuple[Part, ...] = ("lines", "allowances", "charges")
_SELLER_VAT = {"K", "G"}  # nothing but a VAT number will do


def parties(category: str, part: Part, case: Case) -> Iterator[Finding]:
    """The seller or its representative has a VAT number, or but for K and G a local one; for K the buyer has one too,
    for AE a legal registration will do. EN 16931-1:2017, BR-S-02 to -04 ...; CEN artefacts 1.3.16.
    """
    use = case.used.get(category)
    if use is None or not getattr(use, part):
        return
    invoice = case.invoice
    agent = invoice.tax_representative
    local = category not in _SELLER_VAT and invoice.seller.tax_registration
    if not (invoice.seller.vat_id or (agent and agent.vat_id) or local):
        yield "seller.vat_id", NOTHING
    elif (category == "K" and not invoice.buyer.vat_id) or (
        category == "AE" and not (invoice.buyer.vat_id or invoice.buyer.legal_id)
    ):
        yield "buyer.vat_id", NOTHING


def no_parties(category: str, part: Part, case: Case) -> Iterator[Finding]:
    """Outside the scope of VAT nobody has a VAT number. EN 16931-1:2017, BR-O-02 to -04; CEN artefacts 1.3.16."""
    use = case.used.get(category)
    if use is None or not getattr(use, part):
        return
    invoice = case.invoice
    for side, party in (
        ("seller", invoice.seller),
        ("tax_representative", invoice.tax_representative),
        ("buyer", invoice.buyer),
    ):
        if party and party.vat_id:
            yield f"{side}.vat_id", {"vat_id": party.vat_id}


def rates(category: str, part: Part, case: Case) -> Iterator[Finding]:
    """The rate (BT-152, BT-96, BT-103) is there, and zero where no VAT is due. EN 16931-1:2017, BR-S-05 to -07 ...; CEN
    artefacts 1.3.16. Category S wants it above zero; M, and in UBL L, not below.
    """
    use = case.used.get(category)
    if use is None:
        return
    field = "lines" if part == "lines" else "allowances"
    for i, found in getattr(use, part):
        rate = found.vat.rate
        if category == "S" or (category == "L" and case.cii):
            broken = rate <= 0
        elif category in {"L", "M"}:
            broken = rate < 0
        else:
            broken = bool(rate)
        absent = bool(case.absent) and f"{field}[{i}].vat.rate" in case.absent
        if broken or absent:
            yield f"{field}[{i}].vat.rate", {"rate": ABSENT if absent else rate}


def no_rates(category: str, part: Part, case: Case) -> Iterator[Finding]:
    """Outside the scope of VAT there is no rate, not even zero. EN 16931-1:2017, BR-O-05 to -07; CEN 1.3.16."""
    use = case.used.get(category)
    if use is None:
        return
    field = "lines" if part == "lines" else "allowances"
    for i, found in getattr(use, part):
        if case.states(f"{field}[{i}].vat.rate", found.vat.rate):
            yield f"{field}[{i}].vat.rate", {"rate": found.vat.rate}


def _rules() -> Iterator[Rule[Case]]:
    for category, name in CATEGORIES:
        outside = category == "O"
        asked = "no_parties" if outside else f"parties_{category}" if category in {"K", "AE", "G"} else "parties"
        rated = "no_rates" if outside else "rates_above" if category in {"S", "L"} else "rates_zero"
        rated = "rates_from" if category == "M" else rated
        for i, part in enumerate(PARTS):
            test = partial(no_parties if outside else parties, category, part)
            yield rule(f"BR-{name}-{i + 2:02}", test, words(asked, category))
        for i, part in enumerate(PARTS):
            test = partial(no_rates if outside else rates, category, part)
            yield rule(f"BR-{name}-{i + 5:02}", test, words(rated, category))


RULES: tuple[Rule[Case], ...] = tuple(_rules())
