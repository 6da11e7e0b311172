"""The honest fake passes the contract suite, and its own trouble and ledger do what they say."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal

import pytest

from connectors import memory
from connectors.contract import Connector
from connectors.errors import Retry
from connectors.memory import MemoryErp
from connectors.records import AddNote, AttachFile, Payment, Ref
from tests.connectors.contract import ConnectorContract, Harness, Spoilt, StoredFile
from tests.connectors.pulled import invoice_of


class MemoryHarness(Harness):
    """`MemoryErp` is already what a harness asks for."""

    def __init__(self) -> None:
        memory.forget("contract")
        self.erp = memory.store("contract")
        self.erp.page_size = 2

    def connector(self) -> Connector:
        return memory.connect("erp", memory.Settings(store="contract"), {"1": "acme"})

    def customer(self, name: str = "Officina Luce") -> Ref:
        return self.erp.customer(name)

    def invoice(self, customer: Ref, net: Decimal = Decimal("100.00"), due: date = date(2026, 1, 31)) -> Ref:
        return self.erp.invoice(customer, net=net, due=due)

    def invoice_of_another_company(self, customer: Ref) -> Ref:
        self.erp.sellers["2"] = self.erp.sellers["1"]
        return self.erp.invoice(customer, company="2")

    def spoil_money(self, ref: Ref) -> None:
        self.erp.spoil(ref, "amount")

    def order(self, customer: Ref, total: Decimal = Decimal("240.00")) -> Ref:
        return self.erp.order(customer, total)

    def pay(self, invoice: Ref, amount: Decimal | None = None) -> Ref:
        return self.erp.pay(invoice, amount)

    def payment_on_account(self, customer: Ref, amount: Decimal) -> Ref:
        return self.erp.payment_on_account(customer, amount)

    def credit_note(self, invoice: Ref) -> Ref:
        return self.erp.credit_note(invoice)

    def cancel(self, invoice: Ref) -> None:
        self.erp.cancel(invoice)

    def rename(self, customer: Ref, name: str) -> None:
        self.erp.edit(customer, name=name)

    def delete(self, ref: Ref) -> None:
        self.erp.delete(ref)

    def spoil(self) -> Spoilt:
        ref = self.erp.customer("Dirty")
        self.erp.spoil(ref, "country")
        return Spoilt(kind="customer", ref=ref, words=(f"customer {ref.id}", "country"))

    def frozen_second(self) -> AbstractContextManager[None]:
        return self.erp.frozen()

    def advance(self) -> None:
        self.erp.advance()

    def late_rename(self, customer: Ref, name: str) -> Callable[[], None]:
        return self.erp.late(customer, name=name)

    def lose_next_answer(self) -> None:
        self.erp.fail("push", Retry("connection reset"), after=True)

    def lose_next_request(self) -> None:
        self.erp.fail("push", Retry("connection refused", sent=False))

    def files(self, ref: Ref) -> list[StoredFile]:
        return [
            StoredFile(filename=e.change.filename, content=e.content or b"")
            for e in self.erp.files
            if e.change.target == ref and isinstance(e.change, AttachFile)
        ]

    def notes(self, ref: Ref) -> list[str]:
        changes = [e.change for e in self.erp.notes if e.change.target == ref]
        return [c.text for c in changes if isinstance(c, AddNote)]

    def tasks(self, ref: Ref) -> list[str]:
        return [getattr(e.change, "summary", "") for e in self.erp.tasks if e.change.target == ref]

    def held(self, customer: Ref) -> bool:
        return customer.id in self.erp.holds

    def hold_by_hand(self, customer: Ref) -> None:
        self.erp.hold_by_hand(customer)

    def lift_by_hand(self, customer: Ref) -> None:
        self.erp.hold_by_hand(customer, "")

    def set_previous(self, customer: Ref) -> None:
        self.erp.hold_by_hand(customer, "AUTO")

    def hold_value(self, customer: Ref) -> object:
        return self.erp.row(customer).hold

    def dunning(self, customer: Ref) -> tuple[int, date | None]:
        state = self.erp.dunning[customer]
        return state.level, state.notice_date

    def einvoice_status(self, invoice: Ref) -> str:
        state = self.erp.einvoices.get(invoice)
        return state.status if state else ""


class TestMemory(ConnectorContract):
    """The whole contract."""

    @pytest.fixture
    def harness(self) -> Harness:
        return MemoryHarness()


@pytest.fixture
def erp() -> MemoryErp:
    memory.forget("own")
    return memory.store("own")


@pytest.fixture
def connector(erp: MemoryErp) -> Connector:
    return memory.connect("erp", memory.Settings(store="own"), {})


def test_instalments_are_paid_oldest_first_and_too_much_stays_on_account(erp: MemoryErp, connector: Connector) -> None:
    parts = [(date(2026, 2, 1), "60.00"), (date(2026, 3, 1), "60.00")]
    invoice = erp.invoice(erp.customer(), amount="120.00", instalments=parts)
    erp.pay(invoice, "80.00")
    assert [str(due.open) for due in invoice_of(connector, invoice).dues] == ["0.00", "40.00"]
    surplus = erp.pay(invoice, "50.00")
    assert invoice_of(connector, invoice).state == "paid"
    payments = [r for page in connector.pull("payment", None) for r in page.records]
    assert {p.ref: p.unapplied for p in payments if isinstance(p, Payment)}[surplus] == Decimal("10.00")


def test_trouble_before_the_effect_has_none_and_trouble_after_it_has(erp: MemoryErp, connector: Connector) -> None:
    note = AddNote(target=erp.customer(), text="hello")
    erp.fail("push", Retry("busy", after=5, sent=False))
    erp.fail("push", Retry("lost"), after=True)
    for expected in (0, 1):
        with pytest.raises(Retry):
            connector.push(note, "k")
        assert len(erp.notes) == expected


def test_something_can_happen_just_before_an_answer(erp: MemoryErp, connector: Connector) -> None:
    customer = erp.customer()
    invoice = erp.invoice(customer, amount="120.00")
    erp.meanwhile("reread", lambda: erp.pay(invoice))
    assert [bill.ref for bill in connector.reread([customer]).invoices] == [invoice]
    assert erp.bill(invoice).state == "paid"


def test_records_of_companies_that_solde_does_not_work_for_stay_out(erp: MemoryErp) -> None:
    erp.sellers["2"] = erp.sellers["1"]
    shared = erp.customer()
    mine, other = erp.invoice(shared), erp.invoice(shared, company="2")
    pull = memory.connect("erp", memory.Settings(store="own"), {"1": "acme"}).pull("invoice", None)
    refs = {record.ref for page in pull for record in page.records}
    assert mine in refs
    assert other not in refs


def test_two_connections_to_one_store_each_use_their_own_name(erp: MemoryErp) -> None:
    erp.invoice(erp.customer())
    pages = memory.connect("paris", memory.Settings(store="own"), {}).pull("invoice", None)
    refs = [(r.ref.connection, getattr(r, "customer").connection) for p in pages for r in p.records]  # noqa: B009
    assert refs == [("paris", "paris")]


def test_a_company_that_is_not_there_is_found_by_the_check(erp: MemoryErp) -> None:
    findings = memory.connect("erp", memory.Settings(store="own"), {"9": "nobody"}).check()
    assert ["9" in f.message for f in findings if f.level == "error"] == [True]
