"""Invoices, payments and what hangs on them, made from a list of open items and one of billing documents."""

from decimal import Decimal

from connectors.files.lists import billing as billings
from connectors.files.lists import open_items
from connectors.files.lists.billing import Billing
from connectors.files.lists.made import ZERO, number, table
from connectors.files.lists.open_items import Claim, Item
from connectors.files.settings import Settings
from connectors.files.tables import Row, Table

# erp_einvoice: there is nothing that could be sent
NO_DOCUMENT = "known from lists alone, there is no IDoc of it"
POSTED = "posted in accounting without a billing document"
_INVOICE = {"id": "document", "number": "billing", "company": "company", "customer": "customer", "issue_date": "date",
            "due_date": "due", "currency": "currency", "total": "amount", "net_total": "amount", "open": "amount",
            "disputed": "dunning_block", "dispute_reason": "dunning_block", "area": "area", "type": "type",
            "state": "cleared"}  # fmt: skip
_PART = {"invoice": "document", "due": "due", "amount": "amount", "open": "amount", "date": "date", "net": "amount",
         "ref": "document", "price": "amount", "id": "document"}  # fmt: skip
_PAYMENT = {"id": "document", "company": "company", "customer": "customer", "date": "date", "currency": "currency",
            "amount": "amount", "unapplied": "amount", "memo": "reference"}  # fmt: skip


def derived(settings: Settings, items: Table, bills: Table) -> dict[str, Table]:
    """All files that the two lists take the place of."""
    found = open_items.read(settings, items)
    known = billings.read(settings, bills)
    made = _Rows(settings)
    for row, why, sure in found.bad:
        customer = _raw(items, row, "customer").lstrip("0")
        own = {"id": f"row {row.number}", "company": _raw(items, row, "company"), "customer": customer}
        raw = Row(row.number, own, wrong=why)
        (made.invoices if sure else made.payments).append(raw)
    for claim in found.claims:
        bill = known.pop((claim.first.company, claim.number), None) if claim.first.type == "billing" else None
        made.claim(claim, bill)
    for bill in known.values():
        made.settled(bill)
    for item, free in found.payments:
        made.payment(item, free)
    return {
        "invoices": table("invoices", items, made.invoices, _INVOICE, bills),
        "invoice_lines": table("invoice_lines", items, made.lines, _PART, bills),
        "instalments": table("instalments", items, made.instalments, _PART),
        "settlements": table("settlements", items, made.settlements, _PART),
        "payments": table("payments", items, made.payments, _PAYMENT),
    }


def _raw(source: Table, row: Row, field: str) -> str:
    return row.cells.get(source.columns.get(field, field), "")


class _Rows:
    """The rows of the files, as they grow."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.invoices: list[Row] = []
        self.lines: list[Row] = []
        self.instalments: list[Row] = []
        self.settlements: list[Row] = []
        self.payments: list[Row] = []

    def claim(self, claim: Claim, bill: Billing | None) -> None:
        """An invoice or credit note that the ledger has."""
        first, place = claim.first, claim.first.row.number
        total = sum((abs(item.amount) for item in claim.items), ZERO)
        open_ = sum(claim.open, ZERO)
        blocked = [(item, part) for item, part in zip(claim.items, claim.open, strict=True) if item.block]
        tax = bill.tax if bill and bill.net + bill.tax == total else ZERO
        self._invoice(
            place,
            id=claim.id,
            number=claim.number,
            company=first.company,
            customer=first.customer,
            type="381" if claim.credit else "380",
            issue_date=self._day(bill.date if bill else first.date),
            due_date=self._day(max(item.due for item in claim.items)),
            currency=first.currency,
            state="reversed" if bill and bill.cancelled and not open_ else "open" if open_ else "paid",
            total=self._number(total),
            net_total=self._number(total - tax),
            tax_total=self._number(tax),
            open=self._number(open_),
            disputed=self._number(sum((part for _, part in blocked), ZERO)),
            dispute_reason=self._reason(blocked[0][0]) if blocked else "",
            area=first.area,
            purchase_order=bill.purchase_order if bill else "",
            wrong=bill.wrong if bill else "",
            name=first.text or claim.number,
            erp_einvoice=NO_DOCUMENT if first.type == "billing" else POSTED,
        )
        if len(claim.items) > 1:
            for item, part in zip(claim.items, claim.open, strict=True):
                own = {"invoice": claim.id, "due": self._day(item.due), "amount": self._number(abs(item.amount))}
                self.instalments.append(Row(item.row.number, {**own, "open": self._number(part)}))
        for item, part in claim.settled:
            own = {"invoice": claim.id, "date": self._day(item.date), "amount": self._number(part)}
            credit = "no" if item.type == "payment" else "yes"
            self.settlements.append(Row(item.row.number, {**own, "ref": item.document, "credit": credit}))

    def settled(self, bill: Billing) -> None:
        """A billing document that no open item is left of."""
        self._invoice(
            bill.row.number,
            id=bill.id,
            number=bill.number,
            company=bill.company,
            customer=bill.customer,
            type="381" if bill.credit else "380",
            issue_date=self._day(bill.date),
            due_date="",
            currency=bill.currency,
            state="reversed" if bill.cancelled else "paid",
            total=self._number(bill.net + bill.tax),
            net_total=self._number(bill.net),
            tax_total=self._number(bill.tax),
            open=self._number(ZERO),
            disputed="",
            dispute_reason="",
            area="",
            purchase_order=bill.purchase_order,
            wrong=bill.wrong,
            name=bill.number,
            erp_einvoice=NO_DOCUMENT,
        )

    def payment(self, item: Item, free: Decimal) -> None:
        """Money received."""
        own = {
            "id": f"{item.company}/{item.year}/{item.document}/{item.position}",
            "company": item.company,
            "customer": item.customer,
            "date": self._day(item.date),
            "currency": item.currency,
            "amount": self._number(abs(item.amount)),
            "unapplied": self._number(free),
            "memo": item.text or item.reference or item.document,
        }
        self.payments.append(Row(item.row.number, own))

    def _invoice(self, place: int, *, wrong: str, name: str, **cells: str) -> None:
        self.invoices.append(Row(place, cells, wrong=wrong))
        line = {"invoice": cells["id"], "id": "1", "name": name, "quantity": "1", "price": cells["net_total"]}
        vat = {"vat_category": "O", "exemption_reason": "Not told by the list"}
        self.lines.append(Row(place, {**line, "net": cells["net_total"], **vat}))

    def _reason(self, item: Item) -> str:
        words = self._settings.values.get("open_items", {}).get("dunning_block", {})
        return item.block if item.block in words.values() else f"dunning block {item.block}"

    def _number(self, value: Decimal) -> str:
        return number(value, self._settings)

    def _day(self, value: object) -> str:
        return f"{value:{self._settings.date_format}}"
