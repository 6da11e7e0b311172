"""From a decision to a parcel: which channel carries it, who signs it, and what exactly leaves."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from config.pages import own
from config.settings import Company
from connectors.contract import Message, MessageFile
from connectors.records import Change, Customer, Invoice
from dunning.charges import Charge
from dunning.decisions import Notice
from dunning.policy import Policy, Way
from einvoice import paycode
from einvoice.faults import Fault
from einvoice.model import Address, Party
from sync.customer.said import as_wished
from sync.engine import Engine
from sync.letters.address import address_lines, addressee
from sync.letters.attachments import copies, plain
from sync.letters.calls import task
from sync.letters.charging import charged
from sync.letters.compose import compose
from sync.letters.parts import TEMPLATE, Extras, LetterHead
from sync.letters.payment import Payment, payment
from sync.letters.phone import MOST, length, spelt
from sync.letters.reach import address, channels, fault, recipient, unreachable, way_of
from sync.letters.sheet import fill, fillings
from sync.letters.wording import speech
from sync.models import Entry
from sync.store import entry_of, record_of

_MEGABYTE = 1024 * 1024
_WRITTEN = ("mail", "letter")


class Undeliverable(Exception):
    """Nobody can be reached in any of the ways; the faults name what is missing, one for each of them."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = list(faults)


@dataclass(frozen=True)
class Parcel:
    """A message ready to be kept and sent, or a change in the ERP such as a task to make a call.

    `channel` is mail, letter, phone ..., `way` the outbox's name for what carries it. `charges` is what is asked for
    beside the items, `notes` what was left out and why, `address` whom a letter goes to.
    """

    message: Message | None
    channel: str
    way: str
    versions: dict[str, str]
    change: Change | None = None
    charges: tuple[Charge, ...] = ()
    notes: tuple[str, ...] = ()
    address: str = ""


