"""Exports of any ERP in a folder, results in another: a connection for whatever has no interface.

docs/files.md lists the files and their canonical fields.
"""

from collections.abc import Mapping

from connectors.contract import Connector
from connectors.files.connector import FilesConnector
from connectors.files.settings import Settings

__all__ = ["Settings", "connect"]


def connect(name: str, settings: Settings, companies: Mapping[str, str]) -> Connector:
    """Nothing is read yet: what is wrong with the folder is said by the first call, or by `check()`."""
    return FilesConnector(name, settings, companies)
