"""Every rule has its test, and the tests notice when a rule is turned into its opposite."""

import ast
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.rules import PAGE, ROOT, Rule, page, rules

RULES = rules()
INVERTED = [rule for rule in RULES if rule.inverted is not None]
NOT_COPIED = {"build", "data", "dist", "node_modules"}


@cache
def functions(file: str) -> set[str]:
    """The names of the test functions in a file, those of classes as Class::name."""
    found = set()
    for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_the_test_of_a_rule_exists(rule: Rule) -> None:
    file, _, name = rule.test.partition("::")
    assert (ROOT / file).is_file(), f"there is no {file}"
    assert name.partition("[")[0] in functions(file), f"there is no {name} in {file}"


def test_every_rule_says_where_it_comes_from_and_is_told_once() -> None:
    assert all(rule.rule.strip() and rule.source.strip() for rule in RULES)
    told = [rule.rule for rule in RULES]
    assert sorted({rule for rule in told if told.count(rule) > 1}) == []


@pytest.mark.parametrize("rule", INVERTED, ids=lambda rule: rule.rule)
def test_an_inversion_changes_one_place(rule: Rule) -> None:
    edit = rule.inverted
    assert edit is not None
    text = (ROOT / edit.file).read_text(encoding="utf-8")
    assert text.count(edit.old) == 1, f"{edit.old!r} occurs {text.count(edit.old)} times in {edit.file}"
    assert edit.new != edit.old


def test_the_page_shows_the_catalogue() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.rules writes it"


def test_at_least_twenty_rules_are_inverted() -> None:
    assert len(INVERTED) >= 20


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code, to be spoilt. It is what is imported there, and not what is installed."""
    folder = tmp_path_factory.mktemp("inverted") / "solde"
    folder.mkdir()
    for path in ROOT.iterdir():
        if path.is_dir() and not path.name.startswith(".") and path.name not in NOT_COPIED:
            shutil.copytree(path, folder / path.name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        elif path.suffix in {".cfg", ".toml"}:
            shutil.copy(path, folder)
    where = subprocess.run(
        [sys.executable, "-c", "import dunning, sync; print(dunning.__file__, sync.__file__)"],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(Path(each).is_relative_to(folder) for each in where.stdout.split()), where.stdout
    return folder


def environment(folder: Path) -> dict[str, str]:
    """Imports come from the copy; nothing is written beside the sources, so that no stale bytecode is run."""
    return {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


def run(folder: Path, test: str) -> "subprocess.CompletedProcess[str]":
    """One test in the copy, whatever its marks."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-o", "addopts=", test]
    return subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("rule", INVERTED, ids=lambda rule: rule.rule)
def test_the_test_fails_when_its_rule_is_inverted(copy: Path, rule: Rule) -> None:
    edit = rule.inverted
    assert edit is not None
    place = copy / edit.file
    right = place.read_text(encoding="utf-8")
    before = run(copy, rule.test)
    assert before.returncode == 0, before.stdout + before.stderr
    place.write_text(right.replace(edit.old, edit.new), encoding="utf-8")
    try:
        after = run(copy, rule.test)
    finally:
        place.write_text(right, encoding="utf-8")
    # 1: a test failed; anything else (nothing collected, an import that breaks) proves nothing.
    assert after.returncode == 1, after.stdout + after.stderr
    assert " failed" in after.stdout, after.stdout
