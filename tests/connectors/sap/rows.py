"""Rows of SAP for tests that post as clerks do, as SAP's APIs would show them: (service, entity set, fields)."""

from decimal import Decimal
from typing import Any

COMPANY, OTHER, SEGMENT, CODE = "1010", "2020", "1000", "SD"
PARTNERS, BILLING = "API_BUSINESS_PARTNER", "API_BILLING_DOCUMENT_SRV"
ORDERS, LEDGER = "API_SALES_ORDER_SRV", "API_OPLACCTGDOCITEMCUBE_SRV"
CREDIT = "API_CRDTMBUSINESSPARTNER"
ITEMS = (LEDGER, "A_OperationalAcctgDocItemCube")
BILLS, ACCOUNTS = (BILLING, "A_BillingDocument"), (CREDIT, "CreditManagementAccount")
RATE, BANK = Decimal("0.19"), "0011001000"
Row = tuple[str, str, dict[str, Any]]


def customer(number: str, name: str, day: str, time: str) -> list[Row]:
    """A business customer in Milan, with our company code, dunning data and a credit account."""
    own = {"Customer": number}
    return [
        (PARTNERS, "A_BusinessPartner", {
            "BusinessPartner": number, **own, "BusinessPartnerCategory": "2", "OrganizationBPName1": name,
            "BusinessPartnerFullName": name, "CorrespondenceLanguage": "IT", "CreationDate": day,
            "LastChangeDate": day, "LastChangeTime": time,
        }),
        (PARTNERS, "A_BusinessPartnerAddress", {
            "BusinessPartner": number, "AddressID": f"9{number}", "StreetName": "Via Garibaldi",
            "HouseNumber": "12", "PostalCode": "20121", "CityName": "Milano", "Region": "MI", "Country": "IT",
            "ValidityStartDate": "2025-01-01T00:00:00Z", "ValidityEndDate": "9999-12-31T23:59:59Z",
        }),
        (PARTNERS, "A_AddressEmailAddress", {
            "AddressID": f"9{number}", "Person": "", "OrdinalNumber": "1", "EmailAddress": "conti@luce.example",
        }),
        (PARTNERS, "A_BusinessPartnerTaxNumber", {
            "BusinessPartner": number, "BPTaxType": "IT0", "BPTaxNumber": "IT01234567890",
        }),
        (PARTNERS, "A_Customer", {**own, "CustomerName": name, "CreationDate": "2025-01-15"}),
        (PARTNERS, "A_CustomerCompany", {**own, "CompanyCode": COMPANY, "PaymentTerms": "0001"}),
        (PARTNERS, "A_CustomerDunning", {
            **own, "CompanyCode": COMPANY, "DunningArea": "", "DunningLevel": "", "DunningProcedure": "0001",
        }),
        (CREDIT, "CreditManagementAccount", {
            "BusinessPartner": number, "CreditSegment": SEGMENT, "CreditAccountIsBlocked": False,
            "CreditAccountBlockReason": "", "CreditLimitAmount": "5000.000", "CreditSegmentCurrency": "EUR",
        }),
    ]  # fmt: skip


