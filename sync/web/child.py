"""The web server's process, as the scheduler starts, watches and ends it."""

import logging
import subprocess
import sys
from pathlib import Path

log = logging.getLogger("solde")
_PATIENCE = 10  # seconds to end in


class WebServer:
    """One process; started anew where it has died."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """It inherits where errors are written, and nothing else."""
        command = [sys.executable, "-m", "sync.web", str(self.file)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 - nothing of it is foreign

    def watch(self) -> list[str]:
        """What is wrong with it; a dead one is replaced."""
        if self._process is None or self._process.poll() is None:
            return []
        code = self._process.returncode
        self.start()
        return [f"the web server ended with {code} and was started again"]

    def stop(self) -> None:
        """End it, with force if need be."""
        if self._process is None:
            return
        self._process.terminate()
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
