"""What falls due among the things that people said: each day, before anything is decided.

Decisions do not wait for it: a block of yesterday does not hold today whether or not its row was ended. It ends rows
so that the audit trail tells when and why, and tells people what only they can do.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Q

from config.settings import Company
from connectors.records import AddTask, Ref
from dunning.account import NOTHING
from dunning.words import plain
from sync import outbox
from sync.accounts import CHUNK, customer_of, unclear_accounts
from sync.customer.disputes import owner_of
from sync.customer.entries import end
from sync.customer.receipts import received
from sync.customer.said import KEPT, Body, Disputed, Planned, Promised, body_of, expected
from sync.engine import Engine
from sync.models import Effect, OpenItem, Run
from sync.models import Said as Row

_BY_ITSELF = "solde"


def duties(engine: Engine, connection: str, run: Run | None) -> None:
    """End what is over, and hand disputes whose deadline has passed to their owners, once each."""
    here = Row.objects.filter(Q(ended_on=None) | Q(ended_as=KEPT), account__startswith=f"{connection}/")
    rows = [(row, body_of(row)) for row in here.order_by("id")]
    if not rows:
        return
    today = engine.today()
    for key, company in engine.settings.companies.items():
        if company.connection != connection:
            continue
        ours = [(row, body) for row, body in rows if row.company in {"", key}]
        for row, _ in ours:
            if row.ended_on is None and row.until is not None and row.until < today[key]:
                end(row, "expired", f"it held until {row.until}", today=today[key], who=_BY_ITSELF)
        unclear = unclear_accounts(company)  # nobody knows what is open there
        for piece in _pieces([(row, body) for row, body in ours if row.account not in unclear]):
            _fulfilled(company, piece, today[key])
            _disputes(company, piece, today[key], run)


def _pieces(rows: Sequence[tuple[Row, Body]]) -> Iterator[list[tuple[Row, Body]]]:
    """Whole accounts, so many at a time: databases take only so many in one question."""
    by_account: dict[str, list[tuple[Row, Body]]] = defaultdict(list)
    for row, body in rows:
        by_account[row.account].append((row, body))
    accounts = list(by_account.values())
    for start in range(0, len(accounts), CHUNK):
        yield [each for account in accounts[start : start + CHUNK] for each in account]


def _fulfilled(company: Company, rows: list[tuple[Row, Body]], today: date) -> None:
    came = received(company, expected(rows))
    for row, body in rows:
        if not isinstance(body, Promised | Planned) or row.pk not in came or row.ended_on is not None:
            continue
        money = came[row.pk]
        whole = body.amount if isinstance(body, Promised) else sum((d.amount for d in body.dues), NOTHING)
        what = "promise" if isinstance(body, Promised) else "instalment plan"
        if money is None:
            end(row, "settled", "nothing of what it was about is open any more", today=today, who=_BY_ITSELF)
        elif money >= whole:
            told = f"The {what} of {row.made_on} was kept: {plain(whole)} {body.currency} came in."
            end(row, KEPT, told, today=today, who=_BY_ITSELF, told=told)


def _disputes(company: Company, rows: list[tuple[Row, Body]], today: date, run: Run | None) -> None:
    disputes = [(row, body) for row, body in rows if isinstance(body, Disputed)]
    if not disputes:
        return
    accounts = {row.account for row, _ in disputes}
    open_now: dict[str, set[str]] = defaultdict(set)
    here = OpenItem.objects.filter(connection=company.connection, company=company.id, account__in=accounts)
    for account, item in here.values_list("account", "item"):
        open_now[account].add(item)
    for row, body in disputes:
        if not open_now[row.account].intersection(body.items):
            end(row, "settled", f"nothing of {body.number} is open any more", today=today, who=_BY_ITSELF)
        elif body.deadline < today and not Effect.objects.filter(key=f"said:{row.pk}:deadline").exists():
            task = AddTask(
                target=Ref.parse(row.account),
                summary=f"Dispute about {body.number} is not cleared",
                text=f"{body.reason}, entered on {row.made_on} by {row.who}, to be cleared by {body.deadline}."
                f"{f' For {body.owner}.' if body.owner else ''} {row.why}".strip(),
                due=today,
                assignee=owner_of(body.owner, customer_of(row.account)),
            )
            outbox.put_change(f"said:{row.pk}:deadline", task, run=run)
