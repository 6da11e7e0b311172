"""What SAP no longer knows."""

from connectors.records import Kind, Ref
from connectors.sap import existing
from connectors.sap.world import World
from tests.connectors.sap import people


def gone(of: World, kind: Kind, *ids: str, company: str = "1010") -> list[str]:
    company = "" if kind == "customer" else company
    return [ref.id for ref in existing.missing(of, kind, [Ref("s4", company, kind, id_) for id_ in ids])]


def posting(of: World, document: str, item: str, year: str = "2026", company: str = "1010", kind: str = "D") -> None:
    people.shelf(of).put(
        "A_OperationalAcctgDocItemCube", CompanyCode=company, FiscalYear=year, AccountingDocument=document,
        AccountingDocumentItem=item, FinancialAccountType=kind, Customer="1001",
    )  # fmt: skip


def test_a_customer_who_was_archived_or_left_our_company_code() -> None:
    of = people.world()
    people.customer(of, "1001")
    people.customer(of, "1002", company="2020")
    assert gone(of, "customer", "1001", "1002", "1003") == ["1002", "1003"]


def test_an_order_that_was_deleted_or_belongs_to_another_company_code() -> None:
    of = people.world()
    people.shelf(of).put("A_SalesOrder", SalesOrder="1", SalesOrganization="DE01")
    people.shelf(of).put("A_SalesOrder", SalesOrder="2", SalesOrganization="FR01")
    assert gone(of, "order", "1", "2", "3") == ["2", "3"]


def test_invoices_from_billing_and_from_accounting_together() -> None:
    of = people.world()
    people.shelf(of).put("A_BillingDocument", BillingDocument="90000001", CompanyCode="1010")
    posting(of, "1800000001", "001")
    ids = ["90000001", "90000002", "2026/1800000001/1001", "2026/1800000001/1002", "2025/1800000001/1001"]
    assert gone(of, "invoice", *ids) == ["90000002", "2026/1800000001/1002", "2025/1800000001/1001"]


def test_a_payment_is_an_item_of_a_customer() -> None:
    of = people.world()
    posting(of, "1400000001", "002")
    posting(of, "1400000001", "001", kind="S")
    posting(of, "1400000002", "002", company="2020")
    ids = ["2026/1400000001/2", "2026/1400000001/1", "2026/1400000002/2"]
    assert gone(of, "payment", *ids) == ["2026/1400000001/1", "2026/1400000002/2"]


def test_nothing_asked_is_nothing_missing() -> None:
    of = people.world()
    assert gone(of, "payment") == [] and people.shelf(of).asked == []


def test_many_are_one_lookup() -> None:
    of = people.world()
    assert len(gone(of, "order", *(str(number) for number in range(500)))) == 500
    assert people.shelf(of).asked == ["A_SalesOrder"]
