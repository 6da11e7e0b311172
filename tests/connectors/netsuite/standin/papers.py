"""Documents as rows: the head, the main line, the lines of items and taxes, the ledger's line."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from tests.connectors.netsuite.standin.setup_rows import BANK, EUR, NET30, OURS, RATES, RECEIVABLE, SERVICE, STANDARD
from tests.connectors.netsuite.standin.store import Store, kept

_CENT = Decimal("0.01")
_SIGN = {"CustInvc": 1, "SalesOrd": 1, "CustCred": -1}  # of foreigntotal
_NAMES = {"CustInvc": ("invoice", "INV"), "SalesOrd": ("salesorder", "SO"), "CustCred": ("creditmemo", "CM"),
          "CustPymt": ("customerpayment", "PAY"), "CustDep": ("customerdeposit", "DEP"),
          "DepAppl": ("depositapplication", "DA"), "Journal": ("journalentry", "JE")}  # fmt: skip
_POSTING = ("CustInvc", "CustCred", "CustPymt", "CustDep", "DepAppl", "Journal")
_LINE = ("subsidiary", "createdfrom", "entity")
LINE = (
    "transaction", "id", "linesequencenumber", "mainline", "taxline", "iscogs", "item", "itemtype",
    "accountinglinetype", "quantity", "rate", "foreignamount", "tax1amt", "taxrate1", "taxcode", "taxamount", "units",
    "memo", "subsidiary",
    "entity", "createdfrom", "isclosed", "kitcomponent", "transactiondiscount", "quantityshiprecv", "quantitybilled",
    "donotdisplayline",
)  # fmt: skip


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is sold, or a discount (a negative rate)."""

    rate: Decimal  # for one base unit, before tax
    quantity: Decimal = Decimal(1)  # in base units
    item: int = SERVICE
    tax: int = STANDARD
    memo: str = ""
    units: int | None = None
    more: dict[str, Any] = {}  # other columns of its line

    @property
    def net(self) -> Decimal:
        return (self.rate * self.quantity).quantize(_CENT, ROUND_HALF_UP)


def taxes(items: Sequence[Item]) -> dict[int, Decimal]:
    """Tax by tax code, rounded once for each."""
    nets: dict[int, Decimal] = {}
    for item in items:
        nets[item.tax] = nets.get(item.tax, Decimal(0)) + item.net
    return {code: (net * Decimal(RATES[code])).quantize(_CENT, ROUND_HALF_UP) for code, net in nets.items()}


def make(store: Store, kind: str, customer: int, items: Sequence[Item], more: dict[str, Any]) -> int:
    """A sale or its reverse; `more` are columns of the head, and subsidiary and createdfrom of its lines."""
    on_lines = {"subsidiary": OURS, "createdfrom": None, "entity": customer} | {
        name: more[name] for name in _LINE if name in more
    }
    head = {name: value for name, value in more.items() if name not in _LINE}
    due = taxes(items)
    total = sum((item.net for item in items), Decimal(0)) + sum(due.values())
    with store.change():
        address = store.get("customer", id=customer)["defaultbillingaddress"]
        known = {"terms": NET30, "billingaddress": address, "shippingaddress": address, "taxtotal": sum(due.values())}
        open_ = {}
        if kind == "CustInvc":
            open_ = {"foreignamountunpaid": total, "foreignamountpaid": 0}
        elif kind == "CustCred":
            open_ = {"foreignpaymentamountunused": total, "foreignpaymentamountused": 0}
        id_ = _head(store, kind, customer, total * _SIGN[kind], known | open_ | head)
        _main(store, id_, total * _SIGN[kind], on_lines, open_)
        _lines(store, id_, -_SIGN[kind], items, due, on_lines)
        _ledger(store, kind, id_, total)
        balance(store, customer)
    return id_


def money(store: Store, kind: str, customer: int, amount: Decimal, more: dict[str, Any]) -> int:
    """A payment or a deposit, with nothing of it used."""
    on_lines = {"subsidiary": more.pop("subsidiary", OURS), "entity": customer}
    unused = {"foreignpaymentamountunused": amount, "foreignpaymentamountused": 0}
    with store.change():
        id_ = _head(store, kind, customer, amount, more if kind == "Journal" else unused | more)
        _main(store, id_, amount, on_lines, unused)
        store.insert("transactionline", transaction=id_, id=1, linesequencenumber=1, mainline=False, taxline=False,
                     foreignamount=-amount, expenseaccount=BANK, **on_lines)  # fmt: skip
        _ledger(store, kind, id_, amount)
        balance(store, customer)
    return id_


