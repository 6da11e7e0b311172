"""How the account behaves: what a test may change while the server runs, also from another process."""

from typing import Literal

import msgspec

FEATURES = ("SUBSIDIARIES", "MULTICURRENCY", "UNITS", "LEGACYTAX")
CUSTOM = {
    "custentity_solde_level": "number",
    "custentity_solde_date": "date",
    "custentity_solde_hold": "text",
    "custbody_solde_einvoice": "text",
}


class Rules(msgspec.Struct, kw_only=True):
    """The defaults are an account with the standard service tier, OneWorld, several currencies, legacy taxes."""

    limit: int = 5  # concurrent requests over all doors; 5 is the standard tier's
    latency: float = 0.0  # seconds that every answer but a token takes
    row_cap: int = 100_000  # rows of one query that can ever be reached
    token_life: float = 3600.0  # seconds; expires_in says 3600 whatever stands here
    date_format: Literal["DD/MM/YYYY", "MM/DD/YYYY", "YYYY-MM-DD"] = "DD/MM/YYYY"  # as the user prefers it
    zone: str = "UTC"  # in which instants are shown and compared by SuiteQL; set it before there are rows
    features: tuple[str, ...] = FEATURES  # also SUITETAX, APPROVALS, MULTIBOOK
    lacking: tuple[str, ...] = ()  # what the role may not see: tables, REST types, types of transactions
    # (CustPymt: its rows are missing without a word), "analytics", "restlets"
    exposes: tuple[str, ...] = ()  # columns (table.column) that public sources contradict each other about
    custom: dict[str, str] = msgspec.field(
        default_factory=CUSTOM.copy
    )  # custom fields: script id -> text, number, bool, date, instant
    bumps_invoice: bool = False  # whether applying a payment moves the invoice's lastmodifieddate: nobody knows
    deletes_quietly: bool = False  # whether a deletion leaves no row in deletedrecord
