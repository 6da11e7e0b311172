"""What passed between a test and a stand-in, kept in order; and the same played back where no stand-in is there.

Played back, each question must be the one that was recorded: another method, address, body or statement fails the
test and shows the first difference. So a recording cannot hide that the connector asks for something else today.
"""

import base64
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from connectors.http import Reply

FIXTURES = Path(__file__).parent / "fixtures"
_KEPT = ("Content-Type", "Date", "ETag", "X-CSRF-Token", "Retry-After", "Location")
_HERE = "http://localhost:4004"


class Tape:
    """`live` passes everything on, `record` keeps it besides, `replay` needs nobody."""

    def __init__(self, name: str, mode: Literal["live", "record", "replay"]) -> None:
        self._path = FIXTURES / f"{name}.json.gz"
        self._mode = mode
        self._kept: list[Any] = []
        self._at = 0
        if mode == "replay":
            assert self._path.is_file(), f"{self._path.name} was not recorded: pytest --sap-record with the stand-ins"
            self._kept = json.loads(gzip.decompress(self._path.read_bytes()))

    def reply(self, method: str, path: str, body: Any, ask: Callable[[], Reply], url: str) -> Reply:
        """One request over HTTP and its answer."""
        question = [method, path, _text(body)]

        def asked() -> Any:
            found = ask()
            headers = {name: found.headers[name] for name in _KEPT if name in found.headers}
            content = found.content.replace(url.encode(), _HERE.encode())
            return [found.status, headers, _text(content)]

        status, headers, content = self._played(question, asked)
        bytes_ = content.encode() if isinstance(content, str) else base64.b64decode(content[0])
        if self._mode != "replay":
            bytes_ = bytes_.replace(_HERE.encode(), url.encode())
        return Reply(status, _Headers(headers), bytes_)

    def said(self, statements: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        """Statements of SAP's users and their rows."""
        return self._played(["sql", [list(each) for each in statements]], ask)

    def originals(self, of: tuple[str, str], ask: Callable[[], list[tuple[str, bytes]]]) -> list[tuple[str, bytes]]:
        """Attachments of an object."""
        found = self._played(["originals", list(of)], lambda: [[name, _text(content)] for name, content in ask()])
        return [(name, c.encode() if isinstance(c, str) else base64.b64decode(c[0])) for name, c in found]

    def close(self) -> None:
        """Keep what was recorded; played back, everything must have been asked."""
        if self._mode == "record":
            FIXTURES.mkdir(exist_ok=True)
            whole = json.dumps(self._kept, ensure_ascii=False, separators=(",", ":")).encode()
            self._path.write_bytes(gzip.compress(whole, 9, mtime=0))
        if self._mode == "replay":
            assert self._at == len(self._kept), f"{len(self._kept) - self._at} recorded questions were not asked"

    def _played(self, question: Any, ask: Callable[[], Any]) -> Any:
        if self._mode == "replay":
            assert self._at < len(self._kept), f"nothing more was recorded, and this was asked: {question}"
            recorded, answer = self._kept[self._at]
            self._at += 1
            assert recorded == json.loads(json.dumps(question)), "another question than the recorded one"
            return answer
        answer = ask()
        if self._mode == "record":
            self._kept.append([question, answer])
        return answer


class _Headers(dict[str, str]):
    """Header names in any case."""

    def get(self, key: str, default: Any = "") -> Any:
        return next((value for name, value in self.items() if name.lower() == key.lower()), default)


def _text(content: Any) -> Any:
    """Bytes as they are kept: text where it is some, else a list with its base64."""
    if not isinstance(content, bytes):
        return content
    try:
        return content.decode()
    except UnicodeDecodeError:
        return [base64.b64encode(content).decode()]
