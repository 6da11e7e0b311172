"""The dunning policies: every file of the folder `policies` beside solde.toml, and the shipped `standard`."""

from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from babel.numbers import is_currency

from config.convert import Reader
from config.problems import Problems
from config.toml import NotToml, read
from dunning.policy import Policy

STANDARD = "standard"
FOLDER = "policies"


def load(folder: Path, problems: Problems) -> tuple[dict[str, Policy], set[str]]:
    """Policies by name, and the names of all that exist, also of those with problems."""
    paths = {path.stem: path for path in sorted((folder / FOLDER).glob("*.toml"))}
    if STANDARD not in paths:
        paths[STANDARD] = shipped()
    policies = {name: _policy(name, path, problems) for name, path in paths.items()}
    return {name: policy for name, policy in policies.items() if policy is not None}, set(paths)


def shipped() -> Path:
    """The standard policy as shipped; `solde init` copies it."""
    return Path(str(files("config.defaults") / "policy.toml"))


def _policy(name: str, path: Path, problems: Problems) -> Policy | None:
    file = f"{FOLDER}/{path.name}"
    try:
        table = read(path)
    except NotToml as error:
        problems.error(file, "", str(error))
        return None
    if "name" in table:
        problems.error(file, "name", "a policy is called after its file; remove this line")
        del table["name"]
    policy = Reader(file, path.parent, problems).struct(Policy, {**table, "name": name}, "")
    if policy is not None:
        for key, message in _inconsistent(policy):
            problems.error(file, key, message)
    return policy


def _inconsistent(policy: Policy) -> Iterator[tuple[str, str]]:
    """What is typed well and makes no sense."""
    if not policy.levels:
        yield "levels", "there is no level: at least one [[levels]] is needed"
    for n, (before, after) in enumerate(pairwise(policy.levels), start=2):
        if after.days <= before.days:
            message = f"levels rise in days: expected more than {before.days}, found {after.days}"
            yield f"levels #{n}.days", message
    if policy.frequency_days < 0:
        yield "frequency_days", f"expected 0 or more days, found {policy.frequency_days}"
    yield from _amounts("minimum", policy.minimum)
    if policy.hold is None:
        return
    if policy.hold.days is None and not policy.hold.amount:
        yield "hold", "this rule never holds anybody: set days or amount, or remove [hold]"
    if policy.hold.days is not None and policy.hold.days < 0:
        yield "hold.days", f"expected 0 or more days overdue, found {policy.hold.days}"
    yield from _amounts("hold.amount", policy.hold.amount)


def _amounts(key: str, amounts: dict[str, Decimal]) -> Iterator[tuple[str, str]]:
    for currency, amount in amounts.items():
        if not is_currency(currency):
            yield f"{key}.{currency}", "expected an ISO 4217 currency code such as EUR"
        if amount < 0:
            yield f"{key}.{currency}", f"expected an amount of 0 or more, found {amount}"
