"""A company that emits, with an office in the place of formats and judges: tests here are about the engine."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from config.settings import ChannelSection
from connectors.channels import folder
from connectors.records import Ref
from einvoice.emission import Paper
from einvoice.faults import Fault, Unacceptable
from sync import emit
from tests.sync.conftest import TODAY, World

FROM = date(2026, 10, 1)
NEXT = TODAY + timedelta(days=1)


class Office:
    """Makes documents of a few bytes; `refuses` are invoice numbers that its judge does not accept."""

    def __init__(self) -> None:
        self.refuses: set[str] = set()
        self.serials: list[int] = []
        self.papers: list[Paper] = []

    def obligations(self, *_: object) -> list[Any]:
        return [SimpleNamespace(format="facturx")]

    def emit(self, document: Any, owed: Any, judges: object, serial: int, *said: Any) -> Any:
        if document.number in self.refuses:
            fault = Fault(code="BR-CO-09", path="buyer.vat_id", message="no VAT number", source="EN 16931")
            raise Unacceptable([fault])
        self.serials.append(serial)
        self.papers.append(said[-1])
        content = f"<invoice>{document.number} {document.totals.payable}</invoice>".encode()
        made = {"format": owed.format, "filename": f"{document.number}.xml", "mime": "application/xml"}
        return SimpleNamespace(**made, content=content, checked_by=("rules 1",), faults=(), notes=())


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    """In the place of formats and judges."""
    made = Office()
    monkeypatch.setattr(emit, "emission", made)
    return made


@pytest.fixture
def emitting(build_world: Callable[..., World], tmp_path: Path, office: Office) -> World:
    """A company that emits from October on, through a platform."""
    platform = folder.Settings(path=tmp_path / "platform")
    world = build_world()
    settings = world.engine.settings
    company = msgspec.structs.replace(settings.companies["FR"], emit_from=FROM, einvoice_channel="platform")
    world.engine.settings = msgspec.structs.replace(
        settings,
        companies={"FR": company},
        channels={**settings.channels, "platform": ChannelSection(type="folder", settings=platform)},
    )
    world.engine.channels["platform"] = folder.open_channel("platform", platform)
    return world


def issue(world: World, number: str = "F1", on: date = TODAY, **fields: Any) -> Ref:
    """A new invoice, long from due."""
    customer = world.erp.customer("Officina Luce", email="luce@luce.example")
    return world.erp.invoice(customer, number=number, issued=on, due=TODAY + timedelta(days=30), **fields)


def sent(world: World) -> list[str]:
    """File names that went to the platform."""
    return sorted(path.name for path in (world.folder / "platform").glob("[!.]*/*.xml"))


def redo(world: World, invoice: Ref, **changes: Any) -> None:
    """Somebody changes the posted document in the ERP."""
    world.erp.edit(invoice, document=msgspec.structs.replace(world.erp.bill(invoice).document, **changes))
