"""What the supplier's year must come to, worked out from its plain facts and not from what Solde read."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from tests.connectors.sap.world_sales import COMPANY, Bill, Company


def kinds(company: Company) -> dict[str, int]:
    """How many records of each kind a first pull brings. Payments are the credits that are no credit memos."""
    paid = [bill for bill in company.bills if bill.kind == "F2" and bill.paid in ("paid", "part")]
    return {
        "customer": len(company.buyers),
        "order": len(company.sales),
        "invoice": len(company.bills),
        "payment": len(paid) + len(company.on_account),
    }


def open_amounts(company: Company) -> dict[str, Decimal]:
    """By number of the billing document what is still open on it, exactly."""
    return {bill.number: _open(bill) for bill in company.bills}


def free_money(company: Company) -> dict[str, Decimal]:
    """By id of the payment what no invoice has taken, where that is something."""
    return {f"{money.day.year}/{money.document}/1": money.amount for money in company.on_account}


def overdue(company: Company, today: date, days: int) -> dict[str, Decimal]:
    """Customers with an invoice that is open for more than so many days after its due date, and what is open on those
    invoices. Two currencies of one customer do not occur.
    """
    found: dict[str, Decimal] = defaultdict(Decimal)
    for bill in company.bills:
        if bill.kind == "F2" and _open(bill) > 0 and (today - bill.due).days > days:
            found[bill.sale.buyer.number] += _open(bill)
    return dict(found)


def owes_document(bill: Bill, since: date) -> bool:
    """Whether an e-invoice is owed: between German businesses, whatever became of the bill later."""
    buyer = bill.sale.buyer
    return bill.day >= since and buyer.country == "DE" and not buyer.person


def ref(kind: str, id_: str) -> str:
    """A record as Solde names it."""
    return f"sap/{'' if kind == 'customer' else COMPANY}/{kind}/{id_}"


def _open(bill: Bill) -> Decimal:
    if bill.paid in ("paid", "cancelled"):
        return Decimal(0)
    return bill.total - bill.paid_amount
