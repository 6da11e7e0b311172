"""Billing documents as the service answers them (OData V2 JSON), written down line by line."""

from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

import msgspec

from connectors.records import Due
from connectors.sap import documents
from connectors.sap.bill import of as bill_of
from connectors.sap.booked import Booked
from connectors.sap.documents import Around
from connectors.sap.own_fields import OwnFields
from connectors.sap.settings import Settings
from connectors.sap.values import Case, Row
from connectors.sap.world import World
from connectors.secret import Secret
from connectors.seller import Seller, Tax
from einvoice.model import Invoice, Reference
from tests.connectors.sap.shelf import Shelf

SETTINGS = Settings(
    url="https://s4.example.com",
    user="SOLDE",
    password=Secret("invented"),
    hold="none",
    sellers={"1010": Seller(name="Muster GmbH", country="DE", vat_id="DE123456788")},
    tax_codes={
        "DE": {
            "A1": Tax(category="S"),
            "A2": Tax(category="S", rate=D(7)),
            "A0": Tax(category="K", rate=D(0), exemption_reason="Intra-Community supply", exemption_code="VATEX-EU-IC"),
        }
    },
)


def on(iso: str) -> str:
    """A date as OData V2 says it."""
    return f"/Date({(date.fromisoformat(iso) - date(1970, 1, 1)) // timedelta(milliseconds=1)})/"


def price(rate: str, per: str = "1", unit: str = "PC", **fields: Any) -> Row:
    """What one unit, or `per` of them, costs."""
    return {
        "ConditionType": "PPR0", "ConditionClass": "B", "ConditionCalculationType": "C", "ConditionRateValue": rate,
        "ConditionAmount": rate, "ConditionQuantity": per, "ConditionQuantityUnit": unit, "ConditionCurrency": "EUR",
        "ConditionIsForStatistics": False, "ConditionInactiveReason": "", "TaxCode": "",
    } | fields  # fmt: skip


def change(amount: str, percent: str = "", **fields: Any) -> Row:
    """A surcharge, or a discount with a negative amount."""
    kind = {"ConditionType": "K004", "ConditionClass": "A", "ConditionCalculationType": "B", "ConditionQuantity": "0",
            "ConditionRateValue": amount, "ConditionQuantityUnit": ""}  # fmt: skip
    if percent:
        kind |= {"ConditionType": "K007", "ConditionCalculationType": "A", "ConditionRateValue": percent}
    return price("0", **(kind | {"ConditionAmount": amount} | fields))


def vat(amount: str, rate: str = "19.000", code: str = "A1", **fields: Any) -> Row:
    """The output tax."""
    kind = {"ConditionType": "TTX1", "ConditionClass": "D", "ConditionCalculationType": "A", "ConditionAmount": amount}
    return price(rate, **(kind | {"TaxCode": code, "ConditionQuantity": "0", "ConditionQuantityUnit": ""} | fields))


def item(net: str, *conditions: Row, quantity: str = "1.000", unit: str = "PC", **fields: Any) -> Row:
    """An item with its conditions; 19 per cent where they say no tax."""
    tax = str((D(net) * D("0.19")).quantize(D("0.01")))
    if not any(each["ConditionClass"] == "D" for each in conditions):
        conditions = (*conditions, vat(tax))
    else:
        tax = str(sum(D(each["ConditionAmount"]) for each in conditions if each["ConditionClass"] == "D"))
    return {
        "BillingDocumentItem": "10", "BillingDocumentItemText": "Lamp", "Material": "L-100",
        "InternationalArticleNumber": "", "BillingQuantity": quantity, "BillingQuantityUnit": unit, "NetAmount": net,
        "TaxAmount": tax, "ServicesRenderedDate": on("2026-01-09"), "SalesDocument": "4711", "SalesDocumentItem": "10",
        "SalesSDDocumentCategory": "C", "ReferenceSDDocument": "80000001", "ReferenceSDDocumentCategory": "J",
        "to_PricingElement": {"results": list(conditions)},
    } | fields  # fmt: skip


def bill(*items: Row, **fields: Any) -> Row:
    """A billing document of these items, which add up."""
    numbered = [{**each, "BillingDocumentItem": str(10 * place)} for place, each in enumerate(items, 1)]
    net, tax = (sum((D(each[field]) for each in items), D(0)) for field in ("NetAmount", "TaxAmount"))
    return {
        "BillingDocument": "90000001", "SDDocumentCategory": "M", "BillingDocumentType": "F2",
        "BillingDocumentDate": on("2026-01-10"), "BillingDocumentIsCancelled": False, "CancelledBillingDocument": "",
        "TotalNetAmount": str(net), "TaxAmount": str(tax), "TotalGrossAmount": str(net + tax),
        "TransactionCurrency": "EUR", "CompanyCode": "1010", "PayerParty": "10100001", "SoldToParty": "10100001",
        "CustomerPaymentTerms": "0001", "PaymentMethod": "", "PaymentReference": "", "VATRegistration": "",
        "VATRegistrationCountry": "", "PurchaseOrderByCustomer": "PO-7", "DocumentReferenceID": "",
        "AbsltAccountingExchangeRate": "1.00000", "AcctgExchangeRateIsIndrctQtan": False,
        "to_Item": {"results": numbered}, "to_Partner": {"results": []},
    } | fields  # fmt: skip


def functions(**customers: str) -> dict[str, list[Row]]:
    """to_Partner: `functions(SP="10100001")`."""
    return {"results": [{"PartnerFunction": each, "Customer": number} for each, number in customers.items()]}


def partner(number: str = "10100001", name: str = "Officina Luce", country: str = "DE", **address: Any) -> Row:
    """A business partner who is a customer; `address` are the fields of its address."""
    place = {"AddressID": number, "StreetName": "Lindenweg", "HouseNumber": "3", "CityName": "Kassel",
             "PostalCode": "34117", "Region": "", "Country": country} | address  # fmt: skip
    return {
        "BusinessPartner": number, "Customer": number, "BusinessPartnerCategory": "2", "OrganizationBPName1": name,
        "to_BusinessPartnerAddress": [place], "to_BusinessPartnerTax": {"results": []},
        "to_BuPaIdentification": {"results": []}, "to_Customer": {"Customer": number},
    }  # fmt: skip


def read(
    row: Row,
    *partners: Row,
    dues: tuple[Due, ...] = (),
    booked: Booked | None = None,
    preceding: dict[str, date] | None = None,
    **settings: Any,
) -> tuple[Invoice | None, Case]:
    """What Solde makes of a billing document, and what it says of it; the buyer is there where nobody is named."""
    chosen = msgspec.structs.replace(SETTINGS, **settings)
    around = Around(
        partners={each["Customer"]: each for each in partners or (partner(),)},
        preceding={each: Reference(number=each, issue_date=day) for each, day in (preceding or {}).items()},
        own=OwnFields(chosen.fields),
    )
    world = World("s4", Shelf(chosen), chosen, {"1010": "muster"})
    return documents.read(world, bill_of(row), around, booked or Booked(terms=dues))


def invoice(row: Row, *partners: Row, **more: Any) -> Invoice:
    """The same, of a document that can be read."""
    made, case = read(row, *partners, **more)
    assert made is not None, case.faults
    return made
