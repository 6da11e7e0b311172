"""What a person entered, in words for the next one who looks."""

from dunning.words import plain
from sync.customer.said import Blocked, Body, Called, Disputed, Planned, Promised, Same, Wished
from sync.models import Said as Row
from sync.store import entry_of


def words(row: Row, body: Body) -> str:
    """One line about an entry, without its state of today."""
    match body:
        case Promised():
            said = f"{plain(body.amount)} {body.currency} by {body.by}{f' on {body.about}' if body.about else ''}"
        case Planned():
            dues = ", ".join(f"{plain(d.amount)} {body.currency} by {d.due}" for d in body.dues)
            said = f"{dues}, over {body.about}"
        case Disputed():
            part = f"{plain(body.amount)} {body.currency} of " if body.amount is not None else ""
            owner = f" by {body.owner}" if body.owner else ""
            said = f"{part}{body.number} ({body.reason}), to be cleared by {body.deadline}{owner}"
        case Blocked():
            said = f"{body.number or 'the account'} {f'until {row.until}' if row.until else 'until it is lifted'}"
        case Wished():
            said = f"{body.field} is {body.value}"
        case Called():
            said = f"{body.outcome}{f', spoke with {body.spoke_with}' if body.spoke_with else ''}"
        case Same():
            said = f"{named(row.account)} and {named(body.other)} are one debtor"
    return f"{said}: {row.why}" if row.why else said


def named(account: str) -> str:
    """A customer's name with its reference."""
    entry = entry_of(account)
    return f"{entry.name} ({account})" if entry else account
