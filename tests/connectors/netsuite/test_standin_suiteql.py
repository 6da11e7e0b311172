"""The door for queries: pages, texts, nulls, and the words in which NetSuite refuses."""

from decimal import Decimal

import pytest

from tests.connectors.netsuite.asking import Asker, error
from tests.connectors.netsuite.standin.account import Account
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.papers import Item


def test_every_value_is_text_and_what_is_null_is_not_there(asker: Asker, office: Office) -> None:
    office.customer("Officina Luce", entityid="C-1", creditlimit="1234567.89")
    sql = "SELECT ID, EntityId, creditlimit AS Most, phone, isinactive, creditlimit * 2 AS more FROM Customer"
    assert asker.rows(sql) == [
        {"id": "1", "entityid": "C-1", "most": "1234567.89", "isinactive": "F", "more": "2469135.78"}
    ]


def test_a_raw_date_comes_in_the_users_format_and_an_instant_loses_its_time(
    asker: Asker, account: Account, office: Office
) -> None:
    with account.store.stopped():
        office.customer("One")
        day = account.store.now()
    sql = "SELECT lastmodifieddate AS raw, TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS told FROM customer"
    told = day.strftime("%Y-%m-%d %H:%M:%S")
    assert asker.rows(sql) == [{"raw": day.strftime("%d/%m/%Y"), "told": told}]
    account.store.rule(date_format="MM/DD/YYYY")
    assert asker.rows(sql) == [{"raw": day.strftime("%m/%d/%Y"), "told": told}]


def test_instants_are_in_the_accounts_zone(asker: Asker, account: Account, office: Office) -> None:
    account.store.rule(zone="America/Los_Angeles")
    with account.store.stopped():
        office.customer("One")
        utc = account.store.now()
        now = asker.rows("SELECT TO_CHAR(SYSDATE, 'YYYY-MM-DD HH24:MI:SS') AS now FROM DUAL")[0]["now"]
        told = asker.rows("SELECT TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS told FROM customer")[0]["told"]
    assert now == told == account.store.stamp(utc) != utc.strftime("%Y-%m-%d %H:%M:%S")


def test_pages(asker: Asker, office: Office) -> None:
    for number in range(7):
        office.customer(f"Number {number}")
    first = asker.query("SELECT id FROM customer ORDER BY id", limit=3).json()
    assert (first["count"], first["offset"], first["hasMore"], first["totalResults"]) == (3, 0, True, 7)
    assert [row["id"] for row in first["items"]] == ["1", "2", "3"]
    assert next(link["href"] for link in first["links"] if link["rel"] == "next").endswith("limit=3&offset=3")
    last = asker.query("SELECT id FROM customer ORDER BY id", limit=3, offset=6).json()
    assert ([row["id"] for row in last["items"]], last["hasMore"]) == (["7"], False)


def test_limits_of_pages(asker: Asker) -> None:
    for limit, offset in ((0, 0), (1001, 0), ("many", 0), (10, 5)):
        assert error(asker.query("SELECT id FROM customer", limit=limit, offset=offset))[:2] == (
            400, "INVALID_PARAMETER")  # fmt: skip
    assert asker.query("SELECT id FROM customer", limit=1000).status_code == 200


def test_what_is_behind_the_cap_is_never_shown(asker: Asker, account: Account, office: Office) -> None:
    for number in range(5):
        office.customer(f"Number {number}")
    account.store.rule(row_cap=4)
    told = asker.query("SELECT id FROM customer ORDER BY id", limit=2, offset=2).json()
    assert ([row["id"] for row in told["items"]], told["hasMore"], told["totalResults"]) == (["3", "4"], False, 4)
    assert asker.rows("SELECT id FROM customer WHERE id > 4 ORDER BY id") == [{"id": "5"}]


def test_the_header_prefer_is_needed(asker: Asker) -> None:
    assert error(asker.query("SELECT id FROM customer", Prefer="respond-async"))[0] == 400


def test_an_unknown_column_is_named_with_the_tables_there_are(asker: Asker) -> None:
    assert asker.refusal("SELECT nope FROM transaction") == (
        "Search error occurred: Unknown identifier 'nope'. Available identifiers are: {transaction=transaction}."
    )
    said = asker.refusal("SELECT t.nope FROM transaction t JOIN customer c ON c.id = t.entity")
    assert said.endswith("Unknown identifier 'nope'. Available identifiers are: {t=transaction, c=customer}.")
    assert "'x.id'" in asker.refusal("SELECT x.id FROM customer c")
    assert "'nope'" in asker.refusal("SELECT id FROM customer WHERE id IN (SELECT nope FROM transaction)")
    assert "'nope'" in asker.refusal("SELECT id FROM customer ORDER BY nope")


@pytest.mark.parametrize(
    ("column", "table", "reason"),
    [
        ("subsidiary", "transaction", "NOT_EXPOSED"), ("location", "transaction", "REMOVED"),
        ("balance", "customer", "NOT_EXPOSED"), ("amount", "transactionline", "NOT_EXPOSED"),
    ],
)  # fmt: skip
def test_a_column_that_other_doors_have_is_refused_with_its_reason(
    asker: Asker, column: str, table: str, reason: str
) -> None:
    said = asker.refusal(f"SELECT x.{column} FROM {table} x")
    assert said == f"Search error occurred: Field '{column}' for record '{table}' was not found. Reason: {reason}."


