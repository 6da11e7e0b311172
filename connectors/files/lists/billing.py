"""A list of billing documents (VF05): what kind each is, its net value and tax, and whether it was cancelled.

`values.billing.type` says it for each billing type: `invoice`, `credit`, or `ignore` (pro forma). A list of items is
added up by billing document. Billing documents that no open item knows are settled: so a list of open items must be
exported after this one.
"""

from datetime import date
from decimal import Decimal

import msgspec

from connectors.files.lists.made import ZERO, cells, wrong
from connectors.files.settings import Settings
from connectors.files.tables import Row, Table

TYPES = ("invoice", "credit", "ignore")
_POSTED = frozenset({"", "C", "E"})  # VBRK-RFBSK: passed on to accounting; E: and cancelled since


class Billing(msgspec.Struct, kw_only=True):
    """One billing document, with positive amounts."""

    row: Row
    number: str
    company: str
    customer: str
    credit: bool
    net: Decimal = ZERO
    tax: Decimal = ZERO
    currency: str
    date: date
    cancelled: bool
    purchase_order: str
    wrong: str = ""

    @property
    def id(self) -> str:
        """As an open item of it is called."""
        return f"{self.company}/{self.number}"


def read(settings: Settings, table: Table) -> dict[tuple[str, str], Billing]:
    """By company and number."""
    found: dict[tuple[str, str], Billing] = {}
    for row in table.rows:
        one = cells(settings, table, row, "number")
        kind = one.choice("type", TYPES)
        if kind == "ignore" or one.text("posted") not in _POSTED:
            continue
        number, customer = one.needed("number").lstrip("0"), one.needed("customer").lstrip("0")
        company = one.needed("company")
        fresh = Billing(
            row=row,
            number=number,
            company=company,
            customer=customer,
            credit=kind == "credit",
            currency=one.needed("currency").upper(),
            date=one.needed_day("date"),
            cancelled=one.text("cancelled").upper() not in ("", "NO", "NEIN"),
            purchase_order=one.text("purchase_order"),
        )
        net, tax = one.amount("net"), one.amount("tax", ZERO)
        each = found.setdefault((company, number), fresh)
        each.net += net
        each.tax += tax
        each.wrong = each.wrong or wrong(one)
    for each in found.values():
        if each.net + each.tax < 0:
            each.net, each.tax = -each.net, -each.tax
    return found
