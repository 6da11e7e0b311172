"""One account of the stand-in: its store, its scripts and its server, for a fixture or for a process of its own."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from connectors.netsuite.settings import Settings
from connectors.secret import Secret
from tests.connectors.netsuite.standin import keys
from tests.connectors.netsuite.standin.oauth import Integration
from tests.connectors.netsuite.standin.restlet import Scripts
from tests.connectors.netsuite.standin.scripts import Protocol
from tests.connectors.netsuite.standin.server import Standin
from tests.connectors.netsuite.standin.soap import Soap
from tests.connectors.netsuite.standin.store import Store

ACCOUNT, CLIENT, CERTIFICATE = "9999999_SB1", "c1ient", "kid-1"


class Account:
    """`store` is what NetSuite's own users work in; `url` is where all doors are."""

    def __init__(
        self, scripts: Scripts | None = None, path: Path | None = None, key: str = "P-256", *, soap: bool = False
    ) -> None:
        self._folder = None if path else Path(tempfile.mkdtemp(prefix="solde-netsuite-"))
        self.store = Store(path or Path(str(self._folder)) / "account.db")
        self.scripts = scripts or Protocol()
        self.private, public = keys.pair(key)
        known = Integration(account=ACCOUNT, client_id=CLIENT, certificates={CERTIFICATE: public})
        self.soap = Soap(self.store) if soap else None
        self.server = Standin(self.store, known, self.scripts, soap=self.soap)
        self.url = self.server.url

    def settings(self, **more: Any) -> Settings:
        """How a connector reaches this account. The gate's locks are its own, not those of a real account."""
        known = reach(self.url, self.private, self.store.path.parent / "slots")
        return Settings(**(known | more))

    def close(self) -> None:
        self.server.close()
        self.store.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)


def reach(url: str, private: str, slots: Path) -> dict[str, Any]:
    """The keys of a connection that every test needs."""
    return {
        "account": ACCOUNT, "client_id": CLIENT, "certificate_id": CERTIFICATE, "private_key": Secret(private),
        "url": url, "slots": slots, "timeout": 20.0,
    }  # fmt: skip
