"""Reads solde.toml and the policies beside it: everything checked, every problem told at once."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from config import companies, credit, pages, plugins, policies, rates
from config.convert import Reader
from config.problems import ConfigurationErrors, Problems
from config.settings import (
    Bounces,
    ChannelSection,
    Company,
    Connection,
    Credit,
    Database,
    Guard,
    Mail,
    Messages,
    Plugin,
    Retention,
    Serve,
    Settings,
    Tracking,
    Web,
)
from config.toml import NotToml, read
from connectors.errors import Misconfigured

__all__ = ["VARIABLE", "ConfigurationErrors", "find", "load"]

VARIABLE = "SOLDE_CONFIG"
NAME = "solde.toml"
_TOKEN = 16  # characters, so that nobody guesses one
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
    tracking: Tracking = Tracking()
    bounces: Bounces = Bounces()
    retention: Retention = Retention()
    guard: Guard = Guard()
    database: Database = Database()
    serve: Serve = Serve()
    credit: dict[str, Any] = {}
    web: Web = Web()


class _Credit(msgspec.Struct, kw_only=True):
    """The keys of [credit] itself; its plug-ins are tables with keys of their own."""

    score_days: int = Credit().score_days
    vat_days: int = Credit().vat_days


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
    for key, message in companies.interest(_tables(table, "companies"), tables):
        problems.error(path.name, key, message)
    for name, key, message in pages.absent(folder, kept):
        problems.error(name, key, message)
    credit_policies, credit_names = credit.load(folder, problems)
    exchange = credit.exchange(folder, problems)
    asked = _credit(reader, table)
    _cross_check(path.name, table, {"policies": policy_names, "credit policies": credit_names}, problems)
    for name, token in (file.web.tokens if file is not None else {}).items():
        if len(token.reveal()) < _TOKEN:
            problems.error(path.name, f"web.tokens.{name}", f"a token has at least {_TOKEN} characters")
    if file is not None and file.tracking.secret and len(file.tracking.secret.reveal()) < _TOKEN:
        problems.error(path.name, "tracking.secret", f"it has at least {_TOKEN} characters")
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
        tracking=file.tracking,
        bounces=file.bounces,
        retention=file.retention,
        guard=file.guard,
        database=file.database,
        serve=file.serve,
        credit=asked,
        credit_policies=credit_policies,
        exchange=exchange,
        web=file.web,
        artefacts=file.artefacts,
        messages=file.messages,
        warnings=tuple(problems.warnings),
    )


def _plugins(reader: Reader, table: dict[str, Any], section: str, group: str) -> dict[str, tuple[str, Any]]:
    """[connections.NAME] or [channels.NAME]: by name the type and its own typed settings."""
    found = {name: _plugin(reader, keys, f"{section}.{name}", group) for name, keys in _tables(table, section).items()}
    return {name: plugin for name, plugin in found.items() if plugin is not None}


def _plugin(reader: Reader, keys: Mapping[str, Any], where: str, group: str) -> tuple[str, Any] | None:
    """The type and its own typed settings, or None after reporting."""
    kind = keys.get("type")
    if not isinstance(kind, str):
        there = ", ".join(plugins.installed(group)) or "none"
        reader.problems.error(reader.file, f"{where}.type", f"missing; name one (installed: {there})")
        return None
    try:
        wanted = plugins.settings_type(group, kind)
    except plugins.NotUsable as error:
        reader.problems.error(reader.file, f"{where}.type", str(error))
        return None
    return kind, reader.struct(wanted, {key: value for key, value in keys.items() if key != "type"}, where)


def _credit(reader: Reader, table: dict[str, Any]) -> Credit:
    """[credit] with its plug-ins."""
    written = table.get("credit")
    keys = dict(written) if isinstance(written, Mapping) else {}  # what is no table is reported with the types
    made: dict[str, Plugin] = {}
    for name, group in (("scores", plugins.SCORES), ("vat_check", plugins.VAT_CHECKS)):
        own = keys.pop(name, None)
        if own is None:
            continue
        if not isinstance(own, Mapping):
            reader.problems.error(reader.file, f"credit.{name}", f"expected a table [credit.{name}]")
        elif (plugin := _plugin(reader, own, f"credit.{name}", group)) is not None:
            made[name] = Plugin(type=plugin[0], settings=plugin[1])
    own_keys = reader.struct(_Credit, keys, "credit") or _Credit()
    return Credit(score_days=own_keys.score_days, vat_days=own_keys.vat_days, **made)


def _cross_check(file: str, table: dict[str, Any], policy_names: dict[str, set[str]], problems: Problems) -> None:
    def report(key: str, message: str) -> None:
        problems.error(file, key, message)

    names = {section: set(_tables(table, section)) for section in ("companies", "connections", "channels")}
    for section, there in names.items():
        for name in sorted(there):
            if not _SOUND_NAME.fullmatch(name):
                report(f'{section}."{name}"', "a name is made of letters without accents, digits, _ . and -")
    if "mail" in names["channels"]:
        report("channels.mail", "this name belongs to what [mail] sets up; choose another")
    companies.check(_tables(table, "companies"), names | policy_names, report)
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
