"""A secret is where the configuration says, or the operator is told; it is never repeated."""

from collections.abc import Callable
from pathlib import Path

import pytest

from config.load import load
from tests.config.conftest import problems

Write = Callable[..., Path]
HERE = '"env:ERP_PASSWORD"'


def test_from_a_file_without_its_last_line_break(write: Write, folder: Path) -> None:
    (folder / "key").write_text("s3cret \n")
    (folder / "key").chmod(0o600)
    settings = load(write(HERE, '"file:key"'))
    assert settings.connections["erp"].settings.password.reveal() == "s3cret "
    assert settings.warnings == ()


def test_a_file_that_everybody_can_read_is_taken_with_a_warning(write: Write, folder: Path) -> None:
    (folder / "key").write_text("s3cret")
    (folder / "key").chmod(0o644)
    (warning,) = load(write(HERE, '"file:key"')).warnings
    assert warning.startswith("solde.toml: connections.erp.password: every user of this machine can read")


@pytest.mark.parametrize(
    ("reference", "line"),
    [
        ('"env:NOT_SET_ANYWHERE"', "the environment variable NOT_SET_ANYWHERE is not set"),
        ('"file:absent"', "absent does not exist"),
        ('"file:."', "cannot be read: Is a directory"),
        ('"file:~nobody-of-this-name/key"', "there is no such home folder"),
        ('"file:a\\u0000b"', "cannot hold the character NUL"),
        ('"file:empty"', "empty is empty"),
        ('"env:"', 'say where it is: "env:NAME" or "file:PATH"'),
        ("5", 'say where it is: "env:NAME" or "file:PATH"'),
    ],
)
def test_a_missing_secret_says_what_is_missing(write: Write, folder: Path, reference: str, line: str) -> None:
    (folder / "empty").write_text("\n")
    (told,) = problems(write(HERE, reference))
    assert told.startswith("solde.toml: connections.erp.password: ")
    assert line in told


def test_an_empty_variable_counts_as_not_set(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ERP_PASSWORD", "")
    assert "ERP_PASSWORD is not set" in problems(write())[0]


@pytest.mark.parametrize("literal", ['"hunter2"', '"pass:hunter2"', '["hunter2"]', '{ value = "hunter2" }'])
def test_a_secret_written_into_the_file_is_refused_and_not_repeated(write: Write, literal: str) -> None:
    (told,) = problems(write(HERE, literal))
    assert "a secret is not written here" in told
    assert "hunter2" not in told


def test_nor_is_one_repeated_that_stands_under_a_misspelt_or_mistyped_key(write: Write) -> None:
    misspelt = problems(write("password =", "pasword ="))
    assert any('did you mean "password"?' in line for line in misspelt)
    mistyped = problems(write(more="[companies.IT]\nname = 1\n[companies.IT.api_key]\nx = 'hunter2'\n"))
    assert not any("hunter2" in line for line in (*misspelt, *mistyped))
