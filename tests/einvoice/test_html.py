"""The invoice as one HTML page that needs nothing else."""

import pytest
from lxml import html as reader
from msgspec.structs import replace

from einvoice import html
from einvoice.page import LANGUAGES, Look

from . import gallery, samples


def test_the_page_says_what_the_pdf_says() -> None:
    page = reader.fromstring(html.render(samples.french_invoice()))
    text = page.text_content()
    assert page.get("lang") == "fr"
    assert page.findtext(".//title") == "Facture FA-2026-0412"
    for part in (
        "Ateliers du Rhône",
        "Maison Lefèvre & Fils SARL",
        "2\u202f613,64\u00a0€",
        "Remise fidélité",
        "30 jours",
    ):
        assert part in text
    assert len(page.findall(".//tbody/tr")) == 5 + 2 + 2


@pytest.mark.parametrize("piece", list(gallery.pieces()), ids=lambda piece: piece.name)
def test_every_invoice_has_a_page_that_stands_alone(piece: gallery.Piece) -> None:
    page = reader.fromstring(html.render(piece.invoice, piece.language, look=piece.look))
    assert not page.findall(".//script") and not page.findall(".//link")
    assert all(value.startswith("data:") for value in page.xpath("//@src"))
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]


def test_whoever_cannot_see_finds_his_way() -> None:
    page = reader.fromstring(html.render(samples.french_invoice(), look=Look(logo=gallery.LOGO)))
    assert all(head.get("scope") == "col" for head in page.iterfind(".//th"))
    assert [image.get("alt") for image in page.iterfind(".//img")] == ["Ateliers du Rhône"]
    assert page.xpath("//*[@role='img']/@aria-label") == ["Scanner pour payer"]
    assert len(page.findall(".//h1")) == 1


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt; & 'x'", "a\x00b"]
)
def test_a_name_is_never_markup(text: str) -> None:
    invoice = samples.french_invoice()
    invoice = replace(
        invoice,
        number=text,
        terms=text,
        buyer=replace(invoice.buyer, name=text),
        lines=(replace(invoice.lines[0], name=text, description=text), *invoice.lines[1:]),
    )
    page = reader.fromstring(html.render(invoice))
    assert not page.findall(".//script") and not page.findall(".//img")
    assert text.replace("\x00", "") in page.text_content()


def test_a_language_can_be_chosen_and_an_unknown_one_is_a_mistake() -> None:
    titles = [reader.fromstring(html.render(samples.export(), language)).findtext(".//title") for language in LANGUAGES]
    assert titles == [f"{word} FA-2026-0415" for word in ("Facture", "Fattura", "Invoice", "Rechnung")]
    with pytest.raises(ValueError, match="fr, it, en, de"):
        html.render(samples.export(), "xx")
