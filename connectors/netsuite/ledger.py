"""What is open on documents, and what settled them: NetSuite's own figures, and its links between transactions.

`foreignamountunpaid` is what is open on an invoice, `foreignpaymentamountunused` what of a payment, deposit or credit
memo nothing has consumed; both positive. In a link of the type Payment the invoice is the previous document and what
settles it the next one (a payment, a credit memo, an application of a deposit, a journal); which is which, their types
tell.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from connectors.netsuite.kinds import CREDIT, SETTLES
from connectors.netsuite.suiteql import Select, day
from connectors.netsuite.values import ZERO, Row, decimal, text
from connectors.netsuite.values import day as day_of
from connectors.netsuite.world import World
from connectors.records import Due, Settlement

_LINKS = Select(
    columns={
        "previous": "l.previousdoc", "next": "l.nextdoc", "amount": "SUM(l.foreignamount)",
    },
    source="nexttransactionlinelink l",
    where=("l.linktype = 'Payment'", "l.foreignamount > 0"),
    keys=("previous", "next"),
    group=("previous", "next"),
    hint="Transactions > Find Transaction: View",
)  # fmt: skip
_OTHERS = Select(
    columns={"id": "t.id", "type": "t.type", "number": "t.tranid", "date": day("t.trandate")},
    source="transaction t",
    hint="Transactions > Find Transaction: View",
)


def settlements(world: World, invoices: Iterable[str]) -> dict[str, tuple[Settlement, ...]]:
    """What settled these invoices, by id and date."""
    links = world.client.lookup(_LINKS, "l.previousdoc", invoices)
    others = {text(row, "id"): row for row in world.client.lookup(_OTHERS, "t.id", _ids(links, "next"))}
    found: dict[str, list[Settlement]] = {}
    for link in links:
        settles = others.get(text(link, "next"), {})
        if text(settles, "type") in SETTLES:
            found.setdefault(text(link, "previous"), []).append(_settlement(settles, decimal(link.get("amount"))))
    return {id_: tuple(sorted(each, key=lambda one: (one.date, one.ref))) for id_, each in found.items()}


def settled_by(world: World, others: Iterable[str]) -> list[str]:
    """The invoices that these payments and credit memos are applied to."""
    return _ids(world.client.lookup(_LINKS, "l.nextdoc", others), "previous")


def applied_from(world: World, invoices: Iterable[str]) -> list[str]:
    """The payments and credit memos that are applied to these invoices."""
    return _ids(world.client.lookup(_LINKS, "l.previousdoc", invoices), "next")


def _ids(links: Iterable[Row], end: str) -> list[str]:
    return sorted({text(link, end) for link in links})


def _settlement(row: Row, amount: Decimal | None) -> Settlement:
    try:
        on = day_of(row.get("date")) or date.min
    except ValueError:
        on = date.min
    return Settlement(date=on, amount=amount or ZERO, ref=text(row, "number"), credit=text(row, "type") == CREDIT)


def dues(on: date, total: Decimal, left: Decimal, split: Mapping[date, tuple[Decimal, Decimal]]) -> tuple[Due, ...]:
    """The instalments, where NetSuite has them and they say the same as the document; else all of it on one day."""
    if split and sum(amount for amount, _ in split.values()) == total:
        if sum(open_ for _, open_ in split.values()) == left:
            return tuple(Due(date=d, amount=amount, open=open_) for d, (amount, open_) in sorted(split.items()))
        return _spread(total - left, split)
    return (Due(date=on, amount=total, open=left),)


def _spread(paid: Decimal, split: Mapping[date, tuple[Decimal, Decimal]]) -> tuple[Due, ...]:
    """What was paid takes the earliest instalments first."""
    found = []
    for on, (amount, _) in sorted(split.items()):
        taken = min(paid, amount)
        paid -= taken
        found.append(Due(date=on, amount=amount, open=amount - taken))
    return tuple(found)
