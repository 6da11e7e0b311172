"""What to do to which element of a document to break a rule that our writers would not break."""

from collections.abc import Callable

from lxml import etree

from tests.agreement.break_it import remove

Change = Callable[[etree._Element], None]


def at(*names: str) -> str:
    """An XPath by local names, whatever the namespace."""
    return "//" + "/".join(f"*[local-name()='{name}']" for name in names)


def gone(element: etree._Element) -> None:
    """Without it."""
    remove(element)


def without(attribute: str) -> Change:
    """Without its attribute."""

    def change(element: etree._Element) -> None:
        element.attrib.pop(attribute, None)

    return change


def finer(element: etree._Element) -> None:
    """One decimal more, of no worth."""
    element.text = f"{element.text}0"


def said(text: str) -> Change:
    """Another value."""

    def change(element: etree._Element) -> None:
        element.text = text

    return change


def _allowance(charge: str, name: str) -> str:
    return (
        "//*[local-name()='ApplicableHeaderTradeSettlement']/*[local-name()='SpecifiedTradeAllowanceCharge']"
        f"[*/*='{charge}']/*[local-name()='{name}']"
    )


def _line_allowance(charge: str, name: str) -> str:
    return (
        "//*[local-name()='SpecifiedLineTradeSettlement']/*[local-name()='SpecifiedTradeAllowanceCharge']"
        f"[*/*='{charge}']/*[local-name()='{name}']"
    )


def _ubl_allowance(charge: str, name: str) -> str:
    return (
        f"/*/*[local-name()='AllowanceCharge'][*[local-name()='ChargeIndicator']='{charge}']/*[local-name()='{name}']"
    )


def _ubl_line_allowance(charge: str, name: str) -> str:
    return (
        "//*[local-name()='InvoiceLine']/*[local-name()='AllowanceCharge']"
        f"[*[local-name()='ChargeIndicator']='{charge}']/*[local-name()='{name}']"
    )


_SUMS = "SpecifiedTradeSettlementHeaderMonetarySummation"
_TOTAL = "LegalMonetaryTotal"
_SELLER, _BUYER, _AGENT = "SellerTradeParty", "BuyerTradeParty", "SellerTaxRepresentativeTradeParty"
_PARTY = ("AccountingSupplierParty", "Party")
_CUSTOMER = ("AccountingCustomerParty", "Party")
_LINE = "IncludedSupplyChainTradeLineItem"
_PRICE = "NetPriceProductTradePrice"
_BREAKDOWN = ("ApplicableHeaderTradeSettlement", "ApplicableTradeTax")
_SUMMED = (
    ("09", "LineTotalAmount", "LineExtensionAmount"),
    ("10", "AllowanceTotalAmount", "AllowanceTotalAmount"),
    ("11", "ChargeTotalAmount", "ChargeTotalAmount"),
    ("12", "TaxBasisTotalAmount", "TaxExclusiveAmount"),
    ("14", "GrandTotalAmount", "TaxInclusiveAmount"),
    ("16", "TotalPrepaidAmount", "PrepaidAmount"),
    ("17", "RoundingAmount", "PayableRoundingAmount"),
    ("18", "DuePayableAmount", "PayableAmount"),
)

_CATEGORY = (at("CategoryCode"), at("TaxCategory", "ID") + " | " + at("ClassifiedTaxCategory", "ID"))

