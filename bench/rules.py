"""The native rules of EN 16931: an invoice of ten lines, one of 5,000, and CEN's own Schematron beside them."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from msgspec.structs import replace

from bench.benchmark import Benchmark, Run, Side, Watch
from einvoice.model import Invoice, Totals


def _grown(invoice: Invoice, times: int) -> Invoice:
    """The same invoice with its lines so many times over; it still adds up."""
    lines = (replace(x, id=f"{n}-{x.id}") for n in range(times) for x in invoice.lines)
    taxes = tuple(
        replace(t, base=t.base * times, tax=(t.base * times * t.vat.rate / 100).quantize(Decimal("0.01")))
        for t in invoice.taxes
    )
    net, tax = sum((t.base for t in taxes), Decimal(0)), sum((t.tax for t in taxes), Decimal(0))
    totals = Totals(lines=net, tax_exclusive=net, tax=tax, tax_inclusive=net + tax, payable=net + tax)
    return replace(invoice, lines=tuple(lines), taxes=taxes, totals=totals)


def _native(times: int, count: int) -> Side:
    @contextmanager
    def side() -> Iterator[Run]:
        from bench.invoices import french
        from einvoice import rules

        invoice = _grown(french(), times)

        def run(watch: Watch) -> int:
            with watch:
                for _ in range(count):
                    if rules.check(invoice):
                        raise ValueError("the invoice must be valid")
            return count * times

        yield run

    return side


@contextmanager
def _schematron() -> Iterator[Run]:
    from bench.invoices import french
    from einvoice import cii
    from einvoice.artefacts import Artefacts, default_folder
    from einvoice.judges import Judges

    xml = cii.write(french())
    with Judges(Artefacts(default_folder())) as judges:

        def run(watch: Watch) -> int:
            with watch:
                for _ in range(20):
                    if not judges.judge(xml, ("en16931-cii",)).valid:
                        raise ValueError("the invoice must be valid")
            return 20

        yield run


BENCH = Benchmark(
    title="the native rules of EN 16931 over ten lines",
    unit="ten lines",
    sides={
        "solde, 10 lines": _native(1, 50),
        "CEN's Schematron, 10 lines": _schematron,
        "solde, 5,000 lines": _native(500, 1),
    },
    note="The row of 5,000 lines is divided by 500: where the rules are linear, it costs no more than the first.",
)
