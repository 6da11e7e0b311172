"""Everything a cycle works with, opened once: connectors, channels, judges, the vault, the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import msgspec

from config import plugins
from config.settings import Settings
from connectors.channels import mail
from connectors.contract import Channel, Connector
from connectors.errors import Misconfigured
from einvoice.artefacts import Artefacts, default_folder
from einvoice.judges import Judges
from sync.clock import Clock, business_date, utc_now
from sync.evidence import Vault
from sync.progress import Progress, silent


@dataclass
class Engine:
    """Connectors and channels by their names in solde.toml; the channel of e-mails is called `mail`."""

    settings: Settings
    connectors: dict[str, Connector]
    channels: dict[str, Channel]
    judges: Judges
    vault: Vault
    now: Clock = utc_now
    pinned: date | None = None  # --today
    progress: Progress = silent

    def today(self) -> dict[str, date]:
        """The business date of every company, by its key in solde.toml."""
        instant = self.now()
        companies = self.settings.companies.items()
        return {key: self.pinned or business_date(company, instant) for key, company in companies}

    def ways(self) -> list[str]:
        """The names that effects are addressed to."""
        channels = ["mail" if name == "mail" else f"channel:{name}" for name in self.channels]
        return [f"erp:{name}" for name in self.connectors] + channels

    def channel(self, way: str) -> Channel:
        """The channel of a way (`mail`, `channel:NAME`); Misconfigured if it is not configured any more."""
        name = way.removeprefix("channel:")
        if name not in self.channels:
            raise Misconfigured(f"an effect is waiting for the channel {name}, which is not in solde.toml any more")
        return self.channels[name]


@contextmanager
def opened(settings: Settings, *, pinned: date | None = None) -> Iterator[Engine]:
    """An engine over what solde.toml names; everything is let go of at the end."""
    connectors = {name: connect(settings, name) for name in settings.connections}
    channels: dict[str, Channel] = {"mail": open_mail(settings)}
    channels.update((name, open_named(settings, name)) for name in settings.channels)
    with Judges(Artefacts(settings.artefacts or default_folder())) as judges:
        try:
            yield Engine(settings, connectors, channels, judges, Vault(settings.data / "evidence"), pinned=pinned)
        finally:
            for connector in connectors.values():
                connector.close()


def connect(settings: Settings, name: str) -> Connector:
    """The connector of [connections.NAME], for the companies that live in it."""
    section = settings.connections[name]
    companies = {c.id: key for key, c in settings.companies.items() if c.connection == name}
    connector: Connector = plugins.module(plugins.CONNECTORS, section.type).connect(name, section.settings, companies)
    return connector


def open_named(settings: Settings, name: str) -> Channel:
    """The channel of [channels.NAME]."""
    section = settings.channels[name]
    channel: Channel = plugins.module(plugins.CHANNELS, section.type).open_channel(name, section.settings)
    return channel


def open_mail(settings: Settings) -> Channel:
    """The channel of e-mails, from [mail]."""
    options = msgspec.structs.asdict(settings.mail)
    folder = settings.data / options["folder"]
    return mail.open_channel("mail", mail.Settings(**{**options, "folder": folder}))
