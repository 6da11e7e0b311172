"""Whatever stands in solde.toml: it loads, or every line of the refusal names the file. Never a traceback."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from config import load as loading
from config.load import ConfigurationErrors, load
from config.settings import Settings
from tests.config.conftest import GOOD

KEYS = st.sampled_from(["type", "id", "name", "path", "url", "country", "levels", "EUR", "x\ny"]) | st.text()
LEAVES = (
    st.text()
    | st.sampled_from(["env:ERP_PASSWORD", "file:/", "erp", "~x", "env:A=B", "Europe", "a@b"])
    | st.integers()
    | st.booleans()
    | st.decimals(allow_nan=False)
    | st.just(Decimal("nan"))
    | st.dates()
    | st.datetimes()
    | st.just(10**30)
    | st.just(Decimal("1e999"))
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=6)


def places(table: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in table.items():
        yield (*path, key)
        if isinstance(value, dict):
            yield from places(value, (*path, key))


EXTRA: dict[str, Any] = {
    "mail": {"port": 25, "password": "env:ERP_PASSWORD"},
    "guard": {"shrink": 1},
    "serve": {"health_port": 0},
    "database": {"engine": "sqlite"},
    "artefacts": "a",
}
TABLE = tomllib.loads(GOOD) | EXTRA


def spoilt(place: tuple[str, ...], value: object) -> dict[str, Any]:
    """A copy of the good table with `value` at `place`."""
    key, *rest = place

    def copy(table: dict[str, Any], key: str, rest: list[str]) -> dict[str, Any]:
        return {**table, key: copy(table[key], rest[0], rest[1:]) if rest else value}

    return copy(TABLE, key, rest)


@contextmanager
def reading(table: dict[str, Any]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "read", lambda _path: table)
        yield


# The fixtures are the same for every example: an installed connector and an environment variable.
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.sampled_from(sorted(places(TABLE))), value=VALUES)
def test_any_value_in_any_place(tmp_path: Path, place: tuple[str, ...], value: object) -> None:
    with reading(spoilt(place, value)):
        try:
            assert isinstance(load(tmp_path / "solde.toml"), Settings)
        except ConfigurationErrors as refused:
            assert refused.problems
            for line in refused.problems:
                assert line.startswith("solde.toml: ")
                assert line.isprintable()


def test_the_property_is_about_something(tmp_path: Path) -> None:
    with reading(spoilt(("companies", "FR", "emit_from"), date(2026, 1, 1))):
        assert load(tmp_path / "solde.toml").companies["FR"].emit_from == date(2026, 1, 1)
    with reading(spoilt(("companies", "FR", "emit_from"), "2026")), pytest.raises(ConfigurationErrors):
        load(tmp_path / "solde.toml")
