"""Odoo 17, 18 and 19, over JSON-RPC or JSON-2. What it needs and what it writes where: docs/odoo.md."""

from collections.abc import Mapping

from connectors.odoo.connector import Odoo
from connectors.odoo.settings import Settings

__all__ = ["Settings", "connect"]


def connect(name: str, settings: Settings, companies: Mapping[str, str]) -> Odoo:
    """`companies` maps Odoo's company ids to their names in the configuration."""
    return Odoo(name, settings, companies)
