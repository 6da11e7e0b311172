"""What ends a command from outside is one clear line, never a traceback."""

import errno
import importlib

import pytest
from django.db import OperationalError

main_module = importlib.import_module("sync.cli.main")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/var/lib/solde/evidence"), "No space left on device (/var"),
        (PermissionError(errno.EACCES, "Permission denied", "letters"), "Permission denied (letters)"),
        (OSError("odd"), "odd;"),
        (OperationalError("database or disk is full\nDETAIL: Officina Luce"), "database: database or disk is full;"),
    ],
)
def test_a_full_disk_or_a_lost_database_is_one_line_and_exit_code_1(
    error: Exception, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(main_module, "app", fail)
    with pytest.raises(SystemExit) as ended:
        main_module.main()
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert words in said
    assert len(said.splitlines()) == 1
    assert "Officina Luce" not in said
