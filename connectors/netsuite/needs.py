"""What is read over SuiteQL, which right each table takes, and what is lost without it.

A role needs REST Web Services, SuiteAnalytics Workbook (it opens SuiteQL) and Log in using OAuth 2.0 Access Tokens
besides (help: article_0320025211). A type of transactions that the role may not view is
missing from `transaction` without a word.
"""

from typing import Literal

import msgspec


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One table of SuiteQL."""

    name: str
    key: str = "id"  # a column of numbers
    right: str  # what to ask the administrator for
    use: str  # what is lost without it
    level: Literal["note", "warning", "error"] = "error"
    feature: str = ""  # the account has no such table where this is off
    columns: dict[str, str] = {}  # those that an account need not show -> what is lost without


class Type(msgspec.Struct, frozen=True):
    """A type of transactions."""

    code: str
    words: str
    right: str


_FIND = "Transactions > Find Transaction: View, and of each type the right to view it"
_LISTS = "Lists >"
TABLES = (
    Table(
        name="customer",
        right=f"{_LISTS} Customers: Edit",
        use="no customers",
        columns={
            "firstname": "persons have the name under which they are listed",
            "lastname": "persons have the name under which they are listed",
            "language": "reminders are in the company's language",
            "vatregnumber": "buyers have no VAT id; in an account with SuiteTax it stands in tax registrations",
        },
    ),
    Table(
        name="transaction",
        right=_FIND,
        use="no orders, invoices, payments",
        columns={
            "currency": "all documents are in the currency of their company (sellers.ID.currency)",
            "exchangerate": "no tax amount in the accounting currency (BT-111)",
            "shipdate": "no day of delivery",
            "shippingaddress": "no place of delivery",
        },
    ),
    Table(
        name="transactionline",
        key="transaction",
        right=_FIND,
        use="no lines, and nobody knows whose company a document is",
        columns={
            "itemtype": "subtotals and groups among the lines are not left out",
            "kitcomponent": "components of kits stand beside what is sold",
            "units": "quantities have no unit",
            "transactiondiscount": "discounts on the whole document are lines of their own",
            "quantitybilled": "an order that is invoiced in part counts as a whole",
            "taxcode": "lines have the one tax code of their document; of several, none",
            "taxrate1": "tax codes have the rate that tax_codes says, or that of the tax line",
            "quantityshiprecv": "nobody knows what was delivered of an order",
            "isclosed": "closed lines of an order count as open",
        },
    ),
    Table(
        name="nexttransactionlinelink",
        key="previousdoc",
        right=_FIND,
        use="nobody knows which payment settled what",
    ),
    Table(name="item", right=f"{_LISTS} Items: View", use="lines of e-invoices have no article"),
    Table(name="entityaddress", key="nkey", right=f"{_LISTS} Customers: View", use="customers have no addresses"),
    Table(name="transactionbillingaddress", key="nkey", right=_FIND, use="documents have no address of their buyer"),
    Table(
        name="transactionshippingaddress",
        key="nkey",
        right=_FIND,
        use="documents have no place of delivery",
        level="warning",
    ),
    Table(
        name="term",
        right="Setup > Accounting Lists: View",
        use="payment terms have neither name nor days",
        level="warning",
        columns={"name": "payment terms have no name", "daysuntilnetdue": "payment terms have no days"},
    ),
    Table(
        name="currency",
        right=f"{_LISTS} Currency: View",
        use="every document is in the currency of its company (sellers.ID.currency)",
        level="note",
        feature="Multiple Currencies",
    ),
    Table(
        name="unitstypeuom",
        key="internalid",
        right=f"{_LISTS} Units: View",
        use="quantities have no unit",
        level="note",
        feature="Multiple Units of Measure",
    ),
)
TYPES = (
    Type("SalesOrd", "sales orders", "Transactions > Sales Order: View"),
    Type("CustInvc", "invoices", "Transactions > Invoice: View"),
    Type("CustCred", "credit memos", "Transactions > Credit Memo: View"),
    Type("CustPymt", "customer payments", "Transactions > Customer Payment: View"),
    Type("CustDep", "customer deposits", "Transactions > Customer Deposit: View"),
)
