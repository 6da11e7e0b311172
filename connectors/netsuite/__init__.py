"""Oracle NetSuite over SuiteQL, REST and a RESTlet. What it needs, reads and writes: docs/netsuite.md."""

from collections.abc import Mapping

from connectors.netsuite.connector import NetSuite
from connectors.netsuite.settings import Settings

__all__ = ["Settings", "connect"]


def connect(name: str, settings: Settings, companies: Mapping[str, str]) -> NetSuite:
    """`companies` maps the internal ids of subsidiaries to their names in the configuration."""
    return NetSuite(name, settings, companies)
