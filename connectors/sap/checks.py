"""`solde check` for one S/4HANA: what was found, what is missing, and what will not work there.

Nothing is written to find out: whether the user may write shows with the first hold.
"""

import ipaddress
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from connectors.cursor import server_now
from connectors.errors import Misconfigured, Refused
from connectors.records import Finding
from connectors.sap import access_checks, company_checks, hold_checks
from connectors.sap.client import Query
from connectors.sap.findings import Level, say
from connectors.sap.targets import PARTNERS
from connectors.sap.world import World

_CLOCK_LIMIT = 120  # seconds
_PARTS = (
    ("services", access_checks.services),
    ("attachments", access_checks.attachments),
    ("company codes", company_checks.companies),
    ("sales organisations", company_checks.sales_organizations),
    ("currencies", company_checks.currencies),
    ("tax codes", company_checks.tax_codes),
    ("dunning", company_checks.dunning),
    ("holds", hold_checks.findings),
)


def run(world: World) -> list[Finding]:
    """Never raises for what a person can mend; `Retry` passes."""
    settings = world.settings
    found = list(_transport(world))
    try:
        world.client.page(PARTNERS, "A_BusinessPartner", Query(select=("BusinessPartner",), top=1))
    except Misconfigured as error:
        return [*found, say("error", "connection", str(error))]
    except Refused:
        pass  # it answers: which services do not is said below
    client = f"client {settings.client}" if settings.client else "the server's default client: set client"
    found.append(say("ok", "connection", f"{urlsplit(settings.url).netloc}, {client}, {settings.auth}"))
    found += _clock(world)
    for subject, part in _PARTS:
        try:
            found += part(world)
        except (Misconfigured, Refused) as error:
            found.append(say("warning", subject, str(error)))
    return [*found, say("note", "write-back", "SAP has no field for the state of an e-invoice: its files show it")]


def _transport(world: World) -> Iterator[Finding]:
    parts = urlsplit(world.settings.url)
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        yield say("warning", "transport", "plain http: the password travels readable; use https")
    if not world.settings.verify_tls:
        yield say("warning", "transport", "verify_tls is off: anyone in between can read along; use ca_file")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _clock(world: World) -> Iterator[Finding]:
    """Pulls follow the server's clock, so a difference does no harm; it shows in time stamps."""
    if not world.client.server_time:
        yield say("note", "clock", "the server tells no time (Date header): every pull reads everything")
        return
    seconds = round((server_now(world.client.server_time) - datetime.now(UTC)).total_seconds())
    level: Level = "ok" if abs(seconds) <= _CLOCK_LIMIT else "note"
    yield say(level, "clock", f"the server's clock differs by {seconds} s")
