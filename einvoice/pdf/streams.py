"""The bytes of a PDF's stream, never more than a limit: what is packed in kilobytes may unpack to gigabytes."""

import zlib
from typing import Any

import pikepdf

# The largest factor by which the other filters unpack is about 1,400 (LZW).
_PACKED = 256 * 1024


class TooLarge(ValueError):
    """A stream is larger than somebody wants to read."""


def unpack(stream: Any, limit: int) -> bytes:
    """The stream's bytes. Raises `TooLarge` beyond `limit`, `pikepdf.PdfError` where they cannot be unpacked."""
    filters = stream.get("/Filter")
    names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)] if filters else []
    raw = bytes(stream.read_raw_bytes())
    if names == ["/FlateDecode"] and "/DecodeParms" not in stream:
        try:
            data = zlib.decompressobj().decompress(raw, limit + 1)
        except zlib.error as error:
            raise pikepdf.PdfError(f"a stream cannot be unpacked: {error}") from None
    elif not names:
        data = raw
    elif len(raw) > _PACKED:
        raise TooLarge(f"a stream of {len(raw)} bytes, packed with {', '.join(names)}, is not unpacked")
    else:
        data = bytes(stream.read_bytes())
    if len(data) > limit:
        raise TooLarge(f"a stream is larger than {limit} bytes")
    return data
