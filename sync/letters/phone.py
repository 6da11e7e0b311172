"""Numbers that can be called, and text messages that fit."""

import re
import unicodedata

# GSM 03.38 (3GPP TS 23.038): the alphabet of a text message with 160 characters, and what counts twice in it
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€")
_PLAIN = {"\u2019": "'", "\u2018": "'", "\u2013": "-", "\u2212": "-", "\u00a0": " ", "\u202f": " ", "×": "x"}
_E164 = re.compile(r"\+[1-9]\d{6,14}")  # ITU-T E.164: at most 15 digits, the first of them a country's
MOST = 306  # two parts of one message hold so many characters


def e164(number: str) -> str:
    """The international number, empty if it is none: a national one could be anybody's abroad."""
    digits = re.sub(r"\(0\)|[\s./()-]", "", number)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    return digits if _E164.fullmatch(digits) else ""


def spelt(text: str) -> str:
    """The text in the alphabet of text messages: a letter that it lacks loses its accent, the rest goes."""
    return "".join(_letter(char) for char in "".join(_PLAIN.get(char, char) for char in text))


def length(text: str) -> int:
    """How many places a spelt text takes."""
    return sum(2 if char in _TWICE else 1 for char in text)


def _letter(char: str) -> str:
    if char in _BASIC or char in _TWICE:
        return char
    bare = unicodedata.normalize("NFKD", char)
    return "".join(each for each in bare if each in _BASIC)
