"""SAP's own users, for the contract suite: clerks who post, pay, cancel and hold behind the connector's back.

They work on the stand-in's tables, because billing documents and accounting items are read-only over the API.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from typing import Any

from connectors.errors import Retry
from connectors.http import Reply, Wire
from connectors.records import Ref
from connectors.sap.client import Client
from connectors.sap.connector import Sap
from connectors.sap.settings import Settings
from connectors.secret import Secret
from connectors.seller import Seller, Tax
from tests.connectors.harness import Harness, Spoilt, StoredFile
from tests.connectors.sap import rows
from tests.connectors.sap.rows import ACCOUNTS, BANK, BILLS, CODE, COMPANY, ITEMS, OTHER, PARTNERS, RATE, SEGMENT
from tests.connectors.sap.servers import PASSWORD, USER
from tests.connectors.sap.tables import Office

SELLER = Seller(
    name="Kontor Beispiel GmbH", street="Speicherstraße 4", postcode="20457", city="Hamburg", country="DE",
    vat_id="DE990424240", contact="Debitoren", phone="+49 40 0000000", email="debitoren@kontor.example",
    iban="DE91999999990000000042",
)  # fmt: skip


def settings(url: str, **more: Any) -> Settings:
    """Small pages, and everything that carries no date compared with every pull."""
    known: dict[str, Any] = {
        "url": url, "client": "100", "user": USER, "password": Secret(PASSWORD), "page_size": 3,
        "rescan_minutes": 0, "hold_code": CODE, "credit_segments": {COMPANY: SEGMENT}, "sellers": {COMPANY: SELLER},
        "tax_codes": {"DE": {"A1": Tax(category="S")}}, "dunning_procedure": "0001",
    }  # fmt: skip
    return Settings(**(known | more))


class Line(Wire):
    """The connector's line to SAP, which may break once at its next write."""

    def __init__(self, known: Settings, hands: "SapHands") -> None:
        super().__init__(known)
        self._hands = hands

    def send(self, method: str, url: str, body: Any = None, headers: Any = None) -> Reply:
        broken = self._hands.broken if method != "GET" and "$batch" not in url else ""
        if broken:
            self._hands.broken = ""
        if broken == "request":
            raise Retry("the line broke before it left", sent=False)
        reply = self._hands.office.passed(method, url, body, headers, super().send)
        self.server_date = self._hands.office.date_header(reply.headers["Date"])
        if broken == "answer":
            raise Retry("the line broke before the answer came")
        return reply


