"""E-mail as a way out: through an SMTP server, or (`files`) one .eml file a message into a folder.

Messages are built by Django's mail classes. Nothing here reads Django's settings.
"""

import os
import tempfile
from datetime import UTC, datetime
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any, Literal

import msgspec

from connectors.channels.envelope import message_id, seal
from connectors.channels.folder import stem, sync_folder, write_through
from connectors.channels.providers import Provider
from connectors.channels.smtp import Server, deliver, session
from connectors.contract import CannotTell, Channel, Message
from connectors.errors import Misconfigured, Retry
from connectors.records import Finding, Receipt
from connectors.secret import Secret


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[mail], or [channels.NAME] with `type = "mail"`."""

    backend: Literal["smtp", "files"] = "files"
    sender: str = "solde@localhost"  # the address in From, with or without a name
    folder: Path = Path("mail")  # for `files`; created where it does not exist, for its owner alone
    host: str = "localhost"
    port: int = 587
    user: str = ""
    password: Secret | None = None
    tls: Literal["starttls", "tls", "none"] = "starttls"
    timeout: int = 30  # seconds
    provider: Provider = ""  # the service whose server this is, where its delivery reports are to be understood


class SmtpChannel:
    """Hands each message to the server over a connection of its own."""

    def __init__(self, name: str, settings: Settings) -> None:
        self._name = name
        self._sender = settings.sender
        self._provider = settings.provider
        self._server = Server(
            host=settings.host,
            port=settings.port,
            user=settings.user,
            password=settings.password,
            tls=settings.tls,
            timeout=settings.timeout,
        )

    def check(self) -> list[Finding]:
        """Whether the server is there, trusted, and takes the password; sends nothing."""
        subject = f"mail {self._name}"
        try:
            message_id("", self._sender)
            with session(self._server) as connection:
                connection.noop()
        except (Misconfigured, Retry, OSError) as error:
            return [Finding(level="error", subject=subject, message=str(error))]
        findings = [Finding(level="ok", subject=subject, message=f"{self._server} takes mail from {self._sender}")]
        if self._server.tls == "none":
            findings.append(
                Finding(level="warning", subject=subject, message="not encrypted: set mail.tls to starttls or tls")
            )
        note = "a server cannot be asked what it has: a send that breaks off is listed in doubt"
        return [*findings, Finding(level="note", subject=subject, message=note)]

    def send(self, message: Message, key: str) -> Receipt:
        """Returning means that the server took it. `Retry.sent` is True only if it may have."""
        envelope = seal(message, key, self._sender, datetime.now(UTC), self._provider)
        with session(self._server) as connection:
            deliver(connection, envelope)
        return Receipt(id=envelope.message_id)

    def find(self, key: str) -> Receipt | None:
        """Nobody can say."""
        raise CannotTell(f"an SMTP server cannot be asked for {message_id(key, self._sender)}")


class FilesChannel:
    """Writes each message into the folder as an .eml file, whole or not at all."""

    def __init__(self, name: str, settings: Settings) -> None:
        self._name = name
        self._sender = settings.sender
        self._folder = settings.folder

    def check(self) -> list[Finding]:
        """Whether the folder can be written to."""
        subject = f"mail {self._name}"
        try:
            message_id("", self._sender)
            self._prepare()
        except Misconfigured as error:
            return [Finding(level="error", subject=subject, message=str(error))]
        return [
            Finding(
                level="note",
                subject=subject,
                message=f"writes e-mails into {self._folder} instead of sending them",
            )
        ]

    def send(self, message: Message, key: str) -> Receipt:
        """Write the file of `key`, for its owner alone; one that is there already is left as it is."""
        envelope = seal(message, key, self._sender, datetime.now(UTC))
        if known := self.find(key):
            return known
        self._prepare()
        handle, draft = tempfile.mkstemp(prefix=".part-", dir=self._folder)
        os.close(handle)
        try:
            write_through(Path(draft), envelope.content)
            Path(draft).replace(self._path(key))
            sync_folder(self._folder)
        except OSError as error:
            Path(draft).unlink(missing_ok=True)
            raise Retry(f"cannot write to {self._folder}: {error.strerror}", sent=False) from error
        return Receipt(id=envelope.message_id)

    def find(self, key: str) -> Receipt | None:
        """The message with the Message-ID of `key`, if the folder has it."""
        identity = message_id(key, self._sender)
        try:
            with self._path(key).open("rb") as file:
                found = BytesHeaderParser(policy=policy.default).parse(file)["Message-ID"]
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise Retry(f"cannot read {self._path(key)}: {error.strerror}", sent=False) from error
        return Receipt(id=identity) if found == identity else None

    def _path(self, key: str) -> Path:
        return self._folder / f"{stem(key)}.eml"

    def _prepare(self) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=self._folder).close()
        except OSError as error:
            raise Misconfigured(f"mail.folder: cannot write into {self._folder}: {error.strerror}") from error


def open_channel(name: str, settings: Any) -> Channel:
    """The channel called `name`, of the kind that `settings.backend` says."""
    return SmtpChannel(name, settings) if settings.backend == "smtp" else FilesChannel(name, settings)
