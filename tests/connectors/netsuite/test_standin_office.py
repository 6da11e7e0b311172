"""What NetSuite's users do leaves rows that agree with each other: signs, open amounts, links, stamps, deletions."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.connectors.netsuite.asking import Asker
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.papers import Item
from tests.connectors.netsuite.standin.setup_rows import EXEMPT, OTHER, REDUCED

HUNDRED = Item(rate=Decimal(100))
OPEN = "SELECT foreigntotal AS total, foreignamountpaid AS paid, foreignamountunpaid AS unpaid, status FROM transaction"
UNUSED = "SELECT foreigntotal AS total, foreignpaymentamountused AS used, foreignpaymentamountunused AS unused, status FROM transaction"  # noqa: E501
LINKS = "SELECT previousdoc AS p, nextdoc AS n, linktype AS t, foreignamount AS a FROM nexttransactionlinelink"


def test_an_invoice_adds_up(asker: Asker, office: Office) -> None:
    items = (HUNDRED, Item(rate=Decimal("9.99"), quantity=Decimal(3), tax=REDUCED), Item(rate=Decimal(5), tax=EXEMPT))
    office.invoice(office.customer("One"), *items)
    assert asker.rows(OPEN) == [{"total": "159.97", "paid": "0", "unpaid": "159.97", "status": "A"}]
    lines = asker.rows(
        "SELECT id, mainline AS m, taxline AS t, quantity AS q, foreignamount AS a FROM transactionline ORDER BY id"
    )
    assert [(row["m"], row["t"], row.get("q"), row["a"]) for row in lines] == [
        ("T", "F", None, "159.97"), ("F", "F", "-1", "-100"), ("F", "F", "-3", "-29.97"), ("F", "F", "-1", "-5"),
        ("F", "T", None, "-22"), ("F", "T", None, "-3"), ("F", "T", None, "0"),
    ]  # fmt: skip
    assert [row["id"] for row in lines] == ["0", "1", "3", "5", "7", "9", "11"], "there are gaps"
    assert sum(Decimal(row["a"]) for row in lines if row["m"] == "F") == Decimal("-159.97")


def test_a_credit_memo_has_the_other_signs(asker: Asker, office: Office) -> None:
    customer = office.customer("One")
    invoice = office.invoice(customer, HUNDRED)
    memo = office.credit_memo(customer, HUNDRED, createdfrom=invoice)
    assert asker.rows(f"{UNUSED} WHERE id = {memo}") == [{"total": "-122", "used": "0", "unused": "122", "status": "A"}]
    lines = asker.rows(
        f"SELECT foreignamount AS a, createdfrom AS c FROM transactionline WHERE transaction = {memo} ORDER BY id"
    )
    assert [(row["a"], row["c"]) for row in lines] == [("-122", "1"), ("100", "1"), ("22", "1")]
    office.apply(memo, invoice, Decimal(122))
    assert asker.rows(f"{OPEN} WHERE id = {invoice}")[0]["status"] == "B"
    assert asker.rows(f"{UNUSED} WHERE id = {memo}")[0] == {
        "total": "-122",
        "used": "122",
        "unused": "0",
        "status": "B",
    }
    assert asker.rows(LINKS) == [{"p": str(invoice), "n": str(memo), "t": "Payment", "a": "122"}]


def test_paying_and_taking_back(asker: Asker, account: Account, office: Office) -> None:
    invoice = office.invoice(office.customer("One"), HUNDRED)
    payment = office.pay(invoice, Decimal("30"))
    assert asker.rows(f"{OPEN} WHERE id = {invoice}") == [{"total": "122", "paid": "30", "unpaid": "92", "status": "A"}]
    assert asker.rows(LINKS) == [{"p": str(invoice), "n": str(payment), "t": "Payment", "a": "30"}]
    office.pay(invoice)
    assert asker.rows(f"{OPEN} WHERE id = {invoice}")[0] == {
        "total": "122",
        "paid": "122",
        "unpaid": "0",
        "status": "B",
    }
    stamps = {row["id"]: row["lastmodifieddate"] for row in account.store.find("transaction")}
    account.store.advance(timedelta(days=1))
    office.unapply(payment, invoice)
    assert asker.rows(f"{OPEN} WHERE id = {invoice}")[0]["unpaid"] == "30"
    assert asker.rows(f"{UNUSED} WHERE id = {payment}")[0]["unused"] == "30"
    assert len(asker.rows(LINKS)) == 1, "an application that was taken back leaves no link"
    later = {row["id"]: row["lastmodifieddate"] for row in account.store.find("transaction")}
    assert later[payment] > stamps[payment]
    assert later[invoice] == stamps[invoice], "nothing public says that the invoice's stamp moves"


def test_where_an_account_moves_the_invoices_stamp_too(account: Account, office: Office) -> None:
    account.store.rule(bumps_invoice=True)
    invoice = office.invoice(office.customer("One"), HUNDRED)
    before = office.get(invoice)["lastmodifieddate"]
    account.store.advance(timedelta(days=1))
    office.pay(invoice)
    assert office.get(invoice)["lastmodifieddate"] > before


def test_nobody_pays_more_than_there_is(office: Office) -> None:
    customer = office.customer("One")
    invoice, payment = office.invoice(customer, HUNDRED), office.payment(customer, Decimal(10))
    with pytest.raises(ValueError, match="not that much"):
        office.apply(payment, invoice, Decimal(11))
    with pytest.raises(ValueError, match="not that much"):
        office.pay(invoice, Decimal(123))


def test_a_voided_invoice_keeps_its_row_and_frees_its_payment(asker: Asker, office: Office) -> None:
    invoice = office.invoice(office.customer("One"), HUNDRED)
    payment = office.pay(invoice, Decimal(25))
    office.void(invoice)
    assert asker.rows(f"SELECT status, voided, foreigntotal FROM transaction WHERE id = {invoice}") == [
        {"status": "V", "voided": "T", "foreigntotal": "0"}
    ]
    assert asker.rows(f"{UNUSED} WHERE id = {payment}")[0]["unused"] == "25"
    assert asker.rows(LINKS) == []


def test_deleted_records_leave_a_row_or_none(asker: Asker, account: Account, office: Office) -> None:
    invoice = office.invoice(office.customer("One"), HUNDRED)
    customer = office.customer("Gone")
    office.delete(invoice)
    assert asker.rows("SELECT type, recordid FROM deletedrecord") == [{"type": "invoice", "recordid": str(invoice)}]
    account.store.rule(deletes_quietly=True)
    office.delete(customer, "customer")
    assert len(asker.rows("SELECT recordid FROM deletedrecord")) == 1
    assert asker.rows("SELECT id FROM transactionline") == []
    assert office.customer("New") > customer, "an internal id is never given twice"


def test_an_order_is_billed(asker: Asker, office: Office) -> None:
    customer = office.customer("One")
    order = office.order(customer, HUNDRED)
    assert office.store.get("customer", id=customer)["unbilledorderssearch"] == 122
    office.invoice(customer, HUNDRED, createdfrom=order)
    assert office.get(order)["status"] == "G"
    assert asker.rows(f"{LINKS} WHERE linktype = 'OrdBill'")[0]["p"] == str(order)
    row = office.store.get("customer", id=customer)
    assert (row["unbilledorderssearch"], row["balancesearch"]) == (0, 122)


def test_balances_follow(office: Office) -> None:
    customer = office.customer("One")
    invoice = office.invoice(customer, HUNDRED, due=date(2026, 1, 31))
    office.pay(invoice, Decimal(22))
    office.payment(customer, Decimal(40))
    office.deposit(customer, Decimal(7))
    row = office.store.get("customer", id=customer)
    assert (row["balancesearch"], row["overduebalancesearch"], row["depositbalancesearch"]) == (60, 100, 7)


def test_documents_of_another_subsidiary_are_known_by_their_lines(asker: Asker, office: Office) -> None:
    office.invoice(office.customer("One"), HUNDRED, subsidiary=OTHER)
    sql = "SELECT l.subsidiary AS s FROM transactionline l WHERE l.mainline = 'T'"
    assert asker.rows(sql) == [{"s": str(OTHER)}]


def test_an_edit_that_commits_late_carries_its_old_stamp(account: Account, office: Office) -> None:
    one, two = office.customer("One"), office.customer("Two")
    commit = office.late_rename(one, "Late")
    account.store.advance(timedelta(minutes=10))
    office.rename(two, "Quick")
    commit()
    late, quick = office.store.get("customer", id=one), office.store.get("customer", id=two)
    assert late["companyname"] == "Late"
    assert late["lastmodifieddate"] < quick["lastmodifieddate"]


def test_an_order_is_billed_in_parts(asker: Asker, account: Account, office: Office) -> None:
    account.store.rule(exposes=("transactionline.quantitybilled",))
    customer = office.customer("One")
    order = office.order(customer, Item(rate=Decimal(10), quantity=Decimal(4)), Item(rate=Decimal(5)))
    office.invoice(customer, Item(rate=Decimal(10), quantity=Decimal(3)), createdfrom=order)
    assert office.get(order)["status"] == "E"
    sql = f"SELECT quantity AS q, quantitybilled AS b FROM transactionline WHERE transaction = {order} AND mainline = 'F' AND taxline = 'F' ORDER BY id"  # noqa: E501
    assert asker.rows(sql) == [{"q": "-4", "b": "3"}, {"q": "-1", "b": "0"}]
    office.invoice(customer, Item(rate=Decimal(10)), Item(rate=Decimal(5)), createdfrom=order)
    assert office.get(order)["status"] == "G"


def test_a_deposit_reaches_an_invoice_through_its_application(asker: Asker, office: Office) -> None:
    customer = office.customer("One")
    invoice, deposit = office.invoice(customer, HUNDRED), office.deposit(customer, Decimal(50))
    taken = office.apply_deposit(deposit, invoice, Decimal(20))
    links = {(row["t"], row["p"], row["n"], row["a"]) for row in asker.rows(LINKS)}
    assert links == {
        ("DepAppl", str(deposit), str(taken), "20"), ("Payment", str(invoice), str(taken), "20"),
    }  # fmt: skip
    assert asker.rows(f"{UNUSED} WHERE id = {deposit}")[0]["unused"] == "30"
    assert asker.rows(f"{OPEN} WHERE id = {invoice}")[0]["unpaid"] == "102"
    with pytest.raises(ValueError, match="not that much"):
        office.apply_deposit(deposit, invoice, Decimal(31))


def test_a_journal_settles_an_invoice(asker: Asker, office: Office) -> None:
    customer = office.customer("One")
    invoice, journal = office.invoice(customer, HUNDRED), office.journal(customer, Decimal(122))
    office.apply(journal, invoice, Decimal(122))
    assert asker.rows(f"{OPEN} WHERE id = {invoice}")[0]["status"] == "B"
    assert asker.rows(LINKS)[0]["n"] == str(journal)
    head = asker.rows(f"SELECT foreignpaymentamountused AS used FROM transaction WHERE id = {journal}")
    line = asker.rows(
        f"SELECT foreignpaymentamountused AS used FROM transactionline WHERE transaction = {journal} AND mainline = 'T'"
    )
    assert (head, line) == ([{}], [{"used": "122"}]), "a journal's head says nothing of it"
