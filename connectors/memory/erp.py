"""The ERP itself, as its own users and its server see it. Nothing here knows the engine."""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from connectors.memory.papers import Goods, invoice_document, party
from connectors.records import (
    AddNote,
    AddTask,
    AttachFile,
    Change,
    Customer,
    Due,
    Invoice,
    Order,
    OrderLine,
    Payment,
    Record,
    Ref,
    SetDunning,
    SetEInvoiceStatus,
    Settlement,
)
from einvoice import model

_EPOCH = datetime(2026, 1, 1, 8, tzinfo=UTC)
_PARTY = frozenset(f for f in model.Party.__struct_fields__ if f != "address")
_ADDRESS = frozenset(model.Address.__struct_fields__)


class Row(msgspec.Struct):
    """A stored record and what the server knows about it."""

    record: Record
    written: datetime  # start of the transaction that wrote it last, whole seconds
    version: int = 1
    spoilt: str = ""  # the field that cannot be understood
    hold: str = ""  # customers: "" none, "AUTO" the ERP decides, "ON ..." held
    hold_before: str = ""  # what our own hold replaced
    pdf: bytes | None = None


class Event(msgspec.Struct, frozen=True):
    """An event that was carried out."""

    id: str
    change: AttachFile | AddNote | AddTask
    key: str
    content: bytes | None = None


