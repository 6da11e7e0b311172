"""A claim on one PDF, for lawyers or an agency: claim, account, notices with proof, interest, and every document."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from django.db import IntegrityError, transaction

from config import templates
from connectors.contract import Message, MessageFile
from connectors.records import AddTask, AttachFile, Customer, Ref
from einvoice.faults import Unacceptable
from einvoice.typeset import compile_pdf
from sync import audit, outbox
from sync.accounts import customer_of
from sync.boundaries import boundary
from sync.customer.said import as_wished
from sync.engine import Engine
from sync.letters.annexes import Annex, annexes, count, joined
from sync.letters.attachments import PDF, plain
from sync.letters.dossier_facts import facts, sources
from sync.letters.dossier_words import dossier_words, version
from sync.letters.post import Post
from sync.letters.wording import speech
from sync.models import Aside, Effect, Notice, Run
from sync.store import set_aside
from sync.tracking.fate import delivery_of
from sync.versions import versions

TEMPLATE = Path(templates.__path__[0]) / "dossier.typ"


@dataclass(frozen=True)
class Dossier:
    """The file, and what a person is told of it."""

    name: str
    content: bytes
    pages: int
    claims: tuple[str, ...]  # the total per currency, as it is written
    gaps: tuple[str, ...]  # why interest is not in it, and what to add


def make(engine: Engine, key: str, customer: Customer, today: date) -> Dossier:
    """The dossier of a customer of the company `key`, as of `today`.

    Raises `Unacceptable` where a name cannot be printed.
    """
    company, customer = engine.settings.companies[key], as_wished(customer)
    voice = speech(company.language)
    text, seller = dossier_words(voice.language), Post(engine, key).home
    found = sources(engine, key, str(customer.ref))
    delivered = delivery_of([notice.pk for notice in found.notices], ZoneInfo(company.time_zone))
    said = facts(engine, key, customer, seller, found, today, voice, text, delivered)
    enclosed = annexes(engine, found.invoices, found.notices, voice, text)
    title = f"{text.title}: {customer.party.name}"

    def front(pages: int) -> bytes:
        data = {
            "words": msgspec.to_builtins(text),
            "labels": msgspec.to_builtins(voice.wording.labels),
            "facts": msgspec.to_builtins(said),
            "name": f"{company.name} / {customer.party.name}",
            "as_of": text.as_of.format(day=voice.full_day(today)),
            "missing": text.missing.format(what=said.missing) if said.missing else "",
            "annexes": _listed(enclosed, pages, text.page, text.unavailable),
        }
        return compile_pdf(TEMPLATE, data, title=title, lang=voice.language, created=today, pdfa=False)

    first = front(0)
    pages = count(first)
    content = joined(front(pages), enclosed)
    name = f"{today:%Y-%m-%d} {plain(customer.party.name) or customer.ref.id} dossier.pdf"
    totals = tuple(claim.total for claim in said.claims)
    return Dossier(name, content, pages + sum(annex.pages for annex in enclosed), totals, tuple(said.gaps))


def hand_over(engine: Engine, run: Run | None) -> int:
    """Make the dossier of every notice of a legal level that was given and has none yet; returns how many were made.

    It goes to the company's legal_channel, or onto the customer in the ERP, and a person gets a task. That of a natural
    person always goes into the ERP: a person decides whether it is handed over (GDPR article 22). What cannot be made
    lies aside. Repeating it makes nothing twice.
    """
    return sum(_hand_over(engine, notice, run) for notice in _due(engine))


def _due(engine: Engine) -> list[Notice]:
    """Only where a policy has a legal level, for most have none and notices are many."""
    levels = {
        number
        for policy in engine.settings.policies.values()
        for number, level in enumerate(policy.levels, start=1)
        if level.legal
    }
    if not levels:
        return []
    companies = list(engine.settings.companies)
    given = Notice.objects.filter(
        status=Notice.Status.GIVEN, level__in=levels, decision__legal=True, company__in=companies
    )
    made = {
        int(key.split(":")[1])
        for key in Effect.objects.filter(key__startswith="dossier:").values_list("key", flat=True)
    }
    return [notice for notice in given.order_by("id") if notice.pk not in made]


def _hand_over(engine: Engine, notice: Notice, run: Run | None) -> bool:
    customer, company = customer_of(notice.account), engine.settings.companies[notice.company]
    target = Ref.parse(notice.account)
    if customer is None or company.connection not in engine.connectors:
        return False  # once it can be read again
    try:
        made = make(engine, notice.company, customer, engine.today()[notice.company])
    except Unacceptable as refusal:
        set_aside(Aside.Stage.LETTER, target, refusal.faults, name=customer.party.name, origins=customer.origins)
        return False
    known = as_wished(customer)
    natural = known.sole_trader or known.party.consumer
    channel = "" if natural else company.legal_channel
    head = "To decide" if natural else "Handed over"
    sha256 = hashlib.sha256(made.content).hexdigest()
    key = f"dossier:{notice.pk}"
    used = versions(**{"templates/dossier.typ": _template(), "texts/dossier.toml": version()})
    try:
        with transaction.atomic():
            if channel:
                file = MessageFile(name=made.name, mime=PDF, content=made.content)
                message = Message(to=company.legal_to, subject=made.name.removesuffix(".pdf"), files=(file,))
                body = msgspec.json.encode(message)
                kept = engine.vault.keep(body, name=f"dossier-{notice.pk}.json", mime="application/json", versions=used)
                outbox.put_message(f"{key}:file", _way(channel), target, message.to, kept, run=run)
            else:
                kept = engine.vault.keep(made.content, name=made.name, mime=PDF, versions=used)
                attach = AttachFile(target=target, filename=made.name, mime=PDF, sha256=sha256)
                outbox.put_change(f"{key}:file", attach, run=run, evidence=kept)
            task = AddTask(
                target=target,
                summary=f"{head}: {customer.party.name}, {' and '.join(made.claims)}",
                text=f"{notice.reason}\nThe dossier ({made.name}, {made.pages} pages) is "
                + (f"in {channel}." if channel else "attached here.")
                + (" The customer is a natural person: you decide whether it is handed over." if natural else "")
                + "".join(f"\n{gap}" for gap in made.gaps),
                due=notice.date,
                assignee=customer.salesperson,
            )
            outbox.put_change(f"{key}:task", task, run=run)
            audit.note("dossier made", notice.account, f"notice {notice.pk}", run=run, sha256=sha256, pages=made.pages)
            boundary("decide.before-commit")
    except IntegrityError:  # another engine made it in this moment
        return False
    boundary("decide.after-commit")
    return True


def _way(channel: str) -> str:
    return f"channel:{channel}"


def _listed(enclosed: list[Annex], before: int, page: str, unavailable: str) -> list[dict[str, str]]:
    """Each annex with the page on which it begins, or the reason why it is not there."""
    listed, at = [], before + 1
    for annex in enclosed:
        where = page.format(page=at) if annex.content else unavailable.format(why=annex.why)
        listed.append({"title": annex.title, "where": where})
        at += annex.pages
    return listed


def _template() -> str:
    return hashlib.sha256(TEMPLATE.read_bytes()).hexdigest()
