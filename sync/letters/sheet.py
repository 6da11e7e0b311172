"""Every text that a customer reads, in reading order. An e-mail and a letter only lay it out differently."""

import textwrap
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from dunning.charges import Charge, InterestLine
from dunning.decisions import Notice, NoticeItem
from sync.letters.parts import Addressee, Extras, LetterHead
from sync.letters.wording import Speech, Variant

NOTHING = Decimal(0)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One invoice."""

    number: str
    issued: str
    due: str
    late: str
    amount: str
    open: str


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The items of one currency as they are shown."""

    rows: list[Row]
    credits: str  # empty: none
    outstanding: str  # of the invoices alone; empty where nothing is asked for beside them
    charges: list[tuple[str, str]]
    total: str


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """Days with one principal and one rate: how a part of the interest was worked out."""

    number: str
    principal: str
    period: str
    days: str
    rate: str
    how: str  # how the rate is made
    amount: str
    sum: str  # the same as one can work it out oneself


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """The whole notice."""

    date: str
    subject: str
    greeting: str
    opening: list[str]
    late: bool  # something is overdue: show by how much
    groups: list[Group]
    ending: list[str]
    payment: list[tuple[str, str]]
    links: list[tuple[str, str]]
    code: bool  # a payment code comes with it
    closing: str
    working: list[Stretch]
    basis: str


def fill(notice: Notice, company: LetterHead, customer: Addressee, extras: Extras, voice: Speech, today: date) -> Sheet:
    """The notice in the words of a language."""
    level = voice.level(notice.text, extras.consumer)
    several = len(notice.items)
    variant = level.variant(voice.singular(several))
    # A consumer is never written to in a sharper tone than the wording for consumers has.
    tone = None if extras.consumer and extras.tone != "friendly" else extras.tone
    spoken = voice.wording.tones[tone] if tone is not None else None
    groups = sums(notice, extras.charges)
    filling = fillings(notice, company.name, customer.name, extras.charges, voice)
    ending = [text.format(**filling) for text in (spoken.ending if spoken else variant.ending)]
    beside = voice.wording.beside
    if extras.charges:
        ending.insert(0, beside.charges)
    if extras.copies:
        form = beside.copies.one if voice.singular(len(extras.copies)) else beside.copies.other
        ending.append(form.format(numbers=voice.several(extras.copies)))
    lines = [line for charge in extras.charges for line in charge.working]
    return Sheet(
        date=voice.full_day(today),
        subject=variant.subject.format(**filling),
        greeting=level.greeting.format(**filling),
        opening=_opening(variant, filling, extras.debtor, voice),
        late=any(item.due < today for item in notice.items),
        groups=[_group(c, i, t, notice.credits.get(c), extras.charges, voice, today) for c, i, t in groups],
        ending=ending,
        payment=_payment(notice, company, extras.reference, voice, filling),
        links=[_link(number, address, voice) for number, address in extras.links],
        code=bool(extras.code),
        closing=(spoken.closing if spoken else level.closing).format(**filling),
        working=[stretch(line, voice) for line in lines],
        basis=voice.wording.labels.basis.format(basis=voice.several(sorted({line.basis for line in lines})))
        if lines
        else "",
    )


def fillings(notice: Notice, company: str, customer: str, charges: Sequence[Charge], voice: Speech) -> dict[str, str]:
    """What the placeholders of a text stand for."""
    oldest = min(notice.items, key=lambda item: (item.due, item.number))
    totals = [voice.amount(total, currency) for currency, _, total in sums(notice, charges)]
    return {
        "company": company,
        "customer": customer,
        "number": oldest.number,
        "due": voice.full_day(oldest.due),
        "count": str(len(notice.items)),
        "total": voice.several(totals),
    }


