"""Which customer is meant, for which company, and what is open there: what every entry of a collector starts with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

import msgspec
from django.db.models import Q, QuerySet

from config.settings import Company, Settings
from connectors.errors import Misconfigured
from connectors.records import Customer
from dunning.account import NOTHING
from dunning.words import sums
from sync.clock import business_date, utc_now
from sync.models import Entry, OpenItem
from sync.store import entry_of, record_of

_NAMED = "its id, customer number, VAT number or a part of its name"
_SHOWN = 20  # of several matches


@dataclass(frozen=True)
class Desk:
    """Where a collector sits: the configuration, and the business date of each company by its key."""

    settings: Settings
    today: Mapping[str, date]


def desk(settings: Settings, pinned: date | None = None) -> Desk:
    """A desk for now, or for the day of --today. Nothing but the store is needed."""
    instant = utc_now()
    companies = settings.companies.items()
    return Desk(settings, {key: pinned or business_date(company, instant) for key, company in companies})


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A customer that was found."""

    account: str  # str(Ref)
    record: Customer

    @property
    def name(self) -> str:
        """As people call it, with the id that tells it apart."""
        return f"{self.record.party.name} ({self.record.ref.id})"


def find(text: str) -> Known:
    """The one customer that `text` means: its reference as `show` prints it, its id in the ERP, one of its numbers
    (customer number, VAT number), or a part of its name. Raises Misconfigured with the list where there are several.
    """
    for found in (_by_ref(text), _by_id(text), _by_number(text), _by_name(text)):
        if len(found) == 1:
            return found[0]
        if found:
            raise Misconfigured(_several(text, found))
    unread = Entry.objects.filter(kind="customer", gone=False, unreadable=True)
    if text.strip() and (entry := unread.filter(Q(ext_id=text) | Q(name__icontains=text)).first()):
        raise Misconfigured(f"the record of {entry.name} ({entry.ref}) could not be read: `solde aside list` says why")
    names = list(_customers().values_list("name", flat=True).distinct()[:10_000])
    close = get_close_matches(text, names, 3, 0.6)
    if not names:
        raise Misconfigured(f"no customer matches {text!r}: nothing was read from an ERP yet (`solde pull`)")
    near = f"; nearest: {', '.join(close)}" if close else f". Give {_NAMED}, as the ERP had it at the last pull"
    raise Misconfigured(f"no customer matches {text!r}{near}")


def _customers() -> QuerySet[Entry]:
    return Entry.objects.filter(kind="customer", gone=False, unreadable=False).order_by("name", "id")


def _known(entries: Sequence[Entry] | QuerySet[Entry]) -> list[Known]:
    return [Known(account=entry.ref, record=record_of(entry)) for entry in entries]


def _by_ref(text: str) -> list[Known]:
    entry = entry_of(text) if text.count("/") >= 3 else None
    return _known([entry]) if entry is not None and entry.kind == "customer" and not entry.unreadable else []


def _by_id(text: str) -> list[Known]:
    return _known(_customers().filter(ext_id=text))


def _by_number(text: str) -> list[Known]:
    """Numbers stand inside the records: the text finds who may be meant, the record says whether it is."""
    if not any(c.isdigit() for c in text):
        return []
    quoted = msgspec.json.encode(text.strip()).decode()
    found = _known(_customers().filter(body__icontains=quoted)[:200])
    return [known for known in found if text.strip().upper() in _numbers(known.record)]


def _numbers(record: Customer) -> set[str]:
    party = record.party
    ids = [*party.identifiers, *([party.legal_id] if party.legal_id else [])]
    return {number.upper() for number in (party.vat_id, party.tax_registration, *(i.value for i in ids)) if number}


def _by_name(text: str) -> list[Known]:
    exact = _known(_customers().filter(name__iexact=text))
    return exact or (_known(_customers().filter(name__icontains=text)) if text.strip() else [])


def _several(text: str, found: Sequence[Known]) -> str:
    lines = [f"{len(found)} customers match {text!r}; say which, by its reference:"]
    lines += [f"  {known.account}  {known.record.party.name}, {_town(known.record)}" for known in found[:_SHOWN]]
    return "\n".join([*lines, *(["  ..."] if len(found) > _SHOWN else [])])


