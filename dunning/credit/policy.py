"""What a company decided about credit: which checks an order passes, and how far. Read from TOML in config/."""

from decimal import Decimal
from typing import Any, Literal

import msgspec

Grade = Literal["A", "B", "C", "D", "E"]
GRADES: tuple[Grade, ...] = ("A", "B", "C", "D", "E")
Check = Literal["static", "dynamic", "oldest", "level", "document", "behaviour"]


class Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The checks that are made, and their limits. None: as the more general table says.

    The names are those of SAP's credit management: static and dynamic exposure, oldest open item, highest
    dunning level, maximum document value, payment behaviour.
    """

    checks: tuple[Check, ...] | None = None
    limit: dict[str, Decimal] | None = None  # per currency, for whom the ERP names none
    horizon_days: int | None = None  # dynamic: orders for a later day than so many days ahead do not count
    oldest_days: int | None = None  # an open item may be overdue by no more than so many days
    highest_level: int | None = None  # the highest dunning level that an open item may have
    document: dict[str, Decimal] | None = None  # per currency: one order's greatest value; absent: no limit
    late_share: Decimal | None = None  # of what was paid, at most this part late: 0.3 is 30 %
    late_days: int | None = None  # on average, at most so many days late
    hold: bool | None = None  # an exposure above the limit puts the customer on hold, not only the next order


class Standing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whoever pays at least so well belongs to a risk class; weighted by amount."""

    late_days: int  # on average, at most so many days late
    late_share: Decimal = Decimal(1)  # at most this part of the amounts late


class CreditPolicy(Terms, frozen=True, kw_only=True):
    """A policy as a whole. What `customers` says goes before `classes`, and that before the rest."""

    name: str
    version: str = "1"
    months: int = 12  # how far the payment history is looked at
    at_least: int = 3  # so many settled items make a history
    unknown: Grade = "C"  # the risk class without a history and without a score
    standings: dict[Grade, Standing] = {}  # from the best; who reaches none is in the class after the last
    from_grade: bool = False  # the ERP's customer class is the risk class where it is one of A to E
    consolidated: bool = True  # parents, subsidiaries and other accounts of the same debtor count together
    classes: dict[Grade, Terms] = {}
    customers: dict[str, Terms] = {}  # by the customer's id in the ERP


_NAMES = Terms.__struct_fields__


def terms(policy: CreditPolicy, grade: str, customer: str) -> Terms:
    """What holds for one customer: customer before risk class before company, key by key.

    `customer` is the id in the ERP. Tables of amounts are laid over each other currency by currency.
    """
    layers: list[Terms] = [policy]
    layers += [own for known, own in policy.classes.items() if known == grade]
    if customer in policy.customers:
        layers.append(policy.customers[customer])
    if len(layers) == 1:
        return policy
    return Terms(**{name: _over([getattr(layer, name) for layer in layers]) for name in _NAMES})


def _over(values: list[Any]) -> Any:
    """The last one that is said; tables are merged."""
    said = [value for value in values if value is not None]
    if said and all(isinstance(value, dict) for value in said):
        merged: dict[str, Decimal] = {}
        for value in said:
            merged |= value
        return merged
    return said[-1] if said else None
