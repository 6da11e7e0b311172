"""What leaves, and what is found again: mail into files, letters into a folder, and what is refused before."""

import email
import json
from email import policy
from pathlib import Path

import msgspec
import pytest

from connectors.channels import folder, mail
from connectors.contract import Channel
from connectors.errors import Misconfigured, Refused, Retry
from tests.connectors.messages import LETTER, PDF, changed

# What is refused before it leaves


@pytest.fixture
def drawer(tmp_path: Path) -> Channel:
    return mail.open_channel(
        "mail", mail.Settings(backend="files", folder=tmp_path / "mail", sender="solde@aubepine.example")
    )


@pytest.mark.parametrize("field", ["to", "subject", "sender", "language"])
@pytest.mark.parametrize("injection", ["\n", "\r", "\r\n", "\u2028", "\0"])
def test_a_line_break_in_a_header_is_refused(drawer: Channel, tmp_path: Path, field: str, injection: str) -> None:
    with pytest.raises(Refused) as error:
        drawer.send(changed(**{field: f"a@b.example{injection}Bcc: all@b.example"}), "k")
    assert field in {fault.path for fault in error.value.faults}
    assert list(tmp_path.rglob("*.eml")) == []


@pytest.mark.parametrize("name", ["a\nb.pdf", "a\rX: y"])
def test_a_line_break_in_a_file_name_is_refused(drawer: Channel, name: str) -> None:
    with pytest.raises(Refused, match="line break"):
        drawer.send(changed(files=(msgspec.structs.replace(PDF, name=name),)), "k")


