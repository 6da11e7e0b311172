"""Reads solde.toml and the policies beside it: everything checked, every problem told at once."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from config import companies, pages, plugins, policies, rates
from config.convert import Reader
from config.problems import ConfigurationErrors, Problems
from config.settings import (
    ChannelSection,
    Company,
    Connection,
    Database,
    Guard,
    Mail,
    Messages,
    Serve,
    Settings,
)
from config.toml import NotToml, read
from connectors.errors import Misconfigured

__all__ = ["VARIABLE", "ConfigurationErrors", "find", "load"]

VARIABLE = "SOLDE_CONFIG"
NAME = "solde.toml"
_SOUND_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


class _File(msgspec.Struct, kw_only=True):
    """The keys of solde.toml itself."""

    data: Path | None = None
    artefacts: Path | None = None
    messages: Messages = "en"
    companies: dict[str, Company] = {}
    connections: dict[str, dict[str, Any]] = {}
    channels: dict[str, dict[str, Any]] = {}
    mail: Mail = Mail()
    guard: Guard = Guard()
    database: Database = Database()
    serve: Serve = Serve()


def find(chosen: Path | None = None) -> Path:
    """Which solde.toml is meant: `chosen`, else what SOLDE_CONFIG names, else the one in the working folder.

    The first two may be the file or its folder. Raises Misconfigured if it is not there.
    """
    named = os.environ.get(VARIABLE) if chosen is None else None
    place = Path(named).expanduser() if named else (chosen or Path.cwd())
    path = place / NAME if place.is_dir() else place
    if path.is_file():
        return path.absolute()
    if named:
        raise Misconfigured(f"{VARIABLE} names {path}, which does not exist; `solde init DIR` writes one")
    raise Misconfigured(f"there is no {NAME} in {place}; `solde init DIR` writes one, {VARIABLE} names another")


def load(path: Path) -> Settings:
    """The settings, with absolute paths and resolved secrets. Raises ConfigurationErrors: every problem."""
    path = path.absolute()
    folder, problems = path.parent, Problems()
    try:
        table = read(path)
    except NotToml as error:
        problems.error(path.name, "", str(error))
        table = {}
    reader = Reader(path.name, folder, problems)
    kept, policy_names = policies.load(folder, problems)
    tables = rates.load(folder, problems)
    file = reader.struct(_File, table, "")
    connections = _plugins(reader, table, "connections", plugins.CONNECTORS)
    channels = _plugins(reader, table, "channels", plugins.CHANNELS)
    _cross_check(path.name, table, policy_names, problems)
    for key, message in companies.interest(_tables(table, "companies"), tables):
        problems.error(path.name, key, message)
    for name, key, message in pages.absent(folder, kept):
        problems.error(name, key, message)
    if problems.errors or file is None:
        raise ConfigurationErrors(problems.errors)
    for key, message in companies.unsent(file.companies, kept):
        problems.warning(path.name, key, message)
    return Settings(
        file=path,
        data=file.data or folder / "data",
        companies=file.companies,
        connections={name: Connection(type=kind, settings=own) for name, (kind, own) in connections.items()},
        channels={name: ChannelSection(type=kind, settings=own) for name, (kind, own) in channels.items()},
        policies=kept,
        rates=tables,
        mail=file.mail,
        guard=file.guard,
        database=file.database,
        serve=file.serve,
        artefacts=file.artefacts,
        messages=file.messages,
        warnings=tuple(problems.warnings),
    )


def _plugins(reader: Reader, table: dict[str, Any], section: str, group: str) -> dict[str, tuple[str, Any]]:
    """[connections.NAME] or [channels.NAME]: by name the type and its own typed settings."""
    made = {}
    for name, keys in _tables(table, section).items():
        where = f"{section}.{name}"
        kind = keys.get("type")
        if not isinstance(kind, str):
            there = ", ".join(plugins.installed(group)) or "none"
            reader.problems.error(reader.file, f"{where}.type", f"missing; name one (installed: {there})")
            continue
        try:
            wanted = plugins.settings_type(group, kind)
        except plugins.NotUsable as error:
            reader.problems.error(reader.file, f"{where}.type", str(error))
            continue
        own = reader.struct(wanted, {key: value for key, value in keys.items() if key != "type"}, where)
        made[name] = (kind, own)
    return made


def _cross_check(file: str, table: dict[str, Any], policy_names: set[str], problems: Problems) -> None:
    def report(key: str, message: str) -> None:
        problems.error(file, key, message)

    names = {section: set(_tables(table, section)) for section in ("companies", "connections", "channels")}
    for section, there in names.items():
        for name in sorted(there):
            if not _SOUND_NAME.fullmatch(name):
                report(f'{section}."{name}"', "a name is made of letters without accents, digits, _ . and -")
    if "mail" in names["channels"]:
        report("channels.mail", "this name belongs to what [mail] sets up; choose another")
    companies.check(_tables(table, "companies"), {**names, "policies": policy_names}, report)
    mail = table.get("mail")
    sender = mail.get("sender") if isinstance(mail, Mapping) else None
    if isinstance(sender, str) and (problem := companies.address(sender)):
        report("mail.sender", problem)


def _tables(table: dict[str, Any], section: str) -> dict[str, Mapping[str, Any]]:
    """The tables of a section; what is no table is reported with the types."""
    section_table = table.get(section)
    if not isinstance(section_table, Mapping):
        return {}
    return {name: keys for name, keys in section_table.items() if isinstance(keys, Mapping)}