class Post:
    """Prepares what a company (its key in solde.toml) sends to its customers."""

    def __init__(self, engine: Engine, key: str) -> None:
        self.engine = engine
        self.key = key
        self.company: Company = engine.settings.companies[key]

    def prepare(self, notice: Notice, customer: Customer | None) -> Parcel:
        """Write it for the first channel of the notice that can reach the customer.

        Raises Undeliverable or Unacceptable with faults that name the customer's field.
        """
        if customer is None:
            raise Undeliverable(fault("", "the customer's record is missing or could not be read"))
        policy, customer = self.policy(notice), as_wished(customer)
        chosen, reader = way_of(policy, notice), recipient(policy, customer)
        faults: list[Fault] = []
        for channel in channels(notice, chosen):
            if missing := unreachable(channel, reader, self.company, self.key):
                faults.append(missing)
                continue
            notice = msgspec.structs.replace(notice, channel=channel, text=wording(notice, chosen))
            if channel in _WRITTEN:
                return self._written(notice, customer, reader, chosen)
            parcel = self._text_message(notice, reader, chosen) if channel == "sms" else None
            return parcel or self._task(notice, customer, reader, chosen)
        raise Undeliverable(*faults)

    def policy(self, notice: Notice) -> Policy:
        """The policy that decided it, else the company's."""
        policies = self.engine.settings.policies
        return policies.get(notice.policy) or policies[self.company.policy]

    def copies_to(self, chosen: Way, customer: Customer) -> tuple[str, ...]:
        """The salesperson's address, if the policy and the company want a copy to go there."""
        if not chosen.cc_salesperson or self.company.cc_salesperson == "never":
            return ()
        return (customer.salesperson.email,) if customer.salesperson and customer.salesperson.email else ()

    def _written(self, notice: Notice, customer: Customer, reader: Customer, chosen: Way) -> Parcel:
        settings = self.engine.settings
        records = invoices(notice)
        charges = charged(settings, self.key, notice, customer, chosen, records)
        paying = payment(self.company, notice, records, chosen, charges.charges, self.home.address)
        paper = notice.channel == "letter"
        enclosed: list[tuple[str, MessageFile]] = []
        notes = [*charges.notes, *(str(gap) for gap in charges.missing)]
        if chosen.attach_invoices:
            enclosed, left_out = copies(self.engine, records, self.company.copies_mb * _MEGABYTE, paper=paper)
            notes += left_out
        language = self._language(reader, chosen)
        letter = compose(
            notice,
            company=self._letterhead(paying),
            customer=addressee(reader, self.company.country, language),
            language=language,
            today=notice.date,
            extras=Extras(
                consumer=customer.party.consumer,
                tone=chosen.tone or None,
                charges=charges.charges,
                code=paying.code,
                links=paying.links,
                reference=paying.reference,
                copies=tuple(number for number, _ in enclosed),
                debtor=customer.party.name if reader.ref != customer.ref else "",
                template=template(settings.file.parent, chosen),
            ),
        )
        files = [file for _, file in enclosed]
        if paper:
            name = f"{notice.date:%Y-%m-%d} {plain(reader.party.name) or reader.ref.id}"
            files.insert(0, MessageFile(name=f"{name}.pdf", mime="application/pdf", content=letter.pdf or b""))
            message = Message(to="", subject=letter.subject, language=letter.language, files=tuple(files))
            carrier = f"channel:{self.company.letter_channel}"
        else:
            if picture := paycode.png(paying.code):
                files.append(MessageFile(name="payment-code.png", mime="image/png", content=picture))
            hidden = self.company.cc_salesperson == "hidden"
            copied = self.copies_to(chosen, customer)
            message = Message(
                to=reader.email,
                cc=() if hidden else copied,
                bcc=copied if hidden else (),
                subject=letter.subject,
                body=letter.text,
                sender=self._sender(),
                language=letter.language,
                files=tuple(files),
            )
            carrier = "mail"
        return Parcel(
            message,
            notice.channel,
            carrier,
            letter.versions,
            charges=charges.charges,
            notes=tuple(notes),
            address=address("letter", reader) if paper else "",
        )

    def _text_message(self, notice: Notice, reader: Customer, chosen: Way) -> Parcel:
        """A text message of at most two parts: the company's name gives way, never the amount."""
        voice = speech(self._language(reader, chosen), self.company.language)
        forms = voice.wording.sms["consumer" if reader.party.consumer else "plain"]
        form = forms.one if voice.singular(len(notice.items)) else forms.other
        head = self._letterhead(Payment())
        given = fillings(notice, self.company.name, reader.party.name, (), voice) | {
            "phone": head.phone or head.contact
        }
        body = spelt(form.format(**given))
        if (over := length(body) - MOST) > 0:
            given["company"] = spelt(given["company"])[:-over].rstrip()
            body = spelt(form.format(**given))
        if length(body) > MOST:
            raise Undeliverable(fault("party.name", "the text message is longer than two parts"))
        message = Message(to=address("sms", reader), body=body, sender=self.company.name, language=voice.language)
        versions = {f"texts/{voice.language}.toml": voice.sha256}
        return Parcel(message, "sms", f"channel:{self.company.sms_channel}", versions)

    def _task(self, notice: Notice, customer: Customer, reader: Customer, chosen: Way) -> Parcel:
        """For somebody of the company: whom to call or to look after, what is open, what to say."""
        voice = speech(self._language(reader, chosen), self.company.language)
        spoken = Extras(consumer=customer.party.consumer, tone=chosen.tone or None)
        who = addressee(reader, self.company.country, voice.language)
        sheet = fill(notice, self._letterhead(Payment()), who, spoken, voice, notice.date)
        change = task(notice, customer, reader, sheet, voice.language)
        versions = {f"texts/{voice.language}.toml": voice.sha256}
        return Parcel(None, notice.channel, f"erp:{change.target.connection}", versions, change=change)

    def _language(self, reader: Customer, chosen: Way) -> str:
        return chosen.language or reader.language or self.company.language

    def _sender(self) -> str:
        """The name that the reader sees and where answers go; the channel's own address stays in From."""
        name = self.company.name.replace('"', "'")
        return f'"{name}" <{self.company.reply_to}>' if self.company.reply_to else name.replace("@", " at ")

    @cached_property
    def home(self) -> Party:
        """The company as its newest invoice shows it: the ERP knows its address best."""
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
            return Party(name=self.company.name, address=Address(country=self.company.country))
        record: Invoice = record_of(entry)
        return record.document.seller

    def _letterhead(self, paying: Payment) -> LetterHead:
        seller = self.home
        return LetterHead(
            name=self.company.name,
            lines=address_lines(seller.address),
            email=seller.contact.email if seller.contact else "",
            phone=seller.contact.phone if seller.contact else "",
            vat=seller.vat_id,
            iban=paying.iban,
            bic=paying.bic,
            holder=paying.holder,
            signature=self.company.letters_from if self.company.letters_from != self.company.name else "",
            reply_to=self.company.reply_to,
            language=self.company.language,
        )


def wording(notice: Notice, chosen: Way) -> str:
    """Which text: the policy's, the one of a hand-over, or what the decision says."""
    return chosen.text or ("legal" if notice.legal else notice.text)


def template(folder: Path, chosen: Way) -> Path:
    """The page of a letter: the standard one, or the operator's `templates/NAME.typ` beside solde.toml."""
    return own(folder, chosen.template) if chosen.template else TEMPLATE


def invoices(notice: Notice) -> dict[str, Invoice]:
    """The records of the invoices that a notice is about, by `str(Ref)`, in its order."""
    refs = dict.fromkeys(item.id.rpartition("#")[0] for item in notice.items)
    entries = ((ref, entry_of(ref)) for ref in refs)
    return {ref: record_of(entry) for ref, entry in entries if entry is not None}
