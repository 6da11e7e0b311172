"""Which documents an invoice owes."""

import msgspec


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """One document that a country's law asks for.

    `format` is the format's entry point name (`facturx`, `fatturapa`); `rules` the names of the rule sets that
    must accept it; `reason` says in words why it is owed; `source` names the law or the specification.
    """

    format: str
    country: str
    rules: tuple[str, ...]
    reason: str
    source: str
