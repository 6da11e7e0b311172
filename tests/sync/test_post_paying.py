"""How much a notice asks for beside the invoices, and how it is to be paid."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from dunning.policy import Level, Policy
from einvoice.model import PaymentMeans
from sync.models import Audit
from tests.sync.conftest import TODAY, World
from tests.sync.posting import IBAN, Build, body, build, mail, owes

__all__ = ["build"]


def overdue(world: World, **customer: Any) -> Any:
    luce = world.erp.customer("Boulangerie Luce", country="FR", email="luce@luce.example", language="en", **customer)
    return world.erp.invoice(luce, number="F1", issued=date(2026, 1, 5), due=date(2026, 2, 4), amount="1000.00")


def test_interest_and_compensation_are_added_and_their_working_is_shown(build: Build) -> None:
    """ECB 2.15 + 10 in 2026H1: from 5 February to 2 March are 26 days; 1000.00 x 12.15 % x 26 / 365 = 8.65."""
    world = build({"interest": True, "compensation": True})
    overdue(world)
    world.run(date(2026, 3, 2))
    text = body(world)
    assert "€1,000.00 × 12.15 % × 26 / 365 = €8.65" in text.replace("\u00a0", " ")
    assert "Interest for late payment €8.65" in text
    assert "Fixed compensation for recovery costs €40.00" in text
    assert "Total to pay €1,048.65" in text
    assert "payment of €1,048.65" in text


def test_a_consumer_is_never_asked_for_the_forty_euros(build: Build) -> None:
    world = build({"interest": True, "compensation": True, "fee": {"EUR": Decimal(5)}})
    overdue(world, consumer=True)
    world.run(date(2026, 3, 2))
    text = body(world)
    assert "compensation" not in text
    assert "fee" not in text


def test_a_compensation_is_asked_for_once(build: Build) -> None:
    levels = (Level(name="1", days=5, compensation=True), Level(name="2", days=15, compensation=True))
    world = build(policy=Policy(name="standard", levels=levels))
    overdue(world)
    world.run(date(2026, 3, 2))
    world.run(date(2026, 3, 16))
    told = [b"Fixed compensation" in path.read_bytes() for path in world.mails]
    assert sorted(told) == [False, True]


def test_a_missing_rate_keeps_back_the_line_and_not_the_letter(build: Build) -> None:
    world = build({"interest": True, "compensation": True})
    overdue(world)
    world.run()  # November 2026: the rate of 2026H2 is not in the tables
    text = body(world)
    assert "Interest" not in text
    assert "€40.00" in text
    assert "2026H2" in Audit.objects.get(what="left out of the notice").why


def paying(world: World, **document: Any) -> None:
    """An invoice with an account on it."""
    luce = world.erp.customer("Officina Luce", email="luce@luce.example", language="en")
    invoice = world.erp.invoice(luce, number="F1", due=TODAY - timedelta(days=6), amount="120.00")
    bill = world.erp.bill(invoice)
    means = PaymentMeans(**{"iban": IBAN, "bic": "AGRIFRPP", **document})
    world.erp.edit(invoice, document=msgspec.structs.replace(bill.document, payment=(means,)))


def test_a_payment_code_travels_as_a_picture_and_is_spoken_of(build: Build) -> None:
    world = build()
    paying(world)
    world.run()
    [picture] = mail(world).iter_attachments()
    assert picture.get_content_type() == "image/png"
    assert picture.get_content().startswith(b"\x89PNG")
    assert "your banking app can read it" in body(world)


def test_a_policy_may_leave_the_payment_code_out(build: Build) -> None:
    world = build({"payment_code": False})
    paying(world)
    world.run()
    assert list(mail(world).iter_attachments()) == []
    assert "FR76 3000" in body(world)


def test_where_the_invoices_name_no_account_the_companys_is_named(build: Build) -> None:
    world = build(iban="DE89370400440532013000")
    paying(world, iban="")
    world.run()
    assert "IBAN DE89 3704 0044 0532 0130 00" in body(world)


def test_two_accounts_are_named_by_nobody_and_have_no_code(build: Build) -> None:
    world = build(iban=IBAN)
    paying(world)
    [luce] = [ref for ref in (row.record.ref for row in world.erp.rows.values()) if ref.kind == "customer"]
    other = world.erp.invoice(luce, number="F2", due=TODAY - timedelta(days=7))
    document = msgspec.structs.replace(
        world.erp.bill(other).document, payment=(PaymentMeans(iban="DE89370400440532013000"),)
    )
    world.erp.edit(other, document=document)
    world.run()
    assert "IBAN" not in body(world)
    assert list(mail(world).iter_attachments()) == []


def test_the_payment_page_is_named_with_number_and_amount(build: Build) -> None:
    world = build(payment_page="https://pay.example.com/?invoice={number}&amount={amount}{currency}")
    owes(world)
    world.run()
    assert "Pay online https://pay.example.com/?invoice=F1&amount=120.00EUR" in body(world)


def test_the_erps_own_payment_page_comes_first_and_only_if_it_is_safe(build: Build) -> None:
    world = build(payment_page="https://pay.example.com/{number}")
    luce = world.erp.customer("Officina Luce", email="luce@luce.example", language="en")
    world.erp.invoice(luce, number="F1", due=TODAY - timedelta(days=8), payment_url="https://erp.example/pay/1")
    world.erp.invoice(luce, number="F2", due=TODAY - timedelta(days=7), payment_url="javascript:alert(1)")
    world.run()
    assert "Pay online: F1 https://erp.example/pay/1" in body(world)
    assert "javascript" not in body(world)
