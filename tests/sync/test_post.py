"""Which way a notice takes, and what is in it: from the ERP to the mail folder, the printer, the telephone."""

import email
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from email import policy as mail_policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import msgspec
import pytest

from config.rates import shipped
from connectors.errors import Retry
from connectors.records import AddTask, Person
from dunning.policy import Level, Policy
from einvoice.model import Contact, PaymentMeans
from sync.models import Aside, Audit, Evidence, Notice
from tests.sync import sms_files
from tests.sync.conftest import TODAY, World, settings

Build = Callable[..., World]
IBAN = "FR7630006000011234567890189"
PHONE = Contact(name="Anna Luce", phone="+39 011 000 00 00")


@pytest.fixture
def build(build_world: Build, tmp_path: Path) -> Build:
    """A world whose policy has one level, five days after the due date, with the fields that a test names."""

    def made(way: dict[str, Any] | None = None, policy: Policy | None = None, **company: Any) -> World:
        usual = settings(tmp_path)
        chosen = policy or Policy(name="standard", levels=(Level(name="first", days=5, **(way or {})),))
        companies = {"FR": msgspec.structs.replace(usual.companies["FR"], **company)}
        world = build_world(companies=companies, policies={"standard": chosen}, rates=shipped())
        world.engine.channels["sms"] = sms_files.open_channel("sms", sms_files.Settings(path=tmp_path / "sms"))
        return world

    return made


def owes(world: World, late: int = 6, amount: str = "120.00", **customer: Any) -> Any:
    """Officina Luce with one invoice that is late by so many days."""
    luce = world.erp.customer("Officina Luce", **{"email": "luce@luce.example", "language": "en", **customer})
    world.erp.invoice(luce, number="F1", due=TODAY - timedelta(days=late), amount=amount)
    return luce


