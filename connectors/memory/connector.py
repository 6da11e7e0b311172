"""The connector onto a `MemoryErp`: written as one onto a real server would be."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import cast

import msgspec

from connectors.errors import Refused
from connectors.memory.erp import Event, MemoryErp, Row
from connectors.records import (
    AddNote,
    AddTask,
    AttachFile,
    Change,
    Customer,
    Finding,
    Hold,
    Invoice,
    Kind,
    Origin,
    Page,
    Payment,
    Receipt,
    Record,
    Ref,
    SetDunning,
    SetEInvoiceStatus,
    SetHold,
    Snapshot,
    Unreadable,
)
from einvoice.faults import Fault

_SOURCE = "memory connector"


class _Cursor(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the engine stands: everything up to `since` is known.

    In the middle of a pull `at` is the last row given, and `top` the server's time when the pull began: when
    it is drained, that becomes the next `since`.
    """

    since: datetime | None = None
    top: datetime | None = None
    at: tuple[datetime, int] | None = None


class MemoryConnector:
    """`companies` empty means all of them."""

    def __init__(self, erp: MemoryErp, name: str, companies: frozenset[str]) -> None:
        self._erp = erp
        self._name = name
        self._companies = companies

    def check(self) -> list[Finding]:
        """Always reachable; companies that it does not have are errors."""
        with self._erp.serving("check"):
            found = [Finding(level="ok", subject=self._name, message="in-memory ERP, reachable")]
            for company in sorted(self._companies - self._erp.sellers.keys()):
                message = f"there is no company {company}: correct its id in [companies]"
                found.append(Finding(level="error", subject=self._name, message=message))
            return found

    def pull(self, kind: Kind, cursor: str | None) -> Iterator[Page]:
        """By (written, id), beginning an overlap before the cursor, because transactions commit late."""
        state = msgspec.json.decode(cursor, type=_Cursor) if cursor else _Cursor()
        top = state.top or self._erp.now
        while True:
            with self._erp.serving("pull", kind):
                rows = self._changed(kind, state)
            page, rest = rows[: self._erp.page_size], rows[self._erp.page_size :]
            state = _Cursor(state.since, top, _key(page[-1])) if rest else _Cursor(top)
            yield Page(records=tuple(self._read(row) for row in page), cursor=msgspec.json.encode(state).decode())
            if not rest:
                return

    def missing(self, kind: Kind, ids: Sequence[Ref]) -> list[Ref]:
        """Asked by id; a delta cannot tell."""
        with self._erp.serving("missing", kind):
            return [ref for ref in ids if (kind, ref.id) not in self._erp.rows]

    def reread(self, accounts: Sequence[Ref]) -> Snapshot:
        """The customers, their invoices and their payments.

        An account of which a payment or a credit note cannot be understood has failed, as one that is gone.
        """
        with self._erp.serving("reread", " ".join(ref.id for ref in accounts)):
            rows = [r for r in self._erp.rows.values() if self._ours(r)]
            wanted = {ref.id for ref in accounts}
            known = [self._read(r) for r in rows if isinstance(r.record, Customer) and _id(r) in wanted]
            bills = [self._read(r) for r in rows if isinstance(r.record, Invoice) and _owner(r) in wanted]
            paid = [self._read(r) for r in rows if isinstance(r.record, Payment) and _owner(r) in wanted]
            there = {record.ref.id for record in known} - {_owner(row) for row in rows if _hides_credit(row)}
            return Snapshot(
                customers=cast("tuple[Customer | Unreadable, ...]", tuple(known)),
                invoices=cast("tuple[Invoice | Unreadable, ...]", tuple(bills)),
                payments=cast("tuple[Payment | Unreadable, ...]", tuple(paid)),
                failed=tuple(ref for ref in accounts if ref.id not in there),
            )

    def find(self, change: Change, key: str) -> Receipt | None:
        """Events carry their key in the ERP."""
        with self._erp.serving("find", key):
            return next((Receipt(id=e.id) for e in self._erp.events if e.key == key), None)

    def push(self, change: Change, key: str, content: bytes | None = None) -> Receipt:
        """Carry out one change."""
        with self._erp.serving("push", f"{type(change).__name__} {key}"):
            row = self._erp.rows.get((change.target.kind, change.target.id))
            if row is None:
                raise Refused([_gone(change.target)])
            match change:
                case SetHold():
                    return self._hold(row, change)
                case SetDunning():
                    self._erp.dunning[row.record.ref] = change
                case SetEInvoiceStatus():
                    self._erp.einvoices[row.record.ref] = change
                case AttachFile() | AddNote() | AddTask():
                    event = Event(str(len(self._erp.events) + 1), change, key, content)
                    self._erp.events.append(event)
                    return Receipt(id=event.id)
            return Receipt(id=change.target.id)

    def invoice_pdf(self, invoice: Ref) -> bytes | None:
        """As set on the row by a test."""
        row = self._erp.rows.get((invoice.kind, invoice.id))
        return row.pdf if row else None

    def close(self) -> None:
        """Nothing is held."""

    def _changed(self, kind: Kind, state: _Cursor) -> list[Row]:
        since = state.since and state.since - self._erp.overlap
        rows = [r for (k, _), r in self._erp.rows.items() if k == kind and self._ours(r)]
        rows = [r for r in rows if (not since or r.written >= since) and (not state.at or _key(r) > state.at)]
        return sorted(rows, key=_key)

    def _ours(self, row: Row) -> bool:
        return not (self._companies and row.record.ref.company) or row.record.ref.company in self._companies

    def _ref(self, ref: Ref) -> Ref:
        return msgspec.structs.replace(ref, connection=self._name)

    def _read(self, row: Row) -> Record | Unreadable:
        record, version = row.record, str(row.version)
        ref = self._ref(record.ref)
        title = f"{ref.kind} {ref.id}"
        if row.spoilt:
            origin = Origin(erp="Memory", place=f"{ref.kind} > {row.spoilt}", record=title, field=row.spoilt)
            fault = Fault(code="empty", path=row.spoilt, message=f"{origin} is empty.", source=_SOURCE)
            return Unreadable(ref=ref, version=version, faults=(fault,), name=title, origins={row.spoilt: origin})
        known = {"ref": ref, "version": version, "changed_at": row.written}
        if isinstance(record, Customer):
            hold = Hold(on=row.hold.startswith("ON"), value=row.hold)
            parent = record.parent and self._ref(record.parent)
            return msgspec.structs.replace(record, **known, hold=hold, parent=parent, origins=_origins(title, ""))
        customer = self._ref(record.customer)
        if isinstance(record, Invoice):
            origins = _origins(title, f"customer {customer.id}")
            return msgspec.structs.replace(record, **known, customer=customer, origins=origins)
        return msgspec.structs.replace(record, **known, customer=customer)

    def _hold(self, row: Row, change: SetHold) -> Receipt:
        target = change.target.id
        if not change.on:
            undo = json.loads(change.undo or "{}")
            if row.hold != undo.get("wrote"):
                return Receipt(id=target, done=False, detail="the hold has been changed since; it is left")
            row.hold = undo["before"]
        elif row.hold.startswith("ON") and not row.hold.startswith("ON Solde"):
            return Receipt(id=target, done=False, detail="somebody else has put a hold on already")
        elif not row.hold.startswith("ON"):
            row.hold_before, row.hold = row.hold, f"ON Solde: {change.reason}"
        self._erp.edit(row.record.ref)
        undo_text = json.dumps({"before": row.hold_before, "wrote": row.hold}) if change.on else ""
        return Receipt(id=target, undo=undo_text)


def _key(row: Row) -> tuple[datetime, int]:
    return (row.written, int(row.record.ref.id))


def _id(row: Row) -> str:
    return row.record.ref.id


def _owner(row: Row) -> str:
    return "" if isinstance(row.record, Customer) else row.record.customer.id


def _hides_credit(row: Row) -> bool:
    """Whether money of a customer is here that cannot be understood."""
    record = row.record
    return bool(row.spoilt) and (
        isinstance(record, Payment) or (isinstance(record, Invoice) and record.document.is_credit)
    )


def _gone(ref: Ref) -> Fault:
    message = f"Memory: {ref.kind} {ref.id} no longer exists."
    return Fault(code="gone", path="", message=message, source=_SOURCE)


def _origins(title: str, buyer: str) -> dict[str, Origin]:
    """Coarse on purpose: the record and, for an invoice, its buyer."""
    origins = {"": Origin(erp="Memory", place=title, record=title, field="")}
    if buyer:
        origins["buyer"] = Origin(erp="Memory", place=buyer, record=buyer, field="party")
    return origins