class MemoryErp:
    """One ERP. Each method that makes a record gives its Ref; amounts are Decimal or decimal text."""

    def __init__(self, name: str = "erp", company: str = "1", country: str = "FR") -> None:
        self.name = name
        self.company = company
        self.now = _EPOCH
        self.page_size = 100
        self.overlap = timedelta(minutes=5)
        self.sellers: dict[str, model.Party] = {company: party("Atelier Demo", country=country)}
        self.rows: dict[tuple[str, str], Row] = {}
        self.applied: dict[str, dict[str, Decimal]] = {}  # payment id -> invoice id -> amount
        self.events: list[Event] = []
        self.dunning: dict[Ref, SetDunning] = {}
        self.einvoices: dict[Ref, SetEInvoiceStatus] = {}
        self.calls: list[tuple[str, str]] = []  # every request of a connector: operation, detail
        self.lock = threading.RLock()
        self._last: dict[str, int] = {}
        self._frozen = False
        self._trouble: dict[str, deque[tuple[Exception, bool]]] = {}
        self._meanwhile: dict[str, deque[Callable[[], object]]] = {}

    # Clock and transactions

    def advance(self, by: timedelta = timedelta(days=1)) -> None:
        """Move the server's clock on."""
        self.now += by

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Everything written within carries the same second."""
        self._frozen = True
        try:
            yield
        finally:
            self._frozen = False

    def late(self, ref: Ref, **changes: Any) -> Callable[[], None]:
        """An edit in a transaction that begins now and is committed when the result is called."""
        begun = self.now
        return lambda: self._write(ref, begun, **changes)

    # Records

    def customer(self, name: str = "Officina Luce", *, company: str = "", **fields: Any) -> Ref:
        """A customer shared by all companies unless `company` is given; `fields` are those of `Customer`,
        `Party` and `Address` (`country="IT"`, `vat_id=...`, `email=...`, `language="it"`)."""
        who: model.Party = fields.pop("party", None) or party(name, fields.get("country", "IT"))
        ref = self._new("customer", company)
        blank = Customer(ref=ref, version="", changed_at=self.now, party=who)
        return self._add(_edited(blank, fields))

    def order(
        self, customer: Ref, total: Decimal | str = "240.00", *, goods: Sequence[Goods] = (), **fields: Any
    ) -> Ref:
        """A confirmed order of today, nothing invoiced yet; with `goods` a line each, nobody knows what was delivered,
        and `total` is their sum with 20 % tax."""
        lines = tuple(
            OrderLine(id=str(n), item=item, quantity=Decimal(q), price=Decimal(p), net=Decimal(q) * Decimal(p))
            for n, (item, q, p) in enumerate(goods, start=1)
        )
        if lines:
            total = (sum((line.net for line in lines), Decimal(0)) * Decimal("1.2")).quantize(Decimal("0.01"))
            fields = {"lines": lines} | fields
        ref = self._new("order", fields.pop("company", self.company))
        usual: dict[str, Any] = {"number": f"SO{ref.id}", "date": self.now.date(), "currency": "EUR"}
        usual |= {"state": "confirmed", "uninvoiced": Decimal(total)} | fields
        blank: dict[str, Any] = {"ref": ref, "version": "", "changed_at": self.now, "customer": customer}
        return self._add(Order(**blank, total=Decimal(total), **usual))

    def invoice(
        self,
        customer: Ref,
        *,
        amount: Decimal | str | None = None,
        net: Decimal | str | None = None,
        number: str = "",
        issued: date | None = None,
        due: date = date(2026, 1, 31),
        instalments: Sequence[tuple[date, Decimal | str]] = (),
        currency: str = "EUR",
        rate: Decimal | str = "20",
        company: str = "",
        document: model.Invoice | None = None,
        goods: Sequence[Goods] = (),
        **fields: Any,
    ) -> Ref:
        """A posted invoice of one line: `amount` with tax, or `net` without, or `goods`, or the whole `document`."""
        ref = self._new("invoice", company or self.company)
        bill = document or invoice_document(
            number or f"INV/{ref.id}",
            issued or self.now.date(),
            due,
            self.sellers[ref.company],
            self.row(customer).record.party,  # type: ignore[union-attr]  # a customer's row
            total=None if amount is None else Decimal(amount),
            net=Decimal("100.00") if net is None else Decimal(net),
            rate=Decimal(rate),
            currency=currency,
            goods=goods,
        )
        parts = [(d, Decimal(a)) for d, a in instalments]
        dues = tuple(Due(date=d, amount=a, open=a) for d, a in parts or [(due, bill.totals.payable)])
        usual: dict[str, Any] = {"state": "open", "open": bill.totals.payable, "dues": dues} | fields
        blank: dict[str, Any] = {"ref": ref, "version": "", "changed_at": self.now, "customer": customer}
        return self._add(Invoice(**blank, document=bill, **usual))

    def pay(self, invoice: Ref, amount: Decimal | str | None = None, *, on: date | None = None) -> Ref:
        """A payment of `on` (today), applied to the invoice, oldest instalment first; what is too much stays on
        account."""
        bill = self.bill(invoice)
        paid = bill.open if amount is None else Decimal(amount)
        used = min(paid, bill.open)
        payment = self.payment_on_account(
            bill.customer,
            paid,
            company=bill.ref.company,
            currency=bill.document.currency,
            unapplied=paid - used,
            memo=bill.document.number,
            date=on or self.now.date(),
        )
        self.applied[payment.id] = {invoice.id: used}
        self._settle(bill, used, by=payment)
        return payment

    def payment_on_account(self, customer: Ref, amount: Decimal | str, **fields: Any) -> Ref:
        """A payment that no invoice has consumed."""
        ref = self._new("payment", fields.pop("company", self.company))
        usual: dict[str, Any] = {"unapplied": Decimal(amount), "date": self.now.date(), "currency": "EUR"}
        usual |= fields
        blank: dict[str, Any] = {"ref": ref, "version": "", "changed_at": self.now, "customer": customer}
        return self._add(Payment(**blank, amount=Decimal(amount), **usual))

    def credit_note(self, invoice: Ref, *, applied: bool = True) -> Ref:
        """A credit note over the whole invoice; `applied` False leaves it open as money of the customer."""
        bill = self.bill(invoice)
        document = msgspec.structs.replace(
            bill.document,
            number=f"R{bill.document.number}",
            type_code="381",
            preceding=(model.Reference(number=bill.document.number, issue_date=bill.document.issue_date),),
        )
        open_ = Decimal(0) if applied else document.totals.payable
        if applied:
            self._settle(bill, bill.open, "reversed", credit=document.number)
        dues = (Due(date=self.now.date(), amount=document.totals.payable, open=open_),)
        state = "paid" if applied else "open"
        company = bill.ref.company
        return self.invoice(bill.customer, document=document, company=company, open=open_, dues=dues, state=state)

    def cancel(self, invoice: Ref) -> None:
        """The invoice is cancelled; what was paid on it becomes money on account."""
        bill = self.bill(invoice)
        self._settle(bill, bill.open, "cancelled")
        for payment, uses in self.applied.items():
            if freed := uses.pop(invoice.id, None):
                row = self.rows["payment", payment]
                assert isinstance(row.record, Payment)
                self.edit(row.record.ref, unapplied=row.record.unapplied + freed)

    def edit(self, ref: Ref, **changes: Any) -> None:
        """Change fields of a record; for a customer also those of its party and address."""
        if not self._frozen:
            self.now += timedelta(seconds=1)
        self._write(ref, self.now, **changes)

    def delete(self, ref: Ref) -> None:
        """Gone, without a trace."""
        del self.rows[ref.kind, ref.id]

    def spoil(self, ref: Ref, field: str) -> None:
        """From now on this field of the record cannot be understood; "" mends it."""
        self.edit(ref)
        self.row(ref).spoilt = field

    def hold_by_hand(self, customer: Ref, value: str = "ON credit manager") -> None:
        """Somebody other than Solde sets the hold field; "" lifts it, "AUTO" lets the ERP decide."""
        self.edit(customer)
        self.row(customer).hold = value

    # Trouble

    def fail(self, operation: str, error: Exception, *, after: bool = False, times: int = 1) -> None:
        """The next calls of `operation` (pull, push, reread, find, missing, check) raise; with `after` once
        the effect has happened."""
        self._trouble.setdefault(operation, deque()).extend([(error, after)] * times)

    def meanwhile(self, operation: str, action: Callable[[], object]) -> None:
        """Do something in the ERP just before it serves the next call of `operation`."""
        self._meanwhile.setdefault(operation, deque()).append(action)

    @contextmanager
    def serving(self, operation: str, detail: str = "") -> Iterator[None]:
        """What each request of a connector goes through."""
        with self.lock:
            if actions := self._meanwhile.get(operation):
                actions.popleft()()
            self.calls.append((operation, detail))
            trouble = self._trouble.get(operation)
            error, after = trouble.popleft() if trouble else (None, False)
            if error and not after:
                raise error
            yield
            if error:
                raise error

    # What is in it

    @property
    def files(self) -> list[Event]:
        """The files attached, in order."""
        return [e for e in self.events if isinstance(e.change, AttachFile)]

    @property
    def notes(self) -> list[Event]:
        """The notes added, in order."""
        return [e for e in self.events if isinstance(e.change, AddNote)]

    @property
    def tasks(self) -> list[Event]:
        """The tasks added, in order."""
        return [e for e in self.events if isinstance(e.change, AddTask)]

    @property
    def holds(self) -> dict[str, str]:
        """Customer id -> hold value, of those that are held, whoever did it."""
        return {i: r.hold for (_, i), r in self.rows.items() if r.hold.startswith("ON")}

    def writes(self) -> Sequence[Change]:
        """Every change in force, to see that a second run added nothing."""
        return [*(e.change for e in self.events), *self.dunning.values(), *self.einvoices.values()]

    def row(self, ref: Ref) -> Row:
        """The stored row; KeyError if it is gone."""
        return self.rows[ref.kind, ref.id]

    def bill(self, invoice: Ref) -> Invoice:
        """An invoice as it is now."""
        record = self.row(invoice).record
        assert isinstance(record, Invoice)
        return record

    def _new(self, kind: str, company: str) -> Ref:
        if not self._frozen:
            self.now += timedelta(seconds=1)
        self._last[kind] = self._last.get(kind, 0) + 1  # never used again, as in a real database
        return Ref(self.name, company, kind, str(self._last[kind]))

    def _add(self, record: Record) -> Ref:
        with self.lock:
            self.rows[record.ref.kind, record.ref.id] = Row(record, self.now)
        return record.ref

    def _write(self, ref: Ref, at: datetime, **changes: Any) -> None:
        with self.lock:
            row = self.row(ref)
            row.record, row.written, row.version = _edited(row.record, changes), at, row.version + 1

    def _settle(
        self, bill: Invoice, amount: Decimal, state: str = "", *, by: Ref | None = None, credit: str = ""
    ) -> None:
        left, dues = amount, []
        for due in bill.dues:
            part = min(left, due.open)
            left -= part
            dues.append(msgspec.structs.replace(due, open=due.open - part))
        open_ = bill.open - amount
        settlements = bill.settlements
        if by or credit:
            on = self.row(by).record.date if by else self.now.date()  # type: ignore[union-attr]  # a payment's row
            made = Settlement(date=on, amount=amount, ref=by.id if by else credit, credit=bool(credit))
            settlements = (*settlements, made) if amount else settlements
        elif state == "cancelled":
            settlements = ()
        self.edit(
            bill.ref,
            open=open_,
            dues=tuple(dues),
            settlements=settlements,
            state=state or ("open" if open_ else "paid"),
        )


def _edited(record: Record, changes: dict[str, Any]) -> Record:
    """The record with fields changed; party and address fields are found where they live."""
    changes = dict(changes)
    if isinstance(record, Customer):
        address = {k: changes.pop(k) for k in list(changes) if k in _ADDRESS}
        who = {k: changes.pop(k) for k in list(changes) if k in _PARTY}
        if address:
            who["address"] = msgspec.structs.replace(record.party.address, **address)
        if who:
            changes["party"] = msgspec.structs.replace(changes.get("party", record.party), **who)
    return msgspec.structs.replace(record, **changes)
