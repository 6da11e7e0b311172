"""NetSuite's own users, for the contract suite: they sell, collect, cancel and hold behind the connector's back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from connectors.contract import Connector
from connectors.netsuite.settings import Settings
from connectors.records import Ref
from tests.connectors.harness import Harness, Spoilt, StoredFile, cannot
from tests.connectors.netsuite.standin import limits
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.papers import Item
from tests.connectors.netsuite.standin.setup_rows import EXEMPT, OTHER, OURS

NAME = "netsuite"
COMPANIES = {str(OURS): "lume"}
ONLY = "1"  # the one company of an account without subsidiaries
_TYPES = {"customer": "customer", "order": "salesOrder", "payment": "customerPayment"}
_LEVEL, _DAY, _HOLD = "custentity_solde_level", "custentity_solde_date", "custentity_solde_hold"
_STATUS = "custbody_solde_einvoice"


def settings(account: Account, **more: Any) -> Settings:
    """Small pages, and what carries no stamp compared with every pull."""
    from connectors.seller import Seller, Tax

    seller = Seller(
        name="Lume Italia S.r.l.", street="Via Larga 4", postcode="20122", city="Milano", country="IT",
        vat_id="IT01234567897", contact="Crediti", phone="+39 02 0000000", email="crediti@lume.example",
        iban="IT60X0542811101000000123456",
    )  # fmt: skip
    known: dict[str, Any] = {
        "page_size": 3, "rescan_minutes": 0, "sellers": {str(OURS): seller, ONLY: seller}, "dunning_level": _LEVEL,
        "dunning_date": _DAY, "hold_reason": _HOLD, "einvoice_status": _STATUS, "instalment_terms": ("Three thirds",),
        "tax_codes": {
            "IT:S-IT": Tax(category="S"), "IT:R-IT": Tax(category="S"),
            "IT:E-IT": Tax(category="E", exemption_reason="Art. 10 DPR 633/72", national_code="N4"),
        },
    }  # fmt: skip
    return account.settings(**(known | more))


class NetSuiteHands(Harness):
    """One account, cleared for each test."""

    def __init__(self, account: Account, rules: dict[str, Any] | None = None, **more: Any) -> None:
        """`rules` are those of the account, `more` are settings of the connection."""
        self.account = account
        self.store = account.store
        self._more = more
        self.office = Office(account.store)
        self.office.clear()
        self.store.rule(**rules or {})
        oneworld = "SUBSIDIARIES" in self.store.rules.features
        self.company = str(OURS) if oneworld else ONLY
        account.server.forget()
        account.scripts.reset()
        self.customer("Somebody else")

    def connector(self) -> Connector:
        from connectors import netsuite

        known = settings(self.account, **self._more)
        made: Connector = netsuite.connect(NAME, known, {self.company: COMPANIES[str(OURS)]})  # type: ignore[attr-defined, unused-ignore]
        return made

    def _ref(self, kind: str, id_: int, company: str = "") -> Ref:
        return Ref(NAME, "" if kind == "customer" else company or self.company, kind, str(id_))

    # Customers

    def customer(self, name: str = "Officina Luce") -> Ref:
        return self._ref("customer", self.office.customer(name))

    def rename(self, customer: Ref, name: str) -> None:
        self.office.rename(int(customer.id), name)

    def late_rename(self, customer: Ref, name: str) -> Callable[[], None]:
        return self.office.late_rename(int(customer.id), name)

    def delete(self, ref: Ref) -> None:
        self.office.delete(int(ref.id), "customer" if ref.kind == "customer" else "transaction")

    # Documents

    def invoice(self, customer: Ref, net: Decimal = Decimal("100.00"), due: date = date(2026, 1, 31)) -> Ref:
        return self._ref("invoice", self.office.invoice(int(customer.id), Item(rate=net), due=due))

    def invoice_of_another_company(self, customer: Ref) -> Ref:
        if self.company == ONLY:
            cannot("have a second company in an account without subsidiaries")
        id_ = self.office.invoice(int(customer.id), Item(rate=Decimal(50)), subsidiary=OTHER)
        return self._ref("invoice", id_, str(OTHER))

    def credit_note(self, invoice: Ref) -> Ref:
        row = self.office.get(int(invoice.id))
        lines = self.store.find("transactionline", transaction=row["id"], mainline="F", taxline="F")
        items = [Item(rate=Decimal(str(-line["foreignamount"])), tax=line["taxcode"]) for line in lines]
        return self._ref("invoice", self.office.credit_memo(row["entity"], *items, createdfrom=row["id"]))

    def order(self, customer: Ref, total: Decimal = Decimal("240.00")) -> Ref:
        item = Item(rate=total, tax=EXEMPT)
        return self._ref("order", self.office.order(int(customer.id), item))

    def pay(self, invoice: Ref, amount: Decimal | None = None) -> Ref:
        return self._ref("payment", self.office.pay(int(invoice.id), amount))

    def payment_on_account(self, customer: Ref, amount: Decimal) -> Ref:
        return self._ref("payment", self.office.payment(int(customer.id), amount))

    def cancel(self, invoice: Ref) -> None:
        self.office.void(int(invoice.id))

    def spoil(self) -> Spoilt:
        """The currency's symbol is the user's own, no code; where there is one currency only, the date is gone."""
        ref = self.invoice(self.customer())
        field = self._spoil(ref)
        number = self.office.get(int(ref.id))["tranid"]
        return Spoilt(kind="invoice", ref=ref, words=(f"Invoice {number}", field))

    def spoil_money(self, ref: Ref) -> None:
        self._spoil(ref)

    def _spoil(self, ref: Ref) -> str:
        """The field that is spoilt."""
        if "MULTICURRENCY" not in self.store.rules.features:
            self.office.edit(int(ref.id), trandate=None)
            return "trandate"
        odd = self.store.find("currency", name="Points")
        id_ = odd[0]["id"] if odd else self.store.insert("currency", name="Points", symbol="POINTS", isinactive=False)
        self.office.edit(int(ref.id), currency=id_)
        return "currency"

    # Time and trouble

    def advance(self) -> None:
        self.store.advance(timedelta(days=3))

    def frozen_second(self) -> AbstractContextManager[None]:
        return self.store.stopped()

    def lose_next_answer(self) -> None:
        limits.order(self.store, "answer", "write")

    def lose_next_request(self) -> None:
        limits.order(self.store, "request", "write")

    # What was written

    def _type(self, ref: Ref) -> str:
        if ref.kind != "invoice":
            return _TYPES[ref.kind]
        rows = self.store.find("transaction", id=int(ref.id))
        return "creditMemo" if rows and rows[0]["type"] == "CustCred" else "invoice"

    def files(self, ref: Ref) -> list[StoredFile]:
        rows = self.store.all(
            "SELECT f.name, c.bytes FROM _attached a JOIN file f ON f.id = a.file JOIN _content c ON c.file = f.id "
            "WHERE a.type = ? AND a.record = ? ORDER BY f.id",
            [self._type(ref), int(ref.id)],
        )
        return [StoredFile(filename=row["name"], content=row["bytes"]) for row in rows]

    def notes(self, ref: Ref) -> list[str]:
        return [row["note"] for row in self.store.find("_note", type=self._type(ref), record=int(ref.id))]

    def tasks(self, ref: Ref) -> list[str]:
        column = "company" if ref.kind == "customer" else "transaction"
        rows = self.store.find("_task", **{column: int(ref.id)})
        return [row["title"] for row in rows if row["status"] != "COMPLETE"]

    def _customer(self, ref: Ref) -> dict[str, Any]:
        return self.store.get("customer", id=int(ref.id))

    def held(self, customer: Ref) -> bool:
        return bool(self._customer(customer)["creditholdoverride"] == "ON")

    def hold_value(self, customer: Ref) -> object:
        row = self._customer(customer)
        return row["creditholdoverride"], row[_HOLD] or ""

    def hold_by_hand(self, customer: Ref) -> None:
        self.office.edit_customer(
            int(customer.id), creditholdoverride="ON", oncredithold=True, custentity_solde_hold="Ask Bianca first"
        )

    def lift_by_hand(self, customer: Ref) -> None:
        self.office.edit_customer(int(customer.id), creditholdoverride="OFF", oncredithold=False)

    def set_previous(self, customer: Ref) -> None:
        """Off: no hold whatever the limit says, which is not the default AUTO."""
        self.office.edit_customer(int(customer.id), creditholdoverride="OFF", oncredithold=False)

    def dunning(self, customer: Ref) -> tuple[int, date | None]:
        row = self._customer(customer)
        said = row[_DAY]
        return int(row[_LEVEL] or 0), date.fromisoformat(said[:10]) if said else None

    def einvoice_status(self, invoice: Ref) -> str:
        return str(self.office.get(int(invoice.id))[_STATUS] or "")
