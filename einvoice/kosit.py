"""The levels that KoSIT gives to CEN's rules where they meet XRechnung.

Source: validator configuration for XRechnung of 2026-01-31, scenarios.xml, `customLevel` of each scenario. XRechnung
and its extension allow codes and third-party payments that EN 16931 does not, and forbid some of what it allows.
KoSIT's "information" is a warning here. There is no scenario for a credit note in the extension.
"""

from collections.abc import Mapping
from typing import Final

from einvoice.faults import Severity

CIUS, EXTENSION, CVD = "XRechnung", "XRechnung Extension", "XRechnung CVD"
# BT-24 of each, for the version that the installed rules are for.
SPECIFICATIONS: Final = {
    "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0": CIUS,
    "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
    "#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0": EXTENSION,
    "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
    "#compliant#urn:xeinkauf.de:kosit:xrechnung:cvd_0.9": CVD,
}

_UNITS_AND_ITEMS: Final[Mapping[str, Severity]] = {"BR-CL-21": "warning", "BR-CL-23": "warning"}
_CVD: Final[Mapping[str, Severity]] = {**_UNITS_AND_ITEMS, "BR-CL-13": "warning"}
_EXTENSION: Final[Mapping[str, Severity]] = {
    **_UNITS_AND_ITEMS,
    **dict.fromkeys(("BR-CL-10", "BR-CL-11", "BR-CL-24", "BR-CL-25", "BR-CL-26"), "warning"),
}
_PAYMENT_IN_CII: Final[Mapping[str, Severity]] = dict.fromkeys(("CII-SR-452", "CII-SR-453", "CII-SR-454"), "error")
_NO_SUB_LINES: Final[Mapping[str, Severity]] = {"UBL-CR-646": "error"}

# Profile and root element; what is not listed keeps its own level.
LEVELS: Final[Mapping[tuple[str, str], Mapping[str, Severity]]] = {
    (CIUS, "CrossIndustryInvoice"): {**_UNITS_AND_ITEMS, **_PAYMENT_IN_CII},
    (CIUS, "Invoice"): {**_UNITS_AND_ITEMS, **_NO_SUB_LINES},
    (CIUS, "CreditNote"): _UNITS_AND_ITEMS,
    (EXTENSION, "CrossIndustryInvoice"): {**_EXTENSION, **_PAYMENT_IN_CII},
    (EXTENSION, "Invoice"): {**_EXTENSION, "BR-CO-16": "warning"},
    (CVD, "CrossIndustryInvoice"): {**_CVD, **_PAYMENT_IN_CII},
    (CVD, "Invoice"): {**_CVD, **_NO_SUB_LINES},
    (CVD, "CreditNote"): {**_CVD, **_NO_SUB_LINES},
}
