"""`solde serve`: the scheduler. One cycle at a time per connection, late ones coalesced, a clean stop on SIGTERM."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler
from django.db import close_old_connections

from config.settings import Settings
from connectors.errors import Misconfigured, Refused, Retry
from sync import cycle
from sync.deliver import Delivery
from sync.engine import Engine, opened
from sync.guard import Unusual
from sync.health import Health
from sync.locks import Busy
from sync.summary import Summary
from sync.tracking import bounces
from sync.web.child import WebServer

log = logging.getLogger("solde")


class Server:
    """Runs jobs until it is told to stop; whatever is being sent is finished first."""

    def __init__(self, settings: Settings, health: Health) -> None:
        self.settings = settings
        self.health = health
        self.stopping = threading.Event()
        self.web = WebServer(settings.file)
        self.scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def serve(self) -> None:
        """Blocks until SIGTERM or SIGINT."""
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, self._stop)
        every = self.settings.serve.every_minutes
        for name in self.settings.connections:
            self.health.expect(f"cycle:{name}")
            self.scheduler.add_job(
                self.cycle, "interval", args=[name], minutes=every, id=f"cycle:{name}", next_run_time=datetime.now(UTC)
            )
        self.scheduler.add_job(self.deliver, "interval", minutes=1, id="deliver")
        if self.settings.bounces.host:
            often = self.settings.bounces.every_minutes
            self.scheduler.add_job(self.bounces, "interval", minutes=often, id="bounces")
        if self.settings.web.port:
            self.web.start()
            self.scheduler.add_job(self.watch, "interval", seconds=10, id="web")
        self.health.serve()
        self.scheduler.start()
        self.stopping.wait()
        self.scheduler.shutdown(wait=True)
        self.web.stop()
        self.health.close()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def cycle(self, connection: str) -> None:
        """One whole cycle over a connection."""
        self._job(
            f"cycle:{connection}",
            lambda engine: _troubles(cycle.run(engine, connections=[connection], stop=self.stopping.is_set)),
        )

    def deliver(self) -> None:
        """What waited for its time (a busy server, a night without network)."""
        self._job("deliver", lambda engine: Delivery(engine, stop=self.stopping.is_set).all().troubles)

    def bounces(self) -> None:
        """What came back since."""
        self._job("bounces", lambda engine: bounces.poll(self.settings, self.stopping.is_set))

    def watch(self) -> None:
        """The web server's process: one that died is started again, and told of."""
        troubles = self.web.watch()
        for trouble in troubles:
            log.warning("web: %s", trouble)
        self.health.report("web", troubles)

    def _job(self, name: str, work: Callable[[Engine], list[str]]) -> None:
        close_old_connections()
        try:
            with opened(self.settings) as engine:
                troubles = work(engine)
        except Busy as busy:  # the work is being done, by another engine
            log.info("%s: %s", name, busy)
            troubles = []
        except (Retry, Refused, Misconfigured, Unusual) as error:
            troubles = [str(error)]
        except Exception as error:  # the scheduler goes on; the health endpoint tells
            log.exception("%s failed", name)
            troubles = [f"{type(error).__name__}; see the log"]
        finally:
            close_old_connections()
        for trouble in troubles:
            log.warning("%s: %s", name, trouble)
        self.health.report(name, troubles)


def _troubles(done: Summary) -> list[str]:
    """What is wrong; that another engine is at it is not."""
    for text in done.busy:
        log.info("%s", text)
    return [trouble for trouble in done.troubles if trouble not in done.busy]
