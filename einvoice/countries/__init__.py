"""One module per country: its obligations, its own facts, its own rules. Found by entry points."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.metadata import entry_points
from typing import Protocol, cast

from einvoice.countries.block import Facts
from einvoice.faults import Fault
from einvoice.model import Invoice, Party
from einvoice.owed import Owed


class Country(Protocol):
    """What a country's module offers."""

    CODE: str  # ISO 3166-1 alpha-2

    def obligations(self, seller: Party, buyer: Party, type_code: str, on: date, facts: Facts) -> Sequence[Owed]:
        """The documents that this country's law asks of the seller for an invoice issued on that day.

        `facts` is what `Invoice.national` has for this country: where the law leaves a choice, it may be there.
        """
        ...

    def complete(self, invoice: Invoice) -> Invoice:
        """The invoice with what follows from its other terms without doubt; never changes an amount."""
        ...

    def check(self, invoice: Invoice, language: str = "en") -> list[Fault]:
        """The country's own rules on the model, said in `en`, `fr`, `it` or `de`."""
        ...


@cache
def country(code: str) -> Country | None:
    """The module that knows a country's rules (ISO 3166-1 alpha-2), None if none is installed."""
    for entry in entry_points(group="solde.countries", name=code):
        return cast(Country, entry.load())
    return None
