"""Notices as text messages: to an international number, short, in plain letters."""

import re
from pathlib import Path

import pytest

from einvoice.model import Contact
from tests.sync.posting import PHONE, Build, build, left_aside, owes, texts

__all__ = ["build"]


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


def test_the_page_about_channels_shows_the_example_as_it_is() -> None:
    root = Path(__file__).parents[2]
    example = (root / "tests" / "sync" / "sms_files.py").read_text(encoding="utf-8")
    page = (root / "docs" / "adding-a-channel.md").read_text(encoding="utf-8")
    excerpts = re.findall(r"```python\n(.*?)```", page, re.S)
    assert len(excerpts) == 4
    assert all(excerpt in example for excerpt in excerpts)
