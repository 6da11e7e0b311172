"""What a notice asks for beside its items: the ledger's facts given to dunning/charges.py."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from config.rates import agreed
from config.settings import Settings
from connectors.records import Customer, Invoice
from dunning.charges import Charge, Charges, charges
from dunning.decisions import Notice as Decision
from dunning.decisions import NoticeItem
from dunning.interest import Contested, Debt, Settled
from dunning.policy import Level, Reaction, Way
from sync.accounts import COUNTS
from sync.letters.payment import Records, of_item
from sync.models import Evidence, Notice, NoticeLine
from sync.store import entry_of, record_of

NOTHING = Decimal(0)


def charged(settings: Settings, key: str, notice: Decision, customer: Customer, way: Way, records: Records) -> Charges:
    """Interest, compensation and fee of a notice of the company `key`, as its way asks for them."""
    if not (way.interest or way.compensation or way.fee) or not isinstance(way, Level | Reaction):
        return Charges()
    given = earlier(key, notice.customer)
    debts = _debts(notice, records)
    # An invoice whose interest stood on a notice and that was paid since: its last days are asked for once.
    stated = {charge.item for charge in given if charge.kind == "interest"} - {debt.id for debt in debts}
    debts += [debt for item in sorted(stated) if (debt := _paid(item)) is not None]
    return worked_out(settings, key, customer, debts, way, notice.date, given)


def worked_out(
    settings: Settings,
    key: str,
    customer: Customer,
    debts: Sequence[Debt],
    way: Level | Reaction,
    today: date,
    given: Sequence[Charge] = (),
) -> Charges:
    """What the law and the contract let a company ask for on some debts; `given` stood on earlier notices."""
    company = settings.companies[key]
    text = company.late_interest_terms.get(customer.terms, company.late_interest)
    formal = _formal_notices(key, str(customer.ref))
    known = [
        msgspec.structs.replace(debt, formal_notice=formal[debt.id])
        if formal.get(debt.id, debt.due) > debt.due
        else debt
        for debt in debts
    ]
    return charges(
        known,
        way,
        law=settings.rates.law(company.country),
        tables=settings.rates.tables,
        consumer=customer.party.consumer,
        today=today,
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


def _formal_notices(key: str, account: str) -> dict[str, date]:
    """By item the day of the first letter that asked for it.

    Where the law wants a formal notice before interest runs, an e-mail is too little to build on.
    """
    given = {"notice__company": key, "notice__account": account, "notice__status": Notice.Status.GIVEN}
    lines = NoticeLine.objects.filter(**given, notice__channel="letter", notice__level__gt=0)
    found: dict[str, date] = {}
    for item, day in lines.order_by("notice__date").values_list("item", "notice__date"):
        found.setdefault(item, day)
    return found


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


def _debts(notice: Decision, records: Records) -> list[Debt]:
    credits = dict(notice.credits)
    found = []
    for item in sorted(notice.items, key=lambda each: (each.due, each.number)):
        covered = min(item.open, max(credits.get(item.currency, NOTHING), NOTHING))
        credits[item.currency] = credits.get(item.currency, NOTHING) - covered
        record = of_item(item.id, records)
        debt = debt_of(record, _place(item.id), _contested(record, item), covered) if record is not None else None
        found += [debt] if debt is not None else []
    return found


def _place(item: str) -> int:
    return int(item.rpartition("#")[2])


def _contested(record: Invoice, item: NoticeItem) -> Decimal:
    """What of an instalment the notice does not ask for: it earns no interest in it."""
    dues = sorted(record.dues, key=lambda due: (due.date, due.amount))
    place = _place(item.id)
    return max(dues[place].open - item.open, NOTHING) if place < len(dues) else NOTHING


def _paid(item: str) -> Debt | None:
    """An instalment of an earlier notice that was paid since."""
    entry = entry_of(item.rpartition("#")[0])
    if (
        entry is None
        or entry.kind != "invoice"
        or entry.gone
        or entry.unreadable
        or entry.state not in {"open", "paid"}
    ):
        return None
    debt = debt_of(record_of(entry), _place(item))
    return debt if debt is not None and debt.paid_on else None
