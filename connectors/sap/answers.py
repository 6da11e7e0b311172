"""What stands in an OData V2 answer. Whatever is not whole is a `Retry`: it must never look like fewer rows."""

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

import msgspec

from connectors.errors import Misconfigured, Retry
from connectors.http import Reply
from connectors.sap import shapes
from connectors.sap.failures import Call
from connectors.sap.links import EVERYTHING, Query

Row = Mapping[str, Any]
_JSON = msgspec.json.Decoder(float_hook=Decimal)  # amounts are text; a number would be exact too


def value(call: Call, reply: Reply) -> Any:
    """What stands under `d`. Raises `Misconfigured` for a page that is meant for people."""
    _no_page(call, reply)
    try:
        found = _JSON.decode(reply.content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _broken(call, "broken JSON (cut off?)") from None
    except RecursionError:
        raise _broken(call, "JSON that is nested too deeply") from None
    if not isinstance(found, dict) or "d" not in found:
        raise _broken(call, 'JSON without "d"')
    return found["d"]


def rows(call: Call, reply: Reply, query: Query = EVERYTHING) -> tuple[list[Row], str]:
    """The rows of a collection, and the address of the next page; "" where there is none. Where the query says what
    stands inside them, they have what it selects, unless the answer has an unusual form; else they are as they came.
    """
    if query.inside:
        _no_page(call, reply)
        with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            usual = shapes.decoder(query.select, query.inside).decode(reply.content).d
            return usual.results, usual.next or ""
    found = value(call, reply)
    results = found.get("results") if isinstance(found, dict) else found
    if not isinstance(results, list) or not all(isinstance(each, dict) for each in results):
        raise _broken(call, 'JSON without "results"')
    link = found.get("__next") if isinstance(found, dict) else None
    if not isinstance(link, str | None):
        raise _broken(call, "a __next that is no address")
    return results, link or ""


def row(call: Call, reply: Reply) -> tuple[Row, str]:
    """One record, and its ETag as it is; "" where it has none. Nothing where a write is answered with nothing."""
    if call.changes and not reply.content.strip():
        return {}, ""
    found = value(call, reply)
    if not isinstance(found, dict):
        raise _broken(call, "JSON that is no record")
    metadata = found.get("__metadata")
    etag = metadata.get("etag") if isinstance(metadata, dict) else None
    return found, etag if isinstance(etag, str) and etag else reply.headers.get("ETag", "")


def _no_page(call: Call, reply: Reply) -> None:
    if not call.changes and "html" in reply.headers.get("Content-Type", ""):
        raise Misconfigured(f"url: {call} was answered with a web page; a login page, or not the address of the APIs?")


def _broken(call: Call, what: str) -> Retry:
    return Retry(f"{call} was answered with {what}", sent=call.changes)
