"""What every reading and writing of SAP needs: the wire, the settings, whose records, and how they are named."""

from collections.abc import Mapping

import msgspec

from connectors.records import Kind, Ref
from connectors.sap.client import Client
from connectors.sap.settings import Settings
from connectors.sap.values import Case, Row
from einvoice.model import Party


class World(msgspec.Struct, frozen=True):
    """One connection."""

    name: str
    client: Client
    settings: Settings
    companies: Mapping[str, str]  # company code -> its key in Solde's configuration
    buyers: dict[tuple[str, str], tuple[Row, Party, Case]] = {}  # made from the same row before (documents.py)

    def ref(self, kind: Kind, company: str, id_: str) -> Ref:
        """Customers are shared by company codes: their company is ""."""
        return Ref(self.name, "" if kind == "customer" else company, kind, id_)

    def company_of(self, sales_organization: str) -> str:
        """The company code that a sales organisation belongs to."""
        return self.settings.sales_organizations.get(sales_organization, sales_organization)
