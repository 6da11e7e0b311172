"""Copies of invoices: what left stands before what the ERP printed."""

import pytest

from connectors.records import Invoice, Ref
from sync.letters.attachments import PDF, copies, plain
from sync.letters.phone import MOST, e164, length, spelt
from sync.models import EDocument, Evidence
from tests.sync.conftest import World


def emitted(world: World, invoice: Ref, mime: str, name: str, content: bytes) -> Evidence:
    """As if an e-invoice of this form had left."""
    evidence = world.engine.vault.keep(content, name=name, mime=mime)
    EDocument.objects.create(invoice=str(invoice), format=name, filename=name, evidence=evidence, print="p", digest="d")
    return evidence


def taken(world: World, invoice: Ref, *, paper: bool = False, most: int = 10_000) -> list[tuple[str, str, bytes]]:
    """Names and contents of the copies."""
    record: Invoice = world.erp.bill(invoice)
    found, _ = copies(world.engine, {str(invoice): record}, most, paper=paper)
    return [(file.name, file.mime, file.content) for _, file in found]


@pytest.fixture
def invoice(world: World) -> Ref:
    return world.erp.invoice(world.erp.customer(), number="F1")


def test_the_emitted_page_is_the_one_that_is_sent_again(world: World, invoice: Ref) -> None:
    world.erp.row(invoice).pdf = b"%PDF of the ERP"
    emitted(world, invoice, "application/xml", "F1.xml", b"<xml/>")
    emitted(world, invoice, PDF, "F1.pdf", b"%PDF that left")
    assert taken(world, invoice) == [("F1.pdf", PDF, b"%PDF that left")]


def test_the_erps_page_stands_before_xml_that_nobody_reads(world: World, invoice: Ref) -> None:
    emitted(world, invoice, "application/xml", "F1.xml", b"<xml/>")
    assert taken(world, invoice) == [("F1.xml", "application/xml", b"<xml/>")]
    world.erp.row(invoice).pdf = b"%PDF of the ERP"
    assert taken(world, invoice) == [("F1.pdf", PDF, b"%PDF of the ERP")]


def test_paper_takes_pages_alone(world: World, invoice: Ref) -> None:
    emitted(world, invoice, "application/xml", "F1.xml", b"<xml/>")
    assert taken(world, invoice, paper=True) == []


def test_what_was_altered_on_the_disk_is_not_sent_again(world: World, invoice: Ref) -> None:
    kept = emitted(world, invoice, PDF, "F1.pdf", b"%PDF that left")
    (world.engine.vault.folder / kept.sha256[:2] / kept.sha256).write_bytes(b"%PDF forged")
    assert taken(world, invoice) == []


def test_too_much_is_left_out_and_said(world: World, invoice: Ref) -> None:
    world.erp.row(invoice).pdf = b"%PDF" + b"0" * 100
    record = world.erp.bill(invoice)
    assert copies(world.engine, {str(invoice): record}, 50, paper=False) == (
        [],
        ["no copy of F1: with it the copies are larger than copies_mb allows"],
    )


def test_two_invoices_of_one_name_are_told_apart(world: World) -> None:
    customer = world.erp.customer()
    found = {}
    for number in ("F/1", "F-1"):
        ref = world.erp.invoice(customer, number=number)
        world.erp.row(ref).pdf = b"%PDF"
        found[str(ref)] = world.erp.bill(ref)
    named, _ = copies(world.engine, found, 10_000, paper=False)
    assert [file.name for _, file in named] == ["F-1.pdf", "F-1-2.pdf"]
    assert plain("../ é\\:*? naïve\n") == "- e naive"


# Numbers and text messages


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+33 6 12 34 56 78", "+33612345678"),
        ("0049 (0)30 / 123-456", "+4930123456"),
        ("+41.79.123.45.67", "+41791234567"),
        ("06 12 34 56 78", ""),
        ("+33 6 12 ext. 4", ""),
        ("+0 12345678", ""),
        ("+1234567890123456", ""),
        ("", ""),
    ],
)
def test_only_international_numbers_are_numbers(written: str, number: str) -> None:
    assert e164(written) == number


def test_the_alphabet_of_text_messages_loses_accents_and_no_letters() -> None:
    assert spelt("L’été à Nîmes coûte 12\u00a0€ – ça va ✓") == "L'été à Nimes coute 12 € - ca va "
    assert length("12 €") == 5
    assert length("a" * MOST) == MOST
