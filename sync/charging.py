"""What a notice asks for beside its items: the ledger's facts given to dunning/charges.py."""

from decimal import Decimal

import msgspec

from config.rates import agreed
from config.settings import Settings
from connectors.records import Customer, Invoice
from dunning.charges import Charge, Charges, charges
from dunning.decisions import Notice, NoticeItem
from dunning.interest import Contested, Debt, Settled
from dunning.policy import Level, Reaction, Way
from sync.accounts import COUNTS
from sync.models import Evidence
from sync.payment import Records, of_item
from sync.store import entry_of, record_of

NOTHING = Decimal(0)


def charged(settings: Settings, key: str, notice: Notice, customer: Customer, way: Way, records: Records) -> Charges:
    """Interest, compensation and fee of a notice of the company `key`, as its way asks for them."""
    company = settings.companies[key]
    if not (way.interest or way.compensation or way.fee) or not isinstance(way, Level | Reaction):
        return Charges()
    given = earlier(key, notice.customer)
    debts = _debts(notice, records)
    known = {debt.id for debt in debts}
    # An invoice whose interest stood on a notice and that was paid since: its last days are asked for once.
    stated = {charge.item for charge in given if charge.kind == "interest"} - known
    debts += [debt for item in sorted(stated) if (debt := _paid(item)) is not None]
    text = company.late_interest_terms.get(customer.terms, company.late_interest)
    return charges(
        debts,
        way,
        law=settings.rates.law(company.country),
        tables=settings.rates.tables,
        consumer=customer.party.consumer,
        today=notice.date,
        home=customer.party.address.country,
        agreed=agreed(text, company.day_count),
        given=given,
    )


def earlier(key: str, account: str) -> tuple[Charge, ...]:
    """What the notices that a company gave to a customer asked for beside their items."""
    given = {"effect__notice__company": key, "effect__notice__account": account}
    kept = Evidence.objects.filter(**given, effect__notice__status__in=COUNTS)
    found = [inputs.get("charges", []) for inputs in kept.order_by("id").values_list("inputs", flat=True)]
    return tuple(charge for one in found for charge in msgspec.convert(one, list[Charge], strict=False))


def debt_of(record: Invoice, place: int, contested: Decimal = NOTHING, covered: Decimal = NOTHING) -> Debt | None:
    """One instalment, by its place in order of due dates, with what settled it when; None if there is no such one.

    What is settled on a day that the ERP does not tell counts as paid when it was due, and so does `covered`, money
    that is there and not booked: nobody is asked for the interest of a day that we cannot prove.
    """
    dues = sorted(record.dues, key=lambda due: (due.date, due.amount))
    if place >= len(dues):
        return None
    document, due = record.document, dues[place]
    before = sum((each.amount - each.open for each in dues[:place]), NOTHING)
    settled = _settled(record, before, due.amount - due.open)
    rest = due.amount - due.open - sum((each.amount for each in settled), NOTHING) + covered
    if rest > 0:
        settled = [Settled(date=due.date, amount=rest), *settled]
    return Debt(
        id=f"{record.ref}#{place}",
        number=document.number,
        due=due.date,
        amount=due.amount,
        currency=document.currency,
        settled=tuple(settled),
        contested=(Contested(amount=contested),) if contested > 0 else (),
    )


def _settled(record: Invoice, before: Decimal, wanted: Decimal) -> list[Settled]:
    """The settlements of an invoice fill its instalments in their order; those after `before` fill this one."""
    found: list[Settled] = []
    for one in sorted(record.settlements, key=lambda s: s.date):
        skipped = min(one.amount, before)
        before -= skipped
        part = min(one.amount - skipped, wanted)
        wanted -= part
        if part > 0:
            found.append(Settled(date=one.date, amount=part, number=one.ref, credit=one.credit))
    return found


def _debts(notice: Notice, records: Records) -> list[Debt]:
    credits = dict(notice.credits)
    found = []
    for item in sorted(notice.items, key=lambda each: (each.due, each.number)):
        covered = min(item.open, max(credits.get(item.currency, NOTHING), NOTHING))
        credits[item.currency] = credits.get(item.currency, NOTHING) - covered
        record = of_item(item.id, records)
        if (
            record is not None
            and (debt := debt_of(record, _place(item), _contested(record, item), covered)) is not None
        ):
            found.append(debt)
    return found


def _place(item: NoticeItem) -> int:
    return int(item.id.rpartition("#")[2])


def _contested(record: Invoice, item: NoticeItem) -> Decimal:
    """What of an instalment the notice does not ask for: it earns no interest in it."""
    dues = sorted(record.dues, key=lambda due: (due.date, due.amount))
    place = _place(item)
    return max(dues[place].open - item.open, NOTHING) if place < len(dues) else NOTHING


def _paid(item: str) -> Debt | None:
    entry = entry_of(item.rpartition("#")[0])
    if (
        entry is None
        or entry.kind != "invoice"
        or entry.gone
        or entry.unreadable
        or entry.state not in {"open", "paid"}
    ):
        return None
    record: Invoice = record_of(entry)
    debt = debt_of(record, int(item.rpartition("#")[2]))
    return debt if debt is not None and debt.paid_on else None
