"""SuiteQL is neither SQLite's SQL nor Oracle's: what is written wrongly is refused, what is right says the same."""

from decimal import Decimal

import pytest

from tests.connectors.netsuite.asking import Asker, error
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.papers import Item

HUNDRED = Item(rate=Decimal(100))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM customer LIMIT 5",
        "SELECT id FROM customer ORDER BY id OFFSET 5 ROWS FETCH NEXT 5 ROWS ONLY",
        "SELECT TOP 5 id FROM customer",
        "SELECT id FROM customer WHERE isinactive = FALSE",
        "SELECT id FROM customer WHERE isinactive = true",
        "SELECT id FROM customer; DELETE FROM customer",
        "SELECT id FROM customer;",
        "DELETE FROM customer",
        "UPDATE customer SET email = 'x'",
        "WITH a AS (SELECT id FROM customer) SELECT id FROM a",
        "SELECT id FROM customer UNION SELECT id FROM employee",
        "SELECT id FROM transaction WHERE trandate >= DATE '2026-01-01'",
        "SELECT id FROM customer WHERE (id = 1",
        "",
    ],
)
def test_this_is_no_suiteql(asker: Asker, sql: str) -> None:
    assert asker.refusal(sql).startswith("Failed to parse SQL [")


@pytest.mark.parametrize("call", ["IFNULL(email, 'x')", "LEFT(email, 2)", "NOW()", "SUBSTRING(email, 1)", "GLOB(email, 'x')", "LISTAGG(email)", "ISNULL(email, 'x')", "strftime('%Y', lastmodifieddate)"])  # fmt: skip # noqa: E501
def test_functions_of_other_dialects_are_refused(asker: Asker, call: str) -> None:
    answer = asker.query(f"SELECT {call} AS x FROM customer")
    assert error(answer)[:2] == (400, "INVALID_PARAMETER")


@pytest.mark.parametrize(
    "condition",
    [
        "lastmodifieddate >= '2026-01-01'",
        "'2026-01-01 00:00:00' < c.lastmodifieddate",
        "lastmodifieddate BETWEEN '2026-01-01' AND '2026-02-01'",
        "lastmodifieddate IN ('2026-01-01')",
        "NVL(lastmodifieddate, datecreated) > '2026-01-01'",
    ],
)
def test_a_date_is_not_compared_with_a_text(asker: Asker, condition: str) -> None:
    assert "date" in asker.refusal(f"SELECT id FROM customer c WHERE {condition}")
    assert "date" in asker.refusal(
        f"SELECT e.id FROM entity e WHERE e.id IN (SELECT c.id FROM customer c WHERE {condition})"
    )


def test_a_text_in_another_format_than_said_is_refused(asker: Asker) -> None:
    asker.refusal("SELECT id FROM customer WHERE lastmodifieddate > TO_DATE('01/02/2026', 'YYYY-MM-DD')")


def test_a_thousand_values_and_no_more(asker: Asker, office: Office) -> None:
    office.customer("One")
    assert asker.rows(f"SELECT id FROM customer WHERE id IN ({', '.join(map(str, range(1, 1001)))})") == [{"id": "1"}]
    asker.refusal(f"SELECT id FROM customer WHERE id IN ({', '.join(map(str, range(1001)))})")
    texts = ", ".join(f"'{number}'" for number in range(1001))
    asker.refusal(f"SELECT id FROM customer WHERE entityid IN ({texts})")


def test_a_name_that_two_tables_have_needs_its_table(asker: Asker) -> None:
    joined = "FROM transaction t JOIN customer c ON c.id = t.entity"
    assert "'id'" in asker.refusal(f"SELECT id {joined}")
    assert "'email'" in asker.refusal(f"SELECT t.id {joined} WHERE email = 'x'")
    assert asker.rows(f"SELECT t.id {joined} WHERE tranid = 'x'") == []


def test_queries_that_differ_in_their_ids_alone_keep_their_own(asker: Asker, office: Office) -> None:
    for number in range(4):
        office.customer(f"Number {number}")
    for ids in ("1, 2", "3", "2,4"):
        rows = asker.rows(f"SELECT id FROM customer WHERE id IN ({ids}) ORDER BY id")
        assert [row["id"] for row in rows] == ids.replace(" ", "").split(",")
    for last in (0, 2, 3):
        rows = asker.rows(f"SELECT id FROM customer WHERE id > {last} ORDER BY id")
        assert [int(row["id"]) for row in rows] == list(range(last + 1, 5))
    assert asker.rows("SELECT id FROM customer WHERE altname = 'Number IN (1, 2) > 3' AND id > 0") == []


def test_what_oracle_says_is_said(asker: Asker, office: Office) -> None:
    office.customer("Officina Luce", entityid="C-1", phone="", parent=None)
    sql = (
        "SELECT NVL(phone, 'none') AS a, DECODE(isinactive, 'F', 'no', 'yes') AS b, entityid || '-' || phone AS c, "
        "SUBSTR(entityid, 1, 1) AS d, COALESCE(phone, email) AS e, UPPER(entityid) AS f, "
        "CASE WHEN parent IS NULL THEN 1 ELSE 2 END AS g, NVL2(phone, 'p', 'q') AS h, LENGTH(entityid) AS i "
        "FROM customer"
    )
    assert asker.rows(sql) == [
        {"a": "none", "b": "no", "c": "C-1-", "d": "C", "e": "conti@cliente.example", "f": "C-1", "g": "1", "h": "q",
         "i": "3"}
    ]  # fmt: skip
    assert asker.rows("SELECT id FROM customer WHERE phone = ''") == [], "an empty text is null"


