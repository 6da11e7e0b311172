"""Leitweg-ID: how a German public body is addressed (BT-10, or BT-49 with scheme 0204).

KoSIT, Formatspezifikation Leitweg-ID 2.0.2: coarse address of 2 to 12 digits, fine address of up to 30 letters and
digits (may be missing), two check digits, with hyphens between: `04011000-12345-03`.
"""

import re

SCHEME = "0204"
_FORM = re.compile(r"\d{2,12}(?:-[A-Za-z0-9]{1,30})?-\d{2}", re.ASCII)


def has_form(text: str) -> bool:
    """Whether a text looks like a Leitweg-ID, its check digits apart."""
    return _FORM.fullmatch(text) is not None


def is_valid(text: str) -> bool:
    """Whether a text is a Leitweg-ID whose check digits are right (ISO 7064 MOD 97-10, letters from A = 10)."""
    return has_form(text) and int("".join(str(int(c, 36)) for c in text.replace("-", ""))) % 97 == 1
