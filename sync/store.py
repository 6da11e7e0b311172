"""Records in and out of the ledger. What is already known (identity and content hash) is dropped."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec
from django.db.models import Q

from connectors.records import Customer, Invoice, Order, Payment, Record, Ref, Unreadable, locate
from einvoice.faults import Fault
from sync.locks import in_turn
from sync.models import Aside, Entry
from sync.projection import project, withdraw

_TYPES: dict[str, type[Any]] = {"customer": Customer, "order": Order, "invoice": Invoice, "payment": Payment}
_ENCODER = msgspec.json.Encoder()
MOST = Decimal(10) ** 15
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Stored:
    """What a batch changed."""

    changed: int = 0
    known: int = 0
    aside: int = 0
    gone: int = 0


def store(records: Iterable[Record | Unreadable], gone: Sequence[Ref] = ()) -> Stored:
    """Upsert a batch; call it inside a transaction."""
    batch = {record.ref: record for record in records}  # the last one of a batch wins
    _alone({ref.connection for ref in batch})
    known = {Ref.parse(entry.ref): entry for entry in _entries(list(batch))}
    result = Stored()
    fresh: list[Entry] = []
    changed: list[tuple[Entry, Record]] = []
    unclear: list[int] = []
    readable: list[str] = []
    reachable: list[str] = []
    letters = set(Aside.objects.filter(stage=Aside.Stage.LETTER).values_list("ref", flat=True))
    for ref, read in batch.items():
        entry = known.get(ref)
        record = _fitting(read)
        if isinstance(record, Unreadable):
            set_aside(
                Aside.Stage.RECORD,
                ref,
                record.faults,
                name=record.name,
                version=record.version,
                origins=record.origins,
            )
            result.aside += 1
            if entry is not None and not entry.unreadable:
                entry.unreadable = True
                entry.save(update_fields=["unreadable"])
                unclear.append(entry.pk)
            continue
        readable.append(str(ref))
        body = _ENCODER.encode(record)
        digest = _digest(record)
        if entry is not None and entry.digest == digest and not entry.gone and not entry.unreadable:
            result.known += 1
            if entry.version != record.version or entry.body != body.decode():
                Entry.objects.filter(pk=entry.pk).update(
                    version=record.version, changed_at=record.changed_at, body=body.decode()
                )
            continue
        if isinstance(record, Customer) and str(ref) in letters and _can_be_reached_anew(entry, record):
            reachable.append(str(ref))
        filled = _fill(entry or Entry(), record, body.decode(), digest)
        changed.append((filled, record))
        if entry is None:
            fresh.append(filled)
        else:
            filled.save()
    Entry.objects.bulk_create(fresh, batch_size=500)
    project(changed)
    withdraw(unclear)
    mended(Aside.Stage.RECORD, readable)
    mended(Aside.Stage.LETTER, reachable)
    result.changed = len(changed)
    result.gone = mark_gone(gone)
    return result


def _alone(connections: set[str]) -> None:
    """Until the transaction ends, nobody else writes into the ledger of these connections."""
    in_turn(*(f"ledger of {connection}" for connection in connections))


def _fitting(record: Record | Unreadable) -> Record | Unreadable:
    """The record, or why the ledger cannot hold it: nonsense in one cell stops nobody else."""
    if isinstance(record, Unreadable | Customer):
        return record
    amounts = _amounts(record)
    place, currency = "currency", record.document.currency if isinstance(record, Invoice) else record.currency
    problem = ""
    if len(currency) != 3:
        place = "document.currency" if isinstance(record, Invoice) else place
        problem = f"{currency!r} is not a currency code of ISO 4217 such as EUR"
    else:
        for name, amount in amounts.items():
            if not abs(amount) < MOST or len(f"{amount:f}") > 40:
                place, problem = name, f"{amount} is too large or too long to be an amount"
                break
    if not problem:
        return record
    origins = record.origins if isinstance(record, Invoice) else {}
    source = "Solde: the ledger holds amounts below 10^15 and codes of ISO 4217"
    fault = Fault(code="SOLDE-RECORD", path=place, message=f"{record.ref}: {problem}", source=source)
    return Unreadable(ref=record.ref, version=record.version, faults=(fault,), name=str(record.ref.id), origins=origins)


def _amounts(record: Invoice | Order | Payment) -> dict[str, Decimal]:
    """Everything that the ledger's columns keep, by its place in the record."""
    if isinstance(record, Order):
        return {"uninvoiced": record.uninvoiced}
    if isinstance(record, Payment):
        return {"unapplied": record.unapplied, "amount": record.amount}
    found = {
        "open": record.open,
        "disputed": record.disputed,
        "document.totals.payable": record.document.totals.payable,
    }
    for number, due in enumerate(record.dues):
        found |= {f"dues[{number}].amount": due.amount, f"dues[{number}].open": due.open}
    return found


