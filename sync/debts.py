"""From the ledger's invoices to the debts that interest and compensation are computed from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from config import rates
from config.settings import Company, Settings
from connectors.records import Customer, Invoice
from dunning.account import Credit
from dunning.charges import Agreed, Charge, Charges, Contested, Debt, Settled, charges
from dunning.interest import with_credits
from dunning.policy import Level, Reaction

NOTHING = Decimal(0)


def debts_of(
    invoice: Invoice,
    *,
    contested: Mapping[str, Sequence[Contested]] | None = None,
    formal_notice: date | None = None,
) -> tuple[Debt, ...]:
    """One debt per instalment, with the ids of the account's items; what settled them goes to the oldest first.

    `contested` are disputes by item, in place of what the ERP calls disputed. What was settled on a day that the ERP
    does not tell earns no interest: it counts as paid in time.
    """
    settled = sorted(invoice.settlements, key=lambda s: (s.date, s.ref))
    left = [part.amount for part in settled]
    disputed = invoice.disputed
    found = []
    for number, due in enumerate(sorted(invoice.dues, key=lambda due: (due.date, due.amount))):
        item = f"{invoice.ref}#{number}"
        gone = due.amount - due.open
        parts: list[Settled] = []
        for n, part in enumerate(settled):
            used = min(gone, left[n])
            if used > 0:
                gone -= used
                left[n] -= used
                parts.append(Settled(date=part.date, amount=used, number=part.ref, credit=part.credit))
        if gone > 0:
            parts.append(Settled(date=due.date, amount=gone))
        mine: Iterable[Contested]
        if contested is None:
            part_disputed = min(disputed, due.open)
            disputed -= part_disputed
            mine = (Contested(amount=part_disputed),) if part_disputed > 0 else ()
        else:
            mine = contested.get(item, ())
        found.append(
            Debt(
                id=item,
                number=invoice.document.number,
                due=due.date,
                amount=due.amount,
                currency=invoice.document.currency,
                settled=tuple(parts),
                contested=tuple(mine),
                formal_notice=formal_notice,
            )
        )
    return tuple(found)


def agreed_with(company: Company, terms: str = "") -> Agreed:
    """What `company` agreed about late payment with customers of these payment terms (the ERP's name of them)."""
    return rates.agreed(company.late_interest_terms.get(terms, company.late_interest), company.day_count)


def charges_on(
    settings: Settings,
    company: Company,
    customer: Customer,
    debts: Sequence[Debt],
    way: Level | Reaction,
    today: date,
    *,
    credits: Sequence[Credit] = (),
    given: Sequence[Charge] = (),
    consumer: bool | None = None,
) -> Charges:
    """What a notice asks for beside the invoices: by the law of the company's country and what was agreed.

    `credits` is money of the customer that waits unapplied; `given` what earlier notices asked for; `consumer` is
    what people said about the customer, where it is not what the ERP says.
    """
    return charges(
        with_credits(debts, credits),
        way,
        law=settings.rates.law(company.country),
        tables=settings.rates.tables,
        consumer=customer.party.consumer if consumer is None else consumer,
        home=customer.party.address.country,
        agreed=agreed_with(company, customer.terms),
        today=today,
        given=given,
    )
