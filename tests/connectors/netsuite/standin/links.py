"""What pays what: links between documents, and the open amounts that follow from them.

In a link of the type Payment the invoice is previousdoc and what settles it nextdoc. Applying, editing or unapplying
moves the stamp of the payment or credit memo; whether it moves the invoice's too nobody says (Rules.bumps_invoice).
"""

from decimal import Decimal
from typing import Any

from tests.connectors.netsuite.standin import papers
from tests.connectors.netsuite.standin.store import Store

LINKS = "previoustransactionlinelink"
_PAYS = ("CustPymt", "CustCred", "CustDep", "DepAppl", "Journal")
_KINDS = {"CustInvc": "invoice", "CustCred": "creditmemo", "CustPymt": "customerpayment", "SalesOrd": "salesorder",
          "CustDep": "customerdeposit"}  # fmt: skip


def apply(store: Store, source: int, invoice: int, amount: Decimal) -> None:
    """Raises ValueError where there is not that much."""
    paying, owing = store.get("transaction", id=source), store.get("transaction", id=invoice)
    if paying["type"] not in _PAYS or owing["type"] != "CustInvc":
        raise ValueError("payments and credit memos are applied to invoices")
    if amount > money(owing["foreignamountunpaid"]) or amount > _unused(store, paying)[1]:
        raise ValueError("there is not that much")
    now = store.stamp()
    with store.change():
        store.insert(LINKS, previousdoc=invoice, previousline=0, previoustype="CustInvc", nextdoc=source, nextline=0,
                     nexttype=paying["type"], nextdate=store.now().date(), linktype="Payment", foreignamount=amount,
                     lastmodifieddate=now)  # fmt: skip
        _settle(store, source, invoice, amount)


def unapply(store: Store, source: int, invoice: int) -> None:
    """What was applied is open on both sides again."""
    with store.change():
        rows = store.find(LINKS, previousdoc=invoice, nextdoc=source, linktype="Payment")
        amount = sum((money(row["foreignamount"]) for row in rows), Decimal(0))
        store.delete(LINKS, {"previousdoc": invoice, "nextdoc": source, "linktype": "Payment"})
        _settle(store, source, invoice, -amount)


def void(store: Store, id_: int) -> None:
    """Status V and nothing in it."""
    with store.change():
        row = store.get("transaction", id=id_)
        _free(store, id_)
        names = ("unpaid", "paid") if row["type"] == "CustInvc" else ("paymentamountunused", "paymentamountused")
        prefix = "foreignamount" if row["type"] == "CustInvc" else "foreign"
        zero = {"foreigntotal": 0} | {prefix + name: None for name in names}
        store.update(
            "transaction", {"id": id_}, status="V", voided=True, void=True, lastmodifieddate=store.stamp(), **zero
        )
        lines = {"foreignamount": 0, "foreignamountunpaid": None, "foreignpaymentamountunused": None}
        store.update("transactionline", {"transaction": id_}, **lines)
        store.update("transactionaccountingline", {"transaction": id_}, amount=0, amountunpaid=None, paymentamountunused=None)  # fmt: skip # noqa: E501
        papers.balance(store, row["entity"])


def delete(store: Store, table: str, id_: int) -> None:
    """The row and what hangs on it."""
    with store.change():
        row = store.get(table, id=id_)
        kind = "customer"
        if table == "transaction":
            _free(store, id_)
            kind = _KINDS.get(row["type"], row["type"])
            for each in ("transactionline", "transactionaccountingline", "transactiontaxdetail"):
                store.delete(each, {"transaction": id_})
            for end in ("previousdoc", "nextdoc"):
                store.delete(LINKS, {end: id_})
        else:
            for each in ("customeraddressbook", "customersubsidiaryrelationship"):
                store.delete(each, {"entity": id_})
            store.delete("entity", {"id": id_})
        store.delete(table, {"id": id_})
        if table == "transaction":
            papers.balance(store, row["entity"])
        if not store.rules.deletes_quietly:
            store.insert("deletedrecord", type=kind, recordid=id_, deleteddate=store.stamp(), context="UIF",
                         name=row.get("tranid") or row.get("entityid"))  # fmt: skip


def billed(store: Store, order: int, invoice: int) -> None:
    """An invoice of an order, line by line in their sequence: billed as a whole, or pending with the rest."""
    with store.change():
        total = store.get("transaction", id=invoice)["foreigntotal"]
        store.insert(LINKS, previousdoc=order, previousline=0, previoustype="SalesOrd", nextdoc=invoice, nextline=0,
                     nexttype="CustInvc", linktype="OrdBill", foreignamount=total)  # fmt: skip
        left = Decimal(0)
        sold = {line["linesequencenumber"]: line for line in _sold(store, invoice)}
        for line in _sold(store, order):
            more = sold.get(line["linesequencenumber"], {}).get("quantity") or 0
            done = abs(Decimal(str(line["quantitybilled"] or 0))) + abs(Decimal(str(more)))
            left += abs(Decimal(str(line["quantity"] or 0))) - done
            store.update("transactionline", {"uniquekey": line["uniquekey"]}, quantitybilled=done)
        status = "E" if left > 0 else "G"
        store.update("transaction", {"id": order}, status=status, lastmodifieddate=store.stamp())
        papers.balance(store, store.get("transaction", id=order)["entity"])


