"""An S/4HANA stand-in with the supplier's rows (tests/connectors/sap/servers.py), and the clerks who work in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.connectors.sap import servers
from tests.connectors.sap import world_seed as seed
from tests.connectors.sap.recorder import Tape
from tests.connectors.sap.tables import Office, Place
from tests.connectors.sap.world_sales import Bill

_BILLS, _ITEMS = tuple(seed.BILLING.split("-")), tuple(seed.CUBE.split("-"))


class Desk:
    """What SAP's own users do, behind Solde's back: now, by the server's clock, whatever day they post for."""

    def __init__(self, server: servers.Server) -> None:
        self.office = Office(server, Tape("end to end", "live"))

    def cancel(self, bill: Bill, day: date) -> str:
        """VF11: a cancellation with its reversal; returns its number."""
        number, document = f"8{bill.number[1:]}", f"84{bill.document[2:]}"
        other = bill._replace(
            number=number, kind="S1", day=day, due=day, document=document, paid="cancelled", cancels=bill.number,
            reverses=bill.document,
        )  # fmt: skip
        for name, row in seed.billing(other):
            self._add(_place(name), {**row, **self._stamps(row)})
        self._add(_ITEMS, {**seed.item(other, credit=True), "IsReversal": True, **self._cleared(document, day)})
        self.office.change(_BILLS, {"BillingDocumentIsCancelled": True, **self._changed()}, BillingDocument=bill.number)
        reversed_ = {"IsReversed": True, "ReverseDocument": document, "ReverseDocumentFiscalYear": str(day.year)}
        self._items_of(bill.document, {**reversed_, **self._cleared(document, day)})
        return number

    def part_payment(self, bill: Bill, amount: Decimal, day: date) -> None:
        """F-28 with a part payment: the bill stays open, and the money stands beside it."""
        money = seed.part_payment(bill, day, amount)
        self._add(_ITEMS, {**money, "AccountingDocument": f"16{bill.document[2:]}", **self._posted()})

    def pay(self, bill: Bill, day: date) -> None:
        """F-28: the bill is cleared by the payment."""
        document = seed.clearing(bill)
        self._add(_ITEMS, {**seed.payment(bill, document, day, bill.total), **self._cleared(document, day)})
        self._items_of(bill.document, self._cleared(document, day))

    def undo_clearing(self, bill: Bill) -> None:
        """FBRA: bill and payment are open again. The clearing's dates go with it, and nothing else is stamped."""
        opened = {"IsCleared": False, "ClearingAccountingDocument": "", "ClearingDocFiscalYear": "0000",
                  "ClearingDate": None, "ClearingCreationDate": None, "ClearingIsReversed": True}  # fmt: skip
        self._items_of(bill.document, opened)
        self._items_of(seed.clearing(bill), opened)

    def _items_of(self, document: str, fields: dict[str, Any]) -> None:
        self.office.change(_ITEMS, fields, CompanyCode=seed.COMPANY, AccountingDocument=document)

    def _add(self, place: Place, row: dict[str, Any]) -> None:
        self.office.add((*place, row))

    def _cleared(self, by: str, day: date) -> dict[str, Any]:
        return {**seed.cleared(by, day), "ClearingCreationDate": self.office.now()[0], **self._posted()}

    def _posted(self) -> dict[str, Any]:
        today = self.office.now()[0]
        return {"AccountingDocumentCreationDate": today, "LastChangeDate": today}

    def _changed(self) -> dict[str, Any]:
        return {"LastChangeDate": self.office.now()[0], "LastChangeDateTime": self.office.stamp()}

    def _stamps(self, row: dict[str, Any]) -> dict[str, Any]:
        return {**self._changed(), "CreationDate": self.office.now()[0]} if "LastChangeDateTime" in row else {}


class Server:
    """One running stand-in: where it listens, and who works in it."""

    def __init__(self, engine: servers.Server) -> None:
        self.url, self.address, self.desk = engine.url, urlsplit(engine.url).netloc, Desk(engine)


@contextmanager
def started(rows: seed.Rows) -> Iterator[Server]:
    """A stand-in with these rows and no others. The test is skipped, and says so, where it cannot run."""
    if reason := servers.absent():
        pytest.skip(reason)
    engine = servers.Server("cap", rows)
    try:
        yield Server(engine)
    finally:
        engine.close()


def _place(name: str) -> Place:
    service, _, entity = name.partition("-")
    return service, entity
