"""Customers on a shelf: as SAP keeps them, in the tables that Solde reads."""

from typing import Any

import msgspec

from connectors.sap.settings import Settings
from connectors.sap.world import World
from connectors.secret import Secret
from tests.connectors.sap.shelf import Row, Shelf

SETTINGS = Settings(
    url="https://s4.example.com",
    user="SOLDE",
    password=Secret("invented"),
    hold_code="Z9",
    credit_segments={"1010": "1000"},
    sales_organizations={"DE01": "1010", "FR01": "2020"},
)


def world(**settings: Any) -> World:
    """Company code 1010 is ours, 2020 is not."""
    chosen = msgspec.structs.replace(SETTINGS, **settings)
    return World("s4", Shelf(chosen), chosen, {"1010": "muster"})


def shelf(of: World) -> Shelf:
    assert isinstance(of.client, Shelf)
    return of.client


def customer(of: World, number: str, name: str = "Officina Luce", company: str = "1010", **partner: Any) -> Row:
    """A business partner who is a customer of a company code, with an address and an e-mail."""
    there = shelf(of)
    row: dict[str, Any] = {
        "BusinessPartner": number,
        "Customer": number,
        "BusinessPartnerCategory": "2",
        "OrganizationBPName1": name,
        "CreationDate": "2020-03-01",
        "LastChangeDate": "2020-03-01",
        "Language": "EN",
    }
    there.put("A_Customer", Customer=number, CreationDate="2020-03-02", OrderIsBlockedForCustomer="")
    there.put("A_CustomerCompany", Customer=number, CompanyCode=company, PaymentTerms="0001")
    address(of, number, number + "1")
    email(of, number + "1", "accounts@example.com")
    return there.put("A_BusinessPartner", **(row | partner))


def address(of: World, number: str, id_: str, **fields: Any) -> Row:
    row: dict[str, Any] = {
        "BusinessPartner": number,
        "AddressID": id_,
        "StreetName": "Via Garibaldi",
        "HouseNumber": "12",
        "CityName": "Verona",
        "PostalCode": "37121",
        "Region": "VR",
        "Country": "IT",
        "ValidityStartDate": "2020-03-01T00:00:00Z",
        "ValidityEndDate": "9999-12-31T23:59:59Z",
    }
    return shelf(of).put("A_BusinessPartnerAddress", **(row | fields))


def email(of: World, address_id: str, to: str, ordinal: str = "1", standard: bool = True) -> Row:
    return shelf(of).put(
        "A_AddressEmailAddress",
        AddressID=address_id,
        Person="",
        OrdinalNumber=ordinal,
        IsDefaultEmailAddress=standard,
        EmailAddress=to,
    )


def tax_number(of: World, number: str, kind: str, value: str, long: str = "") -> Row:
    return shelf(of).put(
        "A_BusinessPartnerTaxNumber", BusinessPartner=number, BPTaxType=kind, BPTaxNumber=value, BPTaxLongNumber=long
    )


def standard(of: World, number: str, address_id: str, since: str, until: str) -> Row:
    """The usage that makes an address the standard one for a time."""
    return shelf(of).put(
        "A_BuPaAddressUsage",
        BusinessPartner=number,
        AddressID=address_id,
        AddressUsage="XXDEFAULT",
        ValidityStartDate=f"{since}T00:00:00Z",
        ValidityEndDate=f"{until}T23:59:59Z",
    )


def dunning(of: World, number: str, company: str = "1010", area: str = "", **fields: Any) -> Row:
    return shelf(of).put("A_CustomerDunning", Customer=number, CompanyCode=company, DunningArea=area, **fields)


def sales_area(of: World, number: str, organization: str = "DE01", division: str = "00", **fields: Any) -> Row:
    keys = {"Customer": number, "SalesOrganization": organization, "DistributionChannel": "10", "Division": division}
    return shelf(of).put("A_CustomerSalesArea", **keys, **fields)


def credit_account(of: World, number: str, segment: str = "1000", **fields: Any) -> Row:
    row: dict[str, Any] = {
        "CreditAccountIsBlocked": False,
        "CreditAccountBlockReason": "",
        "CreditLimitAmount": "5000.000",
        "CreditLimitIsZero": False,
        "CreditSegmentCurrency": "EUR",
    }
    return shelf(of).put("CreditManagementAccount", BusinessPartner=number, CreditSegment=segment, **(row | fields))
