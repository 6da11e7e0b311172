"""A channel as a company would write its own for text messages: here each one becomes a file instead of a call to a
provider. docs/adding-a-channel.md explains it line by line.
"""

from pathlib import Path
from typing import Any

import msgspec

from connectors.contract import Channel, Message
from connectors.records import Finding, Receipt


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[channels.NAME]: a real one would hold the provider's address and a Secret."""

    path: Path


class SmsFiles:
    """One file a message, named by its key: so it can be asked whether a message left."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name, self.folder = name, settings.path

    def check(self) -> list[Finding]:
        """What `solde check` shows."""
        return [Finding(level="note", subject=f"channel {self.name}", message=f"writes into {self.folder}")]

    def send(self, message: Message, key: str) -> Receipt:
        """Returning means that it is taken."""
        self.folder.mkdir(parents=True, exist_ok=True)
        place = self.folder / f"{key.replace(':', '-')}.txt"
        place.write_text(f"{message.to}\n{message.body}", encoding="utf-8")
        return Receipt(id=place.name)

    def find(self, key: str) -> Receipt | None:
        """Asked after a doubtful try, so that nobody gets a message twice."""
        place = self.folder / f"{key.replace(':', '-')}.txt"
        return Receipt(id=place.name) if place.exists() else None


def open_channel(name: str, settings: Any) -> Channel:
    """What the entry point's module must have, beside `Settings`."""
    return SmsFiles(name, settings)
