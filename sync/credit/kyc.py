"""Who a customer is: numbers that can be checked without anybody, registers that are asked, documents, reviews."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module

import msgspec
from django.db import transaction
from stdnum import get_cc_module
from stdnum.exceptions import ValidationError

from config import plugins
from config.settings import Settings
from connectors.errors import Misconfigured, Refused, Retry
from connectors.records import AddTask, Customer, Finding, Ref
from connectors.registers import VatCheck
from einvoice.model import Party
from sync import audit, outbox
from sync.engine import Engine
from sync.models import Entry, Kyc, KycDocument, OpenItem, Run
from sync.store import record_of

_STDNUM = {"EL": "gr", "XI": "gb"}  # where VAT's letters are not the country's
# Company registers by country: the module of python-stdnum, and what people call the number.
_REGISTERS = {
    ("FR", 9): ("stdnum.fr.siren", "SIREN"),
    ("FR", 14): ("stdnum.fr.siret", "SIRET"),
    ("IT", 11): ("stdnum.it.iva", "Partita IVA"),
    ("BE", 10): ("stdnum.be.vat", "enterprise number"),
}
_GERMAN = re.compile(r"\bHR[AB]\b", re.IGNORECASE)
_SHOWN = 5  # of many


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about one customer."""

    vat_id: str
    vat_problem: str  # what its check digits say; empty: nothing
    vat_valid: bool | None  # what the register said
    vat_name: str
    vat_asked: str
    company_number: str
    company_problem: str
    review_on: date | None
    documents: tuple["Document", ...]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document that a person has seen."""

    name: str
    dated: date
    until: date | None
    who: str


def vat_problem(vat_id: str) -> str:
    """What is wrong with a VAT number by its form and check digits alone; empty if nothing is, or nobody knows.

    Rules: python-stdnum, one module a country. A number whose country has none is not judged.
    """
    number = compact(vat_id)
    if not number:
        return ""
    letters = number[:2]
    if not letters.isalpha():
        return f"{vat_id} does not begin with the letters of its country"
    module = get_cc_module(_STDNUM.get(letters, letters.lower()), "vat")
    if module is None:
        return ""
    try:
        module.validate(number.replace("XI", "GB", 1) if letters == "XI" else number)
    except ValidationError as error:
        return f"{vat_id} is no VAT number: {str(error).rstrip('.')}"
    return ""


def compact(number: str) -> str:
    """As registers want it: capitals and digits, nothing between them."""
    return "".join(sign for sign in number.upper() if sign.isalnum())


def company_problem(party: Party) -> str:
    """What is wrong with the number in a company register; empty if nothing is, or nobody knows."""
    if party.legal_id is None or not party.legal_id.value:
        return ""
    text, country = party.legal_id.value, party.address.country
    if country == "DE" and _GERMAN.search(text):
        return _judged("stdnum.de.handelsregisternummer", text, "register number with its court")
    register = _REGISTERS.get((country, len(compact(text))))
    if register is None:
        return f"{text} has not the length of a SIREN or SIRET" if country == "FR" else ""
    return _judged(register[0], compact(text), register[1])


def _judged(module: str, number: str, what: str) -> str:
    try:
        import_module(module).validate(number)
    except ValidationError as error:
        return f"{number} is no {what}: {str(error).rstrip('.')}"
    return ""


def standing(account: str, record: Customer) -> Standing:
    """Everything about one customer."""
    kyc = Kyc.objects.filter(account=account).first() or Kyc(account=account)
    party = record.party
    asked = kyc.vat_asked_at is not None and kyc.vat_id == compact(party.vat_id)
    return Standing(
        vat_id=party.vat_id,
        vat_problem=vat_problem(party.vat_id),
        vat_valid=kyc.vat_valid if asked else None,
        vat_name=kyc.vat_name if asked else "",
        vat_asked=f"{kyc.vat_asked_at:%Y-%m-%d}" if asked else "",
        company_number=party.legal_id.value if party.legal_id else "",
        company_problem=company_problem(party),
        review_on=kyc.review_on,
        documents=tuple(
            Document(name=seen.name, dated=seen.dated, until=seen.until, who=seen.who)
            for seen in KycDocument.objects.filter(account=account).order_by("id")
        ),
    )


def add_document(account: str, name: str, dated: date, until: date | None, *, who: str) -> None:
    """A person has seen a document. Raises Misconfigured where it makes no sense."""
    if not name.strip():
        raise Misconfigured("a document needs a name, such as 'register extract'")
    if until is not None and until < dated:
        raise Misconfigured(f"a document of {dated} cannot end on {until}")
    with transaction.atomic():
        seen = KycDocument.objects.create(account=account, name=name.strip(), dated=dated, until=until, who=who)
        audit.note("document seen", account, f"document {seen.pk}", who=who, dated=dated.isoformat())


def set_review(account: str, on: date, *, who: str) -> None:
    """When a person looks at the customer again."""
    with transaction.atomic():
        Kyc.objects.update_or_create(account=account, defaults={"review_on": on})
        audit.note("review set", account, who=who, on=on.isoformat())


def due_reviews(engine: Engine, connection: str, run: Run | None = None) -> int:
    """Reviews whose day has come, and documents that have ended, become tasks; each once. Returns how many."""
    days = [day for key, day in engine.today().items() if engine.settings.companies[key].connection == connection]
    if not days:
        return 0
    today, made = min(days), 0
    for kyc in Kyc.objects.filter(account__startswith=f"{connection}/", review_on__lte=today).order_by("id"):
        if kyc.told_on != kyc.review_on:
            _task(kyc.account, f"kyc:{kyc.pk}:{kyc.review_on}", "Look at the customer's documents again", run)
            Kyc.objects.filter(pk=kyc.pk).update(told_on=kyc.review_on)
            made += 1
    return made


def _task(account: str, key: str, summary: str, run: Run | None, text: str = "") -> None:
    outbox.put_change(key, AddTask(target=Ref.parse(account), summary=summary, text=text), run=run)


def findings(settings: Settings) -> list[Finding]:
    """VAT and company numbers that cannot be right, for `solde check`."""
    wrong = [f"{name} ({Ref.parse(account).id}): {problem}" for account, name, problem in wrong_numbers(settings)]
    found = [Finding(level="warning", subject="customers", message=text) for text in wrong[:_SHOWN]]
    if len(wrong) > _SHOWN:
        more = f"{len(wrong) - _SHOWN} more numbers of customers cannot be right: solde credit kyc --wrong"
        found.append(Finding(level="warning", subject="customers", message=more))
    return found


def wrong_numbers(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Account, name and problem of every number that cannot be right."""
    rows = Entry.objects.filter(
        kind="customer", connection__in=list(settings.connections), gone=False, unreadable=False
    )
    for entry in rows.order_by("id").iterator(chunk_size=2000):
        record: Customer = record_of(entry)
        for problem in (vat_problem(record.party.vat_id), company_problem(record.party)):
            if problem:
                yield str(record.ref), record.party.name, problem


