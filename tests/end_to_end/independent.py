"""An independent check of the example: `python -m tests.end_to_end.independent FOLDER`.

FOLDER is `solde-demo` after a run. Every invoice of the exports that owes an e-invoice must have exactly one
document in its channel's folder and the same bytes once as an attachment in the ERP; the document must say what
the rows say; and nothing else may have one. Prints what was compared; exit 1 where anything differs.
"""

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end import independent_cii as cii
from tests.end_to_end import independent_fatturapa as fatturapa
from tests.end_to_end.independent_rows import Books, Row, Sale, Sheet, owed, read, rows

Paper = cii.Paper | fatturapa.Paper


@dataclass(frozen=True)
class Found:
    """One document in a channel's folder."""

    path: Path
    paper: Paper
    digest: str


@dataclass(frozen=True)
class Outcome:
    """What the check came to: the sheet, the documents by invoice id, and why others have none."""

    sheet: Sheet
    documents: dict[str, Found]
    kept: dict[str, str]


def check(folder: Path) -> Outcome:
    """Compare every document below `folder` with the rows that it comes from."""
    books, sheet = read(folder), Sheet()
    due, kept = owed(books)
    documents = _match(sheet, books, due)
    _written_back(sheet, books, due, documents)
    for key, found in documents.items():
        if isinstance(found.paper, cii.Paper):
            cii.compare(sheet, due[key], found.paper)
        else:
            fatturapa.compare(sheet, due[key], found.paper)
    return Outcome(sheet, documents, kept)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _match(sheet: Sheet, books: Books, due: dict[str, Sale]) -> dict[str, Found]:
    """The one document of each sale, by what the documents themselves say."""
    ids = {(sale.seller["vat_id"], sale.row["number"]): sale.id for sale in books.sales}
    matched: dict[str, list[Found]] = {key: [] for key in due}
    for channel in sorted({company.channel for company in books.companies.values()}):
        for path in sorted(p for p in channel.rglob("*") if p.is_file() and p.name != "message.json"):
            paper: Paper = cii.open_(path) if path.suffix == ".pdf" else fatturapa.open_(path)
            key = ids.get(paper.key, "")
            if key in due and books.companies[due[key].row["company"]].channel == channel:
                matched[key].append(Found(path, paper, _digest(path)))
            else:
                sheet.same(key or path.name, "documents", "a document that nothing asks for", "", path.name)
    for key, found in matched.items():
        sheet.same(key, "documents", "in the channel's folder", 1, len(found))
    return {key: found[0] for key, found in matched.items() if len(found) == 1}


def _written_back(sheet: Sheet, books: Books, due: dict[str, Sale], documents: dict[str, Found]) -> None:
    """One attachment and one state per document in the ERP's folder, and none beyond."""
    out = books.folder / "erp-out"
    attached = _of_invoices(rows(out / "attachments.csv"))
    states = _of_invoices(rows(out / "einvoices.csv"))
    for name, written in (("attachment", attached), ("state", states)):
        for company, record in written:
            there = record in due and due[record].row["company"] == company
            sheet.same(record, "written back", f"an {name} that nothing asks for", True, there)
    for key, found in documents.items():
        company = due[key].row["company"]
        mine = attached.get((company, key), [])
        digests = [(row["sha256"], _digest(out / row["path"])) for row in mine]
        sheet.same(key, "written back", "attachment", [(found.digest, found.digest)], digests)
        said = [row["status"] for row in states.get((company, key), [])]
        sheet.same(key, "written back", "state", ["issued"], said)
    listed = {row["path"] for row in rows(out / "attachments.csv")}
    stored = {str(p.relative_to(out)) for p in (out / "attachments").rglob("*") if p.is_file()}
    sheet.same("attachments.csv", "written back", "files", listed, stored)


def _of_invoices(written: list[Row]) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in written:
        if row["kind"] == "invoice":
            found.setdefault((row["company"], row["record"]), []).append(row)
    return found


def table(outcome: Outcome) -> str:
    """The outcome for people: topics, then the differences one by one."""
    sheet = outcome.sheet
    out = [f"{len(outcome.documents)} documents, one for each invoice that owes one", ""]
    out.append(f"{'topic':<14}{'compared':>10}{'different':>11}")
    for topic, count in sorted(sheet.compared.items()):
        out.append(f"{topic:<14}{count:>10}{sum(d.topic == topic for d in sheet.differences):>11}")
    out += ["", "No document, and none may be:"]
    out += [f"  {invoice:<10} {reason}" for invoice, reason in sorted(outcome.kept.items())]
    for d in sheet.differences:
        out.append(f"DIFFERENT {d.invoice} {d.topic}: {d.what}: ERP {d.erp!r}, document {d.document!r}")
    return "\n".join(out)


def main(arguments: Sequence[str]) -> int:
    """0 where all is the same, 1 where anything differs, 2 for a wrong call."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "solde.toml").is_file():
        sys.stderr.write("usage: python -m tests.end_to_end.independent FOLDER   (one that holds solde.toml)\n")
        return 2
    outcome = check(Path(arguments[0]))
    sys.stdout.write(table(outcome) + "\n")
    return 1 if outcome.sheet.differences or not outcome.documents else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