class SapHands(Harness):
    """One stand-in, with empty tables for each test."""

    def __init__(self, office: Office, **more: Any) -> None:
        self.office = office
        self.broken = ""
        self._more = more
        self._numbers = {"customer": 1000000, "order": 0, "bill": 90000000, "post": 9400000000, "pay": 1400000000}
        office.clear()
        self.customer("Somebody else")

    def number(self, of: str) -> str:
        self._numbers[of] += 1
        return str(self._numbers[of])

    def connector(self) -> Sap:
        known = settings(self.office.url, **self._more)
        return Sap("sap", known, {COMPANY: "kontor"}, Client(known, Line(known, self)))

    # Customers

    def customer(self, name: str = "Officina Luce") -> Ref:
        number, (day, time) = self.number("customer"), self.office.now()
        self.office.add(*rows.customer(number, name, day, time))
        return Ref("sap", "", "customer", number)

    def rename(self, customer: Ref, name: str) -> None:
        self._rename(customer, name, *self.office.now())

    def late_rename(self, customer: Ref, name: str) -> Callable[[], None]:
        day, time = self.office.now()
        return lambda: self._rename(customer, name, day, time)

    def _rename(self, customer: Ref, name: str, day: str, time: str) -> None:
        changed = {"OrganizationBPName1": name, "BusinessPartnerFullName": name, "LastChangeDate": day,
                   "LastChangeTime": time}  # fmt: skip
        self.office.change((PARTNERS, "A_BusinessPartner"), changed, BusinessPartner=customer.id)

    def delete(self, ref: Ref) -> None:
        for entity in ("A_BusinessPartner", "A_BusinessPartnerAddress", "A_BusinessPartnerTaxNumber"):
            self.office.remove((PARTNERS, entity), BusinessPartner=ref.id)
        for entity in ("A_Customer", "A_CustomerCompany", "A_CustomerDunning"):
            self.office.remove((PARTNERS, entity), Customer=ref.id)
        self.office.remove(ACCOUNTS, BusinessPartner=ref.id)

    # Invoices

    def invoice(self, customer: Ref, net: Decimal = Decimal("100.00"), due: date = date(2026, 1, 31)) -> Ref:
        return self._bill(customer.id, net, due)

    def invoice_of_another_company(self, customer: Ref) -> Ref:
        return self._bill(customer.id, Decimal("50.00"), date(2026, 1, 31), company=OTHER)

    def credit_note(self, invoice: Ref) -> Ref:
        bill = self.office.one(BILLS, BillingDocument=invoice.id)
        due = date(2026, 1, 31)
        return self._bill(bill["PayerParty"], Decimal(bill["TotalNetAmount"]), due, category="O", refers=invoice.id)

    def spoil(self) -> Spoilt:
        ref = self.invoice(self.customer())
        self.office.change(BILLS, {"TransactionCurrency": ""}, BillingDocument=ref.id)
        return Spoilt(kind="invoice", ref=ref, words=(f"Billing document {ref.id}", "TransactionCurrency"))

    def spoil_money(self, ref: Ref) -> None:
        if ref.kind == "invoice":
            self.office.change(BILLS, {"TransactionCurrency": ""}, BillingDocument=ref.id)
            return
        year, document, item = ref.id.split("/")
        where = {"FiscalYear": year, "AccountingDocument": document, "AccountingDocumentItem": item}
        self.office.change(ITEMS, {"AmountInTransactionCurrency": None}, **where)

    def _bill(
        self, customer: str, net: Decimal, due: date, *, company: str = COMPANY, category: str = "M", refers: str = ""
    ) -> Ref:
        number, posting, (day, _) = self.number("bill"), self.number("post"), self.office.now()
        tax = (net * RATE).quantize(Decimal("0.01"))
        self.office.add(*rows.bill(number, posting, customer, net, tax, self.office.stamp(), company=company,
                                   category=category, refers=refers))  # fmt: skip
        owed = -(net + tax) if category in ("O", "N") else net + tax
        self._post(posting, customer, owed, "RV", day, company=company, NetDueDate=due.isoformat(),
                   BillingDocument=number, against={"0041000000": net, "0022000000": tax})  # fmt: skip
        return Ref("sap", company, "invoice", number)

    def _post(self, *args: Any, **named: Any) -> None:
        self.office.add(*rows.posting(*args, **named))

    # Money

    def pay(self, invoice: Ref, amount: Decimal | None = None) -> Ref:
        bill = self.office.one(BILLS, BillingDocument=invoice.id)
        posting, day = bill["AccountingDocument"], self.office.now()[0]
        items = self.office.all(ITEMS, AccountingDocument=posting, FinancialAccountType="D")
        part = self.office.all(ITEMS, InvoiceReference=posting, IsCleared=False)
        left = sum((Decimal(row["AmountInTransactionCurrency"]) for row in (*items, *part)), Decimal(0))
        paid = left if amount is None else amount
        number = self.number("pay")
        refers = {} if amount is None else {
            "InvoiceReference": posting, "InvoiceReferenceFiscalYear": "2026", "InvoiceItemReference": "1",
            "FollowOnDocumentType": "Z",
        }  # fmt: skip
        self._post(number, bill["PayerParty"], -paid, "DZ", day, against={BANK: paid}, **refers)
        if amount is None:
            self._clear(number, day, posting, number, *(row["AccountingDocument"] for row in part))
        return Ref("sap", COMPANY, "payment", f"2026/{number}/1")

    def payment_on_account(self, customer: Ref, amount: Decimal) -> Ref:
        number = self.number("pay")
        self._post(number, customer.id, -amount, "DZ", self.office.now()[0], against={BANK: amount})
        return Ref("sap", COMPANY, "payment", f"2026/{number}/1")

    def cancel(self, invoice: Ref) -> None:
        bill = self.office.one(BILLS, BillingDocument=invoice.id)
        self._bill(bill["PayerParty"], Decimal(bill["TotalNetAmount"]), date(2026, 1, 10), category="N",
                   refers=invoice.id)  # fmt: skip
        changed = {"BillingDocumentIsCancelled": True, "LastChangeDateTime": self.office.stamp()}
        self.office.change(BILLS, changed, BillingDocument=invoice.id)
        reversal = str(self._numbers["post"])
        self._clear(reversal, self.office.now()[0], bill["AccountingDocument"], reversal)

    def _clear(self, by: str, day: str, *documents: str) -> None:
        changed = {
            "IsCleared": True, "ClearingAccountingDocument": by, "ClearingDocFiscalYear": "2026",
            "ClearingDate": day, "ClearingCreationDate": day, "LastChangeDate": day,
        }  # fmt: skip
        for document in documents:
            self.office.change(ITEMS, changed, AccountingDocument=document, FinancialAccountType="D")

    def order(self, customer: Ref, total: Decimal = Decimal("240.00")) -> Ref:
        number = self.number("order")
        self.office.add(*rows.order(number, customer.id, total, self.office.stamp()))
        return Ref("sap", COMPANY, "order", number)

    # Time and trouble

    def advance(self) -> None:
        self.office.ahead += 3

    def frozen_second(self) -> AbstractContextManager[None]:
        return self.office.stopped()

    def lose_next_answer(self) -> None:
        self.broken = "answer"

    def lose_next_request(self) -> None:
        self.broken = "request"

    # What was written

    def files(self, ref: Ref) -> list[StoredFile]:
        return [StoredFile(filename=n, content=c) for n, c in self._attached(ref) if not n.startswith(("Note", "Task"))]

    def notes(self, ref: Ref) -> list[str]:
        return [content.decode("utf-8-sig") for name, content in self._attached(ref) if name.startswith("Note")]

    def tasks(self, ref: Ref) -> list[str]:
        found = (content.decode("utf-8-sig") for name, content in self._attached(ref) if name.startswith("Task"))
        return [text.splitlines()[0] for text in found]

    def _attached(self, ref: Ref) -> list[tuple[str, bytes]]:
        return self.office.attached("BUS1006" if ref.kind == "customer" else "VBRK", ref.id.zfill(10))

    def _account(self, customer: Ref) -> dict[str, Any]:
        return self.office.one(ACCOUNTS, BusinessPartner=customer.id)

    def held(self, customer: Ref) -> bool:
        return bool(self._account(customer)["CreditAccountIsBlocked"])

    def hold_value(self, customer: Ref) -> object:
        row = self._account(customer)
        return bool(row["CreditAccountIsBlocked"]), row["CreditAccountBlockReason"]

    def hold_by_hand(self, customer: Ref) -> None:
        changed = {"CreditAccountIsBlocked": True, "CreditAccountBlockReason": "09"}
        self.office.change(ACCOUNTS, changed, BusinessPartner=customer.id)

    def lift_by_hand(self, customer: Ref) -> None:
        changed = {"CreditAccountIsBlocked": False, "CreditAccountBlockReason": ""}
        self.office.change(ACCOUNTS, changed, BusinessPartner=customer.id)

    def dunning(self, customer: Ref) -> tuple[int, date | None]:
        row = self.office.one((PARTNERS, "A_CustomerDunning"), Customer=customer.id)
        last = (row["LastDunnedOn"] or "")[:10]
        return int(row["DunningLevel"] or 0), date.fromisoformat(last) if last else None


class HeldAtTheCustomer(SapHands):
    """The same where credit management is not in use: the hold is a block of the customer's orders and deliveries."""

    def __init__(self, office: Office) -> None:
        super().__init__(office, hold="customer")

    def held(self, customer: Ref) -> bool:
        return any(self.hold_value(customer))

    def hold_value(self, customer: Ref) -> tuple[str, str]:
        row = self.office.one((PARTNERS, "A_Customer"), Customer=customer.id)
        return row["OrderIsBlockedForCustomer"] or "", row["DeliveryIsBlocked"] or ""

    def hold_by_hand(self, customer: Ref) -> None:
        self._block(customer, "01")

    def lift_by_hand(self, customer: Ref) -> None:
        self._block(customer, "")

    def _block(self, customer: Ref, code: str) -> None:
        changed = {"OrderIsBlockedForCustomer": code, "DeliveryIsBlocked": code}
        self.office.change((PARTNERS, "A_Customer"), changed, Customer=customer.id)