def _town(record: Customer) -> str:
    address = record.party.address
    return " ".join(part for part in (address.postcode, address.city, address.country) if part) or "no address"


def companies_of(desk: Desk, known: Known) -> dict[str, Company]:
    """The companies in solde.toml that this customer may owe, by their keys."""
    ref = known.record.ref
    return {
        key: company
        for key, company in desk.settings.companies.items()
        if company.connection == ref.connection and ref.company in {"", company.id}
    }


def day_at(desk: Desk, known: Known) -> date:
    """The day for an entry that is for all companies which the customer may owe: theirs differ by hours at most."""
    days = [desk.today[key] for key in companies_of(desk, known)]
    if not days:
        raise Misconfigured(f"the ERP of {known.name} is not in solde.toml")
    return min(days)


def company_of(desk: Desk, known: Known, key: str) -> str:
    """The key of the company that an entry is for: the one that is named, or the only one that it can be.

    Raises Misconfigured where there is a choice.
    """
    possible = companies_of(desk, known)
    if key:
        if key not in possible:
            raise Misconfigured(f"{known.name} is no customer of {key!r}; --company may be {_or(possible)}")
        return key
    owed = {k: c for k, c in possible.items() if len(possible) == 1 or open_items(c, known.account)}
    if len(owed or possible) != 1:
        raise Misconfigured(f"{known.name} may owe several companies: say --company {_or(owed or possible)}")
    return next(iter(owed or possible))


def _or(keys: Mapping[str, Company]) -> str:
    return " or ".join(sorted(keys)) or "nothing: its ERP is not in solde.toml"


def open_items(company: Company, account: str) -> list[OpenItem]:
    """What is open of a customer, oldest due date first; credits are not in it."""
    rows = OpenItem.objects.filter(connection=company.connection, company=company.id, account=account, credit=False)
    return sorted(rows, key=lambda row: (row.due, row.number, row.item))


def items_named(company: Company, known: Known, numbers: Sequence[str]) -> list[OpenItem]:
    """The open instalments of these invoices, as `F1`, or one of them as `F1#2` (counted from 1 by due date).

    Raises Misconfigured for a number that is not open, with the numbers that are near.
    """
    rows = open_items(company, known.account)
    found: dict[str, OpenItem] = {}
    for number in numbers:
        name, _, part = number.rpartition("#") if _is_part(number) else (number, "", "")
        those = [row for row in rows if row.number == name]
        if part:
            those = [row for row in those if row.item.rpartition("#")[2] == str(int(part) - 1)]
        if not those:
            raise Misconfigured(_not_open(company, known, number, rows))
        found |= {row.item: row for row in those}
    return list(found.values())


def _is_part(number: str) -> bool:
    head, _, tail = number.rpartition("#")
    return bool(head) and tail.isdecimal() and int(tail) > 0


def _not_open(company: Company, known: Known, number: str, rows: Sequence[OpenItem]) -> str:
    here = Entry.objects.filter(kind="invoice", connection=company.connection, company=company.id, gone=False)
    if here.filter(account=known.account, name=number).exists():
        return f"{number} of {known.name} is not open any more"
    if other := here.filter(name=number).first():
        owner = entry_of(other.account)
        return f"{number} is not an invoice of {known.name} but of {owner.name if owner else other.account}"
    numbers = sorted({row.number for row in rows})
    near = get_close_matches(number, numbers, 3, 0.5) or numbers[:5]
    told = f"; open are {', '.join(near)}" if near else "; nothing of it is open"
    return f"{known.name} has no invoice {number}{told}"


def owed(rows: Sequence[OpenItem]) -> dict[str, Decimal]:
    """What is open, per currency."""
    result: dict[str, Decimal] = {}
    for row in rows:
        result[row.currency] = result.get(row.currency, NOTHING) + row.open
    return result


def currency_of(known: Known, rows: Sequence[OpenItem], currency: str) -> str:
    """The currency that is meant: the one that is named, or the only one in which something is open."""
    there = owed(rows)
    if not there:
        raise Misconfigured(f"{known.name} owes nothing that could be promised")
    if currency and currency not in there:
        raise Misconfigured(f"{known.name} has nothing open in {currency}: open is {sums(there)}")
    if not currency and len(there) > 1:
        raise Misconfigured(f"{known.name} owes in several currencies ({sums(there)}): say --currency")
    return currency or next(iter(there))
