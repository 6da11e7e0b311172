"""docs/sdi-controls.md says what is checked, and says true."""

import re
from pathlib import Path

from einvoice.fatturapa import controls

PAGE = Path(__file__).parents[2] / "docs" / "sdi-controls.md"
ROWS = re.findall(r"^\| (\d{5}) \| (.+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
RULES = (*controls.RULES, *controls.SIMPLIFIED)
FILE = {"00001", "00003"}


def codes(*how: str) -> set[str]:
    return {code for code, _, said in ROWS if said in how}


def test_what_the_page_calls_checked_is_checked_and_nothing_else() -> None:
    assert codes("checked", "check digit", "with a date") == {rule.code for rule in RULES} | FILE


def test_check_digits_are_the_warnings() -> None:
    assert codes("check digit") == {rule.code for rule in RULES if rule.severity == "warning"}


def test_each_code_stands_once_and_in_order() -> None:
    listed = [code for code, _, _ in ROWS]
    assert listed == sorted(set(listed))
    assert {said for _, _, said in ROWS} <= {
        "checked", "check digit", "with a date", "schema", "register", "elsewhere",
    }  # fmt: skip
