"""TipoDocumento (2.1.1.1) and EN 16931's document types (BT-3, UNTDID 1001)."""

# What a type code becomes where the block names no TipoDocumento.
TYPES = {"380": "TD01", "381": "TD04", "386": "TD02", "383": "TD05"}
SIMPLIFIED = {"380": "TD07", "381": "TD08", "383": "TD09"}

# Documents that the buyer makes in the seller's stead (reverse charge, purchases from abroad, warehouses).
_SELF_BILLED = ("TD16", "TD17", "TD18", "TD19", "TD20", "TD21", "TD22", "TD23", "TD28", "TD29")
_CODES = {
    **{td: code for code, td in (*TYPES.items(), *SIMPLIFIED.items())},
    "TD03": "386",  # down payment on a professional's fee
    **dict.fromkeys(_SELF_BILLED, "389"),
}


def type_code(tipo_documento: str) -> str:
    """BT-3 for a TipoDocumento: 380 for the invoices that have no type of their own in UNTDID 1001 (TD06, TD24 ...)."""
    return _CODES.get(tipo_documento, "380")


def tipo_documento(code: str, given: str, types: dict[str, str] = TYPES) -> str:
    """TipoDocumento: as the block gives it, else by the type code."""
    return given or types.get(code, types["380"])
