"""A folder with a solde.toml that loads, a way to spoil it, and a connector that only these tests know."""

import sys
import types
from collections.abc import Callable
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from textwrap import dedent

import msgspec
import pytest

from config import plugins
from config.load import ConfigurationErrors, load
from connectors.secret import Secret

GOOD = """
data = "data"

[connections.erp]
type = "tiny"
url = "https://erp.example.com"
password = "env:ERP_PASSWORD"

[companies.FR]
connection = "erp"
id = "1"
name = "Exemple SAS"
country = "FR"
time_zone = "Europe/Paris"
emit_from = 2026-09-01
letter_channel = "print"

[channels.print]
type = "paper"
path = "letters"
"""


class TinySettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    url: str
    password: Secret
    page_size: int = 100
    columns: dict[str, dict[str, str]] = {}
    certificate: Path | None = None

    def __post_init__(self) -> None:
        if not self.url.startswith("https://"):
            raise ValueError(f"url: expected https://..., found {self.url}")


class PaperSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    path: Path


@pytest.fixture(autouse=True)
def only_tiny_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed connectors are `tiny` and `broken` (whose library is missing), the channel is `paper`."""
    entries = []
    for group, name, settings in (
        (plugins.CONNECTORS, "tiny", TinySettings),
        (plugins.CHANNELS, "paper", PaperSettings),
    ):
        module = types.ModuleType(f"tests_plugin_{name}")
        module.Settings = settings  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)
        entries.append(EntryPoint(name, module.__name__, group))
    entries.append(EntryPoint("broken", "no_such_library_anywhere", plugins.CONNECTORS))
    monkeypatch.setattr(plugins, "entry_points", EntryPoints(entries).select)
    monkeypatch.setenv("ERP_PASSWORD", "hunter2")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "solde.toml").write_text(GOOD)
    return tmp_path


@pytest.fixture
def write(folder: Path) -> Callable[..., Path]:
    """Write solde.toml anew: the good one with `old` replaced by `new`, or followed by `more`."""

    def _write(old: str = "", new: str = "", *, more: str = "") -> Path:
        assert old in GOOD
        text = (GOOD.replace(old, new) if old else GOOD) + dedent(more)
        path = folder / "solde.toml"
        path.write_text(text)
        return path

    return _write


def problems(path: Path) -> tuple[str, ...]:
    """The lines with which `path` is refused."""
    with pytest.raises(ConfigurationErrors) as refused:
        load(path)
    return refused.value.problems
