"""What the ledger knows about an invoice becomes the debts that interest is computed from."""

from datetime import date
from decimal import Decimal

import msgspec

from config import rates
from connectors.records import Customer, Settlement
from dunning.charges import Contested, Settled
from dunning.policy import Level
from sync.debts import agreed_with, charges_on, debts_of
from tests.sync.conftest import World, settings

FIRST, SECOND = date(2026, 2, 1), date(2026, 3, 1)


def test_a_payment_goes_to_the_oldest_instalment_first(world: World) -> None:
    """Two of 500; 700 came on 10 March: 500 on the first, 200 on the second."""
    who = world.erp.customer()
    invoice = world.erp.invoice(who, amount="1000.00", instalments=[(SECOND, "500.00"), (FIRST, "500.00")])
    world.erp.edit(invoice, dues=tuple(sorted(world.erp.bill(invoice).dues, key=lambda due: due.date)))
    payment = world.erp.pay(invoice, "700.00", on=date(2026, 3, 10))
    one, two = debts_of(world.erp.bill(invoice))
    assert (one.id, two.id) == (f"{invoice}#0", f"{invoice}#1")
    assert one.settled == (Settled(date=date(2026, 3, 10), amount=Decimal("500.00"), number=payment.id),)
    assert two.settled == (Settled(date=date(2026, 3, 10), amount=Decimal("200.00"), number=payment.id),)


def test_what_was_settled_on_an_unknown_day_counts_as_paid_in_time(world: World) -> None:
    """600 are settled, of 100 the ERP tells the day."""
    invoice = world.erp.invoice(world.erp.customer(), amount="1000.00", due=FIRST)
    world.erp.pay(invoice, "600.00")
    record = msgspec.structs.replace(
        world.erp.bill(invoice), settlements=(Settlement(date=SECOND, amount=Decimal("100.00"), ref="P1"),)
    )
    (debt,) = debts_of(record)
    assert [(part.date, str(part.amount)) for part in debt.settled] == [(SECOND, "100.00"), (FIRST, "500.00")]


def test_a_dispute_in_the_erp_takes_the_earliest_instalments(world: World) -> None:
    invoice = world.erp.invoice(
        world.erp.customer(),
        amount="1000.00",
        instalments=[(FIRST, "500.00"), (SECOND, "500.00")],
        disputed=Decimal("600.00"),
    )
    one, two = debts_of(world.erp.bill(invoice))
    assert [part.amount for part in (*one.contested, *two.contested)] == [Decimal("500.00"), Decimal("100.00")]
    told = {two.id: (Contested(amount=Decimal("50.00")),)}
    assert [debt.contested for debt in debts_of(world.erp.bill(invoice), contested=told)] == [(), told[two.id]]


def test_a_notice_asks_for_what_the_companys_law_and_its_contract_say(world: World) -> None:
    """36500 due 1 March 2026, asked on 11 March. The law: 12.15 % -> 121.50; "Net 60" agreed 9.5 % -> 95.00."""
    invoice = world.erp.invoice(world.erp.customer(), amount="36500.00", due=SECOND)
    chosen = settings(world.folder, rates=rates.shipped())
    company = msgspec.structs.replace(chosen.companies["FR"], late_interest_terms={"Net 60": "9.5"})
    customer = world.erp.row(world.erp.bill(invoice).customer).record
    assert isinstance(customer, Customer)
    way = Level(name="Reminder", interest=True)
    debts = debts_of(world.erp.bill(invoice))
    for terms, amount in (("", "121.50"), ("Net 60", "95.00")):
        them = msgspec.structs.replace(customer, terms=terms)
        found = charges_on(chosen, company, them, debts, way, date(2026, 3, 11))
        assert [str(charge.amount) for charge in found.charges] == [amount]


def test_terms_that_nobody_named_follow_the_company(world: World) -> None:
    company = msgspec.structs.replace(settings(world.folder).companies["FR"], late_interest="none")
    assert agreed_with(company, "Net 30").none
