"""What leaves is kept first: bytes, hash, versions, inputs. It can be shown and sent again for ever."""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sync.models import Evidence


class Tampered(Exception):
    """A kept file is missing or is not what was kept; nothing of it may leave."""


class Vault:
    """A folder of files named by their sha256. A file is on the disk before its row is committed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(
        self,
        content: bytes,
        *,
        name: str,
        mime: str,
        inputs: Mapping[str, Any] | None = None,
        versions: Mapping[str, Any] | None = None,
    ) -> Evidence:
        """Store the bytes durably and add their row; call it inside the transaction of the decision."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        if not path.exists() or path.read_bytes() != content:
            self._write(path, content)
        else:
            os.utime(path)  # it is wanted again: `unclaimed` passes over what is young
        return Evidence.objects.create(
            sha256=sha256,
            size=len(content),
            name=name,
            mime=mime,
            inputs=dict(inputs or {}),
            versions=dict(versions or {}),
        )

    def bytes_of(self, evidence: Evidence) -> bytes:
        """The bytes as kept; raises Tampered if they are not."""
        try:
            content = self._path(evidence.sha256).read_bytes()
        except OSError as error:
            raise Tampered(f"evidence {evidence.sha256} ({evidence.name}) cannot be read: {error.strerror}") from error
        if hashlib.sha256(content).hexdigest() != evidence.sha256:
            raise Tampered(f"evidence {evidence.sha256} ({evidence.name}) was altered on the disk")
        return content

    def remove(self, sha256: str) -> None:
        """Delete a file of which no row is left; call it inside the transaction that deleted the row. Killed in
        between, the row is back without its file, and the next time both go.
        """
        self._path(sha256).unlink(missing_ok=True)

    def unclaimed(self, before: datetime) -> Iterator[Path]:
        """Files that no row names, written before an instant: of decisions that were never committed."""
        for folder in sorted(self.folder.glob("??")):
            old = [path for path in sorted(folder.iterdir()) if path.stat().st_mtime < before.timestamp()]
            names = [path.name for path in old]
            claimed = set(Evidence.objects.filter(sha256__in=names).values_list("sha256", flat=True))
            yield from (path for path in old if path.name not in claimed)

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".part-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        for folder in (path.parent, self.folder):  # the entry of the file, and of its folder if that is new
            directory = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(directory)
            finally:
                os.close(directory)
