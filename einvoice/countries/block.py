"""A country's own facts of one invoice, typed: `Invoice.national[CODE]` as that country's struct."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

import msgspec

from einvoice.faults import Fault, Unacceptable
from einvoice.model import Invoice

T = TypeVar("T")
Facts: TypeAlias = Mapping[str, Any]
NO_FACTS: Facts = MappingProxyType({})


def block_of(invoice: Invoice, country: str, kind: type[T], source: str) -> T:
    """The facts as `kind`, a frozen struct that forbids unknown fields and has a default for each of its own.

    `source` names the specification that the facts come from. Raises `Unacceptable` with `SOLDE-XX-BLOCK`, which
    names the entry that is unknown or cannot be read.
    """
    return typed(invoice.national.get(country, NO_FACTS), country, kind, source)


def typed(facts: Facts, country: str, kind: type[T], source: str) -> T:
    """The same of the facts alone, as `obligations` gets them."""
    try:
        return msgspec.convert(dict(facts), kind, strict=False)
    except msgspec.ValidationError as error:
        message = f"the facts of {country} cannot be read: {error}"
        code, path = f"SOLDE-{country}-BLOCK", f"national.{country}"
        raise Unacceptable([Fault(code=code, path=path, message=message, source=source)]) from None
