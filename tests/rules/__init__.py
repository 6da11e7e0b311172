"""The catalogue of rules: what is decided, where the rule comes from, and the test that tells it as a story.

One TOML file per part of the product, one table per rule. `inverted` turns a rule into its opposite by one edit, which
its test must notice (tests/test_rules.py, slow). `python -m tests.rules` writes the table of docs/rules.md.
"""

import tomllib
from pathlib import Path

import msgspec

ROOT = Path(__file__).parent.parent.parent
FOLDER = Path(__file__).parent
PAGE = ROOT / "docs" / "rules.md"


class Inverted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An edit that turns the rule into its opposite: `old` occurs once in `file`."""

    file: str
    old: str
    new: str


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`test` is what pytest calls it: file::function."""

    rule: str
    source: str
    test: str
    inverted: Inverted | None = None


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rule: list[Rule]
    title: str = ""


def catalogue() -> dict[str, list[Rule]]:
    """The rules by the title of their part, in the order in which they stand."""
    found: dict[str, list[Rule]] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
        found.setdefault(file.title or path.stem.capitalize(), []).extend(file.rule)
    return found


def rules() -> list[Rule]:
    """All of them."""
    return [rule for of in catalogue().values() for rule in of]


def page() -> str:
    """docs/rules.md as it should be."""
    lines = [
        "# The rules and their tests",
        "",
        "Every rule that Solde decides by, where it comes from, and the test that tells it. Where *inverted*",
        "says yes, `make test-all` turns the rule into its opposite in a copy of the code and sees its story fail.",
        "This page is written by `python -m tests.rules` from `tests/rules/*.toml`.",
    ]
    for title, found in catalogue().items():
        lines += ["", f"## {title}", "", "| Rule | Source | Test | Inverted |", "|---|---|---|---|"]
        for rule in found:
            file, _, name = rule.test.partition("::")
            cells = (rule.rule, rule.source, f"[{_words(name)}](../{file})", "yes" if rule.inverted else "")
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _words(test: str) -> str:
    """`test_a_block_ends` as a sentence."""
    return test.partition("[")[0].rpartition("::")[2].removeprefix("test_").replace("_", " ")
