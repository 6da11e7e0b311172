"""The wire of S/4HANA's OData V2 services: the only place where requests leave. (Skeleton: the signatures hold.)"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from connectors.sap.settings import Settings

Row = Mapping[str, Any]
Key = Mapping[str, str]  # property -> value, unpadded; DunningArea may be ""


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """The options of one reading. `filter` is an OData expression made with connectors.sap.filters."""

    select: tuple[str, ...] = ()  # "to_Item/NetAmount" for a field of what is expanded
    filter: str = ""
    expand: tuple[str, ...] = ()
    orderby: tuple[str, ...] = ()
    top: int = 0


class Client:
    """Raises as connectors do: Retry, Refused, Misconfigured; messages say service, entity, key, SAP's own words."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.server_time = ""  # the Date header of the last answer

    def page(self, service: str, entity: str, query: Query) -> list[Row]:
        """One answer: at most `top` rows. The server may cut it shorter: the caller goes on by key, not by __next."""
        raise NotImplementedError

    def cut(self) -> bool:
        """Whether the last `page` ended with a __next: there is more even if it has fewer than `top` rows."""
        raise NotImplementedError

    def rows(self, service: str, entity: str, query: Query) -> Iterator[list[Row]]:
        """All rows, page by page, following __next on this host only. For what does not move while it is read."""
        raise NotImplementedError

    def get(self, service: str, entity: str, key: Key, query: Query = Query()) -> Row | None:  # noqa: B008
        """One entity; None where it does not exist."""
        raise NotImplementedError

    def lookup(
        self,
        service: str,
        entity: str,
        field: str,
        values: Iterable[str],
        query: Query = Query(),  # noqa: B008
    ) -> list[Row]:
        """All rows whose `field` is one of many values (and `query.filter`): several GETs in a $batch."""
        raise NotImplementedError

    def function(self, service: str, name: str, **arguments: str) -> Any:
        """A function import by GET: what stands under `d`."""
        raise NotImplementedError

    def change(
        self, service: str, entity: str, key: Key, decide: Callable[[Row], Mapping[str, Any] | None]
    ) -> tuple[Row | None, bool]:
        """Read, `decide` on the fresh row which fields to write (None: none), PATCH with its ETag echoed.

        On 412 once more from the start. Gives the row as it was read last, and whether it was written; (None, False)
        where it does not exist.
        """
        raise NotImplementedError

    def create(self, service: str, entity: str, fields: Mapping[str, Any]) -> Row:
        """POST one entity."""
        raise NotImplementedError

    def upload(self, service: str, entity: str, content: bytes, mime: str, headers: Mapping[str, str]) -> Row:
        """POST raw bytes (a media entity); `headers` such as Slug."""
        raise NotImplementedError

    def download(self, service: str, entity: str, key: Key) -> bytes:
        """The raw bytes of a media entity ($value)."""
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError
