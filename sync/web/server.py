"""The web server: waitress, in a process of its own. Beside the scheduler's threads nobody would be answered in time.

It speaks plain HTTP and is meant to stand behind a reverse proxy, which does TLS.
"""

import gc
import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings as django_settings
from django.core.wsgi import get_wsgi_application
from waitress.server import create_server

from config.settings import Settings
from connectors.errors import Misconfigured
from sync.boot import boot
from sync.web.desk import PLACE, WebDesk

_LARGEST = 1024 * 1024  # bytes that anybody may send; the guard is stricter where less is meant
_IDLE = 60  # seconds after which a silent connection is closed
_CONNECTIONS = 2000  # a request that comes in slowly takes nothing but one of these

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def application(desk: WebDesk) -> Application:
    """The WSGI application; every request finds the desk in its environment."""
    django_settings.ALLOWED_HOSTS = list(desk.settings.web.hosts)
    django = get_wsgi_application()

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ[PLACE] = desk
        found: Iterable[bytes] = django(environ, start_response)
        return found

    return answer


def run(settings: Settings, *, migrate: bool = True) -> None:
    """Serve until the process is told to end. Raises Misconfigured where the address is taken."""
    chosen = settings.web
    if not chosen.port:
        raise Misconfigured("web.port is not set in solde.toml: nothing is served")
    boot(settings, migrate=migrate, keep=True)
    try:
        server = create_server(
            application(WebDesk(settings)),
            host=chosen.host,
            port=chosen.port,
            threads=chosen.threads,
            ident="",
            max_request_body_size=_LARGEST,
            channel_timeout=_IDLE,
            connection_limit=_CONNECTIONS,
            asyncore_use_poll=True,  # select() ends at 1024 files
        )
    except OSError as error:
        raise Misconfigured(f"web.port: cannot listen on {chosen.host}:{chosen.port}: {error.strerror}") from error
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that a request waits a little is no news
    gc.collect()
    gc.freeze()  # what was loaded lives as long as the process: no collection needs to look at it again
    server.run()