def _head(store: Store, kind: str, customer: int, total: Decimal, more: dict[str, Any]) -> int:
    record, prefix = _NAMES[kind]
    now = store.stamp()
    known = {
        "type": kind, "recordtype": record, "entity": customer, "foreigntotal": total, "currency": EUR,
        "exchangerate": 1, "posting": kind in _POSTING, "voided": False, "void": False, "createddate": now,
        "lastmodifieddate": now, "postingperiod": 1, "legacytax": True,
    } | more  # fmt: skip
    id_ = store.insert("transaction", **known)
    number = known.get("tranid") or f"{prefix}{id_}"
    shown = f"{record} #{number}"
    store.update("transaction", {"id": id_}, tranid=number, transactionnumber=number, trandisplayname=shown)
    return id_


def _main(store: Store, id_: int, total: Decimal, on_lines: dict[str, Any], open_: dict[str, Any]) -> None:
    store.insert("transactionline", transaction=id_, id=0, linesequencenumber=0, mainline=True, taxline=False,
                 foreignamount=total, **on_lines, **open_)  # fmt: skip


def _lines(
    store: Store, id_: int, sign: int, items: Sequence[Item], due: dict[int, Decimal], on_lines: dict[str, Any]
) -> None:
    """Ids have gaps; quantities carry the sign of their amount's side."""
    for place, item in enumerate(items, 1):
        kind = store.get("item", id=item.item)["itemtype"]
        discount = kind == "Discount"
        store.insert("transactionline", **{
            "transaction": id_, "id": place * 2 - 1, "linesequencenumber": place, "mainline": False, "taxline": False,
            "iscogs": False, "item": item.item, "itemtype": kind, "accountinglinetype": "INCOME",
            "quantity": None if discount else item.quantity * sign, "rate": item.rate, "units": item.units,
            "foreignamount": item.net * sign, "taxcode": item.tax, "taxrate1": Decimal(RATES[item.tax]),
            "tax1amt": item.net * Decimal(RATES[item.tax]), "taxamount": item.net * Decimal(RATES[item.tax]),
            "memo": item.memo, "isclosed": False, "kitcomponent": False, "transactiondiscount": False,
            "quantityshiprecv": 0, "quantitybilled": 0, **on_lines, **item.more,
        })  # fmt: skip
        store.insert("transactiontaxdetail", transaction=id_, line=place * 2 - 1, taxtype=1, taxcode=item.tax,
                     taxrate=Decimal(RATES[item.tax]), taxbasis=item.net * sign,
                     taxamount=(item.net * Decimal(RATES[item.tax])).quantize(_CENT) * sign)  # fmt: skip
    for place, (code, tax) in enumerate(due.items(), len(items) + 1):
        store.insert("transactionline", transaction=id_, id=place * 2 - 1, linesequencenumber=place, mainline=False,
                     taxline=True, item=code, itemtype="TaxItem", accountinglinetype="TAX", foreignamount=tax * sign,
                     **on_lines)  # fmt: skip


def _ledger(store: Store, kind: str, id_: int, total: Decimal) -> None:
    if kind in _POSTING:
        amount = total if kind == "CustInvc" else -total
        store.insert("transactionaccountingline", transaction=id_, transactionline=0, accountingbook=1,
                     account=RECEIVABLE, accounttype="AcctRec", amount=amount, posting=True, exchangerate=1,
                     amountunpaid=total if kind == "CustInvc" else None,
                     paymentamountunused=None if kind == "CustInvc" else total)  # fmt: skip


def subsidiary(store: Store, id_: int) -> int:
    """Of a document: that of its main line."""
    found: int = store.get("transactionline", transaction=id_, mainline="T")["subsidiary"]
    return found


def balance(store: Store, customer: int) -> None:
    """The customer's computed figures; they move no stamp."""
    today = kept(store.now().date())
    owed = 'SELECT COALESCE(ROUND(SUM({}), 2), 0) FROM "transaction" WHERE entity = ?1 AND {}'
    unpaid = owed.format("foreignamountunpaid", "type = 'CustInvc'")
    unused = owed.format("foreignpaymentamountunused", "type IN ('CustCred', 'CustPymt')")
    late = owed.format("foreignamountunpaid", "type = 'CustInvc' AND duedate < ?2")
    orders = owed.format("foreigntotal", "type = 'SalesOrd' AND status IN ('B', 'D', 'E', 'F')")
    kept_ = owed.format("foreignpaymentamountunused", "type = 'CustDep'")
    store.cursor(
        f"UPDATE customer SET balancesearch = ({unpaid}) - ({unused}), overduebalancesearch = ({late}), "
        f"unbilledorderssearch = ({orders}), depositbalancesearch = ({kept_}) WHERE id = ?1",
        [customer, today],
    )


def day(value: date | str) -> str:
    """A day as it is stored."""
    return value if isinstance(value, str) else str(kept(value))
