"""What a customer reads: the right words, the right figures, in the right language."""

import hashlib
import io
import re
import shutil
import subprocess
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest

from connectors.errors import Misconfigured
from dunning.decisions import Notice, NoticeItem
from einvoice.faults import Unacceptable
from sync.letters.compose import Letter, compose
from sync.letters.mailtext import WIDTH
from sync.letters.parts import TEMPLATE, Addressee, LetterHead
from sync.letters.wording import FOLDER, LOCALES, speech

TODAY = date(2026, 11, 23)
HEAD = LetterHead(
    name="Atelier Aubépine SAS",
    lines=("12 rue des Tanneurs", "69005 Lyon"),
    email="info@aubepine.example",
    phone="+33 4 00 00 00 00",
    vat="FR32123456789",
    iban="FR76 3000 6000 0112 3456 7890 189",
    bic="AGRIFRPP",
    signature="Claire Delorme",
    reply_to="compta@aubepine.example",
    language="fr",
)
CUSTOMER = Addressee(name="Boulangerie Lefèvre & Fils", lines=("3 place du Marché", "35000 Rennes"))
LEVELS = ("before", "1", "2", "3", "generic")
NBSP = "\u00a0"
POLITE = (
    "prions|reconnaissants|remerci|volontiers|pregh|grati|grazie|ringrazi|please|grateful|thank|bitte|dank|freu|gern"
)
THREATS = (
    r"tribunal|avocat|huissier|mise en demeure|legal\b|\bcourt\b|solicitor|avvocat|diffid|messa in mora|mahnbescheid"
    r"|gericht|anwalt|inkasso|schufa|ultimat"
)


def item(number: str = "F1", open: str = "1234.50", late: int = 30, currency: str = "EUR") -> NoticeItem:
    due = TODAY - timedelta(days=late)
    return NoticeItem(
        id=number,
        number=number,
        issued=due - timedelta(days=30),
        due=due,
        amount=Decimal(open) + 100,
        open=Decimal(open),
        currency=currency,
        level=1,
    )


def notice(*items: NoticeItem, **other: Any) -> Notice:
    fields: dict[str, Any] = {"level": 1, "channel": "mail", "text": "1"} | other
    return Notice(customer="c", date=TODAY, reason="", items=items or (item(),), **fields)


def write(what: Notice, language: str = "fr", head: LetterHead = HEAD, customer: Addressee = CUSTOMER) -> Letter:
    return compose(what, company=head, customer=customer, language=language, today=TODAY)


def pages(letter: Letter) -> int:
    assert letter.pdf is not None
    with pikepdf.open(io.BytesIO(letter.pdf)) as pdf:
        return len(pdf.pages)


def printed(letter: Letter, *options: str) -> str:
    """The text on the letter's pages."""
    if not (tool := shutil.which("pdftotext")):
        pytest.skip("pdftotext (poppler-utils) is not installed: the page's text cannot be read")
    assert letter.pdf is not None
    run = subprocess.run([tool, *options, "-", "-"], input=letter.pdf, capture_output=True, check=True)
    return run.stdout.decode()


# Language


@pytest.mark.parametrize(
    ("wanted", "otherwise", "spoken"),
    [
        ("it", "fr", "it"),
        ("it_IT", "fr", "it"),
        ("fr-CA", "it", "fr"),
        ("EN", "it", "en"),
        ("es", "it", "it"),
        ("de_AT", "it", "de"),
        ("", "fr", "fr"),
        ("es", "nl", "en"),
        ("", "", "en"),
    ],
)
def test_the_customers_language_then_the_companys_then_english(wanted: str, otherwise: str, spoken: str) -> None:
    head = msgspec.structs.replace(HEAD, language=otherwise)
    assert write(notice(), wanted, head).language == spoken


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("count", [1, 3])
def test_every_text_is_whole(language: str, level: str, count: int) -> None:
    items = [item(f"F{n}", late=n + 1 if level != "before" else -3) for n in range(count)]
    letter = write(notice(*items, text=level), language)
    whole = letter.subject + letter.text
    assert not re.search(r"[{}]|None", whole)
    assert "\n" not in letter.subject
    assert all(i.number in letter.text for i in items)
    assert max(map(len, letter.text.splitlines())) <= WIDTH
    assert re.search(POLITE, whole, re.I)
    assert not re.search(THREATS, whole, re.I)


