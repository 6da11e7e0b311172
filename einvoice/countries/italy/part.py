"""How FatturaPA's groups of elements are said as structs: one struct a group, its fields in the schema's order.

A field is named as its element is, in small letters (`riferimento_numero_linea` is RiferimentoNumeroLinea), so that
the XML needs no table of names. The types below say which values an element takes; source: the schema files
VFPR12 1.2.3 and VFSM10 1.0.2.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

import msgspec

LATIN, BASIC = 0xFF, 0x7F  # the last character of Latin-1 and of Basic Latin


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A group of elements. An empty text, None, False or an empty tuple means that the element is not there."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a text element takes: the most characters (0: any number), the last one, and whether others are turned.

    `turned` is False where another spelling would be another value: an address of mail, a code.
    """

    most: int
    last: int = BASIC
    turned: bool = True


@dataclass(frozen=True, slots=True)
class Digits:
    """How many decimals an amount has: exactly two, or two to eight."""

    most: int


Code = str  # an enumeration, an identifier: its own check says more than a length could
Basic10 = Annotated[str, Text(10)]
Basic15 = Annotated[str, Text(15)]
Basic20 = Annotated[str, Text(20)]
Basic35 = Annotated[str, Text(35)]
Basic60 = Annotated[str, Text(60)]
Latin60 = Annotated[str, Text(60, LATIN)]
Latin80 = Annotated[str, Text(80, LATIN)]
Latin100 = Annotated[str, Text(100, LATIN)]
Latin200 = Annotated[str, Text(200, LATIN)]
Latin1000 = Annotated[str, Text(1000, LATIN)]
Any35 = Annotated[str, Text(35, 0x10FFFF, turned=False)]  # String35LatinExtType names no alphabet
Email = Annotated[str, Text(256, turned=False)]
Amount = Annotated[Decimal, Digits(2)]  # EUR
Rate = Annotated[Decimal, Digits(2)]  # per cent
Fine = Annotated[Decimal, Digits(8)]  # quantities, unit prices

_CAPITALS = {"abi", "sal", "bic", "cab", "cap", "cf", "cig", "cup", "ddt", "eori", "fr", "iban", "iva", "pec", "rea"}


def tag(field: str) -> str:
    """The element's name for a field: `codice_cig` is CodiceCIG."""
    return "".join(word.upper() if word in _CAPITALS else word.capitalize() for word in field.split("_"))


def only(part: Any) -> Any:
    """The part, or None where it says nothing."""
    return None if part == type(part)() else part
