"""Natura (2.2.1.14, 2.2.2.2): why a line carries no VAT, in the codes that FatturaPA knows."""

from einvoice.model import Vat

NATURE = frozenset(
    {
        *("N1", "N2.1", "N2.2", "N3.1", "N3.2", "N3.3", "N3.4", "N3.5", "N3.6", "N4", "N5"),
        *("N6.1", "N6.2", "N6.3", "N6.4", "N6.5", "N6.6", "N6.7", "N6.8", "N6.9", "N7"),
    }
)
GENERIC = frozenset({"N2", "N3", "N6"})  # not accepted since 1 January 2021 (00445)

_MARGIN = {"VATEX-EU-D", "VATEX-EU-F", "VATEX-EU-I", "VATEX-EU-J"}
# Only where one article covers the whole code; N1, N2.2 and N6.x turn on the single case.
_LAW = {
    "N2.1": "Artt. da 7 a 7-septies DPR 633/72",
    "N3.1": "Art. 8 DPR 633/72",
    "N3.2": "Art. 41 DL 331/93",
    "N3.3": "Art. 71 DPR 633/72",
    "N4": "Art. 10 DPR 633/72",
    "N5": "Regime del margine, DL 41/95",
}
_CATEGORY = {"N1": "O", "N2": "O", "N3.1": "G", "N3.2": "K", "N3": "E", "N4": "E", "N5": "E", "N6": "AE", "N7": "O"}


def derive(vat: Vat, buyer_country: str, regime: str) -> str:
    """The Natura that follows without doubt from category, VATEX code, buyer's country and regime; else empty.

    Left to a person: reverse charge inside Italy (N6.1 to N6.9 turn on the goods), zero rating, and what is
    outside VAT for a reason that no code gives (N1, N2.1 or N2.2).
    """
    if vat.national_code or vat.rate != 0 or vat.category in {"S", "L", "M"}:
        return vat.national_code
    abroad = buyer_country not in {"", "IT"}
    if regime == "RF19" and vat.category in {"E", "O"}:
        return "N2.2"
    outside = vat.category == "O" and vat.exemption_code == "VATEX-EU-O"
    certain = {
        "E": "N5" if vat.exemption_code in _MARGIN else "N4",
        "K": "N3.2",
        "G": "N3.3" if buyer_country in {"SM", "VA"} else "N3.1",
        "AE": "N2.1" if abroad else "",
        "O": "N2.1" if abroad and outside else "",
    }
    return certain.get(vat.category, "")


def law(natura: str) -> str:
    """The RiferimentoNormativo for a Natura that one article covers; empty otherwise."""
    return _LAW.get(natura, "")


def category(natura: str) -> str:
    """The EN 16931 category nearest to a Natura, for reading; S where there is none."""
    return _CATEGORY.get(natura) or _CATEGORY.get(natura.partition(".")[0], "S")