def _can_be_reached_anew(entry: Entry | None, record: Customer) -> bool:
    """Whether something changed that a letter depends on; a hold or a credit limit does not count."""
    if entry is None or entry.gone or entry.unreadable:
        return True
    before: Customer = record_of(entry)
    return (before.email, before.party, before.language) != (record.email, record.party, record.language)


def _digest(record: Record) -> str:
    """The sha256 of what a record says.

    Left out: `version`, which moves with every touch, and `origins`, which only say where it stands in the ERP
    (the next row of an export is still the same record).
    """
    plain: dict[str, Any] = {"version": "", "changed_at": _EPOCH}
    if isinstance(record, Customer | Invoice):
        plain["origins"] = {}
    return hashlib.sha256(_ENCODER.encode(msgspec.structs.replace(record, **plain))).hexdigest()


def _fill(entry: Entry, record: Record, body: str, digest: str) -> Entry:
    ref = record.ref
    entry.connection, entry.company, entry.kind, entry.ext_id = ref.connection, ref.company, ref.kind, ref.id
    entry.version, entry.digest, entry.body, entry.changed_at = (
        record.version,
        digest,
        body,
        record.changed_at,
    )
    entry.gone = entry.unreadable = False
    if isinstance(record, Customer):
        entry.account, entry.name = str(ref), record.party.name.replace("\0", "")[:400]
        entry.state = "active" if record.active else "archived"
        entry.parent = str(record.parent) if record.parent else ""
        return entry
    entry.account = str(record.customer)
    if isinstance(record, Invoice):
        document = record.document
        entry.name, entry.date, entry.currency = document.number[:400], document.issue_date, document.currency
        entry.state, entry.open = record.state, record.open
    else:
        entry.name = (record.number if isinstance(record, Order) else record.memo)[:400]
        entry.date, entry.currency, entry.state = record.date, record.currency, record.state
        entry.open = record.uninvoiced if isinstance(record, Order) else record.unapplied
    return entry


def mark_gone(refs: Sequence[Ref]) -> int:
    """These no longer exist in the ERP; their rows stay, for what was decided on them. Returns how many."""
    _alone({ref.connection for ref in refs})
    lost = [entry.pk for entry in _entries(refs) if not entry.gone]
    for start in range(0, len(lost), 500):
        Entry.objects.filter(pk__in=lost[start : start + 500]).update(gone=True)
    withdraw(lost)
    mended(Aside.Stage.RECORD, [str(ref) for ref in refs])
    return len(lost)


def _entries(refs: Sequence[Ref]) -> Iterable[Entry]:
    by_place: dict[tuple[str, str, str], list[str]] = {}
    for ref in refs:
        by_place.setdefault((ref.connection, ref.company, ref.kind), []).append(ref.id)
    for (connection, company, kind), ids in by_place.items():
        for start in range(0, len(ids), 500):
            yield from Entry.objects.filter(
                connection=connection, company=company, kind=kind, ext_id__in=ids[start : start + 500]
            )


@lru_cache(maxsize=8)
def _decoder(kind: str) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(_TYPES[kind])


def record_of(entry: Entry) -> Any:
    """The record as it was stored: Customer, Order, Invoice or Payment."""
    return decoded(entry.kind, entry.body)


def decoded(kind: str, body: str) -> Any:
    """The record of a kind from its JSON."""
    return _decoder(kind).decode(body)


def entry_of(ref: str) -> Entry | None:
    """The row of `str(Ref)`."""
    parsed = Ref.parse(ref)
    return Entry.objects.filter(
        connection=parsed.connection, company=parsed.company, kind=parsed.kind, ext_id=parsed.id
    ).first()


def set_aside(
    stage: Aside.Stage,
    ref: Ref,
    faults: Sequence[Fault],
    *,
    name: str = "",
    version: str = "",
    origins: dict[str, Any] | None = None,
) -> None:
    """Put something before a person, with its faults and the ERP field that each of them is about."""
    told = []
    for fault in faults:
        origin = locate(fault.path, origins or {})
        told.append({**msgspec.to_builtins(fault), "origin": str(origin) if origin else ""})
    values: dict[str, Any] = {
        "connection": ref.connection,
        "name": name[:400],
        "version": version[:200],
        "faults": told,
    }
    known = Aside.objects.filter(stage=stage, ref=str(ref)).first()
    if known is None or known.version != values["version"] or known.faults != told:
        values |= {"settled_at": None, "settled_by": ""}  # what a person has settled comes back only if it changed
    Aside.objects.update_or_create(stage=stage, ref=str(ref), defaults=values)


def mended(stage: Aside.Stage, refs: Sequence[str]) -> None:
    """These are well again; what lay aside for them is taken off the list."""
    for start in range(0, len(refs), 500):
        Aside.objects.filter(Q(stage=stage), ref__in=refs[start : start + 500]).delete()