def test_money_is_added_exactly(asker: Asker, office: Office) -> None:
    customer = office.customer("One")
    for amount in ("0.10", "0.20", "1000000.33"):
        office.payment(customer, Decimal(amount))
    told = asker.rows("SELECT SUM(foreigntotal) AS s, COUNT(*) AS n FROM transaction WHERE foreigntotal - 0.1 >= 0")
    assert told == [{"s": "1000000.63", "n": "3"}]
    assert len(asker.rows("SELECT id FROM transaction WHERE foreigntotal - 0.1 - 0.1 = 0")) == 1
    assert len(asker.rows("SELECT id FROM transaction WHERE foreigntotal - 0.3 + 0.1 = 0")) == 1


def test_dates_are_compared_with_their_time(asker: Asker, office: Office) -> None:
    customer = office.customer("One")
    office.invoice(customer, HUNDRED)
    day = "TO_DATE('2026-01-01', 'YYYY-MM-DD')"
    assert len(asker.rows(f"SELECT id FROM transaction WHERE trandate = {day}")) == 1
    assert len(asker.rows(f"SELECT id FROM transaction WHERE trandate > {day}")) == 0
    assert len(asker.rows("SELECT id FROM transaction WHERE lastmodifieddate > SYSDATE - 1")) == 1
    assert len(asker.rows("SELECT id FROM transaction WHERE lastmodifieddate > SYSDATE + 1")) == 0
    assert asker.rows("SELECT TRUNC(trandate) AS d, MAX(duedate) AS m FROM transaction GROUP BY trandate") == [
        {"d": "01/01/2026", "m": "31/01/2026"}
    ]


def test_display_texts_and_composed_values(asker: Asker, office: Office) -> None:
    office.invoice(office.customer("Officina Luce"), HUNDRED)
    sql = "SELECT t.status AS s, BUILTIN.CF(t.status) AS c, BUILTIN.DF(t.status) AS d, BUILTIN.DF(t.terms) AS m, BUILTIN.DF(t.entity) AS e FROM transaction t"  # noqa: E501
    assert asker.rows(sql) == [
        {"s": "A", "c": "CustInvc:A", "d": "Invoice : Open", "m": "Net 30", "e": "Officina Luce"}
    ]
    taxed = "SELECT BUILTIN.DF(l.item) AS i FROM transactionline l WHERE l.mainline = 'F' ORDER BY l.id"
    assert [row["i"] for row in asker.rows(taxed)] == ["SRV-1", "IT:S-IT"]
    assert "BUILTIN.NOPE" in asker.refusal("SELECT BUILTIN.NOPE(id) AS x FROM customer")


def test_subqueries_grouping_and_rownum(asker: Asker, office: Office) -> None:
    one, two = office.customer("One"), office.customer("Two")
    for _ in range(3):
        office.invoice(one, HUNDRED)
    owing = "SELECT c.id FROM customer c WHERE EXISTS (SELECT 1 FROM transaction t WHERE t.entity = c.id)"
    assert asker.rows(owing) == [{"id": str(one)}]
    assert asker.rows("SELECT c.id FROM customer c WHERE c.id NOT IN (SELECT entity FROM transaction)") == [
        {"id": str(two)}
    ]
    assert asker.rows(
        "SELECT x.who, x.n FROM (SELECT entity AS who, COUNT(*) AS n FROM transaction GROUP BY entity) x WHERE x.n > 2"
    ) == [{"who": str(one), "n": "3"}]
    assert len(asker.rows("SELECT id FROM transaction WHERE type = 'CustInvc' AND ROWNUM <= 2")) == 2
    assert len(asker.rows("SELECT id FROM transaction ORDER BY id FETCH FIRST 2 ROWS ONLY")) == 2


def test_shapes_that_accounts_refuse(asker: Asker) -> None:
    grouped = "SELECT entity, COUNT(*) AS n FROM transaction GROUP BY entity ORDER BY n"
    assert "Invalid or unsupported search" in asker.refusal(grouped)
    linked = (
        "SELECT t.id, SUM(l.foreignamount) AS s FROM nexttransactionlinelink l JOIN transaction t ON t.id = l.nextdoc "
        "GROUP BY t.id"
    )
    assert "Invalid or unsupported search" in asker.refusal(linked)
    lines = "SELECT l.nextdoc FROM nexttransactionlinelink l JOIN transactionline m ON m.transaction = l.nextdoc"
    assert asker.query(lines).status_code == 500


def test_quotes_stay_texts(asker: Asker, office: Office) -> None:
    office.customer("D'Angelo & LIMIT 5")
    assert len(asker.rows("SELECT id FROM customer WHERE altname = 'D''Angelo & LIMIT 5'")) == 1
    assert asker.rows("SELECT id FROM customer WHERE altname = 'x'' OR 1 = 1 --'") == []
