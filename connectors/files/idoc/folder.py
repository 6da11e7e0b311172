"""The IDocs of a folder by invoice number: each file is read again only when it changed, and parsed when asked for."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from connectors.errors import Retry
from connectors.files.idoc.header import number
from connectors.files.idoc.segments import Idoc, idocs
from einvoice.faults import Unacceptable

_KEPT = 4  # files that stay parsed; one that holds many IDocs is asked for many times in a row


class Found(msgspec.Struct, frozen=True):
    """What one file holds: numbers of IDoc and invoice, in its order; or why it cannot be read."""

    stamp: tuple[int, int]
    numbers: tuple[tuple[str, str], ...] = ()
    trouble: str = ""


class Idocs:
    """`pattern` is below `folder`. An IDoc that was sent twice counts as it was sent last (by number of the IDoc)."""

    def __init__(self, folder: Path, pattern: str, erp: str) -> None:
        self._folder, self._pattern, self._erp = folder, pattern, erp
        self._files: dict[Path, Found] = {}
        self._parsed: dict[Path, list[Idoc]] = {}
        self._places: dict[str, tuple[Path, int]] = {}
        self.digest = ""

    def refresh(self) -> None:
        """Look at the folder again."""
        paths = sorted(p for p in self._folder.glob(self._pattern) if p.is_file()) if self._pattern else []
        files = {path: self._look(path) for path in paths}
        if files != self._files or not self.digest:
            self._files, self._parsed = files, {}
            best: dict[str, tuple[str, Path, int]] = {}
            for path, found in files.items():
                for place, (docnum, invoice) in enumerate(found.numbers):
                    if invoice and (invoice not in best or docnum >= best[invoice][0]):
                        best[invoice] = (docnum, path, place)
            self._places = {invoice: (path, place) for invoice, (_, path, place) in best.items()}
            said = [(path.name, *found.stamp) for path, found in files.items()]
            self.digest = hashlib.sha256(msgspec.json.encode(said)).hexdigest()

    def get(self, invoice: str) -> Idoc | None:
        """The IDoc of an invoice, not read yet. Raises Retry where its file is changing."""
        if invoice not in self._places:
            return None
        path, place = self._places[invoice]
        if path not in self._parsed:
            while len(self._parsed) >= _KEPT:
                self._parsed.pop(next(iter(self._parsed)))
            if _stamp(path) != self._files[path].stamp:
                raise Retry(f"{path.name} changed while it was read", after=60, sent=False)
            self._parsed[path] = idocs(path.read_bytes(), path.name, self._erp)
        return self._parsed[path][place].fresh()

    def numbers(self) -> set[str]:
        """Of all invoices that there are IDocs of."""
        return set(self._places)

    def troubles(self) -> Iterator[tuple[str, str]]:
        """Files that cannot be read, and why."""
        return ((path.name, found.trouble) for path, found in self._files.items() if found.trouble)

    def _look(self, path: Path) -> Found:
        stamp = _stamp(path)
        known = self._files.get(path)
        if known and known.stamp == stamp:
            return known
        try:
            found = idocs(path.read_bytes(), path.name, self._erp)
        except Unacceptable as refused:
            return Found(stamp, trouble=" ".join(fault.message for fault in refused.faults))
        except ValueError as error:
            return Found(stamp, trouble=str(error))
        except OSError as error:
            return Found(stamp, trouble=f"{path.name} cannot be read: {error.strerror}")
        return Found(stamp, tuple((each.number, number(each)) for each in found))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError as error:
        raise Retry(f"{path.name} cannot be read: {error.strerror}", after=60, sent=False) from None
    return stat.st_size, stat.st_mtime_ns
