"""The credit policies (folder `credit` beside solde.toml, and the shipped `standard`), and exchange.toml."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import msgspec
from babel.numbers import is_currency

from config.convert import Reader
from config.problems import Problems
from config.toml import NotToml, read
from dunning.credit.policy import GRADES, CreditPolicy, Terms
from dunning.credit.rates import Rate

STANDARD = "standard"
FOLDER = "credit"
EXCHANGE = "exchange.toml"
_NEEDS = {
    "dynamic": ("horizon_days",),
    "oldest": ("oldest_days",),
    "level": ("highest_level",),
    "document": ("document",),
    "behaviour": ("late_share", "late_days"),
}


class _Exchange(msgspec.Struct, kw_only=True):
    rates: tuple[Rate, ...] = ()


def load(folder: Path, problems: Problems) -> tuple[dict[str, CreditPolicy], set[str]]:
    """Policies by name, and the names of all that exist, also of those with problems."""
    paths = {path.stem: path for path in sorted((folder / FOLDER).glob("*.toml"))}
    paths.setdefault(STANDARD, shipped())
    policies = {name: _policy(name, path, problems) for name, path in paths.items()}
    return {name: policy for name, policy in policies.items() if policy is not None}, set(paths)


def shipped() -> Path:
    """The standard policy as shipped; `solde init` copies it."""
    return Path(str(files("config.defaults") / "credit.toml"))


def exchange(folder: Path, problems: Problems) -> tuple[Rate, ...]:
    """The dated rates of exchange.toml; none where there is no such file."""
    path = folder / EXCHANGE
    if not path.exists():
        return ()
    try:
        table = read(path)
    except NotToml as error:
        problems.error(EXCHANGE, "", str(error))
        return ()
    found = Reader(EXCHANGE, folder, problems).struct(_Exchange, table, "")
    rates = found.rates if found is not None else ()
    for number, rate in enumerate(rates, start=1):
        for key, currency in (("currency", rate.currency), ("into", rate.into)):
            if not is_currency(currency):
                problems.error(EXCHANGE, f"rates #{number}.{key}", "expected an ISO 4217 currency code such as EUR")
        if rate.value <= 0:
            problems.error(EXCHANGE, f"rates #{number}.value", f"expected a number above 0, found {rate.value}")
    return rates


def _policy(name: str, path: Path, problems: Problems) -> CreditPolicy | None:
    file = f"{FOLDER}/{path.name}"
    try:
        table = read(path)
    except NotToml as error:
        problems.error(file, "", str(error))
        return None
    if "name" in table:
        problems.error(file, "name", "a policy is called after its file; remove this line")
        del table["name"]
    policy = Reader(file, path.parent, problems).struct(CreditPolicy, {**table, "name": name}, "")
    if policy is not None:
        for key, message in _inconsistent(policy):
            problems.error(file, key, message)
    return policy


def _inconsistent(policy: CreditPolicy) -> Iterator[tuple[str, str]]:
    """What is typed well and makes no sense."""
    yield from _terms("", policy, policy)
    for key, table in (("standings", policy.standings), ("classes", policy.classes)):
        for grade in table:
            if grade not in GRADES:
                yield f"{key}.{grade}", f"expected a risk class, one of {', '.join(GRADES)}"
    for grade, own in policy.classes.items():
        yield from _terms(f"classes.{grade}.", own, policy)
    for customer, own in policy.customers.items():
        yield from _terms(f'customers."{customer}".', own, policy)
    if policy.months < 1:
        yield "months", f"expected 1 or more months, found {policy.months}"
    if "E" in policy.standings:
        yield "standings.E", "E is the class of who reaches no other; remove this line"


def _terms(prefix: str, own: Terms, whole: CreditPolicy) -> Iterator[tuple[str, str]]:
    for check in own.checks or ():
        needed = _NEEDS.get(check, ())
        if needed and all(getattr(own, key) is None and getattr(whole, key) is None for key in needed):
            yield f"{prefix}checks", f'"{check}" compares with nothing: set {" or ".join(needed)}'
    for key in ("horizon_days", "oldest_days", "highest_level", "late_days", "late_share"):
        value = getattr(own, key)
        if value is not None and value < 0:
            yield f"{prefix}{key}", f"expected 0 or more, found {value}"
    for key in ("limit", "document"):
        for currency, amount in (getattr(own, key) or {}).items():
            if not is_currency(currency):
                yield f"{prefix}{key}.{currency}", "expected an ISO 4217 currency code such as EUR"
            if amount < 0:
                yield f"{prefix}{key}.{currency}", f"expected an amount of 0 or more, found {amount}"
