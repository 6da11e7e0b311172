"""The dunning level in a customer's dunning data (A_CustomerDunning), kept for each company code and dunning area.

Solde writes the level, the day of the last notice and, where `dunning_block` names one, a dunning block, so that
SAP's own run (F150) leaves the customer to Solde. A block that is there already stays.
"""

from datetime import date
from typing import Any

from connectors.records import Receipt, SetDunning
from connectors.sap import filters, targets
from connectors.sap.client import Query
from connectors.sap.targets import PARTNERS
from connectors.sap.values import EPOCH, Row, text
from connectors.sap.world import World

ENTITY = "A_CustomerDunning"
_HIGHEST = 9  # DunningLevel has one digit


def push(world: World, change: SetDunning) -> Receipt:
    """Write level and day. Refused where there is no such customer; not done where he has no dunning data."""
    targets.check(world, change.target)
    companies = _companies(world, change)
    lacking = [company for company in companies if not _write(world, change, company)]
    if len(lacking) < len(companies):
        return Receipt(id=change.target.id, detail=_lacking(change, lacking) if lacking else "")
    return Receipt(done=False, detail=_lacking(change, lacking or sorted(world.companies)))


def _lacking(change: SetDunning, companies: list[str]) -> str:
    area = f", dunning area {change.area}" if change.area else ""
    return (
        f"customer {change.target.id} has no dunning data in company code {', '.join(companies)}{area}: "
        "maintain it in BP (role FI customer), or set dunning_procedure"
    )


def _companies(world: World, change: SetDunning) -> list[str]:
    """The company code of the change; without one (from before there was one) all of ours that the customer has."""
    if change.company:
        return [change.company]
    where = filters.both(
        filters.eq("Customer", change.target.id), filters.one_of("CompanyCode", sorted(world.companies))
    )
    query = Query(select=("Customer", "CompanyCode"), filter=where, orderby=("CompanyCode",))
    pages = world.client.rows(PARTNERS, "A_CustomerCompany", query)
    return [text(row, "CompanyCode") for page in pages for row in page]


def _write(world: World, change: SetDunning, company: str) -> bool:
    """False where there is no row, and none is to be made."""
    key = {"Customer": change.target.id, "CompanyCode": company, "DunningArea": change.area}
    row, _ = world.client.change(PARTNERS, ENTITY, key, lambda fresh: _fields(world, change, fresh) or None)
    if row is not None:
        return True
    procedure = world.settings.dunning_procedure
    if not procedure:
        return False
    world.client.create(PARTNERS, ENTITY, {**key, "DunningProcedure": procedure, **_fields(world, change, {})})
    return True


def _fields(world: World, change: SetDunning, row: Row) -> dict[str, Any]:
    """What differs from the row."""
    level, block = str(min(max(change.level, 0), _HIGHEST)), world.settings.dunning_block
    over = change.level <= 0 and change.notice_date is None
    wanted: dict[str, Any] = {}
    if (text(row, "DunningLevel") or "0") != level:
        wanted["DunningLevel"] = level
    if change.notice_date is not None and row.get("LastDunnedOn") != _wire(change.notice_date):
        wanted["LastDunnedOn"] = _wire(change.notice_date)
    if over and row.get("LastDunnedOn"):
        wanted["LastDunnedOn"] = None
    now = text(row, "DunningBlock")
    if block and (now == block if over else not now):
        wanted["DunningBlock"] = "" if over else block
    return wanted


def _wire(day: date) -> str:
    """A day as OData V2 writes it in JSON."""
    return f"/Date({(day - EPOCH.date()).days * 86_400_000})/"
