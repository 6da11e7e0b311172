"""Which part carries out which change."""

import pytest

from connectors.netsuite import writes
from connectors.records import Change, Ref, SetDunning, SetEInvoiceStatus, SetHold
from tests.connectors.netsuite.fake_account import document, netsuite

LUCE, BILL = Ref("ns", "", "customer", "42"), Ref("ns", "1", "invoice", "900")
STATES: list[tuple[Change, str]] = [
    (SetHold(target=LUCE, on=True), "creditHoldOverride"),
    (SetDunning(target=LUCE, level=1), "custentity_solde_level"),
    (SetEInvoiceStatus(target=BILL, status="issued"), "custbody_solde_einvoice"),
]


@pytest.mark.parametrize(("change", "field"), STATES)
def test_a_state_is_never_found_it_is_set_again(change: Change, field: str) -> None:
    world, account = netsuite()
    document(account, "900")
    assert writes.push(world, change, "key", None).done
    assert field in account.writes[-1][2]
    asked = len(account.asked)
    assert writes.find(world, change, "key") is None
    assert len(account.asked) == asked
