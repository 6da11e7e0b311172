"""What the web server answers from: the configuration, the clock, and ERPs that are opened when they are asked."""

import threading
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256

from django.http import HttpRequest

from config.settings import Settings
from connectors.contract import Connector
from sync.clock import Clock, business_date, utc_now
from sync.engine import connect

PLACE = "solde.desk"  # where the server puts it into each request


class Desk:
    """One for all threads."""

    def __init__(self, settings: Settings, *, now: Clock = utc_now, connectors: Mapping[str, Connector] | None = None):
        self.settings = settings
        self.now = now
        self.connectors: Mapping[str, Connector] = connectors if connectors is not None else _Opened(settings)
        self.tokens = {name: sha256(token.reveal().encode()).digest() for name, token in settings.web.tokens.items()}

    def today(self) -> dict[str, date]:
        """The business date of every company, by its key in solde.toml."""
        instant = self.now()
        return {key: business_date(company, instant) for key, company in self.settings.companies.items()}


def desk_of(request: HttpRequest) -> Desk:
    """The desk that the server put into the request."""
    desk: Desk = request.META[PLACE]
    return desk


class _Opened(Mapping[str, Connector]):
    """Connectors by name. A session is one thread's at a time: each thread opens its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._mine = threading.local()

    def __getitem__(self, name: str) -> Connector:
        mine: dict[str, Connector] = self._mine.__dict__.setdefault("connectors", {})
        if name not in mine:
            if name not in self._settings.connections:
                raise KeyError(name)
            mine[name] = connect(self._settings, name)
        return mine[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings.connections)

    def __len__(self) -> int:
        return len(self._settings.connections)

    def __contains__(self, name: object) -> bool:
        return name in self._settings.connections
