"""What passed between a test and a stand-in, kept in order; and the same played back where no stand-in is there.

Played back, each question must be the one that was recorded: another method, address, header, body or statement fails
the test and shows the first difference. So a recording cannot hide that the connector asks for something else today.
"""

import base64
import gzip
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from connectors.http import Reply

FIXTURES = Path(__file__).parent / "fixtures"
_KEPT = ("Content-Type", "Date", "ETag", "X-CSRF-Token", "Retry-After", "Location")
_SECRET = "authorization"
HERE = "http://localhost:44004"  # as long as a server's own: the parts of a $batch say how long they are
_PARTS = ("method", "address", "body", "headers")


class Tape:
    """`live` passes everything on, `record` keeps it besides, `replay` needs nobody."""

    def __init__(self, name: str, mode: Literal["live", "record", "replay"], folder: Path = FIXTURES) -> None:
        self._path = folder / f"{name}.json.gz"
        self._mode = mode
        self._kept: list[Any] = []
        self._at = 0
        if mode == "replay":
            assert self._path.is_file(), f"{self._path.name} was not recorded: pytest --sap-record with the stand-ins"
            self._kept = json.loads(gzip.decompress(self._path.read_bytes()))

    def reply(
        self, method: str, path: str, body: Any, headers: Mapping[str, str], ask: Callable[[], Reply], url: str
    ) -> Reply:
        """One request over HTTP and its answer. The credentials are left out."""
        sent = {name: value for name, value in headers.items() if name.lower() != _SECRET}
        question = [method, path, _text(body), sent]

        def asked() -> Any:
            found = ask()
            told = {name: found.headers[name] for name in _KEPT if name in found.headers}
            content = found.content.replace(url.encode(), HERE.encode())
            return [found.status, told, _text(content)]

        status, told, content = self._played(question, asked)
        bytes_ = _bytes(content)
        if self._mode != "replay":
            bytes_ = bytes_.replace(HERE.encode(), url.encode())
        return Reply(status, _Headers(told), bytes_)

    def said(self, statements: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        """Statements of SAP's users and their rows."""
        return self._played(["sql", [list(each) for each in statements]], ask)

    def originals(self, of: tuple[str, str], ask: Callable[[], list[tuple[str, bytes]]]) -> list[tuple[str, bytes]]:
        """Attachments of an object."""
        found = self._played(["originals", list(of)], lambda: [[name, _text(content)] for name, content in ask()])
        return [(name, _bytes(content)) for name, content in found]

    def close(self) -> None:
        """Keep what was recorded; played back, everything must have been asked."""
        if self._mode == "record":
            self._path.parent.mkdir(exist_ok=True)
            whole = json.dumps(self._kept, ensure_ascii=False, separators=(",", ":")).encode()
            self._path.write_bytes(gzip.compress(whole, 9, mtime=0))
        if self._mode == "replay":
            left = self._kept[self._at :]
            assert not left, f"{len(left)} recorded questions were not asked, the first: {left[0][0]}"

    def _played(self, question: list[Any], ask: Callable[[], Any]) -> Any:
        if self._mode == "replay":
            assert self._at < len(self._kept), f"nothing more was recorded, and this was asked: {question}"
            recorded, answer = self._kept[self._at]
            self._at += 1
            told = difference(recorded, json.loads(json.dumps(question)))
            assert not told, f"question {self._at} is not the recorded one: {told}"
            return answer
        answer = ask()
        if self._mode == "record":
            self._kept.append([question, answer])
        return answer


def difference(recorded: list[Any], asked: list[Any]) -> str:
    """The first one between two questions, from a little before it; "" where they are the same."""
    if recorded == asked:
        return ""
    whole = len(recorded) == len(asked) == len(_PARTS)
    pairs = zip(_PARTS, recorded, asked, strict=True) if whole else [("question", recorded, asked)]
    what, then, now = next((what, str(then), str(now)) for what, then, now in pairs if then != now)
    same = next((at for at, (a, b) in enumerate(zip(then, now, strict=False)) if a != b), min(len(then), len(now)))
    start = max(0, same - 40)
    of = f" of {recorded[0]} {str(recorded[1])[:120]}" if what in ("body", "headers") else ""
    return f"another {what}{of}\n  recorded: {then[start : same + 120]}\n  asked:    {now[start : same + 120]}"


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


def _bytes(kept: Any) -> bytes:
    return kept.encode() if isinstance(kept, str) else base64.b64decode(kept[0])
