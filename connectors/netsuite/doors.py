"""How files and notes get into NetSuite: a script of ours in the account (RESTlet), or SOAP."""

from typing import Protocol

import msgspec


class Target(msgspec.Struct, frozen=True):
    """The record that a file or a note belongs to."""

    kind: str  # NetSuite's record type as REST spells it: invoice, creditMemo, customer, salesOrder, customerPayment
    id: str  # internal id


class Door(Protocol):
    """A way for files and notes. Raises as connectors do; where the target does not exist, `Refused` with a fault of
    the code "missing" whose message has the id in it.
    """

    name: str  # "RESTlet", "SOAP"

    def find_file(self, target: Target, name: str, key: str) -> str:
        """The internal id of the file that was put there under `key`, attached; "" where it is not there."""

    def put_file(self, target: Target, name: str, mime: str, content: bytes, key: str) -> str:
        """Save the file and attach it; its internal id. Twice is once."""

    def find_note(self, target: Target, key: str) -> str:
        """The internal id of the note that was added under `key`; "" where it is not there."""

    def add_note(self, target: Target, text: str, key: str) -> str:
        """Add a note; its internal id. Twice is once."""

    def paper(self, target: Target) -> bytes | None:
        """The invoice's own PDF; None where the door cannot make it."""

    def about(self) -> str:
        """What stands behind the door: its version, or when it ends."""

    def close(self) -> None:
        """Let go of connections of its own."""
