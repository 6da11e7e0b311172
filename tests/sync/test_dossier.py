"""Handing a claim over: one PDF that holds everything a lawyer asks for."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest

from config.rates import shipped
from config.settings import ChannelSection
from connectors.channels import folder
from connectors.errors import Misconfigured
from connectors.records import AddTask, Due, Settlement
from dunning.policy import Level, Policy
from einvoice.model import Contact
from sync.accounts import customer_of
from sync.letters import dossier, dossier_words
from sync.models import DeliveryEvent, Effect, Evidence, Notice
from tests.sync.conftest import World, settings

Build = Callable[..., World]
START = date(2026, 3, 2)  # a Monday; the rates of the half-year are known
LEVELS = (
    Level(name="first", days=5),
    Level(name="letter", days=12, channel="letter", text="3", interest=True, compensation=True),
    Level(name="legal", days=19, legal=True),
)


@pytest.fixture
def build(build_world: Build, tmp_path: Path) -> Build:
    """A world whose third level hands the account over; `company` changes the company."""

    def made(**company: Any) -> World:
        usual = settings(tmp_path)
        chosen = Policy(name="standard", levels=LEVELS, frequency_days=5)
        companies = {"FR": msgspec.structs.replace(usual.companies["FR"], **company)}
        channels = dict(usual.channels)
        channels["lawyers"] = ChannelSection(type="folder", settings=folder.Settings(path=tmp_path / "lawyers"))
        world = build_world(companies=companies, policies={"standard": chosen}, rates=shipped(), channels=channels)
        world.engine.channels["lawyers"] = folder.open_channel("lawyers", folder.Settings(path=tmp_path / "lawyers"))
        return world

    return made


def owes(world: World, **customer: Any) -> Any:
    """Boulangerie Luce with one invoice of 1000.00, due on 24 February."""
    luce = world.erp.customer("Boulangerie Luce", country="FR", email="luce@luce.example", language="en", **customer)
    invoice = world.erp.invoice(
        luce, number="F1", issued=date(2026, 1, 25), due=date(2026, 2, 24), amount="1000.00", net=None
    )
    world.erp.row(invoice).pdf = page("The invoice F1 itself")
    return luce, invoice


def page(words: str) -> bytes:
    """A PDF of one page, as an ERP prints one."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = words
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def reminded_to_the_end(world: World) -> None:
    """Three notices, a week apart."""
    for week in range(3):
        world.run(START + timedelta(days=7 * week))
    assert list(Notice.objects.values_list("level", flat=True).order_by("id")) == [1, 2, 3]


def handed(world: World) -> list[Path]:
    """What lies in the lawyers' folder."""
    return sorted((world.folder / "lawyers").glob("*/*.pdf"))


