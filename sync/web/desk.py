"""What the web server puts into each request: where it answers from, and who may ask."""

from collections.abc import Mapping
from hashlib import sha256

from django.http import HttpRequest

from config.settings import Settings
from connectors.contract import Connector
from sync.credit.desk import Desk

PLACE = "solde.desk"


class WebDesk(Desk):
    """A desk with the digests of the tokens that open it."""

    def __init__(self, settings: Settings, *, connectors: Mapping[str, Connector] | None = None) -> None:
        super().__init__(settings, connectors=connectors)
        self.tokens = {name: sha256(token.reveal().encode()).digest() for name, token in settings.web.tokens.items()}


def desk_of(request: HttpRequest) -> WebDesk:
    """The desk that the server put into the request."""
    desk: WebDesk = request.META[PLACE]
    return desk
