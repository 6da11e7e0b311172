"""What is typed well in a policy and makes no sense: each problem with its key and what is expected."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from babel import Locale
from babel.numbers import is_currency

from dunning.policy import Level, Policy, Way

Problem = tuple[str, str]  # key, message
_QUIET = re.compile(r"(?:\d{4}-)?\d{2}-\d{2}")
_LEAP = 2024  # a day of the month is looked up in a leap year, so that 02-29 is one


def inconsistent(policy: Policy) -> Iterator[Problem]:
    """Every problem of a policy."""
    if not policy.levels:
        yield "levels", "there is no level: at least one [[levels]] is needed"
    yield from _levels(policy.levels)
    for number, reaction in enumerate(policy.reactions, 1):
        where = f"reactions #{number}"
        yield from _way(where, reaction)
        yield from _least(f"{where}.days", reaction.days, 0)
        yield from _least(f"{where}.within", reaction.within, 0)
    for happening, count in Counter(reaction.on for reaction in policy.reactions).items():
        if count > 1:
            yield "reactions", f'"{happening}" is answered {count} times; one [[reactions]] for each is enough'
    yield from _limits(policy)
    yield from _caps(policy)
    yield from _amounts("minimum", policy.minimum)
    yield from _amounts("tolerance", policy.tolerance)
    yield from _hold(policy)
    if policy.check_part is not None and not 0 <= policy.check_part < 1:
        yield "check_part", f"expected a part of the term such as 0.5, from 0 to below 1, found {policy.check_part}"


def _levels(levels: tuple[Level, ...]) -> Iterator[Problem]:
    before: dict[str, Level] = {}  # the last level of each way to count
    firm = False
    for number, level in enumerate(levels, 1):
        where = f"levels #{number}"
        yield from _way(where, level)
        yield from _amounts(f"{where}.minimum", level.minimum)
        if level.part is not None and not 0 <= level.part < 1:
            yield f"{where}.part", f"expected a part of the term such as 0.5, from 0 to below 1, found {level.part}"
        if level.part is not None and level.days:
            yield f"{where}.part", "a level is reached after days or at a part of the term: remove one of the two"
        if level.after == "issued" and level.days < 0:
            yield f"{where}.days", f"expected 0 or more days after the invoice's date, found {level.days}"
        if level.after == "previous" and level.days < 1:
            yield f"{where}.days", f"expected 1 or more days after the level before, found {level.days}"
        if level.after == "previous" and number == 1:
            yield f"{where}.after", "there is no level before the first one"
        if level.friendly and firm:
            yield f"{where}", "a level ahead of the due date stands before all those that come after it"
        firm = firm or not level.friendly
        if level.legal and number < len(levels):
            yield f"{where}.legal", "nothing follows the legal level: it is the last one"
        if level.legal and level.friendly:
            yield f"{where}.legal", "nothing is handed over before it is due"
        yield from _rising(where, level, before)


def _rising(where: str, level: Level, before: dict[str, Level]) -> Iterator[Problem]:
    """Levels that count from the same day rise; others cannot be compared."""
    if level.after == "previous" and level.part is None:
        return
    kind = "part" if level.part is not None else level.after
    last = before.get(kind)
    before[kind] = level
    if last is None:
        return
    if level.part is not None and last.part is not None and level.part <= last.part:
        yield f"{where}.part", f"levels rise: expected more than {last.part}, found {level.part}"
    if level.part is None and level.days <= last.days:
        yield f"{where}.days", f"levels rise in days: expected more than {last.days}, found {level.days}"


def _way(where: str, way: Way) -> Iterator[Problem]:
    twice = [c for c, count in Counter((way.channel, *way.fallback)).items() if count > 1]
    for channel in twice:
        yield f"{where}.fallback", f'"{channel}" is tried already; a fallback is another channel'
    yield from _amounts(f"{where}.fee", way.fee)
    if way.language and (len(way.language) != 2 or way.language not in Locale("en").languages):
        yield f"{where}.language", f'expected an ISO 639-1 language code such as fr, found "{way.language}"'


def _limits(policy: Policy) -> Iterator[Problem]:
    yield from _least("frequency_days", policy.frequency_days, 0)
    yield from _least("most", policy.most, 0, "notices")
    yield from _least("most_days", policy.most_days, 1)
    yield from _least("grace_days", policy.grace_days, 0)
    yield from _least("promise_grace_days", policy.promise_grace_days, 0)
    for number, entry in enumerate(policy.quiet, 1):
        problem = _quiet(entry)
        if problem:
            yield f"quiet #{number}", problem


def _quiet(entry: str) -> str:
    wanted = f'expected days such as "12-24", "2026-12-24" or "12-24/01-02", found "{entry}"'
    ends = entry.split("/")
    if len(ends) > 2 or any(not _QUIET.fullmatch(end) or _day(end) is None for end in ends):
        return wanted
    first, last = ends[0], ends[-1]
    if len(first) != len(last):
        return f"{wanted}: either both ends have a year or none has"
    if len(first) == 10 and last < first:
        return f'"{entry}" ends before it begins'
    return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text if len(text) == 10 else f"{_LEAP}-{text}")
    except ValueError:
        return None


def _caps(policy: Policy) -> Iterator[Problem]:
    last = len(policy.levels)
    for kind, caps in (("grade", policy.cap.grade), ("key", policy.cap.key)):
        for name, cap in caps.items():
            if not 0 <= cap <= last:
                yield f"cap.{kind}.{name}", f"expected the number of a level, 0 to {last}, found {cap}"


def _hold(policy: Policy) -> Iterator[Problem]:
    if policy.hold is None:
        return
    if policy.hold.days is None and not policy.hold.amount:
        yield "hold", "this rule never holds anybody: set days or amount, or remove [hold]"
    if policy.hold.days is not None and policy.hold.days < 0:
        yield "hold.days", f"expected 0 or more days overdue, found {policy.hold.days}"
    yield from _amounts("hold.amount", policy.hold.amount)


def _least(key: str, value: int, least: int, unit: str = "days") -> Iterator[Problem]:
    if value < least:
        yield key, f"expected {least} or more {unit}, found {value}"


def _amounts(key: str, amounts: dict[str, Decimal]) -> Iterator[Problem]:
    for currency, amount in amounts.items():
        if not is_currency(currency):
            yield f"{key}.{currency}", "expected an ISO 4217 currency code such as EUR"
        if amount < 0:
            yield f"{key}.{currency}", f"expected an amount of 0 or more, found {amount}"
