"""The stand-in as a process of its own: what kills or restarts a connector does not touch it, and the other way round.

Its rows lie in a file that the test opens as well: `store` is where NetSuite's users work and trouble is ordered.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from connectors.netsuite.settings import Settings
from tests.connectors.netsuite.standin import keys
from tests.connectors.netsuite.standin.account import reach
from tests.connectors.netsuite.standin.store import Store

_ROOT = Path(__file__).parents[4]


class Process:
    """Ends with `close`, and when this process ends: its input is then closed."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="solde-netsuite-"))
        self.private, public = keys.pair()
        (self.folder / "public.pem").write_text(public)
        command = [sys.executable, "-m", "tests.connectors.netsuite.standin", str(self.folder)]
        self._process = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        said = self._process.stdout.readline() if self._process.stdout else b""
        if not said:
            self.close()
            raise AssertionError("the stand-in did not start")
        self.url: str = json.loads(said)["url"]
        self.store = Store(self.folder / "account.db")

    def settings(self, **more: Any) -> Settings:
        """How a connector reaches it."""
        known = reach(self.url, self.private, self.folder / "slots")
        return Settings(**(known | more))

    def close(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(10)
        if self._process.stdout:
            self._process.stdout.close()
        if hasattr(self, "store"):
            self.store.close()
        shutil.rmtree(self.folder, ignore_errors=True)
