"""What an S/4HANA would answer, made in this process: canned bytes below requests, so that no time is spent waiting.

Billing documents of three items with four conditions each, their accounting items and their buyers, in the JSON of
OData V2. An answer holds the fields that were asked for ($select), as SAP's would, and is made once: whoever asks the
same again gets the same bytes.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

Row = dict[str, Any]
URL = "https://s4.example.com"
COMPANY, BUYERS, FIRST = "1010", 400, 90_000_001
_DAY = date(1970, 1, 1)
_SINCE = date(2026, 1, 2)
_AT = "/Date(1790812800000+0000)/"
_EQUAL = re.compile(r"(\w+) eq '([^']*)'")
_GREATER = re.compile(r"(\w+) gt '([^']*)'")
_CRLF = "\r\n"


class Canned(BaseAdapter):
    """`count` billing documents. `keep`: answers are kept by what was asked, else made anew each time."""

    def __init__(self, count: int, *, keep: bool = True) -> None:
        super().__init__()
        self.count, self.keep = count, keep
        self.kept: dict[tuple[str, str, bytes], tuple[bytes, dict[str, str]]] = {}
        self.requests = self.bytes = 0

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """As an adapter does."""
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else bytes(body)
        kind = str(request.headers.get("Content-Type", ""))
        boundary = kind.partition("boundary=")[2].strip('"').encode()
        asked = (str(request.method), str(request.url), body.replace(boundary, b"") if boundary else body)
        found = self.kept.get(asked)
        if found is None:
            found = self._answer(asked[1], body.decode())
            if self.keep:
                self.kept[asked] = found
        self.requests += 1
        self.bytes += len(found[0])
        response = requests.Response()
        response.status_code, response.request, response.url = 200, request, asked[1]
        response.headers = CaseInsensitiveDict(found[1])
        response.raw = BytesIO(found[0])
        return response

    def close(self) -> None:
        """Nothing is open."""

    def _answer(self, url: str, body: str) -> tuple[bytes, dict[str, str]]:
        path = urlsplit(url).path
        headers = {"Date": format_datetime(datetime(2026, 11, 2, 8, tzinfo=UTC), usegmt=True), "x-csrf-token": "token"}
        if not path.endswith("/$batch"):
            return _json(self._rows(url)), headers | {"Content-Type": "application/json"}
        parts = [line.split(" ")[1] for line in body.split(_CRLF) if line.startswith("GET ")]
        whole = "".join(f"--answers{_CRLF}{_part(_json(self._rows(part)))}" for part in parts) + f"--answers--{_CRLF}"
        return whole.encode(), headers | {"Content-Type": "multipart/mixed; boundary=answers"}

    def _rows(self, url: str) -> list[Row]:
        parts = urlsplit(url)
        entity = parts.path.rpartition("/")[2].partition("(")[0]
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        where = unquote(query.get("$filter", ""))
        selected = frozenset(query["$select"].split(",")) if "$select" in query else frozenset()
        make = _MADE.get(entity)
        return [_chosen(row, selected) for row in make(self, where, query)] if make else []


def _json(rows: list[Row]) -> bytes:
    return json.dumps({"d": {"results": rows}}, separators=(",", ":")).encode()


def _part(content: bytes) -> str:
    head = f"HTTP/1.1 200 OK{_CRLF}Content-Type: application/json{_CRLF}Content-Length: {len(content)}{_CRLF}{_CRLF}"
    outer = f"Content-Type: application/http{_CRLF}Content-Length: {len(head) + len(content) + 2}{_CRLF}"
    return f"{outer}content-transfer-encoding: binary{_CRLF}{_CRLF}{head}{content.decode()}{_CRLF}"


def _chosen(row: Row, selected: frozenset[str]) -> Row:
    """The selected fields, in the order of their definition; of what is expanded those that are selected below it."""
    if not selected:
        return row
    below: dict[str, set[str]] = {}
    for head, _, rest in (name.partition("/") for name in selected):
        if rest:
            below.setdefault(head, set()).add(rest)
    found: Row = {}
    for head, value in row.items():
        names = below.get(head, set())
        if head in selected or head == "__metadata":
            found[head] = value
        elif not names:
            continue
        elif isinstance(value, dict) and "results" in value:
            found[head] = {"results": [_chosen(each, frozenset(names)) for each in value["results"]]}
        elif isinstance(value, dict):
            found[head] = _chosen(value, frozenset(names))
    return found


def _billing(server: Canned, where: str, query: dict[str, str]) -> Iterable[Row]:
    """A page in the order of the keys, or the documents that are named."""
    named = [value for field, value in _EQUAL.findall(where) if field == "BillingDocument"]
    if named:
        return [document(int(value)) for value in named if FIRST <= int(value) < FIRST + server.count]
    last = max(
        (int(value) for field, value in _GREATER.findall(where) if field == "BillingDocument"), default=FIRST - 1
    )
    top = int(query.get("$top", "200"))
    return [document(number) for number in range(last + 1, min(last + 1 + top, FIRST + server.count))]


def _named(field: str, make: Callable[[str], list[Row]]) -> Callable[[Canned, str, dict[str, str]], Iterable[Row]]:
    """Rows for each value of a field that the filter names."""

    def rows(_: Canned, where: str, __: dict[str, str]) -> Iterable[Row]:
        wanted = sorted({value for name, value in _EQUAL.findall(where) if name == field and value})
        return [row for value in wanted for row in make(value)]

    return rows


def _date(day: date) -> str:
    return f"/Date({(day - _DAY).days * 86_400_000})/"


def _meta(service: str, entity: str, key: str) -> Row:
    return {"uri": f"{URL}/sap/opu/odata/sap/{service}/{entity}({key})", "type": f"{service}.{entity}Type"}


def document(number: int) -> Row:
    """A billing document: three items of 100, 200 and 300 euros and a cent for its number."""
    n = number - FIRST
    day = _SINCE + timedelta(days=n % 280)
    items = [_item(number, place, cents) for place, cents in enumerate((10_000 + n % 97, 20_000, 30_000), 1)]
    net = 60_000 + n % 97
    tax = _tax(net)
    buyer = f"{10_100_001 + n % BUYERS}"
    return {
        "__metadata": _meta("API_BILLING_DOCUMENT_SRV", "A_BillingDocument", f"'{number}'"),
        "BillingDocument": str(number), "SDDocumentCategory": "M", "BillingDocumentCategory": "L",
        "BillingDocumentType": "F2", "CreationDate": _date(day), "LastChangeDate": _date(day),
        "LastChangeDateTime": _AT, "SalesOrganization": COMPANY, "DistributionChannel": "10", "Division": "00",
        "BillingDocumentDate": _date(day), "BillingDocumentIsCancelled": False, "CancelledBillingDocument": "",
        "TotalNetAmount": _money(net), "TaxAmount": _money(tax), "TotalGrossAmount": _money(net + tax),
        "TransactionCurrency": "EUR", "PayerParty": buyer, "SoldToParty": buyer, "CustomerPaymentTerms": "0002",
        "PaymentMethod": "", "PaymentReference": "", "CompanyCode": COMPANY, "FiscalYear": "2026",
        "AccountingDocument": f"94{n:08d}", "DocumentReferenceID": str(number), "PurchaseOrderByCustomer": f"PO-{n}",
        "TaxDepartureCountry": "DE", "Country": "DE", "VATRegistration": "", "OverallSDProcessStatus": "C",
        "AccountingPostingStatus": "C", "AccountingTransferStatus": "C", "InvoiceClearingStatus": "", "DunningArea": "",
        "DunningBlockingReason": "", "DunningKey": "",
        "to_Item": {"results": items},
        "to_Partner": {"results": [
            {"BillingDocument": str(number), "PartnerFunction": function, "Customer": buyer, "ContactPerson": ""}
            for function in ("SP", "BP", "PY", "SH")
        ]},
        "to_PricingElement": {"results": []}, "to_Text": {"results": []},
    }  # fmt: skip


def _item(number: int, place: int, cents: int) -> Row:
    gross = cents * 10 // 9
    conditions = (
        ("PPR0", "B", _rate(gross), gross, "", ""),
        ("DRV1", "A", "-10.000000000", cents - gross, "", ""),
        ("NETW", "", "0.000000000", cents, "X", ""),
        ("TTX1", "A", "19.000000000", _tax(cents), "", "A1"),
    )
    return {
        "__metadata": _meta("API_BILLING_DOCUMENT_SRV", "A_BillingDocumentItem", f"'{number}','{place}0'"),
        "BillingDocument": str(number), "BillingDocumentItem": f"{place}0", "SalesDocumentItemCategory": "TAN",
        "Material": f"TG{place}1", "BillingDocumentItemText": f"Trading good {place}", "BillingQuantity": "1",
        "BillingQuantityUnit": "PC", "BaseUnit": "PC", "BillingQuantityInBaseUnit": "1", "NetAmount": _money(cents),
        "GrossAmount": _money(cents), "TaxAmount": _money(_tax(cents)), "TransactionCurrency": "EUR",
        "SalesDocument": str(number - 80_000_000), "SalesDocumentItem": f"{place}0", "SalesSDDocumentCategory": "C",
        "ReferenceSDDocument": str(number - 10_000_000), "ReferenceSDDocumentItem": f"{place}0",
        "ReferenceSDDocumentCategory": "J", "HigherLevelItem": "0", "OriginSDDocument": str(number - 80_000_000),
        "ServicesRenderedDate": None, "PricingDate": _date(_SINCE), "DepartureCountry": "DE",
        "to_PricingElement": {"results": [
            {
                "BillingDocument": str(number), "BillingDocumentItem": f"{place}0",
                "PricingProcedureStep": f"{step}0", "PricingProcedureCounter": "1", "ConditionType": kind,
                "ConditionCalculationType": "A" if rate.startswith(("-", "19")) else "C",
                "ConditionBaseValue": _money(gross), "ConditionRateValue": rate, "ConditionCurrency": "EUR",
                "ConditionQuantity": "1", "ConditionQuantityUnit": "PC", "ConditionCategory": "",
                "ConditionIsForStatistics": bool(statistical), "ConditionAmount": _money(amount),
                "TransactionCurrency": "EUR", "ConditionInactiveReason": "", "ConditionClass":
                    {"B": "B", "A": "D" if code else "A"}.get(way, ""), "TaxCode": code,
                "PrcgProcedureCounterForHeader": "", "FactorForConditionBasisValue": "0", "ConditionControl": "",
            }
            for step, (kind, way, rate, amount, statistical, code) in enumerate(conditions, 1)
        ]},
        "to_Partner": {"results": []}, "to_ItemText": {"results": []},
    }  # fmt: skip


def _accounting(number: str) -> list[Row]:
    """The receivable of an invoice; every other one is cleared by a payment."""
    n = int(number[2:])
    net = 60_000 + n % 97
    day = _SINCE + timedelta(days=n % 280)
    cleared = n % 2 == 0
    return [{
        "__metadata": _meta("API_OPLACCTGDOCITEMCUBE_SRV", "A_OperationalAcctgDocItemCube", f"'{number}'"),
        "CompanyCode": COMPANY, "FiscalYear": "2026", "AccountingDocument": number, "AccountingDocumentItem": "1",
        "FinancialAccountType": "D", "Customer": f"{10_100_001 + n % BUYERS}", "DebitCreditCode": "S",
        "AmountInTransactionCurrency": _money(net + _tax(net)), "TransactionCurrency": "EUR", "SpecialGLCode": "",
        "IsCleared": cleared, "ClearingAccountingDocument": f"14{n:08d}" if cleared else "",
        "ClearingDocFiscalYear": "2026" if cleared else "0000",
        "ClearingDate": _date(day + timedelta(days=30)) if cleared else None, "ClearingCreationDate": None,
        "ClearingIsReversed": False, "NetDueDate": _date(day + timedelta(days=30)),
        "DueCalculationBaseDate": _date(day), "PaymentTerms": "0002", "CashDiscount1Days": "0",
        "CashDiscount2Days": "0",
        "CashDiscount1Percent": "0.000", "CashDiscount2Percent": "0.000", "NetPaymentDays": "30",
        "CashDiscountBaseAmount": "0.00", "CashDiscountAmount": "0.00", "InvoiceReference": "",
        "InvoiceReferenceFiscalYear": "0000", "InvoiceItemReference": "0", "FollowOnDocumentType": "",
        "BillingDocument": str(FIRST + n), "DocumentReferenceID": str(FIRST + n), "IsReversal": False,
        "IsReversed": False, "ReverseDocument": "", "AccountingDocumentType": "RV", "PostingDate": _date(day),
        "DocumentDate": _date(day), "AccountingDocumentCreationDate": _date(day), "LastChangeDate": _date(day),
        "DunningArea": "", "DunningLevel": "0", "DunningBlockingReason": "", "DunningKey": "", "LastDunningDate": None,
        "PaymentBlockingReason": "", "PaymentMethod": "", "AssignmentReference": "", "DocumentItemText": "",
        "IsNegativePosting": False, "AccountingDocumentItemType": "", "PostingKey": "01",
    }]  # fmt: skip


def _cleared_by(number: str) -> list[Row]:
    """The payment of a clearing, and the invoice that it cleared."""
    n = int(number[2:])
    paid = _accounting(f"94{n:08d}")[0]
    money = {**paid, "AccountingDocument": number, "DebitCreditCode": "H", "PostingKey": "15",
             "AccountingDocumentType": "DZ", "BillingDocument": "", "DocumentReferenceID": "",
             "AmountInTransactionCurrency": "-" + paid["AmountInTransactionCurrency"]}  # fmt: skip
    return [paid, money]


def _cube(server: Canned, where: str, query: dict[str, str]) -> Iterable[Row]:
    if "IsCleared eq false" in where:
        return _open_items(server, where, int(query.get("$top", "1000")))
    named = _EQUAL.findall(where)
    if ("BillingDocument", "") in named:
        return []  # nothing was posted in accounting alone
    documents = sorted({value for field, value in named if field == "AccountingDocument" and value})
    clearings = sorted({value for field, value in named if field == "ClearingAccountingDocument" and value})
    rows = [row for value in documents for row in (_accounting(value) if value.startswith("94") else [])]
    return rows + [row for value in clearings for row in _cleared_by(value)]


def _open_items(server: Canned, where: str, top: int) -> list[Row]:
    """A page in the order of the keys: every second invoice."""
    last = max(
        (int(value[2:]) for field, value in _GREATER.findall(where) if field == "AccountingDocument"), default=-1
    )
    numbers = [n for n in range(last + 1, server.count) if n % 2][:top]
    return [row for n in numbers for row in _accounting(f"94{n:08d}")]


def _partner(customer: str) -> list[Row]:
    n = int(customer)
    return [{
        "__metadata": _meta("API_BUSINESS_PARTNER", "A_BusinessPartner", f"'{customer}'"),
        "BusinessPartner": customer, "Customer": customer, "BusinessPartnerCategory": "2",
        "BusinessPartnerFullName": f"Kaffeehaus {n} GmbH", "BusinessPartnerName": f"Kaffeehaus {n} GmbH",
        "OrganizationBPName1": f"Kaffeehaus {n} GmbH", "OrganizationBPName2": "", "CorrespondenceLanguage": "DE",
        "IsNaturalPerson": "", "BusinessPartnerIsBlocked": False, "IsMarkedForArchiving": False, "LegalForm": "",
        "CreationDate": _date(_SINCE), "LastChangeDate": _date(_SINCE), "LastChangeTime": "PT10H11M12S",
        "BusinessPartnerGrouping": "BP02", "FirstName": "", "LastName": "", "Language": "",
        "to_BusinessPartnerAddress": {"results": [{
            "BusinessPartner": customer, "AddressID": customer, "ValidityStartDate": _date(_SINCE),
            "ValidityEndDate": "/Date(253402214400000)/", "CityName": "München", "PostalCode": "80331",
            "StreetName": "Bahnhofstraße", "HouseNumber": str(n % 90 + 1), "Country": "DE", "Region": "",
            "Language": "DE",
            "AdditionalStreetPrefixName": "", "AdditionalStreetSuffixName": "", "StreetPrefixName": "",
            "StreetSuffixName": "", "CareOfName": "", "POBox": "", "POBoxPostalCode": "", "District": "",
            "FullName": "",
            "to_EmailAddress": {"results": [{"AddressID": customer, "OrdinalNumber": "1", "IsDefaultEmailAddress": True,
                                             "EmailAddress": f"{customer}@customers.example"}]},
            "to_PhoneNumber": {"results": []}, "to_AddressUsage": {"results": []},
        }]},
        "to_BusinessPartnerTax": {"results": [{"BusinessPartner": customer, "BPTaxType": "DE0",
                                               "BPTaxNumber": "DE990001208", "BPTaxLongNumber": ""}]},
        "to_BuPaIdentification": {"results": []},
        "to_Customer": {"Customer": customer, "CustomerName": f"Kaffeehaus {n} GmbH", "VATRegistration": "DE990001208",
                        "OrderIsBlockedForCustomer": "", "DeliveryIsBlocked": "", "BillingIsBlockedForCustomer": "",
                        "PostingIsBlocked": False, "DeletionIndicator": False, "TaxNumber1": "", "TaxNumber2": ""},
    }]  # fmt: skip


def _tax(cents: int) -> int:
    return (cents * 19 + 50) // 100


def _money(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _rate(cents: int) -> str:
    return f"{cents / 100:.9f}"


_MADE: dict[str, Callable[[Canned, str, dict[str, str]], Iterable[Row]]] = {
    "A_BillingDocument": _billing,
    "A_OperationalAcctgDocItemCube": _cube,
    "A_BusinessPartner": _named("Customer", _partner),
}