@pytest.mark.parametrize(
    "address",
    ["", "  ", "nobody", "a@", "@b.example", "a b@c.example", "a@b@c.example", "jürgen@b.example", "a@b..example",
     "a@b.example, nobody", "<script>", "a" * 250 + "@b.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(drawer: Channel, address: str) -> None:
    with pytest.raises(Refused) as error:
        drawer.send(changed(to=address), "k")
    assert {fault.path for fault in error.value.faults} == {"to"}


def test_a_sender_of_ours_that_is_no_address_is_a_matter_of_configuration(tmp_path: Path) -> None:
    channel = mail.open_channel("mail", mail.Settings(folder=tmp_path, sender="Accounts"))
    with pytest.raises(Misconfigured, match=r"mail\.sender: 'Accounts'"):
        channel.send(LETTER, "k")
    assert [finding.level for finding in channel.check()] == ["error"]


# Mail into files


def test_a_mail_file_is_found_by_its_key(drawer: Channel, tmp_path: Path) -> None:
    assert drawer.find("notice/7") is None
    receipt = drawer.send(LETTER, "notice/7")
    assert drawer.find("notice/7") == receipt
    assert drawer.find("notice/8") is None
    [file] = (tmp_path / "mail").iterdir()
    assert file.name.startswith("notice-7-")
    message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["Message-ID"] == receipt.id


def test_a_second_send_under_one_key_changes_nothing(drawer: Channel, tmp_path: Path) -> None:
    first = drawer.send(LETTER, "k")
    before = {file: file.read_bytes() for file in (tmp_path / "mail").iterdir()}
    assert drawer.send(changed(body="something else"), "k") == first
    assert {file: file.read_bytes() for file in (tmp_path / "mail").iterdir()} == before


def test_a_mail_that_could_not_be_written_leaves_nothing_behind(
    drawer: Channel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        path.write_bytes(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mail, "write_through", full)
    with pytest.raises(Retry, match="No space left") as error:
        drawer.send(LETTER, "k")
    assert error.value.sent is False
    assert list((tmp_path / "mail").iterdir()) == []
    assert drawer.find("k") is None


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    drawer = mail.open_channel("mail", mail.Settings(folder=tmp_path / "file" / "mail"))
    shelf = folder.open_channel("post", folder.Settings(path=tmp_path / "file" / "post"))
    for channel in (drawer, shelf):
        [finding] = channel.check()
        assert (finding.level, "file" in finding.message) == ("error", True)
    with pytest.raises(Misconfigured, match=r"channels\.post\.path"):
        shelf.send(changed(to=""), "k")


# The folder


@pytest.fixture
def shelf(tmp_path: Path) -> Channel:
    return folder.open_channel("post", folder.Settings(path=tmp_path / "out" / "letters"))


def test_a_message_lies_in_the_folder_with_its_files_under_their_own_names(shelf: Channel, tmp_path: Path) -> None:
    receipt = shelf.send(LETTER, "notice/7")
    place = tmp_path / "out" / "letters" / receipt.id
    assert (place / "relevé.pdf").read_bytes() == PDF.content
    card = json.loads((place / "message.json").read_text())
    assert (card["key"], card["subject"], list(card["files"])) == ("notice/7", LETTER.subject, ["relevé.pdf"])
    assert [entry.name for entry in place.parent.iterdir()] == [receipt.id]
    assert shelf.find("notice/7") == receipt
    assert shelf.find("notice/8") is None


def test_a_second_letter_under_one_key_changes_nothing(shelf: Channel, tmp_path: Path) -> None:
    first = shelf.send(LETTER, "k")
    assert shelf.send(changed(subject="something else", files=()), "k") == first
    place = tmp_path / "out" / "letters" / first.id
    assert json.loads((place / "message.json").read_text())["subject"] == LETTER.subject
    assert len(list(place.parent.iterdir())) == 1


def test_keys_that_look_alike_have_folders_of_their_own(shelf: Channel) -> None:
    assert shelf.send(LETTER, "a/b").id != shelf.send(LETTER, "a-b").id


def test_when_two_engines_write_at_once_one_message_remains(
    shelf: Channel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = folder.open_channel("post", folder.Settings(path=tmp_path / "out" / "letters"))
    real, receipts = folder.write_through, []

    def slow(path: Path, content: bytes) -> None:
        monkeypatch.setattr(folder, "write_through", real)
        receipts.append(other.send(LETTER, "k"))
        real(path, content)

    monkeypatch.setattr(folder, "write_through", slow)
    assert [shelf.send(LETTER, "k")] == receipts
    assert len(list((tmp_path / "out" / "letters").iterdir())) == 1


@pytest.mark.parametrize("name", ["", "..", "a/b.xml", "../b.xml", "a\\b.xml", "message.json", "a\nb", "x" * 300])
def test_a_file_name_that_leads_elsewhere_is_refused(shelf: Channel, tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused) as error:
        shelf.send(changed(files=(msgspec.structs.replace(PDF, name=name),)), "k")
    assert error.value.faults[0].path == "files[0].name"
    assert list(tmp_path.rglob("*")) == []


def test_two_files_of_one_name_are_refused(shelf: Channel) -> None:
    with pytest.raises(Refused, match="second file"):
        shelf.send(changed(files=(PDF, msgspec.structs.replace(PDF, name="RELEVÉ.pdf"))), "k")


def test_a_card_that_somebody_changed_is_pointed_out(shelf: Channel, tmp_path: Path) -> None:
    receipt = shelf.send(LETTER, "k")
    (tmp_path / "out" / "letters" / receipt.id / "message.json").write_text("{")
    with pytest.raises(Misconfigured, match="was changed"):
        shelf.find("k")


def test_what_it_makes_is_for_its_owner_alone(tmp_path: Path) -> None:
    mailbox = mail.open_channel("mail", mail.Settings(backend="files", folder=tmp_path / "mail", sender="a@b.example"))
    mailbox.send(LETTER, "k")
    tray = folder.open_channel("print", folder.Settings(path=tmp_path / "letters"))
    tray.send(LETTER, "k")
    (message,) = (tmp_path / "mail").glob("*.eml")
    assert message.stat().st_mode & 0o777 == 0o600
    assert [(tmp_path / name).stat().st_mode & 0o077 for name in ("mail", "letters")] == [0, 0]


def test_a_folder_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    folder.open_channel("print", folder.Settings(path=tmp_path)).send(LETTER, "k")
    assert tmp_path.stat().st_mode & 0o777 == 0o750