def _sold(store: Store, id_: int) -> list[dict[str, Any]]:
    return store.find("transactionline", transaction=id_, mainline="F", taxline="F")


def apply_deposit(store: Store, deposit: int, invoice: int, amount: Decimal) -> int:
    """By a deposit application: a document of its own between the two."""
    with store.change():
        paying = store.get("transaction", id=deposit)
        if amount > money(paying["foreignpaymentamountunused"]):
            raise ValueError("there is not that much")
        id_ = papers.money(store, "DepAppl", paying["entity"], amount, {"status": "B", "trandate": paying["trandate"]})
        store.insert(LINKS, previousdoc=deposit, previousline=0, previoustype="CustDep", nextdoc=id_, nextline=0,
                     nexttype="DepAppl", linktype="DepAppl", foreignamount=amount)  # fmt: skip
        used = money(paying["foreignpaymentamountused"]) + amount
        unused = money(paying["foreignpaymentamountunused"]) - amount
        rest = {"foreignpaymentamountused": used, "foreignpaymentamountunused": unused}
        store.update(
            "transaction", {"id": deposit}, **rest, status="B" if unused else "C", lastmodifieddate=store.stamp()
        )
        store.update("transactionline", {"transaction": deposit, "mainline": "T"}, **rest)
        apply(store, id_, invoice, amount)
        papers.balance(store, paying["entity"])
    return id_


def money(value: Any) -> Decimal:
    """A stored amount, exactly."""
    return Decimal(str(value or 0)).quantize(Decimal("0.01"))


def _free(store: Store, id_: int) -> None:
    for row in store.find(LINKS, previousdoc=id_, linktype="Payment"):
        unapply(store, row["nextdoc"], id_)
    for row in store.find(LINKS, nextdoc=id_, linktype="Payment"):
        unapply(store, id_, row["previousdoc"])


def _settle(store: Store, source: int, invoice: int, amount: Decimal) -> None:
    """Both ends after an application of this much (negative: less)."""
    owing, paying = store.get("transaction", id=invoice), store.get("transaction", id=source)
    now = store.stamp()
    paid, left = money(owing["foreignamountpaid"]) + amount, money(owing["foreignamountunpaid"]) - amount
    open_ = {"foreignamountpaid": paid, "foreignamountunpaid": left}
    ended = {"status": "A" if left else "B", "closedate": None if left else store.now().date()}
    if store.rules.bumps_invoice:
        ended["lastmodifieddate"] = now
    store.update("transaction", {"id": invoice}, **open_, **ended)
    store.update("transactionline", {"transaction": invoice, "mainline": "T"}, **open_)
    store.update("transactionaccountingline", {"transaction": invoice}, amountunpaid=left)
    used, unused = _unused(store, paying)
    used, unused = used + amount, unused - amount
    rest = {"foreignpaymentamountused": used, "foreignpaymentamountunused": unused}
    if paying["type"] == "CustCred":
        store.update("transaction", {"id": source}, status="A" if unused else "B")
    on_head = {} if paying["type"] == "Journal" else rest
    store.update("transaction", {"id": source}, **on_head, lastmodifieddate=now)
    store.update("transactionline", {"transaction": source, "mainline": "T"}, **rest)
    store.update("transactionaccountingline", {"transaction": source}, paymentamountunused=unused)
    _instalments(store, invoice, left)
    papers.balance(store, owing["entity"])
    if paying["entity"] != owing["entity"]:
        papers.balance(store, paying["entity"])


def _unused(store: Store, row: dict[str, Any]) -> tuple[Decimal, Decimal]:
    """What is used of a payment, and what is not: of a journal only its line tells."""
    told = store.get("transactionline", transaction=row["id"], mainline="T") if row["type"] == "Journal" else row
    return money(told["foreignpaymentamountused"]), money(told["foreignpaymentamountunused"])


def _instalments(store: Store, invoice: int, left: Decimal) -> None:
    """What is paid takes the earliest instalment first."""
    for row in sorted(store.find("invoiceinstallment", invoice=invoice), key=lambda each: -each["seqnum"]):
        due = min(left, money(row["amount"]))
        left -= due
        store.update("invoiceinstallment", {"id": row["id"]}, amountdue=due, status="Unpaid" if due else "Paid In Full")
