"""Where a credit check is answered without a whole engine: the configuration, the clock, and ERPs that are opened when
they are asked, which they mostly are not.
"""

import threading
from collections.abc import Iterator, Mapping
from datetime import date

from config.settings import Settings
from connectors.contract import Connector
from sync.clock import Clock, business_date, utc_now
from sync.engine import connect


class Desk:
    """One for all threads. What sync/credit/answer.py asks of an engine, and no more."""

    def __init__(
        self,
        settings: Settings,
        *,
        now: Clock = utc_now,
        connectors: Mapping[str, Connector] | None = None,
        pinned: date | None = None,
    ) -> None:
        self.settings = settings
        self.pinned = pinned  # --today
        self.now = now
        self.connectors: Mapping[str, Connector] = connectors if connectors is not None else _Opened(settings)

    def today(self) -> dict[str, date]:
        """The business date of every company, by its key in solde.toml."""
        instant = self.now()
        companies = self.settings.companies.items()
        return {key: self.pinned or business_date(company, instant) for key, company in companies}


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

    def close(self) -> None:
        """Let go of this thread's sessions."""
        for connector in self._mine.__dict__.pop("connectors", {}).values():
            connector.close()

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings.connections)

    def __len__(self) -> int:
        return len(self._settings.connections)

    def __contains__(self, name: object) -> bool:
        return name in self._settings.connections
