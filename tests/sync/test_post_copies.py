"""Who else gets a notice, and the invoices that come with it again."""

from datetime import timedelta
from typing import Any

import pytest

from connectors.errors import Retry
from connectors.records import Person
from sync.models import Audit, Evidence
from tests.sync.conftest import TODAY, World
from tests.sync.posting import Build, body, build, mail, owes

__all__ = ["build"]

ROSA = Person(id="7", name="Rosa Bianchi", email="rosa@atelier.example")


def kept(world: World) -> bytes:
    """The message as it was kept."""
    evidence = Evidence.objects.filter(effect__notice__isnull=False).latest("id")
    return world.engine.vault.bytes_of(evidence)


def test_the_salesperson_gets_a_copy_and_the_customer_sees_it(build: Build) -> None:
    world = build({"cc_salesperson": True})
    owes(world, salesperson=ROSA)
    world.run()
    assert mail(world)["Cc"] == "rosa@atelier.example"


@pytest.mark.parametrize("how", ["hidden", "never"])
def test_a_company_may_hide_its_people(build: Build, how: str) -> None:
    world = build({"cc_salesperson": True}, cc_salesperson=how)
    owes(world, salesperson=ROSA)
    world.run()
    assert "rosa" not in world.mails[0].read_text()
    assert (b"rosa@atelier.example" in kept(world)) == (how == "hidden")


def test_without_the_policys_word_nobody_gets_a_copy(build: Build) -> None:
    world = build()
    owes(world, salesperson=ROSA)
    world.run()
    assert mail(world)["Cc"] is None


def test_a_copy_never_goes_to_somebody_who_no_longer_has_the_customer(build: Build) -> None:
    world = build({"cc_salesperson": True})
    luce = owes(world, salesperson=ROSA)
    heir = Person(id="8", name="Ugo Neri", email="ugo@atelier.example")
    world.erp.meanwhile("reread", lambda: world.erp.edit(luce, salesperson=heir))
    assert world.run().stopped == 1
    assert mail(world)["Cc"] == "ugo@atelier.example"


def test_a_copy_of_the_invoice_comes_with_it_and_the_text_says_so(build: Build) -> None:
    world = build({"attach_invoices": True, "payment_code": False})
    luce = world.erp.customer("Officina Luce", email="luce@luce.example", language="en")
    invoice = world.erp.invoice(luce, number="2026/F1", due=TODAY - timedelta(days=6))
    world.erp.row(invoice).pdf = b"%PDF-1.7 the ERP's page"
    world.run()
    [copy] = mail(world).iter_attachments()
    assert (copy.get_filename(), copy.get_content()) == ("2026-F1.pdf", b"%PDF-1.7 the ERP's page")
    assert "A copy of the invoice is enclosed: 2026/F1." in body(world)


def test_a_copy_that_is_not_there_is_not_spoken_of(build: Build) -> None:
    world = build({"attach_invoices": True})
    owes(world)
    world.run()
    assert "enclosed" not in body(world)
    assert "no copy of F1" in Audit.objects.get(what="left out of the notice").why


def test_copies_that_are_too_large_stay_behind(build: Build) -> None:
    world = build({"attach_invoices": True, "payment_code": False}, copies_mb=1)
    luce = world.erp.customer("Officina Luce", email="luce@luce.example", language="en")
    small = world.erp.invoice(luce, number="F1", due=TODAY - timedelta(days=8))
    large = world.erp.invoice(luce, number="F2", due=TODAY - timedelta(days=7))
    world.erp.row(small).pdf = b"%PDF small"
    world.erp.row(large).pdf = b"%PDF" + b"0" * 1024 * 1024
    world.run()
    assert [part.get_filename() for part in mail(world).iter_attachments()] == ["F1.pdf"]
    assert "A copy of the invoice is enclosed: F1." in body(world)


def test_an_erp_that_cannot_give_the_copy_now_does_not_hold_the_reminder_up(build: Build) -> None:
    world = build({"attach_invoices": True})
    owes(world)
    connector = world.engine.connectors["erp"]

    def down(_: Any) -> bytes | None:
        raise Retry("the ERP is down", sent=False)

    connector.invoice_pdf = down  # type: ignore[method-assign]
    world.run()
    assert len(world.mails) == 1
