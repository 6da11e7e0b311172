"""Files that Solde writes: each row is on disk before the call returns, and a torn last row is taken off."""

import csv
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from connectors.errors import Misconfigured
from connectors.files.settings import Settings

try:
    import fcntl
except ImportError:  # Windows: one engine per folder, as everywhere without a lock
    fcntl = None  # type: ignore[assignment]

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "'")
Rows = list[dict[str, str]]


def tame(text: str) -> str:
    """Free text that no spreadsheet takes for a formula (CSV injection); `plain` reverses it."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def plain(text: str) -> str:
    """What was tamed, as it was."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_DANGEROUS) else text


class Log:
    """A CSV file with a header, in the form of the exports. Rows are dicts of text."""

    def __init__(self, settings: Settings, name: str, columns: Sequence[str]) -> None:
        self._settings = settings
        self._path = settings.out / name
        self._columns = list(columns)
        self._seen: tuple[int, int] | None = None  # size and time of what `_rows` was read from
        self._sound = False  # and it ended with a whole row
        self._rows: Rows = []

    def rows(self) -> Rows:
        """All complete rows; read again only when the file changed."""
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            self._seen, self._sound, self._rows = None, False, []
            return self._rows
        if self._seen != (stat.st_size, stat.st_mtime_ns):
            content = self._path.read_bytes()
            keep = _whole(content)
            self._rows, self._sound = self._parse(content[:keep]), keep == len(content)
            self._seen = (stat.st_size, stat.st_mtime_ns)
        return self._rows

    def append(self, row: dict[str, str]) -> None:
        """Add a row and wait until it is on disk."""
        with locked(self._settings.out):
            self.rows()
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                size = os.fstat(descriptor).st_size
                if not self._sound:  # a power cut tore the last row; it was never acknowledged
                    size = _whole(_read(descriptor))
                    os.ftruncate(descriptor, size)
                os.lseek(descriptor, 0, os.SEEK_END)
                _write(descriptor, self._format([row], header=not size))
                stat = os.fstat(descriptor)
            finally:
                os.close(descriptor)
            if not size:
                _sync_folder(self._path.parent)
                self._rows = []
            self._rows.append(row)
            self._seen, self._sound = (stat.st_size, stat.st_mtime_ns), True

    def replace(self, rows: Rows) -> None:
        """Write the whole file anew: a reader sees the old one or the new one, never a part."""
        write_whole(self._path, self._format(rows, header=True))
        self._seen = None

    def _format(self, rows: Rows, *, header: bool) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self._settings.delimiter, lineterminator="\n")
        if header:
            writer.writerow(self._columns)
        writer.writerows([row.get(column, "") for column in self._columns] for row in rows)
        return out.getvalue().encode(self._settings.encoding, errors="backslashreplace")

    def _parse(self, content: bytes) -> Rows:
        try:
            text = content.decode(self._settings.encoding)
            reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=self._settings.delimiter, strict=True)
            rows = list(reader)
        except (UnicodeDecodeError, csv.Error) as error:
            raise Misconfigured(f"{self._path} cannot be read ({error}): restore it or move it away") from None
        if rows and set(reader.fieldnames or ()) != set(self._columns):
            raise Misconfigured(
                f"{self._path} has other columns than {self._settings.delimiter.join(self._columns)}: "
                "it was not written with these settings; move it away"
            )
        return rows


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer at a time, among all processes of this machine."""
    make_folder(folder)
    with (folder / ".lock").open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_folder(folder: Path) -> None:
    """Raises Misconfigured where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(f"out: {folder} cannot be made: {error.strerror}") from None


def write_whole(path: Path, content: bytes) -> None:
    """Atomically, and on disk when the call returns."""
    make_folder(path.parent)
    new = path.with_name(f".{path.name}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        _write(descriptor, content)
    finally:
        os.close(descriptor)
    new.replace(path)
    _sync_folder(path.parent)


def _write(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]
    os.fsync(descriptor)


def _read(descriptor: int) -> bytes:
    parts = []
    while part := os.read(descriptor, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _whole(content: bytes) -> int:
    """How many bytes hold complete rows: up to the last line break outside quotation marks."""
    if content.endswith(b"\n") and content.count(b'"') % 2 == 0:
        return len(content)
    end = position = quotes = 0
    for line in content.splitlines(keepends=True):
        position += len(line)
        quotes += line.count(b'"')
        if line.endswith(b"\n") and quotes % 2 == 0:
            end = position
    return end


def _sync_folder(folder: Path) -> None:
    """A rename is on disk only once its folder is."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
