"""What an order is answered from the store and from the ERP, told as stories."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.errors import Misconfigured, Retry
from connectors.records import AddNote, AddTask, Ref
from dunning.credit.policy import CreditPolicy, Standing, Terms
from sync.credit import answer as credit
from sync.credit import held as credit_held
from sync.credit.answer import Checked
from sync.models import Audit, CreditOverride, HeldOrder, HoldCase, Proposal
from tests.sync.conftest import TODAY, World

POLICY = CreditPolicy(name="standard", checks=("static", "oldest", "level"), oldest_days=30, highest_level=3)


@pytest.fixture
def shop(build_world: Callable[..., World]) -> World:
    """A world with a credit policy."""
    return build_world(credit_policies={"standard": POLICY})


def luce(world: World, limit: str = "1000", **fields: object) -> Ref:
    return world.erp.customer("Officina Luce", credit_limit=Decimal(limit), **fields)


def ask(world: World, customer: Ref, amount: str = "100", order: str = "", *, stored: bool = False) -> Checked:
    found = credit.check(world.engine, "FR", str(customer), Decimal(amount), "EUR", order=order, stored=stored)
    if order:
        credit_held.remember(world.engine, found, order, Decimal(amount), "EUR")
    return found


def open_items(world: World, customer: Ref, amount: str, late: int = -20) -> Ref:
    return world.erp.invoice(customer, amount=amount, due=TODAY - timedelta(days=late))


def test_an_order_within_the_limit_goes_ahead_and_the_answer_says_as_of_when(shop: World) -> None:
    customer = luce(shop)
    open_items(shop, customer, "500.00")
    shop.run()
    found = ask(shop, customer, "500")
    assert (found.answer.outcome, found.source) == ("allowed", "store")
    assert found.as_of is not None
    assert found.answer.exposures[0].items == Decimal("500.00")
    assert found.sentence("fr") == "Votre commande peut être traitée."


def test_open_items_orders_drafts_and_money_on_account_are_read(shop: World) -> None:
    customer = luce(shop)
    open_items(shop, customer, "500.00")
    shop.erp.order(customer, "300.00")
    shop.erp.order(customer, "50.00", state="draft-invoice")
    shop.erp.order(customer, "7000.00", state="quotation")
    shop.erp.payment_on_account(customer, "40.00")
    shop.run()
    exposure = ask(shop, customer, "0").answer.exposures[0]
    assert (exposure.items, exposure.orders, exposure.drafts, exposure.credits) == (500, 300, 50, 40)


def test_whoever_has_paid_meanwhile_is_not_held(shop: World) -> None:
    customer = luce(shop)
    invoice = open_items(shop, customer, "950.00")
    shop.run()
    shop.erp.pay(invoice)
    assert ask(shop, customer, stored=True).answer.outcome == "held", "so says the store"
    found = ask(shop, customer)
    assert (found.answer.outcome, found.source, found.trouble) == ("allowed", "erp", "")
    assert ask(shop, customer, stored=True).answer.outcome == "allowed", "and the store has learnt it"


def test_what_is_allowed_is_not_asked_about(shop: World) -> None:
    customer = luce(shop)
    shop.run()
    shop.erp.calls.clear()
    ask(shop, customer)
    assert shop.erp.calls == []


def test_where_the_erp_does_not_answer_the_stored_answer_is_given_and_says_so(shop: World) -> None:
    customer = luce(shop)
    open_items(shop, customer, "950.00")
    shop.run()
    shop.erp.fail("reread", Retry("the server is down"))
    found = ask(shop, customer)
    assert (found.answer.outcome, found.source) == ("held", "store")
    assert found.trouble == "erp could not be asked: the server is down"


def test_the_order_that_is_in_the_erp_already_does_not_count_twice(shop: World) -> None:
    customer = luce(shop)
    order = shop.erp.order(customer, "900.00")
    shop.run()
    assert ask(shop, customer, "900", stored=True).answer.outcome == "held"
    assert ask(shop, customer, "900", f"SO{order.id}", stored=True).answer.outcome == "allowed"
    assert ask(shop, customer, "900", order.id, stored=True).answer.outcome == "allowed", "called by its id"


def test_an_order_counts_from_its_delivery(build_world: Callable[..., World]) -> None:
    policy = CreditPolicy(name="standard", checks=("dynamic",), horizon_days=30)
    shop = build_world(credit_policies={"standard": policy})
    customer = luce(shop)
    shop.erp.order(customer, "950.00", date=TODAY, delivery=TODAY + timedelta(days=31))
    shop.run()
    assert ask(shop, customer, stored=True).answer.outcome == "allowed"
    shop.erp.order(customer, "950.00", date=TODAY, delivery=TODAY + timedelta(days=30))
    shop.run()
    assert ask(shop, customer, stored=True).answer.outcome == "held"


def test_an_item_that_is_too_old_holds_and_so_does_a_high_level(shop: World) -> None:
    late = luce(shop, email="luce@luce.example")
    open_items(shop, late, "10.00", late=31)
    shop.run()
    assert "31 days overdue" in ask(shop, late).answer.reasons[0]
    strict = {"standard": CreditPolicy(name="standard", checks=("level",), highest_level=1)}
    shop.engine.settings.credit_policies.clear()
    shop.engine.settings.credit_policies.update(strict)
    assert ask(shop, late).answer.reasons == ("INV/1 has dunning level 2, 1 allowed.",)


def test_how_a_customer_has_paid_makes_the_risk_class(shop: World) -> None:
    standings = {"A": Standing(late_days=3), "B": Standing(late_days=10), "C": Standing(late_days=30)}
    policy = CreditPolicy(name="standard", checks=("behaviour",), late_days=10, standings=standings)
    shop.engine.settings.credit_policies["standard"] = policy
    prompt, late = luce(shop), luce(shop)
    for customer, days in ((prompt, 0), (late, 12)):
        for _ in range(3):
            due = shop.erp.now.date() - timedelta(days=days)
            shop.erp.pay(shop.erp.invoice(customer, amount="100.00", issued=due - timedelta(days=30), due=due))
    shop.run()
    assert ask(shop, prompt).answer.risk.grade == "A"
    assert ask(shop, prompt).answer.outcome == "allowed"
    found = ask(shop, late).answer
    assert (found.risk.grade, found.outcome) == ("C", "held")
    assert found.risk.words == "3 items paid on average 12.00 days late, 100% of the EUR late"
    assert found.behaviour[0].days_to_pay == 42


def test_a_subsidiary_counts_with_its_parent(shop: World) -> None:
    parent = shop.erp.customer("Gruppo Luce", credit_limit=Decimal(1000))
    customer = shop.erp.customer("Officina Luce", parent=parent)
    sister = shop.erp.customer("Bottega Luce", parent=parent)
    niece = shop.erp.customer("Piccola Luce", parent=sister)
    open_items(shop, niece, "950.00")
    shop.run()
    found = ask(shop, customer)
    assert found.answer.outcome == "held"
    assert "limit of Gruppo Luce" in found.answer.words
    alone = CreditPolicy(name="standard", checks=("static",), consolidated=False)
    shop.engine.settings.credit_policies["standard"] = alone
    assert ask(shop, customer).answer.outcome == "allowed"


def test_a_natural_person_is_never_refused_by_a_machine(shop: World) -> None:
    trader = luce(shop, sole_trader=True)
    consumer = luce(shop, consumer=True)
    for person in (trader, consumer):
        open_items(shop, person, "950.00")
    shop.run()
    for person in (trader, consumer):
        assert ask(shop, person, order=f"W{person.id}").answer.outcome == "review"
    shop.run()
    assert [e.change.summary for e in shop.erp.tasks if isinstance(e.change, AddTask)] == [
        f"Credit check: decide on order W{trader.id}",
        f"Credit check: decide on order W{consumer.id}",
    ]


def test_a_hold_that_somebody_else_set_is_neither_lifted_nor_overridden(shop: World) -> None:
    customer = luce(shop)
    shop.erp.hold_by_hand(customer)
    shop.run()
    override(shop, customer)
    found = ask(shop, customer)
    assert found.answer.outcome == "held"
    assert "Somebody put a hold" in found.answer.words
    assert shop.erp.row(customer).hold == "ON credit manager"


def test_solde_s_own_hold_holds_orders_until_it_is_released(shop: World) -> None:
    customer = luce(shop, "90000", email="luce@luce.example")
    invoice = open_items(shop, customer, "100.00", late=46)
    shop.run()
    shop.run()
    assert HoldCase.objects.get().placed
    assert "The customer is on credit hold" in ask(shop, customer).answer.words
    shop.erp.pay(invoice)
    shop.run()
    assert ask(shop, customer).answer.outcome == "allowed"


def test_a_record_that_cannot_be_read_leaves_it_to_a_person(shop: World) -> None:
    customer = luce(shop)
    invoice = open_items(shop, customer, "10.00")
    shop.run()
    shop.erp.spoil(invoice, "document.number")
    shop.run()
    assert ask(shop, customer).answer.outcome == "review"


def override(world: World, customer: Ref, amount: str = "5000", until: date = TODAY) -> None:
    reason = "Christmas stock"
    credit.set_override(world.engine, "FR", str(customer), Decimal(amount), "EUR", until, reason, who="rossi")


def test_a_manager_s_override_lets_pass_until_its_day_and_is_written_down(shop: World) -> None:
    customer = luce(shop)
    open_items(shop, customer, "950.00")
    shop.run()
    override(shop, customer)
    assert ask(shop, customer).answer.outcome == "allowed"
    assert ask(shop, customer, "4050.01").answer.outcome == "held"
    shop.engine.pinned = TODAY + timedelta(days=1)
    assert ask(shop, customer).answer.outcome == "held", "it ended by itself"
    line = Audit.objects.get(what="credit override set")
    assert (line.who, line.facts["until"]) == ("rossi", TODAY.isoformat())
    assert line.why == f"override {CreditOverride.objects.get().pk}", "whose reason is there as long as it is kept"


def test_an_override_can_be_taken_back_and_must_make_sense(shop: World) -> None:
    customer = luce(shop)
    open_items(shop, customer, "950.00")
    shop.run()
    override(shop, customer)
    override(shop, customer, "2000")
    credit.end_override(shop.engine, str(customer), who="rossi")
    assert ask(shop, customer).answer.outcome == "held"
    with pytest.raises(Misconfigured, match="has no override"):
        credit.end_override(shop.engine, str(customer), who="rossi")
    with pytest.raises(Misconfigured, match="would have ended already"):
        override(shop, customer, until=TODAY - timedelta(days=1))
    with pytest.raises(Misconfigured, match="above 0"):
        override(shop, customer, "0")


def test_a_held_order_is_released_by_itself_when_the_cause_is_gone(shop: World) -> None:
    customer = luce(shop)
    invoice = open_items(shop, customer, "950.00")
    order = shop.erp.order(customer, "100.00")
    shop.run()
    ask(shop, customer, order=f"SO{order.id}")
    ask(shop, customer, order=f"SO{order.id}")
    assert HeldOrder.objects.get().ended_at is None
    shop.run()
    assert [e.change.target for e in shop.erp.notes if isinstance(e.change, AddNote)] == [order]
    assert HeldOrder.objects.get().ended_at is None, "the cause is still there"
    shop.erp.pay(invoice)
    shop.run()
    held = HeldOrder.objects.get()
    assert (held.ended_as, held.order) == ("released", f"erp/1/order/{order.id}")
    assert [e.change.summary for e in shop.erp.tasks if isinstance(e.change, AddTask)] == [
        f"Order SO{order.id} may go ahead"
    ]
    shop.run()
    assert len(shop.erp.tasks) == 1
    assert [a.what for a in Audit.objects.filter(what__contains="order").order_by("id")] == [
        "order held",
        "held order released",
    ]


def test_an_order_that_only_the_shop_knows_is_told_of_on_the_customer(shop: World) -> None:
    customer = luce(shop)
    open_items(shop, customer, "950.00")
    shop.run()
    ask(shop, customer, order="WEB-1")
    shop.run()
    assert [e.change.target for e in shop.erp.notes] == [customer]
    override(shop, customer)
    shop.run()
    assert HeldOrder.objects.get().ended_as == "released"


def test_a_held_order_that_shrinks_in_the_erp_goes_ahead_and_one_that_is_cancelled_is_forgotten(shop: World) -> None:
    customer = luce(shop)
    small, gone = shop.erp.order(customer, "1100.00"), shop.erp.order(customer, "1.00")
    shop.run()
    ask(shop, customer, "1100", f"SO{small.id}")
    ask(shop, customer, "1", f"SO{gone.id}")
    assert HeldOrder.objects.count() == 2
    shop.erp.edit(gone, state="cancelled", uninvoiced=Decimal(0))
    shop.erp.edit(small, total=Decimal(900), uninvoiced=Decimal(900))
    shop.run()
    ended = HeldOrder.objects.order_by("id").values_list("ended_as", flat=True)
    assert list(ended) == ["released", "gone"]
    assert len(shop.erp.tasks) == 1


def test_asking_again_after_the_cause_is_gone_releases_at_once(shop: World) -> None:
    customer = luce(shop)
    invoice = open_items(shop, customer, "950.00")
    shop.run()
    ask(shop, customer, order="WEB-1")
    shop.erp.pay(invoice)
    assert ask(shop, customer, order="WEB-1").answer.outcome == "allowed"
    assert HeldOrder.objects.get().ended_as == "released"


def holding(shop: World) -> None:
    """From now on an exposure above the limit holds the customer."""
    shop.engine.settings.credit_policies["standard"] = CreditPolicy(name="standard", classes={"C": Terms(hold=True)})


def test_a_customer_that_is_gone_from_the_erp_stops_nobody_elses_run(shop: World) -> None:
    gone, other = luce(shop), luce(shop)
    for customer in (gone, other):
        open_items(shop, customer, "1000.01")
    shop.run()
    override(shop, gone)
    holding(shop)
    shop.erp.delete(gone)
    assert not shop.run().troubles
    assert set(HoldCase.objects.values_list("account", flat=True)) == {str(other)}


def test_an_exposure_above_the_limit_holds_the_customer_where_the_policy_says_so(shop: World) -> None:
    over, within, ordering = luce(shop), luce(shop), luce(shop)
    open_items(shop, over, "1000.01")
    open_items(shop, within, "1000.00")
    shop.erp.order(ordering, "1000.01")
    shop.run()
    assert not HoldCase.objects.exists()
    holding(shop)
    shop.run()
    reasons = dict(HoldCase.objects.values_list("account", "reason"))
    assert set(reasons) == {str(over), str(ordering)}
    assert reasons[str(over)] == "The exposure of 1000.01 EUR is over the credit limit of 1000 EUR."
    assert shop.erp.row(over).hold.startswith("ON Solde")
    shop.erp.payment_on_account(over, "0.01")
    shop.run()
    assert not shop.erp.row(over).hold.startswith("ON")
    assert shop.erp.row(ordering).hold.startswith("ON Solde")


def test_a_natural_person_above_the_limit_is_proposed(shop: World) -> None:
    holding(shop)
    trader = luce(shop, sole_trader=True)
    open_items(shop, trader, "1000.01")
    shop.run()
    assert not HoldCase.objects.exists()
    assert Proposal.objects.get().account == str(trader)


def test_a_manager_s_override_lifts_solde_s_hold_until_it_ends(shop: World) -> None:
    customer = luce(shop, "90000", email="luce@luce.example")
    open_items(shop, customer, "100.00", late=46)
    shop.run()
    assert shop.erp.row(customer).hold.startswith("ON Solde")
    override(shop, customer)
    shop.run()
    assert not shop.erp.row(customer).hold.startswith("ON")
    assert HoldCase.objects.get().released_why.startswith("A manager's override of rossi is in force until")
    shop.run(TODAY + timedelta(days=1))
    assert shop.erp.row(customer).hold.startswith("ON Solde")


def test_what_is_read_for_one_answer_is_one_state_of_the_database_and_locks_nobody_out(
    tmp_path: Path,
) -> None:
    """Told in a process of its own, with a database in a file: another connection writes between two lookups."""
    command = [sys.executable, "-c", _TWO_CONNECTIONS, str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["0", "0", "1"]


_TWO_CONNECTIONS = """
import sys, threading
from pathlib import Path
from sync.boot import prepare
prepare()
from sync.boot import boot
from tests.sync.conftest import settings
boot(settings(Path(sys.argv[1])))
from sync.credit import rows as credit_rows
from sync.models import CreditScore
from django.db import connection
from sync.clock import utc_now

def write():
    CreditScore.objects.create(account="a", grade="A", source="s", asked_at=utc_now())
    connection.close()

with credit_rows.one_view():
    print(len(credit_rows.score("a")))
    writer = threading.Thread(target=write)
    writer.start()
    writer.join(20)
    print(len(credit_rows.score("a")))
print(len(credit_rows.score("a")))
"""
