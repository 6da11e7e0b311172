"""`solde check` for one account: what was found, what is missing, and what will not work there.

Nothing is written to find out: whether the role may write shows with the first hold.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from connectors.cursor import server_now
from connectors.errors import Misconfigured, Refused
from connectors.http import is_loopback
from connectors.netsuite import company_checks, door_checks, field_checks, hold_checks, right_checks, suiteql
from connectors.netsuite.findings import Level, say
from connectors.netsuite.values import instant, text
from connectors.netsuite.world import World
from connectors.records import Finding

_CLOCK_LIMIT = 120  # seconds
_ZONE_LIMIT = timedelta(minutes=10)  # no two zones are closer than a quarter of an hour
_CLOCK = f"SELECT {suiteql.instant('SYSDATE')} AS clock FROM DUAL"  # noqa: S608 (no value comes in)
_PARTS = (
    ("rights", right_checks.tables),
    ("rights", right_checks.queries),
    ("rights", right_checks.types),
    ("rights", right_checks.records),
    ("companies", company_checks.companies),
    ("fields", field_checks.fields),
    ("fields", field_checks.read_fields),
    ("files", door_checks.door),
    ("holds", hold_checks.findings),
    ("dunning", field_checks.dunning),
)


def run(world: World) -> list[Finding]:
    """Never raises for what a person can mend; `Retry` passes."""
    settings = world.settings
    found = list(_transport(world))
    try:
        clock = world.client.ask(_CLOCK, "the clock")
    except Misconfigured as error:
        hint = (
            "the role needs REST Web Services, Log in using OAuth 2.0 Access Tokens and SuiteAnalytics Workbook: Edit"
        )
        return [*found, say("error", "connection", f"{error}; {hint}")]
    found.append(say("ok", "connection", f"account {settings.account}, SuiteQL answers"))
    found += _clock(world)
    found += _zone(world, text(clock[0], "clock") if clock else "")
    for subject, part in _PARTS:
        try:
            found += part(world)
        except (Misconfigured, Refused) as error:
            found.append(say("warning", subject, str(error)))
    return [*found, *_concurrency(world)]


def _transport(world: World) -> Iterator[Finding]:
    parts = urlsplit(world.settings.url)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        yield say("warning", "transport", "plain http: tokens travel readable; use https")
    if not world.settings.verify_tls:
        yield say("warning", "transport", "verify_tls is off: anyone in between can read along; use ca_file")


def _clock(world: World) -> Iterator[Finding]:
    """Pulls follow NetSuite's clock; but the signed assertion of a login must be of the right minute."""
    if not world.client.server_time:
        yield say("note", "clock", "NetSuite tells no time (Date header): every pull reads everything")
        return
    seconds = round((server_now(world.client.server_time) - datetime.now(UTC)).total_seconds())
    level: Level = "ok" if abs(seconds) <= _CLOCK_LIMIT else "warning"
    mend = "" if level == "ok" else ": set this machine's clock, else logins are refused"
    yield say(level, "clock", f"NetSuite's clock differs by {seconds} s{mend}")


def _zone(world: World, shown: str) -> Iterator[Finding]:
    """Whether `time_zone` is the one in which SuiteQL shows times: with another, records would show a wrong time of
    change; what changed is found all the same (walk.py). Public sources differ on whether SYSDATE is in the user's
    zone, so this is a hint.
    """
    zone, now = world.settings.time_zone, server_now(world.client.server_time)
    ours, plain = instant(shown, zone), instant(shown, "UTC")
    if ours is None or plain is None or not world.client.server_time:
        yield say("note", "clock", f"SuiteQL tells no time: whether time_zone = {zone!r} is right is not known")
    elif abs(ours - now) <= _ZONE_LIMIT:
        yield say("ok", "clock", f"SuiteQL shows times as in {zone}")
    else:
        hours = round((plain - now) / timedelta(minutes=15)) / 4
        message = f"time_zone = {zone!r}, and SuiteQL shows times as in UTC{hours:+g} h: set the zone of the user's " \
                  "preferences (Home > Set Preferences), else records show a wrong time of change"  # fmt: skip
        yield say("warning", "clock", message)


def _concurrency(world: World) -> Iterator[Finding]:
    limit = world.settings.concurrency
    told = f"concurrency = {limit}: at most so many requests at a time from here"
    where = "Setup > Integration > Integration Management > Integration Governance"
    message = f"how many the account takes, over all integrations, only an administrator sees ({where})"
    yield say("note", "concurrency", f"{told}; {message}")
