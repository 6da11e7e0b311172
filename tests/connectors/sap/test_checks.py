"""`solde check` on S/4HANA: what it found, what to ask the Basis team for, what will not work there."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime

import pytest

from connectors.errors import Misconfigured, Retry
from connectors.sap import checks
from connectors.sap.world import World
from connectors.seller import Seller, Tax
from tests.connectors.findings import said
from tests.connectors.sap.fake_client import FakeClient, refused
from tests.connectors.sap.holding import account
from tests.connectors.sap.holding import sap as bare_sap

SELLERS = {
    "1010": Seller(name="Lumen GmbH", country="DE"),
    "1020": Seller(name="Lumen SAS", country="FR"),
}
CODES = {
    "DE": {"A1": Tax(category="S", rate=Decimal(19))},
    "FR": {"B1": Tax(category="S", rate=Decimal(20))},
}


def sap(**settings: object) -> tuple[World, FakeClient]:
    """A sound installation: both company codes are known, credit management is in use, with one segment for both."""
    segments = {"1010": "1000", "1020": "1000"}
    base = {"sellers": SELLERS, "tax_codes": CODES, "client": "100", "credit_segments": segments}
    world, client = bare_sap(**{**base, **settings})
    client.server_time = format_datetime(datetime.now(UTC), usegmt=True)
    account(client, "1000")
    client.put("A_BillingDocument", BillingDocument="90000001")
    for company, code in (("1010", "A1"), ("1020", "B1")):
        client.put("A_CustomerCompany", Customer="17", CompanyCode=company)
        client.put("A_CustomerDunning", Customer="17", CompanyCode=company, DunningArea="", LastDunnedOn=None)
        client.put("A_CustomerSalesArea", Customer="17", SalesOrganization=company, DistributionChannel="10",
                   Division="00", OrderIsBlockedForCustomer="", DeliveryIsBlockedForCustomer="")  # fmt: skip
        receivable(client, company, code)
    return world, client


def receivable(client: FakeClient, company: str, tax_code: str, *, dunned: str = "") -> None:
    today = datetime.now(UTC).date().isoformat()
    client.put("A_OperationalAcctgDocItemCube", CompanyCode=company, FinancialAccountType="D", TaxCode=tax_code,
               PostingDate=today, LastDunningDate=dunned)  # fmt: skip


def test_a_sound_installation_has_nothing_to_mend() -> None:
    found = checks.run(sap()[0])
    assert said(found, "error", "warning") == ""
    assert "s4.example.com, client 100, basic" in said(found, "ok")
    assert "company lumen-de: company code 1010 has customers" in said(found, "ok")
    assert "credit accounts" in said(found, "ok")
    assert "no field for the state of an e-invoice" in said(found, "note")


def test_nothing_is_written_to_find_out() -> None:
    world, client = sap()
    checks.run(world)
    assert not client.writes
    assert not client.files


def test_a_wrong_password_is_the_only_thing_said() -> None:
    world, client = sap()
    client.trouble["page A_BusinessPartner"] = [Misconfigured("SAP does not know this user or password (401)")]
    [error] = checks.run(world)
    assert (error.level, error.subject) == ("error", "connection")
    assert "401" in error.message


def test_a_server_that_is_away_is_no_finding() -> None:
    world, client = sap()
    client.trouble["page A_BusinessPartner"] = [Retry("no answer", sent=False)]
    with pytest.raises(Retry):
        checks.run(world)


@pytest.mark.parametrize(
    ("entity", "scenario"),
    [
        ("A_SalesOrder", "SAP_COM_0109"),
        ("A_BillingDocumentItem", "SAP_COM_0120"),
        ("A_CustomerDunning", "SAP_COM_0008"),
    ],
)
def test_a_service_that_does_not_answer_is_named_with_what_to_ask_for(entity: str, scenario: str) -> None:
    world, client = sap()
    client.trouble[f"page {entity}"] = [refused("No authorization for this service")]
    found = said(checks.run(world), "error")
    assert f"{entity}: " in found
    assert scenario in found
    assert "/IWFND/MAINT_SERVICE" in found
    assert "No authorization" in found


def test_attachments_that_cannot_be_listed_are_a_warning() -> None:
    world, client = sap()
    client.trouble["function GetAllOriginals"] = [refused("No authorization for operation 03 on object VBRK")]
    found = said(checks.run(world), "warning")
    assert "nothing can be attached to billing documents (VBRK 0090000001)" in found
    assert "attachment_objects.invoice" in found


def test_a_service_that_lists_no_attachments_is_a_warning_too() -> None:
    world, client = sap()
    client.lists = False
    assert "SAP gives no list" in said(checks.run(world), "warning")


def test_a_kind_that_nothing_is_attached_to_is_named() -> None:
    found = said(checks.run(sap(attachment_objects={"delivery": "LIKP"})[0]), "warning")
    assert "attachment_objects.delivery: expected one of invoice, fi_invoice, order, customer" in found


def test_a_clock_that_is_off_is_told() -> None:
    world, client = sap()
    client.server_time = format_datetime(datetime.now(UTC) - timedelta(minutes=7), usegmt=True)
    assert "differs by -42" in said(checks.run(world), "note")


def test_a_company_code_that_is_not_there_is_an_error() -> None:
    world, client = sap()
    client.tables["A_CustomerCompany"] = [r for r in client.tables["A_CustomerCompany"] if r["CompanyCode"] != "1020"]
    assert "company lumen-fr: company code 1020 has postings, but no customers" in said(checks.run(world), "warning")
    cube = "A_OperationalAcctgDocItemCube"
    client.tables[cube] = [r for r in client.tables[cube] if r["CompanyCode"] != "1020"]
    assert "company lumen-fr: company code 1020 has neither" in said(checks.run(world), "error")


def test_a_company_without_seller_or_tax_codes_is_an_error() -> None:
    found = said(checks.run(sap(sellers={"1010": SELLERS["1010"]}, tax_codes={})[0]), "error")
    assert "sellers.1020 is not set" in found
    assert "tax_codes.DE is not set" in found


def test_a_tax_code_that_receivables_carry_and_nobody_explained_is_told() -> None:
    world, client = sap()
    receivable(client, "1010", "A7")
    receivable(client, "1010", "**")
    assert "tax codes: A7 used in company code 1010, and not in tax_codes.DE" in said(checks.run(world), "warning")


def test_a_company_code_in_another_currency_than_the_settings_say_is_an_error() -> None:
    world, client = sap()
    for row in client.tables["A_OperationalAcctgDocItemCube"]:
        row["CompanyCodeCurrency"] = "PLN" if row["CompanyCode"] == "1010" else "EUR"
    found = said(checks.run(world), "error")
    assert "company code 1010 keeps its accounts in PLN, and sellers.1010.currency is EUR: set it to PLN" in found
    assert "1020" not in found


def test_sales_organisations_of_nobody_and_those_that_do_not_exist_are_told() -> None:
    world, client = sap(sales_organizations={"DE99": "1010"})
    client.put("A_CustomerSalesArea", Customer="17", SalesOrganization="US01", DistributionChannel="10", Division="00")
    found = checks.run(world)
    assert "US01 belong to no company of ours" in said(found, "note")
    assert "sales_organizations.DE99: no customer" in said(found, "warning")


class TestDunning:
    def test_saps_own_run_beside_solde_is_a_warning(self) -> None:
        world, client = sap()
        receivable(client, "1010", "A1", dunned=datetime.now(UTC).date().isoformat())
        found = said(checks.run(world), "warning")
        assert "F150" in found
        assert "company code 1010" in found
        assert "dunning_block" in found

    def test_without_a_dunning_block_the_two_are_not_kept_apart(self) -> None:
        assert "dunning_block is not set" in said(checks.run(sap()[0]), "note")
        assert "dunning_block is not set" not in said(checks.run(sap(dunning_block="Z")[0]))

    def test_one_that_ran_years_ago_is_none(self) -> None:
        world, client = sap()
        receivable(client, "1010", "A1", dunned="2019-05-01")
        assert "F150" not in said(checks.run(world), "warning")

    def test_a_company_whose_customers_have_no_dunning_data_gets_no_levels(self) -> None:
        world, client = sap()
        client.tables["A_CustomerDunning"].clear()
        assert "no level is written" in said(checks.run(world), "note")
        world, client = sap(dunning_procedure="0001")
        client.tables["A_CustomerDunning"].clear()
        assert "no level is written" not in said(checks.run(world))


class TestHolds:
    def test_without_credit_management_another_mode_is_named(self) -> None:
        world, client = sap()
        client.trouble["page CreditManagementAccount"] = [refused("Service not found")]
        found = said(checks.run(world), "error")
        assert 'hold = "customer"' in found
        assert "API_CRDTMBUSINESSPARTNER" in found

    def test_credit_management_without_an_account_holds_nobody(self) -> None:
        world, client = sap()
        client.tables["CreditManagementAccount"].clear()
        assert "UKM_BP" in said(checks.run(world), "error")

    def test_where_customers_are_blocked_credit_management_is_offered(self) -> None:
        found = checks.run(sap(hold="customer")[0])
        assert "a hold blocks the customer for: order, delivery" in said(found, "ok")
        assert 'hold = "credit"' in said(found, "note")

    def test_companies_that_share_a_segment_and_those_without_one_are_told(self) -> None:
        found = checks.run(sap()[0])
        assert "company codes 1010, 1020 share credit segment 1000" in said(found, "note")
        found = checks.run(sap(credit_segments={"1010": "1000"})[0])
        assert "credit_segments has no 1020" in said(found, "warning")
        found = checks.run(sap(credit_segments={"1010": "1000", "1020": "2000"})[0])
        assert "no customer has a credit account in segment 2000" in said(found, "warning")

    def test_a_segment_in_another_currency_gives_no_limits(self) -> None:
        world, client = sap()
        for row in client.tables["CreditManagementAccount"]:
            row["CreditSegmentCurrency"] = "USD"
        found = said(checks.run(world), "warning")
        assert "credit segment 1000 is in USD, and company code 1010, 1020 in another currency" in found

    def test_without_segments_a_hold_blocks_in_all_of_them(self) -> None:
        found = checks.run(sap(credit_segments={})[0])
        assert "credit_segments is not set: a hold blocks a customer in all credit segments" in said(found, "warning")
        assert "credit_segments" not in said(checks.run(sap()[0]))
        assert "credit_segments" not in said(checks.run(sap(hold="customer", credit_segments={})[0]))

    def test_blocks_that_stand_under_our_code_are_counted(self) -> None:
        world, client = sap()
        account(client, "1000", blocked=True, reason="ZS")
        assert "credit accounts blocked with ZS now: 1" in said(checks.run(world), "note")

    def test_codes_that_sap_cannot_hold_are_refused_with_the_settings(self) -> None:
        with pytest.raises(ValueError, match="hold_code: 'SOLDE' does not fit: SAP's field has 2 characters"):
            sap(hold_code="SOLDE")
        with pytest.raises(ValueError, match="dunning_block: 'SO' does not fit"):
            sap(dunning_block="SO")

    def test_settings_that_do_nothing_are_told(self) -> None:
        assert "hold_blocks is empty" in said(checks.run(sap(hold="customer", hold_blocks=())[0]), "error")
        found = said(checks.run(sap(hold="none", hold_code="", order_delivery_block="ZD")[0]), "warning")
        assert "do nothing" in found
