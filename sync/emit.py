"""Emit: the e-invoices that each country asks for, judged, kept as evidence, and put into the outbox."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import F

from config.settings import Company
from connectors.contract import Message, MessageFile
from connectors.errors import Retry
from connectors.records import AddNote, AttachFile, Invoice, Ref, SetEInvoiceStatus
from einvoice import emission, model
from einvoice.faults import Fault, Unacceptable, errors
from sync import audit, outbox
from sync.accounts import customer_of
from sync.boundaries import boundary
from sync.engine import Engine
from sync.models import Aside, Counter, EDocument, Entry, Run
from sync.paper import paper_of
from sync.reread import reread
from sync.store import mended, record_of, set_aside
from sync.versions import versions

LEGAL = ("open", "paid", "reversed")  # a reversed invoice was still issued; a cancelled one never was


@dataclass
class Emitted:
    """What an emission did, for the summary."""

    by_format: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    edited: int = 0


class Due(NamedTuple):
    """An invoice to look at; `new` if an e-invoice of it is owed and missing."""

    key: str
    company: Company
    pk: int
    new: bool


def due(engine: Engine, connection: str) -> Iterator[Due]:
    """Invoices that owe a document, or were changed after theirs was issued.

    Those that lie aside are looked at in every run: an edit may have been undone. Those that a person has settled
    are left alone until they are retried.
    """
    emitted = dict(EDocument.objects.values_list("invoice", "digest"))
    stages = (Aside.Stage.EINVOICE, Aside.Stage.EDITED)
    lying = Aside.objects.filter(stage__in=stages, connection=connection)
    aside = set(lying.filter(settled_at=None).values_list("ref", flat=True))
    settled = set(lying.filter(stage=Aside.Stage.EINVOICE).exclude(settled_at=None).values_list("ref", flat=True))
    for key, company in engine.settings.companies.items():
        if company.connection != connection or company.emit_from is None:
            continue
        rows = Entry.objects.filter(
            connection=connection,
            kind="invoice",
            company=company.id,
            date__gte=company.emit_from,
            gone=False,
            unreadable=False,
        ).exclude(unowed=F("digest"))
        for entry in rows.order_by("date", "id").iterator(chunk_size=200):
            if entry.ref in settled or (emitted.get(entry.ref) == entry.digest and entry.ref not in aside):
                continue
            if entry.ref in emitted or _owes(entry):
                yield Due(key, company, entry.pk, entry.ref not in emitted)


def _owes(entry: Entry) -> bool:
    """Whether Solde is to emit it. What is not is remembered, until the ERP changes it."""
    record: Invoice = record_of(entry)
    if record.state in LEGAL and not record.erp_einvoice:
        return True
    Entry.objects.filter(pk=entry.pk).update(unowed=entry.digest)
    mended(Aside.Stage.EINVOICE, [entry.ref])
    return False


def count_due(engine: Engine, connection: str) -> int:
    """How many invoices owe an e-invoice that is not there yet."""
    return sum(1 for each in due(engine, connection) if each.new)


def refresh_refused(engine: Engine, connection: str) -> None:
    """Read the accounts of refused e-invoices again: a mended customer does not touch its invoices in every ERP."""
    refs = Aside.objects.filter(stage=Aside.Stage.EINVOICE, connection=connection).values_list("ref", flat=True)
    ids = [Ref.parse(ref).id for ref in refs]
    accounts = Entry.objects.filter(connection=connection, kind="invoice", ext_id__in=ids)
    found = sorted(set(accounts.values_list("account", flat=True)))
    for start in range(0, len(found), 50):
        try:
            reread(engine.connectors[connection], found[start : start + 50])
        except Retry:  # passing: what is stored is judged instead
            return


def emit(
    engine: Engine, connection: str, *, run: Run | None = None, stop: Callable[[], bool] = lambda: False
) -> Emitted:
    """Make every document that is owed and not yet there; what its judge refuses is set aside, never sent."""
    result = Emitted()
    found = list(due(engine, connection))
    for number, (key, company, pk, _) in enumerate(found):
        if stop():
            break
        entry = Entry.objects.get(pk=pk)
        engine.progress(f"{connection}: e-invoices", number, len(found))
        record: Invoice = record_of(entry)
        emitted = {document.format: document for document in EDocument.objects.filter(invoice=entry.ref)}
        if emitted:
            result.edited += _look_for_edits(entry, record, list(emitted.values()), run)
        if record.erp_einvoice or record.state not in LEGAL:
            mended(Aside.Stage.EINVOICE, [entry.ref])
            continue
        document = record.document
        owed = emission.obligations(
            document.seller, document.buyer, document.type_code, document.issue_date, document.national
        )
        missing = [each for each in owed if each.format not in emitted]
        if missing:
            _emit_one(engine, key, company, entry, record, missing, result, run)
    return result


def _emit_one(
    engine: Engine,
    key: str,
    company: Company,
    entry: Entry,
    record: Invoice,
    owed: list[emission.Owed],
    result: Emitted,
    run: Run | None,
) -> None:
    made: list[emission.Emitted] = []
    faults: list[Fault] = []
    customer = customer_of(entry.account)
    language = (customer.language if customer else "") or company.language
    for each in owed:
        try:
            paper = paper_of(engine, company, record.ref)
            one = emission.emit(
                record.document, each, engine.judges, _serial(key), language, engine.settings.messages, paper
            )
            faults.extend(errors(list(one.faults)))
            made.append(one)
        except Unacceptable as refusal:
            faults.extend(refusal.faults)
    if faults:
        set_aside(
            Aside.Stage.EINVOICE,
            record.ref,
            faults,
            name=record.document.number,
            version=record.version,
            origins=record.origins,
        )
        result.refused += 1
        return
    boundary("emit.before-evidence")
    try:
        with transaction.atomic():
            for one in made:
                _commit(engine, company, entry, record, one, run)
            mended(Aside.Stage.EINVOICE, [entry.ref])
            boundary("emit.before-commit")
    except IntegrityError:  # another engine emitted it in this moment
        return
    boundary("emit.after-commit")
    for one in made:
        result.by_format[one.format] = result.by_format.get(one.format, 0) + 1


def _commit(
    engine: Engine, company: Company, entry: Entry, record: Invoice, one: emission.Emitted, run: Run | None
) -> None:
    evidence = engine.vault.keep(
        one.content,
        name=one.filename,
        mime=one.mime,
        inputs={
            "invoice": entry.ref,
            "version": record.version,
            "digest": entry.digest,
            "notes": list(one.notes),
        },
        versions=versions(rules=list(one.checked_by)),
    )
    EDocument.objects.create(
        invoice=entry.ref,
        format=one.format,
        filename=one.filename,
        evidence=evidence,
        print=fingerprint(record.document),
        digest=entry.digest,
        checked_by=list(one.checked_by),
        notes=list(one.notes),
    )
    name = f"einvoice:{entry.ref}:{one.format}"
    attach = AttachFile(target=record.ref, filename=one.filename, mime=one.mime, sha256=evidence.sha256)
    attached = outbox.put_change(f"{name}:attach", attach, run=run, evidence=evidence)
    text = f"E-invoice {one.filename} ({one.format}) issued and attached. Checked by: {', '.join(one.checked_by)}."
    for note in one.notes:
        text += f" {note}"
    outbox.put_change(f"{name}:note", AddNote(target=record.ref, text=text), run=run, after=attached)
    status = SetEInvoiceStatus(target=record.ref, status="issued", format=one.format)
    outbox.put_change(f"{name}:issued", status, run=run, after=attached)
    if company.einvoice_channel:
        message = Message(
            to="",
            subject=one.filename,
            files=(MessageFile(name=one.filename, mime=one.mime, content=one.content),),
        )
        parcel = engine.vault.keep(msgspec.json.encode(message), name=f"{one.filename}.json", mime="application/json")
        way = f"channel:{company.einvoice_channel}"
        outbox.put_message(f"{name}:send", way, record.ref, "", parcel, run=run)
    audit.note(
        "e-invoice issued",
        entry.ref,
        f"{one.format} is owed and was accepted by its judges",
        run=run,
        sha256=evidence.sha256,
        filename=one.filename,
    )


def _look_for_edits(entry: Entry, record: Invoice, emitted: list[EDocument], run: Run | None) -> int:
    """An edit in the ERP after emission is a fault for a person, not a new document. Returns 1 for a new one."""
    changed = [d for d in emitted if d.print != fingerprint(record.document)]
    if record.state == "cancelled" or changed:
        what = "was cancelled" if record.state == "cancelled" else "was changed"
        message = (
            f"{record.document.number} {what} in the ERP after its e-invoice {emitted[0].filename} was issued. "
            f"Undo that, or correct it with a credit note; the issued document stays as it is."
        )
        known = Aside.objects.filter(stage=Aside.Stage.EDITED, ref=entry.ref, version=entry.digest).exists()
        if not known:
            fault = Fault(code="SOLDE-EDITED", path="", message=message, source="Solde: docs/operating.md, edits")
            set_aside(
                Aside.Stage.EDITED,
                record.ref,
                [fault],
                name=record.document.number,
                version=entry.digest,
                origins=record.origins,
            )
            audit.note("edited after emission", entry.ref, message, run=run)
        return 0 if known else 1
    EDocument.objects.filter(invoice=entry.ref).update(digest=entry.digest)
    mended(Aside.Stage.EDITED, [entry.ref])
    return 0


def _serial(company: str) -> int:
    """The next progressive number of a company; a number that is not used leaves a gap, which is allowed."""
    with transaction.atomic():
        Counter.objects.get_or_create(name=f"einvoice:{company}")
        counter = Counter.objects.select_for_update().get(name=f"einvoice:{company}")
        counter.value += 1
        counter.save(update_fields=["value"])
        return counter.value


def fingerprint(document: model.Invoice) -> str:
    """The sha256 of what was agreed and taxed: an edit of it after emission is a fault.

    Addresses, contacts, bank accounts and standing texts are left out: ERPs read them from the customer and the
    company of today, so they change on old invoices without anybody having edited those.
    """
    facts: dict[str, Any] = {
        "head": [document.number, document.type_code, document.issue_date, document.currency],
        "references": [document.purchase_order, document.buyer_reference, document.contract, document.preceding],
        "due": [document.due_date, document.instalments],
        "parties": [
            [p.name, p.vat_id, p.tax_registration, p.legal_id.value if p.legal_id else ""]
            for p in (document.seller, document.buyer)
        ],
        "lines": [
            [x.name, x.description, x.quantity, x.unit, x.price, x.net, x.vat.category, x.vat.rate]
            for x in document.lines
        ],
        "taxes": [[t.vat.category, t.vat.rate, t.base, t.tax] for t in document.taxes],
        "totals": document.totals,
    }
    return hashlib.sha256(msgspec.json.encode(facts)).hexdigest()
