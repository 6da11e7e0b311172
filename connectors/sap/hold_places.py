"""The places in which SAP keeps a block that holds a customer, and what one row of them says and takes."""

from collections.abc import Iterable
from typing import Any

import msgspec

from connectors.sap.settings import Settings
from connectors.sap.values import Row, flag, text
from connectors.sap.world import World

PARTNERS = "API_BUSINESS_PARTNER"
CREDIT = "API_CRDTMBUSINESSPARTNER"
ALL_BLOCKS = ("order", "delivery", "billing")


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """The rows in which a hold stands, and their fields."""

    service: str
    entity: str
    by: str  # the field that names the customer; "BusinessPartner" for credit accounts
    keys: tuple[str, ...]
    codes: tuple[str, ...]  # fields of two characters that each take a block
    flag: str = ""  # the field that makes them hold, where that is another
    words: str  # what a user of SAP calls such a row
    only: str = ""  # a field that tells whose row it is: CreditSegment, SalesOrganization
    more: tuple[str, ...] = ()  # what else must be known of a row

    @property
    def fields(self) -> tuple[str, ...]:
        """All that is read, for $select."""
        return (*self.keys, *self.codes, *((self.flag,) if self.flag else ()), *self.more)

    def key(self, row: Row) -> dict[str, str]:
        return {field: text(row, field) for field in self.keys}

    def name(self, row: Row) -> str:
        """The row among those of its customer: "1000", "1010/10/00"; "" where there is one alone."""
        return "/".join(text(row, key) for key in self.keys if key != self.by)

    def title(self, row: Row) -> str:
        """What a user of SAP calls it: "credit account 1000"."""
        return f"{self.words} {self.name(row) or text(row, self.by)}"

    def values(self, row: Row) -> dict[str, Any]:
        """The raw fields."""
        found: dict[str, Any] = {field: text(row, field) for field in self.codes}
        return {**found, self.flag: flag(row, self.flag)} if self.flag else found

    def holds(self, row: Row) -> bool:
        """Whether it blocks, whoever set it."""
        return flag(row, self.flag) if self.flag else any(text(row, field) for field in self.codes)

    def is_held_by(self, code: str, row: Row) -> bool:
        """Whether it blocks with this code."""
        return self.holds(row) and any(text(row, field) == code for field in self.codes)

    def others(self, code: str, row: Row) -> list[str]:
        """The blocks of somebody else in it, one with a flag and no code among them; as words."""
        found = [f"{field} {text(row, field)}" for field in self.codes if text(row, field) not in ("", code)]
        bare = self.flag and flag(row, self.flag) and not any(text(row, field) for field in self.codes)
        return [*found, *([f"{self.flag} without a reason"] if bare else [])]

    def setting(self, code: str, row: Row) -> dict[str, Any]:
        """What to write so that `code` blocks wherever nobody else does; {}: nothing."""
        if self.flag and self.others(code, row):
            return {}
        wanted: dict[str, Any] = {field: code for field in self.codes if not text(row, field)}
        if self.flag and not flag(row, self.flag):
            wanted[self.flag] = True
        return wanted

    def lifting(self, code: str, row: Row) -> dict[str, Any]:
        """What to write so that `code` no longer blocks; {}: nothing."""
        wanted: dict[str, Any] = {field: "" for field in self.codes if text(row, field) == code}
        return {**wanted, self.flag: False} if wanted and self.flag and flag(row, self.flag) else wanted


def where(settings: Settings) -> Where | None:
    """Where a hold stands with these settings; None: nowhere."""
    return place(settings.hold, settings.hold_blocks)


def place(mode: str, blocks: Iterable[str] = ALL_BLOCKS) -> Where | None:
    """The same for a mode of `settings.hold`, with these blocks of the customer or sales area."""
    match mode:
        case "credit":
            return Where(
                service=CREDIT,
                entity="CreditManagementAccount",
                by="BusinessPartner",
                keys=("BusinessPartner", "CreditSegment"),
                codes=("CreditAccountBlockReason",),
                flag="CreditAccountIsBlocked",
                words="credit account",
                only="CreditSegment",
            )
        case "customer":
            return Where(
                service=PARTNERS,
                entity="A_Customer",
                by="Customer",
                keys=("Customer",),
                codes=_block_fields(blocks, "DeliveryIsBlocked"),
                words="customer",
            )
        case "sales-area":
            return Where(
                service=PARTNERS,
                entity="A_CustomerSalesArea",
                by="Customer",
                keys=("Customer", "SalesOrganization", "DistributionChannel", "Division"),
                codes=_block_fields(blocks, "DeliveryIsBlockedForCustomer"),
                words="sales area",
                only="SalesOrganization",
                more=("DeletionIndicator",),
            )
    return None


def counts(world: World, spot: Where, row: Row) -> bool:
    """Whether a row belongs to a company code that Solde works for."""
    if spot.only == "CreditSegment":
        segments = world.settings.credit_segments
        return not segments or text(row, spot.only) in {segments[c] for c in segments if c in world.companies}
    if spot.only == "SalesOrganization":
        return world.company_of(text(row, spot.only)) in world.companies and not flag(row, "DeletionIndicator")
    return True


def _block_fields(blocks: Iterable[str], delivery: str) -> tuple[str, ...]:
    names = {
        "order": "OrderIsBlockedForCustomer",
        "delivery": delivery,
        "billing": "BillingIsBlockedForCustomer",
    }
    return tuple(names[block] for block in blocks)
