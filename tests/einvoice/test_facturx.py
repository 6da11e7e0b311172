"""Factur-X: one PDF/A-3 for people and machines."""

import io
import os
import shlex
import subprocess
import unicodedata
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pypdf
import pytest
from lxml import etree
from msgspec.structs import replace
from pikepdf import AttachedFileSpec, Name

from einvoice import cii, facturx, hybrid
from einvoice.faults import Unacceptable
from einvoice.model import Address, Contact, Invoice

from . import samples

VERAPDF = os.environ.get("SOLDE_VERAPDF", "")
XMP = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
}


def _open(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def _named(name: str) -> Invoice:
    invoice = samples.french_invoice()
    return replace(invoice, buyer=replace(invoice.buyer, name=name))


def test_the_machine_reads_the_same_invoice_that_people_see() -> None:
    invoice = samples.french_invoice()
    pdf = facturx.write(invoice)
    assert hybrid.extract(pdf) == cii.write(invoice)
    assert facturx.read(pdf) == invoice


def test_the_same_invoice_gives_the_same_bytes_and_another_gives_others() -> None:
    first = facturx.write(samples.french_invoice())
    assert facturx.write(samples.french_invoice()) == first
    other = facturx.write(samples.export())
    assert _open(first).trailer.ID[0] != _open(other).trailer.ID[0]


def test_the_metadata_tell_the_profile_in_the_one_bag_of_extension_schemas() -> None:
    with _open(facturx.write(samples.french_invoice())) as pdf:
        xmp = etree.fromstring(pdf.Root.Metadata.read_bytes())
    assert xmp.findtext(".//fx:ConformanceLevel", namespaces=XMP) == "EN 16931"
    assert xmp.findtext(".//fx:DocumentFileName", namespaces=XMP) == "factur-x.xml"
    assert xmp.findtext(".//fx:DocumentType", namespaces=XMP) == "INVOICE"
    assert xmp.findtext(".//fx:Version", namespaces=XMP) == "1.0"
    assert xmp.findtext(".//pdfaid:part", namespaces=XMP) == "3"
    (bag,) = xmp.iterfind(".//pdfaExtension:schemas/rdf:Bag", XMP)
    spaces = [node.text for node in bag.iterfind("rdf:li/pdfaSchema:namespaceURI", XMP)]
    assert spaces.count(XMP["fx"]) == 1
    assert len(spaces) > 1, "the schemas that were described before are still described"


def test_the_xml_is_attached_once_as_an_alternative() -> None:
    with _open(facturx.write(samples.french_invoice())) as pdf:
        (spec,) = pdf.Root.AF
        assert spec.UF == "factur-x.xml"
        assert spec.AFRelationship == "/Alternative"
        assert spec.EF.F.Subtype == "/text/xml"
        assert list(pdf.attachments) == ["factur-x.xml"]


def test_every_font_is_embedded() -> None:
    with _open(facturx.write(samples.french_invoice())) as pdf:
        descriptors = [
            o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        assert descriptors
        assert all("/FontFile2" in d or "/FontFile3" in d for d in descriptors)


def test_sixty_lines_take_two_pages() -> None:
    with _open(facturx.write(samples.long_invoice(60))) as pdf:
        assert len(pdf.pages) == 2


@pytest.mark.parametrize(("country", "lang"), [("FR", "fr"), ("IT", "it"), ("DE", "de"), ("ES", "en"), ("MC", "fr")])
def test_the_page_speaks_the_language_of_the_buyers_country(country: str, lang: str) -> None:
    buyer = replace(samples.FRENCH_BUYER, address=Address(line1="1", city="X", country=country))
    with _open(facturx.write(samples.french_invoice(buyer=buyer))) as pdf:
        assert pdf.Root.Lang == lang


def test_the_language_can_be_chosen_and_an_unknown_one_is_a_mistake() -> None:
    with _open(facturx.write(samples.french_invoice(), language="it")) as pdf:
        assert pdf.Root.Lang == "it"
    with pytest.raises(ValueError, match="fr, it, en, de"):
        facturx.write(samples.french_invoice(), language="xx")


@pytest.mark.parametrize(
    "name",
    [
        '#panic("gotcha")',
        '#read("/etc/passwd")',
        "*bold* _it_ $x^2$ @ref <label>",
        '"; #import "x" //',
        "\\u{41} `raw` ~ --- [content] = Heading",
    ],
)
def test_a_name_is_never_a_program(name: str) -> None:
    assert facturx.read(facturx.write(_named(name))).buyer.name == name


def test_a_character_without_a_shape_is_refused_and_its_field_named() -> None:
    invoice = _named("東京商事")
    line = replace(invoice.lines[1], name="Étau ☃")
    invoice = replace(invoice, lines=(invoice.lines[0], line, *invoice.lines[2:]))
    with pytest.raises(Unacceptable) as refusal:
        facturx.write(invoice)
    assert [(fault.code, fault.path) for fault in refusal.value.faults] == [
        ("SOLDE-FONT", "buyer.name"),
        ("SOLDE-FONT", "lines[1].name"),
    ]
    assert "東 (U+6771)" in refusal.value.faults[0].message
    assert "☃ (U+2603)" in refusal.value.faults[1].message


@pytest.mark.parametrize("name", ["Łukasz Žižka", "Ελληνική Εταιρεία ΑΕ", "Київська", "Nguyễn", "e\u0301\u200b"])
def test_the_scripts_of_europe_have_shapes_and_the_xml_keeps_the_text_as_it_was(name: str) -> None:
    assert facturx.read(facturx.write(_named(name))).buyer.name == name


def test_a_word_longer_than_its_column_is_broken_on_the_page_and_whole_in_the_xml() -> None:
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 4
    short, long = (facturx.write(samples.build((samples.line(1, name, "1", "9"),))) for name in ("X", word))
    assert facturx.read(long).lines[0].name == word
    with _open(short) as one, _open(long) as two:
        assert _lowest_baseline(two) < _lowest_baseline(one), "the rows below did not move down"


def test_text_copied_from_the_page_is_what_was_written() -> None:
    word, email = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", f"{'rechnungswesen.' * 4}@zulieferer.example"
    invoice = samples.french_invoice()
    seller = replace(invoice.seller, contact=Contact(email=email))
    pdf = facturx.write(replace(_named(word), seller=seller))
    copied = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert email in copied, "an address is not broken"
    assert word not in copied and word in copied.replace("\n", ""), "a word is broken by the end of its line alone"
    assert "FR76 3000 6000 0112 3456 7890 189" in copied
    assert not {char for char in copied if unicodedata.category(char) == "Cf"}, "nothing invisible was put in"


def test_several_threads_may_write_at_once() -> None:
    expected = facturx.write(samples.export())
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: facturx.write(samples.export()), range(8))) == {expected}


