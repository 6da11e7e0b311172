"""The company of world_sales.py as SAP's rows: what `SEED` puts into the stand-in, one file per entity set."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.connectors.sap.world_sales import (
    COMPANY,
    SALES_ORGANIZATION,
    SEGMENT,
    TODAY,
    Account,
    Bill,
    Buyer,
    Company,
    Line,
    Sale,
)

Rows = dict[str, list[dict[str, Any]]]  # "<SERVICE>-<EntitySet>" -> rows

_PARTNER, _CREDIT = "API_BUSINESS_PARTNER", "API_CRDTMBUSINESSPARTNER"
_BILLING, _ORDERS, _ITEMS = "API_BILLING_DOCUMENT_SRV", "API_SALES_ORDER_SRV", "API_OPLACCTGDOCITEMCUBE_SRV"
CUBE = f"{_ITEMS}-A_OperationalAcctgDocItemCube"
BILLING, ORDERS = f"{_BILLING}-A_BillingDocument", f"{_ORDERS}-A_SalesOrder"
_CATEGORY = {"F2": "M", "G2": "O", "S1": "N"}
_ALWAYS = "9999-12-31"


def rows_of(company: Company) -> Rows:
    """All of it."""
    found: Rows = defaultdict(list)
    for buyer in company.buyers:
        for name, row in _buyer(buyer):
            found[name].append(row)
    for sale in company.sales:
        for name, row in _sale(sale):
            found[name].append(row)
    by_number = {bill.number: bill for bill in company.bills}
    for bill in company.bills:
        for name, row in billing(bill):
            found[name].append(row)
        found[CUBE] += _ledger(bill, by_number)
    found[CUBE] += [_money(account) for account in company.on_account]
    return dict(found)


def _buyer(buyer: Buyer) -> Iterator[tuple[str, dict[str, Any]]]:
    number = buyer.number
    first, _, last = buyer.name.rpartition(" ")
    named = (
        {"BusinessPartnerCategory": "1", "FirstName": first, "LastName": last, "IsNaturalPerson": "X"}
        if buyer.person
        else {"BusinessPartnerCategory": "2", "OrganizationBPName1": buyer.name}
    )
    yield f"{_PARTNER}-A_BusinessPartner", {
        "BusinessPartner": number, "Customer": number, "BusinessPartnerFullName": buyer.name,
        "BusinessPartnerName": buyer.name, "CorrespondenceLanguage": buyer.language, "CreationDate": "2025-01-15",
        "LastChangeDate": "2025-06-01", "LastChangeTime": "10:11:12", **named,
    }  # fmt: skip
    yield f"{_PARTNER}-A_BusinessPartnerAddress", {
        "BusinessPartner": number, "AddressID": f"9{number}", "StreetName": buyer.street, "HouseNumber": buyer.house,
        "PostalCode": buyer.postcode, "CityName": buyer.city, "Region": buyer.region, "Country": buyer.country,
        "Language": buyer.language, "ValidityStartDate": "2025-01-15T00:00:00Z",
        "ValidityEndDate": f"{_ALWAYS}T23:59:59Z",
    }  # fmt: skip
    yield f"{_PARTNER}-A_AddressEmailAddress", {
        "AddressID": f"9{number}", "Person": "", "OrdinalNumber": "1", "IsDefaultEmailAddress": True,
        "EmailAddress": buyer.email,
    }  # fmt: skip
    if buyer.tax_number:
        yield f"{_PARTNER}-A_BusinessPartnerTaxNumber", {
            "BusinessPartner": number, "BPTaxType": buyer.tax_type, "BPTaxNumber": buyer.tax_number,
        }  # fmt: skip
    yield f"{_PARTNER}-A_Customer", {
        "Customer": number, "CustomerName": buyer.name, "CustomerFullName": buyer.name, "CreationDate": "2025-01-15",
        "VATRegistration": buyer.tax_number, "CustomerAccountGroup": "CUST",
    }  # fmt: skip
    yield f"{_PARTNER}-A_CustomerCompany", {
        "Customer": number, "CompanyCode": COMPANY, "PaymentTerms": buyer.terms, "ReconciliationAccount": "12100000",
    }  # fmt: skip
    yield f"{_PARTNER}-A_CustomerSalesArea", {
        "Customer": number, "SalesOrganization": SALES_ORGANIZATION, "DistributionChannel": "10", "Division": "00",
        "Currency": buyer.currency, "CustomerGroup": "01", "CustomerABCClassification": "B",
        "CustomerPaymentTerms": buyer.terms,
    }  # fmt: skip
    yield f"{_PARTNER}-A_CustomerDunning", {
        "Customer": number, "CompanyCode": COMPANY, "DunningArea": "", "DunningProcedure": "0001", "DunningLevel": "0",
    }  # fmt: skip
    yield f"{_CREDIT}-CreditMgmtBusinessPartner", {"BusinessPartner": number, "CreditRiskClass": "C"}
    yield f"{_CREDIT}-CreditManagementAccount", {
        "BusinessPartner": number, "CreditSegment": SEGMENT, "CreditLimitAmount": "50000.000",
        "CreditSegmentCurrency": "EUR", "CreditAccountIsBlocked": False, "CreditAccountBlockReason": "",
    }  # fmt: skip


def _sale(sale: Sale) -> Iterator[tuple[str, dict[str, Any]]]:
    number, buyer = sale.number, sale.buyer
    status = {"OverallSDProcessStatus": "C" if sale.billed else "A",
              "OverallTotalDeliveryStatus": "C" if sale.billed else "A",
              "OverallOrdReltdBillgStatus": "C" if sale.billed else "A"}  # fmt: skip
    yield ORDERS, {
        "SalesOrder": number, "SalesOrderType": "OR", "SalesOrganization": SALES_ORGANIZATION,
        "DistributionChannel": "10", "OrganizationDivision": "00", "SoldToParty": buyer.number,
        "CreationDate": _day(sale.day), "SalesOrderDate": _day(sale.day), "LastChangeDate": _day(sale.day),
        "LastChangeDateTime": _at(sale.day), "PurchaseOrderByCustomer": sale.purchase_order,
        "RequestedDeliveryDate": _day(sale.day + timedelta(days=7)), "CustomerPaymentTerms": buyer.terms,
        "TotalNetAmount": str(sum(line.net for line in sale.lines)), "TransactionCurrency": buyer.currency, **status,
    }  # fmt: skip
    for function in ("SP", "SH", "BP", "PY"):
        yield f"{_ORDERS}-A_SalesOrderHeaderPartner", {
            "SalesOrder": number, "PartnerFunction": function, "Customer": buyer.number,
        }  # fmt: skip
    for place, line in enumerate(sale.lines, 1):
        yield f"{_ORDERS}-A_SalesOrderItem", {
            "SalesOrder": number, "SalesOrderItem": f"{place}0", "Material": line.article.code,
            "SalesOrderItemText": line.article.name, "RequestedQuantity": str(line.quantity),
            "RequestedQuantityUnit": line.article.unit, "OrderQuantityUnit": line.article.unit,
            "NetAmount": str(line.net), "TaxAmount": str(line.tax), "TransactionCurrency": buyer.currency,
            "SDProcessStatus": status["OverallSDProcessStatus"], "DeliveryStatus": status["OverallTotalDeliveryStatus"],
            "OrderRelatedBillingStatus": status["OverallOrdReltdBillgStatus"],
        }  # fmt: skip


def billing(bill: Bill) -> Iterator[tuple[str, dict[str, Any]]]:
    """A billing document with its items, prices and partners; what accounting has of it is not among them."""
    buyer, cancelled = bill.sale.buyer, bool(bill.cancelled_by)
    changed = bill.paid_on if cancelled and bill.paid_on else bill.day
    yield BILLING, {
        "BillingDocument": bill.number, "BillingDocumentType": bill.kind, "SDDocumentCategory": _CATEGORY[bill.kind],
        "BillingDocumentCategory": "L", "SalesOrganization": SALES_ORGANIZATION, "DistributionChannel": "10",
        "Division": "00", "BillingDocumentDate": _day(bill.day), "CreationDate": _day(bill.day),
        "LastChangeDate": _day(changed), "LastChangeDateTime": _at(changed), "BillingDocumentIsCancelled": cancelled,
        "CancelledBillingDocument": bill.cancels, "TotalNetAmount": str(bill.net), "TaxAmount": str(bill.tax),
        "TotalGrossAmount": str(bill.total), "TransactionCurrency": buyer.currency, "SoldToParty": buyer.number,
        "PayerParty": buyer.number, "CustomerPaymentTerms": buyer.terms, "CompanyCode": COMPANY,
        "FiscalYear": bill.year, "AccountingDocument": bill.document, "DocumentReferenceID": bill.number,
        "PurchaseOrderByCustomer": bill.sale.purchase_order, "TaxDepartureCountry": "DE", "Country": buyer.country,
        "VATRegistration": buyer.tax_number, "VATRegistrationCountry": buyer.country if buyer.tax_number else "",
        "AccountingPostingStatus": "C", "AccountingTransferStatus": "C", "OverallSDProcessStatus": "C",
    }  # fmt: skip
    for function in ("SP", "SH", "BP", "PY"):
        yield f"{_BILLING}-A_BillingDocumentPartner", {
            "BillingDocument": bill.number, "PartnerFunction": function, "Customer": buyer.number,
        }  # fmt: skip
    for place, line in enumerate(bill.lines, 1):
        yield f"{_BILLING}-A_BillingDocumentItem", {
            "BillingDocument": bill.number, "BillingDocumentItem": f"{place}0", "Material": line.article.code,
            "BillingDocumentItemText": line.article.name, "BillingQuantity": str(line.quantity),
            "BillingQuantityUnit": line.article.unit, "BaseUnit": line.article.unit,
            "BillingQuantityInBaseUnit": str(line.quantity), "NetAmount": str(line.net), "GrossAmount": str(line.net),
            "TaxAmount": str(line.tax), "TransactionCurrency": buyer.currency, "SalesDocumentItemCategory": "TAN",
            "SalesDocument": bill.sale.number, "SalesDocumentItem": f"{place}0", "SalesSDDocumentCategory": "C",
            "ReferenceSDDocument": bill.refers or bill.cancels or bill.sale.number,
            "ReferenceSDDocumentItem": f"{place}0",
            "ReferenceSDDocumentCategory": "M" if bill.refers or bill.cancels else "C",
            "ServicesRenderedDate": _day(bill.day - timedelta(days=1)), "DepartureCountry": "DE",
        }  # fmt: skip
        for condition in _conditions(bill, place, line):
            yield f"{_BILLING}-A_BillingDocumentItemPrcgElmnt", condition


def _conditions(bill: Bill, place: int, line: Line) -> Iterator[dict[str, Any]]:
    """The price, the discount, the tax."""
    currency = bill.sale.buyer.currency
    steps = [("010", "PPR0", "B", "C", line.price, line.gross, "")]
    if line.discount:
        steps.append(("100", "DRV1", "A", "A", -line.discount, line.net - line.gross, ""))
    steps.append(("800", "TTX1", "D", "A", line.rate, line.tax, line.code))
    for step, kind, klass, way, rate, amount, code in steps:
        yield {
            "BillingDocument": bill.number, "BillingDocumentItem": f"{place}0", "PricingProcedureStep": step,
            "PricingProcedureCounter": "1", "ConditionType": kind, "ConditionClass": klass,
            "ConditionCalculationType": way, "ConditionRateValue": str(rate), "ConditionAmount": str(amount),
            "ConditionBaseValue": str(line.net if klass == "D" else line.gross if klass == "A" else line.quantity),
            "ConditionQuantity": "1" if klass == "B" else "0",
            "ConditionQuantityUnit": line.article.unit if klass == "B" else "",
            "ConditionCurrency": currency if klass == "B" else "", "TransactionCurrency": currency, "TaxCode": code,
            "ConditionIsForStatistics": False, "ConditionInactiveReason": "",
        }  # fmt: skip


def item(bill: Bill, *, credit: bool = False, **more: Any) -> dict[str, Any]:
    """The receivable of a billing document, not settled."""
    buyer = bill.sale.buyer
    amount = -bill.total if credit else bill.total
    return {
        "CompanyCode": COMPANY, "FiscalYear": bill.year, "AccountingDocument": bill.document,
        "AccountingDocumentItem": "1", "FinancialAccountType": "D", "Customer": buyer.number,
        "DebitCreditCode": "H" if credit else "S", "AmountInTransactionCurrency": str(amount),
        "TransactionCurrency": buyer.currency, "NetDueDate": _day(bill.due), "DueCalculationBaseDate": _day(bill.day),
        "PaymentTerms": buyer.terms, "NetPaymentDays": str(buyer.term_days), "AccountingDocumentType": "RV",
        "BillingDocument": bill.number, "DocumentReferenceID": bill.number, "PostingDate": _day(bill.day),
        "DocumentDate": _day(bill.day), "AccountingDocumentCreationDate": _day(bill.day),
        "LastChangeDate": _day(bill.day), "SpecialGLCode": "", "IsCleared": False, "ClearingAccountingDocument": "",
        "ClearingDocFiscalYear": "0000", "ClearingIsReversed": False, "InvoiceReference": "",
        "InvoiceReferenceFiscalYear": "0000", "InvoiceItemReference": "0", "FollowOnDocumentType": "",
        "IsReversal": False, "IsReversed": False,
    } | more  # fmt: skip


def cleared(by: str, on: date) -> dict[str, Any]:
    """The fields of an item that was cleared."""
    return {"IsCleared": True, "ClearingAccountingDocument": by, "ClearingDocFiscalYear": str(on.year),
            "ClearingDate": _day(on), "ClearingCreationDate": _day(on), "LastChangeDate": _day(on)}  # fmt: skip


def payment(bill: Bill, document: str, on: date, amount: Decimal, **more: Any) -> dict[str, Any]:
    """A credit item of the customer who owes the bill."""
    day = _day(on)
    return item(bill) | {
        "AccountingDocument": document, "FiscalYear": str(on.year), "AccountingDocumentType": "DZ",
        "DebitCreditCode": "H", "AmountInTransactionCurrency": str(-amount), "BillingDocument": "",
        "DocumentReferenceID": "", "NetDueDate": day, "DueCalculationBaseDate": day, "PostingDate": day,
        "DocumentDate": day, "PaymentTerms": "", "NetPaymentDays": "0", "AccountingDocumentCreationDate": day,
        "LastChangeDate": day, **more,
    }  # fmt: skip


def clearing(bill: Bill) -> str:
    """The document that pays a bill."""
    return "14" + bill.document[2:]


def _ledger(bill: Bill, by_number: dict[str, Bill]) -> list[dict[str, Any]]:
    on = bill.paid_on or bill.day
    if bill.kind == "G2":
        return [item(bill, credit=True)]
    if bill.kind == "S1":
        return [item(bill, credit=True, IsReversal=True, **cleared(bill.document, on))]
    if bill.paid == "cancelled":
        reversal = by_number[bill.cancelled_by].document
        return [item(bill, IsReversed=True, ReverseDocument=reversal, ReverseDocumentFiscalYear=str(on.year),
                     **cleared(reversal, on))]  # fmt: skip
    if bill.paid == "paid":
        by = clearing(bill)
        return [item(bill, **cleared(by, on)), payment(bill, by, on, bill.total, **cleared(by, on))]
    if bill.paid == "part":
        return [item(bill), part_payment(bill, on, bill.paid_amount)]
    return [item(bill)]


def part_payment(bill: Bill, on: date, amount: Decimal) -> dict[str, Any]:
    """Money for a bill that stays open with the rest."""
    return payment(
        bill, clearing(bill), on, amount, InvoiceReference=bill.document, InvoiceReferenceFiscalYear=bill.year,
        InvoiceItemReference="1", FollowOnDocumentType="Z",
    )  # fmt: skip


def _money(account: Account) -> dict[str, Any]:
    day = _day(account.day)
    return {
        "CompanyCode": COMPANY, "FiscalYear": str(account.day.year), "AccountingDocument": account.document,
        "AccountingDocumentItem": "1", "FinancialAccountType": "D", "Customer": account.buyer.number,
        "DebitCreditCode": "H", "AmountInTransactionCurrency": str(-account.amount),
        "TransactionCurrency": account.buyer.currency, "NetDueDate": day, "DueCalculationBaseDate": day,
        "AccountingDocumentType": "DZ", "PostingDate": day, "DocumentDate": day,
        "AccountingDocumentCreationDate": day, "LastChangeDate": day, "DocumentItemText": "Payment on account",
        "ClearingDocFiscalYear": "0000", "InvoiceReferenceFiscalYear": "0000", "InvoiceItemReference": "0",
    }  # fmt: skip


def _day(day: date) -> str:
    return day.isoformat()


def _at(day: date) -> str:
    return f"{min(day, TODAY).isoformat()}T10:00:00Z"
