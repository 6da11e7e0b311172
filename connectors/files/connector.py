"""The connector onto a folder of exports and a folder of results."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import cast

import msgspec

from connectors.errors import Misconfigured, Refused, Retry
from connectors.files.book import FILES, Book
from connectors.files.cells import SOURCE
from connectors.files.fields import LISTS
from connectors.files.folder import Folder
from connectors.files.idoc.folder import Idocs
from connectors.files.out import make_folder
from connectors.files.parties import others_hold
from connectors.files.settings import Settings
from connectors.files.writer import Writer, safe_name
from connectors.records import (
    Change,
    Customer,
    Finding,
    Invoice,
    Kind,
    Page,
    Payment,
    Receipt,
    Ref,
    SetHold,
    Snapshot,
    Unreadable,
)
from einvoice.faults import Fault

MAX_PDF = 50 << 20  # bytes


class _Cursor(msgspec.Struct, frozen=True):
    """The state of the files that was read, and how many of its records were given (-1: all)."""

    digest: str
    given: int = -1


class FilesConnector:
    """Keeps what it parsed until the files change. Not for several threads at once."""

    def __init__(self, name: str, settings: Settings, companies: Mapping[str, str]) -> None:
        self._name = name
        self._settings = settings
        self._companies = companies
        self._folder = Folder(settings)
        self._idocs = Idocs(settings.folder, settings.idocs, settings.erp)
        self._writer = Writer(settings)
        self._last: Book | None = None

    def check(self) -> list[Finding]:
        """What the files hold, what in them cannot be understood, and what will not work."""
        try:
            book = self._book()
            make_folder(self._settings.out)
            return [*self._found(book), *self._unknown(book)]
        except Misconfigured as error:
            return [Finding(level="error", subject=self._name, message=str(error))]

    def pull(self, kind: Kind, cursor: str | None) -> Iterator[Page]:
        """Nothing while the files are unchanged, else all of them: the engine drops what it knows."""
        book, holds = self._book(), self._writer.holds()
        digest = book.digest(kind, holds)
        known = msgspec.json.decode(cursor, type=_Cursor) if cursor else _Cursor("")
        same = known.digest == digest
        if same and known.given < 0:
            return
        everything = book.records(kind, holds).values()
        given, total = (known.given if same else 0), len(everything)
        records = islice(everything, given, None)
        while True:
            part = tuple(islice(records, self._settings.page_size))
            given += len(part)
            mark = _Cursor(digest, given if given < total else -1)
            yield Page(records=part, cursor=msgspec.json.encode(mark).decode())
            if given >= total:
                return

    def missing(self, kind: Kind, ids: Sequence[Ref]) -> list[Ref]:
        """Rows that are no longer there. An unreadable row is there."""
        book = self._book()
        there = book.buyers if kind == "customer" else book.records(kind, {})
        return [ref for ref in ids if ref.id not in there]

    def reread(self, accounts: Sequence[Ref]) -> Snapshot:
        """The files as they are now.

        An account whose customer, payments or credit notes cannot be read has failed: he may owe nothing.
        """
        book = self._book()
        wanted = {ref.id for ref in accounts}
        customers = list(book.customers(self._writer.holds(), wanted).values())
        invoices, payments = _of(book, "invoice", wanted), _of(book, "payment", wanted)
        readable = {each.ref.id for each in customers if isinstance(each, Customer)}
        readable -= {book.owners[("payment", p.ref.id)] for p in payments if isinstance(p, Unreadable)}
        unclear = [i for i in invoices if isinstance(i, Unreadable) and not book.is_invoice(i.ref.id)]
        readable -= {book.owners.get(("invoice", i.ref.id), "") for i in unclear}
        return Snapshot(
            customers=cast("tuple[Customer | Unreadable, ...]", tuple(customers)),
            invoices=cast("tuple[Invoice | Unreadable, ...]", tuple(invoices)),
            payments=cast("tuple[Payment | Unreadable, ...]", tuple(payments)),
            failed=tuple(ref for ref in accounts if ref.id not in readable),
        )

    def find(self, change: Change, key: str) -> Receipt | None:
        """Events carry their key in the out folder."""
        return self._writer.find(change, key)

    def push(self, change: Change, key: str, content: bytes | None = None) -> Receipt:
        """Write the change into the out folder. Raises Refused where the record is not in the exports."""
        book, target = self._book(trusting=True), change.target
        row = book.row(target.kind, target.id) if target.kind in FILES else None
        if row is None:
            message = f"{self._settings.erp}: {target.kind} {target.id} is no longer in the exports."
            raise Refused([Fault(code="FILES-GONE", path="", message=message, source=SOURCE)])
        theirs = others_hold(row) if isinstance(change, SetHold) else ""
        try:
            return self._writer.push(change, key, content, theirs)
        except PermissionError as error:
            raise Misconfigured(f"out: {error.filename} cannot be written: {error.strerror}") from None
        except OSError as error:  # a full or broken disk: the row may be there or not
            raise Retry(f"out: {self._settings.out.name} cannot be written: {error.strerror}", after=60) from None

    def invoice_pdf(self, invoice: Ref) -> bytes | None:
        """The file that the row's `pdf` column names, or the pattern of the settings."""
        row = self._book(trusting=True).row("invoice", invoice.id)
        if row is None:
            return None
        pattern = {field: safe_name(row.text(field)) for field in ("id", "number")}
        named = row.text("pdf") or self._settings.pdf.format(**pattern)
        folder = self._settings.folder.resolve()
        path = (folder / named).resolve()
        if not named or not path.is_relative_to(folder):
            if named:
                raise _refused(invoice, f'"{named}" leads out of the folder of exports')
            return None
        if not path.is_file():
            return None
        if path.stat().st_size > MAX_PDF:
            raise _refused(invoice, f"{named} is larger than 50 MB")
        content = path.read_bytes()
        if not content.startswith(b"%PDF"):
            raise _refused(invoice, f"{named} is no PDF")
        return content

    def close(self) -> None:
        """Let go of what was parsed."""
        self._last = None

    def _book(self, *, trusting: bool = False) -> Book:
        tables = self._folder.load(trusting=trusting)
        last = self._last
        if not trusting or not self._idocs.digest:
            self._idocs.refresh()
        same = last is not None and last.idocs_digest == self._idocs.digest
        if last and same and all(last.tables[kind].digest == table.digest for kind, table in tables.items()):
            return last
        self._last = Book(self._settings, self._name, self._companies, tables, self._idocs)
        return self._last

    def _found(self, book: Book) -> Iterator[Finding]:
        for kind, table in book.tables.items():
            if table.name:
                made = f", made into {kind.replace('_', ' ')}" if table.titles else ""
                message = f"{len(table.rows)} rows{made}, written {table.written:%Y-%m-%d %H:%M} UTC"
                yield Finding(level="ok", subject=table.name, message=message)
            elif kind not in LISTS:
                yield Finding(level="note", subject=kind, message="the ERP exports none")
        for kind, file in FILES.items():
            aside = [each for each in book.records(kind, {}).values() if isinstance(each, Unreadable)]
            for each in aside[:5]:
                yield Finding(level="warning", subject=self._name, message=each.faults[0].message)
            if len(aside) > 5:
                message = f"{len(aside)} rows cannot be understood; `solde aside list` names all"
                yield Finding(level="warning", subject=book.tables[file].name, message=message)
        yield from self._lists(book)
        for kind, count in book.strays.items():
            if count:
                message = f"{count} rows belong to no invoice of {book.tables['invoices'].name}"
                yield Finding(level="warning", subject=book.tables[kind].name, message=message)

    def _lists(self, book: Book) -> Iterator[Finding]:
        items = book.tables["open_items"]
        column = items.columns.get("special_gl", "")
        if apart := sum(bool(row.cells.get(column)) for row in items.rows):
            message = f"{apart} items with a special G/L indicator are kept apart: neither invoices nor payments"
            yield Finding(level="note", subject=items.name, message=message)
        if not self._settings.idocs:
            return
        for name, why in self._idocs.troubles():
            yield Finding(level="warning", subject=name, message=why)
        numbers = self._idocs.numbers()
        known = {each.document.number for each in book.invoices.values() if isinstance(each, Invoice)}
        message = f"IDocs of {len(numbers)} invoices"
        if unknown := len(numbers - known):
            message += f"; {unknown} are of none that the lists have"
        yield Finding(level="ok", subject=self._settings.idocs, message=message)

    def _unknown(self, book: Book) -> Iterator[Finding]:
        file = book.tables["companies"].name
        for company in sorted(set(self._companies) - book.sellers.keys()):
            message = f'{file} has no row with the id "{company}": correct the id in [companies], or add the row'
            yield Finding(level="error", subject=self._name, message=message)
        message = (
            f"holds, levels, notes and files go to {self._settings.out.name}: "
            "a hold holds only where the ERP imports holds.csv"
        )
        yield Finding(level="note", subject=self._name, message=message)


def _of(book: Book, kind: Kind, wanted: set[str]) -> list[Invoice | Payment | Unreadable]:
    found = []
    for key, each in book.records(kind, {}).items():
        owner = book.owners.get((kind, key)) if isinstance(each, Unreadable) else _owner(each)
        if owner in wanted:
            found.append(each)
    return cast("list[Invoice | Payment | Unreadable]", found)


def _owner(record: object) -> str:
    return record.customer.id if isinstance(record, Invoice | Payment) else ""


def _refused(invoice: Ref, why: str) -> Refused:
    message = f"The PDF of invoice {invoice.id} is not read: {why}."
    return Refused([Fault(code="FILES-PDF", path="", message=message, source=SOURCE)])
