"""NetSuite's own PDF of an invoice: printed by the script in the account, which SOAP cannot."""

from connectors.errors import Misconfigured
from connectors.netsuite import targets
from connectors.netsuite.world import World
from connectors.records import Ref


def pdf(world: World, invoice: Ref) -> bytes | None:
    """None where no door is there that prints."""
    try:
        door = world.doors.open(world.client)
    except Misconfigured:  # `solde check` says so
        return None
    return door.paper(targets.of(world, invoice)) if door else None
