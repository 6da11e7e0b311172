"""`solde customer CUSTOMER VERB`: what a collector learns on the phone, and what is known about an account."""

from typing import Annotated

import typer
from typer.core import TyperGroup

from connectors.errors import Misconfigured
from sync import audit, proposals
from sync.cli import customer_show, screen
from sync.cli.screen import Config, Json, Today
from sync.customer import debtors
from sync.customer import disputes as customer_disputes
from sync.customer import promises as customer_promises
from sync.customer import wishes as customer_wishes
from sync.customer.accounts import Desk, Known, day_at, desk, find
from sync.customer.entries import Entered, take_back
from sync.models import Proposal

Why = Annotated[str, typer.Option("--why", metavar="WORDS", help="What the customer said; people in the ERP read it.")]
Company = Annotated[str, typer.Option("--company", metavar="KEY", help="As in solde.toml; only where it is unclear.")]
Invoices = Annotated[
    list[str] | None, typer.Option("--invoice", "-i", metavar="NUMBER", help="Of which invoices; F1#2: an instalment.")
]
Currency = Annotated[str, typer.Option("--currency", metavar="ISO", help="Only where the customer owes in several.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="As `show` prints it.")]
Reason = Annotated[str, typer.Argument(metavar="WORDS", help="Why; it is kept.")]


class CustomerFirst(TyperGroup):
    """`solde customer CUSTOMER VERB`. `same` stands alone: it is about two customers, or about all."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # its Context
        """Give `same` the place of the customer, which it has no need of."""
        return super().parse_args(ctx, ["", *args] if args[:1] == ["same"] else args)


app = typer.Typer(
    cls=CustomerFirst,
    help="""What a collector learns on the phone, and everything about an account.

    CUSTOMER comes first, then what to do: `solde customer "Officina Luce" promise 500 2026-12-01`. It is the id in the
    ERP, the customer number or VAT number, or a part of the name. Nothing else than the store is needed; the ERP gets
    a note of each entry with the next run. docs/collecting.md tells what each entry causes.""",
    no_args_is_help=True,
    subcommand_metavar="VERB [ARGS]...",
)
disputes = typer.Typer(help="Open or close a dispute: the contested part is not asked for.", no_args_is_help=True)


@app.callback(invoke_without_command=True)
def customer(
    ctx: typer.Context,
    who: Annotated[str, typer.Argument(metavar="CUSTOMER", help="Id, customer number, VAT number or part of a name.")],
) -> None:
    """Keep who is meant; it is looked up once the store is open."""
    ctx.obj = who
    if ctx.invoked_subcommand is None:
        show(ctx)


def _seat(ctx: typer.Context, config: Config, today: Today) -> tuple[Desk, Known]:
    place = desk(screen.settings(config), screen.day(today))
    return place, find(ctx.obj)


def _said(entered: Entered, json: bool) -> None:
    screen.answer(f"{entered.number}: {entered.message}", json, number=entered.number)


@app.command()
def show(ctx: typer.Context, config: Config = None, today: Today = None, json: Json = False) -> None:
    """Everything about the account on one screen."""
    customer_show.show(*_seat(ctx, config, today), json=json)


@app.command()
def promise(
    ctx: typer.Context,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="Such as 1250.00, or `all` that is open.")],
    by: Annotated[str, typer.Argument(metavar="DATE", help="The last day on which it may come in: 2026-12-01.")],
    invoices: Invoices = None,
    why: Why = "",
    currency: Currency = "",
    company: Company = "",
    config: Config = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """The customer promises to pay. Until that day it is not asked for; then it is kept or broken by what came in."""
    place, known = _seat(ctx, config, today)
    entered = customer_promises.promise(
        place, known, amount, by, invoices=invoices or (), currency=currency, company=company, why=why
    )
    _said(entered, json)


@app.command()
def plan(
    ctx: typer.Context,
    parts: Annotated[list[str], typer.Argument(metavar="DATE:AMOUNT...", help="2026-12-01:250 2027-01-01:250")],
    invoices: Invoices = None,
    why: Why = "",
    currency: Currency = "",
    company: Company = "",
    config: Config = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """An instalment plan over some invoices, or over all that is open. A plan that is broken falls back."""
    place, known = _seat(ctx, config, today)
    entered = customer_promises.plan(
        place, known, parts, invoices=invoices or (), currency=currency, company=company, why=why
    )
    _said(entered, json)


@disputes.command("open")
def dispute_open(
    ctx: typer.Context,
    invoice: Annotated[str, typer.Argument(metavar="INVOICE", help="Its number; F1#2: an instalment.")],
    reason: Annotated[str, typer.Option("--reason", help=", ".join(customer_disputes.REASONS))],
    amount: Annotated[str, typer.Option("--amount", help="The contested part; without it all of it.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="Who clears it: an ERP user's name, e-mail or id.")] = "",
    deadline: Annotated[str, typer.Option("--deadline", metavar="DATE", help="By when; else in 14 days.")] = "",
    why: Why = "",
    company: Company = "",
    config: Config = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """The customer contests an invoice or a part of it."""
    place, known = _seat(ctx, config, today)
    entered = customer_disputes.dispute(
        place, known, invoice, reason=reason, amount=amount, owner=owner, deadline=deadline, company=company, why=why
    )
    _said(entered, json)


@disputes.command("close")
def dispute_close(
    ctx: typer.Context,
    number: Number,
    outcome: Annotated[str, typer.Argument(metavar="OUTCOME", help=", ".join(customer_disputes.OUTCOMES))],
    why: Why = "",
    config: Config = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """A dispute is cleared. Was the customer right, the invoice waits 14 days for its credit note."""
    place, known = _seat(ctx, config, today)
    _said(customer_disputes.close_dispute(place, known, number, outcome, why), json)


@app.command()
def block(
    ctx: typer.Context,
    reason: Reason,
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="The last day; then it ends by itself.")] = "",
    open_ended: Annotated[bool, typer.Option("--open-ended", help="Until somebody lifts it.")] = False,
    invoices: Invoices = None,
    company: Company = "",
    config: Config = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """No reminders, for the account or for some invoices."""
    place, known = _seat(ctx, config, today)
    entered = customer_disputes.block(
        place, known, reason, until=until, open_ended=open_ended, invoices=invoices or (), company=company
    )
    _said(entered, json)


@app.command()
def unblock(
    ctx: typer.Context,
    invoices: Invoices = None,
    why: Why = "",
    config: Config = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """End the block of the account, or of some invoices."""
    place, known = _seat(ctx, config, today)
    _said(customer_disputes.unblock(place, known, why, invoices=invoices or ()), json)


@app.command()
def call(
    ctx: typer.Context,
    outcome: Annotated[str, typer.Argument(metavar="OUTCOME", help=", ".join(customer_wishes.REACHED))],
    spoke_with: Annotated[str, typer.Option("--with", metavar="NAME", help="Whom you spoke with.")] = "",
    again: Annotated[str, typer.Option("--again", metavar="DATE", help="A task to call back that day.")] = "",
    why: Why = "",
    config: Config = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """A note of a phone call."""
    place, known = _seat(ctx, config, today)
    _said(customer_wishes.call(place, known, outcome, spoke_with=spoke_with, again=again, why=why), json)


@app.command("set")
def set_(
    ctx: typer.Context,
    field: Annotated[str, typer.Argument(metavar="FIELD", help=", ".join(customer_wishes.WISHES))],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="`-` takes it back.")],
    why: Why = "",
    company: Company = "",
    config: Config = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """What is different for this customer: policy, channel, address, language, highest level, kind ..."""
    place, known = _seat(ctx, config, today)
    _said(customer_wishes.wish(place, known, field, value, company=company, why=why), json)


@app.command()
def end(
    ctx: typer.Context,
    number: Number,
    reason: Reason,
    config: Config = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """Take back a promise, a plan, a block or a link. It stays in the history."""
    place, known = _seat(ctx, config, today)
    _said(take_back(known, number, reason, today=day_at(place, known)), json)


def _proposal(known: Known, number: int) -> Proposal:
    found = Proposal.objects.filter(pk=number, account=known.account).first()
    if found is None:
        raise Misconfigured(f"nothing is proposed about {known.name} under {number}; `show` lists what is")
    return found


@app.command()
def approve(ctx: typer.Context, number: Number, config: Config = None, json: Json = False) -> None:
    """You have looked at it: put the customer, a natural person in trade, on hold as was proposed."""
    _, known = _seat(ctx, config, None)
    proposals.approve(_proposal(known, number), audit.person())
    screen.answer(f"{known.name} goes on hold with the next run.", json, number=number)


@app.command()
def decline(ctx: typer.Context, number: Number, why: Why = "", config: Config = None, json: Json = False) -> None:
    """You have looked at it: no hold. It is proposed again only after its cause was gone."""
    _, known = _seat(ctx, config, None)
    proposals.decline(_proposal(known, number), audit.person(), why)
    screen.answer(f"{known.name} is not held.", json, number=number)


@app.command()
def same(
    ctx: typer.Context,
    accounts: Annotated[list[str] | None, typer.Argument(metavar="[A B]", help="Two customers.")] = None,
    propose: Annotated[bool, typer.Option("--propose", help="List accounts that share a VAT number.")] = False,
    why: Why = "",
    config: Config = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """Two accounts are one debtor: `solde customer same A B`."""
    place = desk(screen.settings(config), screen.day(today))
    if propose:
        customer_show.likenesses(list(debtors.proposals()), json=json)
        return
    both = [*([ctx.obj] if ctx.obj else []), *(accounts or ())]
    if len(both) != 2:
        raise Misconfigured("say two customers (`solde customer same A B`), or --propose")
    _said(customer_wishes.same(place, find(both[0]), find(both[1]), why), json)


app.add_typer(disputes, name="dispute")
