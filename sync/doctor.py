"""What `solde check` finds out. Every part is looked at, also when another one is broken."""

from collections.abc import Callable

from config.settings import Settings
from connectors.errors import Misconfigured, Refused, Retry
from connectors.records import Finding
from einvoice.artefacts import Artefacts, default_folder
from sync import engine
from sync.clock import business_date, utc_now
from sync.credit import kyc
from sync.gaps import gaps
from sync.models import Aside, Effect
from sync.tracking import bounces


def findings(settings: Settings) -> list[Finding]:
    """One line per thing that was looked at, the worst not hidden among the good ones."""
    found = [Finding(level="warning", subject="solde.toml", message=text) for text in settings.warnings]
    for name in settings.connections:
        found += _asked(f"connections.{name}", lambda name=name: engine.connect(settings, name).check())  # type: ignore[misc]
    found += _asked("mail", lambda: engine.open_mail(settings).check())
    for name in settings.channels:
        found += _asked(f"channels.{name}", lambda name=name: engine.open_named(settings, name).check())  # type: ignore[misc]
    found += bounces.findings(settings)
    found += _companies(settings)
    found += _rates(settings)
    found += kyc.findings(settings)
    found += _web(settings)
    found += _mail_into_a_folder(settings)
    found += _artefacts(settings)
    found += _waiting()
    return found


def _asked(subject: str, ask: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return ask()
    except (Retry, Refused, Misconfigured) as error:
        return [Finding(level="error", subject=subject, message=str(error))]


def _companies(settings: Settings) -> list[Finding]:
    found = []
    for key, company in settings.companies.items():
        for option, what in (("emit_from", "no e-invoice"), ("remind_from", "no reminder and no hold")):
            value = getattr(company, option)
            text = f"{option} = {value}" if value else f"{option} is not set: {what} leaves for this company"
            found.append(Finding(level="ok" if value else "note", subject=f"companies.{key}", message=text))
        if company.remind_from and not company.letter_channel:
            text = "letter_channel is not set: who has no e-mail address cannot be reminded"
            found.append(Finding(level="note", subject=f"companies.{key}", message=text))
    if not settings.companies:
        found.append(Finding(level="warning", subject="companies", message="none is configured: nothing will be done"))
    return found


def _rates(settings: Settings) -> list[Finding]:
    """Interest that a policy asks for and that cannot be computed today."""
    today = {key: business_date(company, utc_now()) for key, company in settings.companies.items()}
    return [Finding(level="warning", subject="rates", message=text) for text in gaps(settings, today)]


def _web(settings: Settings) -> list[Finding]:
    """The HTTP interface speaks plain HTTP: it is safe on this machine alone, behind a proxy that does TLS."""
    web = settings.web
    if not web.port:
        return []
    found = []
    if web.host not in {"127.0.0.1", "::1", "localhost"}:
        text = f"host = {web.host} answers other machines without TLS; set 127.0.0.1 and put a reverse proxy before it"
        found.append(Finding(level="warning", subject="web", message=text))
    if not web.tokens:
        text = "[web.tokens] is empty: nobody can ask for a credit check"
        found.append(Finding(level="warning", subject="web", message=text))
    return found or [Finding(level="ok", subject="web", message=f"serves on http://{web.host}:{web.port}")]


def _mail_into_a_folder(settings: Settings) -> list[Finding]:
    """Right for a first look, and easily forgotten."""
    reminding = sorted(key for key, company in settings.companies.items() if company.remind_from)
    if settings.mail.backend != "files" or not reminding:
        return []
    text = f"reminders of {', '.join(reminding)} reach nobody: mail.backend is files, which only fills a folder"
    return [Finding(level="warning", subject="mail", message=f"{text}; set it to smtp to send them")]


def _artefacts(settings: Settings) -> list[Finding]:
    folder = settings.artefacts or default_folder()
    faults = Artefacts(folder).verify()
    if not faults:
        return [
            Finding(level="ok", subject="artefacts", message=f"the official schemas and rules in {folder} are whole")
        ]
    return [Finding(level="error", subject="artefacts", message=fault.message) for fault in faults[:3]]


def _waiting() -> list[Finding]:
    found = []
    for status, hint in (("in-doubt", "solde outbox list"), ("failed", "solde outbox list")):
        if count := Effect.objects.filter(status=status).count():
            found.append(Finding(level="warning", subject="outbox", message=f"{count} effects are {status}: {hint}"))
    if count := Aside.objects.filter(settled_at=None).count():
        found.append(Finding(level="warning", subject="aside", message=f"{count} records wait: solde aside list"))
    return found
