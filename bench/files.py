"""Reading 2,000 invoices with their lines from CSV exports."""

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

from bench.benchmark import Benchmark, Run, Watch

_AMOUNTS = {
    *("quantity", "price", "discount", "net", "vat_rate", "base", "tax", "amount", "open", "disputed", "prepaid"),
    *("lines_total", "net_total", "tax_total", "total", "tax_accounting"),
}
_DAYS = {"issue_date", "due_date", "delivery_date", "preceding_date", "due"}


@contextmanager
def _ours() -> Iterator[Run]:
    from connectors.files import Settings, connect
    from sync.demo.companies import COMPANIES

    with _exports() as folder:
        settings = Settings(folder=folder, out=folder.parent / "out")
        companies = {company.id: company.key for company in COMPANIES}

        def run(watch: Watch) -> int:
            with watch:
                connector = connect("erp", settings, companies)
                count = sum(len(page.records) for page in connector.pull("invoice", None))
                connector.close()
            return count

        yield run


@contextmanager
def _loop() -> Iterator[Run]:
    with _exports() as folder:

        def run(watch: Watch) -> int:
            with watch:
                return len(_read(folder))

        yield run


@contextmanager
def _exports() -> Iterator[Path]:
    """The example company's exports."""
    from sync.demo.generate import generate

    with tempfile.TemporaryDirectory(prefix="solde-bench-") as name:
        generate(Path(name))
        yield Path(name) / "erp"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read(folder: Path) -> list[dict[str, object]]:
    """Invoices with customer, lines, taxes and instalments as dicts; what is a number or a date is made one."""
    customers = {row["id"]: row for row in _rows(folder / "customers.csv")}
    below: dict[str, dict[str, list[dict[str, object]]]] = {}
    for name in ("invoice_lines", "taxes", "instalments"):
        for row in _rows(folder / f"{name}.csv"):
            below.setdefault(row["invoice"], {}).setdefault(name, []).append(_typed(row))
    return [
        {**_typed(row), **below.get(row["id"], {}), "customer": customers.get(row["customer"])}
        for row in _rows(folder / "invoices.csv")
    ]


def _typed(row: dict[str, str]) -> dict[str, object]:
    typed: dict[str, object] = dict(row)
    for field, value in row.items():
        if not value:
            continue
        with suppress(ArithmeticError, ValueError):  # the exports have some cells that nobody can read
            if field in _AMOUNTS:
                typed[field] = Decimal(value)
            elif field in _DAYS:
                typed[field] = date.fromisoformat(value)
    return typed


BENCH = Benchmark(
    title="reading 2,000 invoices with lines, taxes and instalments from CSV exports",
    unit="invoice",
    sides={"solde, the files connector": _ours, "csv.DictReader and Decimal": _loop},
    rounds=5,
    note=(
        "Solde gives EN 16931 invoices with the origin of every field, checks each value and sets aside what it cannot "
        "read. The loop gives dicts and checks nothing: what it cannot read stays text."
    ),
)
