"""One whole cycle: pull, decide, emit, write back. A plain function; the command line and the scheduler call it."""

from collections import Counter
from collections.abc import Callable, Collection

from connectors.errors import Misconfigured, Refused, Retry
from einvoice.artefacts import ArtefactMissing
from sync import cases, emit, guard
from sync.decide import Plan, plan
from sync.deliver import Delivery
from sync.engine import Engine
from sync.locks import Busy, only_one
from sync.models import Run
from sync.pull import Stopped, pull
from sync.summary import Summary

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
        unusual = []
        for name in connections if connections is not None else engine.connectors:
            try:
                _connection(engine, name, row, summary, stop, confirmed=confirmed, only_reminders=only_reminders)
            except guard.Unusual as asks:  # one ERP that asks does not keep back what waits for the others
                unusual.append(f"{name}: {asks}")
        _deliver(engine, row, summary, stop, only_reminders=only_reminders)
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
            planned = plan(engine.settings, name, engine.today())
            summary.troubles += planned.warnings
            counts = planned.counts()
            if only_reminders:
                planned.holds, planned.releases, planned.proposals = [], [], []
                counts = {"notices": counts["notices"]}
            else:
                emit.refresh_refused(engine, name)
                counts["e-invoices"] = emit.count_due(engine, name)
            guard.planned(counts, limits, confirmed=confirmed)
            planned_before = row.counts.setdefault("planned", {})
            for effect, count in counts.items():
                planned_before[effect] = planned_before.get(effect, 0) + count
            _open(engine, planned, row, summary, stop)
            if only_reminders:
                return
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
    for number, (key, decision) in enumerate(planned.notices):
        if stop():
            return
        engine.progress("letters", number, len(planned.notices))
        if cases.open_notice(engine, key, decision, run=row):
            summary.notices[str(decision.level)] += 1
    summary.holds_set += sum(cases.open_hold(hold, run=row) for hold in planned.holds)
    summary.holds_released += sum(cases.close_hold(engine, release, run=row) for release in planned.releases)
    summary.kept.update(planned.kept)


def _deliver(engine: Engine, row: Run, summary: Summary, stop: Callable[[], bool], *, only_reminders: bool) -> None:
    for _ in range(ROUNDS):
        delivery = Delivery(engine, row, stop, only="notice:" if only_reminders else "").all()
        summary.ended.update(delivery.counts)
        summary.troubles += [t for t in delivery.troubles if t not in summary.troubles]
        summary.stopped += len(delivery.stopped)
        if not delivery.stopped or stop():
            return
        for name in engine.connectors:
            again = plan(engine.settings, name, engine.today(), only=delivery.stopped)
            if only_reminders:
                again.holds, again.releases, again.proposals = [], [], []
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
            owed[name] += emit.count_due(engine, name)
    return whole, owed
