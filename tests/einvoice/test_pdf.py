"""The ERP's own PDF: labelled PDF/A-3 only if it truly is, otherwise refused with the reason, or replaced."""

import hashlib
import io
from pathlib import Path

import pikepdf
import pytest
from lxml import etree
from msgspec.structs import replace

from einvoice import cii, facturx, hybrid
from einvoice import pdf as pdfs
from einvoice.faults import Fault, Unacceptable, errors
from einvoice.page import Look
from einvoice.pdf import Container, embed, inspect
from tests.end_to_end import verapdf

from . import gallery, samples, sources

INVOICE = samples.french_invoice()
PAGE = sources.erp_page(INVOICE)
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
}


def _spoilt(kinds: dict[str, tuple[sources.Spoil, str]], name: str) -> bytes:
    return sources.changed(PAGE, kinds[name][0])


def _codes(faults: tuple[Fault, ...] | list[Fault]) -> set[str]:
    return {fault.code.removeprefix("PDFA-") for fault in faults}


def test_an_erps_page_becomes_a_hybrid_with_the_same_look_and_the_xml_of_the_invoice() -> None:
    made = facturx.wrap(INVOICE, PAGE)
    assert not made.replaced
    assert errors(list(made.faults)) == []
    assert hybrid.extract(made.content) == cii.write(INVOICE, "EN 16931")
    assert facturx.read(made.content) == INVOICE
    with pikepdf.open(io.BytesIO(PAGE)) as before, pikepdf.open(io.BytesIO(made.content)) as after:
        shown = [b"".join(part.read_bytes() for part in [pdf.pages[0].Contents]) for pdf in (before, after)]
    assert shown[0] == shown[1]


def test_the_finished_hybrid_says_what_it_is_and_nothing_is_found_in_it_but_the_invoice() -> None:
    made = facturx.wrap(INVOICE, PAGE).content
    found = inspect(made)
    assert (found.claim, found.pages, found.attachments) == ("3B", 1, ("factur-x.xml",))
    assert [fault.message for fault in found.faults] == ["the file already holds an invoice: factur-x.xml"]


def test_the_attachment_is_wired_once_and_as_pdf_a_3_wants_it() -> None:
    with pikepdf.open(io.BytesIO(facturx.wrap(INVOICE, PAGE).content)) as pdf:
        (spec,) = pdf.Root.AF
        assert (spec.F, spec.UF, spec.AFRelationship, spec.Type) == (
            "factur-x.xml",
            "factur-x.xml",
            "/Alternative",
            "/Filespec",
        )
        file = spec.EF.F
        xml = file.read_bytes()
        assert file.objgen == spec.EF.UF.objgen
        assert (file.Type, file.Subtype) == ("/EmbeddedFile", "/text/xml")
        assert file.Params.Size == len(xml)
        assert bytes(file.Params.CheckSum) == hashlib.md5(xml).digest()
        assert file.Params.ModDate == "D:20261102000000Z"
        assert list(pdf.attachments) == ["factur-x.xml"]
        assert str(spec.Desc) == "Facture FA-2026-0412"


def test_the_metadata_have_one_bag_of_schemas_and_agree_with_the_files_info() -> None:
    def named(document: pikepdf.Pdf) -> None:
        document.docinfo["/Title"] = "Facture <n° 12> & Cie"
        document.docinfo["/CreationDate"] = "D:20261102101500+01'00'"

    with pikepdf.open(io.BytesIO(facturx.wrap(INVOICE, sources.changed(PAGE, named)).content)) as pdf:
        xmp = etree.fromstring(pdf.Root.Metadata.read_bytes())
    assert len(xmp.findall(".//pdfaExtension:schemas/rdf:Bag", NAMESPACES)) == 1
    assert xmp.findtext(".//fx:ConformanceLevel", namespaces=NAMESPACES) == "EN 16931"
    assert xmp.findtext(".//pdfaid:part", namespaces=NAMESPACES) == "3"
    assert "Facture <n° 12> & Cie" in "".join(xmp.itertext())
    assert "2026-11-02T10:15:00+01:00" in "".join(xmp.itertext())


