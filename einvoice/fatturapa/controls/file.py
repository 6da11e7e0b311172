"""The file itself: its name (00001) and its size (00003)."""

import re

from einvoice.fatturapa.controls.control import source
from einvoice.fatturapa.names import SIZE_LIMIT
from einvoice.faults import Fault
from einvoice.rules.rule import table

# Country, the transmitter's number, an underscore, one to five characters; Allegato A 1.9.1, 2.2.
_NAME = re.compile(r"[A-Z]{2}[A-Za-z0-9]{1,28}_[A-Za-z0-9]{1,5}\.(xml|xml\.p7m|zip)", re.IGNORECASE)


def check_file(name: str, size: int, language: str = "en") -> list[Fault]:
    """What SdI refuses before it opens a file. `name` without folders, `size` in bytes."""
    found = []
    if not _NAME.fullmatch(name):
        found.append(_fault("00001", "filename", language, {"name": name}))
    if size > SIZE_LIMIT:
        found.append(_fault("00003", "attachments", language, {"size": size, "limit": SIZE_LIMIT}))
    return found


def _fault(code: str, path: str, language: str, values: dict[str, object]) -> Fault:
    words = table("sdi")[code]
    message = (words.get(language) or words["en"]).format_map(values)
    return Fault(code=code, path=path, message=message, source=source(code, "fattura24's list of codes"))
