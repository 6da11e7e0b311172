"""The connector: what the engine calls, put together from the parts beside this file."""

from collections.abc import Iterator, Mapping, Sequence

from connectors.netsuite import checks, customers, existing, invoices, orders, paper, payments, rereading, writes
from connectors.netsuite.client import Client
from connectors.netsuite.own_fields import OwnFields
from connectors.netsuite.settings import Settings
from connectors.netsuite.world import World
from connectors.records import Change, Finding, Kind, Page, Receipt, Ref, Snapshot

_PAGES = {
    "customer": customers.pages,
    "order": orders.pages,
    "invoice": invoices.pages,
    "payment": payments.pages,
}


class NetSuite:
    """One account, for the subsidiaries that the configuration names. No request is made before the first call."""

    def __init__(
        self, name: str, settings: Settings, companies: Mapping[str, str], client: Client | None = None
    ) -> None:
        OwnFields(settings.fields)  # raises for an entry that leads nowhere
        self._world = World(name, client or Client(settings), settings, companies)

    def check(self) -> list[Finding]:
        return checks.run(self._world)

    def pull(self, kind: Kind, cursor: str | None) -> Iterator[Page]:
        return _PAGES[kind](self._world, cursor)

    def missing(self, kind: Kind, ids: Sequence[Ref]) -> list[Ref]:
        return existing.missing(self._world, kind, ids)

    def reread(self, accounts: Sequence[Ref]) -> Snapshot:
        return rereading.reread(self._world, accounts)

    def find(self, change: Change, key: str) -> Receipt | None:
        return writes.find(self._world, change, key)

    def push(self, change: Change, key: str, content: bytes | None = None) -> Receipt:
        return writes.push(self._world, change, key, content)

    def invoice_pdf(self, invoice: Ref) -> bytes | None:
        return paper.pdf(self._world, invoice)

    def close(self) -> None:
        self._world.doors.close()
        self._world.client.close()
