"""The process that opens PDFs from strangers. Started by `judges.py`, in memory that a hostile file cannot exceed.

A few kilobytes of PDF can unpack to gigabytes inside the library that reads them. A request is as `child.py` says;
the answer is the XML, or `{"code", "message", "source"}` of what is wrong with the file.
"""

import json
import signal
import sys
import zlib
from typing import BinaryIO

import pikepdf

from einvoice import hybrid
from einvoice.faults import Unacceptable
from einvoice.words import fault

_MEMORY = 800 * 1024 * 1024  # bytes of address space, of which Python and qpdf take 150 MB


def _extract(pdf: bytes) -> tuple[dict[str, object], bytes]:
    try:
        xml = hybrid.extract(pdf)
    except Unacceptable as refusal:
        found = refusal.faults[0]
    except (MemoryError, RecursionError):
        found = fault("pdf_stopped")
    except (pikepdf.PdfError, zlib.error, ValueError, LookupError, AttributeError, TypeError, RuntimeError) as error:
        found = fault("pdf_broken", values={"reason": error})
    else:
        return {"size": len(xml)}, xml
    return {"code": found.code, "message": found.message, "source": found.source}, b""


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    while header := requests.readline():
        answer, xml = _extract(requests.read(json.loads(header)["size"]))
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.write(xml)
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
