"""Work out `verdicts.toml`: what the official artefacts say of every file in the corpora.

    python tests/einvoice/derive_verdicts.py CORPORA > tests/einvoice/verdicts.toml

It stands alone: nothing of Solde is imported, so that the table can show Solde to be wrong. lxml runs the schemas and
SaxonC the Schematron from the artefact folder (`SOLDE_ARTEFACTS`, or the user's data folder). SdI publishes its
controls of content as a text; the few that the corpora can break are worked out below.
"""

import os
import sys
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree
from saxonche import PySaxonProcessor

CII = ("cii/CrossIndustryInvoice_100pD22B.xsd", "en16931/EN16931-CII-validation.xslt")
UBL = "en16931/EN16931-UBL-validation.xslt"
ARTEFACTS = {
    "CrossIndustryInvoice": ("cii", *CII),
    "Invoice": ("ubl", "ubl/maindoc/UBL-Invoice-2.1.xsd", UBL),
    "CreditNote": ("ubl", "ubl/maindoc/UBL-CreditNote-2.1.xsd", UBL),
    "FatturaElettronica": ("fatturapa", "fatturapa/Schema_VFPR12_v1.2.3.xsd", ""),
}
XRECHNUNG = {"cii": "xrechnung/XRechnung-CII-validation.xsl", "ubl": "xrechnung/XRechnung-UBL-validation.xsl"}
# itplr-kosit/validator-configuration-xrechnung, v2026-01-31, scenarios.xml: <customLevel> of the eight XRechnung
# scenarios. Lowered to warning or information, and raised to error.
UNITS = {"BR-CL-21", "BR-CL-23"}
EXTENDED = UNITS | {"BR-CL-10", "BR-CL-11", "BR-CL-24", "BR-CL-25", "BR-CL-26"}
LOWERED = {
    ("", "cii"): UNITS,
    ("", "ubl"): UNITS,
    ("extension", "cii"): EXTENDED,
    ("extension", "ubl"): EXTENDED | {"BR-CO-16"},
    ("cvd", "cii"): UNITS | {"BR-CL-13"},
    ("cvd", "ubl"): UNITS | {"BR-CL-13"},
}
RAISED = {"cii": {"CII-SR-452", "CII-SR-453", "CII-SR-454"}, "ubl": {"UBL-CR-646"}}
UNRAISED = {("CreditNote", ""), ("Invoice", "extension")}
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
XMLDSIG = "http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd"


