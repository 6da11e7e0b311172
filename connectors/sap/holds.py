"""A customer's hold in SAP: shown, set, and released where it is still Solde's.

`settings.hold` says where it stands: on the credit accounts of SAP Credit Management, on the customer, or on the
customer's sales areas. `settings.hold_code` is Solde's alone: a block with it is ours, any other is somebody else's
and stays, whether a hold is set or released. So what was there before needs no memory: ours goes only where
nothing was, and a release leaves nothing there.

A customer has one such row or several (credit segments, sales areas), and a row one block or several. Those that
somebody else has are left, ours goes onto the rest.
"""

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from connectors.records import Hold
from connectors.sap.settings import Settings
from connectors.sap.values import Row, flag, text
from connectors.sap.world import World

PARTNERS = "API_BUSINESS_PARTNER"
CREDIT = "API_CRDTMBUSINESSPARTNER"


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

    @property
    def fields(self) -> tuple[str, ...]:
        """All that is read, for $select."""
        more = ("DeletionIndicator",) if self.entity == "A_CustomerSalesArea" else ()
        return (*self.keys, *self.codes, *((self.flag,) if self.flag else ()), *more)


def where(settings: Settings) -> Where | None:
    """Where a hold stands with these settings; None: nowhere."""
    return _where(settings.hold, settings.hold_blocks)


def _where(mode: str, blocks: Iterable[str]) -> Where | None:
    match mode:
        case "credit":
            return Where(service=CREDIT, entity="CreditManagementAccount", by="BusinessPartner",
                         keys=("BusinessPartner", "CreditSegment"), codes=("CreditAccountBlockReason",),
                         flag="CreditAccountIsBlocked", words="credit account", only="CreditSegment")  # fmt: skip
        case "customer":
            names = {"order": "OrderIsBlockedForCustomer", "delivery": "DeliveryIsBlocked",
                     "billing": "BillingIsBlockedForCustomer"}  # fmt: skip
            return Where(service=PARTNERS, entity="A_Customer", by="Customer", keys=("Customer",),
                         codes=tuple(names[block] for block in blocks), words="customer")  # fmt: skip
        case "sales-area":
            names = {"order": "OrderIsBlockedForCustomer", "delivery": "DeliveryIsBlockedForCustomer",
                     "billing": "BillingIsBlockedForCustomer"}  # fmt: skip
            return Where(service=PARTNERS, entity="A_CustomerSalesArea", by="Customer",
                         keys=("Customer", "SalesOrganization", "DistributionChannel", "Division"),
                         codes=tuple(names[block] for block in blocks), words="sales area",
                         only="SalesOrganization")  # fmt: skip
    return None


def shown(world: World, rows: Iterable[Row]) -> Hold | None:
    """The hold as rows of `where(settings).entity` show it, whoever set it; None where none can be shown.

    `rows` are all those of one customer (of his business partner, for credit accounts), with at least
    `where(settings).fields`; rows of other companies among them do not count. The value is their raw fields.
    """
    place = where(world.settings)
    counted = [row for row in rows if _is_ours(world, place, row)] if place else []
    if not place or not counted:
        return None
    value = {_name(place, row): _values(place, row) for row in counted}
    return Hold(on=any(_holds(place, row) for row in counted), value=_encode(value))


def _is_ours(world: World, place: Where, row: Row) -> bool:
    """Whether a row belongs to a company code that Solde works for."""
    if place.only == "CreditSegment":
        segments = {
            segment for company, segment in world.settings.credit_segments.items() if company in world.companies
        }
        return not world.settings.credit_segments or text(row, "CreditSegment") in segments
    if place.only == "SalesOrganization":
        ours = world.company_of(text(row, "SalesOrganization")) in world.companies
        return ours and not flag(row, "DeletionIndicator")
    return True


def _holds(place: Where, row: Row) -> bool:
    return flag(row, place.flag) if place.flag else any(text(row, field) for field in place.codes)


def _values(place: Where, row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {field: text(row, field) for field in place.codes}
    return {**found, place.flag: flag(row, place.flag)} if place.flag else found


def _name(place: Where, row: Row) -> str:
    """The row among those of its customer: "1000", "1010/10/00"; "" where there is one alone."""
    return "/".join(text(row, key) for key in place.keys if key != place.by)


def _encode(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
