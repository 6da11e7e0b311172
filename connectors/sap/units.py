"""SAP's units of measure (table T006, as the API gives them) in UN/ECE Recommendation 20 and 21 (BT-130).

SAP's own codes differ from the ISO codes that T006 assigns to them, and depend on the language: both are here, German
and English ones, where they mean one thing only. A unit that is not here is a matter of the settings: to call it
"one" (C62) would be a guess on a legal document.
"""

from collections.abc import Mapping

_TABLE = {
    "H87": "ST PC PCE H87",  # piece
    "EA": "EA",  # each
    "C62": "C62",  # one
    "KGM": "KG KGM", "GRM": "G GRM", "MGM": "MG MGM", "TNE": "TO T TNE", "LBR": "LB LBR", "ONZ": "OZ ONZ",
    "MTR": "M MTR", "CMT": "CM CMT", "MMT": "MM MMT", "KMT": "KM KMT", "INH": "INH", "FOT": "FT FOT", "YRD": "YD YRD",
    "SMI": "MI SMI", "MTK": "M2 MTK", "CMK": "CM2 CMK", "MMK": "MM2 MMK", "FTK": "FT2 FTK", "MTQ": "M3 MTQ",
    "DMQ": "CD3 DMQ", "CMQ": "CCM CM3 CMQ", "LTR": "L LTR", "MLT": "ML MLT", "CLT": "CL CLT", "HLT": "HL HLT",
    "GLL": "GAL GLL", "HUR": "H HR STD HUR", "MIN": "MIN", "SEC": "S SEC", "DAY": "TAG D DAY", "WEE": "WCH WK WEE",
    "MON": "MON", "ANN": "JHR YR ANN", "KWH": "KWH", "MWH": "MWH", "WHR": "WH WHR", "KWT": "KW KWT",
    "DZN": "DZ DZN", "GRO": "GRO", "PR": "PAA PR", "SET": "SET", "MIL": "TS TH MIL", "E48": "LE AU E48", "IE": "PRS IE",
    # Recommendation 21, with X before the code: packages
    "XCT": "KAR CAR CT XCT", "XCR": "KI CRT XCR", "XPX": "PAL XPX", "XPK": "PAK PAC XPK", "XBO": "FLA BT XBO",
    "XCI": "KAN XCI", "XRO": "ROL XRO", "XBG": "BAG XBG", "XBX": "BOX BX XBX",
}  # fmt: skip
_CODES = {each: code for code, all_ in _TABLE.items() for each in all_.split()}


def code(unit: str, own: Mapping[str, str]) -> str:
    """The code of Rec 20 or 21: of the settings before ours. "" for a unit that neither knows."""
    return own.get(unit) or _CODES.get(unit.upper(), "")
