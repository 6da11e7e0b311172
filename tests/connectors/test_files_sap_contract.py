"""The contract suite over an ECC without interfaces: FBL5N with all items, VF05, VA05, IDocs."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from connectors import files
from connectors.contract import Connector
from connectors.records import Ref
from connectors.seller import Tax
from tests.connectors import idocs
from tests.connectors.contract import ConnectorContract, Harness, Spoilt
from tests.connectors.files_harness import FilesHarness
from tests.connectors.sap_lists import Exports

LISTS = {"billing": "VF05*.txt", "order_items": "VA05*.txt"}


def german(amount: Decimal, *, credit: bool = False) -> str:
    """As SAP GUI shows an amount to a German."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,")) + ("-" if credit else "")


def number(amount: str) -> Decimal:
    """And back."""
    return Decimal(amount.replace(".", "").replace(",", "."))


class ListsHarness(FilesHarness):
    """Clerks post in SAP and save the lists again; what Solde wrote is where it is for every export."""

    company, encoding, delimiter = "1000", "cp1252", "\t"

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        super().__init__(folder, patch)
        self.ecc = Exports(folder / "lists")
        self.ecc.customers.clear()
        self.ecc.bills, self.ecc.orders = [], []
        self.ecc.write()

    def next(self, letter: str) -> str:
        self.count += 1
        return f"{'CIOP'.index(letter) + 1}{self.count:09d}"

    def connector(self) -> Connector:
        lists = {"folder": self.ecc.folder, "out": self.out, "preset": "sap-gui-en", "files": LISTS}
        codes = {"DE": {"A1": Tax(category="S")}}
        settings = files.Settings(**lists, page_size=2, idocs="idoc/*.xml", tax_codes=codes)  # type: ignore[arg-type]  # as above
        return files.connect("legacy", settings, {self.company: "acme"})

    def bill_of(self, invoice: Ref) -> dict[str, str]:
        number = invoice.id.split("/")[1]
        return next(each for each in self.ecc.bills or () if each["Billing Document"] == number)

    def item_of(self, ref: Ref) -> dict[str, str]:
        number = ref.id.split("/")[1 if ref.kind == "invoice" else 2]
        return next(each for each in self.ecc.items if number in (each["Document Number"], each["Billing Document"]))

    def customer(self, name: str = "Officina Luce") -> Ref:
        key = self.next("C")
        self.ecc.customer(key, name, hold="", **{"City": "Torino", "Country": "IT", "Postal Code": "10121"})
        self.ecc.write()
        return self.ref("customer", key)

    def invoice(self, customer: Ref, net: Decimal = Decimal("100.00"), due: date = date(2026, 1, 31)) -> Ref:
        key, tax = self.next("I"), net / 5
        days = {"Document Date": "01.01.2026", "Net due date": f"{due:%d.%m.%Y}"}
        self.ecc.item(f"18{key[2:]}", german(net + tax), customer=customer.id, **{"Billing Document": key, **days})
        self.ecc.bill(key, german(net), german(tax), Payer=customer.id, **{"Billing Date": "01.01.2026"})
        self.ecc.write()
        self.send(key, net, tax, "INVO")
        return self.ref("invoice", f"1000/{key}")

    def send(self, number: str, net: Decimal, tax: Decimal, kind: str) -> None:
        """The IDoc of an invoice or credit memo."""
        sums = (f"{net:.2f}", f"{tax:.2f}", f"{net + tax:.2f}")
        line = idocs.item(net=sums[0], quantity="1.000", rate="20.000", amount=sums[1])
        made = idocs.idoc(number, items=[line], kind=kind, sums=sums, buyer={"PARTN": "", "NAME1": ""})
        self.ecc.idoc(f"{number}.xml", idocs.file(made.replace("19.000", "20.000")))

    def invoice_of_another_company(self, customer: Ref) -> Ref:
        ref = self.invoice(customer)
        self.item_of(ref)["Company Code"] = self.bill_of(ref)["Company Code"] = "2000"
        self.ecc.write()
        return Ref("legacy", "2000", "invoice", ref.id.replace("1000/", "2000/"))

    def order(self, customer: Ref, total: Decimal = Decimal("240.00")) -> Ref:
        key = self.next("O")
        self.ecc.order(key, german(total), **{"Sold-to party": customer.id})
        self.ecc.write()
        return self.ref("order", key)

    def money(self, customer: str, amount: Decimal, **cells: str) -> Ref:
        key = self.next("P")
        self.ecc.item(key, german(amount, credit=True), "DZ", customer=customer, **{"Billing Document": "", **cells})
        self.ecc.write()
        return self.ref("payment", f"1000/2026/{key}/1")

    def pay(self, invoice: Ref, amount: Decimal | None = None) -> Ref:
        item = self.item_of(invoice)
        total = number(item["Amount in doc. curr."])
        if amount is None or amount == total:
            item["Clearing Document"] = "1400000001"
            return self.money(item["Customer"], total, **{"Clearing Document": "1400000001"})
        return self.money(item["Customer"], amount, **{"Invoice reference": item["Document Number"]})

    def payment_on_account(self, customer: Ref, amount: Decimal) -> Ref:
        return self.money(customer.id, amount)

    def credit_note(self, invoice: Ref) -> Ref:
        item, bill = self.item_of(invoice), self.bill_of(invoice)
        key = self.next("I")
        cleared = {"Billing Document": key, "Clearing Document": "100000001"}
        amount = item["Amount in doc. curr."]
        self.ecc.item(f"18{key[2:]}", amount + "-", customer=item["Customer"], **cleared)
        self.ecc.bill(key, bill["Net Value"], bill["Tax Amount"], "S1", Payer=item["Customer"])
        item["Clearing Document"], bill["Cancelled"] = "100000001", "X"
        self.ecc.write()
        self.send(key, number(bill["Net Value"]), number(bill["Tax Amount"]), "CRME")
        return self.ref("invoice", f"1000/{key}")

    def cancel(self, invoice: Ref) -> None:
        item = self.item_of(invoice)
        item["Clearing Document"], self.bill_of(invoice)["Cancelled"] = "100000001", "X"
        for each in self.ecc.items:
            if each["Document Type"] == "DZ" and each["Customer"] == item["Customer"]:
                each["Clearing Document"] = ""
        self.ecc.write()

    def rename(self, customer: Ref, name: str) -> None:
        next(each for each in self.ecc.customers if each["Customer"] == customer.id)["Name 1"] = name
        self.ecc.write()

    def delete(self, ref: Ref) -> None:
        if ref.kind == "customer":
            self.ecc.customers = [each for each in self.ecc.customers if each["Customer"] != ref.id]
        elif ref.kind == "order":
            self.ecc.orders = [each for each in self.ecc.orders or () if each["Sales Document"] != ref.id]
        else:
            self.ecc.items.remove(self.item_of(ref))
            if ref.kind == "invoice" and self.ecc.bills:
                self.ecc.bills.remove(self.bill_of(ref))
        self.ecc.write()

    def spoil(self) -> Spoilt:
        ref = self.invoice(self.customer("Dirty"))
        self.item_of(ref)["Net due date"] = "31.02.2026"
        self.ecc.bills = []
        self.ecc.write()
        row = Ref("legacy", "1000", "invoice", "row 5")
        return Spoilt(kind="invoice", ref=row, words=("FBL5N.txt, row 5", "column Net due date", "31.02.2026"))

    def spoil_money(self, ref: Ref) -> None:
        self.item_of(ref)["Amount in doc. curr."] = "12O,00"
        self.ecc.write()

    def dunning(self, customer: Ref) -> tuple[int, date | None]:
        last = self.written("dunning", customer)[-1]
        return int(last["level"]), datetime.strptime(last["notice_date"], "%d.%m.%Y").replace(tzinfo=UTC).date()

    def hold_value(self, customer: Ref) -> object:
        theirs = next(each for each in self.ecc.customers if each["Customer"] == customer.id)["hold"]
        return theirs or any(row["hold"] == "yes" for row in self.written("holds", customer))

    def hold_by_hand(self, customer: Ref) -> None:
        next(each for each in self.ecc.customers if each["Customer"] == customer.id)["hold"] = "credit manager"
        self.ecc.write()


class TestLists(ConnectorContract):
    """The whole contract."""

    @pytest.fixture
    def harness(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Harness:
        return ListsHarness(tmp_path, monkeypatch)
