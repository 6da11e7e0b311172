"""What every reading and writing of NetSuite needs: the doors, the settings, whose records, and how they are named."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from connectors.netsuite.client import Client
from connectors.netsuite.door_choice import Doors
from connectors.netsuite.settings import Settings
from connectors.netsuite.values import Row, instant, text
from connectors.records import Kind, Ref

ONLY = "1"  # the one company of an account without OneWorld
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class World(msgspec.Struct, frozen=True):
    """One connection."""

    name: str
    client: Client
    settings: Settings
    companies: Mapping[str, str]  # subsidiary -> its key in Solde's configuration
    small: dict[str, dict[str, Row]] = {}  # small tables that were read already (references.py)
    doors: Doors = msgspec.field(default_factory=Doors)  # for files and notes
    transactions: dict[str, tuple[str, str]] = {}  # id -> record type and customer, as asked already (targets.py)
    shown: dict[str, bool] = {}  # table.column -> whether the account shows it, as asked already (probes.py)

    def ref(self, kind: Kind, company: str, id_: str) -> Ref:
        """Customers are shared by subsidiaries: their company is ""."""
        return Ref(self.name, "" if kind == "customer" else company, kind, id_)

    def company_of(self, row: Row) -> str:
        """The subsidiary of a document; accounts without OneWorld have one company."""
        return text(row, "company") if self.settings.oneworld else ONLY

    def changed(self, row: Row) -> datetime:
        """When it was changed last."""
        return instant(row.get("changed"), self.settings.time_zone) or _EPOCH
