"""python -m tests.connectors.netsuite.standin FOLDER [PORT]: serve the account in this folder until input ends.

FOLDER holds public.pem, the key of the certificate that may log in, and account.db, the rows; the address is printed.
"""

import json
import sys
from pathlib import Path

from tests.connectors.netsuite.standin.account import ACCOUNT, CERTIFICATE, CLIENT
from tests.connectors.netsuite.standin.oauth import Integration
from tests.connectors.netsuite.standin.office import Office
from tests.connectors.netsuite.standin.scripts import Protocol
from tests.connectors.netsuite.standin.server import Standin
from tests.connectors.netsuite.standin.store import Store


def main(folder: Path, port: int) -> None:
    known = Integration(
        account=ACCOUNT, client_id=CLIENT, certificates={CERTIFICATE: (folder / "public.pem").read_text()}
    )
    store = Store(folder / "account.db")
    Office(store)
    server = Standin(store, known, Protocol(), port)
    sys.stdout.write(json.dumps({"url": server.url}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.close()
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
