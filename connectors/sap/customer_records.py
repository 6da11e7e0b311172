"""A business partner with his rows in our company codes as Customer."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from connectors.records import Customer, Person, Unreadable
from connectors.sap import holds, parties
from connectors.sap.customer_rows import Around, codes
from connectors.sap.languages import language
from connectors.sap.values import Case, Row, bare, decimal, flag, many, money, one, text
from connectors.sap.world import World
from connectors.sealing import aside, sealed
from einvoice.model import minor_unit

_COMPANY, _DUNNING = "A_CustomerCompany", "A_CustomerDunning"


def read(world: World, row: Row, around: Around, now: datetime) -> Customer | Unreadable | None:
    """None for a partner who is no customer of our company codes.

    `changed_at` is when he was read: nothing in SAP says when a block or a limit was changed.
    """
    number = text(row, "Customer")
    companies = around.companies.get(number, ())
    if not number or not companies:
        return None
    ref = world.ref("customer", "", bare(number))
    case = Case(f"Customer {number}")
    party = parties.buyer(case, "party", row, world.settings)
    email = _email(case, row, number, around)
    since = _since(case, row)
    areas = _areas(world, number, around)
    settings = world.settings
    if case.faults:
        return aside(ref, case)
    head = next((office for each in companies if (office := bare(text(each, "CustomerHeadOffice")))), "")
    return sealed(
        Customer(
            ref=ref,
            version="",
            changed_at=now,
            party=party,
            email=email,
            language=_language(row),
            active=_active(row, companies),
            parent=world.ref("customer", "", head) if head not in ("", ref.id) else None,
            salesperson=_clerk(companies),
            credit_limit=_limit(world, companies, around.credit.get(parties.key_of(row), ())),
            terms=_terms(world, companies, areas),
            hold=holds.shown(world, _hold_rows(world, row, number, around)),
            dunning_block=_dunning_block(world, row, around.dunning.get(number, ())),
            group=_first(areas, settings.customer_group),
            grade=_first(areas, settings.customer_grade),
            sole_trader=parties.sole_trader(row, party.vat_id),
            since=since,
            origins=case.origins,
        )
    )


def _areas(world: World, number: str, around: Around) -> list[Row]:
    """The sales areas of our company codes that are in use."""
    return [
        row
        for row in around.areas.get(number, ())
        if world.company_of(text(row, "SalesOrganization")) in world.companies and not flag(row, "DeletionIndicator")
    ]


def _email(case: Case, row: Row, number: str, around: Around) -> str:
    """To whom SAP itself would send reminders: the other customer who is entered to get them, else the customer's clerk
    ("Internet address of partner company clerk"), else the standard e-mail of the address."""
    for each in around.dunning.get(number, ()):
        if other := around.recipients.get(text(each, "DunningRecipient")):
            place = next(iter(many(other, "to_BusinessPartnerAddress")), {})
            if found := parties.email_of(place):
                key = f"{number}/{text(each, 'CompanyCode')}/{text(each, 'DunningArea')}"
                case.origin("email", _DUNNING, key, "DunningRecipient")
                return found
    for each in around.companies.get(number, ()):
        if found := text(each, "AccountingClerkInternetAddress"):
            case.origin("email", _COMPANY, f"{number}/{text(each, 'CompanyCode')}", "AccountingClerkInternetAddress")
            return found
    place = next(iter(many(row, "to_BusinessPartnerAddress")), {})
    at = f"{parties.key_of(row)}/{text(place, 'AddressID')}"
    case.origin("email", "A_AddressEmailAddress", at, "EmailAddress")
    return parties.email_of(place)


def _language(row: Row) -> str:
    return language(text(row, "CorrespondenceLanguage")) or language(text(row, "Language"))


def _active(row: Row, companies: Sequence[Row]) -> bool:
    """Neither blocked for good nor to be deleted, as a whole or in all of our company codes."""
    ended = ("BusinessPartnerIsBlocked", "IsMarkedForArchiving")
    if any(flag(row, field) for field in ended) or flag(one(row, "to_Customer"), "DeletionIndicator"):
        return False
    return not all(flag(each, "DeletionIndicator") for each in companies)


def _clerk(companies: Sequence[Row]) -> Person | None:
    """Our own accounting clerk; SAP's API knows no more of him than his two characters."""
    clerk = next((found for each in companies if (found := text(each, "AccountingClerk"))), "")
    return Person(id=clerk) if clerk else None


def _limit(world: World, companies: Sequence[Row], accounts: Sequence[Row]) -> Decimal | None:
    """Of the first of his company codes, in their order, whose credit segment has an account of his.

    CreditLimitIsZero tells a limit of zero from none. One in another currency than the company code's says nothing, for
    what he owes is held against it: nobody converts (`solde check` tells of such a segment).
    """
    rows = {text(each, "CreditSegment"): each for each in accounts}
    his = {text(each, "CompanyCode") for each in companies}
    for code in codes(world):
        row = rows.get(world.settings.credit_segments.get(code, "")) if code in his else None
        if row is not None:
            if flag(row, "CreditLimitIsZero"):
                return Decimal(0)
            amount, currency = decimal(row.get("CreditLimitAmount")), text(row, "CreditSegmentCurrency")
            seller = world.settings.sellers.get(code)
            if not amount or (seller and currency not in ("", seller.currency)):
                return None
            return money(amount, minor_unit(currency)) or amount
    return None


def _terms(world: World, companies: Sequence[Row], areas: Sequence[Row]) -> str:
    """In the buyer's words where the settings have them: the company code's, else the sales area's."""
    key = _first(companies, "PaymentTerms") or _first(areas, "CustomerPaymentTerms")
    return world.settings.payment_terms.get(key, key)


def _hold_rows(world: World, row: Row, number: str, around: Around) -> list[Row]:
    match world.settings.hold:
        case "credit":
            return list(around.credit.get(parties.key_of(row), ()))
        case "customer":
            return [one(row, "to_Customer")]
        case "sales-area":
            return list(around.areas.get(number, ()))
    return []


def _dunning_block(world: World, row: Row, rows: Sequence[Row]) -> str:
    """A block that somebody else set, in any of our company codes: better one reminder too few.

    A lawyer at work is one: SAP's own run does not remind then, either. So is an account that many people share: a
    reminder would tell one of them what the others owe, and go to none of their addresses.
    """
    own = world.settings.dunning_block
    if found := next((block for each in rows if (block := text(each, "DunningBlock")) and block != own), ""):
        return found
    if any(each.get("LegDunningProcedureOn") for each in rows):
        return "legal dunning procedure"
    return "one-time customer, shared by many" if parties.one_time(world.settings, row) else ""


def _since(case: Case, row: Row) -> date | None:
    """When the customer was entered, else the business partner."""
    return case.day("since", one(row, "to_Customer"), "CreationDate") or case.day("since", row, "CreationDate")


def _first(rows: Sequence[Row], field: str) -> str:
    return next((found for row in rows if field and (found := text(row, field))), "")
