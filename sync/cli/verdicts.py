"""How a verdict on a document is told to a person, by every command that judges one."""

from enum import StrEnum

from einvoice.validate import Validation
from einvoice.words import say, short
from sync.cli import screen

_COLOURS = {"valid": "green", "invalid": "red", "unsupported": "yellow", "error": "red", "warning": "yellow"}
_PATH = 300  # characters of a file's name that are shown


class Language(StrEnum):
    """Of Solde's own sentences; the official rules' stay as they are."""

    EN = "en"
    FR = "fr"
    IT = "it"
    DE = "de"


def tell(verdict: Validation, language: str) -> None:
    """The status, the file, what it is, and each fault with its place."""
    kind = ", ".join(filter(None, (verdict.format, verdict.profile)))
    status = f"{say(verdict.status, language):<12}"
    screen.say_in(_COLOURS[verdict.status], status, f"{short(verdict.file, _PATH)}{f'  ({kind})' if kind else ''}")
    for found in verdict.faults:
        head = f"  {say(found.severity, language):<9} {found.code}"
        place = f"  [{found.path}]" if found.path else ""
        screen.say_in(_COLOURS[found.severity], head, f" {found.message}{place}")
