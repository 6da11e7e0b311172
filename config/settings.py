"""What an operator sets in solde.toml, typed. How it is read and checked: config/load.py."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from connectors.channels.providers import Provider
from connectors.secret import Secret
from dunning.credit.policy import CreditPolicy
from dunning.credit.rates import Rate
from dunning.interest import Basis
from dunning.policy import Policy
from dunning.rates import Rates

Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
Messages = Literal["en", "fr", "it", "de"]
Positive = Annotated[int, msgspec.Meta(ge=1)]
Months = Annotated[int, msgspec.Meta(ge=0, le=1200)]


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
    credit_policy: str = "standard"
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
    provider: Provider = ""  # the service whose server it is, so that its delivery reports can be understood


class Tracking(_Section, frozen=True):
    """[tracking]: what services that carry our e-mail tell of it, and what of that may be kept.

    Whether a reader opened a message is personal data that no delivery needs: it is kept only where the basis of
    article 6 GDPR is named and put in words (`basis_text`), else dropped as it comes.
    """

    secret: Secret | None = None  # of the webhook: the password of the user `solde`; without it nothing is taken
    signing_key: Secret | None = None  # Mailgun signs what it sends
    open_tracking: Literal["", "consent", "contract", "legitimate-interest"] = ""
    basis_text: str = ""

    def __post_init__(self) -> None:
        if self.open_tracking and not self.basis_text.strip():
            raise ValueError("open_tracking: say in basis_text where readers agreed, or which interest weighs more")


class Bounces(_Section, frozen=True):
    """[bounces]: the mailbox into which undeliverable e-mail comes back, read over IMAP."""

    host: str = ""  # empty: none is read
    port: Port = 993
    user: str = ""
    password: Secret | None = None
    folder: str = "INBOX"  # as the server calls it
    tls: Literal["tls", "starttls", "none"] = "tls"
    timeout: Positive = 30  # seconds
    every_minutes: Positive = 5


class Retention(_Section, frozen=True):
    """[retention]: how long each kind of data is kept, in months; 0 keeps it for ever. `solde prune` deletes the rest.

    Why so long, and what is kept longer because something needs it: docs/tracking.md.
    """

    opened: Months = 6  # that a reader opened an e-mail
    delivery: Months = 24  # what else became of e-mails
    letters: Months = 120  # reminders and their evidence, from the end of their year
    einvoices: Months = 120  # e-invoices that left, from the end of their year
    writes: Months = 24  # notes, tasks, levels and holds that were written into the ERP
    aside: Months = 12  # what was set aside and settled by a person
    runs: Months = 24  # the record of each run
    said: Months = 36  # promises, disputes, blocks and the like, from their end
    credit: Months = 24  # scores, overrides, held orders, proposals of holds, from their end
    kyc: Months = 60  # who a customer is, from the end of business
    records: Months = 24  # records that the ERP no longer has


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


class Plugin(_Section, frozen=True):
    """[credit.scores], [credit.vat_check]: `type` names the plug-in; `settings` is its own typed section."""

    type: str
    settings: Any


class Credit(_Section, frozen=True):
    """[credit]: who else is asked about customers. What an order passes is in the credit policies."""

    scores: Plugin | None = None  # an agency's scores
    score_days: Positive = 30  # after so many days a score is asked for again
    vat_check: Plugin | None = None  # a register of VAT numbers
    vat_days: Positive = 180  # after so many days the register is asked again


class Web(_Section, frozen=True):
    """[web]: the HTTP interface that ERPs and shops ask. TLS is the business of a reverse proxy before it."""

    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 0  # 0: not served
    tokens: dict[str, Secret] = {}  # by a name for the log
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1")  # the names under which it may be called
    threads: Annotated[int, msgspec.Meta(ge=1, le=64)] = 4


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
    tracking: Tracking = Tracking()
    bounces: Bounces = Bounces()
    retention: Retention = Retention()
    guard: Guard = Guard()
    database: Database = Database()
    serve: Serve = Serve()
    credit: Credit = Credit()
    credit_policies: dict[str, CreditPolicy] = {}  # by file name, from the folder `credit` beside solde.toml
    exchange: tuple[Rate, ...] = ()  # exchange.toml beside solde.toml
    web: Web = Web()
    artefacts: Path | None = None  # where the official schemas lie; None: the user's data folder
    messages: Messages = "en"  # the language in which rules say what is wrong with a document
    warnings: tuple[str, ...] = ()  # what can stay but should be looked at; `solde check` shows it
