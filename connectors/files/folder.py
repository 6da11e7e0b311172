"""The folder of exports: each file is parsed again only when its bytes changed."""

import hashlib
from pathlib import Path

from connectors.errors import Misconfigured, Retry
from connectors.files.fields import FIELDS, LISTS
from connectors.files.lists.derive import derived
from connectors.files.settings import Settings
from connectors.files.tables import Table, locate, read

MAX_BYTES = 1 << 30
Tables = dict[str, Table]
_Stamp = tuple[Path, int, int]


class Folder:
    """Raises Retry while an export is being written, Misconfigured where it is not as the settings say."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._derived: tuple[tuple[str, ...], Tables] | None = None
        self._known: dict[str, tuple[_Stamp, Table]] = {}

    def load(self, *, trusting: bool = False) -> Tables:
        """All files. Their bytes are compared, because a copy can keep size and time of what it replaces;
        `trusting` size and time is enough where only the existence of a record is asked for."""
        ready = self._settings.ready
        if ready and not (self._settings.folder / ready).exists():
            raise Retry(f"{ready} is not there: the export is not complete", after=60, sent=False)
        tables = {kind: self._table(kind, trusting) for kind in FIELDS}
        if not any(tables[each].name for each in LISTS):
            return tables
        digests = tuple(each.digest for each in tables.values())
        if self._derived is None or self._derived[0] != digests:
            self._derived = (digests, derived(self._settings, tables))
        return self._derived[1]

    def _table(self, kind: str, trusting: bool) -> Table:
        path = locate(self._settings, kind)
        if path is None:
            return Table(kind=kind, name="", columns={})
        try:
            stat = path.stat()
            if stat.st_size > MAX_BYTES:
                raise Misconfigured(f"{path.name} is larger than 1 GiB: export a shorter period")
            stamp = (path, stat.st_size, stat.st_mtime_ns)
            known = self._known.get(kind)
            if known and trusting and known[0] == stamp:
                return known[1]
            content = path.read_bytes()
        except PermissionError as error:
            raise Misconfigured(f"folder: {path.name} cannot be read: {error.strerror}") from None
        except OSError as error:
            raise Retry(f"{path.name} cannot be read: {error.strerror}", after=60, sent=False) from None
        digest = hashlib.sha256(content).hexdigest()
        if known and known[0][:2] == stamp[:2] and known[1].digest == digest:
            made = known[1]
        else:
            made = read(self._settings, kind, path, content)
        self._known[kind] = (stamp, made)
        return made
