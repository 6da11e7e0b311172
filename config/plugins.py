"""Plug-ins by group and the name of their entry point, and the struct that types their own keys."""

from importlib.metadata import EntryPoint, entry_points
from typing import Any

import msgspec

from config.problems import known
from connectors.errors import Misconfigured

CONNECTORS = "solde.connectors"
CHANNELS = "solde.channels"
SCORES = "solde.scores"
VAT_CHECKS = "solde.vat_checks"
_WHAT = {CONNECTORS: "connector", CHANNELS: "channel", SCORES: "source of scores", VAT_CHECKS: "VAT register"}


class NotUsable(Misconfigured):
    """There is no such type, or it cannot be loaded; says which there are."""


def module(group: str, name: str) -> Any:
    """The module that the entry point `name` of `group` names. Raises NotUsable."""
    entries: dict[str, EntryPoint] = {entry.name: entry for entry in entry_points(group=group)}
    what = _WHAT[group]
    if name not in entries:
        raise NotUsable(f'there is no {what} of type "{name}"{known(name, entries, "installed")}')
    try:
        return entries[name].load()
    except (ImportError, AttributeError) as error:
        raise NotUsable(f'the {what} "{name}" is installed but cannot be loaded: {error}') from error


def settings_type(group: str, name: str) -> type[msgspec.Struct]:
    """The `Settings` of that module. Raises NotUsable."""
    settings = getattr(module(group, name), "Settings", None)
    if not (isinstance(settings, type) and issubclass(settings, msgspec.Struct)):
        raise NotUsable(f'the {_WHAT[group]} "{name}" is faulty: its Settings is no msgspec Struct')
    return settings


def installed(group: str) -> list[str]:
    """The names of all types, sorted."""
    return sorted(entry.name for entry in entry_points(group=group))
