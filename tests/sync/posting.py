"""A company with one level of reminders, Officina Luce who owes, and what left for her."""

import email
from collections.abc import Callable
from datetime import timedelta
from email import policy as mail_policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import msgspec
import pytest

from config.rates import shipped
from dunning.policy import Level, Policy
from einvoice.model import Contact
from sync.models import Aside
from tests.sync import sms_files
from tests.sync.conftest import TODAY, World, settings

Build = Callable[..., World]
IBAN = "FR7630006000011234567890189"
PHONE = Contact(name="Anna Luce", phone="+39 011 000 00 00")


@pytest.fixture
def build(build_world: Build, tmp_path: Path) -> Build:
    """A world whose policy has one level, five days after the due date, with the fields that a test names."""

    def made(way: dict[str, Any] | None = None, policy: Policy | None = None, **company: Any) -> World:
        usual = settings(tmp_path)
        chosen = policy or Policy(name="standard", levels=(Level(name="first", days=5, **(way or {})),))
        companies = {"FR": msgspec.structs.replace(usual.companies["FR"], **company)}
        world = build_world(companies=companies, policies={"standard": chosen}, rates=shipped())
        world.engine.channels["sms"] = sms_files.open_channel("sms", sms_files.Settings(path=tmp_path / "sms"))
        return world

    return made


def owes(world: World, late: int = 6, amount: str = "120.00", **customer: Any) -> Any:
    """Officina Luce with one invoice that is late by so many days."""
    luce = world.erp.customer("Officina Luce", **{"email": "luce@luce.example", "language": "en", **customer})
    world.erp.invoice(luce, number="F1", due=TODAY - timedelta(days=late), amount=amount)
    return luce


def mail(world: World) -> EmailMessage:
    """The one e-mail that left."""
    [path] = world.mails
    message = email.message_from_bytes(path.read_bytes(), policy=mail_policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(world: World) -> str:
    """Its text, in one line."""
    part = mail(world).get_body(("plain",))
    assert part is not None
    return " ".join(part.get_content().split())


def texts(world: World) -> list[str]:
    """The text messages that left."""
    return [path.read_text(encoding="utf-8") for path in sorted((world.folder / "sms").glob("*.txt"))]


def left_aside() -> list[str]:
    """What a person must mend, as it is told."""
    return [fault["message"] for aside in Aside.objects.all() for fault in aside.faults]
