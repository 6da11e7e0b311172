"""What leaves is kept first, byte for byte, and what is no longer what was kept never leaves."""

from pathlib import Path

import pytest

from sync.evidence import Tampered, Vault
from sync.models import Evidence


@pytest.fixture
def vault(db: None, tmp_path: Path) -> Vault:
    """An empty vault."""
    return Vault(tmp_path / "evidence")


def keep(vault: Vault, content: bytes = b"<invoice/>") -> Evidence:
    """Keep a file."""
    return vault.keep(content, name="i.xml", mime="application/xml", inputs={"invoice": "erp/1/invoice/1"})


def test_the_bytes_come_back_as_they_were(vault: Vault) -> None:
    kept = keep(vault)
    assert vault.bytes_of(kept) == b"<invoice/>"
    assert kept.size == 10
    assert kept.inputs == {"invoice": "erp/1/invoice/1"}


def test_the_same_bytes_are_one_file_with_two_stories(vault: Vault) -> None:
    first, second = keep(vault), keep(vault)
    assert first.sha256 == second.sha256
    assert first.pk != second.pk
    assert len([path for path in vault.folder.rglob("*") if path.is_file()]) == 1


def test_one_altered_byte_is_noticed(vault: Vault) -> None:
    kept = keep(vault)
    path = next(path for path in vault.folder.rglob("*") if path.is_file())
    path.write_bytes(b"<Invoice/>")
    with pytest.raises(Tampered, match="altered"):
        vault.bytes_of(kept)


def test_a_missing_file_is_noticed(vault: Vault) -> None:
    kept = keep(vault)
    next(path for path in vault.folder.rglob("*") if path.is_file()).unlink()
    with pytest.raises(Tampered, match="cannot be read"):
        vault.bytes_of(kept)


def test_what_was_altered_is_whole_again_once_the_same_is_kept_anew(vault: Vault) -> None:
    kept = keep(vault)
    next(path for path in vault.folder.rglob("*") if path.is_file()).write_bytes(b"")
    keep(vault)
    assert vault.bytes_of(kept) == b"<invoice/>"


def test_a_writer_that_was_stopped_halfway_leaves_nothing_in_the_way(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sync.evidence.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep(vault)
    monkeypatch.undo()
    assert not Evidence.objects.exists()
    assert vault.bytes_of(keep(vault)) == b"<invoice/>"
    assert len([path for path in vault.folder.rglob("*") if path.is_file()]) == 1
