"""The receivables of one company code, as accounting clerks post them: invoices, payments, clearings.

Rows are as SAP keeps them: dates ISO, amounts as text with three decimals at most, credits negative.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from connectors.records import Invoice, Payment, Snapshot
from connectors.sap.settings import Settings
from connectors.sap.values import Row
from connectors.sap.web import Web
from connectors.sap.world import World
from connectors.secret import Secret
from connectors.seller import Seller
from tests.connectors.sap.shelf import Shelf

_DAY = date(1970, 1, 1)
_DATES = {"NetDueDate", "PostingDate", "DocumentDate", "AccountingDocumentCreationDate", "LastChangeDate",
          "ClearingDate", "ClearingCreationDate"}  # fmt: skip
Place = tuple[str, str]  # accounting document, item


def as_json(row: dict[str, Any]) -> Row:
    """The row as OData V2 says it."""
    return {key: _date(value) if key in _DATES and value else value for key, value in row.items()}


def _date(iso: str) -> str:
    return f"/Date({(date.fromisoformat(iso) - _DAY) // timedelta(milliseconds=1)})/"


def _turned(amount: str) -> str:
    return amount[1:] if amount.startswith("-") else f"-{amount}"


class _Live(list[dict[str, Any]]):
    """The items as they are when they are asked for."""

    def __init__(self, books: "Books") -> None:
        self.books = books

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(list(self.books.rows.values()))


class Books:
    """What is posted; each posting method gives the (document, item) of what it posted."""

    def __init__(self, company: str = "1010", customer: str = "10100001", currency: str = "EUR") -> None:
        self.company, self.customer, self.currency = company, customer, currency
        self.rows: dict[Place, dict[str, Any]] = {}
        self.cancelled: set[str] = set()
        self.tables: dict[str, list[dict[str, Any]]] = {}  # what SAP has beside the items
        self._numbers = {"RV": 9400000000, "DZ": 1400000000, "DR": 1800000000, "DG": 1600000000, "AB": 100000000}

    def number(self, type_: str) -> str:
        self._numbers[type_] += 1
        return str(self._numbers[type_])

    def item(
        self, document: str, item: str, amount: str, *, type_: str, on: str, due: str = "", **fields: Any
    ) -> Place:
        """One customer item; a negative amount is a credit. `fields` are SAP's own names."""
        row = {
            "CompanyCode": self.company, "FiscalYear": on[:4], "AccountingDocument": document,
            "AccountingDocumentItem": item, "FinancialAccountType": "D", "Customer": self.customer,
            "DebitCreditCode": "H" if Decimal(amount) < 0 else "S", "SpecialGLCode": "", "BillingDocument": "",
            "AmountInTransactionCurrency": amount, "TransactionCurrency": self.currency,
            "AmountInCompanyCodeCurrency": amount, "CompanyCodeCurrency": self.currency,
            "AccountingDocumentType": type_, "PostingDate": on, "DocumentDate": on,
            "AccountingDocumentCreationDate": on, "NetDueDate": due or on, "IsCleared": False,
            "ClearingAccountingDocument": "", "ClearingDocFiscalYear": "0000", "InvoiceReference": "",
            "InvoiceReferenceFiscalYear": "0000", "InvoiceItemReference": "000", "FollowOnDocumentType": "",
            "IsReversed": False, "IsReversal": False, "ClearingIsReversed": False,
        }  # fmt: skip
        self.rows[document, item] = row | fields
        return document, item

    def invoice(self, amount: str, *, on: str = "2026-01-10", due: str = "2026-02-09", **fields: Any) -> Place:
        document = self.number("RV")
        billing = fields.pop("billing", document.replace("94", "90", 1))
        return self.item(document, "001", amount, type_="RV", on=on, due=due, BillingDocument=billing, **fields)

    def payment(self, amount: str, *, on: str = "2026-02-20", **fields: Any) -> Place:
        """Money on account; `of` names the invoice that it is a part payment of."""
        of = fields.pop("of", None)
        if of:
            fields |= self.names(of) | {"FollowOnDocumentType": "Z"}
        return self.item(self.number("DZ"), "002", f"-{amount}", type_="DZ", on=on, **fields)

    def credit_memo(self, amount: str, *, on: str = "2026-02-15", **fields: Any) -> Place:
        of = fields.pop("of", None)
        if of:
            fields |= self.names(of) | {"FollowOnDocumentType": "G"}
        document = self.number("RV")
        billing = fields.pop("billing", document.replace("94", "90", 1))
        return self.item(document, "001", f"-{amount}", type_="RV", on=on, BillingDocument=billing, **fields)

    def residual(self, payment: Place, amount: str, of: Place, **fields: Any) -> Place:
        """What a payment left of an invoice, posted with that payment."""
        on, number = self.rows[payment]["PostingDate"], f"{len(self.rows) + 3:03}"
        named = self.names(of) | {"FollowOnDocumentType": "V", "PostingKey": "06"}
        return self.item(payment[0], number, amount, type_="DZ", on=on, **(named | fields))

    def line(self, document: str, item: str, amount: str, **fields: Any) -> None:
        """A line of a payment's document that is no customer's: a discount, a difference, its tax."""
        kept = {"FinancialAccountType": "S", "Customer": "", "ProfitLossAccountType": "X"}
        self.item(document, item, amount, type_="DZ", on="2026-02-20", **(kept | fields))

    def fi_invoice(
        self,
        gross: str,
        revenue: str = "",
        tax: str = "",
        *,
        on: str = "2026-01-10",
        due: str = "2026-02-09",
        **fields: Any,
    ) -> Place:
        """An invoice that was posted in accounting alone; a negative amount makes it a credit memo."""
        type_ = fields.pop("type_", "DG" if gross.startswith("-") else "DR")
        document = self.number(type_)
        place = self.item(document, "001", gross, type_=type_, on=on, due=due, **fields)
        kept = {"FinancialAccountType": "S", "Customer": "", "TaxCode": "A1", "GLAccountName": "Rents"}
        if revenue:
            self.item(document, "002", _turned(revenue), type_=type_, on=on, ProfitLossAccountType="X", **kept)
        if tax:
            self.item(document, "003", _turned(tax), type_=type_, on=on, AccountingDocumentItemType="T", **kept)
        return place

    def bill(self, net: str, tax: str = "0.00", *, on: str = "2026-01-10", number: str = "", **fields: Any) -> str:
        """A billing document of one item, not posted yet; `fields` are the header's."""
        number = number or str(90000001 + len(self.tables.get("A_BillingDocument", [])))
        row = {
            "BillingDocument": number, "SDDocumentCategory": "M", "BillingDocumentType": "F2", "CreationDate": on,
            "BillingDocumentDate": on, "LastChangeDateTime": f"{on}T08:00:00Z", "TotalNetAmount": net, "TaxAmount": tax,
            "TransactionCurrency": self.currency, "CompanyCode": self.company, "FiscalYear": "0000",
            "AccountingDocument": "", "PayerParty": self.customer, "SoldToParty": self.customer,
            "BillingDocumentIsCancelled": False, "CancelledBillingDocument": "",
        }  # fmt: skip
        key = {"BillingDocument": number, "BillingDocumentItem": "10"}
        self.tables.setdefault("A_BillingDocument", []).append(row | fields)
        self.tables.setdefault("A_BillingDocumentItem", []).append(key | {
            "BillingDocumentItemText": "Lamp", "BillingQuantity": "1.000", "BillingQuantityUnit": "PC",
            "NetAmount": net, "TaxAmount": tax, "SalesDocument": "4711", "SalesSDDocumentCategory": "C",
        })  # fmt: skip
        self.tables.setdefault("A_BillingDocumentItemPrcgElmnt", []).append(key | {
            "PricingProcedureStep": "800", "PricingProcedureCounter": "1",
            "ConditionType": "MWST", "ConditionClass": "D", "ConditionCalculationType": "A", "ConditionAmount": tax,
            "ConditionRateValue": "19.000", "TaxCode": "A1", "ConditionIsForStatistics": False,
        })  # fmt: skip
        return number

    def billing(self, number: str) -> dict[str, Any]:
        """The header of a billing document, to be changed."""
        return next(row for row in self.tables["A_BillingDocument"] if row["BillingDocument"] == number)

    def post(self, number: str, **fields: Any) -> Place:
        """The billing document goes to accounting; a credit memo and the cancellation of an invoice as credits."""
        row = self.billing(number)
        on, gross = row["BillingDocumentDate"], str(Decimal(row["TotalNetAmount"]) + Decimal(row["TaxAmount"]))
        sign = "-" if row["SDDocumentCategory"] in ("O", "N") else ""
        place = self.invoice(sign + gross, on=on, billing=number, **fields)
        row |= {"AccountingDocument": place[0], "FiscalYear": on[:4], "LastChangeDateTime": f"{on}T09:00:00Z"}
        return place

    def cancel(self, number: str, *, on: str, clear: bool = True) -> str:
        """VF11: a second document that points at the first; accounting clears the two, if it can."""
        row = self.billing(number)
        category = {"M": "N", "P": "N", "O": "S"}[row["SDDocumentCategory"]]
        other = self.bill(row["TotalNetAmount"], row["TaxAmount"], on=on, SDDocumentCategory=category,
                          BillingDocumentType="S1", CancelledBillingDocument=number)  # fmt: skip
        row |= {"BillingDocumentIsCancelled": True, "LastChangeDateTime": f"{on}T10:00:00Z"}
        place = self.post(other)
        if clear:
            first = next(each for each, item in self.rows.items() if item["BillingDocument"] == number)
            self.clear(first, place, on=on)
        return other

    def partner(self, customer: str = "", name: str = "Officina Luce") -> None:
        """Who the customer is."""
        number = customer or self.customer
        row = {
            "BusinessPartner": number, "Customer": number, "BusinessPartnerCategory": "2", "OrganizationBPName1": name,
            "LastChangeDate": "2020-01-01", "CreationDate": "2020-01-01",
        }  # fmt: skip
        self.tables.setdefault("A_BusinessPartner", []).append(row)
        self.tables.setdefault("A_Customer", []).append({"Customer": number})
        self.tables.setdefault("A_CustomerCompany", []).append({"Customer": number, "CompanyCode": self.company})
        place = {"BusinessPartner": number, "AddressID": number, "CityName": "Verona", "Country": "IT"}
        self.tables.setdefault("A_BusinessPartnerAddress", []).append(place)

    def names(self, of: Place) -> dict[str, Any]:
        row = self.rows[of]
        return {
            "InvoiceReference": of[0], "InvoiceReferenceFiscalYear": row["FiscalYear"], "InvoiceItemReference": of[1],
        }  # fmt: skip

    def clear(self, *places: Place, by: str = "", on: str = "2026-02-20", **fields: Any) -> str:
        """Clear these items together, by a document of that number."""
        by = by or places[-1][0]
        for place in places:
            self.rows[place] |= {
                "IsCleared": True, "ClearingAccountingDocument": by, "ClearingDocFiscalYear": on[:4],
                "ClearingDate": on, "ClearingCreationDate": on,
            } | fields  # fmt: skip
        return by

    def reset(self, by: str) -> None:
        """Undo a clearing (FBRA): it leaves no date behind."""
        for row in self.rows.values():
            if row["ClearingAccountingDocument"] == by:
                row |= {
                    "IsCleared": False, "ClearingAccountingDocument": "", "ClearingDocFiscalYear": "0000",
                    "ClearingDate": None, "ClearingCreationDate": None, "ClearingIsReversed": True,
                }  # fmt: skip

    def change(self, place: Place, **fields: Any) -> None:
        self.rows[place] |= fields

    def world(self, now: str = "2026-03-01T12:00", **settings: Any) -> World:
        """The SAP of these books at this time, with what is posted in them later, too; pages are small."""
        plain = Settings(
            url="https://s4.example.com", user="SOLDE", password=Secret("invented"), hold="none", page_size=3,
            sellers={self.company: Seller(name="Muster GmbH", country="DE", vat_id="DE123456789")},
        )  # fmt: skip
        chosen = msgspec.structs.replace(plain, **settings)
        self.tables["A_OperationalAcctgDocItemCube"] = _Live(self)
        client = Shelf(chosen, self.tables)
        client.clock = datetime.fromisoformat(now).replace(tzinfo=UTC)
        return World("s4", client, chosen, {self.company: "muster"})

    def json(self) -> list[Row]:
        """All rows as the service answers them."""
        return [as_json(row) for row in self.rows.values()]

    def web(self) -> Web:
        """All of it, loaded."""
        return Web(self.json(), self.cancelled)


@pytest.fixture
def books() -> Books:
    """Those of a company with one customer, Officina Luce."""
    books = Books()
    books.partner()
    return books


def owed(snapshot: Snapshot) -> dict[str, Decimal]:
    """What is open, by the number of the accounting document."""
    return {bill.ref.id.split("/")[1]: bill.open for bill in snapshot.invoices if isinstance(bill, Invoice)}


def free(snapshot: Snapshot) -> dict[str, Decimal]:
    """The money that no invoice has taken, likewise."""
    return {one.ref.id.split("/")[1]: one.unapplied for one in snapshot.payments if isinstance(one, Payment)}
