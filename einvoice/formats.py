"""The formats by their names: `cii`, `ubl`, `facturx`, `fatturapa` ... Found by entry points (`solde.formats`)."""

import inspect
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any

from einvoice.faults import Fault
from einvoice.model import Invoice


def names() -> tuple[str, ...]:
    """Every format that is installed."""
    return tuple(sorted({entry.name for entry in entry_points(group="solde.formats")}))


@cache
def format_module(name: str) -> ModuleType:
    """The module of a format; raises `LookupError`, which names those there are, if none is installed."""
    for entry in entry_points(group="solde.formats", name=name):
        module: ModuleType = entry.load()
        return module
    raise LookupError(f"no format {name!r} is installed; there are {', '.join(names())}")


def options(module: ModuleType) -> frozenset[str]:
    """What the format's `write` takes beside the invoice: `serial`, `language`, `profile` ..."""
    return _options(module.write)


@cache
def _options(write: Any) -> frozenset[str]:
    return frozenset(list(inspect.signature(write).parameters)[1:])


def write(module: ModuleType, invoice: Invoice, **offered: Any) -> bytes:
    """The invoice in a format, which takes what it knows of `offered` and leaves the rest."""
    known = options(module)
    content: bytes = module.write(invoice, **{name: value for name, value in offered.items() if name in known})
    return content


def remarks(module: ModuleType, invoice: Invoice) -> list[Fault]:
    """Warnings on what the format changes to be able to write the invoice: FatturaPA puts texts into Latin letters."""
    found: list[Fault] = module.transliterations(invoice) if hasattr(module, "transliterations") else []
    return found
