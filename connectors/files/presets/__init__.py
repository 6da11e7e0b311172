"""What the usual exports of a program look like: data beside this file, chosen by `preset` in the settings."""

from functools import cache
from importlib.resources import files

import msgspec


class Preset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The form of the files, and under which titles their columns come. The settings come first."""

    delimiter: str = ","
    encoding: str = "utf-8"
    decimal: str = "."
    thousands: str = ""
    date_format: str = "%Y-%m-%d"
    layout: str = "table"
    erp: str = "Files"
    files: dict[str, str] = {}  # kind of file -> name or pattern
    titles: dict[str, dict[str, list[str]]] = {}  # kind -> canonical field -> titles that its column may have
    constants: dict[str, dict[str, str]] = {}
    values: dict[str, dict[str, dict[str, str]]] = {}


PLAIN = Preset()


def names() -> list[str]:
    """The presets that there are."""
    return sorted(each.name.removesuffix(".toml") for each in files(__name__).iterdir() if each.name.endswith(".toml"))


@cache
def load(name: str) -> Preset:
    """The preset of this name; "" is none. Raises KeyError for one that is not there."""
    if not name:
        return PLAIN
    if name not in names():
        raise KeyError(name)
    return msgspec.toml.decode((files(__name__) / f"{name}.toml").read_bytes(), type=Preset)
