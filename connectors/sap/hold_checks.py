"""`solde check` on holds: where they are possible here, and what the settings would do."""

from collections import defaultdict
from collections.abc import Iterator

from connectors.records import Finding
from connectors.sap import filters
from connectors.sap.access_checks import Needed, ask, unreadable
from connectors.sap.client import Query
from connectors.sap.findings import Level, say
from connectors.sap.hold_places import CREDIT, Where, where
from connectors.sap.targets import PARTNERS
from connectors.sap.values import text
from connectors.sap.world import World

_ACCOUNTS = Needed(CREDIT, "CreditManagementAccount", "BusinessPartner", "no credit accounts")
_CUSTOMERS = Needed(PARTNERS, "A_Customer", "Customer", "no blocks of customers")
_LIMIT = 100  # of rows that are counted


def findings(world: World) -> Iterator[Finding]:
    settings = world.settings
    possible = list(_possible(world))
    yield from possible
    place = where(settings)
    if place is None:
        yield _say("note", 'hold = "none": Solde decides on holds, and SAP shows none of them')
        if settings.order_delivery_block or settings.order_billing_block:
            yield _say("warning", 'order_delivery_block and order_billing_block do nothing with hold = "none"')
        return
    if not place.codes:
        yield _say("error", "hold_blocks is empty: nothing would be blocked")
    if any(finding.level == "error" for finding in possible):
        return
    if settings.hold == "credit":
        yield from _segments(world)
    yield from _standing(world, place)


def _possible(world: World) -> Iterator[Finding]:
    """Which of the modes would work; that the configured one does."""
    mode = world.settings.hold
    credit, customer = unreadable(world, _ACCOUNTS), unreadable(world, _CUSTOMERS)
    accounts = not credit and bool(world.client.page(CREDIT, "CreditManagementAccount", Query(top=1)))
    if mode == "credit":
        if credit:
            yield _say("error", f'credit accounts do not answer: {ask(CREDIT)}; or set hold = "customer" ({credit})')
        elif not accounts:
            message = 'there is no credit account: maintain them in UKM_BP, or set hold = "customer"'
            yield _say("error", f"SAP Credit Management answers, but {message}")
        else:
            yield _say("ok", "a hold blocks the customer's credit accounts; SAP's credit check then stops orders")
    elif mode in ("customer", "sales-area"):
        if customer:
            yield _say("error", f"blocks of customers cannot be read: {ask(PARTNERS)} ({customer})")
        else:
            what = "the customer" if mode == "customer" else "the customer's sales areas"
            yield _say("ok", f"a hold blocks {what} for: {', '.join(world.settings.hold_blocks)}")
        if accounts:
            message = 'SAP Credit Management is in use here, too: hold = "credit" would set its own block'
            yield _say("note", message)


def _segments(world: World) -> Iterator[Finding]:
    segments = world.settings.credit_segments
    if not segments:
        message = "credit_segments is not set: a hold blocks a customer in all credit segments, and so in company codes"
        yield _say("warning", f"{message} that Solde does not work for, too; and no credit limit is read")
        return
    shared: dict[str, list[str]] = defaultdict(list)
    for company, segment in segments.items():
        shared[segment].append(company)
    for company in world.companies:
        if company not in segments:
            yield _say("warning", f"credit_segments has no {company}: a hold does not stop orders of that company code")
    for segment, codes in shared.items():
        if len(codes) > 1:
            companies = ", ".join(sorted(codes))
            yield _say("note", f"company codes {companies} share credit segment {segment}: a hold stops all of them")
        rows = world.client.page(
            CREDIT, "CreditManagementAccount", Query(filter=filters.eq("CreditSegment", segment), top=1)
        )  # fmt: skip
        if not rows:
            yield _say("warning", f"no customer has a credit account in segment {segment}")
            continue
        currency, sellers = text(rows[0], "CreditSegmentCurrency"), world.settings.sellers
        others = [code for code in sorted(codes) if code in sellers and currency not in ("", sellers[code].currency)]
        if others:
            message = f"credit segment {segment} is in {currency}, and company code {', '.join(others)} in another"
            yield _say("warning", f"{message} currency: its limits are not read, for nobody converts them")


def _standing(world: World, place: Where) -> Iterator[Finding]:
    """Blocks with our code that stand now: they must all be Solde's, for Solde will lift them."""
    code = world.settings.hold_code
    query = Query(
        select=place.fields, filter=filters.either(*(filters.eq(f, code) for f in place.codes)), top=_LIMIT
    )  # fmt: skip
    count = len(world.client.page(place.service, place.entity, query)) if place.codes else 0
    if count:
        number = f"{count} or more" if count == _LIMIT else str(count)
        message = f"{place.words}s blocked with {code} now: {number}. Solde takes each of them for its own"
        yield _say("note", f"{message}; nobody else may use this code")


def _say(level: Level, message: str) -> Finding:
    return say(level, "holds", message)
