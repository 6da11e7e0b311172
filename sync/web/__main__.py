"""`python -m sync.web FILE`: the web server as `solde serve` starts it. It ends when its standard input does, so that
it never outlives the scheduler, however that one died.
"""

import logging
import os
import sys
import threading
from pathlib import Path

from sync.boot import prepare


def main() -> None:
    """Serve what the solde.toml that is named says."""
    prepare()
    from config import load  # noqa: PLC0415 - as all below it: Django must be configured first
    from connectors.errors import Misconfigured  # noqa: PLC0415
    from sync.web import server  # noqa: PLC0415

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    try:
        server.run(load.load(Path(sys.argv[1])), migrate=False)
    except Misconfigured as error:
        sys.exit(str(error))


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os._exit(0)  # answers under way are lost, as they would be with the parent


if __name__ == "__main__":
    main()