def sums(notice: Notice, charges: Sequence[Charge] = ()) -> list[tuple[str, list[NoticeItem], Decimal]]:
    """Per currency, in alphabetical order: its items, and what is asked for: credits taken off, charges added."""
    found = []
    for currency in sorted({item.currency for item in notice.items} | {charge.currency for charge in charges}):
        items = [item for item in notice.items if item.currency == currency]
        asked = sum((item.open for item in items), NOTHING) - notice.credits.get(currency, NOTHING)
        asked += sum((charge.amount for charge in charges if charge.currency == currency), NOTHING)
        found.append((currency, items, asked))
    return found


def _opening(variant: Variant, filling: dict[str, str], debtor: str, voice: Speech) -> list[str]:
    about = [voice.wording.beside.subsidiary.format(debtor=debtor)] if debtor else []
    return [*(text.format(**filling) for text in variant.opening), *about]


def _group(
    currency: str,
    items: list[NoticeItem],
    total: Decimal,
    credit: Decimal | None,
    charges: Sequence[Charge],
    voice: Speech,
    today: date,
) -> Group:
    own = [charge for charge in charges if charge.currency == currency]
    invoices = total - sum((charge.amount for charge in own), NOTHING)
    return Group(
        rows=[
            Row(
                number=item.number,
                issued=voice.day(item.issued),
                due=voice.day(item.due),
                late=voice.days((today - item.due).days) if item.due < today else "\u2013",
                amount=voice.amount(item.amount, currency),
                open=voice.amount(item.open, currency),
            )
            for item in items
        ],
        credits=voice.amount(-credit, currency) if credit else "",
        outstanding=voice.amount(invoices, currency) if own else "",
        charges=_charges(own, currency, voice),
        total=voice.amount(total, currency),
    )


def _charges(own: list[Charge], currency: str, voice: Speech) -> list[tuple[str, str]]:
    """One line for each kind; how many times a fixed sum was taken is said."""
    labels, rows = voice.wording.labels, []
    for kind, name in (("interest", labels.interest), ("compensation", labels.compensation), ("fee", labels.fee)):
        label, amounts = name, [charge.amount for charge in own if charge.kind == kind]
        if not amounts:
            continue
        if len(amounts) > 1 and len(set(amounts)) == 1 and kind != "interest":
            each = voice.amount(amounts[0], currency)
            label = f"{label} ({voice.wording.beside.times.format(count=len(amounts), amount=each)})"
        rows.append((label, voice.amount(sum(amounts, NOTHING), currency)))
    return rows


def stretch(line: InterestLine, voice: Speech) -> Stretch:
    """A line of interest as it is shown."""
    principal, amount = voice.amount(line.principal, line.currency), voice.amount(line.amount, line.currency)
    rate = voice.percent(line.percent)
    return Stretch(
        number=line.number,
        principal=principal,
        period=f"{voice.day(line.first)} \u2013 {voice.day(line.last)}",
        days=str(line.days),
        rate=rate,
        how=voice.rate(line.table, line.reference, line.factor, line.percent),
        amount=amount,
        sum=f"{principal} × {rate} × {line.days} / {year_of(line)} = {amount}",
    )


def year_of(line: InterestLine) -> int:
    """By how many days the interest of a year is divided."""
    if line.basis == "actual/actual":
        return (date(line.first.year + 1, 1, 1) - date(line.first.year, 1, 1)).days
    return 360 if line.basis == "actual/360" else 365


def _payment(
    notice: Notice, company: LetterHead, reference: str, voice: Speech, filling: dict[str, str]
) -> list[tuple[str, str]]:
    if not company.iban:
        return []
    labels, quote = voice.wording.labels, voice.wording.quote
    iban = "".join(company.iban.split())
    form = quote.one if voice.singular(len({item.number for item in notice.items})) else quote.other
    rows = [
        (labels.beneficiary, company.holder or company.name),
        (labels.iban, " ".join(textwrap.wrap(iban, 4))),
        (labels.bic, company.bic),
        (labels.reference, reference or form.format(**filling)),
    ]
    return [(label, value) for label, value in rows if value]


def _link(number: str, address: str, voice: Speech) -> tuple[str, str]:
    label = voice.wording.labels.link
    return (f"{label}: {number}" if number else label), address
