"""An S/4HANA stand-in of a test's own: SAP CAP over SAP's published models, with the test's rows, on a free port.

It needs node, and in SOLDE_SAP_STANDIN the folder of a prepared stand-in (docs/sap.md, testing): `server.js`,
`package.json`, `node_modules` and the model `srv/s4.csn`. Nothing is written there. Without them the tests are skipped,
and say so.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.connectors.sap import world_seed as seed
from tests.connectors.sap.world_sales import Bill

VARIABLE = "SOLDE_SAP_STANDIN"
_NEEDED = ("server.js", "package.json", "node_modules", "srv/s4.csn")
_LIMIT = '{"query":{"limit":{"max":1000}}}'  # rows in one answer: more are behind __next


class Server:
    """One running stand-in."""

    def __init__(self, folder: Path, port: int) -> None:
        self.address, self.url = f"localhost:{port}", f"http://localhost:{port}"
        self.desk = Desk(self.url)
        command = ["node", "node_modules/@sap/cds/bin/serve.js", "all", "--in-memory", "--port", str(port)]
        self._log = (folder / "server.log").open("wb")
        self._process = subprocess.Popen(
            command, cwd=folder, stdout=self._log, stderr=subprocess.STDOUT, env={**os.environ, "CDS_CONFIG": _LIMIT}
        )
        until = time.monotonic() + 90
        while not _answers(port):
            if self._process.poll() is not None or time.monotonic() > until:
                self.close()
                raise RuntimeError(f"the stand-in did not start:\n{(folder / 'server.log').read_text()[-2000:]}")
            time.sleep(0.1)

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        self._log.close()


@contextmanager
def started(rows: seed.Rows, folder: Path) -> Iterator[Server]:
    """A stand-in with these rows and no others."""
    ready(folder)
    data = folder / "srv" / "data"
    shutil.rmtree(data, ignore_errors=True)
    seed.write(rows, data)
    server = Server(folder, _free_port())
    try:
        yield server
    finally:
        server.close()


def ready(folder: Path) -> None:
    """Make a folder of our own from the prepared one. Skips the test where there is none."""
    named = os.environ.get(VARIABLE, "")
    place = Path(named).expanduser()
    lacking = [name for name in _NEEDED if not (place / name).exists()] if named else []
    if not named or lacking or shutil.which("node") is None:
        why = (
            f"{VARIABLE} is not set" if not named else f"{place} has no {', '.join(lacking)}" if lacking else "no node"
        )
        pytest.skip(f"no SAP stand-in: {why} (docs/sap.md, testing)")
    if (folder / "standin.js").exists():
        return
    (folder / "srv").mkdir(parents=True, exist_ok=True)
    (folder / "node_modules").symlink_to((place / "node_modules").resolve())
    shutil.copy(place / "package.json", folder)
    shutil.copy(place / "server.js", folder / "standin.js")
    shutil.copy(Path(__file__).with_name("sap_desk.js"), folder / "server.js")
    shutil.copy(place / "srv" / "s4.csn", folder / "srv")


class Desk:
    """What SAP's own users do, behind Solde's back. They work now, by the server's clock, whatever they post for."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._orders: list[list[Any]] = []

    def cancel(self, bill: Bill, day: date) -> str:
        """VF11: a cancellation with its reversal; returns its number."""
        number, document = f"8{bill.number[1:]}", f"84{bill.document[2:]}"
        other = bill._replace(number=number, kind="S1", day=day, due=day, document=document, paid="cancelled",
                              cancels=bill.number, reverses=bill.document)  # fmt: skip
        for name, row in seed.billing(other):
            self._insert(name, {**row, **_stamps(row)})
        self._insert(seed.CUBE, {**seed.item(other, credit=True), "IsReversal": True, **_cleared(document, day),
                                 **_posted()})  # fmt: skip
        self._update(seed.BILLING, {"BillingDocument": bill.number}, {"BillingDocumentIsCancelled": True, **_changed()})
        self._of(bill, {"IsReversed": True, "ReverseDocument": document, "ReverseDocumentFiscalYear": str(day.year),
                        **_cleared(document, day)})  # fmt: skip
        self._done()
        return number

    def part_payment(self, bill: Bill, amount: Decimal, day: date) -> None:
        """F-28 with a part payment: the bill stays open, and the money stands beside it."""
        money = seed.part_payment(bill, day, amount) | {"AccountingDocument": f"16{bill.document[2:]}"}
        self._insert(seed.CUBE, money | _posted())
        self._done()

    def pay(self, bill: Bill, day: date) -> None:
        """F-28: the bill is cleared by the payment."""
        document = seed.clearing(bill)
        self._insert(seed.CUBE, seed.payment(bill, document, day, bill.total) | _cleared(document, day) | _posted())
        self._of(bill, _cleared(document, day))
        self._done()

    def undo_clearing(self, bill: Bill) -> None:
        """FBRA: bill and payment are open again. The dates of the clearing go with it, and nothing else is stamped."""
        opened = {"IsCleared": False, "ClearingAccountingDocument": "", "ClearingDocFiscalYear": "0000",
                  "ClearingDate": None, "ClearingCreationDate": None, "ClearingIsReversed": True}  # fmt: skip
        self._of(bill, opened)
        self._update(seed.CUBE, {"CompanyCode": seed.COMPANY, "AccountingDocument": seed.clearing(bill)}, opened)
        self._done()

    def change(self, name: str, where: dict[str, Any], fields: dict[str, Any]) -> None:
        """Any row of "<SERVICE>-<EntitySet>"."""
        self._update(name, where, fields)
        self._done()

    def _of(self, bill: Bill, fields: dict[str, Any]) -> None:
        self._update(seed.CUBE, {"CompanyCode": seed.COMPANY, "AccountingDocument": bill.document}, fields)

    def _insert(self, name: str, row: dict[str, Any]) -> None:
        self._orders.append(["insert", name.replace("-", "."), None, [row]])

    def _update(self, name: str, where: dict[str, Any], fields: dict[str, Any]) -> None:
        self._orders.append(["update", name.replace("-", "."), where, fields])

    def _done(self) -> None:
        answer = requests.post(f"{self._url}/desk", json=self._orders, timeout=60)
        assert answer.status_code == 204, answer.text
        self._orders = []


def _cleared(by: str, day: date) -> dict[str, Any]:
    today = _now().date().isoformat()
    return seed.cleared(by, day) | {"ClearingCreationDate": today, "LastChangeDate": today}


def _posted() -> dict[str, Any]:
    today = _now().date().isoformat()
    return {"AccountingDocumentCreationDate": today, "LastChangeDate": today}


def _changed() -> dict[str, Any]:
    return {"LastChangeDate": _now().date().isoformat(), "LastChangeDateTime": f"{_now():%Y-%m-%dT%H:%M:%S}Z"}


def _stamps(row: dict[str, Any]) -> dict[str, Any]:
    return _changed() | {"CreationDate": _now().date().isoformat()} if "LastChangeDateTime" in row else {}


def _now() -> datetime:
    return datetime.now(UTC)


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://localhost:{port}/", timeout=2).status_code < 500
    except requests.RequestException:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])
