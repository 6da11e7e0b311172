"""Copies of the invoices that a notice is about: as they left, else as the ERP printed them."""

import re
import unicodedata
from collections.abc import Mapping

from connectors.contract import MessageFile
from connectors.errors import Misconfigured, Refused, Retry
from connectors.records import Invoice, Ref
from sync.engine import Engine
from sync.evidence import Tampered
from sync.models import EDocument

PDF = "application/pdf"


def copies(
    engine: Engine, invoices: Mapping[str, Invoice], most: int, *, paper: bool
) -> tuple[list[tuple[str, MessageFile]], list[str]]:
    """For each invoice (by `str(Ref)`) its number and its copy; then which are missing, and why.

    All together have `most` bytes: what would be too much is left out. On `paper` only pages can be enclosed.
    """
    emitted: dict[str, list[EDocument]] = {}
    for document in EDocument.objects.filter(invoice__in=list(invoices)).select_related("evidence").order_by("id"):
        emitted.setdefault(document.invoice, []).append(document)
    found: list[tuple[str, MessageFile]] = []
    left_out: list[str] = []
    for ref, record in invoices.items():
        number = record.document.number
        one = copy(engine, ref, number, emitted.get(ref, []), paper=paper)
        if one is None:
            left_out.append(f"no copy of {number}: neither Solde nor the ERP has one")
        elif len(one.content) > most:
            left_out.append(f"no copy of {number}: with it the copies are larger than copies_mb allows")
        else:
            most -= len(one.content)
            found.append((number, one))
    return _named_apart(found), left_out


def copy(engine: Engine, ref: str, number: str, emitted: list[EDocument], *, paper: bool = False) -> MessageFile | None:
    """The e-invoice that was emitted if people can read it, else the ERP's page, else the e-invoice as it is."""
    name = plain(number) or "invoice"
    readable = [document for document in emitted if document.evidence.mime == PDF]
    others = [] if paper else [document for document in emitted if document.evidence.mime != PDF]
    for document in (*readable, None, *others):
        if document is None:
            if page := _page(engine, Ref.parse(ref)):
                return MessageFile(name=f"{name}.pdf", mime=PDF, content=page)
            continue
        try:
            content = engine.vault.bytes_of(document.evidence)
        except Tampered:
            continue  # `solde check` and whoever sends that document says so
        ending = document.filename.rpartition(".")[2] or "bin"
        return MessageFile(name=f"{name}.{ending}", mime=document.evidence.mime, content=content)
    return None


def plain(name: str) -> str:
    """A name as every file system takes it."""
    ascii_only = unicodedata.normalize("NFKD", name.replace("/", "-")).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._& -]+", "", ascii_only)[:80].strip(" .")


def _page(engine: Engine, invoice: Ref) -> bytes | None:
    """A reminder does not wait for a copy: an ERP that cannot give it now gives none."""
    connector = engine.connectors.get(invoice.connection)
    try:
        return connector.invoice_pdf(invoice) if connector is not None else None
    except (Retry, Refused, Misconfigured):
        return None


def _named_apart(found: list[tuple[str, MessageFile]]) -> list[tuple[str, MessageFile]]:
    seen: set[str] = set()
    apart = []
    for number, file in found:
        name, n = file.name, 2
        stem, dot, ending = file.name.rpartition(".")
        while name.casefold() in seen:
            name, n = f"{stem}-{n}{dot}{ending}", n + 1
        seen.add(name.casefold())
        apart.append((number, MessageFile(name=name, mime=file.mime, content=file.content)))
    return apart