# Rule, where it is in CII and in UBL, what to do there.
DOCUMENT: tuple[tuple[str, tuple[str, str], Change], ...] = (
    ("BR-01", (at("GuidelineSpecifiedDocumentContextParameter"), at("CustomizationID")), gone),
    ("BR-02", (at("ExchangedDocument", "ID"), "/*/*[local-name()='ID']"), gone),
    ("BR-03", (at("ExchangedDocument", "IssueDateTime"), "/*/*[local-name()='IssueDate']"), gone),
    ("BR-04", (at("ExchangedDocument", "TypeCode"), at("InvoiceTypeCode")), gone),
    ("BR-05", (at("InvoiceCurrencyCode"), at("DocumentCurrencyCode")), gone),
    ("BR-06", (at(_SELLER, "Name"), at(*_PARTY, "PartyLegalEntity", "RegistrationName")), gone),
    ("BR-07", (at(_BUYER, "Name"), at(*_CUSTOMER, "PartyLegalEntity", "RegistrationName")), gone),
    ("BR-08", (at(_SELLER, "PostalTradeAddress"), at(*_PARTY, "PostalAddress")), gone),
    ("BR-09", (at(_SELLER, "PostalTradeAddress", "CountryID"), at(*_PARTY, "PostalAddress", "Country")), gone),
    ("BR-10", (at(_BUYER, "PostalTradeAddress"), at(*_CUSTOMER, "PostalAddress")), gone),
    ("BR-11", (at(_BUYER, "PostalTradeAddress", "CountryID"), at(*_CUSTOMER, "PostalAddress", "Country")), gone),
    *((f"BR-{n}", (at(_SUMS, c), at(_TOTAL, u)), gone) for n, c, u in _SUMMED),
    ("BR-12", (at(_SUMS), at(_TOTAL)), gone),
    ("BR-16", (at(_LINE), at("InvoiceLine")), gone),
    ("BR-17", (at("PayeeTradeParty", "Name"), at("PayeeParty", "PartyName")), gone),
    ("BR-18", (at(_AGENT, "Name"), at("TaxRepresentativeParty", "PartyName")), gone),
    ("BR-19", (at(_AGENT, "PostalTradeAddress"), at("TaxRepresentativeParty", "PostalAddress")), gone),
    ("BR-20", (at(_AGENT, "PostalTradeAddress", "CountryID"),
               at("TaxRepresentativeParty", "PostalAddress", "Country")), gone),
    ("BR-56", (at(_AGENT, "SpecifiedTaxRegistration"), at("TaxRepresentativeParty", "PartyTaxScheme")), gone),
    ("BR-21", (at("LineID"), at("InvoiceLine", "ID")), gone),
    ("BR-22", (at("BilledQuantity"), at("InvoicedQuantity")), gone),
    ("BR-23", (at("BilledQuantity"), at("InvoicedQuantity")), without("unitCode")),
    ("BR-24", (at("SpecifiedLineTradeSettlement", "SpecifiedTradeSettlementLineMonetarySummation", "LineTotalAmount"),
               at("InvoiceLine", "LineExtensionAmount")), gone),
    ("BR-25", (at("SpecifiedTradeProduct", "Name"), at("InvoiceLine", "Item", "Name")), gone),
    ("BR-26", (at(_PRICE, "ChargeAmount"), at("Price", "PriceAmount")), gone),
    ("BR-27", (at(_PRICE, "ChargeAmount"), at("Price", "PriceAmount")), said("-1")),
    ("BR-28", (at("GrossPriceProductTradePrice", "ChargeAmount"),
               at("Price", "AllowanceCharge", "BaseAmount")), said("-1")),
    ("BR-29", ("//*[local-name()='ApplicableHeaderTradeSettlement']/*[local-name()='BillingSpecifiedPeriod']"
               "/*[local-name()='EndDateTime']/*", "/*/*[local-name()='InvoicePeriod']/*[local-name()='EndDate']"),
     lambda e: said("19990101" if "-" not in (e.text or "") else "1999-01-01")(e)),
    ("BR-30", (at("SpecifiedLineTradeSettlement", "BillingSpecifiedPeriod", "EndDateTime") + "/*",
               at("InvoiceLine", "InvoicePeriod", "EndDate")),
     lambda e: said("19990101" if "-" not in (e.text or "") else "1999-01-01")(e)),
    *((code, (_allowance(sign, "ActualAmount"), _ubl_allowance(sign, "Amount")), gone)
      for code, sign in (("BR-31", "false"), ("BR-36", "true"))),
    *((code, (_allowance(sign, "CategoryTradeTax"), _ubl_allowance(sign, "TaxCategory")), gone)
      for code, sign in (("BR-32", "false"), ("BR-37", "true"))),
    *((code, (_allowance(sign, "Reason"), _ubl_allowance(sign, "AllowanceChargeReason")), gone)
      for code, sign in (("BR-33", "false"), ("BR-38", "true"))),
    *((code, (_line_allowance(sign, "ActualAmount"), _ubl_line_allowance(sign, "Amount")), gone)
      for code, sign in (("BR-41", "false"), ("BR-43", "true"))),
    *((code, (_line_allowance(sign, "Reason"), _ubl_line_allowance(sign, "AllowanceChargeReason")), gone)
      for code, sign in (("BR-42", "false"), ("BR-44", "true"))),
    ("BR-45", (at(*_BREAKDOWN, "BasisAmount"), at("TaxSubtotal", "TaxableAmount")), gone),
    ("BR-46", (at(*_BREAKDOWN, "CalculatedAmount"), at("TaxSubtotal", "TaxAmount")), gone),
    ("BR-47", (at(*_BREAKDOWN, "CategoryCode"), at("TaxSubtotal", "TaxCategory", "ID")), gone),
    ("BR-48", (at(*_BREAKDOWN, "RateApplicablePercent"), at("TaxSubtotal", "TaxCategory", "Percent")), gone),
    ("BR-49", (at("SpecifiedTradeSettlementPaymentMeans", "TypeCode"), at("PaymentMeansCode")), gone),
    ("BR-50", (at("PayeePartyCreditorFinancialAccount", "IBANID"), at("PayeeFinancialAccount", "ID")), gone),
    ("BR-61", (at("PayeePartyCreditorFinancialAccount"), at("PayeeFinancialAccount")), gone),
    ("BR-52", (at("AdditionalReferencedDocument", "IssuerAssignedID"), at("AdditionalDocumentReference", "ID")), gone),
    ("BR-53", (at(_SUMS, "TaxTotalAmount") + "[@currencyID='USD']",
               "/*/*[local-name()='TaxTotal'][*/@currencyID='USD']"), gone),
    ("BR-54", (at("ApplicableProductCharacteristic", "Value"), at("AdditionalItemProperty", "Value")), gone),
    ("BR-55", (at("InvoiceReferencedDocument", "IssuerAssignedID"), at("InvoiceDocumentReference", "ID")), gone),
    ("BR-57", (at("ShipToTradeParty", "PostalTradeAddress", "CountryID"),
               at("DeliveryLocation", "Address", "Country")), gone),
    ("BR-62", (at(_SELLER, "URIUniversalCommunication", "URIID"), at(*_PARTY, "EndpointID")), without("schemeID")),
    ("BR-63", (at(_BUYER, "URIUniversalCommunication", "URIID"), at(*_CUSTOMER, "EndpointID")), without("schemeID")),
    ("BR-64", (at("SpecifiedTradeProduct", "GlobalID"), at("StandardItemIdentification", "ID")), without("schemeID")),
    ("BR-65", (at("ClassCode"), at("ItemClassificationCode")), without("listID")),
    ("BR-CO-04", (at("SpecifiedLineTradeSettlement", "ApplicableTradeTax", "CategoryCode"),
                  at("ClassifiedTaxCategory", "ID")), gone),
    ("BR-CO-14", (at(_SUMS, "TaxTotalAmount"), at("TaxTotal") + "/*[local-name()='TaxAmount']"), gone),
    ("BR-CO-18", (at(*_BREAKDOWN), at("TaxSubtotal")), gone),
    ("BR-CO-18", (at(*_BREAKDOWN), at("TaxTotal")), gone),
    ("BR-CO-19", ("//*[local-name()='ApplicableHeaderTradeSettlement']/*[local-name()='BillingSpecifiedPeriod']/*",
                  "/*/*[local-name()='InvoicePeriod']/*"), gone),
    ("BR-CO-20", (at("SpecifiedLineTradeSettlement", "BillingSpecifiedPeriod") + "/*",
                  at("InvoiceLine", "InvoicePeriod") + "/*"), gone),
    ("BR-S-05", (at("SpecifiedLineTradeSettlement", "ApplicableTradeTax", "RateApplicablePercent"),
                 at("ClassifiedTaxCategory", "Percent")), gone),
    ("BR-S-06", (_allowance("false", "CategoryTradeTax") + "/*[local-name()='RateApplicablePercent']",
                 _ubl_allowance("false", "TaxCategory") + "/*[local-name()='Percent']"), gone),
    *((f"BR-DEC-{n}", (at(_SUMS, c), at(_TOTAL, u)), finer) for n, c, u in _SUMMED),
    *((code, (_allowance(sign, "ActualAmount"), _ubl_allowance(sign, "Amount")), finer)
      for code, sign in (("BR-DEC-01", "false"), ("BR-DEC-05", "true"))),
    *((code, (_allowance(sign, "BasisAmount"), _ubl_allowance(sign, "BaseAmount")), finer)
      for code, sign in (("BR-DEC-02", "false"), ("BR-DEC-06", "true"))),
    *((code, (_line_allowance(sign, "ActualAmount"), _ubl_line_allowance(sign, "Amount")), finer)
      for code, sign in (("BR-DEC-24", "false"), ("BR-DEC-27", "true"))),
    *((code, (_line_allowance(sign, "BasisAmount"), _ubl_line_allowance(sign, "BaseAmount")), finer)
      for code, sign in (("BR-DEC-25", "false"), ("BR-DEC-28", "true"))),
    ("BR-DEC-19", (at(*_BREAKDOWN, "BasisAmount"), at("TaxSubtotal", "TaxableAmount")), finer),
    ("BR-DEC-20", (at(*_BREAKDOWN, "CalculatedAmount"), at("TaxSubtotal", "TaxAmount")), finer),
    ("BR-DEC-23", (at("SpecifiedTradeSettlementLineMonetarySummation", "LineTotalAmount"),
                   at("InvoiceLine", "LineExtensionAmount")), finer),
    ("BR-DEC-13", (at(_SUMS, "TaxTotalAmount") + "[@currencyID='EUR']", at("TaxTotal", "TaxAmount")), said("20.601")),
    ("BR-DEC-15", (at(_SUMS, "TaxTotalAmount") + "[@currencyID='USD']", at("TaxTotal", "TaxAmount")), said("20.601")),
    *((f"BR-{code}-05", _CATEGORY, said(code)) for code in ("S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B")),
    ("PEPPOL-EN16931-R005", (at("TaxCurrencyCode"), at("TaxCurrencyCode")), said("EUR")),
)  # fmt: skip
