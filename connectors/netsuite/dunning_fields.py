"""Custom fields that show in NetSuite what Solde did: the dunning level of a customer, the state of an e-invoice.

A customer is shared by subsidiaries and has one field for the level, while Solde counts a level for each company. Of
the notices of one day the highest level shows; of several days the latest notice's.
"""

from typing import Any

from connectors.netsuite import targets
from connectors.netsuite.values import decimal
from connectors.netsuite.world import World
from connectors.records import Receipt, SetDunning, SetEInvoiceStatus

_NO_LEVEL = "NetSuite shows no dunning level: dunning_level and dunning_date name no custom field"
_NO_STATUS = "NetSuite shows no state of e-invoices: einvoice_status names no custom field"


def push_level(world: World, change: SetDunning) -> Receipt:
    """Refused where there is no such customer."""
    target, settings = change.target, world.settings
    if not (settings.dunning_level or settings.dunning_date):
        targets.check(world, target)
        return Receipt(done=False, detail=_NO_LEVEL)
    id_ = targets.numbered(target)
    level = max(change.level, 0)
    if level and len(world.companies) > 1:
        level = max(level, _level_of_that_day(world, change))
    wanted: dict[str, Any] = {}
    if settings.dunning_level:
        wanted[settings.dunning_level] = level
    if settings.dunning_date:
        wanted[settings.dunning_date] = change.notice_date.isoformat() if change.notice_date else None
    if not world.client.patch("customer", id_, wanted):
        raise targets.missing(target)
    return Receipt(id=id_)


def push_status(world: World, change: SetEInvoiceStatus) -> Receipt:
    """Refused where there is no such invoice."""
    target, field = change.target, world.settings.einvoice_status
    if not field:
        targets.check(world, target)
        return Receipt(done=False, detail=_NO_STATUS)
    record = targets.of(world, target)
    if not world.client.patch(record.kind, record.id, {field: change.status}):
        raise targets.missing(target)
    return Receipt(id=record.id)


def _level_of_that_day(world: World, change: SetDunning) -> int:
    """What the customer shows, where it is of the same day: another company's, or this one's own."""
    level, day = world.settings.dunning_level, world.settings.dunning_date
    if not (level and day and change.notice_date):
        return 0
    row = world.client.record("customer", change.target.id, (level, day))
    if row is None:
        raise targets.missing(change.target)
    same = str(row.get(day) or "")[:10] == change.notice_date.isoformat()
    found = decimal(row.get(level)) if same else None
    return int(found) if found is not None else 0