def test_the_file_is_called_after_the_invoice() -> None:
    assert facturx.filename(samples.french_invoice(), 1) == "FA-2026-0412.pdf"


def test_a_pdf_without_an_invoice_is_refused_in_words() -> None:
    with pytest.raises(Unacceptable, match="no attachment is called factur-x"):
        facturx.read(_pdf_with({"notes.txt": b"hello"}))
    with pytest.raises(Unacceptable, match="cannot be opened"):
        facturx.read(b"<xml/>")


def test_the_names_of_other_vintages_are_known() -> None:
    xml = cii.write(samples.export())
    assert facturx.read(_pdf_with({"ZUGFeRD-invoice.xml": xml})) == samples.export()


def test_a_packed_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hybrid, "_MAX_XML", 1000)
    with pytest.raises(Unacceptable, match="larger than 1000 bytes"):
        facturx.read(_pdf_with({"factur-x.xml": b" " * 100_000}))


@pytest.mark.skipif(not VERAPDF, reason="veraPDF is not here: SOLDE_VERAPDF names the command that runs it")
def test_verapdf_accepts_every_kind_of_invoice_in_every_language(tmp_path: Path) -> None:
    for name, invoice in samples.all_french().items():
        for language in ("fr", "it", "en", "de"):
            (tmp_path / f"{name}-{language}.pdf").write_bytes(facturx.write(invoice, language=language))
    files = sorted(map(str, tmp_path.iterdir()))
    run = subprocess.run([*shlex.split(VERAPDF), *files], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    assert run.stdout.count("PASS") == len(files)


def _lowest_baseline(pdf: pikepdf.Pdf) -> float:
    """Where the lowest text above the footer stands, in points from the bottom of the page."""
    heights = [
        float(step.operands[5]) for step in pikepdf.parse_content_stream(pdf.pages[0]) if str(step.operator) == "cm"
    ]
    assert heights
    return min(height for height in heights if height > 80)


def _pdf_with(attachments: dict[str, bytes]) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    for name, content in attachments.items():
        pdf.attachments[name] = AttachedFileSpec(pdf, content, filename=name, relationship=Name.Data)
        stream = pdf.attachments[name].obj.EF.F
        stream.write(zlib.compress(content), filter=Name.FlateDecode)
    out = io.BytesIO()
    pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()
