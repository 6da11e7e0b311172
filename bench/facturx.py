"""A whole Factur-X PDF: the page, the XML, one file; alone, with our native rules, with the official judge."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from msgspec.structs import replace

from bench.benchmark import Benchmark, Run, Side, Watch
from einvoice.model import Invoice

_COUNT = 5
_RULES = ("cii-xsd", "en16931-cii")


def _invoices() -> Iterator[Invoice]:
    """The same sale again and again, each with a number and names of its own: nothing can be kept from the last one."""
    from bench.invoices import french

    invoice = french()
    for number in count(1):
        lines = (replace(line, name=f"{line.name} {number % 89}") for line in invoice.lines)
        yield replace(invoice, number=f"F2026-{number:05}", lines=tuple(lines))


def _made(make: Callable[[Invoice], object]) -> Run:
    invoices = _invoices()

    def run(watch: Watch) -> int:
        several = [next(invoices) for _ in range(_COUNT)]
        with watch:
            for invoice in several:
                make(invoice)
        return _COUNT

    return run


@contextmanager
def _ours() -> Iterator[Run]:
    from einvoice import facturx, rules

    def make(invoice: Invoice) -> None:
        if rules.check(invoice):
            raise ValueError("the invoice must be valid")
        facturx.write(invoice)

    yield _made(make)


@contextmanager
def _judged() -> Iterator[Run]:
    from einvoice import facturx, hybrid, rules
    from einvoice.artefacts import Artefacts, default_folder
    from einvoice.judges import Judges

    with Judges(Artefacts(default_folder())) as judges:

        def make(invoice: Invoice) -> None:
            xml = hybrid.extract(facturx.write(invoice))
            if rules.check(invoice) or not judges.judge(xml, _RULES).valid:
                raise ValueError("the invoice must be valid")

        yield _made(make)


@contextmanager
def _peers() -> Iterator[Run]:
    from bench import peer_weasyprint

    yield _made(peer_weasyprint.write)


def _with_page(attach: Callable[[bytes, Invoice, bytes], object]) -> Side:
    """A page that was printed before, without the XML."""

    @contextmanager
    def side() -> Iterator[Run]:
        from bench.invoices import french
        from einvoice import cii, facturx

        invoice = french()
        page, xml = facturx.page_pdf(invoice, "fr"), cii.write(invoice, facturx.LEVEL)
        yield _made(lambda _: attach(page, invoice, xml))

    return side


def _wrap(page: bytes, invoice: Invoice, xml: bytes) -> None:
    from einvoice import facturx

    if facturx.wrap(invoice, page).replaced:
        raise ValueError("the page must be fit")


def _factur_x(page: bytes, invoice: Invoice, xml: bytes) -> None:
    import facturx

    facturx.generate_from_binary(page, xml, check_xsd=False, check_schematron=False)


BENCH = Benchmark(
    title="a Factur-X PDF of an invoice with ten lines",
    unit="invoice",
    sides={
        "solde, with its native rules": _ours,
        "drafthorse + WeasyPrint + factur-x": _peers,
        "solde, with XML schema and CEN judge": _judged,
        "solde, another's page inspected": _with_page(_wrap),
        "factur-x, another's page": _with_page(_factur_x),
    },
    note=(
        "Each invoice has a number and names of its own. Of the peers nobody validates anything. Another's page: it is "
        "printed beforehand; Solde writes the XML, inspects the page for PDF/A-3 before and after, compares its text "
        "with the invoice and attaches; factur-x is given a finished XML and attaches it to whatever page it gets."
    ),
)
