"""What is installed under `solde.connectors` has the two names, and its tests hold it to the contract."""

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import msgspec
import pytest

INSTALLED = sorted(entry_points(group="solde.connectors"), key=lambda each: each.name)


@pytest.mark.parametrize("entry", INSTALLED, ids=lambda each: str(each.name))
def test_a_registered_connector_has_typed_settings_and_passes_the_contract(entry: EntryPoint) -> None:
    module = entry.load()
    assert issubclass(module.Settings, msgspec.Struct)
    assert module.Settings.__struct_config__.forbid_unknown_fields, "a misspelt key must be reported"
    assert callable(module.connect)
    assert module.__doc__
    held = [
        path.name
        for path in Path(__file__).parent.rglob("*.py")
        if "(ConnectorContract)" in (text := path.read_text(encoding="utf-8"))
        and (entry.value in text or f"from connectors import {entry.name}" in text)
    ]
    assert held, f"no test runs the contract suite over {entry.name}"


def test_the_built_in_connectors_are_registered_as_any_other() -> None:
    assert {entry.name for entry in INSTALLED} >= {"memory", "files", "odoo"}
