"""Units of measure: Odoo's English names as codes of UN/ECE Recommendation 20."""

_CODES = {
    "unit": "C62", "units": "C62", "piece": "C62", "pieces": "C62", "pack": "PK", "pack of 6": "C62",
    "dozen": "DZN", "dozens": "DZN", "kg": "KGM", "g": "GRM", "t": "TNE", "ton": "TNE", "lb": "LBR", "oz": "ONZ",
    "minutes": "MIN", "minute": "MIN", "hours": "HUR", "hour": "HUR", "days": "DAY", "day": "DAY", "weeks": "WEE",
    "month": "MON", "months": "MON", "year": "ANN", "years": "ANN",
    "m": "MTR", "mm": "MMT", "cm": "CMT", "km": "KMT", "in": "INH", "ft": "FOT", "yd": "YRD", "mi": "SMI",
    "m²": "MTK", "ft²": "FTK", "l": "LTR", "ml": "MLT", "m³": "MTQ", "in³": "INQ", "ft³": "FTQ", "gal (us)": "GLL",
    "qt (us)": "QT", "fl oz (us)": "OZA", "kwh": "KWH",
}  # fmt: skip


def code(name: str) -> str:
    """The code, `C62` (one) for what has none."""
    return _CODES.get(name.strip().lower(), "C62")
