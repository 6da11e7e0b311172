"""NetSuite's units of measure in UN/ECE Recommendation 20 and 21 (BT-130).

An account names its units itself: what is here are words and abbreviations that mean one thing only. A unit that is not
here is a matter of the settings: to call it "one" (C62) would be a guess on a legal document. An account without the
feature Multiple Units of Measure names none: then a quantity counts pieces as sold, "one" (C62).
"""

from collections.abc import Mapping

_TABLE = {
    "H87": "piece pieces pc pcs pce stück stk st pezzo pezzi pz pièce pièces",
    "EA": "each ea", "C62": "unit units one",
    "KGM": "kilogram kilograms kg", "GRM": "gram grams g", "TNE": "tonne tonnes t", "LBR": "pound pounds lb lbs",
    "ONZ": "ounce ounces oz", "MTR": "meter meters metre metres m", "CMT": "centimeter centimeters cm",
    "MMT": "millimeter millimeters mm", "KMT": "kilometer kilometers km", "INH": "inch inches", "FOT": "foot feet ft",
    "MTK": "m2 sqm", "MTQ": "m3 cbm", "LTR": "liter liters litre litres l", "MLT": "milliliter milliliters ml",
    "HUR": "hour hours hr hrs h stunde stunden std ora ore heure heures", "MIN": "minute minutes min",
    "DAY": "day days tag tage giorno giorni jour jours", "WEE": "week weeks woche wochen", "MON": "month months monat",
    "ANN": "year years jahr", "KWH": "kwh", "DZN": "dozen dozens dz", "PR": "pair pairs", "SET": "set sets",
    "XBX": "box boxes", "XCT": "carton cartons", "XPX": "pallet pallets", "XPK": "pack packs package packages",
}  # fmt: skip
_CODES = {word: code for code, words in _TABLE.items() for word in words.split()}
NONE = "C62"


def code(name: str, short: str, own: Mapping[str, str]) -> str:
    """The code of a unit by its name and abbreviation: of the settings before ours. "" for one that neither knows."""
    for each in (name, short):
        if found := own.get(each) or _CODES.get(each.strip().rstrip(".").lower(), ""):
            return found
    return ""