def bill(
    number: str, posting: str, customer: str, net: Decimal, tax: Decimal, stamp: str, *, company: str = COMPANY,
    category: str = "M", refers: str = "",
) -> list[Row]:  # fmt: skip
    """A billing document of one item; `category` M is an invoice, O a credit memo, N the cancellation of `refers`."""
    cancels = refers if category == "N" else ""
    return [
        (*BILLS, {
            "BillingDocument": number, "SDDocumentCategory": category, "BillingDocumentType": "F2",
            "BillingDocumentDate": "2026-01-10", "LastChangeDateTime": stamp, "CompanyCode": company,
            "BillingDocumentIsCancelled": False, "CancelledBillingDocument": cancels, "FiscalYear": "2026",
            "TotalNetAmount": str(net), "TaxAmount": str(tax), "TotalGrossAmount": str(net + tax),
            "TransactionCurrency": "EUR", "PayerParty": customer, "SoldToParty": customer,
            "AccountingDocument": posting, "CustomerPaymentTerms": "0001", "PurchaseOrderByCustomer": "",
        }),
        *((BILLING, "A_BillingDocumentPartner", {
            "BillingDocument": number, "PartnerFunction": function, "Customer": customer,
        }) for function in ("SP", "BP", "PY", "SH")),
        (BILLING, "A_BillingDocumentItem", {
            "BillingDocument": number, "BillingDocumentItem": "10", "BillingDocumentItemText": "Maintenance",
            "Material": "SERV-1", "BillingQuantity": "1", "BillingQuantityUnit": "PC", "NetAmount": str(net),
            "TaxAmount": str(tax), "TransactionCurrency": "EUR", "ReferenceSDDocument": refers,
            "ReferenceSDDocumentCategory": "M" if refers else "",
        }),
        (BILLING, "A_BillingDocumentItemPrcgElmnt", {
            "BillingDocument": number, "BillingDocumentItem": "10", "PricingProcedureStep": "010",
            "PricingProcedureCounter": "1", "ConditionType": "PPR0", "ConditionClass": "B",
            "ConditionCalculationType": "C", "ConditionRateValue": str(net), "ConditionAmount": str(net),
            "ConditionQuantity": "1", "ConditionQuantityUnit": "PC", "ConditionCurrency": "EUR",
        }),
        (BILLING, "A_BillingDocumentItemPrcgElmnt", {
            "BillingDocument": number, "BillingDocumentItem": "10", "PricingProcedureStep": "800",
            "PricingProcedureCounter": "1", "ConditionType": "TTX1", "ConditionClass": "D",
            "ConditionCalculationType": "A", "ConditionRateValue": "19", "ConditionAmount": str(tax),
            "TaxCode": "A1",
        }),
    ]  # fmt: skip


def posting(
    document: str, customer: str, amount: Decimal, kind: str, day: str, *, company: str = COMPANY,
    against: dict[str, Decimal], **more: Any,
) -> list[Row]:  # fmt: skip
    """A customer's item, above zero what he owes, and the other side of it: revenue and tax, or the bank."""
    sign = Decimal(-1 if amount < 0 else 1)
    head = {
        "CompanyCode": company, "FiscalYear": "2026", "AccountingDocument": document, "TransactionCurrency": "EUR",
        "CompanyCodeCurrency": "EUR", "AccountingDocumentType": kind, "PostingDate": "2026-01-10",
        "DocumentDate": "2026-01-10", "AccountingDocumentCreationDate": day, "LastChangeDate": day,
        "SpecialGLCode": "", "BillingDocument": "", "PostingKey": "", "IsCleared": False,
        "ClearingAccountingDocument": "", "InvoiceReference": "", "FollowOnDocumentType": "",
        "IsReversal": False, "IsReversed": False, "ClearingIsReversed": False,
    }  # fmt: skip
    owed = {"FinancialAccountType": "D", "Customer": customer, "NetDueDate": "2026-01-10", **_value(amount)} | more
    others = (
        {"FinancialAccountType": "S", "Customer": "", "GLAccount": account, **_value(-sign * part)}
        for account, part in against.items()
    )
    items = ({**head, "AccountingDocumentItem": str(at), **item} for at, item in enumerate((owed, *others), 1))
    return [(*ITEMS, item) for item in items]


def _value(amount: Decimal) -> dict[str, str]:
    """An item's amount: debit above zero, credit below."""
    told = str(amount)
    return {"DebitCreditCode": "H" if amount < 0 else "S", "AmountInTransactionCurrency": told,
            "AmountInCompanyCodeCurrency": told}  # fmt: skip


def order(number: str, customer: str, total: Decimal, stamp: str) -> list[Row]:
    """A sales order of one item, not delivered and not billed yet."""
    return [
        (ORDERS, "A_SalesOrder", {
            "SalesOrder": number, "SalesOrderType": "OR", "SalesOrganization": COMPANY, "SoldToParty": customer,
            "CreationDate": "2026-01-05", "SalesOrderDate": "2026-01-05", "LastChangeDateTime": stamp,
            "TotalNetAmount": str(total), "TransactionCurrency": "EUR", "OverallSDProcessStatus": "A",
        }),
        (ORDERS, "A_SalesOrderItem", {
            "SalesOrder": number, "SalesOrderItem": "10", "SalesOrderItemText": "Pump", "Material": "P-1",
            "RequestedQuantity": "2", "RequestedQuantityUnit": "PC", "NetAmount": str(total), "TaxAmount": "0",
            "TransactionCurrency": "EUR", "SDProcessStatus": "A", "OrderRelatedBillingStatus": "A",
        }),
    ]  # fmt: skip
