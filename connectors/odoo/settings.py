"""The keys of [connections.NAME] for `type = "odoo"`."""

from pathlib import Path
from typing import Literal

import msgspec

from connectors.secret import Secret


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an Odoo database is reached, and which of its fields mean what here.

    `fields` maps a path in the invoice model to one of the invoice's, the partner's or the company's own Odoo
    fields, for facts that a company keeps in custom fields (extension.py).
    """

    url: str  # "https://odoo.example.com", with a path if Odoo does not live at the root
    database: str
    user: str  # the login name
    password: Secret  # an API key (better) or the password
    transport: Literal["auto", "jsonrpc", "json2"] = "auto"
    timeout: float = 60.0  # seconds, for each request
    overlap_minutes: int = 10  # how far a pull looks back for transactions that were still open
    page_size: int = 200  # records a page
    requests_per_second: float = 0.0  # 0: no limit; 1 is what Odoo Online is content with
    verify_tls: bool = True
    ca_file: Path | None = None  # certificates to trust beside the usual ones (the system's and requests' own)
    task_user: str = ""  # login of whoever gets a task when a customer has no salesperson
    customer_group: str = "category_id"  # the partner's field that names its group: a policy may follow it
    customer_grade: str = ""  # and its class, such as A, B, C; empty: none
    dunning_key: str = ""  # and its dunning key
    portal_url: str = ""  # Odoo as customers reach it: with it, invoices that were sent get their payment link
    fields: dict[str, str] = {}

    def __post_init__(self) -> None:
        """ValueError for an address with a user or a password in it: the address is told in messages."""
        if "@" in self.url:
            raise ValueError("url: no user or password belongs into the address; set them as user and password")
