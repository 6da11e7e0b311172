"""`solde check`: which door files and notes go through, and how long it stays open."""

from collections.abc import Iterator

from connectors.errors import Misconfigured
from connectors.netsuite.door_choice import NONE, has_tokens
from connectors.netsuite.findings import say
from connectors.netsuite.restlet_door import MOST
from connectors.netsuite.world import World
from connectors.records import Finding

# Help: "SOAP Removal Plans FAQ", section_0525020842 on token-based access, where the date is tentative.
ENDS = (
    "NetSuite takes no new integrations with SOAP or token-based access from 2027.1; existing token-based access ends "
    "with 2028.1, as planned, and SOAP with 2028.2"
)


def door(world: World) -> Iterator[Finding]:
    """What was found, and what it can do."""
    settings = world.settings
    try:
        found = world.doors.open(world.client)
    except Misconfigured as error:
        yield say("error", "files", str(error).removeprefix("files: "))
        return
    if found is None:
        yield say("note", "files", NONE)
        return
    try:
        told = found.about()
    except Misconfigured as error:
        yield say("error", "files", str(error))
        return
    if found.name == "RESTlet":
        what = f"files up to {MOST / 1e6:.1f} MB, notes, and the invoice's own PDF"
        yield say("ok", "files", f"{told} ({settings.restlet}): {what}")
        if has_tokens(settings):
            yield say("note", "files", "token-based access is set and not needed while the script answers")
    else:
        yield say("ok", "files", f"{told}: files up to 10 MB and notes; it prints no invoices")
        yield say("warning", "files", f"{ENDS}: deploy the script (suitecloud/) before")
        if not settings.folder:
            yield say("error", "files", "folder is not set: SOAP needs the internal id of a folder of the file cabinet")