class LocalXmldsig(etree.Resolver):
    """FatturaPA's schema imports this one from w3.org."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resolve(self, url: str, public_id: str, context: Any) -> Any:
        return self.resolve_filename(str(self.folder / "xmldsig-core-schema.xsd"), context) if url == XMLDSIG else None


@cache
def schema_at(path: Path) -> etree.XMLSchema:
    """A compiled schema."""
    parser = etree.XMLParser()
    parser.resolvers.add(LocalXmldsig(path.parent))
    return etree.XMLSchema(etree.parse(str(path), parser))


def content_of_p7m(data: bytes) -> bytes:
    """The longest OCTET STRING of a BER file, its pieces put together: the document that was signed."""

    def read(at: int, end: int) -> tuple[list[Any], int]:
        found = []
        while at < end:
            tag, size = data[at], data[at + 1]
            at += 2
            if tag == size == 0:
                break
            if size & 0x7F and size & 0x80:
                length = size & 0x7F
                size = int.from_bytes(data[at : at + length], "big")
                at += length
            inner: list[Any] = []
            until = at + size
            if tag & 0x20:
                inner, until = read(at, end if size == 0x80 else until)
            found.append((tag, data[at:until], inner))
            at = until
        return found, at

    def strings(nodes: list[Any]) -> Iterator[bytes]:
        for tag, body, inner in nodes:
            if tag & 0x1F == 4 and not tag & 0xC0:
                yield b"".join(piece for _, piece, _ in inner) if inner else body
            yield from strings(inner)

    return max(strings(read(0, len(data))[0]), key=len)


def bt_24(root: etree._Element) -> str:
    """The specification identifier of a CII or UBL document."""
    cii = root.findtext("{*}ExchangedDocumentContext/{*}GuidelineSpecifiedDocumentContextParameter/{*}ID")
    return (cii or root.findtext("{*}CustomizationID") or "").strip()


class Saxon:
    """SaxonC with the stylesheets that it has compiled."""

    def __init__(self, processor: Any) -> None:
        self.processor = processor
        self.compiled: dict[str, Any] = {}

    def report(self, sheet: str, root: etree._Element) -> etree._Element:
        """The SVRL report of a stylesheet over a document."""
        if sheet not in self.compiled:
            self.compiled[sheet] = self.processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=sheet)
        document = self.processor.parse_xml(xml_text=etree.tostring(root, encoding="unicode"))
        return etree.fromstring(self.compiled[sheet].transform_to_string(xdm_node=document).encode())


def fatal_rules(svrl: etree._Element, lowered: set[str], raised: set[str]) -> Iterator[str]:
    """The ids of the failed assertions that refuse the document."""
    for failed in svrl.iter("{*}failed-assert", "{*}successful-report"):
        rule, level = failed.get("id"), (failed.get("flag") or failed.get("role") or "fatal").lower()
        if rule in raised or (level in {"fatal", "error"} and rule not in lowered):
            yield rule


def decimal(element: etree._Element, path: str, absent: str = "0") -> Decimal:
    """The number at a path."""
    return Decimal(element.findtext(path) or absent)


def sdi_refuses(root: etree._Element) -> Iterator[str]:
    """The controls of content that concern sums: SdI, Elenco dei controlli 2.0, 00421, 00422 and 00423."""
    for body in root.findall("FatturaElettronicaBody"):
        goods = body.find("DatiBeniServizi")
        assert goods is not None
        for line in goods.findall("DettaglioLinee"):
            price, quantity = decimal(line, "PrezzoUnitario"), decimal(line, "Quantita", "1")
            for change in line.findall("ScontoMaggiorazione"):
                sign = -1 if change.findtext("Tipo") == "SC" else 1
                amount = change.findtext("Importo")
                price += sign * (Decimal(amount) if amount else price * decimal(change, "Percentuale") / 100)
            if abs(price * quantity - decimal(line, "PrezzoTotale")) > Decimal("0.01"):
                yield "00423"
        for summary in goods.findall("DatiRiepilogo"):
            key = decimal(summary, "AliquotaIVA"), summary.findtext("Natura")
            base = decimal(summary, "Arrotondamento")
            for line in goods.findall("DettaglioLinee"):
                if (decimal(line, "AliquotaIVA"), line.findtext("Natura")) == key:
                    base += decimal(line, "PrezzoTotale")
            for fund in body.findall("DatiGenerali/DatiGeneraliDocumento/DatiCassaPrevidenziale"):
                if (decimal(fund, "AliquotaIVA"), fund.findtext("Natura")) == key:
                    base += decimal(fund, "ImportoContributoCassa")
            if abs(base - decimal(summary, "ImponibileImporto")) > 1:
                yield "00422"
            if abs(decimal(summary, "ImponibileImporto") * key[0] / 100 - decimal(summary, "Imposta")) > Decimal(
                "0.01"
            ):
                yield "00421"


def verdict(saxon: Saxon, folder: Path, path: Path) -> tuple[str, str, list[str]]:
    """Format, status and the fatal rules of one file."""
    data = path.read_bytes()
    root = etree.fromstring(content_of_p7m(data) if path.suffix == ".p7m" else data, PARSER)
    name = etree.QName(root).localname
    if name not in ARTEFACTS:
        return "", "unsupported", []
    format_, schema, sheet = ARTEFACTS[name]
    well = schema_at(folder / schema).validate(root)
    if format_ == "fatturapa":
        fatal = set(sdi_refuses(root)) if well else {"00200"}  # SdI looks at the content of what fits the schema
        return format_, "invalid" if fatal else "valid", sorted(fatal)
    fatal: set[str] = set() if well else {"XSD"}
    sheets, lowered, raised = [sheet], set[str](), set[str]()
    specification = bt_24(root)
    if "xrechnung" in specification:
        kind = "extension" if "extension" in specification else "cvd" if ":cvd_" in specification else ""
        sheets, lowered = [sheet, XRECHNUNG[format_]], LOWERED[kind, format_]
        raised = set() if (name, kind) in UNRAISED else RAISED[format_]
    for one in sheets:
        fatal |= set(fatal_rules(saxon.report(str(folder / one), root), lowered, raised))
    prefix = "xrechnung-" if "xrechnung" in specification else ""
    return prefix + format_, "invalid" if fatal else "valid", sorted(fatal)


def main() -> None:
    """Write the table to standard output."""
    corpora = Path(sys.argv[1])
    default = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "solde/artefacts"
    folder = Path(os.environ.get("SOLDE_ARTEFACTS") or default)
    sys.stdout.write("# What the official artefacts say of the corpora: made by derive_verdicts.py, never by hand.\n")
    with PySaxonProcessor(license=False) as processor:
        saxon = Saxon(processor)
        for path in sorted(corpora.rglob("*")):
            if path.suffix.lower() in {".xml", ".p7m"}:
                format_, status, fatal = verdict(saxon, folder, path)
                rules = ", ".join(f'"{rule}"' for rule in fatal)
                name = path.relative_to(corpora).as_posix()
                line = f'"{name}" = {{ format = "{format_}", status = "{status}", fatal = [{rules}] }}'
                sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
