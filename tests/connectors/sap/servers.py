"""SAP's stand-ins as servers of a test's own: SAP CAP and mock-sap over SAP's published models, on free ports.

They are not part of this repository: SOLDE_SAP_STANDIN names their folder (start.sh, server.js ...), else it is looked
for beside the repository. They need node, npm and pip, and are prepared once, in build/sap (or SOLDE_SAP_WORK).
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import requests

REPOSITORY = Path(__file__).parents[3]
STANDIN = Path(os.environ.get("SOLDE_SAP_STANDIN") or REPOSITORY.parent / "shared" / "standins" / "sap")
WORK = Path(os.environ.get("SOLDE_SAP_WORK") or REPOSITORY / "build" / "sap")
HERE = Path(__file__).parent / "standin"
USER, PASSWORD = "sapuser", "secret"
Engine = Literal["cap", "mock-sap"]
_PARTS = ("node_modules/@sap/cds/bin/serve.js", "srv/s4.csn", "vdm", "venv/bin/python", "mocksap_s4.py", "server.js")
Rows = Mapping[str, Iterable[Mapping[str, Any]]]  # "<SERVICE>-<EntitySet>" -> rows


def absent() -> str:
    """Why the stand-ins cannot run here; "" where they can."""
    if not (STANDIN / "start.sh").is_file():
        return f"the SAP stand-ins are not in {STANDIN}; SOLDE_SAP_STANDIN says where they are"
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    return f"the SAP stand-ins need {' and '.join(missing)}" if missing else ""


def prepared() -> Path:
    """The work folder, with SAP's models and both engines in it; made where it is not there yet."""
    WORK.mkdir(parents=True, exist_ok=True)
    with (WORK / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = WORK / ".ready"
        if not ready.exists() or ready.stat().st_mtime < max(each.stat().st_mtime for each in STANDIN.iterdir()):
            said = "".join(_start(what) for what in ("all", "stop"))
            lacking = [name for name in _PARTS if not (WORK / name).exists()]
            assert not lacking, f"the SAP stand-ins were not made, {', '.join(lacking)} is not there:\n{said}"
            ready.touch()
    return WORK


def _start(what: str) -> str:
    """What start.sh says."""
    command = ["bash", str(STANDIN / "start.sh"), str(WORK), what]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    except subprocess.TimeoutExpired:
        subprocess.run([*command[:-1], "stop"], capture_output=True, check=False)
        raise
    return done.stdout[-2000:] + done.stderr[-2000:]


class Server:
    """One engine with rows of its own; `run` is the door of SAP's own users, `close` ends it."""

    def __init__(self, engine: Engine, rows: Rows, *, page: int = 1000) -> None:
        self.engine, self.port = engine, _free_port()
        work = prepared()
        self.folder = Path(tempfile.mkdtemp(prefix="solde-sap-"))
        (self.folder / "srv" / "data").mkdir(parents=True)
        for name, each in rows.items():
            (self.folder / "srv" / "data" / f"{name}.json").write_text(json.dumps(list(each)), encoding="utf-8")
        for name in ("package.json", "credit.csn.json", "mocksap_s4.py"):
            shutil.copy(work / name, self.folder)
        for name in ("node_modules", "vdm"):
            (self.folder / name).symlink_to(work / name)
        shutil.copy(work / "srv" / "s4.csn", self.folder / "srv")
        shutil.copy(work / "server.js", self.folder / "server-of-standin.js")
        shutil.copy(HERE / "backoffice.js", self.folder / "server.js")
        shutil.copy(HERE / "mock_gateway.py", self.folder)
        host = "localhost" if engine == "cap" else "127.0.0.1"  # CAP says localhost in its __next
        self.url = f"http://{host}:{self.port}"
        limit = json.dumps({"query": {"limit": {"max": page}}})
        command = [
            "node", "node_modules/@sap/cds/bin/serve.js", "all", "--in-memory", "--port", str(self.port)
        ] if engine == "cap" else [str(work / "venv/bin/python"), "mock_gateway.py", str(self.port)]  # fmt: skip
        self._log = (self.folder / "log").open("wb")
        self._process = subprocess.Popen(
            command, cwd=self.folder, stdout=self._log, stderr=subprocess.STDOUT, start_new_session=True,
            stdin=subprocess.PIPE,  # it ends when this pipe does: nothing outlives a run that was killed
            env={**os.environ, "CDS_CONFIG": limit, "NO_UPDATE_NOTIFIER": "1"},
        )  # fmt: skip
        self.session = requests.Session()
        self.session.auth = (USER, PASSWORD)
        self.session.trust_env = False
        self._await()

    def run(self, *statements: tuple[str, list[Any]]) -> list[list[dict[str, Any]]]:
        """SQL with its values, in order; the rows of each."""
        headers = {}
        if self.engine == "mock-sap":
            asked = self.session.get(
                f"{self.url}/sap/opu/odata/sap/API_SALES_ORDER_SRV/", headers={"X-CSRF-Token": "Fetch"}
            )
            headers["X-CSRF-Token"] = asked.headers["X-CSRF-Token"]
        answer = self.session.post(f"{self.url}/backoffice", json=statements, headers=headers)
        assert answer.ok, answer.text
        found: list[list[dict[str, Any]]] = answer.json()
        return found

    def originals(self, kind: str, key: str) -> list[tuple[str, bytes]]:
        """Names and contents of the attachments of an object, as the API shows them."""
        service = f"{self.url}/sap/opu/odata/sap/API_CV_ATTACHMENT_SRV"
        asked = f"BusinessObjectTypeName='{kind}'&LinkedSAPObjectKey='{key}'"
        rows = self.session.get(f"{service}/GetAllOriginals?{asked}").json()["d"]["results"]
        return [(row["FileName"], self._content(service, kind, key, row)) for row in rows]

    def _content(self, service: str, kind: str, key: str, row: dict[str, str]) -> bytes:
        empty = "DocumentInfoRecordDocType DocumentInfoRecordDocVersion DocumentInfoRecordDocPart LogicalDocument"
        keys = dict.fromkeys(empty.split(), "") | {
            "DocumentInfoRecordDocNumber": row["DocumentInfoRecordDocNumber"],
            "ArchiveDocumentID": row["ArchiveDocumentID"], "LinkedSAPObjectKey": key, "BusinessObjectTypeName": kind,
        }  # fmt: skip
        where = ",".join(f"{name}='{value}'" for name, value in keys.items())
        answer = self.session.get(f"{service}/AttachmentContentSet({where})/$value")
        assert answer.ok, answer.text
        return answer.content

    def table(self, service: str, entity: str) -> str:
        """The table behind an entity set."""
        return f"{service}_{entity}" if self.engine == "cap" else entity

    def close(self) -> None:
        """End the process and all that it started; nothing is left behind."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)
        if self._process.stdin:
            self._process.stdin.close()
        self._log.close()
        self.session.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _await(self) -> None:
        path = "/sap/opu/odata/sap/API_BILLING_DOCUMENT_SRV/" if self.engine == "cap" else "/_mock/health"
        for _ in range(600):
            try:
                if self.session.get(self.url + path, timeout=5).ok:
                    return
            except requests.RequestException:
                pass
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        log = (self.folder / "log").read_text(errors="replace")[-2000:]
        self.close()
        raise AssertionError(f"{self.engine} did not start: {log}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
