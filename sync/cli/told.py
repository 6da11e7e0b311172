"""How a cycle is told, on a screen or as JSON."""

from collections import Counter

import msgspec

from sync.cli import screen
from sync.decide import Plan
from sync.explain import Explanation
from sync.models import Aside
from sync.store import entry_of
from sync.summary import Summary


def summary(done: Summary, *, json: bool) -> None:
    """What a run did."""
    if json:
        screen.print_json(done.asdict())
        return
    pulled = ", ".join(f"{count} {kind}" for kind, count in done.pulled.items() if count) or "nothing new"
    levels = ", ".join(f"level {level}: {count}" for level, count in sorted(done.notices.items()))
    formats = ", ".join(f"{name}: {count}" for name, count in sorted(done.einvoices.items()))
    screen.say(f"Pulled        {pulled}")
    screen.say(f"Reminders     {sum(done.notices.values())}{f' ({levels})' if levels else ''}, {done.stopped} stopped")
    screen.say(f"Holds         {done.holds_set} set, {done.holds_released} released")
    screen.say(f"Compared      {done.compared} invoices with their orders, {done.differing} differ")
    refused = f", {done.einvoices_refused} refused" if done.einvoices_refused else ""
    screen.say(f"E-invoices    {sum(done.einvoices.values())}{f' ({formats})' if formats else ''}{refused}")
    screen.say(f"Written back  {done.written_back}")
    if done.edited:
        screen.say(f"Edited after emission: {done.edited}; see `solde aside list`")
    for trouble in done.troubles:
        screen.complain(trouble)
    waiting = Aside.objects.filter(settled_at=None).count()
    if waiting:
        screen.say(f"{waiting} records wait for a person: solde aside list")


def preview(plan: Plan, owed: Counter[str], *, json: bool) -> None:
    """What a run would do."""
    if json:
        screen.print_json(
            {
                "notices": [{"company": key, **msgspec.to_builtins(n, str_keys=True)} for key, n in plan.notices],
                "holds": msgspec.to_builtins(plan.holds, str_keys=True),
                "proposals": msgspec.to_builtins(plan.proposals, str_keys=True),
                "releases": msgspec.to_builtins(plan.releases, str_keys=True),
                "kept": dict(plan.kept),
                "compared": plan.compared,
                "differing": plan.differing,
                "warnings": plan.warnings,
                "einvoices_due": dict(owed),
            }
        )
        return
    rows = [(key, _name(n.customer), n.level, n.channel, n.reason) for key, n in plan.notices]
    screen.table("Reminders that would be sent", ["Company", "Customer", "Level", "By", "Because"], rows)
    screen.table(
        "Holds that would be set", ["Customer", "Because"], [(_name(h.customer), h.reason) for h in plan.holds]
    )
    screen.table(
        "Holds that would be released", ["Customer", "Because"], [(_name(r.customer), r.reason) for r in plan.releases]
    )
    if plan.proposals:
        asked = [(_name(p.customer), p.reason) for p in plan.proposals]
        screen.table("Holds that a person is to decide", ["Customer", "Because"], asked)
    for warning in plan.warnings:
        screen.complain(warning)
    if plan.compared:
        screen.say(f"Compared with their orders: {plan.compared} invoices, {plan.differing} differ")
    screen.say(f"E-invoices due: {sum(owed.values())}")


def explanation(one: Explanation) -> None:
    """One account, for a collector on the phone."""
    told = one.told
    read = f"{one.read_at:%Y-%m-%d %H:%M} UTC" if one.read_at else "never"
    screen.say(f"{one.name}  ({one.customer}, company {one.company})")
    screen.say(f"  as of:   {read}, when the ERP was last read")
    screen.say(f"  policy:  {one.policy}: {one.policy_why}")
    screen.say(f"  today:   {told.today}")
    for words in told.limits:
        if words not in told.today:
            screen.say(f"  limit:   {words}")
    screen.say(f"  hold:    {told.hold}")
    for head, lines in (("promise", told.promises), ("plan", told.plans), ("event", told.events)):
        for words in lines:
            screen.say(f"  {f'{head}:':<8} {words}")
    for item in told.items:
        screen.say(f"  {item.words}")
    for words in one.credits:
        screen.say(f"  {words}")
    if told.coming:
        screen.say("  If nothing is paid:")
    for notice in told.coming:
        screen.say(f"    {notice.words}")
    for line in one.history:
        screen.say(f"  {line}")


def _name(customer: str) -> str:
    entry = entry_of(customer)
    return f"{entry.name} ({entry.ext_id})" if entry else customer
