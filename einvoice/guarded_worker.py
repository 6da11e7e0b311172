"""The process for what a hostile file could swell or stall. Started by `judges.py`, in memory that it cannot exceed.

A few kilobytes of PDF can unpack to gigabytes inside the library that reads them, and libxml2 takes minutes to list a
hundred thousand violations of a schema. A request is as `child.py` says, with what to `do`; the answer is the XML of
a PDF or the faults of a document, or the one `fault` that kept it from being opened.
"""

import json
import signal
import sys
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pikepdf

from einvoice import hybrid
from einvoice.faults import Unacceptable
from einvoice.parsing import parse
from einvoice.words import fault
from einvoice.xsd import Schema

_MEMORY = 900 * 1024 * 1024  # bytes of address space, of which Python and the libraries take 200 MB
_BROKEN_PDF = (pikepdf.PikepdfError, zlib.error, ValueError, LookupError, AttributeError, TypeError, RuntimeError)

_schema = cache(Schema)


def _extract(pdf: bytes, _: Mapping[str, Any]) -> bytes:
    try:
        return hybrid.extract(pdf)
    except (MemoryError, RecursionError):
        raise Unacceptable([fault("pdf_stopped")]) from None
    except _BROKEN_PDF as error:
        raise Unacceptable([fault("pdf_broken", values={"reason": error})]) from None


def _faults(xml: bytes, asked: Mapping[str, Any]) -> bytes:
    found = _schema(Path(asked["entry"])).faults(parse(xml), asked["code"], asked["source"])
    return msgspec.json.encode(found)


_DEEDS: Mapping[str, Callable[[bytes, Mapping[str, Any]], bytes]] = {"extract": _extract, "faults": _faults}


def _answer(asked: Mapping[str, Any], data: bytes) -> tuple[dict[str, object], bytes]:
    try:
        body = _DEEDS[asked["do"]](data, asked)
    except Unacceptable as refusal:
        return {"fault": msgspec.to_builtins(refusal.faults[0])}, b""
    return {"size": len(body)}, body


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    while header := requests.readline():
        asked = json.loads(header)
        answer, body = _answer(asked, requests.read(asked["size"]))
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.write(body)
        answers.flush()


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the caller's to handle
    _limit()
    _serve(sys.stdin.buffer, sys.stdout.buffer)
