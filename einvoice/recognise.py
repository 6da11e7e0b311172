"""What kind of e-invoice an XML document is, from its root element and its specification identifier (BT-24)."""

import re
from collections.abc import Callable, Mapping

from lxml.etree import _Element

from einvoice.kind import Kind, Saying
from einvoice.parsing import local
from einvoice.specifications import Syntax, kind_of

_CII = Syntax(
    format="cii",
    rules=("cii-xsd", "en16931-cii"),
    french="br-fr-cii",
    french_extended=("cii-xsd", "ctc-fr-cii"),
    xrechnung="xrechnung-cii",
)
_UBL = Syntax(
    format="ubl",
    rules=("ubl-xsd", "en16931-ubl"),
    french="br-fr-ubl",
    french_extended=("ubl-xsd", "ctc-fr-ubl"),
    xrechnung="xrechnung-ubl",
)
_REFORM = "20260901"  # France: BR-FR binds domestic invoices from this day on (CGI art. 289 bis; XP Z12-012)
# SdI's notices under the names of both vintages: MessaggiTypes 1.1 for the public side, MessaggiFatturaTypes 1.0.
_NOTICES = {
    "RicevutaConsegna": "RC",
    "NotificaScarto": "NS",
    "RicevutaScarto": "NS",
    "NotificaMancataConsegna": "MC",
    "RicevutaImpossibilitaRecapito": "MC",
    "NotificaEsito": "NE",
    "NotificaDecorrenzaTermini": "DT",
    "AttestazioneTrasmissioneFattura": "AT",
    "NotificaEsitoCommittente": "EC",
    "ScartoEsitoCommittente": "SE",
    "MetadatiInvioFile": "MT",
    "FileMetadati": "MT",
}
_AGREEMENT = "{*}SupplyChainTradeTransaction/{*}ApplicableHeaderTradeAgreement"


def recognise(root: _Element, *, hybrid: bool = False) -> Kind | None:
    """The kind of an XML document, `hybrid` if a PDF held it; None if it is no e-invoice that Solde has heard of."""
    name = local(root)
    if name == "CrossIndustryInvoice":
        guideline = _text(root, "{*}ExchangedDocumentContext/{*}GuidelineSpecifiedDocumentContextParameter/{*}ID")
        return kind_of(guideline, _CII, name, hybrid=hybrid, french=_french_cii(root))
    if name in {"Invoice", "CreditNote"} and "oasis:names:specification:ubl" in root.tag:
        return kind_of(_text(root, "{*}CustomizationID"), _UBL, name, hybrid=hybrid, french=_french_ubl(root))
    if other := _OTHERS.get(name):
        return other(root)
    if notice := _NOTICES.get(name):
        return Kind(format="", profile=f"SdI {notice}", unsupported=("notice", {"kind": f"{notice} ({name})"}))
    return None


def _fatturapa(root: _Element) -> Kind:
    version = root.get("versione", "")
    old: tuple[Saying, ...] = (
        (("old_fatturapa", {"version": version}),) if re.fullmatch(r"(SDI)?1\.?[01]", version) else ()
    )
    notes = (*old, *_signature(root))
    return Kind(format="fatturapa", profile=version, rules=("fatturapa-xsd", "sdi"), notes=notes)


def _simplified(root: _Element) -> Kind:
    rules = ("fatturapa-simplified-xsd", "sdi-simplified")
    return Kind(format="fatturapa-simplified", profile="FSM10", rules=rules, notes=_signature(root))


def _cdar(_: _Element) -> Kind:
    return Kind(format="cdar", profile="BR-FR-CDV", rules=("cdar-xsd", "br-fr-cdv"))


def _zugferd_1(root: _Element) -> Kind:
    context = "{*}SpecifiedExchangedDocumentContext/{*}GuidelineSpecifiedDocumentContextParameter/{*}ID"
    level = _text(root, context).rpartition(":")[2].upper()
    profile = f"ZUGFeRD 1.0 {level}".strip()
    return Kind(
        format="facturx", profile=profile, rules=("zugferd1-xsd",), notes=(("schema_only", {"name": "ZUGFeRD 1.0"}),)
    )


def _signature(root: _Element) -> tuple[Saying, ...]:
    """XAdES: the signature stands inside the document."""
    signed = root.find("{http://www.w3.org/2000/09/xmldsig#}Signature") is not None
    return (("signature", {}),) if signed else ()


_OTHERS: Mapping[str, Callable[[_Element], Kind]] = {
    "CrossIndustryDocument": _zugferd_1,
    "FatturaElettronica": _fatturapa,
    "FatturaElettronicaSemplificata": _simplified,
    "CrossDomainAcknowledgementAndResponse": _cdar,
}


def _text(root: _Element, path: str) -> str:
    return (root.findtext(path) or "").strip()


def _french_cii(root: _Element) -> bool:
    country = "{*}PostalTradeAddress/{*}CountryID"
    seller, buyer = (_text(root, f"{_AGREEMENT}/{{*}}{side}TradeParty/{country}") for side in ("Seller", "Buyer"))
    return _domestic(seller, buyer, _text(root, "{*}ExchangedDocument/{*}IssueDateTime/{*}DateTimeString"))


def _french_ubl(root: _Element) -> bool:
    country = "{*}Party/{*}PostalAddress/{*}Country/{*}IdentificationCode"
    seller, buyer = (_text(root, f"{{*}}Accounting{side}Party/{country}") for side in ("Supplier", "Customer"))
    return _domestic(seller, buyer, _text(root, "{*}IssueDate").replace("-", ""))


def _domestic(seller: str, buyer: str, day: str) -> bool:
    return seller == buyer == "FR" and day.isdigit() and day >= _REFORM
