"""What a dossier says in the company's language: the claim, the account, the notices and their proof, the interest."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from connectors.records import Customer, Invoice, Payment
from dunning.charges import Charge, Charges
from dunning.decisions import Notice as Decision
from dunning.interest import Debt
from dunning.policy import Level
from einvoice.model import Party
from sync.clock import business_date
from sync.customer.said import body_of
from sync.customer.words import words
from sync.engine import Engine
from sync.letters.address import address_lines
from sync.letters.charging import debt_of, earlier, worked_out
from sync.letters.dossier_words import Words
from sync.letters.sheet import Stretch, stretch, sums, year_of
from sync.letters.wording import Speech
from sync.models import Effect, Entry, Notice, Said
from sync.store import record_of

NOTHING = Decimal(0)
_ALL = Level(name="dossier", interest=True, compensation=True)  # whatever the law gives


class _Data(msgspec.Struct, frozen=True, kw_only=True):
    pass


class Claim(_Data, frozen=True):
    """What is claimed in one currency, line by line, and what each further day adds."""

    lines: list[tuple[str, str]]
    total: str
    per_day: str


class Booked(_Data, frozen=True):
    """A line of the statement below an invoice: what settled it."""

    day: str
    what: str
    amount: str


class Part(_Data, frozen=True):
    """One of several instalments."""

    due: str
    amount: str
    open: str


class Bill(_Data, frozen=True):
    """An invoice of the statement; where it has several instalments, `due` is empty and `parts` tells them."""

    number: str
    issued: str
    due: str
    amount: str
    open: str
    parts: list[Part]
    settled: list[Booked]


class Given(_Data, frozen=True):
    """A notice and its proof."""

    title: str
    recipient: str
    sent: str
    receipt: str
    evidence: str
    delivery: str
    asked: str


class Facts(_Data, frozen=True):
    """The whole dossier but for its annexes."""

    creditor: list[str]
    debtor: list[str]
    claims: list[Claim]
    missing: str  # for the reader: rates that nobody knows
    gaps: list[str]  # the same for whoever runs Solde: what to add where
    bills: list[Bill]
    credits: list[Booked]
    notices: list[Given]
    working: list[Stretch]
    basis: str
    said: list[str]


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """The records that a dossier is made of."""

    invoices: tuple[Invoice, ...]  # open and late, or on a notice; by their day
    credits: tuple[Invoice | Payment, ...]  # money of the customer that nothing has consumed
    notices: tuple[Notice, ...]  # that were given, in their order


def sources(engine: Engine, key: str, account: str) -> Sources:
    """Read them from the store."""
    company = engine.settings.companies[key]
    notices = Notice.objects.filter(
        company=key, account=account, status__in=(Notice.Status.GIVEN, Notice.Status.IN_DOUBT)
    )
    given = tuple(notices.order_by("date", "id"))
    reminded = {item["id"].rpartition("#")[0] for notice in given for item in notice.decision["items"]}
    there = {"account": account, "connection": company.connection, "company": company.id}
    entries = Entry.objects.filter(**there, gone=False, unreadable=False)
    bills: list[Invoice] = []
    credits: list[Invoice | Payment] = []
    for entry in entries.filter(kind__in=("invoice", "payment")).order_by("date", "id"):
        record: Invoice | Payment = record_of(entry)
        if isinstance(record, Payment):
            credits += [record] if record.state == "posted" and record.unapplied > 0 else []
        elif record.document.is_credit:
            credits += [record] if record.state == "open" and record.open > 0 else []
        elif record.state == "open" or entry.ref in reminded:
            bills.append(record)
    return Sources(invoices=tuple(bills), credits=tuple(credits), notices=given)


def facts(
    engine: Engine,
    key: str,
    customer: Customer,
    seller: Party,
    found: Sources,
    today: date,
    voice: Speech,
    text: Words,
    delivered: Mapping[int, str],
) -> Facts:
    """Everything in words and figures; `delivered` says of notices by id what became of them."""
    debts = [debt for record in found.invoices for debt in _late(record, today)]
    charges = worked_out(engine.settings, key, customer, debts, _ALL, today)
    fees = [charge for charge in earlier(key, str(customer.ref)) if charge.kind == "fee"]
    lines = [line for charge in charges.charges for line in charge.working]
    return Facts(
        creditor=_party(seller, engine.settings.companies[key].name),
        debtor=_party(customer.party, customer.party.name, text.consumer if customer.party.consumer else ""),
        claims=_claims(found, debts, charges, fees, today, voice, text),
        missing=", ".join(voice.half_year(gap.table, gap.title, gap.half_year) for gap in charges.missing),
        gaps=[str(gap) for gap in charges.missing],
        bills=[_bill(record, voice, text) for record in found.invoices],
        credits=[_credit(record, voice, text) for record in found.credits],
        notices=[_notice(engine, key, notice, voice, text, delivered) for notice in found.notices],
        working=[stretch(line, voice) for line in lines],
        basis=voice.wording.labels.basis.format(basis=voice.several(sorted({line.basis for line in lines})))
        if lines
        else "",
        said=_said(key, str(customer.ref), voice, text),
    )


def _late(record: Invoice, today: date) -> list[Debt]:
    debts = (debt_of(record, place) for place in range(len(record.dues)))
    return [debt for debt in debts if debt is not None and debt.due < today and not debt.paid_on]


def _open(debt: Debt) -> Decimal:
    return debt.amount - sum((part.amount for part in debt.settled), NOTHING)


def _claims(
    found: Sources,
    debts: Sequence[Debt],
    charges: Charges,
    fees: Sequence[Charge],
    today: date,
    voice: Speech,
    text: Words,
) -> list[Claim]:
    claims = []
    late = {debt.number for debt in debts}
    asked = [*charges.charges, *fees]
    for currency in sorted({debt.currency for debt in debts}):
        own = [debt for debt in debts if debt.currency == currency]
        disputed = sum(
            (r.disputed for r in found.invoices if r.document.number in late and r.document.currency == currency),
            NOTHING,
        )
        money = -sum((_money(r)[0] for r in found.credits if _money(r)[1] == currency), NOTHING)
        parts = [
            (text.principal, sum(map(_open, own), NOTHING)),
            (text.on_account, money),
            *(
                (label, sum((c.amount for c in asked if c.kind == kind and c.currency == currency), NOTHING))
                for kind, label in (
                    ("interest", text.interest),
                    ("compensation", text.compensation),
                    ("fee", text.fees),
                )
            ),
        ]
        shown = [(label, voice.amount(amount, currency)) for label, amount in parts if amount]
        if disputed:
            shown.insert(1, (text.disputed, voice.amount(disputed, currency)))
        total = sum((amount for _, amount in parts), NOTHING)
        a_day = _per_day(charges, currency, today)
        tomorrow = voice.full_day(today + timedelta(days=1))  # today is in the interest already
        further = text.per_day.format(day=tomorrow, amount=voice.amount(a_day, currency)) if a_day else ""
        claims.append(Claim(lines=shown, total=voice.amount(total, currency), per_day=further))
    return claims


def _per_day(charges: Charges, currency: str, today: date) -> Decimal:
    """What one more day costs while nothing is paid: of each debt its last stretch, if that lasts to this day."""
    exact = NOTHING
    for charge in charges.charges:
        if charge.kind == "interest" and charge.currency == currency and charge.working[-1].last == today:
            last = charge.working[-1]
            exact += last.principal * last.percent / 100 / year_of(last)
    return exact.quantize(Decimal("0.01"))


def _money(record: Invoice | Payment) -> tuple[Decimal, str]:
    if isinstance(record, Payment):
        return record.unapplied, record.currency
    return record.open, record.document.currency


def _bill(record: Invoice, voice: Speech, text: Words) -> Bill:
    document, dues = record.document, sorted(record.dues, key=lambda due: due.date)
    parts = [
        Part(
            due=voice.day(due.date),
            amount=voice.amount(due.amount, document.currency),
            open=voice.amount(due.open, document.currency),
        )
        for due in dues
    ]
    return Bill(
        number=document.number,
        issued=voice.day(document.issue_date),
        due=parts[0].due if len(parts) == 1 else "",
        parts=parts if len(parts) > 1 else [],
        amount=voice.amount(sum((due.amount for due in record.dues), NOTHING), document.currency),
        open=voice.amount(record.open, document.currency),
        settled=[
            Booked(
                day=voice.day(part.date),
                what=" ".join(filter(None, (text.credit if part.credit else text.payment, part.ref))),
                amount=voice.amount(-part.amount, document.currency),
            )
            for part in record.settlements
        ],
    )


def _credit(record: Invoice | Payment, voice: Speech, text: Words) -> Booked:
    amount, currency = _money(record)
    shown = voice.amount(-amount, currency)
    if isinstance(record, Payment):
        return Booked(day=voice.day(record.date), what=f"{text.payment} {record.memo}".strip(), amount=shown)
    document = record.document
    return Booked(day=voice.day(document.issue_date), what=f"{text.credit} {document.number}", amount=shown)


def _notice(
    engine: Engine, key: str, notice: Notice, voice: Speech, text: Words, delivered: Mapping[int, str]
) -> Given:
    effect = Effect.objects.filter(notice=notice).select_related("evidence").order_by("-id").first()
    payload = msgspec.json.decode(effect.payload) if effect is not None else {}
    evidence = effect.evidence if effect is not None else None
    charges = msgspec.convert(evidence.inputs.get("charges", []) if evidence else [], list[Charge], strict=False)
    decision = msgspec.convert(notice.decision, Decision)
    ended = effect.ended_at if effect is not None else None
    company = engine.settings.companies[key]
    return Given(
        title=f"{voice.full_day(notice.date)}, {text.level.format(level=notice.level)}, {text.channel(notice.channel)}",
        recipient=payload.get("to", "")
        or (evidence.inputs.get("address", "") if evidence else payload.get("summary", "")),
        sent=f"{voice.full_day(business_date(company, ended))}, {ended:%H:%M} UTC" if ended else "",
        receipt=effect.receipt if effect is not None else "",
        evidence=evidence.sha256 if evidence is not None else "",
        delivery=delivered.get(notice.pk, ""),
        asked=voice.several([voice.amount(total, currency) for currency, _, total in sums(decision, charges)]),
    )


def _said(key: str, account: str, voice: Speech, text: Words) -> list[str]:
    kinds = ("promise", "plan", "dispute", "call")
    lines = []
    for row in Said.objects.filter(account=account, kind__in=kinds, company__in=(key, "")).order_by("made_on", "id"):
        line = f"{voice.day(row.made_on)}: {row.kind}: {words(row, body_of(row))}"
        if row.ended_on:
            how = " ".join(filter(None, (row.ended_as, row.ended_why)))
            line += f" ({text.ended.format(day=voice.day(row.ended_on), how=how)})"
        lines.append(line)
    return lines


def _party(party: Party, name: str, remark: str = "") -> list[str]:
    contact = party.contact
    numbers = [party.vat_id, party.legal_id.value if party.legal_id else "", party.tax_registration]
    reach = [contact.phone, contact.email] if contact else []
    return [name, *address_lines(party.address), *filter(None, dict.fromkeys([*numbers, *reach, remark]))]
