"""The dunning level in SAP's dunning data."""

from datetime import date

import pytest

from connectors.errors import Refused
from connectors.records import Receipt, Ref, SetDunning
from connectors.sap import writes
from connectors.sap.world import World
from tests.connectors.sap.fake_client import FakeClient
from tests.connectors.sap.holding import GONE, LUCE, sap

MONDAY = date(2026, 2, 16)
MONDAY_IN_SAP = "/Date(1771200000000)/"


def dunned(world: World, level: int, day: date | None = MONDAY, *, company: str = "1010", area: str = "",
           customer: Ref = LUCE) -> Receipt:  # fmt: skip
    change = SetDunning(target=customer, level=level, notice_date=day, company=company, area=area)
    return writes.push(world, change, f"level-{level}", None)


def data(client: FakeClient, company: str = "1010", area: str = "", **more: object) -> None:
    row = {"DunningLevel": "0", "LastDunnedOn": None, "DunningBlock": "", "DunningProcedure": "0001", **more}
    client.put("A_CustomerDunning", Customer="17", CompanyCode=company, DunningArea=area, **row)
    client.put("A_CustomerCompany", Customer="17", CompanyCode=company)


def row(client: FakeClient, company: str = "1010", area: str = "") -> tuple[str, object, str]:
    found = client.row("A_CustomerDunning", "17", company, area)
    return found["DunningLevel"], found["LastDunnedOn"], found.get("DunningBlock", "")


def test_level_and_day_are_written_where_the_invoices_are() -> None:
    world, client = sap()
    data(client)
    data(client, "1020")
    data(client, area="EX")
    assert dunned(world, 2).done
    assert row(client) == ("2", MONDAY_IN_SAP, "")
    assert row(client, "1020") == row(client, area="EX") == ("0", None, "")


def test_each_dunning_area_has_its_own_level() -> None:
    world, client = sap()
    data(client)
    data(client, area="EX")
    dunned(world, 3, area="EX")
    assert row(client, area="EX")[0] == "3"
    assert row(client)[0] == "0"


def test_the_latest_wins_and_the_same_again_writes_nothing() -> None:
    world, client = sap()
    data(client)
    dunned(world, 1, date(2026, 2, 2))
    dunned(world, 2)
    written = len(client.writes)
    assert dunned(world, 2).done
    assert len(client.writes) == written
    assert row(client) == ("2", MONDAY_IN_SAP, "")


def test_levels_above_nine_are_nine_for_sap_has_one_digit() -> None:
    world, client = sap()
    data(client)
    dunned(world, 12)
    assert row(client)[0] == "9"


def test_the_block_keeps_saps_own_run_off_and_goes_when_all_is_paid() -> None:
    world, client = sap(dunning_block="Z")
    data(client)
    dunned(world, 1)
    assert row(client)[2] == "Z"
    dunned(world, 0, None)
    assert row(client) == ("0", None, "")


def test_somebody_elses_dunning_block_stays() -> None:
    world, client = sap(dunning_block="Z")
    data(client, DunningBlock="A")
    dunned(world, 1)
    assert row(client)[2] == "A"
    dunned(world, 0, None)
    assert row(client)[2] == "A"


def test_a_block_that_a_collector_puts_in_at_the_same_moment_stays() -> None:
    world, client = sap(dunning_block="Z")
    data(client)
    client.meanwhile = lambda: data(client, DunningBlock="A")
    dunned(world, 1)
    assert row(client) == ("1", MONDAY_IN_SAP, "A")


def test_a_customer_without_dunning_data_is_told_and_left() -> None:
    world, client = sap()
    receipt = dunned(world, 1)
    assert not receipt.done
    assert "company code 1010" in receipt.detail
    assert "dunning_procedure" in receipt.detail
    assert not client.writes


def test_dunning_data_is_made_where_a_procedure_is_configured() -> None:
    world, client = sap(dunning_procedure="0001")
    assert dunned(world, 1).done
    made = client.row("A_CustomerDunning", "17", "1010", "")
    assert (made["DunningProcedure"], made["DunningLevel"]) == ("0001", "1")


def test_a_level_from_before_companies_were_told_goes_to_all_of_ours_that_the_customer_has() -> None:
    world, client = sap()
    for company in ("1010", "1020", "3030"):
        data(client, company)
    assert dunned(world, 1, company="").done
    assert row(client, "1010")[0] == row(client, "1020")[0] == "1"
    assert row(client, "3030")[0] == "0"


def test_a_customer_that_does_not_exist_is_refused() -> None:
    world, _ = sap(dunning_procedure="0001")
    with pytest.raises(Refused, match="99"):
        dunned(world, 1, customer=GONE)
