"""The official schemas and rules on this machine, each checked against the lock before it is used.

The lock is `artefacts.toml` beside this file; `solde artefacts install` fills the folder from it. A missing
or altered file is an error that says so: a check that could not be made is never taken for one that passed.
"""

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import platformdirs

from einvoice.faults import Fault

SOURCE = "einvoice/artefacts.toml"
_INSTALL = "run `solde artefacts install`"


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One file: its path in the wheel, its path in the artefact folder, its sha256."""

    source: str = msgspec.field(name="from")
    target: str = msgspec.field(name="to")
    sha256: str


class Wheel(msgspec.Struct, frozen=True, kw_only=True):
    """One pinned package and the files that are taken from it."""

    package: str
    version: str
    licence: str
    filename: str
    sha256: str
    members: tuple[Member, ...]


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """One set of rules: `entries` maps a document's root element to the file that judges it."""

    title: str
    version: str
    kind: Literal["xsd", "xslt"]
    files: str  # every member below this prefix must be whole, for schemas and stylesheets read one another
    entries: dict[str, str]

    @property
    def label(self) -> str:
        """How a verdict names it: title and version."""
        return f"{self.title} {self.version}"


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """What `artefacts.toml` says."""

    rules: dict[str, RuleSet]
    wheel: tuple[Wheel, ...]

    @property
    def members(self) -> dict[str, Member]:
        """Every file by its path in the artefact folder."""
        return {m.target: m for w in self.wheel for m in w.members}


class ArtefactMissing(Exception):
    """An official file is not there or not the locked one; the message says how to install it."""


@cache
def lock() -> Lock:
    """The shipped lock."""
    return msgspec.toml.decode(Path(__file__).with_name("artefacts.toml").read_bytes(), type=Lock)


def default_folder() -> Path:
    """`SOLDE_ARTEFACTS` if it is set, else `artefacts` in the user's data folder."""
    if override := os.environ.get("SOLDE_ARTEFACTS"):
        return Path(override)
    return Path(platformdirs.user_data_dir("solde")) / "artefacts"


class Artefacts:
    """The artefact folder. Each file is hashed once per process, when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sound: set[str] = set()

    def path(self, name: str) -> Path:
        """Where a locked file lies; raises `ArtefactMissing` unless its bytes are the locked ones."""
        if name not in self._sound:
            if problem := self._problem(name):
                raise ArtefactMissing(problem)
            self._sound.add(name)
        return self.folder / name

    def rules(self, name: str) -> RuleSet:
        """A rule set by its name (`en16931-cii`); raises `KeyError` for one that the lock does not know."""
        return lock().rules[name]

    def entry(self, name: str, root: str) -> Path | None:
        """The file that judges documents with this root element; None if the rule set has nothing on them."""
        rules = self.rules(name)
        for member in lock().members:
            if member.startswith(rules.files):
                self.path(member)
        entry = rules.entries.get(root)
        return self.path(entry) if entry else None

    def verify(self) -> list[Fault]:
        """Every locked file that is missing or altered, read afresh."""
        return [
            Fault(code="SOLDE-ARTEFACT", path=name, message=problem, source=SOURCE)
            for name in lock().members
            if (problem := self._problem(name))
        ]

    def _problem(self, name: str) -> str:
        member = lock().members.get(name)
        if member is None:
            return f"{name} is not in the artefact lock"
        try:
            data = (self.folder / name).read_bytes()
        except OSError:
            return f"the official file {name} is missing in {self.folder}: {_INSTALL}"
        if hashlib.sha256(data).hexdigest() != member.sha256:
            return f"the official file {name} in {self.folder} is not the locked one: {_INSTALL}"
        return ""
