"""Records of invoices: billing documents joined with their postings, and FI documents, a page with few requests."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Literal

import msgspec

from connectors.records import Due, Invoice, Unreadable
from connectors.sap import bill, booked, documents, fi_documents, parties
from connectors.sap.bill import Bill
from connectors.sap.families import is_invoice, root
from connectors.sap.items import Item, Key
from connectors.sap.keys import keys_of, originals
from connectors.sap.ledger import Posting, posting
from connectors.sap.own_fields import OwnFields
from connectors.sap.values import Case, Row, bare, day, instant
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
    bills = [each for row in rows if _ours(world, each := bill.of(row))]
    fi = list(dict.fromkeys(fi))
    keys, cancelled = keys_of(world, bills), originals(world, bills)
    web = load(world, {*keys.values(), *(key for key, _ in fi), *cancelled.values()})
    web.cancelled |= {each.number for each in bills if each.cancelled}
    bills = [booked.about(web, keys[each.number], each) for each in bills]
    around = documents.around(world, bills, fetched) if bills else None
    found: list[Invoice | Unreadable] = []
    for each in bills:
        key, original = keys[each.number], cancelled.get(each.cancels)
        if around is not None and (web.documents.get(key) or key not in web.apart):
            cancels = posting(web, original) if original else None
            found.append(billed(world, each, around, posting(web, key), cancels))
    return (*found, *_posted(world, web, fi))


def billed(
    world: World, bill: Bill, around: documents.Around, ledger: Posting | None, cancels: Posting | None = None
) -> Invoice | Unreadable:
    """One billing document with what the ledger says of it: nothing, where it was paid at once (a cash sale).

    `cancels` is the posting of the document that it cancels: what was still open of that one, this one has settled.
    """
    ref = world.ref("invoice", bill.company, bill.number)
    document, case = documents.read(world, bill, around, booked.of(ledger))
    if ledger is None:
        _unseen(case, bill)
    for what in ledger.bad if ledger else ():
        case.fault("garbled", "open", what)
    if document and ledger and ledger.currency != document.currency:
        case.fault("garbled", "open", f"it is posted in {ledger.currency}, and billed in {document.currency}")
    debtor = ledger.customer if ledger else bill.payer
    if not debtor:
        case.fault("BR-07", "customer", "PayerParty is empty")
    if case.faults or document is None:
        return aside(ref, case, bill.number)
    dues = ledger.dues if ledger else ()
    left = ledger.open if ledger else _ZERO
    off = bill.cancelled or bool(ledger and ledger.reversed)
    if off or (cancels and cancels.left):
        gone = left if off else min(left, cancels.left if cancels else _ZERO)
        left, dues = left - gone, _less(dues, gone)
    state: Literal["open", "paid", "reversed"] = "reversed" if off else "open" if left > 0 else "paid"
    return sealed(
        Invoice(
            ref=ref,
            version="",
            changed_at=_changed(bill.row),
            customer=world.ref("customer", "", debtor),
            state=state,
            document=document,
            open=left,
            dues=dues,
            disputed=min(ledger.disputed, left) if ledger else _ZERO,
            dispute_reason=ledger.dispute_reason if ledger and left else "",
            orders=bill.orders,
            settlements=ledger.settlements if ledger else (),
            area=ledger.area if ledger else bill.area,
            erp_einvoice=_ONE_TIME if _is_one_time(world, bill, around) else "",
            origins=case.origins,
        )
    )


def _unseen(case: Case, bill: Bill) -> None:
    """Receivable items that must be there and are not shown: nobody may take the invoice for paid."""
    if bill.clearing in _NOT_CLEARED:
        what = f"SAP shows no item of accounting document {bill.accounting}: is the right missing?"
        case.fault("garbled", "open", what)
    elif not bill.year.strip("0"):
        case.fault("garbled", "open", "FiscalYear is empty: its receivable items cannot be found")


def of_items(world: World, items: Sequence[Item], web: Web, given: Given) -> tuple[Invoice | Unreadable, ...]:
    """The invoices to which these items belong, read anew, but for those whose ids are `given` already."""
    own = {one.key: [each.billing for each in (one, *web.documents.get(one.key, ())) if each.billing] for one in items}
    billing = {number for numbers in own.values() for number in numbers if number not in given.billing}
    rows = world.client.lookup(SERVICE, ENTITY, "BillingDocument", sorted(billing), documents.query(world))
    # What names a billing document without being its posting (a bounced payment, an old system's) stands alone.
    keys = keys_of(world, [each for row in rows if (each := bill.of(row)).category in CATEGORIES])
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


def _ours(world: World, bill: Bill) -> bool:
    return (
        bill.company in world.companies
        and bill.category in CATEGORIES
        and bill.billing_category != _REQUEST
        and bill.type not in world.settings.left_out
        and bool(bill.accounting)
    )


def _is_one_time(world: World, bill: Bill, around: documents.Around) -> bool:
    for number in (bill.payer,) if bill.payer == bill.sold_to else (bill.payer, bill.sold_to):
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