@pytest.mark.parametrize("language", LOCALES)
def test_every_level_has_words_of_its_own(language: str) -> None:
    subjects = {write(notice(text=level), language).subject for level in LEVELS}
    assert len(subjects) == len(LEVELS)
    assert write(notice(text="7"), language).subject == write(notice(text="generic"), language).subject


def test_one_invoice_and_several_are_spoken_of_rightly() -> None:
    assert "la facture ci-dessous n’est pas" in " ".join(write(notice()).text.split())
    assert "les factures ci-dessous ne sont" in " ".join(write(notice(item(), item("F2"))).text.split())
    assert write(notice(item(), item("F2")), "it").subject == "Promemoria: 2 fatture da saldare"


def test_a_day_and_days() -> None:
    text = write(notice(item("A", late=1), item("B", late=2), item("C", late=0)), "it").text
    assert re.search(r"A .* 1 giorno ", text)
    assert re.search(r"B .* 2 giorni ", text)
    assert re.search(r"C .* – ", text)


# Figures


@pytest.mark.parametrize(
    ("language", "amount", "due"),
    [("fr", f"1{NBSP}234,50{NBSP}€", "24 oct. 2026"), ("it", f"1.234,50{NBSP}€", "24 ott 2026"),
     ("en", "€1,234.50", "24 Oct 2026")],
)  # fmt: skip
def test_amounts_and_dates_are_written_as_the_language_does(language: str, amount: str, due: str) -> None:
    text = write(notice(), language).text
    assert re.search(rf"^F1 .*{re.escape(due)}.*{re.escape(amount)}$", text, re.M)


def test_a_currency_without_cents_has_none() -> None:
    assert "JP¥1,234\n" in write(notice(item(open="1234", currency="JPY")), "en").text


def test_money_already_there_is_thanked_for_and_taken_off() -> None:
    text = write(notice(item(open="1000"), item("F2", "500"), credits={"EUR": Decimal("300.25")}), "en").text
    assert re.search(r"^Already received +−€300\.25$", text, re.M)
    assert re.search(r"^Total to pay +€1,199\.75$", text, re.M)
    assert "payment of €1,199.75 in" in " ".join(text.split())


def test_currencies_have_a_total_each_and_are_never_added_up() -> None:
    text = write(notice(item(), item("D", "70", currency="USD"), credits={"USD": Decimal(20)}), "en").text
    assert re.findall(r"^Total to pay +(.*)$", text, re.M) == ["€1,234.50", "US$50.00"]
    assert "€1,234.50 and US$50.00" in " ".join(text.split())


def test_the_table_lines_up() -> None:
    items = [item("2026/00001", "9"), item("X", "123456.78", late=401), item("Y", "7", currency="CHF")]
    text = write(notice(*items, credits={"EUR": Decimal(1)})).text
    table = text[text.index("Facture") : text.index("\n\nNous vous serions")].splitlines()
    assert {len(line) for line in table} == {len(table[0])}
    assert len(table) == 1 + 2 * 2 + 3 + 3


def test_what_is_not_due_yet_has_no_column_of_delay() -> None:
    assert "Retard" not in write(notice(item(late=-3), text="before")).text
    assert "Retard" in write(notice()).text


def test_where_to_pay_and_whom_to_answer() -> None:
    text = write(notice()).text
    assert "IBAN                  FR76 3000 6000 0112 3456 7890 189\n" in text
    assert re.search(r"Référence à rappeler +F1\n", text)
    assert text.endswith(
        "Claire Delorme\nAtelier Aubépine SAS\nTél. +33 4 00 00 00 00\ncompta@aubepine.example\nN° TVA FR32123456789\n"
    )
    assert "numéros de facture" in write(notice(item(), item("F2"))).text


def test_what_is_not_known_is_left_out() -> None:
    text = write(notice(), head=LetterHead(name="Aubépine")).text
    assert not re.search("IBAN|BIC|TVA|Tél|Coordonnées", text)
    assert text.endswith("\n\nAubépine\n")


# On paper


def test_only_a_letter_is_printed() -> None:
    assert write(notice()).pdf is None
    assert pages(write(notice(channel="letter"))) == 1


