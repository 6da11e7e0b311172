"""`solde check` on an account: what it found, which right to ask for, what will not work there."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.errors import Retry
from connectors.netsuite import checks
from connectors.netsuite.needs import TABLES, TYPES
from connectors.netsuite.settings import Seller
from connectors.netsuite.world import World
from connectors.records import Finding
from connectors.secret import Secret
from tests.connectors.netsuite.fake_account import Account, document, netsuite
from tests.connectors.netsuite.fake_wire import error

SELLERS = {"1": Seller(name="Lumen Srl", country="IT"), "2": Seller(name="Lumen SAS", country="FR")}
TOKENS = {"consumer_key": "a", "consumer_secret": Secret("b"), "token_id": "c", "token_secret": Secret("d")}


def sound(zone: str = "UTC", **more: Any) -> tuple[World, Account]:
    """An account in which all that Solde asks for is there."""
    world, account = netsuite(**{"sellers": SELLERS, "time_zone": zone, **more})
    now = datetime.now(UTC)
    account.server_time = format_datetime(now, usegmt=True)
    account.put("DUAL", sysdate=now.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S"))
    for table in TABLES:
        row = dict.fromkeys((table.key, "id", *table.columns), "900")
        if table.name == "customer":
            account.row("customer", "42").update({**row, "id": "42", "category": "1"})
        else:
            account.put(table.name, **row)
    account.rows["transaction"] = [document(account, str(900 + n), type_.code) for n, type_ in enumerate(TYPES)]
    for row in account.rows["transaction"]:
        row.update(currency="1", exchangerate="1", shipdate=None, shippingaddress=None, orderStatus="B", tranId="FAC-1")
    account.rows["currency"] = [{"id": "1", "symbol": "EUR"}, {"id": "2", "symbol": "USD"}]
    for id_, name, country in (("1", "Lumen Srl", "IT"), ("2", "Lumen SAS", "FR")):
        account.put("subsidiary", id=id_, name=name, country=country, currency="1", isinactive="F")
    return world, account


def said(found: list[Finding], *levels: str) -> str:
    return "\n".join(f"{f.subject}: {f.message}" for f in found if not levels or f.level in levels)


class TestWhole:
    def test_a_sound_account_has_nothing_to_mend(self) -> None:
        found = checks.run(sound()[0])
        assert said(found, "error", "warning") == ""
        fine = said(found, "ok")
        for words in ("account 1234567_SB1", "RESTlet, version 1", "subsidiary 1, Lumen Srl", "custentity_solde_hold",
                      "sales orders, invoices", "custbody_solde_einvoice", "editing: customer, invoice"):  # fmt: skip
            assert words in fine
        assert "Integration Governance" in said(found, "note")

    def test_nothing_is_written_to_find_out(self) -> None:
        world, account = sound(block_orders=True)
        checks.run(world)
        assert account.writes == []
        assert {what for method, what, _ in account.asked if method == "POST"} >= {"about", "transactionline"}

    def test_a_role_without_suiteql_is_the_only_thing_said(self) -> None:
        world, account = sound()
        refusal = "Your current role does not have permission to perform this action."
        account.trouble["POST DUAL"] = [error(400, "USER_ERROR", refusal)]
        [only] = checks.run(world)
        assert (only.level, only.subject) == ("error", "connection")
        assert "SuiteAnalytics Workbook" in only.message

    def test_an_account_that_is_away_is_no_finding(self) -> None:
        world, account = sound()
        account.trouble["POST DUAL"] = [error(503, "BUSY")]
        with pytest.raises(Retry):
            checks.run(world)

    def test_readable_transport_is_warned_of(self) -> None:
        world, _ = sound(url="http://proxy.example.com", verify_tls=False)
        found = said(checks.run(world), "warning")
        assert "plain http" in found
        assert "verify_tls" in found


class TestClock:
    def test_one_that_differs_is_told_for_logins_depend_on_it(self) -> None:
        world, account = sound()
        account.server_time = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
        assert "logins are refused" in said(checks.run(world), "warning")

    @pytest.mark.parametrize("zone", ["America/Los_Angeles", "Europe/Rome", "Asia/Kathmandu"])
    def test_the_zone_of_the_user_fits(self, zone: str) -> None:
        assert f"as in {zone}" in said(checks.run(sound(zone)[0]), "ok")

    def test_another_zone_is_told_with_how_far_it_is_off(self) -> None:
        world, account = sound("UTC")
        there = datetime.now(UTC) - timedelta(hours=7)
        account.rows["DUAL"] = [{"sysdate": there.strftime("%Y-%m-%d %H:%M:%S")}]
        found = said(checks.run(world), "warning")
        assert "time_zone = 'UTC'" in found
        assert "UTC-7 h" in found

    @pytest.mark.parametrize("shown", [None, "2/11/2026"])
    def test_a_time_that_is_none_is_no_trouble(self, shown: str | None) -> None:
        world, account = sound()
        account.rows["DUAL"] = [{"sysdate": shown}]
        assert "tells no time" in said(checks.run(world), "note")


class TestRights:
    @pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
    def test_a_table_that_is_not_shown_is_told_with_the_right_to_ask_for(self, table: Any) -> None:
        world, account = sound()
        del account.rows[table.name]
        found = said(checks.run(world), table.level)
        assert f"{table.name}: {table.use}" in found
        assert f"ask for {table.right}" in found

    def test_columns_that_are_not_shown_are_told_with_what_is_lost(self) -> None:
        world, account = sound()
        for name in ("units", "isclosed"):
            del account.rows["transactionline"][0][name]
        found = said(checks.run(world), "note")
        assert "transactionline.units: quantities have no unit" in found
        assert "transactionline.isclosed" in found
        assert "itemtype" not in found

    def test_invoices_that_cannot_be_seen_are_a_warning_and_deposits_a_note(self) -> None:
        world, account = sound()
        account.rows["transaction"] = [row for row in account.rows["transaction"] if row["type"] in ("SalesOrd",)]
        found = checks.run(world)
        assert "Transactions > Invoice: View" in said(found, "warning")
        assert "Transactions > Customer Deposit: View" in said(found, "note")

    def test_records_that_do_not_open_are_told_with_the_right_to_ask_for(self) -> None:
        world, account = sound()
        account.trouble["GET customer/42"] = [error(403, "INSUFFICIENT_PERMISSION")]
        assert "ask for Lists > Customers: Edit" in said(checks.run(world), "error")

    def test_orders_need_to_open_only_where_they_are_moved(self) -> None:
        for moves in (True, False):
            world, account = sound(block_orders=moves)
            checks.run(world)
            assert (("GET", "salesOrder/900", None) in account.asked) is moves


class TestCompanies:
    def test_one_that_is_not_there_is_an_error(self) -> None:
        world, account = sound()
        del account.rows["subsidiary"][1]
        assert "company lumen-fr: subsidiary 2 does not exist" in said(checks.run(world), "error")

    def test_one_without_a_seller_is_an_error_and_a_seller_without_one_a_note(self) -> None:
        world, _ = sound(sellers={"1": SELLERS["1"], "7": SELLERS["2"]})
        found = checks.run(world)
        assert "sellers.2 is not set" in said(found, "error")
        assert "sellers.7" in said(found, "note")

    def test_another_currency_than_netsuites_is_an_error(self) -> None:
        world, account = sound()
        account.row("subsidiary", "2")["currency"] = "2"
        assert "its currency is USD, and sellers.2.currency says EUR" in said(checks.run(world), "error")

    def test_another_country_or_an_inactive_one_is_a_warning(self) -> None:
        world, account = sound()
        account.row("subsidiary", "2").update(country="BE", isinactive="T")
        found = said(checks.run(world), "warning")
        assert "its country is BE" in found
        assert "inactive" in found

    def test_an_account_without_oneworld_says_how_to_go_on(self) -> None:
        world, account = sound()
        del account.rows["subsidiary"]
        assert "set oneworld = false" in said(checks.run(world), "error")

    def test_without_oneworld_the_one_company_is_1(self) -> None:
        world, account = sound(oneworld=False)
        del account.rows["subsidiary"]
        assert "2: without OneWorld the one company has the id 1" in said(checks.run(world), "error")

    def test_oneworld_false_with_subsidiaries_is_an_error(self) -> None:
        assert "set oneworld = true" in said(checks.run(sound(oneworld=False)[0]), "error")

    def test_a_company_that_is_no_number_is_named_and_the_rest_goes_on(self) -> None:
        world, _ = sound()
        world = World("ns", world.client, world.settings, {"1": "lumen-it", "Lumen SAS": "lumen-fr"})
        found = checks.run(world)
        assert "'Lumen SAS' is no internal id" in said(found, "error")
        assert "subsidiary 1, Lumen Srl" in said(found, "ok")


class TestFields:
    def test_a_written_field_that_is_not_there_is_an_error(self) -> None:
        world, account = sound()
        del account.row("customer", "42")["custentity_solde_level"]
        assert "dunning_level: customer has no field custentity_solde_level" in said(checks.run(world), "error")

    def test_those_that_are_not_set_are_noted(self) -> None:
        world, _ = sound(dunning_level="", einvoice_status="")
        found = said(checks.run(world), "note")
        assert "does not show the dunning level" in found
        assert "does not show the state of e-invoices" in found

    @pytest.mark.parametrize("key", ["dunning_block", "dispute", "erp_einvoice"])
    def test_a_read_field_that_is_not_there_is_an_error(self, key: str) -> None:
        world, _ = sound(**{key: "custbody_no_such"})
        assert f"{key}: " in said(checks.run(world), "error")


class TestFiles:
    def test_without_a_door_it_says_what_can_be_done(self) -> None:
        world, account = sound()
        account.script = False
        found = said(checks.run(world), "error")
        assert "files: there is no door" in found
        assert "deploy the script" in found

    def test_none_is_a_choice(self) -> None:
        assert 'files = "none"' in said(checks.run(sound(files="none")[0]), "note")

    def test_tokens_beside_the_script_are_not_needed(self) -> None:
        assert "not needed" in said(checks.run(sound(**TOKENS)[0]), "note")

    def test_soap_says_when_it_ends_and_wants_a_folder(self) -> None:
        world, _ = sound(files="soap", **TOKENS)
        world.doors._soap = lambda client: Soap()  # type: ignore[assignment,return-value]
        found = checks.run(world)
        for when in ("2027.1", "2028.1", "2028.2"):
            assert when in said(found, "warning")
        assert "folder is not set" in said(found, "error")


class Soap:
    name = "SOAP"

    def about(self) -> str:
        return "SOAP 2025_2"


class TestHolds:
    def test_without_the_field_it_says_what_that_means(self) -> None:
        world, account = sound(block_orders=True)
        del account.row("customer", "42")["custentity_solde_hold"]
        found = said(checks.run(world), "warning")
        assert "customers have no field custentity_solde_hold" in found
        assert "is lifted by Solde all the same" in found
        assert "block_orders does nothing without that field" in found

    def test_whether_a_hold_stops_anything_cannot_be_asked(self) -> None:
        found = said(checks.run(sound()[0]), "note")
        assert "Enforce Holds" in found
        assert "sub-customers" in found

    def test_moving_orders_needs_rights_that_are_named(self) -> None:
        assert "Sales Order Approval" in said(checks.run(sound(block_orders=True)[0]), "note")

    def test_hold_none_is_a_choice_and_moves_no_orders(self) -> None:
        found = checks.run(sound(hold="none", block_orders=True)[0])
        assert "writes none of them" in said(found, "note")
        assert "block_orders does nothing" in said(found, "warning")


class TestDunning:
    @pytest.mark.parametrize(("procedure", "level"), [("3", "warning"), (None, "note")])
    def test_netsuites_own_letters_are_found(self, procedure: str | None, level: str) -> None:
        world, account = sound()
        account.row("customer", "42")["custentity_3805_dunning_procedure"] = procedure
        assert "NetSuite's own dunning letters" in said(checks.run(world), level)

    def test_where_they_are_not_installed_another_script_may_remind(self) -> None:
        assert "another script" in said(checks.run(sound()[0]), "note")
