"""Where Solde keeps what it knows: in a folder for its own user alone."""

from pathlib import Path

import msgspec
import pytest

from config.settings import Database
from connectors.errors import Misconfigured
from sync.boot import database
from tests.sync.conftest import settings


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_the_data_folder_is_made_for_its_owner_alone(tmp_path: Path, engine: str) -> None:
    chosen = settings(tmp_path)
    chosen = msgspec.structs.replace(chosen, database=msgspec.convert({"engine": engine}, Database))
    database(chosen)
    assert chosen.data.stat().st_mode & 0o777 == 0o700


def test_a_data_folder_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    chosen.data.mkdir()
    chosen.data.chmod(0o750)
    database(chosen)
    assert chosen.data.stat().st_mode & 0o777 == 0o750


def test_a_data_folder_that_cannot_be_made_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(Misconfigured, match="data: the folder"):
        database(settings(tmp_path))
