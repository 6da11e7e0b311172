"""NetSuite's own users: what they do in the account, behind the connector's back, with all the rows that it leaves.

Signs are those of public samples: an invoice's foreigntotal is positive, a credit memo's negative, a payment's
positive; lines of an invoice and an order are negative, those of a credit memo positive; what is open of an invoice is
foreignamountunpaid, what is left of a payment or a credit memo foreignpaymentamountunused.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.connectors.netsuite.standin import links, papers, setup_rows
from tests.connectors.netsuite.standin.papers import Item
from tests.connectors.netsuite.standin.setup_rows import BOSS, EUR, NET30, OURS
from tests.connectors.netsuite.standin.store import Store

_DAY = date(2026, 1, 1)  # of documents that nobody dated


class Office:
    """Ids are NetSuite's internal ids, as numbers."""

    def __init__(self, store: Store) -> None:
        self.store = store
        if not store.find("subsidiary"):
            setup_rows.fill(store)

    def clear(self) -> None:
        """An account that was set up, and nothing else."""
        self.store.empty()
        setup_rows.fill(self.store)

    # Customers

    def customer(self, name: str, **more: Any) -> int:
        """A company with an Italian address; `more` are columns. Address columns go to `place`."""
        place = {"addr1": "Via Roma 1", "city": "Torino", "zip": "10121", "state": "TO", "country": "IT"}
        place |= more.pop("place", {})
        now = self.store.stamp()
        with self.store.change():
            key = self.address(name, **place)
            known = {
                "companyname": name, "altname": name, "isperson": False, "isinactive": False, "subsidiary": OURS,
                "currency": EUR, "terms": NET30, "creditholdoverride": "AUTO", "oncredithold": False, "category": 1,
                "salesrep": BOSS, "email": "conti@cliente.example", "vatregnumber": "IT02345678901",
                "language": "it_IT", "searchstage": "Customer", "datecreated": now, "lastmodifieddate": now,
                "defaultbillingaddress": key, "defaultshippingaddress": key, "balancesearch": 0,
            } | more  # fmt: skip
            number = known["vatregnumber"]
            known["defaulttaxreg"] = number and self.store.insert("entitytaxregistration", taxregistrationnumber=number)
            id_ = self.store.insert("customer", **known)
            self.store.update("customer", {"id": id_}, entityid=known.get("entityid") or f"CUST{id_}")
            self.store.insert("customeraddressbook", entity=id_, addressbookaddress=key, defaultbilling=True,
                              defaultshipping=True, label="Sede")  # fmt: skip
            self.store.insert("customersubsidiaryrelationship", entity=id_, subsidiary=known["subsidiary"],
                              isprimarysub=True, name=name, lastmodifieddate=now)  # fmt: skip
            self.store.insert("entity", id=id_, type="CustJob", altname=name, customer=id_, lastmodifieddate=now)
        return id_

    def address(self, addressee: str, **place: Any) -> int:
        return self.store.insert("entityaddress", addressee=addressee, **place)

    def edit_customer(self, id_: int, at: str = "", **changed: Any) -> None:
        """An edit, stamped `at`, or now."""
        self.store.update("customer", {"id": id_}, **changed, lastmodifieddate=at or self.store.stamp())

    def rename(self, id_: int, name: str) -> None:
        self.edit_customer(id_, companyname=name, altname=name)

    def late_rename(self, id_: int, name: str) -> Callable[[], None]:
        """The edit is stamped now and committed later."""
        stamp = self.store.stamp()
        return lambda: self.edit_customer(id_, stamp, companyname=name, altname=name)

    # Documents

    def order(self, customer: int, *items: Item, **more: Any) -> int:
        """A sales order that waits for fulfilment."""
        return papers.make(self.store, "SalesOrd", customer, items, {"status": "B", "trandate": _DAY} | more)

    def invoice(self, customer: int, *items: Item, due: date | None = None, **more: Any) -> int:
        """A posted invoice; `createdfrom` bills an order, its lines in their sequence."""
        known = {"status": "A", "trandate": _DAY, "duedate": due or _DAY + timedelta(days=30)} | more
        id_ = papers.make(self.store, "CustInvc", customer, items, known)
        if order := more.get("createdfrom"):
            links.billed(self.store, order, id_)
        return id_

    def credit_memo(self, customer: int, *items: Item, **more: Any) -> int:
        """Posted, and not applied; `createdfrom` names the invoice."""
        return papers.make(self.store, "CustCred", customer, items, {"status": "A", "trandate": _DAY} | more)

    def payment(self, customer: int, amount: Decimal, **more: Any) -> int:
        """Money that no invoice has consumed."""
        return papers.money(self.store, "CustPymt", customer, amount, {"status": "C", "trandate": _DAY} | more)

    def deposit(self, customer: int, amount: Decimal, **more: Any) -> int:
        """Money before there is an invoice."""
        return papers.money(self.store, "CustDep", customer, amount, {"status": "B", "trandate": _DAY} | more)

    def journal(self, customer: int, amount: Decimal, **more: Any) -> int:
        """A journal that credits the customer; what of it is not applied, its line alone tells."""
        known = {"status": "B", "trandate": _DAY} | more
        return papers.money(self.store, "Journal", customer, amount, known)

    def line(self, document: int, **columns: Any) -> None:
        """One more line that is not sold: cost of goods, a heading, a member of a kit."""
        known = {"mainline": False, "taxline": False, "linesequencenumber": 90, "id": 91} | columns
        self.store.insert("transactionline", transaction=document, **known)

    def instalments(self, invoice: int, *parts: tuple[date, Decimal]) -> None:
        """The invoice is due in parts; nothing of it is paid."""
        for number, (due, amount) in enumerate(parts, 1):
            self.store.insert("invoiceinstallment", invoice=invoice, seqnum=number, duedate=due, amount=amount,
                              amountdue=amount, status="Unpaid")  # fmt: skip
        self.edit(invoice, duedate=max(due for due, _ in parts))

    def edit(self, id_: int, **changed: Any) -> None:
        """Columns of a document's head."""
        self.store.update("transaction", {"id": id_}, **changed, lastmodifieddate=self.store.stamp())

    def get(self, id_: int) -> dict[str, Any]:
        return self.store.get("transaction", id=id_)

    # What is paid

    def pay(self, invoice: int, amount: Decimal | None = None, **more: Any) -> int:
        """A payment that is applied at once; None pays what is open."""
        row = self.get(invoice)
        paid = Decimal(str(row["foreignamountunpaid"])) if amount is None else amount
        with self.store.change():
            id_ = self.payment(row["entity"], paid, **{"currency": row["currency"], "subsidiary": papers.subsidiary(self.store, invoice)} | more)  # fmt: skip # noqa: E501
            links.apply(self.store, id_, invoice, paid)
        return id_

    def apply(self, source: int, invoice: int, amount: Decimal) -> None:
        """A payment, or a credit memo, takes a part of an invoice."""
        links.apply(self.store, source, invoice, amount)

    def apply_deposit(self, deposit: int, invoice: int, amount: Decimal) -> int:
        """The deposit application that takes it."""
        return links.apply_deposit(self.store, deposit, invoice, amount)

    def unapply(self, source: int, invoice: int) -> None:
        """No row tells of it afterwards."""
        links.unapply(self.store, source, invoice)

    def void(self, id_: int) -> None:
        """The row stays, with nothing in it; what was paid on it is free again."""
        links.void(self.store, id_)

    def delete(self, id_: int, table: str = "transaction") -> None:
        """Gone; deletedrecord tells of it, where the account's rules do not say otherwise."""
        links.delete(self.store, table, id_)
