"""What every ERP connector and every channel must do. The suite in tests/connectors/ checks each of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from connectors.records import Change, Finding, Kind, Page, Receipt, Ref, Snapshot


class Connector(Protocol):
    """An ERP. Every method may raise `Retry`, `Refused` or `Misconfigured` (connectors/errors.py)."""

    def check(self) -> list[Finding]:
        """What was found: reachable, version, transport, clock, rights, what will not work there."""

    def pull(self, kind: Kind, cursor: str | None) -> Iterator[Page]:
        """Changes since `cursor` (None: everything), oldest first.

        The cursor is opaque to the engine and follows the server's clock. Records already seen may come
        again: the engine drops what it knows. Never may a change be passed over.
        """

    def missing(self, kind: Kind, ids: Sequence[Ref]) -> list[Ref]:
        """Those of `ids` that no longer exist: deletions leave no trace in a delta."""

    def reread(self, accounts: Sequence[Ref]) -> Snapshot:
        """Whole accounts as they are at this moment; asked just before anything is sent to them."""

    def find(self, change: Change, key: str) -> Receipt | None:
        """The receipt of an event that was already carried out under `key`, else None."""

    def push(self, change: Change, key: str, content: bytes | None = None) -> Receipt:
        """Carry out one change; `content` holds the bytes of an `AttachFile`."""

    def invoice_pdf(self, invoice: Ref) -> bytes | None:
        """The ERP's own PDF of the invoice, where it stored one."""

    def close(self) -> None:
        """Let go of sessions."""


class ConnectorModule(Protocol):
    """What an entry point in the group `solde.connectors` names: a module with these two."""

    Settings: type[msgspec.Struct]  # the keys of [connections.NAME] beside `type`; secrets are connectors.secret.Secret

    def connect(self, name: str, settings: Any, companies: Mapping[str, str]) -> Connector:
        """`name` is the connection's name and goes into every Ref; `companies` maps the ERP's company
        ids that Solde works for to their keys in the configuration."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Something for a person or a platform: an e-mail, a letter, an e-invoice file."""

    to: str  # address or phone number, or empty for a letter
    cc: tuple[str, ...] = ()  # addresses that get a copy, such as the salesperson's; the reader sees them
    bcc: tuple[str, ...] = ()  # the same, and the reader does not see them
    subject: str = ""
    body: str = ""  # plain text
    sender: str = ""
    language: str = ""
    files: tuple["MessageFile", ...] = ()


class MessageFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that travels with a message."""

    name: str
    mime: str
    content: bytes


class Channel(Protocol):
    """A way out that is not the ERP. Raises as connectors do."""

    def check(self) -> list[Finding]:
        """Reachable, credentials, what it can tell afterwards."""

    def send(self, message: Message, key: str) -> Receipt:
        """Hand it over; returning means that the other side took it."""

    def find(self, key: str) -> Receipt | None:
        """The receipt, if the other side has it under `key`. Raises `CannotTell` where nobody can say."""


class CannotTell(Exception):
    """This channel cannot be asked what it has (SMTP): an unfinished send goes to the in-doubt list."""


class ChannelModule(Protocol):
    """What an entry point in the group `solde.channels` names."""

    Settings: type[msgspec.Struct]

    def open_channel(self, name: str, settings: Any) -> Channel:
        """`name` is the channel's name in the configuration."""
