"""`solde credit kyc`: who a customer is, as far as numbers, registers and documents tell."""

from datetime import date
from typing import Annotated

import msgspec
import typer

from connectors.errors import Misconfigured
from sync import audit
from sync.cli import screen
from sync.cli.screen import Config, Json
from sync.credit import kyc as registers
from sync.customer.accounts import Known, find


def day(text: str, option: str) -> date:
    """A date of an option; Misconfigured if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misconfigured(f"{option}: expected a date such as 2026-11-02, found {text!r}") from None


def kyc(
    who: Annotated[str, typer.Argument(metavar="[CUSTOMER]", help="As `solde customer` takes it.")] = "",
    document: Annotated[str, typer.Option("--document", metavar="NAME", help="A document that you have seen.")] = "",
    dated: Annotated[str, typer.Option("--dated", metavar="DATE", help="Its date.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Until when it is good.")] = "",
    review: Annotated[str, typer.Option("--review", metavar="DATE", help="When a person looks again.")] = "",
    wrong: Annotated[bool, typer.Option("--wrong", help="All numbers of customers that cannot be right.")] = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """Who a customer is: VAT and company number, what registers say, documents, the next review."""
    settings = screen.settings(config)
    if wrong:
        rows = list(registers.wrong_numbers(settings))
        if json:
            screen.print_json([{"customer": a, "name": n, "problem": p} for a, n, p in rows])
        else:
            screen.table("Numbers that cannot be right", ["Customer", "Name", "Problem"], rows)
        raise typer.Exit(1 if rows else 0)
    if not who:
        raise Misconfigured("say which customer, or --wrong")
    known, person = find(who), audit.person()
    if (dated or until) and not document:
        raise Misconfigured("--dated and --until say something about a --document: name it")
    if document:
        ends = day(until, "--until") if until else None
        registers.add_document(known.account, document, day(dated, "--dated"), ends, who=person)
    if review:
        registers.set_review(known.account, day(review, "--review"), who=person)
    _tell(known, registers.standing(known.account, known.record), json)


def _tell(known: Known, found: registers.Standing, json: bool) -> None:
    if json:
        screen.print_json({"customer": known.account, "name": known.name, **msgspec.to_builtins(found)})
        return
    screen.say(known.name)
    said = {True: "valid", False: "not valid", None: "not asked"}[found.vat_valid]
    asked = f", {said} on {found.vat_asked}" if found.vat_asked else ""
    owner = f" ({found.vat_name})" if found.vat_name else ""
    screen.say(f"VAT number      {found.vat_id or 'none'}{asked}{owner}")
    screen.say(f"Company number  {found.company_number or 'none'}")
    for problem in filter(None, (found.vat_problem, found.company_problem)):
        screen.complain(problem)
    screen.say(f"Next review     {found.review_on or 'none is set'}")
    for seen in found.documents:
        until = f", good until {seen.until}" if seen.until else ""
        screen.say(f"Document        {seen.name} of {seen.dated}{until}, seen by {seen.who}")
