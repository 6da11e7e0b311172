"""Secrets: the configuration says where they are, never what they are."""

import os
import stat
from pathlib import Path

from config.places import within
from connectors.secret import Secret

FORMS = '"env:NAME" or "file:PATH"'


class Unavailable(Exception):
    """The secret is not where the configuration says, or no place was named. Never carries a value."""


def resolve(reference: object, folder: Path) -> tuple[Secret, str]:
    """The secret, and a warning (empty if there is none). Relative paths count from `folder`.

    The last line break of a file does not count. Raises Unavailable.
    """
    if isinstance(reference, str):
        scheme, _, place = reference.partition(":")
        if scheme == "env" and place:
            return _from_environment(place), ""
        if scheme == "file" and place:
            return _from_file(folder, place)
    # What stands there may be the password itself: it is not repeated.
    raise Unavailable(f"a secret is not written here; say where it is: {FORMS}")


def _from_environment(name: str) -> Secret:
    value = os.environ.get(name, "")
    if not value:
        raise Unavailable(f"the environment variable {name} is not set")
    return Secret(value)


def _from_file(folder: Path, place: str) -> tuple[Secret, str]:
    try:
        path = within(folder, place)
        value = path.read_text(encoding="utf-8").rstrip("\r\n")
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise Unavailable(f"the file {path} does not exist") from None
    except OSError as error:
        raise Unavailable(f"the file {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Unavailable(f"the file {path} is not UTF-8 text") from None
    except ValueError as error:
        raise Unavailable(str(error)) from None
    if not value:
        raise Unavailable(f"the file {path} is empty")
    # Only a warning: secrets that a container runtime mounts are often readable by all inside it.
    if os.name == "posix" and mode & stat.S_IROTH:
        return Secret(value), f"every user of this machine can read {path}; chmod 600 mends that"
    return Secret(value), ""
