"""Real Odoo servers for the tests marked `odoo`, named in the environment.

SOLDE_ODOO_URLS holds addresses apart by blanks, each `http://LOGIN:PASSWORD-OR-KEY@HOST:PORT/DATABASE`. Each
database needs a French company and an Italian one, found by these names (docs/odoo.md says how to make them).
"""

import os
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import pytest

from connectors.odoo.client import Client
from connectors.odoo.settings import Settings
from connectors.secret import Secret

VARIABLE = "SOLDE_ODOO_URLS"
FRENCH, ITALIAN = "Atelier Exemple SAS", "Officina Esempio S.r.l."


class Server:
    """One database, and the ids of our two companies in it."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.name = f"{parts.path.strip('/')}-{parts.username}"
        self.settings = Settings(
            url=f"{parts.scheme}://{parts.hostname}:{parts.port}",
            database=parts.path.strip("/"),
            user=unquote(parts.username or ""),
            password=Secret(unquote(parts.password or "")),
            page_size=50,
        )
        client = Client(self.settings, [])
        rows = client.search_read("res.company", [["name", "in", [FRENCH, ITALIAN]]], ("name",))
        self.companies = {row["name"]: row["id"] for row in rows}
        self.french, self.italian = self.companies[FRENCH], self.companies[ITALIAN]
        self.client = Client(self.settings, [self.french, self.italian])


def addresses() -> list[str]:
    return os.environ.get(VARIABLE, "").split()


def opened(address: str) -> Server:
    if not address:
        pytest.skip(f"no real Odoo: set {VARIABLE} (see docs/odoo.md)")
    return Server(address)


def label(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path.strip('/')}-{parts.username}" if address else "none"


@pytest.fixture(scope="module", params=addresses() or [""], ids=label)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Each server in turn."""
    found = opened(request.param)
    yield found
    found.client.close()