def read(content: bytes) -> str:
    """The text of all pages, in one line."""
    if not (tool := shutil.which("pdftotext")):
        pytest.skip("pdftotext (poppler-utils) is not installed: the pages' text cannot be read")
    run = subprocess.run([tool, "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(run.stdout.decode().replace("\u00a0", " ").replace("\u200b", "").split())


def whole(world: World, account: Any, today: date) -> str:
    """The dossier's text, made by hand."""
    customer = customer_of(str(account))
    assert customer is not None
    return read(dossier.make(world.engine, "FR", customer, today).content)


def test_the_legal_level_hands_the_account_over_once(build: Build) -> None:
    world = build(legal_channel="lawyers")
    owes(world)
    reminded_to_the_end(world)
    assert len(handed(world)) == 1
    [task] = [event.change for event in world.erp.tasks if isinstance(event.change, AddTask)]
    assert task.summary == "Handed over: Boulangerie Luce, €1,046.66"
    world.run(START + timedelta(days=15))
    world.run(START + timedelta(days=40))
    assert len(handed(world)) == 1


def test_without_a_channel_for_it_the_dossier_lies_on_the_customer_in_the_erp(build: Build) -> None:
    world = build()
    luce, _ = owes(world)
    reminded_to_the_end(world)
    [event] = world.erp.files
    assert event.change.target == luce
    assert event.content is not None
    assert event.content.startswith(b"%PDF")


def test_nobody_is_handed_over_who_has_paid_in_the_last_moment(build: Build) -> None:
    world = build(legal_channel="lawyers")
    _, invoice = owes(world)
    world.run(START)
    world.run(START + timedelta(days=7))
    # It is asked for once before the notice leaves and once before the dossier does.
    world.erp.meanwhile("reread", lambda: None)
    world.erp.meanwhile("reread", lambda: world.erp.pay(invoice))
    world.run(START + timedelta(days=14))
    assert Notice.objects.filter(status="given", level=3).exists()
    assert handed(world) == []
    assert Effect.objects.get(key__startswith="dossier", way="channel:lawyers").error == "nothing is open any more"


@pytest.mark.parametrize("what", ["money on account", "a block", "another invoice is open"])
def test_nor_who_has_paid_on_account_is_blocked_or_owes_only_what_was_not_handed_over(build: Build, what: str) -> None:
    world = build(legal_channel="lawyers")
    luce, invoice = owes(world)
    world.run(START)
    world.run(START + timedelta(days=7))
    world.erp.meanwhile("reread", lambda: None)

    def then() -> None:
        if what == "a block":
            world.erp.edit(luce, dunning_block="in talks")
        elif what == "money on account":
            world.erp.payment_on_account(luce, "1000.00")
        else:
            world.erp.pay(invoice)
            world.erp.invoice(luce, number="F2", issued=START, due=START + timedelta(days=60))

    world.erp.meanwhile("reread", then)
    world.run(START + timedelta(days=14))
    assert Notice.objects.filter(status="given", level=3).exists()
    assert handed(world) == []


def test_a_person_decides_whether_a_natural_person_is_handed_over(build: Build) -> None:
    world = build(legal_channel="lawyers")
    owes(world, sole_trader=True)
    reminded_to_the_end(world)
    assert handed(world) == []
    task = [event.change for event in world.erp.tasks if isinstance(event.change, AddTask)][-1]
    assert task.summary.startswith("To decide: Boulangerie Luce")
    assert task.text.endswith("The customer is a natural person: you decide whether it is handed over.")


def test_it_holds_the_claim_the_account_the_notices_and_the_interest(build: Build) -> None:
    """25 February to 16 March are 20 days: 1000.00 x 12.15 % x 20 / 365 = 6.66; a day costs 0.33."""
    world = build()
    luce, _ = owes(world, contact=Contact(name="Anna Luce", phone="+33 4 00 00 00 01"))
    reminded_to_the_end(world)
    text = whole(world, luce, START + timedelta(days=14))
    for words in ("Atelier Exemple", "Boulangerie Luce", "12 rue des Lilas", "FR11123456782"):
        assert words in text
    for words in ("Overdue invoices €1,000.00", "Interest to date €6.66", "recovery costs €40.00", "Total €1,046.66"):
        assert words in text
    assert "Further interest from 17 March 2026: €0.33 for each day" in text
    assert "€1,000.00 25 Feb 2026 – 16 Mar 2026 20" in text
    assert "Annexes" in text


def test_each_notice_stands_there_with_its_proof(build: Build) -> None:
    world = build()
    luce, _ = owes(world)
    reminded_to_the_end(world)
    first = Notice.objects.order_by("id")[0]
    DeliveryEvent.objects.create(
        effect=Effect.objects.get(notice=first),
        account=first.account,
        kind="delivered",
        at=datetime(2026, 3, 2, 9, 12, tzinfo=UTC),
        source="provider",
        ident="1",
    )
    text = whole(world, luce, START + timedelta(days=14))
    assert "2 March 2026, Level 1, by e-mail" in text
    assert "9 March 2026, Level 2, by letter" in text
    assert "luce@luce.example" in text
    assert "Boulangerie Luce, 12 rue des Lilas, 69003 Lyon, FR" in text, "where the letter went"
    assert "delivered 2 March 2026 10:12" in text
    squeezed = text.replace(" ", "")
    for evidence in Evidence.objects.filter(effect__notice__isnull=False):
        assert evidence.sha256 in squeezed
    receipt = Effect.objects.filter(notice=first).values_list("receipt", flat=True)[0]
    assert receipt.startswith("<")
    assert receipt in squeezed


def test_the_documents_are_annexed_as_they_left(build: Build) -> None:
    world = build()
    luce, _ = owes(world)
    reminded_to_the_end(world)
    customer = customer_of(str(luce))
    assert customer is not None
    made = dossier.make(world.engine, "FR", customer, START + timedelta(days=14))
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert len(pdf.pages) == made.pages
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert b"pdfaid" not in pdf.Root.Metadata.read_bytes() if "/Metadata" in pdf.Root else True
    assert titles[-4:] == [
        "Invoice F1",
        "Notice of 2 March 2026, by e-mail",
        "Notice of 9 March 2026, by letter",
        "Notice of 16 March 2026, by e-mail",
    ]
    text = read(made.content)
    assert "A due date is easily overlooked" in text, "the e-mail as a page"
    assert "Despite our earlier reminders" in text, "the letter itself"


def test_a_document_that_cannot_be_joined_is_named_with_the_reason(build: Build) -> None:
    world = build()
    luce, invoice = owes(world)
    world.erp.row(invoice).pdf = b"%PDF-1.7 broken"
    world.run(START)
    assert "Invoice F1 not available: the file could not be opened" in whole(world, luce, START)
    world.erp.row(invoice).pdf = None
    assert "Invoice F1 not available: neither Solde nor the ERP has a page of it" in whole(world, luce, START)


def test_interest_follows_each_part_payment(build: Build) -> None:
    """400.00 came on 4 March: 8 days of 1000.00 (2.66), then 12 days of 600.00 (2.40), in all 5.06."""
    world = build()
    luce, invoice = owes(world)
    world.erp.pay(invoice, "400.00")
    paid = (Settlement(date=date(2026, 3, 4), amount=Decimal(400), ref="BNK/7"),)
    world.erp.edit(invoice, settlements=paid)
    world.run(START)
    text = whole(world, luce, START + timedelta(days=14))
    assert "Payment BNK/7 4 Mar 2026 −€400.00" in text
    assert "€1,000.00 25 Feb 2026 – 4 Mar 2026 8" in text
    assert "€600.00 5 Mar 2026 – 16 Mar 2026 12" in text
    assert "Interest to date €5.06" in text


def test_a_missing_rate_is_said_and_the_rest_stands(build: Build) -> None:
    world = build()
    luce, _ = owes(world)
    world.run(START)
    text = whole(world, luce, date(2026, 11, 2))
    assert "Interest could not be worked out" in text
    assert "a rate is not known (ECB 2026H2)" in text
    assert "rates/" not in text, "what to add where is said to whoever runs Solde"
    assert "Total €1,040.00" in text


def test_each_instalment_stands_in_the_statement_with_what_is_open(build: Build) -> None:
    world = build()
    luce, invoice = owes(world)
    dues = (
        Due(date=date(2026, 2, 24), amount=Decimal(400), open=Decimal(150)),
        Due(date=date(2026, 6, 24), amount=Decimal(600), open=Decimal(600)),
    )
    world.erp.edit(invoice, dues=dues, open=Decimal(750))
    world.run(START)
    text = whole(world, luce, START)
    assert "24 Feb 2026 €400.00 €150.00" in text
    assert "24 June 2026 €600.00 €600.00" in text or "24 Jun 2026 €600.00 €600.00" in text
    assert "Overdue invoices €150.00" in text


def test_money_on_account_lessens_the_claim_and_a_dispute_is_named(build: Build) -> None:
    world = build()
    luce, invoice = owes(world)
    world.erp.payment_on_account(luce, "250.00", memo="transfer of March")
    world.erp.edit(invoice, disputed=Decimal(100), dispute_reason="two loaves were missing")
    world.run(START)
    text = whole(world, luce, START)
    assert "Money on account and open credits −€250.00" in text
    assert "Of which disputed €100.00" in text


def test_a_consumers_dossier_claims_no_forty_euros(build: Build) -> None:
    world = build()
    luce, _ = owes(world, consumer=True)
    world.run(START)
    text = whole(world, luce, START)
    assert "A consumer" in text
    assert "recovery costs" not in text


@pytest.mark.parametrize("language", ["en", "fr", "it", "de"])
def test_it_is_in_the_companys_language(build: Build, language: str) -> None:
    world = build(language=language)
    luce, _ = owes(world)
    world.run(START)
    title = {"en": "Dossier of a claim", "fr": "Dossier de créance", "it": "Fascicolo del credito"}
    assert title.get(language, "Akte zur Forderung") in whole(world, luce, START)


def test_letters_that_the_font_lacks_do_not_hold_it_up(build: Build) -> None:
    world = build()
    luce, _ = owes(world)
    world.run(START)
    world.erp.edit(luce, email="株@luce.example")
    assert re.search(r"Dossier of a claim", whole(world, luce, START))


def test_the_same_account_always_gives_the_same_file(build: Build) -> None:
    world = build()
    luce, _ = owes(world)
    world.run(START)
    customer = customer_of(str(luce))
    assert customer is not None
    first, second = (dossier.make(world.engine, "FR", customer, START).content for _ in range(2))
    assert first == second


def test_words_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    original = dossier_words.PATH.read_text(encoding="utf-8")
    edited = tmp_path / "dossier.toml"
    edited.write_text(original.replace('as_of = "As of {day}"', 'as_of = "As of {dya}"'), encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"texts/dossier\.toml: en\.as_of: \{dya\} means nothing here"):
        dossier_words.load(edited)
