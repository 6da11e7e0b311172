"""What a document says in a way that the model does not keep, so that the rules on the model cannot see it.

EN 16931's model has no blanks around a value, no second calendar, no tax beside VAT, one base quantity of a price, one
code of the tax point, one VAT number of a party, and one currency for all amounts (besides BT-111's). A document that
has something of the kind is left out of the comparison and counted.

Elements and attributes that are there and say nothing are no terms either, yet some of the official tests ask for the
element and others for what it says. Such a document is judged officially as it is and as it would be without them
(`without_blanks`); a rule on which these official judgements differ hangs on the blank, and either finding is right.
"""

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from einvoice.codes import codes
from einvoice.parsing import local

_CURRENCIES = {"InvoiceCurrencyCode", "DocumentCurrencyCode", "TaxCurrencyCode"}
_TAX_TYPES = {"ApplicableTradeTax": "TypeCode", "CategoryTradeTax": "TypeCode"}
# Texts keep their blanks; codes and numbers have none.
_VALUES = ("Code", "ID", "Amount", "Percent", "Quantity", "Indicator", "String", "Date", "URI")
# The schema asks for it, though there may be no delivery.
_MAY_BE_BARE = "ApplicableHeaderTradeDelivery"
# To the model the type alone says whether money goes back; UBL says it by the document, too.
_INVOICES, _CREDITS = codes("UNTDID 1001 invoice"), codes("UNTDID 1001 credit note")
_OTHERS = {"Invoice": _CREDITS - _INVOICES, "CreditNote": _INVOICES - _CREDITS}
_VAT_NUMBERS = "*[local-name()='PartyTaxScheme'][*[local-name()='TaxScheme']/*[local-name()='ID']='VAT']"
_SIGNED = {"AllowanceCharge", "SpecifiedTradeAllowanceCharge"}
_SCHEMED = {"TaxCategory", "ClassifiedTaxCategory"}


def beyond_the_model(root: etree._Element) -> str:
    """Why the document is left out; empty if it is not."""
    ubl = local(root) != "CrossIndustryInvoice"
    if (root.findtext(f"{{*}}{local(root)}TypeCode") or "").strip() in _OTHERS.get(local(root), ()):
        return "the type (BT-3) of UBL's other document"
    if len({(e.text or "").strip() for e in root.iter("{*}DueDateTypeCode")}) > 1:
        return "several codes of the tax point (BT-8)"
    said = {local(e): (e.text or "").strip() for e in root.iter(etree.Element) if local(e) in _CURRENCIES}
    for element in root.iter(etree.Element):
        name, text = local(element), element.text or ""
        if not len(element) and text != text.strip() and text.strip() and name.endswith(_VALUES):
            return "blanks around a value"
        if name == "DateTimeString" and element.get("format") != "102":
            return "a date of another calendar format"
        if (name == "TaxTotalAmount" or (ubl and name.endswith("Amount"))) and not element.get(
            "currencyID", ""
        ).strip():
            return "an amount that does not say its currency"
        if said and (currency := element.get("currencyID")) is not None and currency not in said.values():
            return "an amount in a currency that is not the invoice's"
        if not _is_vat(element, name):
            return "a tax that is not VAT"
        if name in _SIGNED and not (
            element.findtext("{*}ChargeIndicator") or element.findtext("{*}ChargeIndicator/{*}Indicator")
        ):
            return "an allowance or charge that does not say which"
        if name == "Party" and element.xpath(f"count({_VAT_NUMBERS}) > 1"):
            return "several VAT numbers of one party"
        if name == "SpecifiedLineTradeAgreement" and not _one_base(element):
            return "two base quantities of a price"
    return ""


def _one_base(agreement: etree._Element) -> bool:
    """CII has the base quantity beside the gross price and beside the net price."""
    bases = [
        (price.findtext("{*}BasisQuantity"), _unit(price))
        for price in agreement.iterfind("{*}GrossPriceProductTradePrice[{*}BasisQuantity]")
    ]
    net = agreement.find("{*}NetPriceProductTradePrice")
    return not bases or net is None or bases == [(net.findtext("{*}BasisQuantity"), _unit(net))]


def _unit(price: etree._Element) -> str | None:
    quantity = price.find("{*}BasisQuantity")
    return None if quantity is None else quantity.get("unitCode")


def _is_vat(element: etree._Element, name: str) -> bool:
    """True for whatever is no tax, too."""
    if name in _TAX_TYPES:
        return (element.findtext("{*}TypeCode") or "").upper() == "VAT"
    return name not in _SCHEMED or (element.findtext("{*}TaxScheme/{*}ID") or "").upper() == "VAT"


def without_blanks(root: etree._Element) -> Iterator[etree._Element]:
    """The document without what is there and says nothing, then also without what is empty now; nothing if it has none.

    Only attributes first: an identifier with a blank scheme is still one.
    """
    pruned, found = deepcopy(root), False
    for element in pruned.iter(etree.Element):
        for name, value in element.attrib.items():
            if not str(value).strip():
                del element.attrib[name]
                found = True
    if found:
        yield pruned
    while blanks := [element for element in pruned.iter(etree.Element) if _is_blank(element)]:
        for element in blanks:
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)
        yield pruned


def _is_blank(element: etree._Element) -> bool:
    if len(element) or element.getparent() is None or local(element) == _MAY_BE_BARE:
        return False
    return not (element.text or "").strip()
