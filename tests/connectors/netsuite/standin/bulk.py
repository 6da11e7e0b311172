"""A large account in seconds: the same rows that the office makes one by one, written at once."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from tests.connectors.netsuite.standin import setup_rows
from tests.connectors.netsuite.standin.links import LINKS
from tests.connectors.netsuite.standin.setup_rows import EUR, NET30, OURS, SERVICE, STANDARD
from tests.connectors.netsuite.standin.store import Store, kept

_CUSTOMER = (
    "id entityid companyname altname isperson isinactive subsidiary currency terms creditholdoverride oncredithold "
    "category email datecreated lastmodifieddate defaultbillingaddress defaultshippingaddress searchstage"
)
_HEAD = (
    "id tranid type recordtype entity trandate duedate status posting voided void foreigntotal foreignamountpaid "
    "foreignamountunpaid foreignpaymentamountused foreignpaymentamountunused currency exchangerate terms "
    "billingaddress createddate lastmodifieddate"
)
_LINE = (
    "transaction id linesequencenumber mainline taxline iscogs item itemtype quantity rate foreignamount taxcode "
    "subsidiary entity kitcomponent transactiondiscount isclosed"
)
_LINK = "previousdoc previousline previoustype nextdoc nextline nexttype linktype foreignamount nextdate"
_CENT = Decimal("0.01")
_FIRST = date(2025, 1, 1)


class Size(msgspec.Struct, frozen=True):
    """How much of each; three lines for each invoice and order, besides the main line and the tax."""

    customers: int = 5_000
    invoices: int = 12_000
    payments: int = 6_000  # each pays an invoice; every tenth half of it
    orders: int = 2_000


def fill(store: Store, size: Size | None = None, seed: int = 7) -> None:
    """An account that was set up, with customers and documents; the same for the same seed."""
    size = size or Size()
    chance = random.Random(seed)
    with store.change():
        store.empty()
        setup_rows.fill(store)
        stamps = _stamps(store, chance)
        numbers = range(1, size.customers + 1)
        place = ("addressee", "addr1", "city", "zip", "state", "country", "nkey")
        store.bulk("entityaddress", place, (
            (f"Cliente {n}", f"Via Roma {n}", "Torino", "10121", "TO", "IT", n) for n in numbers))  # fmt: skip
        store.bulk("customer", _CUSTOMER.split(), (
            (n, f"CUST{n}", f"Cliente {n}", f"Cliente {n}", "F", "F", OURS, EUR, NET30, "AUTO", "F", 1,
             f"conti{n}@cliente.example", next(stamps), next(stamps), n, n, "Customer") for n in numbers))  # fmt: skip
        documents = _Documents(size, chance, stamps)
        documents.make()
        store.bulk("transaction", _HEAD.split(), documents.heads)
        store.bulk("transactionline", _LINE.split(), documents.lines)
        store.bulk(LINKS, _LINK.split(), documents.links)
        store.cursor("ANALYZE")


def _stamps(store: Store, chance: random.Random) -> Iterator[str]:
    """Instants of the last year."""
    now = store.now()
    while True:
        yield store.stamp(now - timedelta(seconds=chance.randrange(3600, 365 * 86400)))


class _Documents:
    def __init__(self, size: Size, chance: random.Random, stamps: Iterator[str]) -> None:
        self._size, self._chance, self._stamps = size, chance, stamps
        self.heads: list[tuple[Any, ...]] = []
        self.lines: list[tuple[Any, ...]] = []
        self.links: list[tuple[Any, ...]] = []

    def make(self) -> None:
        size, chance = self._size, self._chance
        first_payment = size.invoices + 1
        for id_ in range(1, size.invoices + 1):
            paid = id_ <= size.payments
            share = Decimal("0.5") if id_ % 10 == 0 else Decimal(1)
            self._invoice(
                id_, chance.randrange(1, size.customers + 1), share if paid else None, first_payment + id_ - 1
            )
        for id_ in range(first_payment + size.payments, first_payment + size.payments + size.orders):
            self._sale(id_, "SalesOrd", "salesorder", "SO", chance.randrange(1, size.customers + 1), "B", None)

    def _invoice(self, id_: int, customer: int, share: Decimal | None, payment: int) -> None:
        on, total = self._sale(id_, "CustInvc", "invoice", "INV", customer, "A", share)
        if share is None:
            return
        paid = (total * share).quantize(_CENT)
        stamp, day = next(self._stamps), kept(on + timedelta(days=20))
        self.heads.append((payment, f"PAY{payment}", "CustPymt", "customerpayment", customer, day, None, "C", "T", "F",
                           "F", str(paid), None, None, str(paid), "0", EUR, 1, None, None, stamp, stamp))  # fmt: skip
        self.lines.append((payment, 0, 0, "T", "F", None, None, None, None, None, str(paid), None, OURS, customer, None,
                           None, None))  # fmt: skip
        self.links.append((id_, 0, "CustInvc", payment, 0, "CustPymt", "Payment", str(paid), day))

    def _sale(
        self, id_: int, kind: str, record: str, prefix: str, customer: int, status: str, share: Decimal | None
    ) -> tuple[date, Decimal]:
        nets = [Decimal(self._chance.randrange(500, 100_000)) / 100 for _ in range(3)]
        tax = (sum(nets) * Decimal("0.22")).quantize(_CENT)
        total = sum(nets) + tax
        on = _FIRST + timedelta(days=self._chance.randrange(0, 600))
        paid = (total * (share or 0)).quantize(_CENT)
        stamp, owed = next(self._stamps), kind == "CustInvc"
        self.heads.append((
            id_, f"{prefix}{id_}", kind, record, customer, kept(on), kept(on + timedelta(days=30)) if owed else None,
            "B" if owed and paid == total else status, "T" if owed else "F", "F", "F", str(total),
            str(paid) if owed else None, str(total - paid) if owed else None, None, None, EUR, 1, NET30, customer,
            stamp, stamp,
        ))  # fmt: skip
        rest = (OURS, customer, "F", "F", "F")
        self.lines.append((id_, 0, 0, "T", "F", None, None, None, None, None, str(total), None, *rest))
        for place, net in enumerate(nets, 1):
            self.lines.append((id_, place * 2 - 1, place, "F", "F", "F", SERVICE, "Service", -1, str(net), str(-net),
                               STANDARD, *rest))  # fmt: skip
        self.lines.append((id_, 7, 4, "F", "T", None, STANDARD, "TaxItem", None, None, str(-tax), None, *rest))
        return on, total
