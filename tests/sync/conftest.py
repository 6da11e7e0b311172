"""A small world for the engine: an honest ERP in memory, a company, a policy, mail into a folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from config.settings import ChannelSection, Company, Connection, Guard, Mail, Settings
from connectors import memory
from connectors.channels import folder
from connectors.memory import MemoryErp
from dunning.policy import HoldRule, Level, Policy
from einvoice.artefacts import Artefacts, default_folder
from einvoice.judges import Judges
from sync import cycle
from sync.engine import Engine, connect, open_mail
from sync.evidence import Vault
from sync.summary import Summary

TODAY = date(2026, 11, 2)  # a Monday
POLICY = Policy(
    name="standard",
    levels=(
        Level(days=-3, name="friendly"),
        Level(days=5, name="first"),
        Level(days=20, name="second"),
        Level(days=40, name="last", channel="letter"),
    ),
    frequency_days=7,
    minimum={"EUR": Decimal(10)},
    hold=HoldRule(days=45, amount={"EUR": Decimal(20000)}),
)


@dataclass
class World:
    """The ERP, the engine over it, and where mail and letters land."""

    erp: MemoryErp
    engine: Engine
    folder: Path

    def run(self, today: date = TODAY, *, confirmed: bool = False) -> Summary:
        """One cycle on a day."""
        self.engine.pinned = today
        return cycle.run(self.engine, confirmed=confirmed)

    @property
    def mails(self) -> list[Path]:
        """E-mails that left."""
        return sorted((self.folder / "data" / "mail").glob("*.eml"))

    @property
    def letters(self) -> list[Path]:
        """Letters that left."""
        return sorted((self.folder / "letters").glob("*/*.pdf"))


@pytest.fixture(scope="session")
def judges() -> Iterator[Judges]:
    """The official judges, started once: they are only asked where a test emits."""
    with Judges(Artefacts(default_folder())) as opened:
        yield opened


def settings(tmp_path: Path, **changes: object) -> Settings:
    """A configuration over the memory ERP: one French company that reminds and does not emit."""
    company = Company(
        connection="erp",
        id="1",
        name="Atelier Exemple",
        country="FR",
        time_zone="Europe/Paris",
        remind_from=date(2026, 1, 1),
        letter_channel="print",
        reply_to="compta@atelier.example",
    )
    values: dict[str, object] = {
        "file": tmp_path / "solde.toml",
        "data": tmp_path / "data",
        "companies": {"FR": company},
        "connections": {"erp": Connection(type="memory", settings=memory.Settings())},
        "channels": {"print": ChannelSection(type="folder", settings=folder.Settings(path=tmp_path / "letters"))},
        "policies": {"standard": POLICY},
        "mail": Mail(sender="solde@atelier.example"),
        "guard": Guard(),
    }
    return Settings(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def world(db: None, tmp_path: Path, judges: Judges) -> Iterator[World]:
    """An empty ERP and an engine over it."""
    memory.forget()
    yield build(tmp_path, judges)
    memory.forget()


@pytest.fixture
def build_world(db: None, tmp_path: Path, judges: Judges) -> Iterator[Callable[..., World]]:
    """As `world`, with settings of the test's own."""
    memory.forget()
    yield lambda **changes: build(tmp_path, judges, **changes)
    memory.forget()


def build(tmp_path: Path, judges: Judges, **changes: object) -> World:
    """The world over some settings."""
    chosen = settings(tmp_path, **changes)
    engine = Engine(
        settings=chosen,
        connectors={"erp": connect(chosen, "erp")},
        channels={
            "mail": open_mail(chosen),
            "print": folder.open_channel("print", folder.Settings(path=tmp_path / "letters")),
        },
        judges=judges,
        vault=Vault(chosen.data / "evidence"),
        pinned=TODAY,
    )
    return World(memory.store(), engine, tmp_path)
