"""Whom a notice reaches, in which ways, and in which order they are tried."""

from collections.abc import Iterator
from typing import cast

from config.settings import Company
from connectors.records import Customer
from dunning.decisions import Notice
from dunning.policy import Channel, Level, Policy, Way, way
from einvoice.faults import Fault
from sync.accounts import customer_of
from sync.customer.said import as_wished
from sync.letters.address import address_lines
from sync.letters.phone import e164

_OTHER: dict[str, Channel] = {"mail": "letter", "letter": "mail"}


def channels(notice: Notice, chosen: Way) -> Iterator[Channel]:
    """In which order they are tried: the notice's own, then its fallback.

    Where a policy names no fallback, mail and letter stand in for each other: none of them was struck off.
    """
    named = cast("tuple[Channel, ...]", (notice.channel, *notice.fallback))
    yield from named
    other = _OTHER.get(notice.channel)
    if not chosen.fallback and other and other not in named and notice.channel == chosen.channel:
        yield other


def way_of(policy: Policy, notice: Notice) -> Way:
    """How a notice leaves; plainly, where the policy has changed since and no longer knows it."""
    try:
        return way(policy, notice.level, notice.happening)
    except LookupError:
        return Level(name="", channel=cast("Channel", notice.channel))


def recipient(policy: Policy, customer: Customer) -> Customer:
    """Who is written to: the parent of a subsidiary where the policy says so and the parent can be read.

    Where somebody entered another address, number or language for reminders, with that.
    """
    parent = customer_of(str(customer.parent)) if policy.to_parent and customer.parent is not None else None
    return as_wished(parent or customer)


def number_of(reader: Customer) -> str:
    """The telephone number of the customer's contact, as the ERP has it."""
    return reader.party.contact.phone if reader.party.contact else ""


def address(channel: str, reader: Customer) -> str:
    """Where a channel reaches somebody: an e-mail address, a number, a place; empty where there is none."""
    if channel == "mail":
        return reader.email
    if channel == "letter":
        place = reader.party.address
        return ", ".join((reader.party.name, *address_lines(place), place.country))
    if channel == "sms":
        return e164(number_of(reader))
    return number_of(reader) if channel == "phone" else ""


def unreachable(channel: str, reader: Customer, company: Company, key: str) -> Fault | None:
    """Why this channel does not reach the customer of the company `key`; None if it does."""
    name, number = reader.party.name, number_of(reader)
    path, why = {"mail": "email", "letter": "party.address"}.get(channel, "party.contact.phone"), ""
    if channel in {"letter", "sms"} and not getattr(company, f"{channel}_channel"):
        what = "letter" if channel == "letter" else "text message"
        why = f"no {what} can leave: companies.{key}.{channel}_channel is not set"
    elif channel == "mail" and not reader.email:
        why = f"{name} has no e-mail address"
    elif channel == "letter" and not address_lines(reader.party.address):
        why = f"{name} has no postal address"
    elif channel in {"phone", "sms"} and not number:
        why = f"{name} has no telephone number"
    elif channel == "sms" and not e164(number):
        why = f"no text message to {name}: {number!r} is no international number such as +33 6 12 34 56 78"
    return fault(path, why) if why else None


def fault(path: str, message: str) -> Fault:
    """What is missing, at the customer's field."""
    return Fault(code="SOLDE-POST", path=path, message=message, source="Solde: docs/operating.md, reminders")
