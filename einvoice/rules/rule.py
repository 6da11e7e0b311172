"""A rule: one function over a case, its source, and its sentence in four languages.

    def br_co_13(case: Case) -> Iterator[Finding]:
        if case.totals.tax_exclusive != case.expected_exclusive:
            yield "totals.tax_exclusive", {"expected": ..., "posted": ...}

    BR_CO_13 = Rule("BR-CO-13", SOURCE, br_co_13, words="en16931")

A function says where and with which values; the words stand apart, so that one finding can be said in any language
and a translator sees all of them side by side. Rules are collected in plain tuples; nothing registers itself.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

from einvoice.faults import Fault, Severity

LANGUAGES = ("en", "fr", "it", "de")

Case_contra = TypeVar("Case_contra", contravariant=True)
# Where in the model, and the values that the sentence names.
Finding = tuple[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Rule(Generic[Case_contra]):
    """One rule.

    `code` is the official id; `source` names article or rule id, document and version. `words` is the sentence in
    each of `LANGUAGES`, with `{names}` for the values of a finding, or the name of the table in `words/` that has it.
    """

    code: str
    source: str
    test: Callable[[Case_contra], Iterable[Finding]]
    words: Mapping[str, str] | str
    severity: Severity = "error"

    def sentence(self, language: str) -> str:
        """The sentence with its placeholders; English where the language is not one of ours."""
        words = table(self.words)[self.code] if isinstance(self.words, str) else self.words
        return words.get(language) or words["en"]


@cache
def table(name: str) -> Mapping[str, Mapping[str, str]]:
    """A table of sentences: rule id, then language."""
    return tomllib.loads((Path(__file__).parent / "words" / f"{name}.toml").read_text(encoding="utf-8"))


def run(rules: Iterable[Rule[Case_contra]], case: Case_contra, language: str = "en") -> list[Fault]:
    """Every finding of every rule, in their order, said in `language`."""
    return [
        Fault(
            code=rule.code,
            path=path,
            message=rule.sentence(language).format_map(values),
            source=rule.source,
            severity=rule.severity,
        )
        for rule in rules
        for path, values in rule.test(case)
    ]
