"""Made-up lists as SAP GUI saves them: text with tabs, a report's name above, subtotals, sums with a minus behind."""

import json
from pathlib import Path

OPEN_ITEMS = ("Company Code", "Customer", "Document Number", "Fiscal Year", "Line item", "Document Type",
              "Document Date", "Net due date", "Amount in doc. curr.", "Document currency", "Billing Document",
              "Reference", "Invoice reference", "Fiscal year of the relevant invoice", "Special G/L ind.",
              "Dunning block", "Dunning area", "Clearing Document", "Text")  # fmt: skip
BILLING = ("Billing Document", "Company Code", "Payer", "Billing Date", "Billing Type", "Net Value", "Tax Amount",
           "Document Currency", "Cancelled", "Posting Status")  # fmt: skip
ORDERS = ("Sales Document", "Sales Organization", "Sold-to party", "Document Date", "Document Currency", "Net value",
          "Item", "Material", "Description", "Order Quantity", "Sales Unit", "Purchase order no.")  # fmt: skip
CUSTOMERS = ("Customer", "Name 1", "Street", "Postal Code", "City", "Country", "VAT Registration No.",
             "E-Mail Address", "Language", "Dunning block", "hold")  # fmt: skip


def text(title: str, columns: tuple[str, ...], rows: list[dict[str, str]], total: str = "") -> str:
    """The list as it is saved."""
    lines = [f"06.11.2026\t{title}\t\t", "", "\t" + "\t".join(columns), ""]
    lines += ["\t" + "\t".join(row.get(column, "") for column in columns) for row in rows]
    if total:
        lines.append("*\t" + "\t".join(total if column.startswith("Amount") else "" for column in columns))
    return "\r\n".join(lines) + "\r\n"


class Exports:
    """A folder with what a clerk of an ECC saved; `write` again after each change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.items: list[dict[str, str]] = []
        self.bills: list[dict[str, str]] | None = None
        self.orders: list[dict[str, str]] | None = None
        self.customers: list[dict[str, str]] = []
        self.company = {
            "id": "1000", "name": "Pumpenbau Weser AG", "street": "Werftweg 1", "postcode": "20457", "city": "Hamburg",
            "country": "DE", "vat_id": "DE129274202", "iban": "DE02120300000000202051", "email": "ar@weser.example",
            "contact": "Accounts receivable", "phone": "+49 40 1234567", "endpoint": "rechnung@weser.example",
            "endpoint_scheme": "EM",
        }  # fmt: skip
        self.customer("100023", "Hafenwerk Nord GmbH")

    def customer(self, number: str, name: str, **cells: str) -> None:
        """A row of the customer list."""
        self.customers.append({
            "Customer": number, "Name 1": name, "Street": "Kaistraße 7", "Postal Code": "28195", "City": "Bremen",
            "Country": "DE", "VAT Registration No.": "DE136695976", "E-Mail Address": f"ap{number}@hafen.example",
            "Language": "DE", **cells,
        })  # fmt: skip

    def item(self, document: str, amount: str, kind: str = "RV", customer: str = "100023", **cells: str) -> None:
        """A row of FBL5N."""
        self.items.append({
            "Company Code": "1000", "Customer": customer, "Document Number": document, "Fiscal Year": "2026",
            "Line item": "1", "Document Type": kind, "Document Date": "01.10.2026", "Net due date": "31.10.2026",
            "Amount in doc. curr.": amount, "Document currency": "EUR", **cells,
        })  # fmt: skip

    def bill(self, number: str, net: str, tax: str, kind: str = "F2", **cells: str) -> None:
        """A row of VF05."""
        self.bills = self.bills or []
        self.bills.append({
            "Billing Document": number, "Company Code": "1000", "Payer": "100023", "Billing Date": "01.10.2026",
            "Billing Type": kind, "Net Value": net, "Tax Amount": tax, "Document Currency": "EUR", **cells,
        })  # fmt: skip

    def order(self, number: str, net: str, **cells: str) -> None:
        """A row of VA05."""
        self.orders = self.orders or []
        self.orders.append({
            "Sales Document": number, "Sales Organization": "1000", "Sold-to party": "100023",
            "Document Date": "02.11.2026", "Document Currency": "EUR", "Net value": net, "Item": "10",
            "Material": "PUMP-7", "Description": "Pump, 7 bar", "Order Quantity": "10", "Sales Unit": "PC", **cells,
        })  # fmt: skip

    def write(self) -> None:
        """Save everything."""
        (self.folder / "companies.json").write_text(json.dumps([self.company]))
        self.save("customers.txt", text("Customer list", CUSTOMERS, self.customers))
        self.save("FBL5N.txt", text("Customer line items", OPEN_ITEMS, self.items, "1.190,00"))
        if self.bills is not None:
            self.save("VF05.txt", text("List of billing documents", BILLING, self.bills))
        if self.orders is not None:
            self.save("VA05.txt", text("List of sales orders", ORDERS, self.orders))

    def save(self, name: str, content: str) -> None:
        """One file, in the code page of the clerk's Windows."""
        (self.folder / name).write_bytes(content.encode("cp1252"))

    def idoc(self, name: str, content: bytes) -> None:
        """A file of the IDoc port."""
        (self.folder / "idoc").mkdir(exist_ok=True)
        (self.folder / "idoc" / name).write_bytes(content)
