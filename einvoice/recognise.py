"""What kind of e-invoice a file is, from its first bytes, its root element and its specification identifier."""

from datetime import date

import msgspec
from lxml.etree import _Element

from einvoice.parsing import local

_REFORM = date(2026, 9, 1)  # France: BR-FR binds domestic invoices from this day on
_FOREIGN_ROOTS = {
    "FatturaElettronicaSemplificata": ("fatturapa-simplified", "the rules of simplified FatturaPA are not installed"),
    "CrossDomainAcknowledgementAndResponse": ("cdar", "lifecycle messages (CDAR) cannot be judged yet"),
    "CrossIndustryDocument": ("facturx", "ZUGFeRD 1.0 has been withdrawn; its rules are not installed"),
}
_UNSUPPORTED_PROFILES = {"MINIMUM", "BASIC WL", "EXTENDED"}


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """What a document says it is: `rules` judge it; `unsupported` says what is missing, empty if nothing is."""

    format: str
    profile: str = ""
    rules: tuple[str, ...] = ()
    more_rules: tuple[str, ...] = ()  # what `--rules all` adds
    unsupported: str = ""


def recognise(root: _Element, *, hybrid: bool = False) -> Kind | None:
    """The kind of an XML document, `hybrid` if a PDF held it; None if it is no e-invoice that Solde has heard of."""
    name = local(root)
    if name in _FOREIGN_ROOTS:
        format_, missing = _FOREIGN_ROOTS[name]
        return Kind(format=format_, unsupported=missing)
    if name == "FatturaElettronica":
        version = root.get("versione", "")
        if version == "FSM10":
            return Kind(format="fatturapa-simplified", unsupported="the rules of FSM10 are not installed")
        return Kind(format="fatturapa", profile=version, rules=("fatturapa-xsd", "sdi"))
    if name == "CrossIndustryInvoice":
        return _cii(root, hybrid)
    if name in {"Invoice", "CreditNote"} and "oasis:names:specification:ubl" in root.tag:
        return _ubl(root)
    return None


def _cii(root: _Element, hybrid: bool) -> Kind:
    guideline = _first(root, "GuidelineSpecifiedDocumentContextParameter/ID").lower()
    rules: tuple[str, ...] = ("cii-xsd", "en16931-cii")
    format_ = "facturx" if hybrid else "cii"
    if "xrechnung" in guideline:
        name = "facturx" if hybrid else "xrechnung-cii"
        return Kind(format=name, profile=_xrechnung(guideline), rules=(*rules, "xrechnung-cii"))
    profile = _profile(guideline)
    if profile in _UNSUPPORTED_PROFILES:
        missing = f"the rules of profile {profile} are not installed; it is not EN 16931"
        return Kind(format=format_, profile=profile, unsupported=missing)
    if _domestic_french(root):
        rules = (*rules, "br-fr-cii")
    more = ("facturx-xsd", "facturx-en16931") if profile == "EN 16931" else ()
    return Kind(format=format_, profile=profile, rules=rules, more_rules=more)


def _profile(guideline: str) -> str:
    """Factur-X's name of a profile, from BT-24."""
    tail = guideline.rpartition(":")[2]
    names = {"minimum": "MINIMUM", "basicwl": "BASIC WL", "basic": "BASIC", "extended": "EXTENDED"}
    return names.get(tail, "EN 16931")


def _ubl(root: _Element) -> Kind:
    customization = next((c.text or "" for c in root if local(c) == "CustomizationID"), "").strip().lower()
    rules = ("ubl-xsd", "en16931-ubl")
    if "xrechnung" in customization:
        return Kind(format="xrechnung-ubl", profile=_xrechnung(customization), rules=(*rules, "xrechnung-ubl"))
    return Kind(format="ubl", profile="Peppol BIS" if "peppol" in customization else "EN 16931", rules=rules)


def _xrechnung(identifier: str) -> str:
    if "extension" in identifier:
        return "XRechnung Extension"
    return "XRechnung CVD" if "cvd" in identifier else "XRechnung"


def _first(root: _Element, path: str) -> str:
    """The first text at a path of local names below any element."""
    *above, last = path.split("/")
    for element in root.iter(f"{{*}}{last}"):
        node, names = element, []
        for _ in above:
            parent = node.getparent()
            if parent is None:
                break
            node = parent
            names.append(local(parent))
        if names[::-1] == above:
            return (element.text or "").strip()
    return ""


def _domestic_french(root: _Element) -> bool:
    countries = {
        _first(root, f"{side}/PostalTradeAddress/CountryID") for side in ("SellerTradeParty", "BuyerTradeParty")
    }
    day = _first(root, "ExchangedDocument/IssueDateTime/DateTimeString")
    return countries == {"FR"} and day.isdigit() and day >= f"{_REFORM:%Y%m%d}"
