"""The ERP's exports as the independent check reads them: plain CSV rows, and arithmetic of its own.

Nothing of the product is imported here or in its neighbours `independent*.py`: what the product misreads, they
must not misread with it. Columns are those of docs/files.md.
"""

import csv
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path

Row = dict[str, str]
Rate = tuple[str, Decimal, str]  # VAT category, per cent, Natura
ZERO, CENT = Decimal(0), Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """Rounded to two decimals, half away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def number(text: str) -> Decimal:
    """A cell as a number; empty is zero."""
    return Decimal(text or "0")


@dataclass(frozen=True)
class Difference:
    """One fact that the ERP and a document tell differently."""

    invoice: str
    topic: str
    what: str
    erp: object
    document: object


@dataclass
class Sheet:
    """What was compared, by topic, and what differs."""

    compared: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def same(self, invoice: str, topic: str, what: str, erp: object, document: object) -> None:
        """Both must be equal."""
        self.compared[topic] += 1
        if erp != document:
            self.differences.append(Difference(invoice, topic, what, erp, document))

    def near(self, invoice: str, topic: str, what: str, erp: Decimal, document: Decimal, by: Decimal) -> None:
        """Both must be equal to within `by`."""
        self.same(invoice, topic, what, erp, erp if abs(erp - document) <= by else document)


@dataclass(frozen=True)
class Group:
    """One VAT rate of one invoice, worked out from its lines."""

    base: Decimal  # of the lines' net amounts
    exact: Decimal  # of price x quantity - discount, rounded once
    tax: Decimal
    lines: int


@dataclass(frozen=True)
class Sale:
    """One row of invoices.csv with what belongs to it."""

    row: Row
    seller: Row
    buyer: Row
    lines: tuple[Row, ...]
    taxes: tuple[Row, ...]
    instalments: tuple[Row, ...]

    @property
    def id(self) -> str:
        """The key of the row."""
        return self.row["id"]

    @property
    def payable(self) -> Decimal:
        """BT-115."""
        return number(self.row["total"]) - number(self.row["prepaid"])

    def groups(self) -> dict[Rate, Group]:
        """Bases and taxes by VAT category, rate and Natura, from the lines alone."""
        found: dict[Rate, list[Row]] = {}
        for line in self.lines:
            found.setdefault(rate_of(line), []).append(line)
        return {rate: _group(rate, lines) for rate, lines in found.items()}

    def posted(self) -> dict[Rate, tuple[Decimal, Decimal]]:
        """The same as the ERP posted it in taxes.csv."""
        return {rate_of(tax): (number(tax["base"]), number(tax["tax"])) for tax in self.taxes}

    def spread(self, line: Row) -> bool:
        """Whether the lines of this line's rate miss the posted base: then a cent may move between lines."""
        key = rate_of(line)
        return self.groups()[key].base != self.posted().get(key, (None, None))[0]


def _group(rate: Rate, lines: list[Row]) -> Group:
    base = sum((number(line["net"]) for line in lines), ZERO)
    exact = cents(sum((worth(line) for line in lines), ZERO))
    return Group(base=base, exact=exact, tax=cents(base * rate[1] / 100), lines=len(lines))


def rate_of(row: Row) -> Rate:
    """The VAT treatment of a line or of a tax."""
    return row["vat_category"], number(row["vat_rate"]), row["natura"]


def worth(line: Row) -> Decimal:
    """Price x quantity - discount, not rounded."""
    return number(line["price"]) * number(line["quantity"]) - number(line["discount"])


@dataclass(frozen=True)
class Company:
    """What solde.toml says of one seller."""

    id: str
    emit_from: date
    channel: Path


@dataclass(frozen=True)
class Books:
    """The exports and the settings of one folder."""

    folder: Path
    companies: dict[str, Company]
    sales: tuple[Sale, ...]


def rows(path: Path) -> list[Row]:
    """A CSV file; none where there is no file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def read(folder: Path) -> Books:
    """Everything that the check starts from."""
    settings = tomllib.loads((folder / "solde.toml").read_text(encoding="utf-8"))
    companies = {
        c["id"]: Company(c["id"], c["emit_from"], folder / settings["channels"][c["einvoice_channel"]]["path"])
        for c in settings["companies"].values()
    }
    erp = folder / "erp"
    if rows(erp / "allowances.csv"):
        raise SystemExit("this check does not read allowances.csv: the example has none")
    sellers = {row["id"]: row for row in rows(erp / "companies.csv")}
    buyers = {row["id"]: row for row in rows(erp / "customers.csv")}
    parts = {name: _by_invoice(rows(erp / f"{name}.csv")) for name in ("invoice_lines", "taxes", "instalments")}
    sales = tuple(
        Sale(
            row=row,
            seller=sellers[row["company"]],
            buyer=buyers[row["customer"]],
            lines=tuple(parts["invoice_lines"].get(row["id"], ())),
            taxes=tuple(parts["taxes"].get(row["id"], ())),
            instalments=tuple(sorted(parts["instalments"].get(row["id"], ()), key=lambda part: part["due"])),
        )
        for row in rows(erp / "invoices.csv")
    )
    return Books(folder, companies, sales)


def _by_invoice(found: Iterable[Row]) -> dict[str, list[Row]]:
    sorted_: dict[str, list[Row]] = {}
    for row in found:
        sorted_.setdefault(row["invoice"], []).append(row)
    return sorted_


def owed(books: Books) -> tuple[dict[str, Sale], dict[str, str]]:
    """The sales that owe a document, by id; and those in the period that must not have one, with the reason."""
    due, kept = {}, {}
    for sale in books.sales:
        row, since = sale.row, books.companies[sale.row["company"]].emit_from.isoformat()
        if row["issue_date"] < since:
            continue
        reason = ("the ERP has sent it" if row["erp_einvoice"] else "") or (
            f"it is {row['state']}" if row["state"] in ("cancelled", "reversed") else wrong(sale)
        )
        if reason:
            kept[sale.id] = reason
        else:
            due[sale.id] = sale
    return due, kept


def wrong(sale: Sale) -> str:
    """Why no document can be written from these rows, by this check's own lights; empty if one can."""
    row, buyer, home = sale.row, sale.buyer, sale.seller["country"]
    try:
        date.fromisoformat(row["issue_date"])
        net, tax, total = (Decimal(row[column]) for column in ("net_total", "tax_total", "total"))
    except (ValueError, InvalidOperation):
        return "unreadable"
    lines = sum((number(line["net"]) for line in sale.lines), ZERO)
    if abs(net - lines) > CENT * len(sale.lines) / 2:
        return "net_total is not the sum of the lines (BR-CO-13)"
    if net + tax != total:
        return "total is not net_total + tax_total (BR-CO-15)"
    if home == "FR" == buyer["country"] and not buyer["consumer"] and not buyer["siren"]:
        return "a French business buyer without SIREN (BR-FR-11)"
    if any(line["vat_category"] == "K" for line in sale.lines) and not buyer["vat_id"]:
        return "an intra-Community supply without the buyer's VAT number (BR-IC-02)"
    if home == "IT" == buyer["country"] and not buyer["vat_id"] and not buyer["codice_fiscale"]:
        return "an Italian buyer without partita IVA and codice fiscale (SdI 00417)"
    if home == "IT" and any(ord(c) > 0xFF for c in buyer["name"]):
        return "a name outside Latin-1, which FatturaPA does not take"
    return ""
