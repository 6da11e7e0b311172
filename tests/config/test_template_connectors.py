"""The examples in the template fit the connectors and channels that are shipped."""

import re
from pathlib import Path

import pytest

from config import init, plugins
from config.load import load


@pytest.fixture(autouse=True)
def only_tiny_plugins() -> None:
    """Here the installed connectors count, not those of the other tests."""


def test_with_every_example_switched_on_the_file_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, *_ = init.write(tmp_path)
    for name in re.findall(r'"env:(SOLDE_\w+)"', path.read_text()):
        monkeypatch.setenv(name, "x" * 16)
    path.write_text(re.sub(r"^#(?=[a-z\[])", "", path.read_text(), flags=re.MULTILINE))

    loaded = load(path)
    assert {section.type for section in loaded.connections.values()} == {"odoo", "files"}
    assert loaded.channels["print"].settings.path == tmp_path / "letters"


def test_every_shipped_connector_and_channel_can_be_configured() -> None:
    for group in (plugins.CONNECTORS, plugins.CHANNELS, plugins.SCORES, plugins.VAT_CHECKS):
        for name in plugins.installed(group):
            assert plugins.settings_type(group, name)
