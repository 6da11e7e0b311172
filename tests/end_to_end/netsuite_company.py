"""A lamp maker in NetSuite: 5,000 customers, 20,000 transactions, and ten customers with a story of their own."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tests.connectors.netsuite.standin import bulk
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.papers import Item
from tests.connectors.netsuite.standin.store import Store
from tests.end_to_end.netsuite_shop import CODE, prepare

TODAY, NEXT_DAY = date(2026, 10, 30), date(2026, 11, 2)
EMIT_FROM, REMIND_FROM = date(2026, 10, 26), date(2026, 8, 1)
WHOLE = {"customer": 5_000, "order": 2_000, "invoice": 12_000, "payment": 6_000}
KINDS = {"SalesOrd": "order", "CustInvc": "invoice", "CustCred": "invoice", "CustPymt": "payment"}
_SIZE = bulk.Size(customers=4_990, invoices=11_490, payments=5_998, orders=2_000)
_MEMOS = 500
_EARLY, _LATE, _NEW = date(2026, 8, 10), date(2026, 9, 20), date(2026, 10, 27)  # days of invoices
THEIRS = "Ask Bianca first"


class Cast(NamedTuple):
    """Ids. Customers are named by what becomes of them, invoices and payments by whose they are."""

    payer: int  # held by Solde, pays everything
    payer_bills: tuple[int, int]
    stubborn: int  # held by Solde; a credit manager makes the hold his own; pays, too
    stubborn_bill: int
    bianca: int  # held by a credit manager from the start
    closer_bill: int  # is paid
    credited: int
    credited_bill: int  # is credited in part
    opened_bill: int  # is paid, and the payment is taken back
    opened_money: int
    voided_bill: int  # is paid in part, and voided
    voided_money: int
    renamed: int
    buyer_bills: tuple[int, int]  # new: with e-invoices


def found(store: Store) -> Cast:
    """Fill the account."""
    bulk.fill(store, _SIZE)
    prepare(store)
    office = Office(store)
    with store.change():
        _credit_memos(store, office)
        return _cast(office)


def _credit_memos(store: Store, office: Office) -> None:
    """Half of them are applied in part, half are not."""
    owing = store.all(
        "SELECT id, entity FROM \"transaction\" WHERE type = 'CustInvc' AND foreignamountunpaid > 200 "
        "ORDER BY id DESC LIMIT ?",
        [_MEMOS],
    )
    for number, row in enumerate(owing):
        memo = office.credit_memo(row["entity"], Item(rate=Decimal("100.05")), trandate=date(2026, 5, 4))
        if number % 2:
            office.apply(memo, row["id"], Decimal("61.03"))


def _cast(office: Office) -> Cast:
    def customer(name: str, **more: object) -> int:
        return office.customer(name, **{CODE: "ABC1234", "vatregnumber": "IT02468030222", **more})

    def bill(of: int, day: date, rate: str) -> int:
        due = date.fromordinal(day.toordinal() + 30)
        return office.invoice(of, Item(rate=Decimal(rate), memo="Lampada da tavolo"), trandate=day, due=due)

    payer = customer("Pagatore", creditholdoverride="OFF")
    stubborn = customer("Testardo")
    bianca = customer("Amico di Bianca", creditholdoverride="ON", oncredithold=True, custentity_solde_hold=THEIRS)
    credited, opened, voided = customer("Reso"), customer("Riaperto"), customer("Annullato")
    buyer, closer, renamed, _ = customer("Fattura"), customer("Puntuale"), customer("Vecchio"), customer("Quieto")
    bill(bianca, _EARLY, "350.00")
    opened_bill, voided_bill = bill(opened, _LATE, "410.10"), bill(voided, _LATE, "99.99")
    return Cast(
        payer=payer,
        payer_bills=(bill(payer, _EARLY, "1000.00"), bill(payer, _LATE, "0.37")),
        stubborn=stubborn,
        stubborn_bill=bill(stubborn, _EARLY, "720.50"),
        bianca=bianca,
        closer_bill=bill(closer, _LATE, "88.20"),
        credited=credited,
        credited_bill=bill(credited, _LATE, "500.00"),
        opened_bill=opened_bill,
        opened_money=office.pay(opened_bill, trandate=_NEW),
        voided_bill=voided_bill,
        voided_money=office.pay(voided_bill, Decimal("40.00"), trandate=_NEW),
        renamed=renamed,
        buyer_bills=(bill(buyer, _NEW, "45.00"), bill(buyer, _NEW, "1234.56")),
    )


class Behind(NamedTuple):
    """What people did between the two days: the credit memo and the order that they made."""

    memo: int
    order: int
    money: tuple[int, ...]  # payments that are new
    invoices: int  # how many invoices and credit memos are not as they were
    payments: int


def meanwhile(store: Store, cast: Cast) -> Behind:
    """What people do in NetSuite between the two days."""
    office = Office(store)
    on = NEXT_DAY
    bills = (*cast.payer_bills, cast.closer_bill, cast.stubborn_bill)
    money = tuple(office.pay(bill, trandate=on) for bill in bills)
    memo = office.credit_memo(
        cast.credited, Item(rate=Decimal("100.00"), memo="Reso"), trandate=on, createdfrom=cast.credited_bill
    )
    office.apply(memo, cast.credited_bill, Decimal("122.00"))
    office.unapply(cast.opened_money, cast.opened_bill)
    office.void(cast.voided_bill)
    office.rename(cast.renamed, "Nuovo")
    office.edit_customer(cast.stubborn, custentity_solde_hold=THEIRS)
    order = office.order(cast.renamed, Item(rate=Decimal("12.00")), trandate=on)
    # Besides what was paid: the memo and its invoice, the one that is open again, the one that is void.
    return Behind(memo, order, money, invoices=len(bills) + 4, payments=len(money) + 2)
