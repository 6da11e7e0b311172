"""What a notice says beside its items: charges and their working, links, codes, copies, for whom, in which tone."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest

from dunning.account import Happening
from dunning.fees import Charge
from dunning.interest import InterestLine
from einvoice import paycode
from sync.letters.compose import Letter, compose
from sync.letters.mailtext import WIDTH
from sync.letters.parts import Addressee, Extras
from sync.letters.wording import LOCALES, speech
from tests.sync.test_letters import CUSTOMER, HEAD, POLITE, THREATS, TODAY, item, notice, pages, printed

EVENTS = get_args(Happening)
CODE = paycode.epc(HEAD.name, HEAD.iban, HEAD.bic, Decimal("1234.50"), "F1")
MILLIMETRE = 72 / 25.4


def interest(number: str = "F1") -> Charge:
    """63.72 from two half-years."""
    first = InterestLine(
        number=number,
        currency="EUR",
        principal=Decimal("1234.50"),
        first=TODAY - timedelta(days=158),
        last=TODAY - timedelta(days=146),
        days=13,
        percent=Decimal("12.15"),
        basis="actual/365",
        amount=Decimal("5.34"),
        words="the ECB's main refinancing rate 2.15 % + 10 (2026H1)",
        table="ecb",
        reference=Decimal("2.15"),
    )
    return Charge(
        kind="interest", number=number, item=number, currency="EUR", amount=Decimal("5.34"), words="", working=(first,)
    )


def fixed(number: str = "F1") -> Charge:
    """The 40 EUR."""
    return Charge(
        kind="compensation", number=number, item=number, currency="EUR", amount=Decimal(40), words="Directive 2011/7/EU"
    )


FEE = Charge(kind="fee", currency="EUR", amount=Decimal(5), words="")


def write(what: Any = None, language: str = "en", customer: Addressee = CUSTOMER, **extras: Any) -> Letter:
    return compose(
        what or notice(), company=HEAD, customer=customer, language=language, today=TODAY, extras=Extras(**extras)
    )


def flat(letter: Letter) -> str:
    return " ".join(letter.text.split())


# Charges


def test_charges_stand_below_the_invoices_and_are_in_the_total() -> None:
    text = write(charges=(interest(), fixed(), FEE)).text
    rows = text[text.index("Outstanding  ") :] if "Outstanding  " in text else text
    assert re.search(r"^Outstanding +€1,234\.50$", rows, re.M)
    assert re.search(r"^Interest for late payment +€5\.34$", rows, re.M)
    assert re.search(r"^Fixed compensation for recovery costs +€40\.00$", rows, re.M)
    assert re.search(r"^Reminder fee +€5\.00$", rows, re.M)
    assert re.search(r"^Total to pay +€1,284\.84$", rows, re.M)
    assert "payment of €1,284.84 in" in " ".join(text.split()), "what is asked for is the new total"


def test_the_interest_can_be_worked_out_by_the_reader() -> None:
    text = write(charges=(interest(),)).text
    assert "F1: 18 Jun 2026 – 30 Jun 2026 (ECB 2.15\u00a0% + 10)\n" in text
    assert "  €1,234.50 × 12.15\u00a0% × 13 / 365 = €5.34\n" in text
    assert text.endswith("Days counted: actual/365\n")


@pytest.mark.parametrize(
    ("language", "how"), [("fr", "BCE 2,15"), ("it", "BCE 2,15"), ("de", "EZB 2,15"), ("en", "ECB 2.15")]
)
def test_how_the_rate_is_made_is_said_in_the_customers_language(language: str, how: str) -> None:
    text = write(language=language, charges=(interest(),)).text
    assert how in text
    assert "main refinancing" not in text


def test_several_fixed_sums_are_one_line_that_says_how_many() -> None:
    text = write(notice(item("F1"), item("F2")), charges=(fixed("F1"), fixed("F2"))).text
    assert re.search(r"^Fixed compensation for recovery costs \(2 × €40\.00\) +€80\.00$", text, re.M)


def test_without_charges_there_is_no_word_of_them() -> None:
    text = write().text
    assert "Outstanding" in text, "the column"
    assert not re.search(r"^Outstanding +€1,234\.50$", text, re.M)
    assert "because of the delay" not in " ".join(text.split())


def test_charges_of_a_currency_stay_in_it() -> None:
    text = write(notice(item(), item("D", "70", currency="USD")), charges=(interest(),)).text
    assert re.findall(r"^Total to pay +(.*)$", text, re.M) == ["€1,239.84", "US$70.00"]


@pytest.mark.parametrize("language", LOCALES)
def test_the_letter_shows_the_charges_and_their_working(language: str) -> None:
    what = notice(item("F1"), item("F2"), channel="letter", text="2")
    letter = write(what, language, charges=(interest(), fixed("F1"), fixed("F2"), FEE))
    labels, text = speech(language).wording.labels, " ".join(printed(letter).split())
    for words in (labels.interest, labels.compensation, labels.fee, labels.working, labels.period):
        assert words in text
    assert "actual/365" in text


# How to pay


def test_a_link_is_not_broken_and_stands_under_its_label() -> None:
    address = "https://pay.example.com/pay?invoice=F1&amount=1234.50&and=" + "x" * 60
    assert f"Pay online\n  {address}\n" in write(links=(("", address),)).text
    assert "Pay online: F2\n  https://b" in write(links=(("F1", "https://a"), ("F2", "https://b"))).text


def test_what_the_payee_wants_to_read_takes_the_place_of_the_number() -> None:
    assert re.search(r"Reference +RF18 5390 0754 7034$", write(reference="RF18 5390 0754 7034").text, re.M)


def test_the_mail_speaks_of_the_picture_only_where_there_is_one() -> None:
    assert "your banking app can read it" in flat(write(code=CODE))
    assert "banking app" not in flat(write())


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("count", [1, 4, 8, 11, 14, 17, 20])
def test_the_code_never_lies_in_a_fold_nor_is_it_cut(language: str, count: int) -> None:
    """It is a drawing of 28 mm: what of it would be in the fold does not open on a telephone."""
    items = [item(f"F{n}", late=60 - n) for n in range(count)]
    letter = write(
        notice(*items, channel="letter", text="3"), language, code=CODE, links=(("", "https://pay.example"),)
    )
    label = speech(language).wording.labels.scan.split()[0]
    found = re.search(rf'yMin="([\d.]+)"[^>]*>{re.escape(label)}<', printed(letter, "-bbox"))
    assert found is not None
    bottom = float(found.group(1)) / MILLIMETRE  # the label stands just below the code
    folds = (105, 210) if language == "de" else (99, 198)
    assert all(not bottom - 29 < fold < bottom - 2 for fold in folds), bottom
    assert 30 < bottom < 275
    assert pages(letter) <= 2


def test_a_swiss_code_is_printed_in_its_size() -> None:
    assert paycode.millimetres("SPC\n0200") == 46


# For whom, with what


def test_copies_are_named_one_or_several() -> None:
    assert "A copy of the invoice is enclosed: F1." in flat(write(copies=("F1",)))
    assert "Copies of the invoices are enclosed: F1, F2 and F3." in flat(write(copies=("F1", "F2", "F3")))


def test_whoever_pays_for_another_is_told_for_whom() -> None:
    assert "We write to you about the account of Lefèvre Lyon SARL." in flat(write(debtor="Lefèvre Lyon SARL"))


@pytest.mark.parametrize("language", LOCALES)
def test_a_tone_changes_what_is_asked_and_not_what_happened(language: str) -> None:
    plain = write(language=language)
    said = {tone: write(language=language, tone=tone) for tone in ("friendly", "firm", "formal")}
    assert len({letter.text for letter in said.values()} | {plain.text}) >= 3
    assert {letter.subject for letter in said.values()} == {plain.subject}
    opening = flat(plain).split("F1 ")[0]
    assert all(flat(letter).startswith(opening) for letter in said.values())
    assert all(not re.search(THREATS, letter.text, re.I) for letter in said.values())


# Texts

LEVELS = ("before", "1", "2", "3", "generic", "legal", *EVENTS)


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("text", LEVELS)
@pytest.mark.parametrize("consumer", [False, True])
def test_every_text_is_whole_polite_and_made_for_its_reader(language: str, text: str, consumer: bool) -> None:
    for items in ((item(),), (item("F1"), item("F2"))):
        letter = write(notice(*items, text=text), language, consumer=consumer)
        whole = letter.subject + " " + flat(letter)
        assert not re.search(r"[{}]|None", whole)
        assert max(map(len, letter.text.splitlines())) <= WIDTH
        assert re.search(POLITE, whole, re.I)
        assert not re.search(THREATS, whole, re.I)
        assert all(each.number in letter.text for each in items)


@pytest.mark.parametrize("language", LOCALES)
def test_every_reaction_has_words_of_its_own(language: str) -> None:
    generic = write(notice(text="generic"), language)
    openings = {flat(write(notice(text=event), language)) for event in EVENTS}
    assert len(openings) == len(EVENTS)
    assert flat(generic) not in openings


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("text", ["3", "legal"])
def test_a_consumer_is_offered_instalments_and_help_and_given_time(language: str, text: str) -> None:
    business = flat(write(notice(text=text), language))
    consumer = flat(write(notice(text=text), language, consumer=True, tone="formal"))
    assert consumer != business
    help_for_debts = r"debt advice|point conseil budget|consulenza sul debito|Schuldnerberatung"
    assert re.search(help_for_debts, consumer)
    assert not re.search(help_for_debts, business)
    assert re.search(r"instalments|versements|rate\b|Raten", consumer, re.I)
    assert not re.search(r"sept jours|sette giorni|seven days|sieben Tage|dès réception|by return|umgehend", consumer)


def test_an_italian_consumer_is_spoken_to_with_lei() -> None:
    for text in LEVELS:
        words = flat(write(notice(text=text), "it", consumer=True))
        assert not re.search(r"\b(Vi|Voi|Vostra|Vostro|avete|potete)\b", words), text


def test_the_german_address_stands_lower_for_its_window() -> None:
    """DIN 5008 form B: the window shows from 45 to 90 mm."""
    boxes = printed(write(notice(channel="letter"), "de"), "-bbox")
    found = re.search(r'yMin="([\d.]+)"[^>]*>Boulangerie<', boxes)
    assert found is not None
    assert 52 < float(found.group(1)) / MILLIMETRE < 66
