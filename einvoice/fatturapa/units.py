"""Units and means of payment: from EN 16931's code lists to what Italian readers and FatturaPA know, and back."""

# UN/ECE Rec 20 code -> UnitaMisura (2.2.1.6), free text of up to ten characters in FatturaPA.
_UNITS = {
    "C62": "PZ",
    "HUR": "ORE",
    "DAY": "GG",
    "MON": "MESI",
    "ANN": "ANNI",
    "KGM": "KG",
    "TNE": "TON",
    "LTR": "LT",
    "MTR": "MT",
    "MTK": "MQ",
    "MTQ": "MC",
    "KMT": "KM",
    "KWH": "KWH",
    "GRM": "G",
    "WEE": "SETTIMANE",
    "MIN": "MINUTI",
    "PR": "PAIA",
    "DZN": "DOZZINE",
    "SET": "SET",
    "LS": "A CORPO",
    "XPP": "COLLI",
    "XPK": "CONF",
    "XBX": "SCATOLE",
    "XCT": "CARTONI",
    "XCS": "CASSE",
    "XBG": "SACCHI",
    "XBO": "BOTTIGLIE",
    "XRO": "ROTOLI",
    "XPX": "PALLET",
}
_REC20 = {text: code for code, text in _UNITS.items()}
_UNITS |= {"H87": "PZ", "EA": "PZ"}  # two more codes for a piece: read back as C62, "one"
CODES = tuple(_UNITS)

# UNTDID 4461 -> ModalitaPagamento (2.4.2.2).
_MEANS = {
    "10": "MP01",
    "20": "MP02",
    "30": "MP05",
    "31": "MP05",
    "42": "MP05",
    "58": "MP05",
    "48": "MP08",
    "54": "MP08",
    "55": "MP08",
    "49": "MP19",
    "59": "MP19",
}
_UNTDID = {"MP01": "10", "MP02": "20", "MP03": "20", "MP05": "30", "MP08": "48"}
_UNTDID |= {"MP19": "59", "MP20": "59", "MP21": "59"}


def to_unit(code: str) -> str:
    """UnitaMisura for a Rec 20 code; the code itself where there is no Italian word for it."""
    return _UNITS.get(code, code)


def from_unit(text: str) -> str:
    """The Rec 20 code for an UnitaMisura; C62 (one) where nothing is said."""
    return _REC20.get(text.upper(), text) if text else "C62"


def to_means(code: str) -> str:
    """ModalitaPagamento for a means of payment; a bank transfer where no other is known."""
    return _MEANS.get(code, "MP05")


def from_means(code: str) -> str:
    """UNTDID 4461 for a ModalitaPagamento; 1 (not defined) for those that it does not know."""
    return _UNTDID.get(code, "1")
