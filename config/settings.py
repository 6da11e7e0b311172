"""What an operator sets in solde.toml, typed. How it is read and checked: config/load.py."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from connectors.secret import Secret
from dunning.interest import Basis
from dunning.policy import Policy
from dunning.rates import Rates

Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
Messages = Literal["en", "fr", "it", "de"]
Positive = Annotated[int, msgspec.Meta(ge=1)]


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Company(_Section, frozen=True):
    """[companies.KEY]: a company that Solde works for, and from when on."""

    connection: str  # which [connections.NAME] it lives in
    id: str  # its id there
    name: str
    country: str  # ISO 3166-1 alpha-2
    time_zone: str  # IANA name; decides which day it is
    currency: str = "EUR"
    emit_from: date | None = None  # no e-invoice of an earlier date leaves; None: none leaves at all
    remind_from: date | None = None  # no reminder for an invoice issued earlier; None: none at all
    policy: str = "standard"
    groups: dict[str, str] = {}  # by the ERP's customer group the policy that it follows instead
    language: str = "en"  # when the customer's is unknown
    letters_from: str = ""  # the name below letters; empty: the company's
    reply_to: str = ""
    einvoice_channel: str = ""  # which [channels.NAME] carries e-invoices; empty: only attached in the ERP
    letter_channel: str = ""  # which [channels.NAME] carries letters
    sms_channel: str = ""  # which [channels.NAME] carries text messages; the plug-in is one's own
    legal_channel: str = ""  # which [channels.NAME] takes a dossier; empty: it is attached in the ERP
    legal_to: str = ""  # the address to which that channel sends it, where it is one for mail
    payment_page: str = ""  # where customers can pay; {number}, {amount} and {currency} are filled in
    iban: str = ""  # where reminders ask to pay into, where the invoices do not say it
    bic: str = ""
    cc_salesperson: Literal["shown", "hidden", "never"] = "shown"  # how the copy that a policy asks for goes
    copies_mb: Annotated[int, msgspec.Meta(ge=0, le=50)] = 8  # copies of invoices with one notice, in megabytes
    invoice_page: Literal["own", "erp"] = "own"  # the page of a Factur-X: Solde's, or the PDF that the ERP stored
    late_interest: str = "statutory"  # "statutory", "none", percent a year, or a reference rate: "ecb + 9"
    late_interest_terms: dict[str, str] = {}  # the same for customers with these payment terms
    day_count: Basis = "actual/365"
    unfit_page: Literal["replace", "refuse"] = "replace"  # what becomes of an ERP's PDF that cannot be PDF/A-3
    logo: Path | None = None  # PNG, JPEG or SVG on Solde's page
    accent: str = "#14506b"  # its colour, #rrggbb


class Connection(_Section, frozen=True):
    """[connections.NAME]: `type` names the connector; `settings` is that connector's own typed section."""

    type: str
    settings: Any  # an instance of the connector module's Settings


class ChannelSection(_Section, frozen=True):
    """[channels.NAME], as above."""

    type: str
    settings: Any


class Mail(_Section, frozen=True):
    """[mail]: how e-mail leaves. `files` writes each message into a folder instead of sending it."""

    backend: Literal["smtp", "files"] = "files"
    sender: str = "solde@localhost"
    folder: str = "mail"  # for `files`, below the data folder
    host: str = "localhost"
    port: Port = 587
    user: str = ""
    password: Secret | None = None
    tls: Literal["starttls", "tls", "none"] = "starttls"
    timeout: Positive = 30  # seconds


class Guard(_Section, frozen=True):
    """[guard]: when a run is so unusual that a person must confirm it."""

    factor: Positive = 10  # more than so many times the usual count of an effect
    floor: Annotated[int, msgspec.Meta(ge=0)] = 50  # never asks below this count
    shrink: Annotated[float, msgspec.Meta(ge=0, le=1)] = (
        0.5  # asks when more than this part of the known records has vanished
    )


class Database(_Section, frozen=True):
    """[database]: SQLite in the data folder unless PostgreSQL is set."""

    engine: Literal["sqlite", "postgresql"] = "sqlite"
    name: str = "solde"
    host: str = "localhost"
    port: Port = 5432
    user: str = ""
    password: Secret | None = None


class Serve(_Section, frozen=True):
    """[serve]: the scheduler."""

    every_minutes: Positive = 60  # one cycle
    health_host: str = "127.0.0.1"
    health_port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8765  # 0: no health endpoint


class Settings(_Section, frozen=True):
    """solde.toml as a whole. Paths are absolute once loaded; relative ones count from the file's folder."""

    file: Path
    data: Path
    companies: dict[str, Company]
    connections: dict[str, Connection]
    channels: dict[str, ChannelSection]
    policies: dict[str, Policy]  # by file name, from the folder `policies` beside solde.toml
    rates: Rates = Rates()  # shipped, with those of the folder `rates` beside solde.toml
    mail: Mail = Mail()
    guard: Guard = Guard()
    database: Database = Database()
    serve: Serve = Serve()
    artefacts: Path | None = None  # where the official schemas lie; None: the user's data folder
    messages: Messages = "en"  # the language in which rules say what is wrong with a document
    warnings: tuple[str, ...] = ()  # what can stay but should be looked at; `solde check` shows it
