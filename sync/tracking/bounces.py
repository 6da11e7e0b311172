"""The visit to the bounce mailbox: what its mails tell is stored together with how far they were read."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from config.settings import Bounces, Settings
from connectors.channels import bounces
from connectors.errors import Misconfigured, Retry
from connectors.records import Finding
from sync.locks import Busy, only_one
from sync.models import Cursor
from sync.tracking import returns

_PLACE: dict[str, Any] = {"connection": "bounces", "kind": "mail"}


def poll(settings: Settings, stop: Callable[[], bool] = lambda: False) -> list[str]:
    """Read what came since the last visit; returns the troubles. Nothing is done where no mailbox is set."""
    if not settings.bounces.host:
        return []
    try:
        with only_one("the bounce mailbox"), bounces.opened(_place(settings.bounces)) as mailbox:
            known = Cursor.objects.filter(**_PLACE).first()
            for batch in mailbox.fetch(known.value if known else None, datetime.now(UTC)):
                if stop() or not _stored(settings, batch):
                    break
                mailbox.acknowledge(batch)
    except Busy:  # somebody else is reading it
        return []
    except (Retry, Misconfigured) as error:
        return [f"bounces: {error}"]
    return []


def _stored(settings: Settings, batch: bounces.Batch) -> bool:
    """False where something is about a message that is being sent in this moment: the batch is read again later."""
    with transaction.atomic():
        if returns.take(settings, batch.reports).waiting:
            transaction.set_rollback(True)
            return False
        Cursor.objects.update_or_create(**_PLACE, defaults={"value": batch.cursor})
    return True


def findings(settings: Settings) -> list[Finding]:
    """For `solde check`: whether the mailbox opens, and what of [tracking] is not as it should be."""
    found = bounces.check(_place(settings.bounces)) if settings.bounces.host else []
    mail, tracking = settings.mail, settings.tracking
    if mail.backend == "smtp" and not settings.bounces.host and not (mail.provider and tracking.secret):
        text = "nobody tells what came back: set [bounces], or mail.provider and tracking.secret"
        found.append(
            Finding(level="warning", subject="tracking", message=f"{text}; a bounced reminder counts as given")
        )
    if tracking.secret and mail.provider and not settings.web.port:
        text = "tracking.secret is set, but web.port is not: no webhook is served"
        found.append(Finding(level="warning", subject="tracking", message=text))
    if tracking.secret and not mail.provider:
        text = "tracking.secret is set, but mail.provider is not: no webhook is served"
        found.append(Finding(level="warning", subject="tracking", message=text))
    if mail.provider == "mailgun" and tracking.secret and not tracking.signing_key:
        text = "tracking.signing_key is not set: what Mailgun tells cannot be checked, and nothing of it is taken"
        found.append(Finding(level="warning", subject="tracking", message=text))
    if tracking.open_tracking:
        text = f"keeps who opened an e-mail, on the basis of {tracking.open_tracking}: {tracking.basis_text}"
        found.append(
            Finding(level="warning", subject="tracking", message=f"{text}; have it looked at by whoever advises you")
        )
    return found


def _place(section: Bounces) -> bounces.Settings:
    return bounces.Settings(
        host=section.host,
        port=section.port,
        user=section.user,
        password=section.password,
        folder=section.folder,
        tls=section.tls,
        timeout=section.timeout,
    )
