"""What `solde init` writes loads as it is, says everything that can be set, and never overwrites."""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from config import init, settings
from config.load import load
from connectors.errors import Misconfigured

SECTIONS = {
    "companies.FR": settings.Company,
    "mail": settings.Mail,
    "tracking": settings.Tracking,
    "bounces": settings.Bounces,
    "retention": settings.Retention,
    "guard": settings.Guard,
    "database": settings.Database,
    "serve": settings.Serve,
}


def uncommented(text: str) -> dict[str, dict[str, object]]:
    """The template with every setting switched on."""
    return tomllib.loads(re.sub(r"^#(?=[a-z\[])", "", text, flags=re.MULTILINE))


def section(path: str) -> dict[str, object]:
    table: object = uncommented(init.template().read_text())
    for part in path.split("."):
        assert isinstance(table, dict)
        table = table[part]
    assert isinstance(table, dict)
    return table


def test_the_fresh_files_load_and_nobody_is_worked_for_yet(tmp_path: Path) -> None:
    written = init.write(tmp_path / "new" / "folder")

    assert [path.name for path in written] == ["solde.toml", "standard.toml", "standard.toml"]
    loaded = load(written[0])
    assert (loaded.companies, loaded.connections, loaded.channels) == ({}, {}, {})
    assert loaded.data == tmp_path / "new" / "folder" / "data"
    assert loaded.mail == settings.Mail()


@pytest.mark.parametrize("existing", ["solde.toml", "policies/standard.toml", "credit/standard.toml"])
def test_what_is_there_is_not_overwritten(tmp_path: Path, existing: str) -> None:
    mine = tmp_path / existing
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("# mine\n")

    with pytest.raises(Misconfigured, match="exists already"):
        init.write(tmp_path)
    assert mine.read_text() == "# mine\n"
    assert [path for path in tmp_path.rglob("*.toml") if path != mine] == []


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured, match="cannot write into"):
        init.write(tmp_path / "file" / "below")


@pytest.mark.parametrize(("path", "struct"), SECTIONS.items())
def test_the_template_shows_every_key_with_its_default(path: str, struct: type[msgspec.Struct]) -> None:
    shown = section(path)
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    assert shown.keys() == fields.keys()
    for name, field in fields.items():
        default = field.default_factory() if callable(field.default_factory) else field.default
        if not field.required and default is not None:
            assert shown[name] == default, name


def test_the_template_shows_every_key_of_the_file_itself() -> None:
    # What is not written by the operator.
    loaded = {"file", "policies", "rates", "credit_policies", "exchange", "warnings"}
    shown = uncommented(init.template().read_text()).keys()
    assert shown == {f.name for f in msgspec.structs.fields(settings.Settings)} - loaded
