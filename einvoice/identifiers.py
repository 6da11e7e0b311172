"""Which tax and register numbers of the parties a CII or UBL document leaves empty.

CEN's rules on VAT categories (BR-AE-02, BR-IC-02, BR-G-02 and their like) name the numbers of both parties in one
sentence; only the document tells which of them is missing.
"""

from typing import cast

from lxml.etree import XPath, _Element

_CII = {
    "seller.vat_id": (
        "//*[local-name()='SellerTradeParty' or local-name()='SellerTaxRepresentativeTradeParty']"
        "/*[local-name()='SpecifiedTaxRegistration']/*[local-name()='ID'][@schemeID='VA']"
    ),
    "seller.tax_registration": (
        "//*[local-name()='SellerTradeParty']/*[local-name()='SpecifiedTaxRegistration']"
        "/*[local-name()='ID'][@schemeID='FC']"
    ),
    "buyer.vat_id": (
        "//*[local-name()='BuyerTradeParty']/*[local-name()='SpecifiedTaxRegistration']"
        "/*[local-name()='ID'][@schemeID='VA']"
    ),
    "buyer.legal_id": (
        "//*[local-name()='BuyerTradeParty']/*[local-name()='SpecifiedLegalOrganization']/*[local-name()='ID']"
    ),
}
_VAT = "*[local-name()='PartyTaxScheme'][*[local-name()='TaxScheme']/*[local-name()='ID']='VAT']"
_UBL = {
    "seller.vat_id": (
        f"//*[local-name()='AccountingSupplierParty']/*[local-name()='Party']/{_VAT}/*[local-name()='CompanyID']"
        f" | //*[local-name()='TaxRepresentativeParty']/{_VAT}/*[local-name()='CompanyID']"
    ),
    "seller.tax_registration": (
        "//*[local-name()='AccountingSupplierParty']/*[local-name()='Party']/*[local-name()='PartyTaxScheme']"
        "[*[local-name()='TaxScheme']/*[local-name()='ID']!='VAT']/*[local-name()='CompanyID']"
    ),
    "buyer.vat_id": (
        f"//*[local-name()='AccountingCustomerParty']/*[local-name()='Party']/{_VAT}/*[local-name()='CompanyID']"
    ),
    "buyer.legal_id": (
        "//*[local-name()='AccountingCustomerParty']/*[local-name()='Party']"
        "/*[local-name()='PartyLegalEntity']/*[local-name()='CompanyID']"
    ),
}
_PLACES = {kind: {path: XPath(place) for path, place in places.items()} for kind, places in (("C", _CII), ("U", _UBL))}


def absent(root: _Element) -> frozenset[str]:
    """The model paths of the identifiers that are empty or not there."""
    kind = "C" if str(root.tag).endswith("}CrossIndustryInvoice") else "U"
    found = {path: cast(list[_Element], place(root)) for path, place in _PLACES[kind].items()}
    return frozenset(path for path, nodes in found.items() if not any(node.text for node in nodes))
