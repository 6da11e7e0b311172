"""Writes docs/rules.md."""

from tests.rules import PAGE, page

PAGE.write_text(page(), encoding="utf-8")
