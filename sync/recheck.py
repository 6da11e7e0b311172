"""Just before anything leaves for people or platforms: ask the ERP, decide again, send only what is unchanged."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
from django.db import transaction

from connectors.errors import Misconfigured, Refused, Retry
from connectors.records import Invoice, Ref
from dunning import reminders
from dunning.claims import standing
from dunning.decisions import Notice as Decision
from dunning.state import blocked
from sync import audit, outbox
from sync.accounts import customer_of, open_accounts
from sync.boundaries import boundary
from sync.emit import fingerprint
from sync.engine import Engine
from sync.evidence import Tampered
from sync.letters.post import Post
from sync.letters.reach import address, recipient, way_of
from sync.models import EDocument, Effect, Notice, NoticeLine, Run
from sync.policies import policy_of
from sync.reread import reread
from sync.store import entry_of, record_of

AN_HOUR = timedelta(hours=1)


class Recheck:
    """One batch. `stopped` are accounts whose notice was stopped, `troubles` what could not be asked."""

    def __init__(self, engine: Engine, run: Run | None) -> None:
        self.engine = engine
        self.run = run
        self.stopped: set[str] = set()
        self.troubles: list[str] = []

    def clear(self, effects: list[Effect]) -> list[Effect]:
        """Those of the effects that may leave now; the others are stopped, or wait where nobody could be asked."""
        accounts: dict[str, set[str]] = defaultdict(set)
        of: dict[int, str] = {}
        for effect in effects:
            of[effect.pk] = account = self._account(effect)
            accounts[Ref.parse(account).connection].add(account)
        read: set[str] = set()
        asked: set[str] = set()
        for connection, found in accounts.items():
            answered = self._ask(connection, sorted(found))
            if answered is not None:
                asked |= found
                read |= answered
        # An account of which a part cannot be read is not chased; a readable invoice of it may still go out.
        may = [e for e in effects if of[e.pk] in (read if e.notice is not None else asked)]
        return [effect for effect in may if self._still_right(effect)]

    def _account(self, effect: Effect) -> str:
        if effect.notice is not None:
            return effect.notice.account
        entry = entry_of(effect.target)
        return entry.account if entry is not None else effect.target

    def _ask(self, connection: str, accounts: list[str]) -> set[str] | None:
        """Those accounts that could be read whole, None where nobody answered."""
        if connection not in self.engine.connectors:
            self.troubles.append(f"{connection}: is not in solde.toml any more, so nothing is sent to its customers")
            return None
        try:
            return reread(self.engine.connectors[connection], accounts)
        except (Retry, Refused, Misconfigured) as error:
            self.troubles.append(f"{connection}: accounts could not be asked again, nothing is sent to them: {error}")
            return None

    def _still_right(self, effect: Effect) -> bool:
        if effect.notice is None and Ref.parse(effect.target).kind == "customer":
            return self._goes(effect, self._dossier(effect))
        if effect.notice is None:
            return self._document_may_go(effect)
        return self._goes(effect, self._notice(effect.notice, effect))

    def _goes(self, effect: Effect, why: str) -> bool:
        """Whether it may leave; with a reason `why` not, it is stopped for good."""
        if not why:
            return True
        with transaction.atomic():
            taken = Effect.objects.filter(pk=effect.pk, status=Effect.Status.PENDING).update(
                status=Effect.Status.STOPPED, error=why, ended_at=self.engine.now()
            )
            if taken and effect.notice is not None:
                Notice.objects.filter(pk=effect.notice.pk).update(status=Notice.Status.STOPPED)
                self.stopped.add(effect.notice.account)
            if taken:
                audit.note("stopped before sending", effect.target, why, run=self.run, key=effect.key)
            boundary("close.before-commit")
        boundary("close.after-commit")
        return False

    def _dossier(self, effect: Effect) -> str:
        """Why a dossier must not go to lawyers, empty if something of what was handed over is still owed."""
        notice = Notice.objects.filter(pk=effect.key.split(":")[1]).first()
        company = self.engine.settings.companies.get(notice.company) if notice else None
        if notice is None or company is None:
            return "the notice or its company is not there any more"
        handed = set(NoticeLine.objects.filter(notice=notice).values_list("item", flat=True))
        today = self.engine.today()[notice.company]
        for account in open_accounts(notice.company, company, only=[notice.account]):
            if blocked(account.block, account.block_until, today):
                return "the customer is blocked by now"
            stand = standing(account, policy_of(self.engine.settings, company, account), today)
            if any(claim.item.id in handed and claim.chase for claim in stand.claims):
                return ""
        return "nothing is open any more"

    def _document_may_go(self, effect: Effect) -> bool:
        """An e-invoice that must not go out now waits, with the reason: an edit in the ERP may be undone."""
        why = self._document(effect)
        if why:
            later = self.engine.now() + AN_HOUR
            Effect.objects.filter(pk=effect.pk, status=Effect.Status.PENDING).update(error=why, not_before=later)
        return not why

    def _notice(self, notice: Notice, effect: Effect) -> str:
        """Why this notice is no longer right, empty if the same facts still decide the same."""
        settings = self.engine.settings
        company = settings.companies.get(notice.company)
        if company is None:
            return f"the company {notice.company} is not in solde.toml any more"
        if notice.date != self.engine.today()[notice.company]:
            return "it was written for another day"  # decided anew, it counts its days rightly
        if elsewhere := self._elsewhere(notice, effect):
            return elsewhere
        found = list(open_accounts(notice.company, company, only=[notice.account], without=notice))
        if not found:
            return "nothing is open any more"
        today = self.engine.today()[notice.company]
        again = reminders.decide(found[0], policy_of(settings, company, found[0]), today)
        if not isinstance(again, Decision):  # a block's reason is what a person wrote
            return "the customer is blocked by now" if again.rule in {"block", "blocked"} else again.reason
        before = _asked([(i["id"], i["open"], i["level"], i["currency"]) for i in notice.decision["items"]])
        after = _asked([(i.id, i.open, i.level, i.currency) for i in again.items])
        credited = {c: _plain(a) for c, a in notice.decision.get("credits", {}).items()}
        same = before == after and credited == {c: _plain(a) for c, a in again.credits.items()}
        same = same and notice.decision.get("event", "") == again.event
        return "" if same else "the account changed since the notice was decided"

    def _elsewhere(self, notice: Notice, effect: Effect) -> str:
        """Why it would reach somebody else than it should by now, empty if it would not."""
        customer = customer_of(notice.account)
        if customer is None:
            return "the customer's record is missing or can no longer be read"
        post, decision = Post(self.engine, notice.company), msgspec.convert(notice.decision, Decision)
        policy = post.policy(decision)
        there, payload = address(notice.channel, recipient(policy, customer)), msgspec.json.decode(effect.payload)
        moved = notice.channel in {"mail", "sms"} and payload["to"] != there
        # What a person is to do holds the number to call in its text.
        moved = moved or (notice.channel == "phone" and (not there or there not in payload.get("text", "")))
        if notice.channel == "letter" and effect.evidence is not None:
            moved = effect.evidence.inputs.get("address", there) != there
        if moved:
            return "the customer has another address now"
        if notice.channel == "mail" and way_of(policy, decision).cc_salesperson and effect.evidence is not None:
            try:
                message = outbox.message_of(self.engine.vault.bytes_of(effect.evidence))
            except Tampered:
                return ""  # it fails when it is sent, and says why
            if {*message.cc, *message.bcc} != set(post.copies_to(way_of(policy, decision), customer)):
                return "the customer has another salesperson now"
        return ""

    def _document(self, effect: Effect) -> str:
        """Why this e-invoice must not go out to a platform."""
        entry = entry_of(effect.target)
        if entry is None or entry.gone or entry.unreadable:
            return "the invoice is gone from the ERP or can no longer be read"
        record: Invoice = record_of(entry)
        if record.state == "cancelled":
            return "the invoice was cancelled in the ERP"
        prints = EDocument.objects.filter(invoice=effect.target).values_list("print", flat=True)
        if fingerprint(record.document) not in prints:
            return "the invoice was changed in the ERP after its document was made"
        return ""


def _asked(items: list[tuple[Any, ...]]) -> list[tuple[str, ...]]:
    return sorted((str(i), _plain(o), str(level), currency) for i, o, level, currency in items)


def _plain(amount: Any) -> str:
    return str(Decimal(str(amount)).normalize())
