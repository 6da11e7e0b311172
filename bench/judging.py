"""Judging one CII XML: the official XML schema and the official EN 16931 Schematron."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench.benchmark import Benchmark, Run, Watch

_COUNT = 10
_RULES = ("cii-xsd", "en16931-cii")


@contextmanager
def _ours() -> Iterator[Run]:
    from bench.invoices import french
    from einvoice import cii
    from einvoice.artefacts import Artefacts, default_folder
    from einvoice.judges import Judges

    xml = cii.write(french())
    with Judges(Artefacts(default_folder())) as judges:

        def run(watch: Watch) -> int:
            with watch:
                for _ in range(_COUNT):
                    if not judges.judge(xml, _RULES).valid:
                        raise ValueError("the invoice must be valid")
            return _COUNT

        yield run


@contextmanager
def _directly() -> Iterator[Run]:
    from lxml import etree
    from saxonche import PySaxonProcessor

    from bench.invoices import french
    from einvoice import cii
    from einvoice.artefacts import Artefacts, default_folder

    xml = cii.write(french())
    artefacts = Artefacts(default_folder())
    root = "CrossIndustryInvoice"
    schema = etree.XMLSchema(etree.parse(str(artefacts.entry(_RULES[0], root))))
    with PySaxonProcessor(license=False) as processor:
        compiler = processor.new_xslt30_processor()
        sheet = compiler.compile_stylesheet(stylesheet_file=str(artefacts.entry(_RULES[1], root)))

        def run(watch: Watch) -> int:
            with watch:
                for _ in range(_COUNT):
                    report = sheet.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode()))
                    if not schema.validate(etree.fromstring(xml)) or "failed-assert" in report:
                        raise ValueError("the invoice must be valid")
            return _COUNT

        yield run


BENCH = Benchmark(
    title="judging a CII XML by its schema and the EN 16931 Schematron",
    unit="document",
    sides={"solde": _ours, "lxml + saxonche, in one process": _directly},
    note=(
        "The same official files on both sides, compiled beforehand. Solde runs the Schematron in a worker process, "
        "whose memory is the second figure and whose processor time is not counted: a crash in there does not take the "
        "engine with it."
    ),
)
