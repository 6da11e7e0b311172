"""Which door files and notes go through: the RESTlet where it is deployed, else SOAP where token-based access is set.

Asked once for each connection, when the first file or note comes.
"""

from collections.abc import Callable

from connectors.errors import Misconfigured
from connectors.netsuite.client import Client
from connectors.netsuite.doors import Door
from connectors.netsuite.restlet_door import RestletDoor
from connectors.netsuite.settings import Settings

MakeDoor = Callable[[Client], Door]
NONE = 'files = "none": files and notes are not put into NetSuite'
_MEND = "deploy the script of suitecloud/ (docs/netsuite.md), or set token-based access for SOAP while it lasts"


class Doors:
    """The choice, once it is made."""

    def __init__(self, soap: MakeDoor | None = None) -> None:
        self._soap = soap or _soap
        self._open: Door | None = None

    def open(self, client: Client) -> Door | None:
        """The door; None where the settings want none. Raises `Misconfigured` where there is none to be had."""
        if client.settings.files == "none":
            return None
        if self._open is None:
            self._open = self._chosen(client)
        return self._open

    def close(self) -> None:
        """Let go of what the door holds."""
        if self._open is not None:
            self._open.close()

    def _chosen(self, client: Client) -> Door:
        settings = client.settings
        if settings.files == "soap":
            return self._soap(client)
        door = RestletDoor(client)
        try:
            door.about()
        except Misconfigured as error:
            if settings.files == "auto" and has_tokens(settings):
                return self._soap(client)
            raise Misconfigured(f"files: there is no door for files and notes: {_MEND} ({error})") from error
        return door


def has_tokens(settings: Settings) -> bool:
    """Whether token-based access is configured."""
    return bool(settings.consumer_key and settings.consumer_secret and settings.token_id and settings.token_secret)


def _soap(client: Client) -> Door:
    """Loaded only where it is used: zeep and the schema take half a second."""
    from connectors.netsuite.soap import SoapDoor  # noqa: PLC0415

    return SoapDoor(client.settings, client.gate)
