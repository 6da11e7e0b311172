"""What must be true of companies beyond the types of their keys. Works on the raw tables, so that everything
that is wrong is told at once."""

import string
from collections.abc import Callable, Iterator, Mapping
from email.utils import parseaddr
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.numbers import is_currency
from stdnum import iban

from config import rates
from config.problems import known, nearest
from config.settings import Company
from dunning.policy import Policy
from dunning.rates import Rates

Report = Callable[[str, str], None]  # key, message


def check(tables: Mapping[str, Any], names: Mapping[str, set[str]], report: Report) -> None:
    """`names` holds the existing names of `connections`, `channels`, `policies` and `credit policies`."""
    owners: dict[tuple[str, str], str] = {}
    for key, table in tables.items():
        if not isinstance(table, Mapping):
            continue  # reported with its type
        for field, test in _TESTS.items():
            value = table.get(field)
            problem = test(value) if isinstance(value, str) else ""
            if problem:
                report(f"companies.{key}.{field}", problem)
        for field, group in _REFERENCES.items():
            value = table.get(field)
            if isinstance(value, str) and value and value not in names[group]:
                message = f'there is no "{value}" among the {group}{known(value, names[group], "set up")}'
                report(f"companies.{key}.{field}", message)
        groups = table.get("groups")
        for group, policy in groups.items() if isinstance(groups, Mapping) else ():
            if isinstance(policy, str) and policy not in names["policies"]:
                message = f'there is no "{policy}" among the policies{known(policy, names["policies"], "set up")}'
                report(f'companies.{key}.groups."{group}"', message)
        connection, id_there = table.get("connection"), table.get("id")
        if isinstance(connection, str) and isinstance(id_there, str):
            first = owners.setdefault((connection, id_there), key)
            if first != key:
                message = f'"{id_there}" of connection "{connection}" is already companies.{first}; one must go'
                report(f"companies.{key}.id", message)


def unsent(companies: Mapping[str, Company], policies: Mapping[str, Policy]) -> Iterator[tuple[str, str]]:
    """Reminders that would be written and could not leave: key and message."""
    for key, company in companies.items():
        if not company.remind_from:
            continue
        policy = policies[company.policy]
        ways = [(level.name, level) for level in policy.levels] + [(f"on {way.on}", way) for way in policy.reactions]
        for channel, words in (("letter", "writes letters"), ("sms", "sends text messages")):
            asked = [name for name, way in ways if way.channel == channel]
            if asked and not getattr(company, f"{channel}_channel"):
                message = f'policy "{company.policy}" {words} ({asked[0]}), and no channel carries them'
                yield f"companies.{key}.{channel}_channel", message


def interest(tables: Mapping[str, Any], known_rates: Rates) -> Iterator[tuple[str, str]]:
    """What is wrong with what the companies agreed about late payment: key and message."""
    for key, table in tables.items():
        where = f"companies.{key}.late_interest"
        terms = table.get("late_interest_terms")
        said = {where: table.get("late_interest")}
        said |= {f"{where}_terms.{name}": text for name, text in terms.items()} if isinstance(terms, Mapping) else {}
        for place, text in said.items():
            if not isinstance(text, str):
                continue  # absent, or reported with its type
            try:
                terms_of = rates.agreed(text).interest
            except ValueError as error:
                yield place, str(error)
                continue
            if terms_of and terms_of.reference and terms_of.reference not in known_rates.tables:
                name = terms_of.reference
                yield place, f'there is no table "{name}"{known(name, known_rates.tables, "tables")}'


def _id(value: str) -> str:
    # A Ref is written connection/company/kind/id.
    return "" if value and "/" not in value else f'expected an id without "/", found "{value}"'


def _country(value: str) -> str:
    if value in _countries():
        return ""
    return f'expected an ISO 3166 country code of two capital letters, such as FR, found "{value}"'


@cache
def _countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2, as the time zone database carries it."""
    table = (files("tzdata.zoneinfo") / "iso3166.tab").read_text(encoding="utf-8")
    return frozenset(line.split("\t")[0] for line in table.splitlines() if not line.startswith("#"))


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):  # unknown; not a name at all; a folder such as "Europe"
        wrong = f'expected an IANA time zone such as Europe/Paris, found "{value}"'
        return wrong + nearest(value, available_timezones())
    return ""


def _currency(value: str) -> str:
    return "" if is_currency(value) else f'expected an ISO 4217 currency code such as EUR, found "{value}"'


def _language(value: str) -> str:
    if len(value) == 2 and value in Locale("en").languages:
        return ""
    return f'expected an ISO 639-1 language code such as fr, found "{value}"'


def address(value: str) -> str:
    """What is wrong with an e-mail address, with or without a name; empty if nothing is."""
    bare = parseaddr(value)[1]
    if bare.count("@") == 1 and not bare.startswith("@") and not bare.endswith("@") and value.isprintable():
        return ""
    return f'expected an e-mail address, found "{value}"'


def _address_or_none(value: str) -> str:
    return address(value) if value else ""


def _payment_page(value: str) -> str:
    if not value:
        return ""
    try:
        used = {name for _, name, _, _ in string.Formatter().parse(value) if name is not None}
    except ValueError as error:
        return f"expected an address with {{number}}, {{amount}} or {{currency}}: {error}"
    if unknown := sorted(used - {"number", "amount", "currency"}):
        return f"{{{unknown[0]}}} means nothing here: {{number}}, {{amount}} and {{currency}} are filled in"
    if not value.startswith("https://") or not value.isprintable() or " " in value:
        return f'expected an address that begins with https://, found "{value}"'
    return ""


def _iban(value: str) -> str:
    return "" if not value or iban.is_valid(value) else f'"{value}" is no IBAN: its check digits are wrong'


_TESTS: dict[str, Callable[[str], str]] = {
    "id": _id,
    "country": _country,
    "time_zone": _time_zone,
    "currency": _currency,
    "language": _language,
    "reply_to": _address_or_none,
    "legal_to": _address_or_none,
    "payment_page": _payment_page,
    "iban": _iban,
}
_REFERENCES = {
    "connection": "connections",
    "policy": "policies",
    "credit_policy": "credit policies",
    "einvoice_channel": "channels",
    "letter_channel": "channels",
    "sms_channel": "channels",
    "legal_channel": "channels",
}
