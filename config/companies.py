"""What must be true of companies beyond the types of their keys. Works on the raw tables, so that everything
that is wrong is told at once."""

from collections.abc import Callable, Iterator, Mapping
from email.utils import parseaddr
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.numbers import is_currency

from config.problems import known, nearest
from config.settings import Company
from dunning.policy import Policy

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
        letters = [level.name for level in policies[company.policy].levels if level.channel == "letter"]
        if letters and company.remind_from and not company.letter_channel:
            message = f'policy "{company.policy}" writes letters ({letters[0]}), and no channel carries them'
            yield f"companies.{key}.letter_channel", message


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


_TESTS: dict[str, Callable[[str], str]] = {
    "id": _id,
    "country": _country,
    "time_zone": _time_zone,
    "currency": _currency,
    "language": _language,
    "reply_to": _address_or_none,
}
_REFERENCES = {
    "connection": "connections",
    "policy": "policies",
    "credit_policy": "credit policies",
    "einvoice_channel": "channels",
    "letter_channel": "channels",
}
