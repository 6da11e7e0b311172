"""The keys of [connections.NAME] for a NetSuite account. docs/netsuite.md explains each of them."""

import zoneinfo
from pathlib import Path
from typing import Literal

import msgspec

from connectors.netsuite import hosts
from connectors.secret import Secret
from connectors.seller import Seller, Tax


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a NetSuite account is reached, and what its own set-up means. Ids are NetSuite's internal ids."""

    account: str  # "1234567", "1234567_SB1" for a sandbox
    client_id: str  # of the integration record (consumer key)
    certificate_id: str  # of the mapping under Setup > Integration > OAuth 2.0 Client Credentials (M2M) Setup
    private_key: Secret  # PEM, without passphrase; RSA (PS256) or EC (ES256, ES384, ES512)
    url: str = ""  # another host for all doors; empty: those of the account
    concurrency: int = 4  # requests at a time over all doors; the account's limit is shared with other integrations
    slots: Path | None = None  # folder of the slots' locks, where several users of one machine share the limit
    verify_tls: bool = True
    ca_file: Path | None = None
    timeout: float = 90.0  # seconds, for each request
    requests_per_second: float = 0.0  # 0: no limit of our own
    page_size: int = 500  # records a page, at most 1,000
    overlap_minutes: int = 120  # how far a pull looks back; more than the hour that comes twice when summer time ends
    rescan_minutes: int = 60  # how often what is open is compared as a whole; 0: with every pull

    time_zone: str = "UTC"  # in which NetSuite shows times to the integration's user (its preferences)
    oneworld: bool = True  # several subsidiaries; without, the one company has the id "1"
    sellers: dict[str, Seller] = {}  # subsidiary -> how it is named
    tax: Literal["legacy", "suitetax"] = "legacy"  # which of NetSuite's two tax engines the account has
    tax_codes: dict[str, Tax] = {}  # name or internal id of a tax code -> meaning
    units: dict[str, str] = {}  # unit as NetSuite names it -> UN/ECE Rec 20, beside the built-in ones
    payment_terms: dict[str, str] = {}  # name of the terms -> BT-20 in the buyer's words, else the name itself
    instalment_terms: tuple[str, ...] = ()  # names of terms that split an invoice: their dues are asked one by one
    payment_means: str = ""  # UNTDID 4461 of how invoices are paid; empty: 58 in euros with an IBAN, else 30
    fields: dict[str, str] = {}  # path of the invoice model -> where NetSuite keeps it (docs/netsuite.md)
    customer_group: str = "category"  # column of `customer` that names the customer's group
    dunning_block: str = ""  # column of `customer` that is filled, or T, where a customer is not to be reminded
    dispute: str = ""  # column of `transaction` that is filled, or T, where an invoice is disputed
    erp_einvoice: str = ""  # column of `transaction` that is filled where another tool has sent the e-invoice

    hold: Literal["override", "none"] = "override"  # creditHoldOverride of the customer
    dunning_level: str = ""  # custom field of the customer, such as custentity_solde_level; empty: not written
    dunning_date: str = ""
    hold_reason: str = "custentity_solde_hold"  # why the hold is there, told by the script that stops orders
    einvoice_status: str = ""  # custom field of the transaction, such as custbody_solde_einvoice
    block_orders: bool = False  # open approved orders of a held customer go back to pending approval

    files: Literal["auto", "restlet", "soap", "none"] = "auto"  # the door for files and notes
    restlet: str = "customscript_solde_files:customdeploy_solde_files"  # SCRIPT:DEPLOYMENT
    folder: str = ""  # internal id of the folder of the file cabinet where files go
    consumer_key: str = ""  # token-based access, for SOAP alone
    consumer_secret: Secret | None = None
    token_id: str = ""
    token_secret: Secret | None = None
    soap_version: str = "2025_2"
    wsdl: str = ""  # file or address of netsuite.wsdl; empty: Oracle's own

    def __post_init__(self) -> None:
        problems = [*hosts.problems(self.url), *_limits(self), *_soap(self)]
        if not hosts.is_account(self.account):
            problems.append("account: expected the account id, such as 1234567 or 1234567_SB1")
        problems += [f"{key}: needed" for key in ("client_id", "certificate_id") if not getattr(self, key)]
        script, _, deployment = self.restlet.partition(":")
        if not (script and deployment):
            problems.append("restlet: expected SCRIPT:DEPLOYMENT, their ids as Customization > Scripting shows them")
        for key in ("dunning_level", "dunning_date", "hold_reason"):
            if (value := getattr(self, key)) and not value.startswith("custentity"):
                problems.append(f"{key}: {value!r} is no custom field of customers; their ids begin with custentity")
        if self.einvoice_status and not self.einvoice_status.startswith("custbody"):
            problems.append("einvoice_status: expected a custom field of transactions; their ids begin with custbody")
        for key in ("customer_group", "dunning_block", "dispute", "erp_einvoice"):
            if (value := getattr(self, key)) and not (value.isascii() and value.isidentifier()):
                problems.append(f"{key}: {value!r} is no name of a column")
        if problems:
            raise ValueError("; ".join(problems))


def _limits(settings: Settings) -> list[str]:
    problems = []
    if settings.time_zone not in zoneinfo.available_timezones():
        problems.append(f"time_zone: {settings.time_zone!r} is no zone such as Europe/Berlin or UTC")
    if settings.concurrency < 1:
        problems.append("concurrency: expected at least 1")
    if not 1 <= settings.page_size <= 1000:
        problems.append("page_size: expected 1 to 1000, the most that SuiteQL answers at a time")
    return problems


def _soap(settings: Settings) -> list[str]:
    """Token-based access is given as a whole or not at all."""
    parts = ("consumer_key", "consumer_secret", "token_id", "token_secret")
    missing = [key for key in parts if not getattr(settings, key)]
    if (settings.files == "soap" and missing) or 0 < len(missing) < len(parts):
        return [f"{', '.join(missing)}: needed for SOAP with token-based access"]
    return []