@pytest.mark.parametrize("language", LOCALES)
def test_a_long_account_goes_on_over_pages_and_keeps_its_head_row(language: str) -> None:
    letter = write(notice(*[item(f"F{n:02}", late=60 - n) for n in range(40)], channel="letter"), language)
    assert pages(letter) == 2
    text = printed(letter, "-layout")
    assert all(f"F{n:02}" in text for n in range(40))
    labels = speech(language).wording.labels
    first, second = text.split("\f")[:2]
    assert labels.open in first
    assert labels.open in second
    assert labels.page.format(page=2, pages=2) in second


def test_paper_says_what_the_mail_says() -> None:
    what = notice(item(), item("D", "70", currency="USD"), channel="letter", credits={"EUR": Decimal(34)}, text="3")
    letter = write(what, "en", customer=Addressee(name="Harper & Sons Ltd", lines=("Quayside", "Bristol")))
    text = " ".join(printed(letter).split())
    for part in ("Harper & Sons Ltd", "Quayside", letter.subject, "€1,334.50", "€1,234.50", "−€34.00"):
        assert part in text
    for part in ("€1,200.50 and US$70.00", "FR76 3000 6000 0112 3456 7890 189", "Yours sincerely,"):
        assert part in text


@pytest.mark.parametrize(
    ("language", "left", "right"), [("fr", 100, 120), ("it", 100, 120), ("en", 20, 30), ("de", 20, 30)]
)
def test_the_address_stands_in_the_window_of_the_countrys_envelopes(language: str, left: int, right: int) -> None:
    """In millimetres from the sheet's corner; a DL window shows about 45 to 80 from the top."""
    boxes = printed(write(notice(channel="letter"), language), "-bbox")
    found = re.search(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>Boulangerie<', boxes)
    assert found is not None
    x, y = (float(value) * 25.4 / 72 for value in found.groups())
    assert left < x < right
    assert 45 < y < 70


def test_names_are_only_names() -> None:
    rogue = Addressee(name="#panic() {company} $x$ *b* \\", lines=("#import",))
    letter = write(notice(channel="letter"), "en", customer=rogue)
    assert "Dear #panic() {company} $x$ *b* \\," in letter.text
    assert "#panic() {company} $x$ *b* \\" in printed(letter)


def test_a_name_that_the_font_cannot_show_stops_the_letter_but_not_the_mail() -> None:
    customer = Addressee(name="株式会社")
    assert write(notice(), "en", customer=customer).text.startswith("Dear 株式会社,")
    with pytest.raises(Unacceptable, match="株"):
        write(notice(channel="letter"), "en", customer=customer)


# Evidence


def test_the_versions_are_those_of_the_files() -> None:
    letter = write(notice(channel="letter"))
    assert letter.versions == {
        "texts/fr.toml": hashlib.sha256((FOLDER / "fr.toml").read_bytes()).hexdigest(),
        "templates/letter.typ": hashlib.sha256(TEMPLATE.read_bytes()).hexdigest(),
    }
    assert list(write(notice(), "it").versions) == ["texts/it.toml"]


def test_the_same_notice_always_gives_the_same_letter() -> None:
    assert write(notice(channel="letter")) == write(notice(channel="letter"))


# Texts that somebody edited


def test_a_text_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    original = (FOLDER / "en.toml").read_text(encoding="utf-8")

    def problem(name: str, before: str, after: str) -> str:
        assert before in original
        folder = tmp_path / name
        folder.mkdir()
        (folder / "en.toml").write_text(original.replace(before, after), encoding="utf-8")
        with pytest.raises(Misconfigured) as error:
            speech("en", folder=folder)
        return str(error.value)

    assert "levels.1.one.subject: {numbr}" in problem("typo", "reminder: invoice {number}", "reminder: {numbr}")
    assert "levels.2.one.subject" in problem("brace", "Second reminder: invoice {number}", "Second {number")
    assert "levels.generic" in problem("generic", "levels.generic", "levels.other")
    assert "vat" in problem("label", 'vat = "VAT no."', "")
    assert "texts/en.toml" in problem("syntax", "[labels]", "[labels")
    assert "days.one: {x}" in problem("days", 'one = "{n} day"', 'one = "{x} day"')
    assert "labels.iban: {number}" in problem("labels", 'iban = "IBAN"', 'iban = "{number}"')


def test_a_language_without_a_file_is_pointed_out(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"texts/it\.toml"):
        speech("it", folder=tmp_path)
