"""Deliver: the outbox is emptied, one effect at a time, each claimed, sent and acknowledged.

What the other side can be asked about (an ERP record, a folder) is asked before it is repeated. What nobody can
be asked about (an SMTP server) is delivered once or listed in doubt, never twice.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from connectors.contract import CannotTell
from connectors.errors import Misconfigured, Refused, Retry
from connectors.records import Change, Receipt, Ref, SetHold
from einvoice.faults import Fault
from sync import audit, cases, outbox
from sync.accounts import customer_of
from sync.boundaries import boundary
from sync.engine import Engine
from sync.evidence import Tampered
from sync.models import Aside, Effect, HoldCase, Notice, Run
from sync.recheck import Recheck
from sync.store import set_aside
from sync.tracking import returns

log = logging.getLogger("solde")

MOST_ATTEMPTS = 12
GIVE_UP = timedelta(days=5)  # as long as mail servers keep trying (RFC 5321 section 4.5.4.1)
AN_HOUR = timedelta(hours=1)
SILENT = 10  # so many failures in a row, and a way is left alone for the rest of the run
_NOBODY_KNOWS = "the sender was stopped while this was being sent, and the other side cannot be asked"
BATCH = 50  # accounts asked again at once, just before their letters leave


class Delivery:
    """One emptying of the outbox. `counts` tells how effects ended, `troubles` what a person should read.

    `only` restricts it to effects whose keys begin so: `notice:` is every reminder with what it causes in the ERP.
    """

    def __init__(
        self, engine: Engine, run: Run | None = None, stop: Callable[[], bool] = lambda: False, *, only: str = ""
    ) -> None:
        self.only = only
        self.engine = engine
        self.run = run
        self.stop = stop
        self.counts: Counter[str] = Counter()
        self.troubles: list[str] = []
        self.stopped: set[str] = set()  # accounts whose letter was stopped or bounced at once: they are decided again
        self.ways = engine.ways()
        self._failures: Counter[str] = Counter()  # in a row, by way

    def all(self) -> "Delivery":
        """Recover what a dead sender left, then send whatever may leave now."""
        for effect in outbox.abandoned(self.engine.now()):
            self._recover(effect)
        self._erp()
        self._outside()
        self._erp()  # what the letters caused
        return self

    def _ready(self, ways: list[str]) -> QuerySet[Effect]:
        return outbox.ready(ways, self.engine.now()).filter(key__startswith=self.only)

    def _erp(self) -> None:
        while not self.stop():
            ways = [way for way in self.ways if way.startswith("erp:")]
            batch = list(self._ready(ways).filter(notice=None)[:200])
            if not self._send(batch):
                return

    def _outside(self) -> None:
        """Notices, tasks that stand for one, and e-invoices: the accounts are asked again in batches, then the batch
        leaves.
        """
        looked_at: set[int] = set()
        while not self.stop():
            waiting = self._ready(self.ways).exclude(way__startswith="erp:", notice=None)
            batch = list(waiting.exclude(pk__in=looked_at)[:BATCH])
            if not batch:
                return
            looked_at.update(effect.pk for effect in batch)
            # What may have left already must not be stopped: that is found out first.
            now = self.engine.now()
            batch = [e for e in batch if not e.unsure or (outbox.claim(e, now) and self._recover(e))]
            recheck = Recheck(self.engine, self.run)
            cleared = recheck.clear(batch)
            self.stopped |= recheck.stopped
            self.troubles += recheck.troubles
            self._send(cleared)

    def _send(self, batch: list[Effect]) -> bool:
        sent = False
        for effect in batch:
            if self.stop():
                return False
            if effect.way in self.ways and outbox.claim(effect, self.engine.now()):
                self.engine.progress("sent", sum(self.counts.values()), None)
                self._attempt(effect)
                sent = True
        return sent

    def _recover(self, effect: Effect) -> bool:
        """Nobody saw how the last try ended: its sender died, or the answer was lost. True if it surely never left;
        then it goes back, so that its account is asked again.
        """
        try:
            found = self._found(effect)
        except CannotTell:
            self._doubt(effect, _NOBODY_KNOWS)
        except Retry as passing:
            self._later(effect, passing)
        except (Refused, Misconfigured) as error:
            outbox.again(effect, self.engine.now() + AN_HOUR, str(error), unsure=True)
            self.troubles.append(f"{effect.way}: {error}")
        except Exception as bug:
            self._bug(effect, bug)
        else:
            if found is not None:
                self._acknowledge(effect, found)
                return False
            effect.unsure = effect.kind == "state"  # a state cannot be found by its key
            outbox.again(effect, self.engine.now(), effect.error, unsure=effect.unsure)
            return True
        return False

    def _attempt(self, effect: Effect) -> None:
        try:
            receipt = self._found(effect) if effect.unsure else None
            if receipt is None:
                effect.unsure = effect.unsure and effect.kind == "state"
                boundary("send.before")
                receipt = self._push(effect)
                boundary("send.after")
            self._acknowledge(effect, receipt)
        except CannotTell:
            self._doubt(effect, _NOBODY_KNOWS)
        except Retry as passing:
            self._later(effect, passing)
        except Refused as refusal:
            self._fail(effect, str(refusal), refusal.faults)
        except Tampered as broken:
            self._fail(effect, str(broken))
        except Misconfigured as stop:
            outbox.again(effect, self.engine.now(), str(stop), unsure=effect.way.startswith("erp:"))
            self.ways = [way for way in self.ways if way != effect.way]  # the rest of this way waits, too
            self.troubles.append(f"{effect.way}: {stop}")
        except Exception as bug:
            self._bug(effect, bug)

    def _bug(self, effect: Effect, bug: Exception) -> None:
        """A connector does not keep its contract: this effect waits, the others go on."""
        log.error("effect %s", effect.key, exc_info=bug)
        self._later(effect, Retry(f"{type(bug).__name__}; see the log", sent=True))

    def _found(self, effect: Effect) -> Receipt | None:
        if effect.way.startswith("erp:"):
            connector = self.engine.connectors[effect.way.removeprefix("erp:")]
            return connector.find(outbox.change_of(effect), effect.key)
        return self.engine.channel(effect.way).find(effect.key)

    def _push(self, effect: Effect) -> Receipt:
        content = self.engine.vault.bytes_of(effect.evidence) if effect.evidence else None
        if effect.way.startswith("erp:"):
            connector = self.engine.connectors[effect.way.removeprefix("erp:")]
            return connector.push(_current(effect), effect.key, content)
        if content is None:
            raise Tampered(f"effect {effect.key} has no evidence to send")
        return self.engine.channel(effect.way).send(outbox.message_of(content), effect.key)

    def _acknowledge(self, effect: Effect, receipt: Receipt) -> None:
        status = Effect.Status.DONE if receipt.done else Effect.Status.LEFT
        with transaction.atomic():
            if not outbox.end(effect, status, receipt=receipt.id or receipt.detail, error=""):
                return  # our lease had run out and somebody else has it now
            if effect.notice is not None:
                cases.notice_given(effect.notice, effect, self.run)
            elif effect.hold is not None:
                self._hold(effect, effect.hold, receipt)
            audit.note(
                "sent" if receipt.done else "left as it is",
                effect.target,
                receipt.detail or _what(effect),
                run=self.run,
                key=effect.key,
                receipt=receipt.id,
            )
            boundary("acknowledge.before-commit")
        boundary("acknowledge.after-commit")
        self._failures[effect.way] = 0
        self.counts[f"{effect.way.split(':')[0]}.{status}"] += 1

    def _hold(self, effect: Effect, case: HoldCase, receipt: Receipt) -> None:
        change = outbox.change_of(effect)
        if isinstance(change, SetHold) and change.on:
            today = min(self.engine.today().values(), default=None)
            cases.hold_placed(case, ours=receipt.done, undo=receipt.undo, run=self.run, today=today)

    def _later(self, effect: Effect, passing: Retry) -> None:
        if passing.sent and not effect.way.startswith("erp:"):
            try:  # a channel that can be asked is asked at the next try; one that cannot is in doubt now
                found = self.engine.channel(effect.way).find(effect.key)
            except CannotTell:
                self._doubt(effect, str(passing))
                return
            except (Retry, Misconfigured):
                found = None
            if found is not None:
                self._acknowledge(effect, found)
                return
        self._failures[effect.way] += 1
        if self._failures[effect.way] >= SILENT:
            self.ways = [way for way in self.ways if way != effect.way]
        if effect.attempts >= MOST_ATTEMPTS and self.engine.now() - effect.created_at > GIVE_UP:
            self._fail(effect, f"given up after {effect.attempts} tries: {passing}")
            return
        wait = passing.after if passing.after is not None else min(60.0 * 2 ** min(effect.attempts - 1, 6), 3600.0)
        outbox.again(effect, self.engine.now() + timedelta(seconds=wait), str(passing), unsure=passing.sent)
        self.counts["waiting"] += 1
        self.troubles.append(f"{effect.way}: {passing}")

    def _fail(self, effect: Effect, why: str, faults: Sequence[Fault] = ()) -> None:
        """With `faults` the customer of a notice lies aside until something was mended; where they say that there is
        no such address, the account is decided again, for the next way to it.
        """
        bounced = False
        with transaction.atomic():
            if not outbox.end(effect, Effect.Status.FAILED, error=why):
                return
            if effect.notice is not None:
                Notice.objects.filter(pk=effect.notice.pk).update(status=Notice.Status.FAILED)
                bounced = returns.refused_at_once(effect, faults, self.engine.now())
            if effect.notice is not None and faults and not bounced:
                customer = customer_of(effect.target)
                name, origins = (customer.party.name, customer.origins) if customer else ("", {})
                set_aside(Aside.Stage.LETTER, Ref.parse(effect.target), faults, name=name, origins=origins)
            audit.note("failed", effect.target, why, run=self.run, key=effect.key)
            boundary("close.before-commit")
        boundary("close.after-commit")
        if effect.notice is not None and bounced:
            self.stopped.add(effect.notice.account)
        self.counts["failed"] += 1
        self.troubles.append(f"{effect.way}: {why}")

    def _doubt(self, effect: Effect, why: str) -> None:
        with transaction.atomic():
            if not outbox.end(effect, Effect.Status.IN_DOUBT, error=why):
                return
            if effect.notice is not None:
                Notice.objects.filter(pk=effect.notice.pk).update(status=Notice.Status.IN_DOUBT)
            audit.note("in doubt", effect.target, why, run=self.run, key=effect.key)
            boundary("close.before-commit")
        boundary("close.after-commit")
        self.counts["in-doubt"] += 1


def _current(effect: Effect) -> Change:
    """The change as it is to be made now: a hold may have been placed only after its release was decided."""
    change = outbox.change_of(effect)
    if isinstance(change, SetHold) and not change.on and effect.hold is not None:
        return msgspec.structs.replace(change, undo=effect.hold.undo)
    return change


def _what(effect: Effect) -> str:
    """What was done, for the audit trail; the address stays in the evidence."""
    if effect.way.startswith("erp:"):
        return f"{type(outbox.change_of(effect)).__name__} in {effect.way.removeprefix('erp:')}"
    return "by e-mail" if effect.way == "mail" else f"through {effect.way.removeprefix('channel:')}"
