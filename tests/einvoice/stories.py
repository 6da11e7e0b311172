"""Stories of national rules: one thing broken in a sound invoice, and the rule that says so."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from einvoice.faults import Fault
from einvoice.model import Invoice
from einvoice.rules.case import Case
from einvoice.rules.rule import LANGUAGES, Rule, run

Break = Callable[[Invoice], Invoice]


def invoice(**changes: Any) -> Break:
    """Change terms of the invoice itself."""
    return lambda given: replace(given, **changes)


def part(name: str, /, **changes: Any) -> Break:
    """Change terms of one of its parts: seller, buyer, totals, delivery ..."""
    return lambda given: replace(given, **{name: replace(getattr(given, name), **changes)})


def first(name: str, /, **changes: Any) -> Break:
    """Change terms of the first of several: lines, taxes, allowances, payment ..."""

    def change(given: Invoice) -> Invoice:
        head, *rest = getattr(given, name)
        return replace(given, **{name: (replace(head, **changes), *rest)})

    return change


def more(name: str, /, *items: Any) -> Break:
    """Add to one of its lists."""
    return lambda given: replace(given, **{name: (*getattr(given, name), *items)})


def both(*breaks: Break) -> Break:
    """One change after the other."""

    def change(given: Invoice) -> Invoice:
        for each in breaks:
            given = each(given)
        return given

    return change


def codes(faults: list[Fault]) -> set[str]:
    """The ids of the rules that found something."""
    return {fault.code for fault in faults}


def found(rules: tuple[Rule[Case], ...], given: Invoice, syntax: str = "") -> set[str]:
    """What these rules find on an invoice."""
    return codes(run(rules, Case(given, syntax=syntax)))


def silent(rule: Rule[Case]) -> Rule[Case]:
    """The rule turned upside down: it finds nothing where it found something, and something where it was content."""

    def test(case: Case) -> list[tuple[str, dict[str, object]]]:
        return [] if list(rule.test(case)) else [("", {})]

    return Rule(rule.code, rule.source, test, dict.fromkeys(LANGUAGES, "upside down"), rule.severity)
