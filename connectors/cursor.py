"""Where a pull stands: how far each walk has come, since when, and what each comparison saw.

An ERP stamps a change when it is made and shows it when it is committed. So a walk is bounded by the server's clock at
its *beginning*: whatever changes after that is found by the next one, which looks back by an overlap.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import msgspec

_START = datetime(1970, 1, 1, tzinfo=UTC)


class Walk(msgspec.Struct, frozen=True, omit_defaults=True):
    """One stream of rows in the order of their keys."""

    mark: str = ""  # everything that changed before this instant (ISO) was given; "": nothing yet
    began: str = ""  # when the walk under way began; "": none is
    last: tuple[str, ...] = ()  # key of the last row given in it

    def floor(self, overlap: timedelta) -> datetime | None:
        """From when on changes are to be read; None: everything."""
        return datetime.fromisoformat(self.mark) - overlap if self.mark else None


class Scan(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a comparison of everything saw: a digest for each bucket of keys (buckets.py)."""

    at: str = ""  # the server's clock, ISO, UTC
    buckets: str = ""  # base64

    def due(self, now: datetime, minutes: int) -> bool:
        """Also where the server's clock did not move, or went back: then nobody knows how long it has been."""
        return not self.at or not timedelta(0) < now - datetime.fromisoformat(self.at) < timedelta(minutes=minutes)


class Cursor(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of it for one kind of record."""

    walks: dict[str, Walk] = {}
    scans: dict[str, Scan] = {}

    @classmethod
    def parse(cls, text: str | None) -> "Cursor":
        return msgspec.json.decode(text, type=cls) if text else cls()

    def text(self) -> str:
        return msgspec.json.encode(self).decode()

    def walk(self, name: str) -> Walk:
        return self.walks.get(name, Walk())

    def with_walk(self, name: str, walk: Walk) -> "Cursor":
        return Cursor({**self.walks, name: walk}, self.scans)

    def with_scan(self, name: str, scan: Scan) -> "Cursor":
        return Cursor(self.walks, {**self.scans, name: scan})


def server_now(header: str) -> datetime:
    """The instant in an HTTP Date header. Without one the epoch: then everything is read again, nothing passed over."""
    try:
        return parsedate_to_datetime(header).astimezone(UTC)
    except (TypeError, ValueError):
        return _START
