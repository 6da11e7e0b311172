"""The configuration of the engine that gets killed, built alike in the test's process and in the engine's."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec

from config.settings import ChannelSection, Company, Connection, Database, Guard, Mail, Settings
from connectors import memory
from connectors.channels import folder
from connectors.secret import Secret
from dunning.policy import HoldRule, Level, Policy

POLICY = Policy(
    name="standard",
    levels=(
        Level(days=5, name="first"),
        Level(days=20, name="second"),
        Level(days=40, name="last", channel="letter"),
    ),
    frequency_days=7,
    minimum={"EUR": Decimal(10)},
    hold=HoldRule(days=45, amount={"EUR": Decimal(20000)}),
)


class Place(msgspec.Struct, frozen=True):
    """Where the engine finds everything; `postgres` is (host, port, user, password, name) or None for SQLite."""

    folder: str
    erp: tuple[str, int]
    smtp: int
    postgres: tuple[str, int, str, str, str] | None = None


def settings(place: Place) -> Settings:
    """One company that reminds by mail and letter and emits through a platform."""
    base = Path(place.folder)
    database = Database()
    if place.postgres:
        host, port, user, password, name = place.postgres
        database = Database(engine="postgresql", host=host, port=port, user=user, password=Secret(password), name=name)
    company = Company(
        connection="erp",
        id="1",
        name="Atelier Exemple",
        country="FR",
        time_zone="Europe/Paris",
        remind_from=date(2026, 1, 1),
        emit_from=date(2026, 10, 1),
        letter_channel="print",
        einvoice_channel="platform",
    )
    channels = {
        name: ChannelSection(type="folder", settings=folder.Settings(path=base / name))
        for name in ("print", "platform")
    }
    return Settings(
        file=base / "solde.toml",
        data=base / "data",
        companies={"FR": company},
        connections={"erp": Connection(type="memory", settings=memory.Settings())},
        channels=channels,
        policies={"standard": POLICY},
        mail=Mail(
            backend="smtp", host="127.0.0.1", port=place.smtp, tls="none", sender="solde@atelier.example", timeout=10
        ),
        guard=Guard(floor=1000),
        database=database,
    )
