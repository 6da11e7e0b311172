"""Who writes, to whom, and what a notice says and carries beside its items."""

from pathlib import Path

import msgspec

import config.templates
from dunning.charges import Charge
from sync.letters.wording import Tone

TEMPLATE = Path(config.templates.__path__[0]) / "letter.typ"


class LetterHead(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes. Empty texts are left out of the letter."""

    name: str
    lines: tuple[str, ...] = ()  # postal address
    email: str = ""
    phone: str = ""
    vat: str = ""
    iban: str = ""
    bic: str = ""
    holder: str = ""  # of the account; empty: the company
    signature: str = ""  # the person or department below the letter; empty: the company
    reply_to: str = ""  # where answers go; shown instead of `email` where it is set
    language: str = "en"  # when the customer's has no texts

    @property
    def contact(self) -> str:
        """The e-mail address that a customer should answer to."""
        return self.reply_to or self.email


class Addressee(msgspec.Struct, frozen=True, kw_only=True):
    """Who is written to."""

    name: str
    lines: tuple[str, ...] = ()  # postal address below the name, country last
    email: str = ""


class Extras(msgspec.Struct, frozen=True, kw_only=True):
    """What a notice says and carries beside its items. What is empty is left out."""

    consumer: bool = False  # written to as one
    tone: Tone | None = None  # None: as the level's wording is
    charges: tuple[Charge, ...] = ()
    code: str = ""  # the text of the payment code (einvoice/paycode.py)
    links: tuple[tuple[str, str], ...] = ()  # where to pay online: invoice number (empty: all of them), address
    reference: str = ""  # what to quote where one payee's reference says it all
    copies: tuple[str, ...] = ()  # numbers of the invoices of which a copy is enclosed
    debtor: str = ""  # whom the reader is asked to pay for
    template: Path = TEMPLATE
