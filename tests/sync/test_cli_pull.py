"""`solde pull` and a run over the same ERP never work at the same time."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sync.engine import Engine
from sync.models import Lock
from tests.sync.conftest import World

run_module = importlib.import_module("sync.cli.run")


def test_a_pull_holds_the_lock_of_a_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def opened(*args: object) -> Iterator[Engine]:
        yield world.engine

    monkeypatch.setattr(run_module.screen, "engine", opened)
    held: list[str] = []
    world.erp.meanwhile("pull", lambda: held.extend(Lock.objects.values_list("name", flat=True)))
    run_module.pull()
    assert held == ["the run over erp"]
    assert not Lock.objects.exists()
