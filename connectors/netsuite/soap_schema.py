"""SuiteTalk's WSDL: read once in a process, and the messages that are made from it.

zeep reads the 2.7 MB in half a second and keeps the types in memory. It makes the messages alone: they travel over
connectors/http.py like everything else, and so no envelope, which has a signature in it, reaches zeep's log. The
address that the WSDL names for its service is not used: it is nobody's account.
"""

import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import zeep
import zeep.exceptions
from lxml import etree

from connectors.errors import Misconfigured
from connectors.http import Wire, place
from connectors.netsuite.settings import Settings

ORACLE = "webservices.netsuite.com"  # where Oracle publishes the WSDL and its schemas
_READ: dict[tuple[str, str], "Schema"] = {}
_GUARD = threading.Lock()
_WHERE = {"File": "filecabinet_{}.documents", "Folder": "filecabinet_{}.documents", "Note": "communication_{}.general"}


class Reach(msgspec.Struct, frozen=True):
    """How a server is reached: what connectors/http.py asks of settings."""

    url: str
    timeout: float
    requests_per_second: float
    verify_tls: bool
    ca_file: Path | None

    @classmethod
    def of(cls, settings: Settings, url: str) -> "Reach":
        """The same rules for another address."""
        return cls(url, settings.timeout, settings.requests_per_second, settings.verify_tls, settings.ca_file)


class Schema:
    """The types of one version."""

    def __init__(self, client: zeep.Client, version: str) -> None:
        self._client = client
        self._version = version
        name = f"{{urn:platform_{version}.webservices.netsuite.com}}NetSuiteBinding"
        # The address is never called.
        self._service = client.create_service(name, f"https://{ORACLE}/")  # type: ignore[no-untyped-call]

    def make(self, kind: str, **fields: Any) -> Any:
        """A value of a type, such as File or RecordRef. zeep checks names, and neither enumerations nor dates."""
        room = _WHERE.get(kind, "core_{}.platform").format(self._version)
        type_ = self._client.get_type(f"{{urn:{room}.webservices.netsuite.com}}{kind}")  # type: ignore[no-untyped-call]
        return type_(**fields)

    def envelope(self, operation: str, arguments: dict[str, Any], passport: dict[str, Any]) -> bytes:
        """The request as it is sent."""
        header = {"tokenPassport": self.make("TokenPassport", **passport)}
        named = {**arguments, "_soapheaders": header}
        tree = self._client.create_message(self._service, operation, **named)  # type: ignore[no-untyped-call]
        return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def address(settings: Settings) -> str:
    """Where the WSDL is."""
    return settings.wsdl or f"https://{ORACLE}/wsdl/v{settings.soap_version}_0/netsuite.wsdl"


def schema(settings: Settings) -> Schema:
    """The same for all doors of a process. Raises `Misconfigured` where it cannot be read, `Retry` where its server is
    busy.
    """
    at = address(settings), settings.soap_version
    with _GUARD:
        if at not in _READ:
            _READ[at] = _read(settings, at[0])
        return _READ[at]


def _read(settings: Settings, where: str) -> Schema:
    secure = zeep.Settings(strict=True, xml_huge_tree=False, forbid_dtd=True, forbid_entities=True)
    loader = Loader(settings, where)
    try:
        client = zeep.Client(where, settings=secure, transport=loader)  # type: ignore[no-untyped-call]
        return Schema(client, settings.soap_version)
    except (zeep.exceptions.Error, etree.LxmlError, OSError, ValueError, AttributeError, TypeError) as error:
        words = " ".join(str(error).split())[:200]
        told = f"{where} is no WSDL of SuiteTalk {settings.soap_version}, or cannot be read"
        raise Misconfigured(f"wsdl: {told} ({type(error).__name__}: {words})") from error
    finally:
        loader.close()


class Loader(zeep.Transport):
    """Reads the WSDL and its schemas: files, or what its own host and Oracle's answer, under our rules for HTTP."""

    def __init__(self, settings: Settings, where: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._settings = settings
        self._hosts = {ORACLE, urlsplit(where).hostname}
        self._wires: dict[str, Wire] = {}

    def load(self, url: str) -> bytes:
        """Raises `Misconfigured` for another host, and where there is nothing."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            return Path(url.removeprefix("file://")).read_bytes()
        if parts.hostname not in self._hosts:
            raise Misconfigured(f"wsdl: it wants to be read on from {parts.hostname}, which is another host")
        base = f"{parts.scheme}://{parts.netloc}"
        place(base)
        if base not in self._wires:
            self._wires[base] = Wire(Reach.of(self._settings, base))
        reply = self._wires[base].send("GET", url)
        if reply.status != 200:
            raise Misconfigured(f"wsdl: {url} is not there (HTTP {reply.status})")
        return reply.content

    def close(self) -> None:
        """Let go of the connections."""
        for wire in self._wires.values():
            wire.close()
