"""Addresses of OData V2 services: written from parts, and those that SAP gives (__next) looked at twice.

https://HOST/sap/opu/odata/sap/SERVICE/ENTITY?$filter=...&sap-client=100
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urlencode, urljoin, urlsplit

import msgspec

from connectors.errors import Misconfigured, Retry
from connectors.sap import filters
from connectors.sap.settings import Settings
from connectors.sap.shapes import Inside

_ROOT = "/sap/opu/odata/sap/"
_LONGEST = 1500  # characters of an address that every server and proxy takes
_REST = 200  # of them for host, service, client and language
_ROOM = 500  # of them for the keys of a lookup, however long the rest is
_KEPT = "$,/()'"  # what an option shows as it is
_PLAIN = re.compile(r"[A-Za-z0-9_.~$,/()' :-]*")


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """The options of one reading. `filter` is an OData expression made with connectors.sap.filters."""

    select: tuple[str, ...] = ()  # "to_Item/NetAmount" for a field of what is expanded
    filter: str = ""
    expand: tuple[str, ...] = ()
    orderby: tuple[str, ...] = ()
    top: int = 0
    inside: Inside = ()  # what rows of an expanded navigation are taken in as

    def text(self) -> str:
        """As it stands in an address."""
        options = {
            "$select": _listed(self.select),
            "$filter": quoted(self.filter),
            "$expand": _listed(self.expand),
            "$orderby": _listed(self.orderby),
            "$top": str(self.top or ""),
        }
        return "&".join([f"{name}={value}" for name, value in options.items() if value])


EVERYTHING = Query()


def quoted(text: str) -> str:
    """A value as it stands in an address. Most of what we ask has nothing strange in it: then no character is looked
    at by itself, which `quote` does."""
    if _PLAIN.fullmatch(text):
        return text.replace(" ", "%20").replace(":", "%3A")
    return quote(text, safe=_KEPT)


@lru_cache(maxsize=256)
def _listed(names: tuple[str, ...]) -> str:
    """The same few lists of fields are asked for again and again."""
    return quoted(",".join(names))


def place(entity: str, key: Mapping[str, str]) -> str:
    """One record in a service; a "/" in its key stays inside it."""
    return entity + quote(filters.key(key), safe="$()',=")


def address(settings: Settings, service: str, place: str, options: str = "") -> str:
    """Absolute, with the client and the language in which SAP is to work."""
    base = f"{settings.url.rstrip('/')}{_ROOT}{service}/{place}"
    told = _told(settings.client, settings.language)
    told = f"{options}&{told}" if options and told else options or told
    return f"{base}?{told}" if told else base


def common(settings: Settings) -> dict[str, str]:
    """What every request says: the client, and in which language messages and partner functions come."""
    return _common(settings.client, settings.language)


def _common(client: str, language: str) -> dict[str, str]:
    return {name: value for name, value in (("sap-client", client), ("sap-language", language)) if value}


@lru_cache(maxsize=16)
def _told(client: str, language: str) -> str:
    return urlencode(_common(client, language))


def packed(either: Iterable[str], query: Query) -> Iterator[Query]:
    """Readings that together give all rows for which one of the expressions holds; none has a long address."""
    room = max(_LONGEST - _REST - len(query.text()), _ROOM)
    parts = list(either)
    length_of = _plain_length if _PLAIN.fullmatch("".join(parts)) else _length
    group: list[str] = []
    length = 0
    for part in parts:
        size = length_of(part) + len("%20or%20")
        if group and length + size > room:
            yield _with(query, group)
            group, length = [], 0
        group.append(part)
        length += size
    if group:
        yield _with(query, group)


def _length(part: str) -> int:
    """Of a part as it stands in an address."""
    return len(quoted(part))


def _plain_length(part: str) -> int:
    """The same of one that is plain, without writing it: keys are many, and written once more with their group."""
    return len(part) + 2 * (part.count(" ") + part.count(":"))


def _with(query: Query, either: list[str]) -> Query:
    return msgspec.structs.replace(query, filter=filters.both(query.filter, filters.either(*either)))


def following(settings: Settings, service: str, asked: str, link: str) -> str:
    """Where a __next leads: on the same server and in the same service, or `Misconfigured`.

    It is asked with our credentials, so it must be the server that the settings name.
    """
    try:
        ours, there = urlsplit(asked), urlsplit(urljoin(asked, link))
        same = _server(there) == _server(ours)
        where = f"{there.scheme}://{there.hostname or ''}{f':{there.port}' if there.port else ''}"
    except ValueError:
        raise Retry(f"{service}: SAP gives an address of a next page that is none", sent=False) from None
    if not same:
        raise Misconfigured(
            f"url: {settings.url} says that the next page is on {where}, which is not followed. Set the address "
            "under which SAP knows itself, or let the proxy before it rewrite its addresses"
        )
    path = unquote(there.path)
    if not path.startswith(f"{_ROOT}{service}/") or ".." in path.split("/"):
        raise Misconfigured(f"url: {settings.url} says that the next page of {service} is {path:.100}, outside it")
    told = {pair.partition("=")[0] for pair in there.query.split("&")}
    more = {name: value for name, value in common(settings).items() if name not in told}
    return there._replace(query="&".join(part for part in (there.query, urlencode(more)) if part), fragment="").geturl()


def _server(parts: SplitResult) -> tuple[str, str | None, int, str | None, str | None]:
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, parts.hostname, port, parts.username, parts.password
