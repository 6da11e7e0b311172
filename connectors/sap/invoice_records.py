"""Records of invoices: billing documents joined with their postings, and FI documents, a page with few requests."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Literal

import msgspec

from connectors.records import Due, Invoice, Unreadable
from connectors.sap import documents, fi_documents, parties
from connectors.sap.families import is_invoice, root
from connectors.sap.items import Item, Key
from connectors.sap.keys import keys_of, originals
from connectors.sap.ledger import Posting, posting
from connectors.sap.own_fields import OwnFields
from connectors.sap.values import Case, Row, bare, day, flag, instant, text
from connectors.sap.web import Web, load
from connectors.sap.world import World
from connectors.sealing import aside, sealed

SERVICE, ENTITY = documents.SERVICE, documents.ENTITY
CATEGORIES = ("M", "O", "P", "N", "S", "5", "6")  # invoices, credit and debit memos, cancellations, intercompany
_ONE_TIME = "one-time customer"  # whose name and address stand in SAP's own paper alone: no e-invoice is made
_REQUEST = "P"  # BillingDocumentCategory of a down payment request, which says nothing that is owed yet
_NOT_CLEARED = ("A", "B")  # InvoiceClearingStatus: not, or only in part
_ZERO = Decimal(0)


class Given:
    """What one pull gave already, so that its later pages need not read it again: it was read after the pull began,
    and what changed since then is found by the next one.
    """

    def __init__(self) -> None:
        self.billing: set[str] = set()
        self.posted: set[tuple[str, str]] = set()  # company code and id

    def note(self, records: Iterable[Invoice | Unreadable]) -> None:
        for each in records:
            if "/" in each.ref.id:
                self.posted.add((each.ref.company, each.ref.id))
            else:
                self.billing.add(each.ref.id)


def read(
    world: World, rows: Sequence[Row], fi: Iterable[tuple[Key, str]] = (), fetched: dict[str, Row] | None = None
) -> tuple[Invoice | Unreadable, ...]:
    """Billing documents as the service answered them, and FI documents by their key and customer. Those that are no
    invoices, not posted yet, or none of ours are left out. `fetched`: partners that this pull has asked for already.
    """
    rows = [row for row in rows if _ours(world, row)]
    fi = list(dict.fromkeys(fi))
    keys, cancelled = keys_of(world, rows), originals(world, rows)
    web = load(world, {*keys.values(), *(key for key, _ in fi), *cancelled.values()})
    web.cancelled |= {bare(text(row, "BillingDocument")) for row in rows if flag(row, "BillingDocumentIsCancelled")}
    around = documents.around(world, rows, fetched) if rows else None
    found: list[Invoice | Unreadable] = []
    for row in rows:
        key = keys[bare(text(row, "BillingDocument"))]
        original = cancelled.get(bare(text(row, "CancelledBillingDocument")))
        if around is not None and (web.documents.get(key) or key not in web.apart):
            cancels = posting(web, original) if original else None
            found.append(billed(world, row, around, posting(web, key), cancels))
    return (*found, *_posted(world, web, fi))


def billed(
    world: World, row: Row, around: documents.Around, ledger: Posting | None, cancels: Posting | None = None
) -> Invoice | Unreadable:
    """One billing document with what the ledger says of it: nothing, where it was paid at once (a cash sale).

    `cancels` is the posting of the document that it cancels: what was still open of that one, this one has settled.
    """
    number = bare(text(row, "BillingDocument"))
    ref = world.ref("invoice", text(row, "CompanyCode"), number)
    document, case = documents.read(world, row, around, ledger.terms if ledger else ())
    if ledger is None:
        _unseen(case, row)
    for what in ledger.bad if ledger else ():
        case.fault("garbled", "open", what)
    if document and ledger and ledger.currency != document.currency:
        case.fault("garbled", "open", f"it is posted in {ledger.currency}, and billed in {document.currency}")
    debtor = ledger.customer if ledger else bare(text(row, "PayerParty"))
    if not debtor:
        case.fault("BR-07", "customer", "PayerParty is empty")
    if case.faults or document is None:
        return aside(ref, case, number)
    dues = ledger.dues if ledger else ()
    left = ledger.open if ledger else _ZERO
    off = flag(row, "BillingDocumentIsCancelled") or bool(ledger and ledger.reversed)
    if off or (cancels and cancels.left):
        gone = left if off else min(left, cancels.left if cancels else _ZERO)
        left, dues = left - gone, _less(dues, gone)
    state: Literal["open", "paid", "reversed"] = "reversed" if off else "open" if left > 0 else "paid"
    return sealed(
        Invoice(
            ref=ref,
            version="",
            changed_at=_changed(row),
            customer=world.ref("customer", "", debtor),
            state=state,
            document=document,
            open=left,
            dues=dues,
            disputed=min(ledger.disputed, left) if ledger else _ZERO,
            dispute_reason=ledger.dispute_reason if ledger and left else "",
            orders=around.named_by(row).orders,
            settlements=ledger.settlements if ledger else (),
            area=ledger.area if ledger else text(row, "DunningArea"),
            erp_einvoice=_ONE_TIME if _is_one_time(world, row, around) else "",
            origins=case.origins,
        )
    )


def _unseen(case: Case, row: Row) -> None:
    """Receivable items that must be there and are not shown: nobody may take the invoice for paid."""
    if text(row, "InvoiceClearingStatus") in _NOT_CLEARED:
        what = f"SAP shows no item of accounting document {text(row, 'AccountingDocument')}: is the right missing?"
        case.fault("garbled", "open", what)
    elif not text(row, "FiscalYear").strip("0"):
        case.fault("garbled", "open", "FiscalYear is empty: its receivable items cannot be found")


def of_items(world: World, items: Sequence[Item], web: Web, given: Given) -> tuple[Invoice | Unreadable, ...]:
    """The invoices to which these items belong, read anew, but for those whose ids are `given` already."""
    own = {one.key: [each.billing for each in (one, *web.documents.get(one.key, ())) if each.billing] for one in items}
    billing = {number for numbers in own.values() for number in numbers if number not in given.billing}
    rows = world.client.lookup(SERVICE, ENTITY, "BillingDocument", sorted(billing), documents.query(world))
    # What names a billing document without being its posting (a bounced payment, an old system's) stands alone.
    keys = keys_of(world, [row for row in rows if text(row, "SDDocumentCategory") in CATEGORIES])
    posted = set(keys.values())
    posted |= {key for key, numbers in own.items() if any(number in given.billing for number in numbers)}
    fi = {(one.key, one.customer): None for one in items if one.key not in posted and is_invoice(web, one)}
    return read(world, rows, [each for each in fi if (each[0][0], fi_documents.id_of(*each)) not in given.posted])


def _posted(world: World, web: Web, fi: Sequence[tuple[Key, str]]) -> Iterator[Invoice | Unreadable]:
    if not fi:
        return
    rows = fi_documents.lines(world, (key for key, _ in fi))
    own = OwnFields(world.settings.fields)
    found = parties.fetch(world, {who for _, who in fi}, own.of("A_BusinessPartner"), own.of("A_Customer"))
    partners = {bare(number): row for number, row in found.items()}
    for key, who in fi:
        ledger = posting(web, key, who)
        if ledger is not None:
            about = root(web, ledger.items[0])
            preceding = (about.number or about.key[2]) if about else ""
            yield fi_documents.read(world, ledger, rows.get(key, []), partners.get(who, {}), preceding)


def _ours(world: World, row: Row) -> bool:
    return (
        text(row, "CompanyCode") in world.companies
        and text(row, "SDDocumentCategory") in CATEGORIES
        and text(row, "BillingDocumentCategory") != _REQUEST
        and text(row, "BillingDocumentType") not in world.settings.left_out
        and bool(text(row, "AccountingDocument"))
    )


def _is_one_time(world: World, row: Row, around: documents.Around) -> bool:
    payer, sold_to = bare(text(row, "PayerParty")), bare(text(row, "SoldToParty"))
    for number in (payer,) if payer == sold_to else (payer, sold_to):
        partner = around.partners.get(number)
        if partner and parties.one_time(world.settings, partner):
            return True
    return False


def _less(dues: Sequence[Due], amount: Decimal) -> tuple[Due, ...]:
    found = []
    for due in dues:
        taken = min(due.open, amount)
        amount -= taken
        found.append(msgspec.structs.replace(due, open=due.open - taken))
    return tuple(found)


def _changed(row: Row) -> datetime:
    """When it was changed last. Without a stamp, the day that it bears."""
    try:
        if stamp := instant(row.get("LastChangeDateTime")):
            return stamp
        made = day(row.get("BillingDocumentDate"))
        return datetime.combine(made, time(), UTC) if made else _NEVER
    except (ValueError, OverflowError):
        return _NEVER


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
