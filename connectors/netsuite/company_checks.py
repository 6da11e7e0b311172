"""`solde check`: what the configuration says of subsidiaries, held against NetSuite."""

from collections.abc import Iterator, Mapping

from connectors.netsuite import probes
from connectors.netsuite.findings import say
from connectors.netsuite.suiteql import Select, among
from connectors.netsuite.values import Row, text, yes
from connectors.netsuite.world import ONLY, World
from connectors.records import Finding

_SUBSIDIARIES = Select(
    columns={"id": "id", "name": "name", "country": "country", "currency": "currency", "inactive": "isinactive"},
    source="subsidiary",
    optional=frozenset({"currency"}),
    hint="Lists > Subsidiaries: View",
)
_CURRENCIES = Select(columns={"id": "id", "symbol": "symbol"}, source="currency", hint="Lists > Currency: View")


def companies(world: World) -> Iterator[Finding]:
    """Each subsidiary: whether it is there, and whether its seller is named."""
    trouble = probes.trouble(world, "subsidiary")
    if world.settings.oneworld and trouble:
        message = "subsidiaries cannot be read: ask for Lists > Subsidiaries: View; for an account without OneWorld " \
                  "set oneworld = false"  # fmt: skip
        yield say("error", "companies", f"{message} ({trouble})")
    elif world.settings.oneworld:
        yield from _subsidiaries(world)
    else:
        yield from _alone(world, several=not trouble)
    for id_, name in world.companies.items():
        if id_ not in world.settings.sellers:
            what = f"sellers.{id_} is not set: no e-invoice can name its seller"
            yield say("error", f"company {name}", what)
    for id_ in sorted(set(world.settings.sellers) - set(world.companies)):
        yield say("note", "companies", f"sellers.{id_}: no company of the configuration has this subsidiary")


def _alone(world: World, *, several: bool) -> Iterator[Finding]:
    if several:
        yield say("error", "companies", "the account has subsidiaries: set oneworld = true")
    others = sorted(set(world.companies) - {ONLY})
    if others:
        yield say("error", "companies", f"{', '.join(others)}: without OneWorld the one company has the id {ONLY}")


def _subsidiaries(world: World) -> Iterator[Finding]:
    numbers = [id_ for id_ in world.companies if id_.isascii() and id_.isdecimal()]
    for id_ in sorted(set(world.companies) - set(numbers)):
        yield say("error", f"company {world.companies[id_]}", f"{id_!r} is no internal id of a subsidiary")
    rows, _ = world.client.page(_SUBSIDIARIES.also(among("id", numbers)))
    found = {text(row, "id"): row for row in rows}
    symbols = _symbols(world)
    for id_ in numbers:
        subject = f"company {world.companies[id_]}"
        if id_ not in found:
            message = f"subsidiary {id_} does not exist, or the role's subsidiary restrictions leave it out"
            yield say("error", subject, message)
            continue
        yield say("ok", subject, f"subsidiary {id_}, {text(found[id_], 'name')}")
        yield from _compared(world, subject, found[id_], symbols)
    if numbers:
        message = "where the role is restricted to some subsidiaries, NetSuite leaves out the others' documents " \
                  "without a word: it needs those above"  # fmt: skip
        yield say("note", "companies", message)


def _compared(world: World, subject: str, row: Row, symbols: Mapping[str, str]) -> Iterator[Finding]:
    """What NetSuite and the configuration both say."""
    id_ = text(row, "id")
    if yes(row, "inactive"):
        yield say("warning", subject, f"subsidiary {id_} is inactive in NetSuite")
    seller = world.settings.sellers.get(id_)
    if seller is None:
        return
    currency, country = symbols.get(text(row, "currency"), ""), text(row, "country")
    if currency and currency != seller.currency:
        message = f"its currency is {currency}, and sellers.{id_}.currency says {seller.currency}"
        yield say("error", subject, f"{message}: e-invoices would name a wrong accounting currency (BT-6)")
    if country and country != seller.country:
        yield say("warning", subject, f"its country is {country}, and sellers.{id_}.country says {seller.country}")


def _symbols(world: World) -> dict[str, str]:
    """ISO codes of currencies; {} in an account with one currency."""
    if probes.trouble(world, "currency"):
        return {}
    return {text(row, "id"): text(row, "symbol").upper() for rows in world.client.rows(_CURRENCIES) for row in rows}