def test_a_column_that_breaks_an_account_breaks_it(asker: Asker) -> None:
    assert error(asker.query("SELECT createdfrom FROM transaction"))[:2] == (500, "UNEXPECTED_ERROR")


def test_columns_that_sources_contradict_each_other_about_are_refused_until_exposed(
    asker: Asker, account: Account
) -> None:
    assert "Unknown identifier 'itemtype'" in asker.refusal("SELECT itemtype FROM transactionline")
    assert "Invalid search type: invoiceinstallment" in asker.refusal("SELECT id FROM invoiceinstallment")
    account.store.rule(exposes=("transactionline.itemtype", "invoiceinstallment"))
    assert asker.rows("SELECT itemtype FROM transactionline") == []
    assert asker.rows("SELECT id FROM invoiceinstallment") == []


def test_columns_and_tables_of_a_feature_are_there_with_it(asker: Asker, account: Account) -> None:
    assert asker.rows("SELECT id FROM currency WHERE symbol = 'EUR'") == [{"id": "1"}]
    account.store.rule(features=("LEGACYTAX",))
    assert "Record 'currency' was not found" in asker.refusal("SELECT id FROM currency")
    assert "Record 'subsidiary' was not found" in asker.refusal("SELECT id FROM subsidiary")
    assert "Unknown identifier 'currency'" in asker.refusal("SELECT currency FROM transaction")
    assert "Unknown identifier 'subsidiary'" in asker.refusal("SELECT subsidiary FROM transactionline")


def test_a_table_that_nobody_knows_and_one_that_the_role_may_not_see(asker: Asker, account: Account) -> None:
    assert asker.refusal("SELECT id FROM nope") == "Invalid search type: nope."
    account.store.rule(lacking=("deletedrecord",))
    assert asker.refusal("SELECT recordid FROM deletedrecord") == (
        "Search error occurred: Record 'deletedrecord' was not found."
    )


def test_a_role_without_workbooks_may_not_query_at_all(asker: Asker, account: Account) -> None:
    account.store.rule(lacking=("analytics",))
    status, code, words = error(asker.query("SELECT id FROM customer"))
    assert (status, code) == (400, "USER_ERROR")
    assert "permission" in words


def test_custom_fields_are_columns(asker: Asker, account: Account, office: Office) -> None:
    assert "Unknown identifier 'custentity_x'" in asker.refusal("SELECT custentity_x FROM customer")
    account.store.rule(custom=account.store.rules.custom | {"custentity_x": "text"})
    office.customer("One", custentity_x="here")
    assert asker.rows("SELECT custentity_x FROM customer") == [{"custentity_x": "here"}]
    assert "Unknown identifier 'custentity_x'" in asker.refusal("SELECT custentity_x FROM transaction")


def test_what_the_stand_in_cannot_run_is_not_passed_over(asker: Asker) -> None:
    for sql in (
        "SELECT * FROM customer", "SELECT ADD_MONTHS(lastmodifieddate, 1) AS x FROM customer",
        "SELECT id FROM customer WHERE ROWNUM <= 3 ORDER BY id", "SELECT REGEXP_SUBSTR(email, 'x') AS x FROM customer",
    ):  # fmt: skip
        assert asker.query(sql).status_code == 501, sql


def test_rows_come_in_any_order_where_the_query_says_none(asker: Asker, office: Office) -> None:
    for number in range(40):
        office.customer(f"Number {number}", category=number % 2 + 1)
    straight = [row["id"] for row in asker.rows("SELECT id FROM customer ORDER BY id")]
    assert straight == sorted(straight, key=int)
    assert [row["id"] for row in asker.rows("SELECT id FROM customer")] != straight
    halves = [row["id"] for row in asker.rows("SELECT id FROM customer ORDER BY category")]
    assert [int(each) % 2 for each in halves] == [1] * 20 + [0] * 20
    assert halves[:20] != sorted(halves[:20], key=int), "what the order leaves equal comes as it likes"


def test_types_of_transactions_that_the_role_may_not_view_are_missing_without_a_word(
    asker: Asker, account: Account, office: Office
) -> None:
    customer = office.customer("One")
    invoice = office.invoice(customer, Item(rate=Decimal(100)))
    payment = office.pay(invoice, Decimal(10))
    account.store.rule(lacking=("CustPymt",))
    assert asker.rows("SELECT id FROM transaction") == [{"id": str(invoice)}]
    assert asker.rows("SELECT t.id FROM transaction t JOIN customer c ON c.id = t.entity ORDER BY t.id") == [
        {"id": str(invoice)}
    ]
    assert {row["transaction"] for row in asker.rows("SELECT transaction FROM transactionline")} == {str(invoice)}
    assert asker.rows("SELECT nextdoc FROM nexttransactionlinelink") == [{"nextdoc": str(payment)}]
