"""A folder as a way out: letters to print, e-invoices for a program that picks them up.

Each message becomes one folder, named from its key, with the message's files under their own names and
`message.json` beside them. It appears whole or not at all, and never twice under one key.
"""

import hashlib
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from connectors.contract import Channel, Message
from connectors.errors import Misconfigured, Refused, Retry
from connectors.records import Finding, Receipt
from einvoice.faults import Fault

CARD = "message.json"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[channels.NAME] with `type = "folder"`."""

    path: Path  # created where it does not exist, for its owner alone


class _Card(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    key: str
    to: str = ""
    subject: str = ""
    body: str = ""
    sender: str = ""
    language: str = ""
    files: dict[str, str] = {}  # name: sha256


class FolderChannel:
    """Writes below `settings.path`; raises `Misconfigured` if it cannot be written to."""

    def __init__(self, name: str, settings: Settings) -> None:
        self._name = name
        self._root = settings.path

    def check(self) -> list[Finding]:
        """Whether the folder can be written to."""
        try:
            self._prepare()
        except Misconfigured as error:
            return [Finding(level="error", subject=f"channel {self._name}", message=str(error))]
        return [Finding(level="ok", subject=f"channel {self._name}", message=f"writes into {self._root}")]

    def send(self, message: Message, key: str) -> Receipt:
        """Write the message's folder; what is already there under `key` is left as it is.

        Raises `Refused` for file names that are no plain names, `Retry` when the disk fails.
        """
        if faults := _faults(message):
            raise Refused(faults)
        if known := self.find(key):
            return known
        self._prepare()
        target = self._root / stem(key)
        draft = Path(tempfile.mkdtemp(prefix=".part-", dir=self._root))
        try:
            for file in message.files:
                write_through(draft / file.name, file.content)
            write_through(draft / CARD, _card(message, key))
            sync_folder(draft)
            draft.chmod(0o755)
            draft.rename(target)
            sync_folder(self._root)
        except OSError as error:
            shutil.rmtree(draft, ignore_errors=True)
            if known := self.find(key):  # another process was faster
                return known
            raise Retry(f"cannot write to {self._root}: {error.strerror}", sent=False) from error
        return Receipt(id=target.name)

    def find(self, key: str) -> Receipt | None:
        """The folder of `key`, if it is there."""
        card = self._root / stem(key) / CARD
        try:
            found = msgspec.json.decode(card.read_bytes(), type=_Card)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise Retry(f"cannot read {card}: {error.strerror}", sent=False) from error
        except msgspec.DecodeError as error:
            raise Misconfigured(f"{card} was not written by this channel or was changed: {error}") from error
        return Receipt(id=card.parent.name) if found.key == key else None

    def _prepare(self) -> None:
        try:
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=self._root).close()
        except OSError as error:
            raise Misconfigured(
                f"channels.{self._name}.path: cannot write into {self._root}: {error.strerror}"
            ) from error


def open_channel(name: str, settings: Any) -> Channel:
    """The channel called `name`."""
    return FolderChannel(name, settings)


def stem(key: str) -> str:
    """A file name from a key alone: readable in front, unique at the end."""
    readable = re.sub(r"[^A-Za-z0-9]+", "-", key).strip("-")[:60]
    return f"{readable}-{hashlib.sha256(key.encode()).hexdigest()[:16]}".lstrip("-")


def write_through(path: Path, content: bytes) -> None:
    """Write and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the folder's entries."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _card(message: Message, key: str) -> bytes:
    card = _Card(
        key=key,
        to=message.to,
        subject=message.subject,
        body=message.body,
        sender=message.sender,
        language=message.language,
        files={file.name: hashlib.sha256(file.content).hexdigest() for file in message.files},
    )
    return msgspec.json.format(msgspec.json.encode(card), indent=2) + b"\n"


def _faults(message: Message) -> list[Fault]:
    faults, seen = [], {CARD}
    for index, file in enumerate(message.files):
        plain = file.name == Path(file.name).name and file.name not in {"", ".", ".."}
        if not plain or not file.name.isprintable() or "\\" in file.name or len(file.name.encode()) > 200:
            problem = f"{file.name!r} is not a plain file name"
        elif file.name.casefold() in seen:
            problem = f"a second file called {file.name!r}"
        else:
            seen.add(file.name.casefold())
            continue
        faults.append(Fault(code="FILE-NAME", path=f"files[{index}].name", message=problem, source="channel folder"))
    return faults
