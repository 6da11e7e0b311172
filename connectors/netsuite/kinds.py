"""NetSuite's types of transactions, and which of them are which records of ours."""

from collections.abc import Mapping

ORDER = "SalesOrd"
INVOICE, CREDIT = "CustInvc", "CustCred"
PAYMENT, DEPOSIT = "CustPymt", "CustDep"
SETTLES = (PAYMENT, CREDIT, "DepAppl", "Journal", "CustRfnd")  # what can be applied to an invoice

TYPES: Mapping[str, tuple[str, ...]] = {
    "order": (ORDER,),  # and invoices that wait for approval (orders.py)
    "invoice": (INVOICE, CREDIT),
    "payment": (PAYMENT, DEPOSIT),
}
