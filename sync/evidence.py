"""What leaves is kept first: bytes, hash, versions, inputs. It can be shown and sent again for ever."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
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
