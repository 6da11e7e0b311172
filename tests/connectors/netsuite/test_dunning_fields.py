"""What NetSuite's users see of reminders and e-invoices, in custom fields."""

from datetime import date
from typing import Any

import pytest

from connectors.errors import Refused
from connectors.netsuite import writes
from connectors.netsuite.world import World
from connectors.records import Receipt, Ref, SetDunning, SetEInvoiceStatus
from tests.connectors.netsuite.fake_account import Account, document, netsuite
from tests.connectors.netsuite.fake_wire import error

LUCE, GONE = Ref("ns", "", "customer", "42"), Ref("ns", "", "customer", "99")
BILL = Ref("ns", "1", "invoice", "900")
MONDAY, LATER = date(2026, 2, 2), date(2026, 2, 16)


def remind(world: World, level: int, day: date | None = MONDAY, company: str = "1", target: Ref = LUCE) -> Receipt:
    return writes.push(world, SetDunning(target=target, level=level, notice_date=day, company=company), "key", None)


def shown(account: Account) -> tuple[Any, Any]:
    row = account.row("customer", "42")
    return row["custentity_solde_level"], row["custentity_solde_date"]


class TestLevel:
    def test_and_day_are_written_and_the_latest_wins(self) -> None:
        world, account = netsuite()
        assert remind(world, 1).done
        assert remind(world, 2, LATER).done
        assert shown(account) == (2, "2026-02-16")

    def test_of_two_companies_on_one_day_the_higher_shows_whatever_the_order(self) -> None:
        for first, second in (("1", 3), ("2", 1)), (("2", 1), ("1", 3)):
            world, account = netsuite()
            for company, level in (first, second):
                remind(world, int(level), MONDAY, str(company))
            assert shown(account) == (3, "2026-02-02")

    def test_a_later_notice_shows_though_its_level_is_lower(self) -> None:
        world, account = netsuite()
        remind(world, 3)
        remind(world, 1, LATER, "2")
        assert shown(account) == (1, "2026-02-16")

    def test_one_that_never_arrived_is_taken_back(self) -> None:
        world, account = netsuite()
        remind(world, 2)
        remind(world, 0, None)
        assert shown(account) == (0, None)

    def test_one_company_alone_needs_no_look_at_what_was_there(self) -> None:
        world, account = netsuite()
        world = World("ns", world.client, world.settings, {"1": "lumen-it"})
        remind(world, 1)
        assert [method for method, _, _ in account.asked] == ["PATCH"]

    def test_either_field_may_be_left_out(self) -> None:
        world, account = netsuite(dunning_date="")
        remind(world, 2)
        assert shown(account) == (2, None)

    def test_without_fields_it_is_not_done_and_says_why(self) -> None:
        world, account = netsuite(dunning_level="", dunning_date="")
        receipt = remind(world, 1)
        assert not receipt.done
        assert "dunning_level" in receipt.detail
        assert account.writes == []

    @pytest.mark.parametrize("more", [{}, {"dunning_level": "", "dunning_date": ""}])
    def test_a_customer_that_is_not_there_is_refused(self, more: dict[str, str]) -> None:
        world, _ = netsuite(**more)
        with pytest.raises(Refused, match="99"):
            remind(world, 1, target=GONE)


class TestEInvoice:
    def tell(self, world: World, status: str, target: Ref = BILL) -> Receipt:
        return writes.push(world, SetEInvoiceStatus(target=target, status=status, format="facturx"), "key", None)

    @pytest.mark.parametrize(("type_", "record"), [("CustInvc", "invoice"), ("CustCred", "creditMemo")])
    def test_its_state_is_written_on_the_document_and_the_latest_wins(self, type_: str, record: str) -> None:
        world, account = netsuite()
        bill = document(account, "900", type_)
        for status in ("issued", "delivered"):
            assert self.tell(world, status).done
        assert bill["custbody_solde_einvoice"] == "delivered"
        assert account.writes[0][1] == f"{record}/900"

    def test_without_a_field_it_is_not_done_and_says_why(self) -> None:
        world, account = netsuite(einvoice_status="")
        document(account, "900")
        receipt = self.tell(world, "issued")
        assert not receipt.done
        assert "einvoice_status" in receipt.detail

    @pytest.mark.parametrize("field", ["custbody_solde_einvoice", ""])
    def test_a_document_that_is_not_there_is_refused(self, field: str) -> None:
        world, account = netsuite(einvoice_status=field)
        document(account, "901")
        with pytest.raises(Refused, match="900"):
            self.tell(world, "issued")

    def test_one_that_was_deleted_since_is_refused(self) -> None:
        world, account = netsuite()
        document(account, "900")
        account.trouble["PATCH invoice/900"] = [error(404, "NONEXISTENT_ID")]
        with pytest.raises(Refused, match="900 does not exist"):
            self.tell(world, "issued")
