"""Signed files: the document is found in every way that people wrap it, and no file keeps us busy."""

import base64
import contextlib
import time

import pytest

from einvoice import signed
from einvoice.faults import Unacceptable
from tests.einvoice.corpora import ABSENT, CORPORA

DOCUMENT = b"<?xml version='1.0'?><FatturaElettronica>" + b"x" * 5000 + b"</FatturaElettronica>"
DATA, SIGNED_DATA = (bytes.fromhex(f"06092a864886f70d01070{n}") for n in (1, 2))


def ber(tag: int, content: bytes, *, endless: bool = False) -> bytes:
    """One element; `endless`: with an end mark instead of a length."""
    if endless:
        return bytes((tag, 0x80)) + content + b"\0\0"
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def sign(octets: bytes, *, endless: bool = False) -> bytes:
    """A SignedData around an OCTET STRING; the signature itself is of no concern here."""
    wrapped = ber(0xA0, octets, endless=endless)
    content = ber(0x30, DATA + wrapped, endless=endless)
    algorithms = ber(0x31, ber(0x30, bytes.fromhex("0609608648016503040201") + b"\x05\x00", endless=endless))
    inside = ber(0x30, b"\x02\x01\x01" + algorithms + content + ber(0x31, b""), endless=endless)
    return ber(0x30, SIGNED_DATA + ber(0xA0, inside, endless=endless), endless=endless)


def pieces(document: bytes, size: int) -> bytes:
    return b"".join(ber(0x04, document[at : at + size]) for at in range(0, len(document), size))


DER = sign(ber(0x04, DOCUMENT))
WRAPPED = {
    "DER": DER,
    "BER with end marks": sign(ber(0x24, pieces(DOCUMENT, 1000), endless=True), endless=True),
    "BER in pieces of known length": sign(ber(0x24, pieces(DOCUMENT, 700))),
    "pieces of pieces": sign(ber(0x24, ber(0x24, pieces(DOCUMENT, 900), endless=True) + ber(0x24, b""))),
    "base64": base64.b64encode(DER),
    "base64 in lines": base64.encodebytes(DER),
    "PEM": b"-----BEGIN PKCS7-----\n" + base64.encodebytes(DER) + b"-----END PKCS7-----\n",
    "signed twice": sign(ber(0x04, DER)),
    "signed, sent as base64, signed": sign(ber(0x04, base64.b64encode(DER)), endless=True),
}


@pytest.mark.parametrize("how", WRAPPED)
def test_the_document_is_found(how: str) -> None:
    assert signed.is_signed(WRAPPED[how])
    assert signed.content(WRAPPED[how]) == DOCUMENT


def test_an_unsigned_document_stays_as_it_is() -> None:
    assert signed.content(DOCUMENT) == DOCUMENT
    assert signed.content(b"0 lines of text") == b"0 lines of text"


@pytest.mark.skipif(not CORPORA.is_dir(), reason=ABSENT)
def test_somebody_elses_signed_file_is_opened() -> None:
    data = (CORPORA / "sdi-notices" / "IT01234567890_11111.xml.p7m").read_bytes()
    assert signed.content(data).startswith(b"<?xml")
    assert signed.content(data).rstrip().endswith(b"FatturaElettronica>")


@pytest.mark.parametrize("cut", [2, 30, 60, 2000, 5000])
def test_a_truncated_file_is_damaged(cut: int) -> None:
    for data in (DER[:cut], WRAPPED["BER with end marks"][:cut]):
        with pytest.raises(Unacceptable, match="damaged"):
            signed.content(data)


def test_a_signature_without_its_document_says_so() -> None:
    detached = ber(0x30, b"\x02\x01\x01" + ber(0x31, b"") + ber(0x30, DATA) + ber(0x31, b"\x30\x00" * 60))
    with pytest.raises(Unacceptable, match="a signature only"):
        signed.content(ber(0x30, SIGNED_DATA + ber(0xA0, detached)))


def test_what_is_signed_a_thousand_times_is_refused() -> None:
    data = DER
    for _ in range(1000):
        data = sign(ber(0x04, data), endless=True)
    with pytest.raises(Unacceptable, match="times over"):
        signed.content(data)


@pytest.mark.parametrize(
    "data",
    [
        sign(ber(0x24, b"\x04\x01x" * 3_000_000, endless=True), endless=True),
        sign(b"\x24\x80" * 3_000_000, endless=True),
        b"\x30\x80" * 5_000_000,
        b"MII" + b"A" * 10_000_000,
        b"-" * 10_000_000,
    ],
    ids=["millions of pieces", "millions of levels", "nothing but openings", "nothing but A", "dashes"],
)
def test_no_file_keeps_us_busy(data: bytes) -> None:
    begun = time.monotonic()
    with contextlib.suppress(Unacceptable):
        signed.content(data)
    assert time.monotonic() - begun < 3
