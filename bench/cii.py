"""Writing the Cross Industry Invoice (CII XML) of one invoice, and having the XML schema judge it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.benchmark import Benchmark, Run, Watch

_COUNT = 20


@contextmanager
def _judged(write: Callable[[], bytes]) -> Iterator[Run]:
    """The same check on both sides: parsed, and judged by the official D22B schema."""
    from einvoice.artefacts import Artefacts, default_folder
    from einvoice.judges import Judges

    with Judges(Artefacts(default_folder())) as judges:

        def run(watch: Watch) -> int:
            with watch:
                for _ in range(_COUNT):
                    if not judges.judge(write(), ("cii-xsd",)).valid:
                        raise ValueError("the document must be valid")
            return _COUNT

        yield run


@contextmanager
def _ours() -> Iterator[Run]:
    from bench.invoices import french
    from einvoice import cii

    invoice = french()
    with _judged(lambda: cii.write(invoice)) as run:
        yield run


@contextmanager
def _drafthorse() -> Iterator[Run]:
    from bench.invoices import french
    from bench.peer_drafthorse import write

    invoice = french()
    with _judged(lambda: write(invoice)) as run:
        yield run


@contextmanager
def _writing() -> Iterator[Run]:
    from bench.invoices import french
    from einvoice import cii

    invoice = french()

    def run(watch: Watch) -> int:
        with watch:
            for _ in range(_COUNT):
                cii.write(invoice)
        return _COUNT

    yield run


BENCH = Benchmark(
    title="the CII XML of an invoice with ten lines and two VAT rates, written and judged by its XML schema",
    unit="invoice",
    sides={"solde": _ours, "drafthorse": _drafthorse, "solde, writing only": _writing},
    note="From a filled model to bytes; both results are judged by the same compiled schema, D22B.",
)
