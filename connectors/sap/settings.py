"""The keys of [connections.NAME] for `type = "sap"`. docs/sap.md explains each with its place in SAP."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from connectors.secret import Secret
from connectors.seller import Seller, Tax


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an S/4HANA is reached, and what its customising means. Codes are SAP's own, ids without leading zeros."""

    url: str  # "https://my300000-api.s4hana.cloud.sap": host, without /sap/opu
    client: str = ""  # sap-client, three digits; empty: the server's default
    language: str = "EN"  # sap-language: of messages and of partner functions, which are known in two languages
    auth: Literal["basic", "oauth2", "certificate"] = "basic"
    user: str = ""  # basic
    password: Secret | None = None
    token_url: str = ""  # oauth2, client credentials
    client_id: str = ""
    client_secret: Secret | None = None
    scope: str = ""
    certificate: Path | None = None  # mutual TLS: PEM; alone (auth = "certificate") or beside the others
    key: Path | None = None  # its private key, where it is not in the same file
    verify_tls: bool = True
    ca_file: Path | None = None
    timeout: float = 60.0  # seconds, for each request
    requests_per_second: float = 0.0  # 0: no limit of our own
    page_size: int = 200  # records a page
    overlap_minutes: int = 30  # how far a pull looks back for changes that were committed late
    rescan_minutes: int = 60  # how often what has no change date is compared as a whole; 0: with every pull

    sellers: dict[str, Seller] = {}  # company code -> how it is named
    sales_organizations: dict[str, str] = {}  # sales organisation -> company code, where the two differ
    tax_codes: dict[str, dict[str, Tax]] = {}  # country (ISO) -> tax code -> meaning
    units: dict[str, str] = {}  # unit of measure -> UN/ECE Rec 20, beside the built-in ones
    conditions: dict[str, str] = {}  # condition type of a discount or surcharge -> BT-139, BT-144 in the buyer's words
    payment_terms: dict[str, str] = {}  # key of terms of payment -> BT-20 in the buyer's words
    payment_methods: dict[str, str] = {}  # payment method -> UNTDID 4461
    number: Literal["BillingDocument", "DocumentReferenceID"] = "BillingDocument"  # BT-1; the second where official
    # document numbering is used
    buyer: Literal["bill-to", "payer", "sold-to"] = "bill-to"  # whose name is BG-7; the debtor is the payer
    left_out: tuple[str, ...] = ()  # billing document types that are none of Solde's
    fi_invoices: tuple[str, ...] = ()  # types of FI invoices without billing document whose e-invoice Solde makes
    fields: dict[str, str] = {}  # path of the invoice model -> where SAP keeps it (docs/sap.md)
    one_time: tuple[str, ...] = ("CPD", "CPDA", "0099")  # account groups of one-time customers
    customer_group: str = "CustomerGroup"  # field of the sales area that names the customer's group
    customer_grade: str = "CustomerABCClassification"  # and its class

    hold: Literal["credit", "customer", "sales-area", "none"] = "credit"  # where a hold is set
    hold_code: str = ""  # Solde's own code: a credit block reason, or a block of orders and deliveries
    hold_blocks: tuple[Literal["order", "delivery", "billing"], ...] = ("order", "delivery")
    credit_segments: dict[str, str] = {}  # company code -> credit segment
    order_delivery_block: str = ""  # DeliveryBlockReason of open orders while on hold; empty: left alone
    order_billing_block: str = ""  # HeaderBillingBlockReason, the same
    dunning_block: str = ""  # written with the level, so that SAP's own dunning run leaves the customer alone
    dunning_procedure: str = ""  # for customers that have no dunning data yet; empty: none are made
    attachment_objects: dict[str, str] = {}  # kind -> BusinessObjectTypeName, beside the built-in ones

    def __post_init__(self) -> None:
        problems = [*_address(self.url), *_auth(self), *_hold(self)]
        if self.client and not (self.client.isdigit() and len(self.client) == 3):
            problems.append('client: expected three digits, such as "100"')
        if self.language.upper() not in _LANGUAGES:
            problems.append(
                f"language: expected EN or DE, not {self.language!r}: in another one SAP names partner functions "
                "in words that Solde does not know, and nobody could tell who the buyer is"
            )
        if self.page_size < 1:
            problems.append("page_size: expected at least 1")
        problems += _lengths(self)
        problems += [f"tax_codes.{c}: expected a country of two letters" for c in self.tax_codes if len(c) != 2]
        if problems:
            raise ValueError("; ".join(problems))


_LANGUAGES = ("EN", "DE")


def _address(url: str) -> list[str]:
    if "@" in url:
        return ["url: no user or password belongs into the address; set them as user and password"]
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ["url: expected a web address such as https://s4.example.com"]
    if parts.path.rstrip("/") or parts.query or parts.fragment:
        return ["url: expected the host alone, without path: /sap/opu/odata/sap is added"]
    return []


def _auth(settings: Settings) -> list[str]:
    needed: dict[str, tuple[str, ...]] = {
        "basic": ("user", "password"),
        "oauth2": ("token_url", "client_id", "client_secret"),
        "certificate": ("certificate",),
    }
    return [
        f'{key}: needed for auth = "{settings.auth}"' for key in needed[settings.auth] if not getattr(settings, key)
    ]


def _hold(settings: Settings) -> list[str]:
    if settings.hold == "none" or settings.hold_code:
        return []
    return ["hold_code: needed, a code that nobody but Solde uses, so that it never lifts somebody else's block; "
            'or set hold = "none"']  # fmt: skip


def _lengths(settings: Settings) -> list[str]:
    """SAP's fields are short; a code that does not fit would be found at the first hold only."""
    longest = {"hold_code": 2, "order_delivery_block": 2, "order_billing_block": 2, "dunning_block": 1}
    return [
        f"{name}: {getattr(settings, name)!r} does not fit: SAP's field has {size} character{'s' * (size > 1)}"
        for name, size in longest.items()
        if len(getattr(settings, name)) > size
    ]
