"""The artefact lock and its installer: nothing unlocked is used, nothing half-made is left."""

import hashlib
import subprocess
import zipfile
from pathlib import Path

import pytest

from einvoice import artefacts as library
from einvoice.artefacts import ArtefactMissing, Artefacts, Lock, Member, RuleSet, Wheel
from sync import artefacts as installer
from sync.artefacts import InstallFailed, install

SCHEMA, STYLE = b"<schema/>", b"<stylesheet/>"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one wheel of two files, and a lock that names it."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    with zipfile.ZipFile(folder / "rules-1-py3-none-any.whl", "w") as archive:
        archive.writestr("pkg/a.xsd", SCHEMA)
        archive.writestr("pkg/b.xslt", STYLE)
        archive.writestr("pkg/evil.py", b"never unpacked")
    lock_it(folder, monkeypatch)
    return folder


def lock_it(folder: Path, monkeypatch: pytest.MonkeyPatch, target: str = "rules/a.xsd") -> None:
    name = "rules-1-py3-none-any.whl"
    members = (
        Member(source="pkg/a.xsd", target=target, sha256=sha(SCHEMA)),
        Member(source="pkg/b.xslt", target="rules/b.xslt", sha256=sha(STYLE)),
    )
    wheel = Wheel(
        package="rules",
        version="1",
        licence="MIT",
        filename=name,
        sha256=sha((folder / name).read_bytes()),
        members=members,
    )
    rules = RuleSet(title="Rules", version="1", kind="xsd", files="rules/", entries={"Invoice": "rules/a.xsd"})
    small = Lock(rules={"rules": rules}, wheel=(wheel,))
    for module in (library, installer):
        monkeypatch.setattr(module, "lock", lambda: small)


@pytest.fixture
def no_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("pip was called")

    monkeypatch.setattr(subprocess, "run", refuse)


def test_only_the_locked_files_are_unpacked_and_the_second_time_nothing_is_done(
    wheels: Path, tmp_path: Path, no_pip: None
) -> None:
    folder = tmp_path / "artefacts"
    assert install(folder, wheels) == ["rules 1"]
    assert sorted(p.name for p in folder.rglob("*") if p.is_file()) == ["a.xsd", "b.xslt"]
    assert install(folder, None) == []
    assert Artefacts(folder).verify() == []


def test_a_missing_file_says_how_to_install_it(wheels: Path, tmp_path: Path) -> None:
    store = Artefacts(tmp_path / "nowhere")
    with pytest.raises(ArtefactMissing, match="solde artefacts install"):
        store.entry("rules", "Invoice")
    assert [fault.path for fault in store.verify()] == ["rules/a.xsd", "rules/b.xslt"]


def test_an_altered_file_is_not_used_and_is_mended_by_installing(wheels: Path, tmp_path: Path) -> None:
    folder = tmp_path / "artefacts"
    install(folder, wheels)
    (folder / "rules/b.xslt").write_bytes(b"<other/>")
    # The entry itself is sound, but a schema may read its neighbours: all of them must be the locked ones.
    with pytest.raises(ArtefactMissing, match=r"b\.xslt .* not the locked one"):
        Artefacts(folder).entry("rules", "Invoice")
    assert install(folder, wheels) == ["rules 1"]
    entry = Artefacts(folder).entry("rules", "Invoice")
    assert entry is not None
    assert entry.read_bytes() == SCHEMA


def test_a_wheel_that_is_not_the_locked_one_is_not_opened(wheels: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheels / "rules-1-py3-none-any.whl", "a") as archive:
        archive.writestr("more", b"more")
    with pytest.raises(InstallFailed, match="sha256"):
        install(tmp_path / "artefacts", wheels)
    assert not (tmp_path / "artefacts").exists()


def test_a_target_outside_the_folder_is_refused(wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock_it(wheels, monkeypatch, target="../../escaped.xsd")
    with pytest.raises(InstallFailed, match="outside"):
        install(tmp_path / "deep/artefacts", wheels)
    assert not list(tmp_path.rglob("escaped.xsd"))


def test_without_a_folder_pip_downloads_from_the_users_own_index(
    wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def download(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        where = Path(command[command.index("--dest") + 1])
        name = "rules-1-py3-none-any.whl"
        (where / name).write_bytes((wheels / name).read_bytes())
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", download)
    assert install(tmp_path / "artefacts") == ["rules 1"]
    assert asked[0][-1] == "rules==1"
    assert "--no-deps" in asked[0]
    assert not any("index" in word for word in asked[0])


def test_when_pip_fails_its_reason_is_told(wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "ERROR: No matching distribution found")

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(InstallFailed, match=r"No matching distribution.*--from"):
        install(tmp_path / "artefacts")


def test_the_shipped_lock_is_whole() -> None:
    lock = library.lock()
    for name, rules in lock.rules.items():
        assert rules.entries, name
        assert all(entry in lock.members for entry in rules.entries.values()), name
        assert any(member.startswith(rules.files) for member in lock.members), name
    assert all(len(member.sha256) == 64 for member in lock.members.values())
    assert len(lock.members) == sum(len(wheel.members) for wheel in lock.wheel)


def test_the_environment_names_another_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOLDE_ARTEFACTS", str(tmp_path))
    assert library.default_folder() == tmp_path
    monkeypatch.delenv("SOLDE_ARTEFACTS")
    assert library.default_folder().name == "artefacts"
