"""What `solde check` says of an account."""

from connectors.netsuite.world import World
from connectors.records import Finding


def run(world: World) -> list[Finding]:
    """To come."""
    return []
