"""The command `solde` as a user runs it: a process of its own, in an empty folder."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Solde = Callable[..., subprocess.CompletedProcess[str]]

PROGRAM = [sys.executable, "-c", "from sync.cli import main; main()"]


def solde(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in `folder`."""
    return subprocess.run([*PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, timeout=300, check=False)


def demo(folder: Path, *arguments: str) -> dict[str, Any]:
    """`solde demo --json`, which must go well."""
    done = solde(folder, "demo", "--json", *arguments)
    assert done.returncode == 0, done.stderr + done.stdout
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The example company after its first run, and what that run said. Tests copy the folder before they change it."""
    folder = tmp_path_factory.mktemp("demo")
    return folder, demo(folder)