def ask_register(engine: Engine, connection: str, run: Run | None = None) -> list[str]:
    """Look up the VAT numbers of customers with open items that were not looked up lately. Returns troubles.

    A number that the register does not know becomes a task. A register that is closed is asked with the next run.
    """
    chosen = engine.settings.credit
    if chosen.vat_check is None:
        return []
    plugin = chosen.vat_check
    register: VatCheck = plugins.module(plugins.VAT_CHECKS, plugin.type).open_vat_check(plugin.type, plugin.settings)
    since = engine.now() - timedelta(days=chosen.vat_days)
    for account, record in owing(connection):
        number = compact(record.party.vat_id)
        known = Kyc.objects.filter(account=account).first()
        fresh = known is not None and known.vat_asked_at is not None and known.vat_asked_at > since
        if not number or vat_problem(number) or (fresh and known is not None and known.vat_id == number):
            continue
        try:
            answer = register.check(number)
        except (Retry, Refused, Misconfigured) as error:
            return [f"{plugin.type}: VAT numbers could not be looked up: {error}"]
        with transaction.atomic():
            kyc, _ = Kyc.objects.update_or_create(
                account=account,
                defaults={
                    "vat_id": number,
                    "vat_valid": answer.valid,
                    "vat_name": answer.name,
                    "vat_proof": answer.proof[:200],
                    "vat_asked_at": engine.now(),
                },
            )
            audit.note("VAT number looked up", account, valid=answer.valid, proof=answer.proof, run=run)
            if answer.valid is False:
                text = f"{record.party.vat_id} is not valid in {plugin.type}. Ask the customer for the right one."
                key = f"vat:{kyc.pk}:{number}:{engine.now():%Y%m%d}"
                _task(account, key, "The customer's VAT number is not valid", run, text)
    return []


def owing(connection: str) -> Iterator[tuple[str, Customer]]:
    """Customers with something open: only about them is anybody asked."""
    accounts = OpenItem.objects.filter(connection=connection, credit=False).values_list("account", flat=True)
    for account in sorted(set(accounts.distinct())):
        ref = Ref.parse(account)
        entry = Entry.objects.filter(
            connection=ref.connection, company=ref.company, kind="customer", ext_id=ref.id, gone=False, unreadable=False
        ).first()
        if entry is not None:
            yield account, record_of(entry)
