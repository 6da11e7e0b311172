"""What the exports say, as records. A book never changes: other bytes make another book."""

import hashlib
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import msgspec

from connectors.errors import Misconfigured
from connectors.files.cells import Cells
from connectors.files.documents import with_document
from connectors.files.folder import Tables
from connectors.files.idoc.folder import Idocs
from connectors.files.invoices import Parts, invoice
from connectors.files.lists.ledger import NO_DOCUMENT
from connectors.files.parties import MARK, Buyer, Seller, buyer, seller
from connectors.files.settings import Settings
from connectors.files.simple import order, payment
from connectors.files.tables import Row, Table
from connectors.records import Customer, Hold, Invoice, Kind, Order, Origin, Payment, Record, Ref, Unreadable
from einvoice.faults import Fault

Read = dict[str, Record | Unreadable]  # by id, in the order of the file
Holds = Mapping[str, str]
FILES: dict[Kind, str] = {"customer": "customers", "order": "orders", "invoice": "invoices", "payment": "payments"}
_JOINED = {
    "invoice_lines": "lines",
    "taxes": "taxes",
    "allowances": "allowances",
    "instalments": "instalments",
    "settlements": "settlements",
}
_TITLES = {"companies": "name", "customers": "name", "orders": "number", "invoices": "number", "payments": "memo"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ENCODER = msgspec.json.Encoder()


class Book:
    """Made from tables alone. Where `holds` is asked for: the reasons of Solde's own holds by customer id."""

    def __init__(
        self,
        settings: Settings,
        connection: str,
        companies: Mapping[str, str],
        tables: Tables,
        idocs: Idocs | None = None,
    ) -> None:
        self._settings = settings
        self._connection = connection
        self._companies = companies
        self.tables = tables
        self.idocs = idocs
        self.idocs_digest = idocs.digest if idocs else ""
        self._places: dict[Fault, Origin] = {}
        self.owners: dict[tuple[Kind, str], str] = {}  # customer ids of what cannot be understood

    def digest(self, kind: Kind, holds: Holds) -> str:
        """Changes whenever a record of the kind may have; also when the settings did."""
        names = ["customers", FILES[kind]]
        if kind == "invoice":
            names += ["companies", *_JOINED]
        if kind == "order":
            names.append("order_lines")
        parts = [self._settings, sorted(self._companies), [self.tables[name].digest for name in names]]
        if kind == "invoice":
            parts.append(self.idocs_digest)
        if kind == "customer":
            parts.append(holds)
        return hashlib.sha256(msgspec.json.encode(parts, enc_hook=str, order="sorted")).hexdigest()

    def records(self, kind: Kind, holds: Holds) -> Read:
        """Every record of a kind."""
        if kind == "customer":
            return self.customers(holds)
        read: Read = getattr(self, FILES[kind])  # the properties below are called as the files are
        return read

    def customers(self, holds: Holds, only: Container[str] | None = None) -> Read:
        """Customers with their holds; all of them or those with these ids."""
        wanted = {key: each for key, each in self.buyers.items() if only is None or key in only}
        return {key: held(each, holds) if isinstance(each, Buyer) else each for key, each in wanted.items()}

    def row(self, kind: Kind, key: str) -> Cells | None:
        """The cells of a record, whether or not it can be understood."""
        table, column = self.tables[FILES[kind]], self._column(FILES[kind], "id")
        row = next((row for row in table.rows if row.cells.get(column) == key), None)
        return self._cells(table, row, []) if row else None

    def is_invoice(self, key: str) -> bool:
        """Whether the row is surely an invoice and no credit note, whatever else of it cannot be understood."""
        cells = self.row("invoice", key)
        return cells is not None and cells.text("type") in {"", "380"}

    @cached_property
    def sellers(self) -> dict[str, Seller]:
        """Our companies. A row of theirs that cannot be understood stops everything."""
        faults: list[Fault] = []
        cells = [self._cells(self.tables["companies"], row, faults) for row in self.tables["companies"].rows]
        found = {c.text("id"): seller(c) for c in cells if self._ours(c.text("id"))}
        if faults:
            raise Misconfigured(" ".join(fault.message for fault in faults))
        return found

    @cached_property
    def buyers(self) -> dict[str, Buyer | Unreadable]:
        """Customers, with what their invoices take from them."""
        made: dict[str, Buyer | Unreadable] = {}
        for key, cells, aside in self._rows("customer"):
            found = None if aside else buyer(cells, self._connection)
            made[key] = self._aside("customer", key, cells) if found is None or cells.faults else found
        return made

    @cached_property
    def orders(self) -> Read:
        lines, orphans = self._order_lines

        def whole(cells: Cells, ref: Ref, customer: Ref) -> Order:
            mine = lines.get(ref.id, [])
            for each in mine:  # one list: what is wrong with a line is wrong with its order
                cells.faults.extend(each.faults)
                each.faults = cells.faults
            return order(cells, ref, customer, mine)

        return self._simple("order", whole) | orphans

    @cached_property
    def payments(self) -> Read:
        return self._simple("payment", payment)

    @cached_property
    def invoices(self) -> Read:
        parts, orphans = self._parts
        made: Read = {}
        for key, cells, aside in self._rows("invoice"):
            joined = parts.get(key, Parts())
            joined.faults.extend(cells.faults)
            cells.faults = joined.faults  # one list: what is wrong with a line is wrong with its invoice
            who, company = self._customer(cells), self.sellers.get(cells.text("company"))
            if cells.text("company") and company is None:
                cells.wrong("company", cells.text("company"), "the id of a row in companies")
            if not isinstance(who, Buyer) or company is None or aside:
                made[key] = self._aside("invoice", key, cells)
                continue
            found = invoice(cells, self._ref("invoice", key, cells), company, who, joined)
            if found.erp_einvoice == NO_DOCUMENT and not cells.faults:
                found = self._documented(found, cells, company, who)
            made[key] = self._aside("invoice", key, cells) if cells.faults else _sealed(found)
        return made | orphans

    def _documented(self, found: Invoice, cells: Cells, company: Seller, who: Buyer) -> Invoice:
        """With its document, where there is an IDoc of it; the IDoc's faults are the invoice's."""
        idoc = self.idocs.get(found.document.number) if self.idocs else None
        if idoc is None:
            return found
        made, faults, places = with_document(found, idoc, self._settings, company, who, self._buyer)
        cells.faults.extend(faults)
        self._places.update({fault: places[fault.path] for fault in faults})
        return made

    def _buyer(self, key: str) -> Buyer | None:
        found = self.buyers.get(key)
        return found if isinstance(found, Buyer) else None

    @cached_property
    def _order_lines(self) -> tuple[dict[str, list[Cells]], Read]:
        """The rows of order_lines.csv by order; and those whose order cannot be told, so set aside."""
        found: dict[str, list[Cells]] = {}
        orphans: Read = {}
        for row in self.tables["order_lines"].rows:
            cells = self._cells(self.tables["order_lines"], row, [])
            key = cells.needed("order")
            if key:
                cells.part = f"lines[{len(found.setdefault(key, []))}]"
                found[key].append(cells)
            else:
                orphan = f"order_lines row {row.number}"
                orphans[orphan] = self._aside("order", orphan, cells)
        return found, orphans

    @cached_property
    def strays(self) -> dict[str, int]:
        """Joined rows whose invoice is not there, by file: for `solde check`."""
        known = {row.cells.get(self._column("invoices", "id"), "") for row in self.tables["invoices"].rows}
        counts = {}
        for kind in _JOINED:
            column = self._column(kind, "invoice")
            counts[kind] = sum(row.cells.get(column) not in known for row in self.tables[kind].rows)
        orders = {row.cells.get(self._column("orders", "id"), "") for row in self.tables["orders"].rows}
        column = self._column("order_lines", "order")
        counts["order_lines"] = sum(row.cells.get(column) not in orders for row in self.tables["order_lines"].rows)
        return counts

    @cached_property
    def _parts(self) -> tuple[dict[str, Parts], Read]:
        """The rows of the joined files by invoice; and those whose invoice cannot be told, so set aside."""
        parts: dict[str, Parts] = {}
        orphans: Read = {}
        for kind, name in _JOINED.items():
            for row in self.tables[kind].rows:
                cells = self._cells(self.tables[kind], row, [])
                key = cells.needed("invoice")
                if not key:
                    orphan = f"{kind} row {row.number}"
                    orphans[orphan] = self._aside("invoice", orphan, cells)
                    continue
                mine = parts.setdefault(key, Parts())
                mine.faults.extend(cells.faults)
                cells.faults = mine.faults
                rows = getattr(mine, name)
                cells.part = f"{name}[{len(rows)}]"
                rows.append(cells)
        return parts, orphans

    def _simple(self, kind: Kind, make: Callable[[Cells, Ref, Ref], Order | Payment]) -> Read:
        made: Read = {}
        for key, cells, aside in self._rows(kind):
            who = self._customer(cells)
            if who is None or aside:
                made[key] = self._aside(kind, key, cells)
                continue
            customer = who.customer.ref if isinstance(who, Buyer) else who.ref
            found = make(cells, self._ref(kind, key, cells), customer)
            made[key] = self._aside(kind, key, cells) if cells.faults else _sealed(found)
        return made

    def _rows(self, kind: Kind) -> Iterator[tuple[str, Cells, bool]]:
        """The rows of our companies: id, cells, and whether the row as such is beyond use.

        An id that is there twice is yielded twice, the second time beyond use: nobody can tell which is right.
        """
        table = self.tables[FILES[kind]]
        places: dict[str, str] = {}
        for row in table.rows:
            cells = self._cells(table, row, [])
            if not self._ours(cells.text("company")):
                continue
            key = cells.needed("id") or f"row {row.number}"
            if kind != "customer":
                cells.needed("company")
            if key in places:
                first = places[key]
                cells.fault("id", f"{cells.place} has the same id as {first}: an id names one record only.")
            places.setdefault(key, cells.place)
            yield key, cells, bool(cells.faults)

    def _customer(self, cells: Cells) -> Buyer | Unreadable | None:
        """The row's customer; a fault where there is none, or where an invoice cannot use it."""
        key = cells.needed("customer")
        who = self.buyers.get(key)
        if key and who is None:
            cells.wrong("customer", key, f"the id of a row in {self.tables['customers'].name}")
        if isinstance(who, Unreadable) and cells.kind == "invoices":
            why = " ".join(fault.message for fault in who.faults)
            cells.fault("customer", f"{cells.place}: its customer cannot be understood. {why}")
        return who

    def _cells(self, table: Table, row: Row, faults: list[Fault]) -> Cells:
        return Cells(self._settings, table, row, _TITLES.get(table.kind, "name"), faults, self._places)

    def _ours(self, company: str) -> bool:
        return not self._companies or not company or company in self._companies

    def _column(self, kind: str, field: str) -> str:
        return self.tables[kind].columns.get(field, field)

    def _ref(self, kind: Kind, key: str, cells: Cells) -> Ref:
        return Ref(self._connection, cells.text("company"), kind, key)

    def _aside(self, kind: Kind, key: str, cells: Cells) -> Unreadable:
        faults = tuple(cells.faults)
        self.owners[kind, key] = cells.text("customer")
        version = hashlib.sha256(_ENCODER.encode(faults)).hexdigest()
        ref, name = self._ref(kind, key, cells), cells.title or key
        return Unreadable(ref=ref, version=version, faults=faults, name=name, origins=self._origins(cells))

    def _origins(self, cells: Cells) -> dict[str, Origin]:
        """Where each fault stands; the row of the record itself where one path has faults in two rows."""
        found: dict[str, Origin] = {}
        for fault in cells.faults:
            place = self._places[fault]
            if found.setdefault(fault.path, place) != place:
                found[fault.path] = cells.origin("id")
        return found


def held(buyer: Buyer, holds: Holds) -> Customer:
    """The customer with the hold that counts: the ERP's own people's, else ours."""
    customer = buyer.customer
    if not (customer.hold and customer.hold.on) and (reason := holds.get(customer.ref.id)) is not None:
        customer = msgspec.structs.replace(customer, hold=Hold(on=True, value=f"{MARK}: {reason}"))
    sealed: Customer = _sealed(customer)
    return sealed


def _sealed(record: Any) -> Any:
    """The record with its version: the sha256 of what it says, whatever its row number and the file's time."""
    said = {"version": "", "changed_at": _EPOCH} | ({} if isinstance(record, Order | Payment) else {"origins": {}})
    content = _ENCODER.encode(msgspec.structs.replace(record, **said))
    return msgspec.structs.replace(record, version=hashlib.sha256(content).hexdigest())
