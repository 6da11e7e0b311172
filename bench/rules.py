"""The rules of EN 16931 over one invoice: ten lines, and five thousand."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench.benchmark import Benchmark, Run, Side, Watch


def _native(copies: int, count: int) -> Side:
    """`count` times our rules over an invoice of `copies` times ten lines."""

    @contextmanager
    def side() -> Iterator[Run]:
        from bench.invoices import french, longer
        from einvoice import rules

        invoice = longer(french(), copies)

        def run(watch: Watch) -> int:
            with watch:
                for _ in range(count):
                    if rules.check(invoice, syntax="cii"):
                        raise ValueError("the invoice must be sound")
            return count

        yield run

    return side


def _official(copies: int, count: int) -> Side:
    """The same with CEN's stylesheet over the XML, in a worker."""

    @contextmanager
    def side() -> Iterator[Run]:
        from bench.invoices import french, longer
        from einvoice import cii
        from einvoice.artefacts import Artefacts, default_folder
        from einvoice.schematron import Worker

        xml = cii.write(longer(french(), copies))
        sheet = Artefacts(default_folder()).entry("en16931-cii", "CrossIndustryInvoice")
        if sheet is None:
            raise ValueError("the official rules are not installed")
        worker = Worker()

        def run(watch: Watch) -> int:
            with watch:
                for _ in range(count):
                    if worker.findings(sheet, xml, 120.0) != ([], ""):
                        raise ValueError("the invoice must be valid")
            return count

        try:
            yield run
        finally:
            worker.close()

    return side


BENCH = Benchmark(
    title="the rules of EN 16931 over an invoice in CII, two VAT rates",
    unit="invoice",
    sides={
        "solde, 10 lines": _native(1, 50),
        "CEN's stylesheet in saxonche, 10 lines": _official(1, 10),
        "solde, 5,000 lines": _native(500, 1),
        "CEN's stylesheet in saxonche, 5,000 lines": _official(500, 1),
    },
    rounds=5,
    note=(
        "Native rules look at the model, the official ones at the XML, whose parsing is part of their time. Both know "
        "the same fatal rules: make agreement shows it. The processor time of the official side is its worker's and is "
        "not counted."
    ),
)
