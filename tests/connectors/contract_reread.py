"""The part of the contract suite about whole accounts, read again just before something is sent to them."""

from decimal import Decimal

from connectors.records import Customer, Invoice, Payment, Ref, Snapshot
from tests.connectors.harness import Harness
from tests.connectors.pulled import everything, invoice_of, same


class RereadContract:
    """Whole accounts, just before something is sent to them."""

    def bills(self, snapshot: Snapshot) -> dict[Ref, Invoice]:
        return {bill.ref: bill for bill in snapshot.invoices if isinstance(bill, Invoice)}

    def test_a_whole_account_with_a_part_payment_and_money_on_account(self, harness: Harness) -> None:
        customer, other = harness.customer("Mine"), harness.customer("Other")
        part, whole = harness.invoice(customer), harness.invoice(customer)
        stranger = harness.invoice(other)
        due = invoice_of(harness.connector(), part).open
        harness.pay(part, Decimal("30.00"))
        harness.pay(whole)
        extra = harness.payment_on_account(customer, Decimal("7.77"))
        snapshot = harness.connector().reread([customer])
        bills = self.bills(snapshot)
        assert [who.ref for who in snapshot.customers] == [customer]
        assert bills[part].open == due - 30 == sum(d.open for d in bills[part].dues)
        assert bills[part].state == "open"
        assert whole not in bills or bills[whole].open == 0
        assert stranger not in bills
        unapplied = {p.ref: p.unapplied for p in snapshot.payments if isinstance(p, Payment)}
        assert unapplied[extra] == Decimal("7.77")
        assert sum(unapplied.values()) == Decimal("7.77")
        assert snapshot.failed == ()

    def test_a_cancelled_invoice_is_no_longer_owed_and_its_payment_is_money_on_account(self, harness: Harness) -> None:
        customer = harness.customer()
        kept, cancelled = harness.invoice(customer), harness.invoice(customer)
        payment = harness.pay(cancelled, Decimal("25.00"))
        harness.cancel(cancelled)
        snapshot = harness.connector().reread([customer])
        bills = self.bills(snapshot)
        assert bills[kept].open > 0
        if gone := bills.get(cancelled):
            assert gone.state in ("cancelled", "reversed")  # never issued, or issued and taken back
            assert gone.open == 0
        unapplied = {p.ref: p.unapplied for p in snapshot.payments if isinstance(p, Payment)}
        assert unapplied[payment] == Decimal("25.00")

    def test_several_accounts_at_once_and_a_failed_one_is_named(self, harness: Harness) -> None:
        first, second = harness.customer("First"), harness.customer("Second")
        bills = {harness.invoice(first), harness.invoice(second)}
        broken = harness.unreadable_account()
        snapshot = harness.connector().reread([first, broken, second])
        assert set(self.bills(snapshot)) == bills
        assert {who.ref for who in snapshot.customers if isinstance(who, Customer)} == {first, second}
        assert snapshot.failed == (broken,)

    def test_an_account_with_a_payment_that_cannot_be_understood_has_failed(self, harness: Harness) -> None:
        """The customer may have paid: nothing may be sent to him."""
        first, second = harness.customer("First"), harness.customer("Second")
        harness.invoice(first)
        bill = harness.invoice(second)
        harness.spoil_money(harness.payment_on_account(first, Decimal("5.00")))
        snapshot = harness.connector().reread([first, second])
        assert bill in self.bills(snapshot)
        assert snapshot.failed == (first,)

    def test_an_account_with_a_credit_note_that_cannot_be_understood_has_failed(self, harness: Harness) -> None:
        first, second = harness.customer("First"), harness.customer("Second")
        harness.invoice(second)
        harness.spoil_money(harness.credit_note(harness.invoice(first)))
        assert harness.connector().reread([first, second]).failed == (first,)

    def test_it_agrees_with_a_pull(self, harness: Harness) -> None:
        customer = harness.customer()
        invoice = harness.invoice(customer)
        harness.pay(invoice, Decimal("10.00"))
        connector = harness.connector()
        snapshot = connector.reread([customer])
        assert self.bills(snapshot)[invoice] == invoice_of(connector, invoice)
        assert same(snapshot.customers[0], everything(connector, "customer")[customer])
