"""What a document says it is, and who may judge it."""

from collections.abc import Mapping

import msgspec

from einvoice.faults import Severity

# A sentence of `words.toml` and the values in it.
Saying = tuple[str, Mapping[str, object]]


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of document: `rules` judge it, or `unsupported` says why none can.

    `format` is one of the command's names, empty where the document is no invoice. `levels` gives rules another level
    than their own; `notes` are told with the verdict.
    """

    format: str
    profile: str = ""
    rules: tuple[str, ...] = ()
    more_rules: tuple[str, ...] = ()  # what `--rules all` adds
    levels: Mapping[str, Severity] = {}
    notes: tuple[Saying, ...] = ()
    unsupported: Saying | None = None
