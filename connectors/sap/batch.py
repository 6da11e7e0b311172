"""$batch: several GETs in one POST (OData V2, "Batch Processing"; multipart/mixed, RFC 2046), read strictly.

An answer with fewer parts than were asked for is never taken for fewer rows.
"""

import hashlib
from collections.abc import Sequence
from itertools import pairwise

from connectors.errors import Retry
from connectors.http import Reply

_CRLF = b"\r\n"
_BLANK = _CRLF * 2


def body(paths: Sequence[str]) -> tuple[str, bytes]:
    """Content type and bytes of a batch of GETs; `paths` are relative to the service. The same for the same paths."""
    boundary = "batch_" + hashlib.sha256("\n".join(paths).encode()).hexdigest()[:32]
    parts = [
        f"--{boundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        f"GET {path} HTTP/1.1\r\nAccept: application/json\r\n\r\n\r\n"
        for path in paths
    ]
    return f"multipart/mixed; boundary={boundary}", ("".join(parts) + f"--{boundary}--\r\n").encode()


def replies(reply: Reply, count: int, where: str) -> list[Reply]:
    """The answers inside, in the order of the questions. Raises Retry where they are not exactly `count`.

    There are fewer where the last one is an error: some servers stop there.
    """
    boundary = _boundary(reply.headers.get("Content-Type", ""))
    if not boundary:
        raise Retry(f"{where}: the answer to $batch is no multipart", sent=False)
    marks = _places(reply.content, b"--" + boundary)
    size = len(boundary) + 2
    if not marks or not reply.content.startswith(b"--", marks[-1] + size):
        raise Retry(f"{where}: the answer to $batch is cut off", sent=False)
    within = pairwise(marks)
    found = [_inner(reply.content, start + size, end - len(_CRLF), where) for start, end in within]
    stopped = bool(found) and len(found) < count and found[-1].status >= 400
    if len(found) != count and not stopped:
        raise Retry(f"{where}: {count} questions in a $batch, {len(found)} answers", sent=False)
    return found


def _places(content: bytes, mark: bytes) -> list[int]:
    """Where lines begin with the mark. Ends of lines are looked for: JSON has few, and one byte is found fastest."""
    found = [0] if content.startswith(mark) else []
    line = _CRLF + mark
    at = content.find(b"\r")
    while at >= 0:
        if content.startswith(line, at):
            found.append(at + len(_CRLF))
        at = content.find(b"\r", at + 1)
    return found


def _inner(whole: bytes, start: int, end: int, where: str) -> Reply:
    """One part: its MIME headers, then an HTTP answer with a status line, headers and body. Bodies are large: each is
    copied once.
    """
    http = whole.find(_BLANK, start, end)
    body = whole.find(_BLANK, http + len(_BLANK), end) if http >= 0 else -1
    head = whole[http + len(_BLANK) : body] if body >= 0 else b""
    content = whole[body + len(_BLANK) : end] if body >= 0 else b""
    lines = head.lstrip(_CRLF).split(_CRLF)
    status = lines[0].split()
    if len(status) < 2 or not status[0].startswith(b"HTTP/") or not status[1].isdigit():
        raise Retry(f"{where}: a part of the answer to $batch is no HTTP answer", sent=False)
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(b":")
        headers[name.decode("latin-1").strip().title()] = value.decode("latin-1").strip()
    length = headers.get("Content-Length", "")
    if length.isdigit() and len(content) < int(length):
        raise Retry(f"{where}: a part of the answer to $batch is cut off", sent=False)
    return Reply(int(status[1]), headers, content)


def _boundary(content_type: str) -> bytes:
    for piece in content_type.split(";"):
        name, _, value = piece.strip().partition("=")
        if name.lower() == "boundary":
            return value.strip('"').encode("latin-1", errors="replace")
    return b""
