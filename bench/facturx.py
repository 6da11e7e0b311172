"""A whole Factur-X PDF, beside a library that attaches an XML to a page which somebody else rendered."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench.benchmark import Benchmark, Run, Watch

_COUNT = 3


@contextmanager
def _ours() -> Iterator[Run]:
    from bench.invoices import french
    from einvoice import facturx

    invoice = french()

    def run(watch: Watch) -> int:
        with watch:
            for _ in range(_COUNT):
                facturx.write(invoice)
        return _COUNT

    yield run


@contextmanager
def _label() -> Iterator[Run]:
    from bench.invoices import french
    from einvoice import hybrid
    from einvoice.facturx import LEVEL, write

    page = write(french())

    def run(watch: Watch) -> int:
        with watch:
            for _ in range(_COUNT):
                hybrid.label(page, level=LEVEL)
        return _COUNT

    yield run


@contextmanager
def _factur_x() -> Iterator[Run]:
    import facturx

    from bench.invoices import french
    from einvoice import cii
    from einvoice.page import page, title
    from einvoice.typeset import compile_pdf

    invoice = french()
    xml = cii.write(invoice)
    files = {"factur-x.xml": xml.decode()}
    rendered = compile_pdf(
        "invoice.typ",
        page(invoice, "fr"),
        title=title(invoice, "fr"),
        lang="fr",
        created=invoice.issue_date,
        files=files,
    )

    def run(watch: Watch) -> int:
        with watch:
            for _ in range(_COUNT):
                facturx.generate_from_binary(rendered, xml, check_xsd=False, check_schematron=False)
        return _COUNT

    yield run


BENCH = Benchmark(
    title="a Factur-X PDF of an invoice with ten lines",
    unit="invoice",
    sides={"solde": _ours, "factur-x, attaching only": _factur_x, "solde, XMP only": _label},
    note=(
        "Solde renders the page, writes the XML, attaches it and adds the XMP. The library factur-x renders nothing "
        "and writes no XML: it is given a finished page and a finished XML, and attaches. Nobody validates here."
    ),
)
