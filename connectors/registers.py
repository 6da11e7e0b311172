"""Whom else one can ask about a customer: agencies that score them, registers that know their VAT number."""

from datetime import date
from typing import Any, Literal, Protocol

import msgspec


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """What an agency thinks of a company, brought to Solde's risk classes."""

    grade: Literal["", "A", "B", "C", "D", "E"]  # A is best; empty: the agency does not know the company
    words: str = ""  # its own rating, as an employee should read it
    day: date | None = None  # of the score


class Scores(Protocol):
    """An agency. Raises as connectors do (connectors/errors.py)."""

    def score(self, vat_id: str, country: str) -> Score:
        """Of the company with this VAT number (with its country's letters), in an ISO 3166 country."""


class ScoresModule(Protocol):
    """What an entry point in the group `solde.scores` names."""

    Settings: type[msgspec.Struct]

    def open_scores(self, name: str, settings: Any) -> Scores:
        """`name` is what people call the agency."""


class VatAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a register says of a VAT number. `valid` None: it is not responsible for that number."""

    valid: bool | None
    name: str = ""  # whose it is, where the register tells
    proof: str = ""  # the register's number of this consultation


class VatCheck(Protocol):
    """A register. Raises as connectors do."""

    def check(self, vat_id: str) -> VatAnswer:
        """Of a number with its country's letters, without spaces."""


class VatCheckModule(Protocol):
    """What an entry point in the group `solde.vat_checks` names."""

    Settings: type[msgspec.Struct]

    def open_vat_check(self, name: str, settings: Any) -> VatCheck:
        """`name` is what people call the register."""
