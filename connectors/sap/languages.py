"""SAP's language keys as ISO 639-1."""

# The one-letter keys of SAP (SPRAS); its OData services say ISO's two letters instead, most of them in capitals.
_KEYS = {
    "A": "ar", "B": "he", "C": "cs", "D": "de", "E": "en", "F": "fr", "G": "el", "H": "hu", "I": "it", "J": "ja",
    "K": "da", "L": "pl", "M": "zh", "N": "nl", "O": "no", "P": "pt", "Q": "sk", "R": "ru", "S": "es", "T": "tr",
    "U": "fi", "V": "sv", "W": "bg", "X": "lt", "Y": "lv", "0": "sr", "1": "zh", "2": "th", "3": "ko", "4": "ro",
    "5": "sl", "6": "hr", "7": "ms", "8": "uk", "9": "et", "a": "af", "b": "is", "c": "ca", "d": "sr",
}  # fmt: skip
_OWN = {"ZF": "zh", "SH": "sr"}  # two letters that are SAP's and not ISO's


def language(key: str) -> str:
    """ "" for a key that is none, such as a language that a customer made up (Z1)."""
    if len(key) == 1:
        return _KEYS.get(key, "")
    code = _OWN.get(key.upper(), key[:2].lower())
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""
