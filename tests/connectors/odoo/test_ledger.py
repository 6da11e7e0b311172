"""Whole accounts: whose money cannot be understood has failed, and what is not booked yet is given once."""

from decimal import Decimal
from typing import Any

import pytest

from connectors.records import Invoice, Payment, Ref, Snapshot, Unreadable
from tests.connectors.odoo.recorded import VERSIONS, Recorded, connector, load

Row = dict[str, Any]


@pytest.fixture(params=VERSIONS, ids=lambda v: f"odoo{v}")
def fake(request: pytest.FixtureRequest) -> Recorded:
    return Recorded(load(request.param))


def account(fake: Recorded, name: str) -> Ref:
    return Ref("odoo", "", "customer", str(fake.named("res.partner", name)["id"]))


def reread(fake: Recorded, *accounts: Ref, **changes: Any) -> Snapshot:
    return connector(fake, **changes).reread(accounts)


def open_of(snapshot: Snapshot) -> list[str]:
    """What is open, by the invoice's id."""
    bills = sorted((i for i in snapshot.invoices if isinstance(i, Invoice)), key=lambda bill: int(bill.ref.id))
    return [str(bill.open) for bill in bills if bill.open]


def unbooked(fake: Recorded, moves: list[Row], amount: float, currency: Any = None) -> Row:
    """A payment registered on these invoices, without a journal entry."""
    row = fake._new("account.payment", name="P", state="in_process", move_id=False, is_matched=False, amount=amount,
                    currency_id=currency or moves[0]["currency_id"], invoice_ids=[move["id"] for move in moves],
                    company_id=moves[0]["company_id"], partner_id=moves[0]["partner_id"], date="2026-11-20",
                    partner_type="customer", payment_type="inbound")  # fmt: skip
    for move in moves:
        move.update(matched_payment_ids=[row["id"]], payment_state="in_payment")  # as Odoo does, whatever the amount
    return row


def two_invoices(fake: Recorded) -> list[Row]:
    """The invoice of Sonne (300.00) and one of Möbel (120.00), both Sonne's now; the second is due first."""
    if fake.content["version"] < 18:
        pytest.skip("17 books every payment")
    sonne = next(r for r in fake.rows["account.move"] if "Tischlerei Sonne" in r["partner_id"][1])
    other = next(r for r in fake.rows["account.move"] if "Alpen" in r["partner_id"][1])
    other.update(partner_id=sonne["partner_id"], commercial_partner_id=sonne["commercial_partner_id"])
    sonne["invoice_date_due"], other["invoice_date_due"] = "2026-11-30", "2026-11-20"
    return [sonne, other]


@pytest.mark.parametrize("name", ["Menuiserie Dubois SARL", "Tischlerei Sonne GmbH"])
def test_an_account_with_money_that_cannot_be_understood_has_failed(fake: Recorded, name: str) -> None:
    """Dubois has a payment on account, Sonne a credit that came without one."""
    spoilt, other = account(fake, name), account(fake, "Alpen Möbel AG")
    for row in [*fake.rows["account.payment"], *fake.rows["account.move.line"]]:
        if row.get("partner_id") and row["partner_id"][0] == int(spoilt.id) and row.get("move_type") != "out_invoice":
            row["date"] = "some day"
    snapshot = reread(fake, other, spoilt)
    assert any(isinstance(payment, Unreadable) for payment in snapshot.payments)
    assert snapshot.failed == (spoilt,)


def test_a_payment_of_a_contact_counts_for_its_company(fake: Recorded) -> None:
    dubois, child = account(fake, "Menuiserie Dubois SARL"), fake.named("res.partner", "Comptabilité")
    payment = next(p for p in fake.rows["account.payment"] if p["amount"] == 25.0)
    for row in [
        payment,
        *(r for r in fake.rows["account.move.line"] if (r.get("payment_id") or [0])[0] == payment["id"]),
    ]:
        row.update(partner_id=[child["id"], "Comptabilité"])
    payment["amount"] = "??"
    assert reread(fake, dubois).failed == (dubois,)