@pytest.mark.parametrize(
    ("profile", "name", "relationship", "level"),
    [
        ("MINIMUM", "factur-x.xml", "Data", "MINIMUM"),
        ("BASIC WL", "factur-x.xml", "Data", "BASIC WL"),
        ("EXTENDED", "factur-x.xml", "Alternative", "EXTENDED"),
        ("XRECHNUNG", "xrechnung.xml", "Alternative", "XRECHNUNG"),
    ],
)
def test_each_profile_has_its_name_its_relationship_and_its_level(
    profile: str, name: str, relationship: str, level: str
) -> None:
    own, theirs = facturx.write(INVOICE, profile=profile), facturx.wrap(INVOICE, PAGE, profile=profile).content
    for made in (own, theirs):
        with pikepdf.open(io.BytesIO(made)) as pdf:
            (spec,) = pdf.Root.AF
            xmp = etree.fromstring(pdf.Root.Metadata.read_bytes())
        assert (str(spec.UF), str(spec.AFRelationship)) == (name, f"/{relationship}")
        assert xmp.findtext(".//fx:ConformanceLevel", namespaces=NAMESPACES) == level
        assert xmp.findtext(".//fx:DocumentFileName", namespaces=NAMESPACES) == name
        assert hybrid.extract(made) == cii.write(INVOICE, profile)


@pytest.mark.parametrize("name", sources.UNFIT | sources.REFUSED)
def test_an_unfit_page_is_refused_with_the_clause_that_it_offends(name: str) -> None:
    kinds = sources.UNFIT | sources.REFUSED
    source = _spoilt(kinds, name)
    found = inspect(source)
    assert not found.fit
    assert kinds[name][1] in _codes(errors(list(found.faults)))
    with pytest.raises(Unacceptable) as refusal:
        facturx.wrap(INVOICE, source)
    assert kinds[name][1] in _codes(refusal.value.faults)


@pytest.mark.parametrize("name", sources.MENDABLE)
def test_what_nobody_sees_is_mended_and_told(name: str) -> None:
    made = facturx.wrap(INVOICE, _spoilt(sources.MENDABLE, name))
    assert not made.replaced
    assert sources.MENDABLE[name][1] in _codes(made.faults)
    assert {fault.severity for fault in made.faults} == {"warning"}
    left = inspect(made.content).faults
    assert _codes(left) == {"6.8"}, "nothing but the invoice that is in it now"


def test_a_page_that_is_pdf_a_already_needs_nothing_but_the_attachment() -> None:
    archival = facturx.page_pdf(INVOICE, "fr")
    assert inspect(archival).claim == "3B"
    made = facturx.wrap(INVOICE, archival)
    assert not made.replaced
    assert facturx.read(made.content) == INVOICE


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"", "is no PDF"),
        (b"<html>Facture FA-2026-0412</html>", "is no PDF"),
        (PAGE[: len(PAGE) // 2], "is damaged"),
        (b"%PDF-1.7\n" + bytes(2000), "is damaged"),
        (sources.encrypted(PAGE, ""), "is encrypted"),
        (sources.encrypted(PAGE, "u"), "a password"),
    ],
)
def test_a_file_that_cannot_be_looked_at_is_refused_in_words(source: bytes, words: str) -> None:
    with pytest.raises(Unacceptable) as refusal:
        facturx.wrap(INVOICE, source)
    assert any(words in fault.message for fault in refusal.value.faults)


def test_where_the_policy_says_so_our_page_takes_the_place_of_an_unfit_one() -> None:
    made = facturx.wrap(INVOICE, _spoilt(sources.UNFIT, "Helvetica, not embedded"), on_unfit="replace", language="fr")
    assert made.replaced
    assert made.content == facturx.write(INVOICE, language="fr")
    assert {fault.severity for fault in made.faults} == {"warning"}
    assert any("Helvetica is not embedded" in fault.message for fault in made.faults)


def test_the_page_of_another_invoice_is_refused() -> None:
    other = sources.erp_page(replace(INVOICE, number="FA-2026-0999", payment=()))
    with pytest.raises(Unacceptable, match="does not show the invoice's number FA-2026-0412"):
        facturx.wrap(INVOICE, other)
    dearer = replace(INVOICE, totals=replace(INVOICE.totals, payable=INVOICE.totals.payable + 1))
    with pytest.raises(Unacceptable, match=r"does not show the amount due 2614.64"):
        facturx.wrap(dearer, PAGE)


