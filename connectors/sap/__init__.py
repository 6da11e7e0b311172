"""SAP S/4HANA over its OData V2 services. What it needs, and what it reads and writes where: docs/sap.md."""

from collections.abc import Mapping

from connectors.sap.connector import Sap
from connectors.sap.settings import Settings

__all__ = ["Settings", "connect"]


def connect(name: str, settings: Settings, companies: Mapping[str, str]) -> Sap:
    """`companies` maps company codes to their names in the configuration."""
    return Sap(name, settings, companies)
