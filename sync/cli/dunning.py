"""`solde dunning`: what would be sent, why somebody is or is not written to, what comes next, and sending it."""

from typing import Annotated, Any

import msgspec
import typer

from connectors.errors import Misconfigured
from dunning.words import sums
from sync import cycle
from sync import explain as explaining
from sync import simulate as simulating
from sync.cli import dossier, screen, told
from sync.cli.screen import Config, Json, Today

app = typer.Typer(help="Reminders: preview, explain, simulate and send.", no_args_is_help=True)
dossier.add_to(app)
Customer = Annotated[str, typer.Argument(help="The customer's id in the ERP, or part of its name.")]
NOBODY = "no customer that owes anything matches {!r}"


@app.command()
def preview(config: Config = None, today: Today = None, json: Json = False) -> None:
    """Read and decide, but send nothing."""
    with screen.engine(config, today) as engine:
        plan, owed = cycle.preview(engine)
        told.preview(plan, owed, json=json)


@app.command()
def explain(customer: Customer, config: Config = None, today: Today = None, json: Json = False) -> None:
    """Why this customer is or is not reminded and held today, what comes next and when, from what was last pulled."""
    if not customer.strip():
        raise Misconfigured("say which customer: its id in the ERP, or a part of its name")
    with screen.engine(config, today) as engine:
        found = explaining.explain(engine, customer)
    if not found:
        raise Misconfigured(NOBODY.format(customer))
    if json:
        screen.print_json([_flat(one) for one in found])
        return
    for one in found:
        told.explanation(one)


def _flat(one: explaining.Explanation) -> dict[str, Any]:
    whole: dict[str, Any] = msgspec.to_builtins(one, str_keys=True)
    return {**whole.pop("told"), **whole}


@app.command()
def simulate(
    customer: Annotated[str, typer.Argument(help="One customer: its id in the ERP, or part of its name.")] = "",
    days: Annotated[int, typer.Option("--days", min=0, max=400, help="How many days to look ahead.")] = 30,
    config: Config = None,
    today: Today = None,
    json: Json = False,
) -> None:
    """What would leave on which day if nobody paid: of one customer, or counted by day and level."""
    with screen.engine(config, today) as engine:
        notices = simulating.simulate(engine, days, customer)
        if customer:
            found = sorted(notices, key=lambda n: (n.date, n.company, n.name))
            if not found and not any(True for _ in explaining.accounts_of(engine, customer)):
                raise Misconfigured(NOBODY.format(customer))
            if json:
                screen.print_json([msgspec.to_builtins(one, str_keys=True) for one in found])
                return
            rows = [(n.date, n.company, n.name, n.level, n.step, n.channel, sums(n.asked)) for n in found]
            heads = ["Day", "Company", "Customer", "Level", "Step", "By", "Asked for"]
            screen.table("If nothing is paid", heads, rows)
            return
        counts = sorted(simulating.counted(notices).items())
    if json:
        screen.print_json([{"date": d, "level": n, "step": s, "count": c} for (d, n, s), c in counts])
        return
    screen.table("If nobody pays", ["Day", "Level", "Step", "Notices"], [(*key, count) for key, count in counts])


@app.command()
def send(
    config: Config = None,
    today: Today = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Go on although it is far more than usual.")] = False,
    json: Json = False,
) -> None:
    """Read, decide and send the reminders that are due, and nothing else: no holds, no e-invoices."""
    with screen.engine(config, today) as engine:
        summary = cycle.run(engine, confirmed=confirm, only_reminders=True)
    told.summary(summary, json=json)
