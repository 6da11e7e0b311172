"""Other alphabets in Latin letters, for fields that take nothing else.

Letters with marks become their base letters, typographic signs plain ones, currency signs ISO 4217 codes. Greek is
transcribed by ELOT 743 / ISO 843 (type 2), Cyrillic by ICAO Doc 9303 part 3: both keep names as passports have them.
A character for which there is no such reading (Chinese, Arabic, emoji) stays, and the caller refuses it.
"""

import re
import unicodedata

from einvoice.countries.italy.part import LATIN


def _pairs(text: str) -> dict[str, str]:
    """`"ł l  Ł L"` as a table."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_LETTERS = _pairs(
    "ł l Ł L đ d Đ D ħ h Ħ H ı i ĸ k ŋ ng Ŋ NG œ oe Œ OE ŧ t Ŧ T ƒ f ə e Ə E ẞ SS "
    "ß ss æ ae Æ AE ø o Ø O ð d Ð D þ th Þ TH ſ s ŉ 'n"
)
_SIGNS = _pairs(
    "‘ ' ’ ' ‚ ' ‛ ' ′ ' ʼ ' ‹ ' › ' “ \" ” \" „ \" ‟ \" ″ \" « \" » \" ´ ' ` ' "
    "‐ - ‑ - ‒ - – - — - ― - − - ⁃ - • - ● - ■ - ‣ - · . † + ⁄ / ∕ / × x ÷ : ± +/- ≤ <= ≥ >= ≠ != ≈ ~ → -> ← <- ✓ x "
    "€ EUR £ GBP ¥ JPY ₽ RUB ₺ TRY ₴ UAH ₹ INR ₩ KRW ₪ ILS ₿ BTC © (C) ® (R) ° o µ u ¦ | ‰ o/oo ¡ ! ¿ ?"
)
_SIGNS |= {"⌀": "Ø", "∅": "Ø", "\u2126": "Ohm"}
_CYRILLIC = _pairs(
    "а a б b в v г g ґ g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh "
    "щ shch ъ ie ы y э e ю iu я ia і i ї i є ie ў u ђ d ј j љ lj њ nj ћ c џ dz ѓ g ќ k ѕ dz"
) | {"ь": ""}
_GREEK = _pairs(
    "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o"
)
_GREEK_NAMES = _pairs(
    "α alpha β beta γ gamma δ delta ε epsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ µ ν ny ξ xi ο omicron "
    "π pi ρ rho σ sigma ς sigma τ tau υ ypsilon φ phi χ chi ψ psi ω omega Ω Ohm"
)
_NOTHING = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f")  # no width: nothing is seen of them
_WORD = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]{2,}")
_SOUNDS = (  # ELOT 743: pairs of letters that are read together
    (re.compile(r"([αεη])([υύ])(?=[αβγδεζηλιμνορωάέήίόώ])", re.I), r"\1v"),
    (re.compile(r"([αεη])([υύ])", re.I), r"\1f"),
    (re.compile(r"ο[υύ]"), "ou"),
    (re.compile(r"Ο[υύ]"), "Ou"),
    (re.compile(r"Ο[ΥΎ]"), "OU"),
    (re.compile(r"\bμπ"), "b"),
    (re.compile(r"\bΜπ"), "B"),
    (re.compile(r"\bΜΠ"), "B"),
    (re.compile(r"γ(?=[γξχ])"), "n"),
    (re.compile(r"Γ(?=[ΓΞΧ])"), "N"),
)


def turned(text: str, last: int = LATIN) -> str:
    """The text in composed form (NFC) with every character after `last` in letters that come before it.

    What has no reading in Latin letters stays as it is.
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    if ord(max(text)) <= last:
        return text
    greek = _GREEK if _WORD.search(text) else _GREEK_NAMES  # a lone letter is a symbol: β-carotene, 50 μm
    if greek is _GREEK:
        for sounds, letters in _SOUNDS:
            text = sounds.sub(letters, text)
    out = []
    for place, c in enumerate(text):
        if ord(c) <= last:
            out.append(c)
            continue
        read = _read(c, last, greek)
        if len(read) > 1 and c.isupper() and read.isupper() and not _shouted(text, place):
            read = read.capitalize()
        out.append(read)
    return "".join(out)


def _shouted(text: str, place: int) -> bool:
    """Whether a capital stands among capitals: by the letter after it, or at the end of a word by the one before."""
    after, before = text[place + 1 : place + 2], text[max(place - 1, 0) : place]
    return after.isupper() if after.isalpha() else before.isupper()


def _read(c: str, last: int, greek: dict[str, str]) -> str:
    """One character in letters up to `last`; the character itself where that cannot be."""
    if c in _NOTHING or "\u0300" <= c <= "\u036f":  # the marks of Latin, Greek and Cyrillic letters
        return ""
    found = _LETTERS.get(c) or _SIGNS.get(c) or greek.get(c)
    if found is None and c.lower() != c:
        lower = greek.get(c.lower()) if c.lower() in greek else _CYRILLIC.get(c.lower())
        found = lower.upper() if lower is not None else None
    if found is None:
        found = _CYRILLIC.get(c)
    if found is None:
        parts = unicodedata.normalize("NFKD", c)
        if parts == c:
            return c
        found = parts
    if found == c:
        return c
    read = "".join(p if ord(p) <= last else _read(p, last, greek) for p in found)
    return read if all(ord(p) <= last for p in read) else c
