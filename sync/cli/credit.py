"""`solde credit`: may an order go ahead, how a customer stands, a manager's word, held orders."""

from decimal import Decimal, InvalidOperation
from typing import Annotated

import msgspec
import typer

from connectors.errors import Misconfigured
from dunning.words import plain, sums
from sync import audit
from sync.cli import credit_kyc, screen
from sync.cli.screen import Config, Json, Today
from sync.credit import answer as credit
from sync.credit import held as credit_held
from sync.credit import told as credit_told
from sync.credit.answer import Checked
from sync.credit.desk import Desk
from sync.customer.accounts import Desk as Seat
from sync.customer.accounts import Known, company_of, find
from sync.models import CreditOverride, HeldOrder

HELD = 3

app = typer.Typer(help="Credit: may an order go ahead, and why not.", no_args_is_help=True)
app.command("kyc")(credit_kyc.kyc)
Who = Annotated[str, typer.Argument(metavar="CUSTOMER", help="Id, customer number, VAT number or part of a name.")]
Company = Annotated[str, typer.Option("--company", metavar="KEY", help="As in solde.toml; only where it is unclear.")]
Currency = Annotated[str, typer.Option("--currency", metavar="ISO", help="The company's, if it is left out.")]


class Place(msgspec.Struct, frozen=True):
    """Who is meant, for which company, and where it is answered."""

    desk: Desk
    key: str
    known: Known


def _place(config: Config, today: Today, who: str, company: str) -> Place:
    desk = Desk(screen.settings(config), pinned=screen.day(today))
    known = find(who)
    return Place(desk, company_of(Seat(desk.settings, desk.today()), known, company), known)


@app.command()
def check(
    customer: Annotated[str, typer.Option("--customer", metavar="CUSTOMER", help="As `solde customer` takes it.")],
    amount: Annotated[str, typer.Option("--amount", metavar="AMOUNT", help="Of the order with tax.")],
    currency: Currency = "",
    order: Annotated[str, typer.Option("--order", help="Its number; it is remembered while it is held.")] = "",
    stored: Annotated[bool, typer.Option("--stored", help="Do not ask the ERP before a refusal.")] = False,
    company: Company = "",
    config: Config = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """May this order go ahead? Exit code 0: yes, 3: no, or a person decides."""
    place = _place(config, today, customer, company)
    asked, money = _amount(amount), _currency(place, currency)
    found = credit.check(place.desk, place.key, place.known.account, asked, money, order=order, stored=stored)
    if order:
        credit_held.remember(place.desk, found, order, asked, money)
    if json:
        screen.print_json(credit_told.answer(found))
    else:
        _tell(place, found)
    raise typer.Exit(0 if found.answer.allowed else HELD)


@app.command()
def show(who: Who, company: Company = "", config: Config = None, today: Today = None, json: Json = False) -> None:
    """Exposure, limit, risk class and every check of a customer, without an order."""
    place = _place(config, today, who, company)
    found = credit.standing(place.desk, place.key, place.known.account)
    if json:
        screen.print_json(credit_told.answer(found))
        return
    _tell(place, found)
    answer = found.answer
    for limit in answer.limits:
        whose = "" if limit.account == answer.customer else f" of {limit.name}"
        screen.say(f"Limit{whose}: {sums({limit.currency: limit.amount})}")
    if not answer.limits:
        screen.say("Limit: none")
    for paid in answer.behaviour:
        took = "" if paid.days_to_pay is None else f", paid {paid.days_to_pay} days after the invoice"
        screen.say(
            f"Paid in {paid.currency}: {paid.items} items, {paid.late_share:.0%} late, "
            f"on average {paid.late_days} days late{took}"
        )
    for checked in answer.checks:
        screen.say(f"{checked.verdict:<8}  {checked.check:<9}  {checked.words}")


@app.command()
def override(
    who: Who,
    amount: Annotated[str, typer.Option("--amount", help="The exposure, orders included, up to which it holds.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Its last day.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why; it is kept.")] = "",
    end: Annotated[bool, typer.Option("--end", help="Take it back.")] = False,
    currency: Currency = "",
    company: Company = "",
    config: Config = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """A manager's word: nothing is held up to an amount, until a day. It ends by itself."""
    place = _place(config, today, who, company)
    person, desk, account = audit.person(), place.desk, place.known.account
    if end:
        credit.end_override(desk, account, who=person)
        screen.answer(f"{place.known.name}: the override is taken back", json)
        return
    if not (amount and until and reason):
        raise Misconfigured("an override needs --amount, --until and --reason; --end takes one back")
    last = credit_kyc.day(until, "--until")
    made = credit.set_override(
        place.desk,
        place.key,
        place.known.account,
        _amount(amount),
        _currency(place, currency),
        last,
        reason,
        who=person,
    )
    money = sums({made.currency: made.amount})
    screen.answer(f"{place.known.name}: nothing is held up to {money} until {made.until}", json, number=made.pk)


@app.command()
def held(
    everything: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """Orders that are held, and why; each is checked again with every run."""
    screen.settings(config)
    found = HeldOrder.objects.all() if everything else HeldOrder.objects.filter(ended_at=None)
    rows = [
        {
            "order": row.number,
            "customer": row.account,
            "amount": plain(row.amount),
            "currency": row.currency,
            "outcome": row.ended_as or row.outcome,
            "since": f"{row.held_at:%Y-%m-%d %H:%M}",
            "reason": row.ended_why or row.reason,
        }
        for row in found.order_by("id")
    ]
    if json:
        screen.print_json(rows)
        return
    heads = ["Order", "Customer", "Amount", "", "State", "Since (UTC)", "Because"]
    screen.table("Held orders", heads, [tuple(row.values()) for row in rows])


def _tell(place: Place, found: Checked) -> None:
    screen.say(found.answer.words)
    if found.trouble:
        screen.complain(found.trouble)
    when = f"{found.as_of:%Y-%m-%d %H:%M} UTC" if found.as_of else "never: run `solde pull`"
    screen.say(f"As of {when}, from the {'ERP' if found.source == 'erp' else 'store'}.")
    override = CreditOverride.objects.filter(account=found.answer.customer, ended_at=None).first()
    if override is not None and override.until >= place.desk.today()[place.key]:
        money = sums({override.currency: override.amount})
        screen.say(f"Override up to {money} until {override.until} by {override.who}: {override.reason}")
    screen.say(f"For the customer: {found.sentence()}")


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise Misconfigured(f"expected an amount such as 1250.00, found {text!r}") from None
    if not amount.is_finite() or not 0 <= amount < Decimal(10) ** 15:
        raise Misconfigured(f"expected an amount of 0 or more, below {10**15}, found {text!r}")
    return amount


def _currency(place: Place, text: str) -> str:
    return credit.currency_of(text.upper() or place.desk.settings.companies[place.key].currency)
