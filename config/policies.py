"""The dunning policies: every file of the folder `policies` beside solde.toml, and the shipped `standard`.

A policy may be `based_on` another: it says only what differs. Tables such as [minimum] are joined key by key; a list
of levels or reactions stands in the place of the other one.
"""

from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from config.convert import Reader
from config.policy_checks import inconsistent
from config.problems import Problems, known
from config.toml import NotToml, read
from dunning.policy import Policy

STANDARD = "standard"
FOLDER = "policies"
BASE = "based_on"


def load(folder: Path, problems: Problems) -> tuple[dict[str, Policy], set[str]]:
    """Policies by name, and the names of all that exist, also of those with problems."""
    paths = {path.stem: path for path in sorted((folder / FOLDER).glob("*.toml"))}
    if STANDARD not in paths:
        paths[STANDARD] = shipped()
    loading = _Loading(paths, problems)
    policies = {name: loading.policy(name) for name in paths}
    return {name: policy for name, policy in policies.items() if policy is not None}, set(paths)


def shipped() -> Path:
    """The standard policy as shipped; `solde init` copies it."""
    return Path(str(files("config.defaults") / "policy.toml"))


class _Loading:
    def __init__(self, paths: Mapping[str, Path], problems: Problems) -> None:
        self.paths = paths
        self.problems = problems
        self.tables: dict[str, dict[str, Any] | None] = {}
        self.made: dict[str, Policy | None] = {}

    def policy(self, name: str) -> Policy | None:
        """The policy, None after its problems, or those of one that it is based on, were reported."""
        if name not in self.made:
            self.made[name] = None  # until it is whole; a circle of bases ends here
            self.made[name] = self._policy(name)
        return self.made[name]

    def _policy(self, name: str) -> Policy | None:
        table = self._table(name)
        if table is None:
            return None
        base = table.get(BASE)
        if base is not None:
            circle = self._circle(name)
            if not isinstance(base, str) or base not in self.paths or circle:
                self._error(name, BASE, circle or _no_base(base, self.paths))
                return None
            if self.policy(base) is None:
                return None  # what is wrong is told there, and would be told twice
            table = self._joined(name)
        reader = Reader(self._file(name), self.paths[name].parent, self.problems)
        policy = reader.struct(Policy, {**table, "name": name}, "")
        wrong = list(inconsistent(policy)) if policy is not None else []
        for key, message in wrong:
            self._error(name, key, message)
        return None if wrong else policy

    def _joined(self, name: str) -> dict[str, Any]:
        """The table with what it is based on. Its version tells both, so that a change of either is seen."""
        own = dict(self._table(name) or {})
        base = own.pop(BASE, None)
        if base is None:
            return own
        below = self._joined(base)
        whole = _over(below, own)
        if isinstance(own.get("version", ""), str):
            whole["version"] = ", ".join(filter(None, (own.get("version"), f"{base} {below.get('version', '1')}")))
        return whole

    def _circle(self, name: str) -> str:
        seen = [name]
        while isinstance(base := (self._table(seen[-1]) or {}).get(BASE), str) and base in self.paths:
            seen.append(base)
            if base in seen[:-1]:
                return f"policies are based on each other in a circle: {', '.join(seen)}"
        return ""

    def _table(self, name: str) -> dict[str, Any] | None:
        if name not in self.tables:
            try:
                self.tables[name] = read(self.paths[name])
            except NotToml as error:
                self.tables[name] = None
                self._error(name, "", str(error))
            if "name" in (self.tables[name] or {}):
                self._error(name, "name", "a policy is called after its file; remove this line")
                self.tables[name].pop("name")  # type: ignore[union-attr]
        return self.tables[name]

    def _file(self, name: str) -> str:
        return f"{FOLDER}/{self.paths[name].name}"

    def _error(self, name: str, key: str, message: str) -> None:
        self.problems.error(self._file(name), key, message)


def _no_base(base: object, there: Iterable[str]) -> str:
    if not isinstance(base, str):
        return "expected the name of another policy"
    return f'there is no policy "{base}"{known(base, sorted(there), "set up")}'


def _over(below: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """`own` laid over `below`, tables key by key."""
    whole = dict(below)
    for key, value in own.items():
        under = whole.get(key)
        whole[key] = _over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return whole
