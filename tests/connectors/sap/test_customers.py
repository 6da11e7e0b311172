"""Customers: who they are, where reminders go, what limits and blocks they have, and that no change of it is missed."""

from datetime import date
from decimal import Decimal

import pytest

from connectors.cursor import Cursor
from connectors.records import Customer, Hold, Page, Person, Ref, Unreadable
from connectors.sap import customers
from connectors.sap.languages import language
from connectors.sap.world import World
from connectors.seller import Seller
from tests.connectors.pulled import sound
from tests.connectors.sap import people

ONE = Ref("s4", "", "customer", "1001")


def pull(of: World, cursor: str | None = None) -> tuple[dict[str, Customer], str]:
    """All that a pull gives, by number, and the cursor after it."""
    pages = list(customers.pages(of, cursor))
    return sound(pages, Customer), pages[-1].cursor


def only(of: World) -> Customer:
    (found,) = pull(of)[0].values()
    return found


class TestWho:
    def test_a_customer_of_our_company_code(self) -> None:
        of = people.world(payment_terms={"0001": "30 days net"})
        people.customer(of, "1001")
        people.shelf(of).tables["A_CustomerCompany"][0]["AccountingClerk"] = "AB"
        people.sales_area(of, "1001", CustomerGroup="02", CustomerABCClassification="A")
        people.credit_account(of, "1001")
        found = only(of)
        assert found.ref == ONE
        assert (found.party.name, found.email, found.language) == ("Officina Luce", "accounts@example.com", "en")
        assert (found.terms, found.group, found.grade) == ("30 days net", "02", "A")
        assert (found.credit_limit, found.salesperson, found.since) == (
            Decimal(5000),
            Person(id="AB"),
            date(2020, 3, 2),
        )
        assert found.active
        assert found.hold and not found.hold.on

    def test_customers_of_other_company_codes_and_suppliers_stay_out_and_the_cursor_passes_them(self) -> None:
        of = people.world(page_size=2)
        for number in range(1, 8):
            people.customer(of, str(number), company="1010" if number == 6 else "2020")
        people.shelf(of).put("A_BusinessPartner", BusinessPartner="500", Customer="", OrganizationBPName1="Supplier")
        pages = list(customers.pages(of, None))
        assert [record.ref.id for page in pages for record in page.records] == ["6"]
        again = list(customers.pages(of, pages[0].cursor))
        assert Cursor.parse(pages[0].cursor).walk("partner").last == ("2",)
        assert [record.ref.id for page in again for record in page.records] == ["6"]

    def test_a_business_partner_whose_customer_has_another_number(self) -> None:
        of = people.world(hold="none")
        people.customer(of, "1001", BusinessPartner="77001")
        people.credit_account(of, "77001", CreditLimitAmount="900.000")
        people.address(of, "77001", "770011", CityName="Trento")
        found = only(of)
        assert (found.ref, found.credit_limit, found.party.address.city) == (ONE, Decimal(900), "Trento")

    def test_a_branch_is_headed_by_its_head_office(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        people.shelf(of).tables["A_CustomerCompany"][0]["CustomerHeadOffice"] = "0000002000"
        assert only(of).parent == Ref("s4", "", "customer", "2000")

    def test_a_head_office_is_not_its_own_branch(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        people.shelf(of).tables["A_CustomerCompany"][0]["CustomerHeadOffice"] = "1001"
        assert only(of).parent is None

    @pytest.mark.parametrize("field", ["BusinessPartnerIsBlocked", "IsMarkedForArchiving"])
    def test_who_is_blocked_for_good_or_leaves_is_not_active(self, field: str) -> None:
        of = people.world()
        people.customer(of, "1001")[field] = True
        assert not only(of).active

    def test_nor_who_is_to_be_deleted_in_all_of_our_company_codes(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        people.shelf(of).tables["A_CustomerCompany"][0]["DeletionIndicator"] = True
        assert not only(of).active

    def test_a_person_with_a_vat_number_is_in_trade(self) -> None:
        of = people.world()
        people.customer(of, "1001", "", BusinessPartnerCategory="1", LastName="Rossi")
        assert (only(of).sole_trader, only(of).party.consumer) == (False, True)
        people.tax_number(of, "1001", "IT0", "IT00743110157")
        assert (only(of).sole_trader, only(of).party.consumer) == (True, False)

    def test_and_so_is_a_firm_that_is_one_for_tax(self) -> None:
        of = people.world()
        people.customer(of, "1001", IsNaturalPerson="X")
        assert only(of).sole_trader

    def test_one_without_a_name_is_set_aside_and_the_others_come(self) -> None:
        of = people.world()
        people.customer(of, "1001", "")
        people.customer(of, "1002")
        records = [record for page in customers.pages(of, None) for record in page.records]
        bad, good = sorted(records, key=lambda each: each.ref)
        assert isinstance(bad, Unreadable) and bad.ref == ONE and bad.name == "Customer 1001"
        assert bad.origins["party.name"].record == "A_BusinessPartner 1001"
        assert good.ref.id == "1002"


class TestReminders:
    def test_go_to_whom_sap_would_send_them(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        assert only(of).email == "accounts@example.com"
        company = people.shelf(of).tables["A_CustomerCompany"][0]
        company["AccountingClerkInternetAddress"] = "clerk@customer.example.com"
        assert only(of).email == "clerk@customer.example.com"
        people.customer(of, "2000", "Lawyers", company="2020")
        people.shelf(of).tables["A_AddressEmailAddress"][1]["EmailAddress"] = "lawyers@example.com"
        people.dunning(of, "1001", DunningRecipient="2000")
        assert only(of).email == "lawyers@example.com"
        assert only(of).origins["email"].record == "A_CustomerDunning 1001/1010/"

    def test_stop_where_somebody_else_blocked_them(self) -> None:
        of = people.world(dunning_block="S")
        people.customer(of, "1001")
        row = people.dunning(of, "1001", DunningBlock="A")
        assert only(of).dunning_block == "A"
        row["DunningBlock"] = "S"  # Solde's own, against SAP's dunning run
        assert only(of).dunning_block == ""

    def test_stop_while_a_lawyer_is_at_work(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        _, cursor = pull(of)
        people.dunning(of, "1001", LegDunningProcedureOn="2026-09-01")
        people.shelf(of).later(hours=2)
        found, _ = pull(of, cursor)
        assert found["1001"].dunning_block == "legal dunning procedure"

    def test_never_go_to_an_account_that_many_people_share(self) -> None:
        """One of them would read what the others owe."""
        of = people.world()
        people.customer(of, "1001")
        people.shelf(of).tables["A_Customer"][0]["CustomerAccountGroup"] = "CPD"
        assert only(of).dunning_block == "one-time customer, shared by many"

    def test_a_block_in_a_company_code_that_is_not_ours_stops_nothing(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        people.dunning(of, "1001", company="2020", DunningBlock="A")
        assert only(of).dunning_block == ""

    @pytest.mark.parametrize(
        ("key", "code"),
        [("D", "de"), ("DE", "de"), ("I", "it"), ("fr", "fr"), ("N", "nl"), ("ZF", "zh"), ("Z1", ""), ("", "")],
    )
    def test_are_written_in_the_customers_language(self, key: str, code: str) -> None:
        assert language(key) == code

    def test_the_language_of_correspondence_goes_before_the_other(self) -> None:
        of = people.world()
        people.customer(of, "1001", CorrespondenceLanguage="IT", Language="EN")
        assert only(of).language == "it"


class TestCredit:
    def test_a_limit_of_zero_is_a_limit_and_none_is_none(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        assert only(of).credit_limit is None
        row = people.credit_account(of, "1001", CreditLimitAmount="0.000")
        assert only(of).credit_limit is None
        row["CreditLimitIsZero"] = True
        assert only(of).credit_limit == Decimal(0)

    def test_the_limit_is_that_of_our_company_codes_segment(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        people.credit_account(of, "1001", "0000", CreditLimitAmount="1.000")
        people.credit_account(of, "1001", "1000", CreditLimitAmount="250000.00")
        assert only(of).credit_limit == Decimal(250000)

    def test_a_limit_in_another_currency_than_the_companys_is_not_taken_for_one(self) -> None:
        of = people.world(sellers={"1010": Seller(name="Muster GmbH", country="DE")})
        people.customer(of, "1001")
        people.credit_account(of, "1001", "1000", CreditLimitAmount="250000", CreditSegmentCurrency="JPY")
        assert only(of).credit_limit is None

    def test_a_hold_is_shown_whoever_set_it(self) -> None:
        of = people.world()
        people.customer(of, "1001")
        people.credit_account(of, "1001", CreditAccountIsBlocked=True, CreditAccountBlockReason="01")
        hold = only(of).hold
        assert hold and hold.on and '"01"' in hold.value

    def test_as_a_block_of_the_customer_where_credit_management_is_not_used(self) -> None:
        of = people.world(hold="customer", credit_segments={})
        people.customer(of, "1001")
        assert only(of).hold == Hold(on=False, value=only(of).hold.value)  # type: ignore[union-attr]
        people.shelf(of).tables["A_Customer"][0]["OrderIsBlockedForCustomer"] = "01"
        hold = only(of).hold
        assert hold and hold.on
        assert "CreditManagementAccount" not in people.shelf(of).asked

    def test_or_of_his_sales_areas_in_our_company_codes(self) -> None:
        of = people.world(hold="sales-area")
        people.customer(of, "1001")
        ours = people.sales_area(of, "1001", OrderIsBlockedForCustomer="")
        people.sales_area(of, "1001", "FR01", OrderIsBlockedForCustomer="01")
        hold = only(of).hold
        assert hold and not hold.on
        ours["OrderIsBlockedForCustomer"] = "01"
        hold = only(of).hold
        assert hold and hold.on


class TestChanges:
    """Between two pulls, an hour and more apart."""

    @staticmethod
    def before() -> World:
        of = people.world(page_size=10)
        for number in range(1, 31):
            people.customer(of, str(number))
            people.credit_account(of, str(number))
            people.dunning(of, str(number), DunningLevel="0")
            people.sales_area(of, str(number))
        return of

    def test_none_is_nothing(self) -> None:
        of = self.before()
        first, cursor = pull(of)
        assert len(first) == 30
        people.shelf(of).later(hours=2)
        assert pull(of, cursor)[0] == {}

    def test_a_partner_says_on_which_day(self) -> None:
        of = self.before()
        _, cursor = pull(of)
        people.shelf(of).later(days=3)
        people.shelf(of).tables["A_BusinessPartner"][6].update(LastChangeDate="2026-10-04", Language="FR")
        found, _ = pull(of, cursor)
        assert {number: each.language for number, each in found.items()} == {"7": "fr"}

    def test_a_new_customer_comes(self) -> None:
        of = self.before()
        _, cursor = pull(of)
        people.shelf(of).later(days=3)
        people.customer(of, "99", CreationDate="2026-10-03", LastChangeDate=None)
        assert "99" in pull(of, cursor)[0]

    @pytest.mark.parametrize(
        ("table", "field", "value"),
        [
            ("A_Customer", "OrderIsBlockedForCustomer", "01"),
            ("A_CustomerCompany", "PaymentTerms", "0002"),
            ("A_CustomerSalesArea", "CustomerGroup", "07"),
            ("A_CustomerDunning", "DunningBlock", "A"),
            ("CreditManagementAccount", "CreditAccountIsBlocked", True),
            ("CreditManagementAccount", "CreditLimitAmount", "1.000"),
            ("A_BusinessPartnerAddress", "CityName", "Padova"),
            ("A_AddressEmailAddress", "EmailAddress", "new@example.com"),
        ],
    )
    def test_what_has_no_date_is_found_by_comparing(self, table: str, field: str, value: object) -> None:
        of = self.before()
        first, cursor = pull(of)
        people.shelf(of).tables[table][11][field] = value
        people.shelf(of).later(minutes=59)
        soon, cursor = pull(of, cursor)
        assert soon == {}, "comparing everything is not due yet"
        people.shelf(of).later(minutes=2)
        found, cursor = pull(of, cursor)
        assert "12" in found and len(found) <= 2
        if table != "A_Customer":  # an order block alone is no part of a customer where holds stand elsewhere
            assert found["12"].version != first["12"].version
        people.shelf(of).later(minutes=61)
        assert pull(of, cursor)[0] == {}, "found once"

    def test_a_level_that_solde_wrote_is_no_change(self) -> None:
        of = self.before()
        _, cursor = pull(of)
        people.shelf(of).tables["A_CustomerDunning"][11]["DunningLevel"] = "2"
        people.shelf(of).later(hours=2)
        assert pull(of, cursor)[0] == {}

    def test_a_process_that_dies_in_the_middle_of_what_was_compared_gives_it_again(self) -> None:
        of = self.before()
        _, cursor = pull(of)
        for row in people.shelf(of).tables["A_CustomerDunning"]:
            row["DunningBlock"] = "A"
        people.shelf(of).later(hours=2)
        pages: list[Page] = []
        for page in customers.pages(of, cursor):
            pages.append(page)
            if page.records:
                break
        found, _ = pull(of, pages[-1].cursor)
        assert len(found) == 30

    def test_what_changes_during_the_first_pull_is_found_by_the_next(self) -> None:
        of = self.before()
        there = people.shelf(of)
        pages = customers.pages(of, None)
        early = next(pages)
        assert "1" in {record.ref.id for record in early.records}
        there.tables["A_CustomerDunning"][0]["DunningBlock"] = "A"  # behind the walk, and without a date
        there.later(minutes=1)
        *_, last = pages
        there.later(hours=2)
        found, _ = pull(of, last.cursor)
        assert found["1"].dunning_block == "A"


def test_a_page_needs_the_same_number_of_requests_whatever_its_size() -> None:
    counts = []
    for size in (5, 200):
        of = people.world(page_size=size)
        for number in range(1, size):
            people.customer(of, str(number))
            people.dunning(of, str(number), DunningRecipient="1")
        before = list(customers.pages(of, None))[-1].cursor
        people.shelf(of).asked.clear()
        people.shelf(of).later(minutes=1)
        for row in people.shelf(of).tables["A_BusinessPartner"]:
            row["LastChangeDate"] = "2026-10-01"
        list(customers.pages(of, before))
        counts.append(len(people.shelf(of).asked))
    assert counts[0] == counts[1] <= 7


def test_some_customers_fresh() -> None:
    of = people.world()
    for number in ("1001", "1002", "1003"):
        people.customer(of, number, company="2020" if number == "1003" else "1010")
    assert [each.ref.id for each in customers.these(of, ["1002", "1003", "4711"])] == ["1002"]
