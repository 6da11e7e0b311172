"""From a decision to a parcel: which channel carries it, who signs it, and what exactly leaves."""

import re
import unicodedata
from dataclasses import dataclass

import msgspec
from babel import Locale
from babel.core import UnknownLocaleError

from config.settings import Company, Settings
from connectors.contract import Message, MessageFile
from connectors.records import Change, Customer, Invoice
from dunning.decisions import Notice
from einvoice.faults import Fault
from einvoice.model import Address, Party
from sync.letters import Addressee, LetterHead, compose
from sync.models import Entry
from sync.store import entry_of, record_of


class Undeliverable(Exception):
    """Nobody can be reached this way; the faults name what is missing."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.faults = [fault]


@dataclass(frozen=True)
class Parcel:
    """A message ready to be kept and sent, or a change in the ERP such as a task to make a call.

    `channel` is mail, letter, phone ..., `way` the outbox's name for what carries a message.
    """

    message: Message | None
    channel: str
    way: str
    versions: dict[str, str]
    change: Change | None = None


class Post:
    """Prepares what a company sends to its customers."""

    def __init__(self, settings: Settings, key: str, company: Company) -> None:
        self.settings = settings
        self.key = key
        self.company = company

    def prepare(self, notice: Notice, customer: Customer | None) -> Parcel:
        """Write the e-mail or the letter. A customer without an e-mail address gets a letter where letters can go.

        Raises Undeliverable or Unacceptable with faults that name the customer's field.
        """
        if customer is None:
            raise Undeliverable(_fault("", "the customer's record is missing or could not be read"))
        channel = notice.channel
        if channel == "mail" and not customer.email:
            if not self.company.letter_channel:
                raise Undeliverable(_fault("email", "the customer has no e-mail address and no letter_channel is set"))
            channel = "letter"
        if channel == "letter" and not self.company.letter_channel:
            if not customer.email:
                raise Undeliverable(_fault("party.address", "a letter is due, but the company has no letter_channel"))
            channel = "mail"
        language = customer.language or self.company.language
        letter = compose(
            msgspec.structs.replace(notice, channel=channel),
            company=self._letterhead(notice),
            customer=addressee(customer, self.company.country, language),
            language=language,
            today=notice.date,
        )
        if channel == "mail":
            message = Message(
                to=customer.email,
                subject=letter.subject,
                body=letter.text,
                sender=self._sender(),
                language=letter.language,
            )
            return Parcel(message, channel, "mail", letter.versions)
        name = f"{notice.date:%Y-%m-%d} {_plain(customer.party.name) or customer.ref.id}"
        file = MessageFile(name=f"{name}.pdf", mime="application/pdf", content=letter.pdf or b"")
        message = Message(to="", subject=letter.subject, language=letter.language, files=(file,))
        return Parcel(message, channel, f"channel:{self.company.letter_channel}", letter.versions)

    def _sender(self) -> str:
        """The name that the reader sees and where answers go; the channel's own address stays in From."""
        name = self.company.name.replace('"', "'")
        return f'"{name}" <{self.company.reply_to}>' if self.company.reply_to else name.replace("@", " at ")

    def _letterhead(self, notice: Notice) -> LetterHead:
        """The company as its newest invoice shows it: the ERP knows its address best."""
        head = LetterHead(
            name=self.company.name,
            signature=self.company.letters_from if self.company.letters_from != self.company.name else "",
            reply_to=self.company.reply_to,
            language=self.company.language,
        )
        entry = (
            Entry.objects.filter(
                connection=self.company.connection,
                company=self.company.id,
                kind="invoice",
                state__in=("open", "paid"),
                gone=False,
                unreadable=False,
            )
            .order_by("-date", "-id")
            .first()
        )
        if entry is None:
            return head
        record: Invoice = record_of(entry)
        seller = record.document.seller
        iban, bic = _account(notice)
        return msgspec.structs.replace(
            head,
            lines=address_lines(seller.address),
            email=seller.contact.email if seller.contact else "",
            phone=seller.contact.phone if seller.contact else "",
            vat=seller.vat_id,
            iban=iban,
            bic=bic,
        )


def _account(notice: Notice) -> tuple[str, str]:
    """IBAN and BIC that the invoices asked for name; none where they disagree: nobody pays into the wrong account."""
    found: set[tuple[str, str]] = set()
    for item in notice.items:
        entry = entry_of(item.id.rpartition("#")[0])
        record: Invoice | None = record_of(entry) if entry is not None else None
        found.update((means.iban, means.bic) for means in (record.document.payment if record else ()) if means.iban)
    return found.pop() if len(found) == 1 else ("", "")


def _plain(name: str) -> str:
    """A name as every file system takes it."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9.& -]+", "", ascii_only)[:80].strip(" .")


def addressee(customer: Customer, home: str, language: str) -> Addressee:
    """The customer as an envelope shows it; the country is named on letters that leave the country."""
    party: Party = customer.party
    abroad = country_name(party.address.country, language) if party.address.country not in {"", home} else ""
    lines = (*address_lines(party.address), *([abroad.upper()] if abroad else []))
    return Addressee(name=party.name, lines=lines, email=customer.email)


def address_lines(address: Address) -> tuple[str, ...]:
    """Street lines, then postcode and city; the province in brackets as Italian addresses have it."""
    town = f"{address.postcode} {address.city}".strip()
    if address.country == "IT" and address.subdivision:
        town = f"{town} ({address.subdivision})"
    return tuple(line for line in (address.line1, address.line2, town) if line)


def country_name(code: str, language: str) -> str:
    """A country's name in a language, the code itself where it has none."""
    try:
        return str(Locale.parse(language).territories.get(code, code))
    except (UnknownLocaleError, ValueError):
        return code


def _fault(path: str, message: str) -> Fault:
    return Fault(code="SOLDE-POST", path=path, message=message, source="Solde: docs/operating.md, reminders")