def test_an_account_with_an_open_credit_note_that_cannot_be_understood_has_failed(fake: Recorded) -> None:
    dubois, other = account(fake, "Menuiserie Dubois SARL"), account(fake, "Alpen Möbel AG")
    note = next(
        r for r in fake.rows["account.move"] if r["move_type"] == "out_refund" and "Dubois" in r["partner_id"][1]
    )
    note.update(amount_residual=80.0, payment_state="not_paid", invoice_date="some day")
    assert reread(fake, dubois, other).failed == (dubois,)
    note["amount_residual"] = 0.0  # it has been applied: it lowers nothing any more
    assert reread(fake, dubois, other).failed == ()


def test_an_invoice_that_cannot_be_understood_stops_no_account(fake: Recorded) -> None:
    dubois = account(fake, "Menuiserie Dubois SARL")
    bill = next(r for r in fake.rows["account.move"] if r["amount_residual"] == 1207.99)
    bill["invoice_date"] = "some day"
    snapshot = reread(fake, dubois)
    assert any(isinstance(record, Unreadable) for record in snapshot.invoices)
    assert snapshot.failed == ()


def test_whose_owner_is_unknown_stops_all_accounts_of_the_batch(fake: Recorded) -> None:
    dubois, other = account(fake, "Menuiserie Dubois SARL"), account(fake, "Alpen Möbel AG")
    one = connector(fake)
    whole = one._reading.credit_lines
    spoilt: list[Row] = []

    def garbled(rows: list[Row]) -> Any:
        spoilt.extend(rows)
        for row in rows:
            row["partner_id"] = "??"
        payment = next(p for p in fake.rows["account.payment"] if p["amount"] == 25.0)
        payment["partner_id"] = "??"
        return whole(rows)

    one._reading.credit_lines = garbled  # type: ignore[method-assign]
    assert one.reread([dubois, other]).failed == (dubois, other)
    assert spoilt


@pytest.mark.parametrize("page_size", [200, 1])
def test_a_payment_over_two_invoices_is_given_once_the_oldest_due_first(fake: Recorded, page_size: int) -> None:
    moves = two_invoices(fake)
    unbooked(fake, moves, 200.0)
    snapshot = reread(fake, account(fake, "Tischlerei Sonne GmbH"), page_size=page_size)
    assert open_of(snapshot) == ["220.00"], "120.00 for the one that is due first, 80.00 of 300.00 for the other"
    assert snapshot.failed == ()


def test_a_payment_in_another_currency_gives_nothing_and_stops_the_account(fake: Recorded) -> None:
    moves = two_invoices(fake)
    unbooked(fake, moves, 200.0, currency=[1, "USD"])
    sonne = account(fake, "Tischlerei Sonne GmbH")
    snapshot = reread(fake, sonne)
    assert open_of(snapshot) == ["300.00", "120.00"]
    assert [p.currency for p in snapshot.payments if isinstance(p, Payment) and p.amount == Decimal(200)] == ["USD"]
    assert snapshot.failed == (sonne,)


def test_a_part_payment_is_not_the_whole_although_odoo_says_in_payment(fake: Recorded) -> None:
    moves = two_invoices(fake)
    payment = unbooked(fake, moves[:1], 100.0)
    sonne = account(fake, "Tischlerei Sonne GmbH")
    assert open_of(reread(fake, sonne)) == ["200.00", "120.00"]
    payment.update(state="paid", is_matched=True)  # marked by hand; no bank statement has lowered the residual
    assert open_of(reread(fake, sonne)) == ["200.00", "120.00"]
    payment["amount"] = 300.0
    assert open_of(reread(fake, sonne)) == ["120.00"]


def test_what_the_bank_statement_has_lowered_is_not_given_again(fake: Recorded) -> None:
    moves = two_invoices(fake)
    unbooked(fake, moves[:1], 100.0).update(state="paid", is_matched=True)
    moves[0].update(payment_state="partial", amount_residual=200.0)
    assert open_of(reread(fake, account(fake, "Tischlerei Sonne GmbH"))) == ["200.00", "120.00"]
