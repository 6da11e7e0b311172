"""The credit check: may this order go ahead? Answered from the store; before a refusal the ERP is asked again."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Protocol

import msgspec
from babel.numbers import is_currency
from django.db import transaction

from config.credit import STANDARD
from config.settings import Settings
from connectors.contract import Connector
from connectors.errors import Misconfigured, Refused, Retry
from connectors.records import Ref
from dunning.credit.decide import Answer, decide
from dunning.credit.policy import CreditPolicy
from dunning.credit.position import Position, Request
from dunning.credit.rates import Rates
from dunning.credit.words import sentence
from sync import audit
from sync.clock import Clock
from sync.credit import rows as credit_rows
from sync.credit.facts import Debtor, debtor, order_entry, position
from sync.models import CreditOverride, Entry
from sync.reread import reread
from sync.store import record_of


class Desk(Protocol):
    """Whoever answers: the engine, or the web server's smaller one."""

    @property
    def settings(self) -> Settings: ...

    @property
    def connectors(self) -> Mapping[str, Connector]: ...

    @property
    def now(self) -> Clock: ...

    def today(self) -> dict[str, date]: ...


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """An answer, where it is from and as of when. `trouble` says why the ERP could not be asked again."""

    company: str  # the key in solde.toml
    answer: Answer
    name: str
    language: str
    source: Literal["store", "erp"]
    as_of: datetime | None  # None: nothing was ever read
    orders_as_of: datetime | None  # orders are not re-read with an account
    trouble: str = ""

    def sentence(self, language: str = "") -> str:
        """For the customer: in `language`, else in their own."""
        return sentence(self.answer.outcome, language or self.language)


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's credit in the store."""

    key: str
    who: Debtor
    position: Position
    policy: CreditPolicy
    rates: Rates
    language: str
    as_of: datetime | None


def look(desk: Desk, key: str, account: str) -> Seen:
    """What the store knows. `key` is the company's in solde.toml, `account` is `str(Ref)`."""
    settings = desk.settings
    company = settings.companies[key]
    policy = policy_of(settings, key)
    today = desk.today()[key]
    with credit_rows.one_view():
        who = debtor(account, consolidated=policy.consolidated)
        return Seen(
            key=key,
            who=who,
            position=position(settings, key, who, policy, today),
            policy=policy,
            rates=Rates(settings.exchange, today),
            language=who.customer.record.language or company.language,
            as_of=credit_rows.pulled_at(company.connection),
        )


def policy_of(settings: Settings, key: str) -> CreditPolicy:
    """A company's credit policy; without any file one that checks nothing."""
    name = settings.companies[key].credit_policy
    return settings.credit_policies.get(name) or CreditPolicy(name=STANDARD)


def check(
    desk: Desk, key: str, account: str, amount: Decimal, currency: str, *, order: str = "", stored: bool = False
) -> Checked:
    """May this customer order so much more? `order` is its number, so that it does not count twice.

    What would be refused is asked about in the ERP first, unless `stored`: whoever has paid this morning is not
    held. Where the ERP does not answer, the stored answer is given and says so.
    """
    request = request_of(desk, key, account, amount, currency, order)
    seen = look(desk, key, account)
    found = _answered(seen, request, "store", seen.as_of)
    if found.answer.allowed or stored:
        return found
    trouble = ask_again(desk, seen.who.members)
    fresh = look(desk, key, account)
    if trouble:
        return msgspec.structs.replace(_answered(fresh, request, "store", fresh.as_of), trouble=trouble)
    return _answered(fresh, request, "erp", desk.now())


def standing(desk: Desk, key: str, account: str) -> Checked:
    """How a customer stands in the store, without an order."""
    seen = look(desk, key, account)
    nothing = Request(amount=Decimal(0), currency=desk.settings.companies[key].currency)
    return _answered(seen, nothing, "store", seen.as_of)


def _answered(seen: Seen, request: Request, source: Literal["store", "erp"], as_of: datetime | None) -> Checked:
    return Checked(
        company=seen.key,
        answer=decide(seen.position, seen.policy, request, seen.rates),
        name=seen.position.name,
        language=seen.language,
        source=source,
        as_of=as_of,
        orders_as_of=seen.as_of,
    )


def currency_of(text: str) -> str:
    """An ISO 4217 code. Raises Misconfigured."""
    if not is_currency(text):
        raise Misconfigured(f"currency: expected an ISO 4217 code such as EUR, found {text!r}")
    return text


def request_of(desk: Desk, key: str, account: str, amount: Decimal, currency: str, order: str) -> Request:
    """The request, with what the ERP's record of the order adds to it: its own number, the day of its delivery."""
    entry = order_entry(desk.settings.companies[key], account, order) if order else None
    if entry is None:
        return Request(amount=amount, currency=currency, number=order)
    return Request(amount=amount, currency=currency, number=entry.name, day=_day(entry))


def _day(entry: Entry) -> date | None:
    record = record_of(entry)
    day: date = record.delivery or record.date
    return day


def ask_again(desk: Desk, accounts: Collection[str]) -> str:
    """Re-read these accounts from their ERPs; says why it could not be done, empty if it was."""
    by_connection: dict[str, list[str]] = defaultdict(list)
    for account in sorted(accounts):
        by_connection[Ref.parse(account).connection].append(account)
    for connection, those in by_connection.items():
        if connection not in desk.connectors:
            return f"{connection} is not in solde.toml any more"
        try:
            if len(reread(desk.connectors[connection], those)) < len(those):
                return f"{connection} could not read the whole account"
        except (Retry, Refused, Misconfigured) as error:
            return f"{connection} could not be asked: {error}"
    return ""


def set_override(
    desk: Desk, key: str, account: str, amount: Decimal, currency: str, until: date, reason: str, *, who: str
) -> CreditOverride:
    """A manager's word, in the place of an earlier one. Raises Misconfigured where it makes no sense."""
    if amount <= 0:
        raise Misconfigured(f"an override needs an amount above 0, found {amount}")
    if until < desk.today()[key]:
        raise Misconfigured(f"an override until {until} would have ended already")
    if not reason.strip():
        raise Misconfigured("an override needs a reason")
    with transaction.atomic():
        _end(desk, account, who)
        made = CreditOverride.objects.create(
            account=account, amount=amount, currency=currency, until=until, reason=reason.strip(), who=who
        )
        audit.note(
            "credit override set",
            account,
            f"override {made.pk}",
            who=who,
            amount=f"{amount:f}",
            currency=currency,
            until=until.isoformat(),
        )
    return made


def end_override(desk: Desk, account: str, *, who: str) -> None:
    """Take a manager's word back. Raises Misconfigured if there is none."""
    with transaction.atomic():
        if not _end(desk, account, who):
            raise Misconfigured("this customer has no override")
        audit.note("credit override ended", account, who=who)


def _end(desk: Desk, account: str, who: str) -> int:
    open_ones = CreditOverride.objects.filter(account=account, ended_at=None)
    return open_ones.update(ended_at=desk.now(), ended_by=who)