@pytest.mark.parametrize("language", ["fr", "it", "en", "de"])
def test_the_amount_is_found_however_the_page_writes_it(language: str) -> None:
    assert not facturx.wrap(INVOICE, sources.erp_page(INVOICE, language)).replaced


def test_a_page_that_is_a_picture_is_taken_with_a_warning() -> None:
    def blank(document: pikepdf.Pdf) -> None:
        document.pages[0].obj.Contents = document.make_stream(b"0 0 100 100 re f")

    made = facturx.wrap(INVOICE, sources.changed(PAGE, blank))
    assert not made.replaced
    assert any(fault.code == "SOLDE-PDF-TEXT" and fault.severity == "warning" for fault in made.faults)


def test_a_font_that_is_named_and_never_shown_is_no_fault() -> None:
    def named(document: pikepdf.Pdf) -> None:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier)
        sources.draw(document, b"0 0 1 1 re f", Font=pikepdf.Dictionary(F8=font))

    assert inspect(sources.changed(PAGE, named)).fit


def test_other_attachments_that_belong_to_the_document_stay() -> None:
    source = sources.changed(PAGE, sources.attached("terms.xml"))
    made = facturx.wrap(INVOICE, source).content
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert sorted(pdf.attachments) == ["factur-x.xml", "terms.xml"]
        assert len(pdf.Root.AF) == 2


def test_the_same_source_and_invoice_give_the_same_bytes() -> None:
    assert facturx.wrap(INVOICE, PAGE).content == facturx.wrap(INVOICE, PAGE).content


def test_a_page_of_another_hand_cannot_be_labelled_without_being_looked_at() -> None:
    with pytest.raises(ValueError, match="not typeset here"):
        pdfs.label(PAGE + b"\n", Container())


@pytest.fixture(scope="module")
def executable() -> str:
    named = verapdf.command()
    if not named:
        pytest.skip(f"no veraPDF here: {verapdf.VARIABLE} names no executable that prints PASS or FAIL for each file")
    return named


@pytest.mark.slow
def test_verapdf_passes_every_hybrid_whatever_its_page_was_made_of(executable: str, tmp_path: Path) -> None:
    made: list[Path] = []
    for profile in ("MINIMUM", "BASIC WL", "BASIC", "EN 16931", "EXTENDED", "XRECHNUNG"):
        made += _kept(tmp_path, f"own-{profile}", facturx.write(INVOICE, profile=profile))
        made += _kept(tmp_path, f"wrapped-{profile}", facturx.wrap(INVOICE, PAGE, profile=profile).content)
    for name in sources.MENDABLE:
        made += _kept(tmp_path, name, facturx.wrap(INVOICE, _spoilt(sources.MENDABLE, name)).content)
    for piece in gallery.pieces():
        made += _kept(tmp_path, piece.name, facturx.write(piece.invoice, language=piece.language, look=piece.look))
    made += _kept(tmp_path, "png", facturx.write(INVOICE, look=Look(logo=gallery.png(120, 40))))
    made += _kept(tmp_path, "page-alone", facturx.page_pdf(INVOICE))
    unfit = sources.UNFIT | sources.REFUSED
    for name in unfit:
        made += _kept(tmp_path, name, facturx.wrap(INVOICE, _spoilt(unfit, name), on_unfit="replace").content)
    assert verapdf.failures(executable, made) == []


@pytest.mark.slow
def test_verapdf_would_refuse_what_we_refuse(executable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The label is forced on each unfit page: none of them passes, so none was refused for nothing."""
    fit = pdfs.Inspection(pages=1, claim="3B")
    monkeypatch.setattr("einvoice.pdf.embedding.inspect", lambda pdf: fit)
    made: list[Path] = []
    for name in sources.UNFIT:
        content, _ = embed(_spoilt(sources.UNFIT, name), b"<x/>", Container(), on=INVOICE.issue_date)
        made += _kept(tmp_path, name, content)
    failed = {line.partition(":")[0] for line in verapdf.failures(executable, made)}
    assert {path.name for path in made} - failed == set()


def _kept(folder: Path, name: str, content: bytes) -> list[Path]:
    path = folder / f"{name.replace(' ', '-').replace(',', '')}.pdf"
    path.write_bytes(content)
    return [path]
