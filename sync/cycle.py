"""One whole cycle: pull, decide, emit, write back. A plain function; the command line and the scheduler call it."""

from collections import Counter
from collections.abc import Callable, Collection

from connectors.errors import Misconfigured, Refused, Retry
from einvoice.artefacts import ArtefactMissing
from sync import cases, emit, guard, predue, proposals
from sync.accounts import unclear_accounts
from sync.credit import duties as credit_duties
from sync.customer.duties import duties
from sync.decide import Plan, plan
from sync.deliver import Delivery
from sync.engine import Engine
from sync.gaps import gaps
from sync.letters import dossier
from sync.locks import Busy, only_one
from sync.models import Run
from sync.prepare import prepare
from sync.pull import Stopped, pull
from sync.summary import Summary
from sync.tracking import bounces

ROUNDS = 3  # how often an account that changed at the last moment is decided again in one run


def run(
    engine: Engine,
    *,
    connections: Collection[str] | None = None,
    confirmed: bool = False,
    only_reminders: bool = False,
    stop: Callable[[], bool] = lambda: False,
) -> Summary:
    """Do everything that is due today, or the reminders alone. Raises guard.Unusual where a person must confirm."""
    row = Run.objects.create(today=engine.pinned, confirmed=confirmed)
    summary = Summary()
    try:
        summary.troubles += bounces.poll(engine.settings, stop)  # what came back is no notice given
        unusual = []
        for name in connections if connections is not None else engine.connectors:
            try:
                _connection(engine, name, row, summary, stop, confirmed=confirmed, only_reminders=only_reminders)
            except guard.Unusual as asks:  # one ERP that asks does not keep back what waits for the others
                unusual.append(f"{name}: {asks}")
        _deliver(engine, row, summary, stop, only_reminders=only_reminders)
        if dossier.hand_over(engine, row):  # of the last notices, which have left by now
            _deliver(engine, row, summary, stop, only_reminders=only_reminders)
        if summary.notices:  # some left without the interest that their policy asks for
            summary.troubles += gaps(engine.settings, engine.today())
    except BaseException as error:
        _end(engine, row, "failed", summary, f"{type(error).__name__}: {error}")
        raise
    if unusual:
        _end(engine, row, "stopped", summary, "\n".join(unusual))
        raise guard.Unusual("\n".join(unusual))
    # What was told to stop halfway is no measure of what is usual.
    _end(engine, row, "stopped" if stop() else "done", summary, "\n".join(summary.troubles))
    return summary


def _connection(
    engine: Engine,
    name: str,
    row: Run,
    summary: Summary,
    stop: Callable[[], bool],
    *,
    confirmed: bool,
    only_reminders: bool,
) -> None:
    try:
        with only_one(f"the run over {name}"):
            limits = engine.settings.guard
            read = pull(
                name,
                engine.connectors[name],
                limits=limits,
                run=row,
                confirmed=confirmed,
                stop=stop,
                progress=engine.progress,
            )
            summary.pulled.update(read)
            duties(engine, name, row)
            companies = [key for key, c in engine.settings.companies.items() if c.connection == name]
            cases.drop_unprepared(companies, run=row)
            planned = _planned(engine, name, only_reminders=only_reminders)
            summary.troubles += planned.warnings
            counts = planned.counts()
            if not only_reminders:
                emit.refresh_refused(engine, name)
                counts["e-invoices"] = emit.count_due(engine, name)
            guard.planned(counts, limits, confirmed=confirmed)
            planned_before = row.counts.setdefault("planned", {})
            for effect, count in counts.items():
                planned_before[effect] = planned_before.get(effect, 0) + count
            _open(engine, planned, row, summary, stop)
            if only_reminders:
                return
            unclear = set().union(*(unclear_accounts(engine.settings.companies[key]) for key in companies))
            proposals.end_proposals(name, {proposal.customer for proposal in planned.proposals} | unclear)
            predue.check(engine, name, summary, run=row, stop=stop)
            summary.troubles += credit_duties.duties(engine, name, run=row)
            emitted = emit.emit(engine, name, run=row, stop=stop)
            summary.einvoices.update(emitted.by_format)
            summary.einvoices_refused += emitted.refused
            summary.edited += emitted.edited
    except (Retry, Refused, Misconfigured, ArtefactMissing) as error:
        # Nothing is decided on what could not be read to the end, nothing emitted that nobody can judge.
        summary.troubles.append(f"{name}: {error}")
    except Busy as busy:
        summary.troubles.append(str(busy))
        summary.busy.append(str(busy))
    except Stopped:  # nothing is decided on it either; the next run goes on
        pass


def _open(engine: Engine, planned: Plan, row: Run, summary: Summary, stop: Callable[[], bool]) -> None:
    decided = list(cases.decide(planned.notices, run=row))
    summary.holds_set += cases.open_holds(planned.holds, run=row)
    summary.holds_released += cases.close_holds(engine, planned.releases, run=row)
    summary.holds_proposed += proposals.open_proposals(planned.proposals, run=row)
    for number, notice in enumerate(decided):
        if stop():
            return
        engine.progress("letters", number, len(decided))
        if prepared := prepare(engine, notice, run=row):
            summary.notices[str(prepared.level)] += 1
    summary.kept.update(planned.kept)


def _planned(engine: Engine, name: str, *, only: Collection[str] | None = None, only_reminders: bool) -> Plan:
    made = plan(engine.settings, name, engine.today(), only=only)
    if only_reminders:
        made.holds, made.releases, made.proposals = [], [], []
    return made


def _deliver(engine: Engine, row: Run, summary: Summary, stop: Callable[[], bool], *, only_reminders: bool) -> None:
    for _ in range(ROUNDS):
        delivery = Delivery(engine, row, stop, only="notice:" if only_reminders else "").all()
        summary.ended.update(delivery.counts)
        summary.troubles += [t for t in delivery.troubles if t not in summary.troubles]
        summary.stopped += len(delivery.stopped)
        if not delivery.stopped or stop():
            return
        for name in engine.connectors:
            again = _planned(engine, name, only=delivery.stopped, only_reminders=only_reminders)
            _open(engine, again, row, summary, stop)


def _end(engine: Engine, row: Run, status: str, summary: Summary, message: str) -> None:
    row.status, row.ended_at, row.message = status, engine.now(), message
    row.counts = {"planned": row.counts.get("planned", {}), "did": summary.asdict()}
    row.save()


def preview(engine: Engine) -> tuple[Plan, Counter[str]]:
    """A dry run: pull, decide, and say how many e-invoices are due. Nothing is written but what was read."""
    whole = Plan()
    owed: Counter[str] = Counter()
    for name, connector in engine.connectors.items():
        with only_one(f"the run over {name}"):
            try:
                pull(name, connector, limits=engine.settings.guard, progress=engine.progress)
            except guard.Unusual as asks:  # this is where one looks before --confirm
                whole.warnings.append(f"{name}: {asks}")
            found = plan(engine.settings, name, engine.today())
            whole.notices.extend(found.notices)
            whole.holds += found.holds
            whole.releases += found.releases
            whole.proposals += found.proposals
            whole.warnings += found.warnings
            whole.kept.update(found.kept)
            predue.preview(engine, name, whole)
            owed[name] += emit.count_due(engine, name)
    return whole, owed
