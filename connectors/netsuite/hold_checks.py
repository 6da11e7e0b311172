"""`solde check` on holds: whether they can be told from other people's, and whether they stop anything."""

from collections.abc import Iterator

from connectors.netsuite import holds, probes
from connectors.netsuite.findings import Level, say
from connectors.netsuite.world import World
from connectors.records import Finding


def findings(world: World) -> Iterator[Finding]:
    settings = world.settings
    if settings.hold == "none":
        yield _say("note", 'hold = "none": Solde decides on holds, and writes none of them')
        if settings.block_orders:
            yield _say("warning", 'block_orders does nothing with hold = "none"')
        return
    if not probes.has(world, "customer", "creditholdoverride"):
        yield _say("error", "the account does not show customer.creditholdoverride: holds cannot be seen in NetSuite")
    yield from _whose(world)
    # Help: section_N1080144. The preference is in none of the tables that SuiteQL shows.
    limits = "Setup > Accounting > Accounting Preferences > General > Customer Credit Limit Handling"
    yield _say("note", f"a hold stops orders where {limits} is Enforce Holds, or where Solde's script for orders is "
                       "deployed; neither can be asked from outside: try it with one customer")  # fmt: skip
    yield _say("note", "NetSuite does not extend a hold to sub-customers; where Solde puts a parent on hold, their "
                       "orders go on unless the script for orders is deployed")  # fmt: skip


def _whose(world: World) -> Iterator[Finding]:
    settings = world.settings
    if holds.has_field(world):
        yield _say("ok", f"a hold sets creditHoldOverride to ON and says why in {settings.hold_reason}")
        if settings.block_orders:
            message = "block_orders: approved orders of a held customer go back to pending approval, and come back; " \
                      "the role needs Transactions > Sales Order: Edit and Sales Order Approval"  # fmt: skip
            yield _say("note", message)
        return
    lacking = f"customers have no field {settings.hold_reason}" if settings.hold_reason else "hold_reason is not set"
    yield _say("warning", f"{lacking}: install it with the script (suitecloud/). Without it a hold is set without a "
                          "reason, one that a credit manager makes his own is lifted by Solde all the same, and one "
                          "whose receipt was lost stays")  # fmt: skip
    if settings.block_orders:
        yield _say("warning", "block_orders does nothing without that field: nobody would remember which orders moved")


def _say(level: Level, message: str) -> Finding:
    return say(level, "holds", message)
