"""A FatturaPA: writing it, then its XML schema and SdI's controls."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench.benchmark import Benchmark, Run, Watch

_COUNT = 20


@contextmanager
def _ours() -> Iterator[Run]:
    from bench.invoices import italian
    from einvoice import fatturapa
    from einvoice.artefacts import Artefacts, default_folder
    from einvoice.judges import Judges

    invoice = italian()
    with Judges(Artefacts(default_folder())) as judges:

        def run(watch: Watch) -> int:
            with watch:
                for serial in range(1, _COUNT + 1):
                    if not judges.judge(fatturapa.write(invoice, serial), ("fatturapa-xsd", "sdi")).valid:
                        raise ValueError("the invoice must be valid")
            return _COUNT

        yield run


@contextmanager
def _writing() -> Iterator[Run]:
    from bench.invoices import italian
    from einvoice import fatturapa

    invoice = italian()

    def run(watch: Watch) -> int:
        with watch:
            for serial in range(1, _COUNT + 1):
                fatturapa.write(invoice, serial)
        return _COUNT

    yield run


@contextmanager
def _a38() -> Iterator[Run]:
    from bench.invoices import italian
    from bench.peer_a38 import write

    invoice = italian()

    def run(watch: Watch) -> int:
        with watch:
            for _ in range(_COUNT):
                write(invoice)
        return _COUNT

    yield run


BENCH = Benchmark(
    title="a FatturaPA with ten lines, written and checked",
    unit="invoice",
    sides={"solde": _ours, "a38": _a38, "solde, writing only": _writing},
    note=(
        "Solde writes, then judges the bytes by the official XML schema and SdI's controls. a38 writes and validates "
        "its own fields and a part of the controls; it knows no XML schema."
    ),
)