def mail(world: World) -> EmailMessage:
    """The one e-mail that left."""
    [path] = world.mails
    message = email.message_from_bytes(path.read_bytes(), policy=mail_policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(world: World) -> str:
    """Its text, in one line."""
    part = mail(world).get_body(("plain",))
    assert part is not None
    return " ".join(part.get_content().split())


def texts(world: World) -> list[str]:
    """The text messages that left."""
    return [path.read_text(encoding="utf-8") for path in sorted((world.folder / "sms").glob("*.txt"))]


def left_aside() -> list[str]:
    """What a person must mend, as it is told."""
    return [fault["message"] for aside in Aside.objects.all() for fault in aside.faults]


# The way it takes


def test_the_next_channel_is_tried_where_the_first_cannot_reach(build: Build) -> None:
    world = build({"channel": "sms", "fallback": ("phone", "mail")}, sms_channel="sms")
    owes(world)  # no telephone number at all
    world.run()
    assert Notice.objects.get().channel == "mail"
    assert len(world.mails) == 1


def test_nobody_is_reached_in_a_way_that_the_policy_does_not_name(build: Build) -> None:
    world = build({"channel": "phone", "fallback": ("mail",)})
    owes(world, email="")
    world.run()
    assert (world.mails, world.letters) == ([], [])
    assert left_aside() == ["Officina Luce has no telephone number", "Officina Luce has no e-mail address"]
    paths = [fault["path"] for fault in Aside.objects.get().faults]
    assert paths == ["party.contact.phone", "email"]


def test_a_letter_waits_for_a_postal_address(build: Build) -> None:
    world = build({"channel": "letter", "fallback": ("activity",)})
    owes(world, line1="", city="", postcode="", subdivision="")
    world.run()
    assert world.letters == []
    assert Notice.objects.get().channel == "activity"


def test_a_call_is_a_task_that_says_whom_to_call_and_what_to_say(build: Build) -> None:
    world = build({"channel": "phone", "text": "1"})
    owes(world, contact=PHONE, salesperson=Person(id="7", name="Rosa Bianchi", email="rosa@atelier.example"))
    world.run()
    [event] = world.erp.tasks
    task = event.change
    assert isinstance(task, AddTask)
    assert task.assignee is not None
    assert task.assignee.name == "Rosa Bianchi"
    assert task.summary.startswith("Call Officina Luce")
    assert task.text.startswith("Call Officina Luce (Anna Luce): +39 011 000 00 00\n")
    assert "- F1: 120.00 EUR, due 2026-10-27, 6 days overdue" in task.text
    assert "In all 120.00 EUR." in task.text
    assert "A due date is easily overlooked" in task.text
    assert Notice.objects.get().status == "given"


def test_a_task_in_the_erp_asks_somebody_to_look_after_it(build: Build) -> None:
    world = build({"channel": "activity"})
    owes(world)
    world.run()
    [event] = world.erp.tasks
    assert isinstance(event.change, AddTask)
    assert "Look after what Officina Luce owes" in event.change.text


def test_whoever_pays_meanwhile_is_not_called_either(build: Build) -> None:
    world = build({"channel": "phone"})
    luce = world.erp.customer("Officina Luce", contact=PHONE)
    invoice = world.erp.invoice(luce, due=TODAY - timedelta(days=6))
    world.erp.meanwhile("reread", lambda: world.erp.pay(invoice))
    world.run()
    assert world.erp.tasks == []
    assert Notice.objects.get().status == "stopped"


def test_a_call_to_a_number_that_changed_meanwhile_is_made_anew(build: Build) -> None:
    world = build({"channel": "phone"})
    luce = owes(world, contact=PHONE)
    other = Contact(name="Anna Luce", phone="+39 011 999 99 99")
    world.erp.meanwhile("reread", lambda: world.erp.edit(luce, contact=other))
    assert world.run().stopped == 1
    [event] = world.erp.tasks
    assert isinstance(event.change, AddTask)
    assert "+39 011 999 99 99" in event.change.text


def test_a_letter_to_a_place_that_the_customer_has_left_is_written_anew(build: Build) -> None:
    world = build({"channel": "letter"})
    luce = owes(world)
    world.erp.meanwhile("reread", lambda: world.erp.edit(luce, line1="Via Nuova 5"))
    assert world.run().stopped == 1
    assert len(world.letters) == 1
    assert (
        Evidence.objects.filter(effect__status="done")
        .latest("id")
        .inputs["address"]
        .startswith("Officina Luce, Via Nuova 5")
    )


# Text messages


def test_a_text_message_goes_to_the_contacts_number_and_is_short(build: Build) -> None:
    world = build({"channel": "sms"}, sms_channel="sms")
    owes(world, contact=Contact(phone="0039 (0)11 000.00.00"))
    world.run()
    [text] = texts(world)
    number, words = text.split("\n", 1)
    assert number == "+39110000000"
    assert "Atelier Exemple: invoice F1 of €120.00 is still unpaid." in words
    assert len(words) <= 306


@pytest.mark.parametrize("number", ["011 000 00 00", "+39", "+0391100000", "call me", "+39 011 000 00 00 00 00 00"])
def test_a_number_that_is_not_international_gets_no_text_message(build: Build, number: str) -> None:
    world = build({"channel": "sms", "fallback": ("mail",)}, sms_channel="sms")
    owes(world, contact=Contact(phone=number), email="")
    world.run()
    assert texts(world) == []
    assert any("no international number" in told for told in left_aside())


def test_without_a_provider_no_text_message_leaves(build: Build) -> None:
    world = build({"channel": "sms", "fallback": ("mail",)})
    owes(world, contact=PHONE)
    world.run()
    assert len(world.mails) == 1


def test_a_long_name_gives_way_and_the_amount_stays(build: Build) -> None:
    world = build({"channel": "sms"}, sms_channel="sms", name="Établissements " + "très " * 60 + "longs")
    owes(world, contact=PHONE)
    world.run()
    words = texts(world)[0].split("\n", 1)[1]
    assert len(words) <= 306
    assert "€120.00" in words


@pytest.mark.parametrize("language", ["en", "fr", "it", "de"])
@pytest.mark.parametrize("consumer", [False, True])
def test_text_messages_are_in_the_customers_language(build: Build, language: str, consumer: bool) -> None:
    world = build({"channel": "sms"}, sms_channel="sms", name="Solde")
    owes(world, contact=PHONE, language=language, consumer=consumer)
    world.run()
    words = texts(world)[0].split("\n", 1)[1]
    assert "F1" in words
    assert "120" in words
    assert not re.search(r"[{}ê’\u00a0]", words), "the alphabet of text messages"


# Copies to the salesperson

ROSA = Person(id="7", name="Rosa Bianchi", email="rosa@atelier.example")


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


def kept(world: World) -> bytes:
    """The message as it was kept."""
    evidence = Evidence.objects.filter(effect__notice__isnull=False).latest("id")
    return world.engine.vault.bytes_of(evidence)


# The invoices again


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


# What is asked for beside the invoices


def overdue(world: World, *, late: int = 40, **customer: Any) -> Any:
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


# How to pay


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


# Whom it is about


def test_a_subsidiarys_notice_goes_to_its_parent_and_says_for_whom(build: Build) -> None:
    world = build(policy=Policy(name="standard", levels=(Level(name="first", days=5),), to_parent=True))
    parent = world.erp.customer("Gruppo Luce", email="gruppo@luce.example", language="en")
    owes(world, parent=parent)
    world.run()
    assert mail(world)["To"] == "gruppo@luce.example"
    assert body(world).startswith("Dear Gruppo Luce,")
    assert "about the account of Officina Luce." in body(world)


def test_without_that_word_a_subsidiary_is_written_to_itself(build: Build) -> None:
    world = build()
    parent = world.erp.customer("Gruppo Luce", email="gruppo@luce.example", language="en")
    owes(world, parent=parent)
    world.run()
    assert mail(world)["To"] == "luce@luce.example"


def test_a_policys_language_and_tone_take_the_place_of_the_customers(build: Build) -> None:
    world = build({"language": "de", "tone": "formal"})
    owes(world)
    world.run()
    assert "umgehend zu überweisen" in body(world)


def test_a_consumer_is_written_to_as_one(build: Build) -> None:
    world = build({"text": "3", "tone": "formal"})
    owes(world, consumer=True)
    world.run()
    text = body(world)
    assert "Instalments are possible" in text
    assert "by return" not in text


def test_a_letter_may_have_a_page_of_the_companys_own(build: Build, tmp_path: Path) -> None:
    world = build({"channel": "letter", "template": "ours"})
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "ours.typ").write_text(
        "#let data = json(bytes(sys.inputs.data))\n#set document(title: sys.inputs.title)\n"
        '#set text(font: "Source Sans Pro", fallback: false, lang: sys.inputs.lang)\nOur page: #data.sheet.subject\n'
    )
    owes(world)
    world.run()
    assert len(world.letters) == 1
    assert "templates/ours.typ" in Evidence.objects.get(effect__notice__isnull=False).versions


def test_a_page_with_a_mistake_is_named(build: Build, tmp_path: Path) -> None:
    world = build({"channel": "letter", "template": "ours"})
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "ours.typ").write_text("#nonsense()")
    owes(world)
    assert any("templates/ours.typ: unknown variable: nonsense" in trouble for trouble in world.run().troubles)
    assert world.letters == []


def test_the_page_about_channels_shows_the_example_as_it_is() -> None:
    root = Path(__file__).parents[2]
    example = (root / "tests" / "sync" / "sms_files.py").read_text(encoding="utf-8")
    page = (root / "docs" / "adding-a-channel.md").read_text(encoding="utf-8")
    excerpts = re.findall(r"```python\n(.*?)```", page, re.S)
    assert len(excerpts) == 4
    assert all(excerpt in example for excerpt in excerpts)
