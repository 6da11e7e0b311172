"""What must add up in every format, also where national codes tell VAT groups apart (FatturaPA's Natura).

EN 16931 adds up a category without VAT as a whole. Here each group (category, rate, national code) is added up by
itself, to the cent, under the ids of the rules that ask for it.
"""

from collections.abc import Iterator
from functools import partial

from einvoice.rules.case import Case
from einvoice.rules.making import rule
from einvoice.rules.rule import Finding, Rule
from einvoice.rules.vat import CATEGORIES, words


def broken_down(category: str, case: Case) -> Iterator[Finding]:
    """Each group has a breakdown. EN 16931-1:2017, BR-S-01 and its kin."""
    for group in case.groups:
        if group.key[0] == category and not group.taxes:
            yield f"lines[{group.lines[0][0]}].vat" if group.lines else f"allowances[{group.extras[0][0]}].vat", {}


def adds_up(category: str, case: Case) -> Iterator[Finding]:
    """Its base is lines minus allowances plus charges. EN 16931-1:2017, BR-S-08 and its kin."""
    for group in case.groups:
        if group.key[0] == category and group.taxes and group.summed != group.base:
            yield (
                f"taxes[{group.taxes[0][0]}].base",
                {
                    "rate": group.key[1],
                    "expected": group.summed,
                    "posted": group.base,
                    "currency": case.invoice.currency,
                },
            )


RULES: tuple[Rule[Case], ...] = (
    *(rule(f"BR-{name}-01", partial(broken_down, c), words("rated_01", c)) for c, name in CATEGORIES),
    *(rule(f"BR-{name}-08", partial(adds_up, c), words("rated_08", c)) for c, name in CATEGORIES),
)
