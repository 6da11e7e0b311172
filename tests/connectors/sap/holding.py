"""Customer 17 in an S/4HANA in memory, whom Solde holds and releases."""

from connectors.records import Receipt, Ref, SetHold
from connectors.sap import writes
from connectors.sap.settings import Settings
from connectors.sap.world import World
from connectors.secret import Secret
from tests.connectors.sap.fake_client import FakeClient

COMPANIES = {"1010": "lumen-de", "1020": "lumen-fr"}
LUCE = Ref("s4", "", "customer", "17")
GONE = Ref("s4", "", "customer", "99")


def sap(**settings: object) -> tuple[World, FakeClient]:
    """Customer 17 is business partner 4017; our company codes are 1010 and 1020."""
    base = {"url": "https://s4.example.com", "user": "SOLDE", "password": Secret("x"), "hold_code": "ZS"}
    client = FakeClient(Settings(**{**base, **settings}))  # type: ignore[arg-type]
    client.put("A_BusinessPartner", BusinessPartner="4017", Customer="17")
    client.put("A_Customer", Customer="17", OrderIsBlockedForCustomer="", DeliveryIsBlocked="",
               BillingIsBlockedForCustomer="")  # fmt: skip
    return World("s4", client, client.settings, COMPANIES), client


def account(client: FakeClient, segment: str, *, blocked: bool = False, reason: str = "") -> None:
    client.put("CreditManagementAccount", BusinessPartner="4017", CreditSegment=segment,
               CreditAccountIsBlocked=blocked, CreditAccountBlockReason=reason)  # fmt: skip


def state(client: FakeClient, segment: str) -> tuple[bool, str]:
    """Whether the account is blocked, and the reason that stands there."""
    row = client.row("CreditManagementAccount", "4017", segment)
    return row["CreditAccountIsBlocked"], row["CreditAccountBlockReason"]


def hold(world: World, customer: Ref = LUCE) -> Receipt:
    return writes.push(world, SetHold(target=customer, on=True, reason="42 days overdue"), "hold-1", None)


def release(world: World, undo: str, customer: Ref = LUCE) -> Receipt:
    return writes.push(world, SetHold(target=customer, on=False, undo=undo), "release-1", None)
