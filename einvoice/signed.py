"""The document inside a signed file: CAdES (.p7m) in DER, BER or base64, also signed several times over.

The signature itself is not verified: that is the business of whoever trusts its certificate. Only the few elements of
CMS (RFC 5652, 5.1 and 5.2) that lead to the content are walked, in one pass and without recursion: a library that
decodes all of BER takes minutes over a file that somebody cut into millions of pieces.
"""

import binascii
import re
from typing import NamedTuple

from einvoice.faults import Unacceptable
from einvoice.words import fault

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # 1.2.840.113549.1.7.2
_SEQUENCE, _OCTETS, _CONTENT, _CONSTRUCTED = 0x30, 0x04, 0xA0, 0x20
_MOST = 100_000  # elements walked; those who cut a content cut it into pieces of 1,000 bytes
_LAYERS = 8  # a second and a third signer are common; nobody signs a hundred times


class _Element(NamedTuple):
    tag: int
    start: int  # of what it holds
    size: int  # -1: until its own end mark


class _Broken(Exception):
    """The bytes are no BER, or no signed data."""


def is_signed(data: bytes) -> bool:
    """Whether a file starts as a signed one does: a long DER or BER sequence, or the same in base64 or PEM."""
    return _is_sequence(data) or data.lstrip()[:2] == b"MI" or data.lstrip()[:10] == b"-----BEGIN"


def content(data: bytes, language: str = "en") -> bytes:
    """What was signed, freed of every layer. Raises `Unacceptable` if a layer cannot be opened."""
    for _ in range(_LAYERS):
        if not is_signed(data):
            return data
        try:
            data = _inside(_der(data))
        except (_Broken, IndexError):
            raise Unacceptable([fault("signed_broken", language)]) from None
        if not data:
            raise Unacceptable([fault("signed_empty", language)])
    raise Unacceptable([fault("signed_deep", language, {"layers": _LAYERS})])


def _is_sequence(data: bytes) -> bool:
    # What is signed never fits into the 127 bytes of the short form, and no text has a byte like that there.
    return data[:1] == b"\x30" and 0x80 <= (data[1:2] or b"\0")[0] <= 0x84


def _der(data: bytes) -> bytes:
    if _is_sequence(data):
        return data
    try:
        return binascii.a2b_base64(re.sub(rb"-----[^-\n]*-----", b"", data))
    except binascii.Error:
        raise _Broken from None


def _inside(data: bytes) -> bytes:
    """`ContentInfo` -> `SignedData` -> `encapContentInfo` -> `eContent`; empty if the signature is a detached one."""
    info = _expect(data, 0, _SEQUENCE)
    if data[info.start : info.start + len(_SIGNED_DATA)] != _SIGNED_DATA:
        raise _Broken
    signed = _expect(data, _expect(data, info.start + len(_SIGNED_DATA), _CONTENT).start, _SEQUENCE)
    algorithms = _after(data, signed.start)  # past the version
    content_info = _expect(data, _after(data, algorithms), _SEQUENCE)
    place = _after(data, content_info.start)  # past the content's type
    explicit = _element(data, place)
    if explicit.tag != _CONTENT:
        return b""
    return _octets(data, explicit.start)


def _element(data: bytes, at: int) -> _Element:
    tag, first = data[at], data[at + 1]
    if tag & 0x1F == 0x1F:
        raise _Broken  # a tag of several bytes: none leads to the content
    if first < 0x80:
        size, start = first, at + 2
    elif first == 0x80:
        if not tag & _CONSTRUCTED:
            raise _Broken
        return _Element(tag, at + 2, -1)
    else:
        start = at + 2 + (first & 0x7F)
        size = int.from_bytes(data[at + 2 : start], "big")
    if start + size > len(data):
        raise _Broken
    return _Element(tag, start, size)


def _expect(data: bytes, at: int, tag: int) -> _Element:
    found = _element(data, at)
    if found.tag != tag:
        raise _Broken
    return found


def _after(data: bytes, at: int) -> int:
    """Where the element that starts at `at` ends."""
    open_ = 0
    for _ in range(_MOST):
        found = _element(data, at)
        at = found.start
        if found.size < 0:
            open_ += 1
        elif found.tag == 0 and found.size == 0:
            open_ -= 1
        else:
            at += found.size
        if open_ <= 0:
            return at
    raise _Broken


def _octets(data: bytes, at: int) -> bytes:
    """An OCTET STRING, in one piece or in however many pieces it was cut."""
    parts: list[memoryview] = []
    view = memoryview(data)
    ends: list[int] = []  # of the constructed strings around; -1: where the end mark comes
    for _ in range(_MOST):
        found = _element(data, at)
        at = found.start
        if found.tag == _OCTETS:
            at += found.size
            parts.append(view[found.start : at])
        elif found.tag == _OCTETS | _CONSTRUCTED:
            ends.append(-1 if found.size < 0 else at + found.size)
        elif found.tag == 0 and found.size == 0 and ends and ends[-1] < 0:
            ends.pop()
        else:
            raise _Broken
        while ends and 0 <= ends[-1] <= at:
            ends.pop()
        if not ends:
            return b"".join(parts)
    raise _Broken
