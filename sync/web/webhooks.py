"""Where the service that carries our e-mail tells what became of it: `PROVIDER/tracking/`, one address for the one
service of [mail] provider.

django-anymail checks who speaks and understands each service; sync/tracking/returns.py says what its events mean to us.
Nothing is taken without the secret of [tracking]. What a service may try again later is answered with 503.
"""

import hashlib
import logging
import warnings
from datetime import UTC, datetime
from typing import Any

from anymail.exceptions import AnymailConfigurationError, AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from config.settings import Settings
from connectors.channels.providers import LABEL
from connectors.channels.reports import KINDS, Report, code_in
from sync.tracking import returns
from sync.tracking.fate import FAILED
from sync.web.desk import desk_of

log = logging.getLogger("solde")

USER = "solde"
MOST = 5000  # events of one call
_VIEWS: dict[str, Any] = {
    "brevo": BrevoTrackingWebhookView,
    "mailgun": MailgunTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
}
_SOFT = frozenset({"SoftBounce", "Blocked", "DMARCPolicy", "soft_bounce"})
# What a body that is none of the service's makes of its parser.
_RUBBISH = (ValueError, LookupError, TypeError, AttributeError, RecursionError, AnymailConfigurationError)


@csrf_exempt  # no browser comes here, and whoever calls knows the secret
def receive(request: HttpRequest, provider: str) -> HttpResponse:
    """Take what a service tells. 200 also for what is not ours or known: a service must not try that again."""
    settings = desk_of(request).settings
    if settings.tracking.secret is None or provider != settings.mail.provider:
        return _answer(404, "nothing is taken here: set mail.provider and tracking.secret")
    if request.method != "POST":  # some ask with HEAD whether we are there
        return HttpResponse(status=200 if request.method == "HEAD" else 405)
    try:
        reports = [report for event in _events(request, provider, settings) if (report := _report(provider, event))]
    except (AnymailWebhookValidationFailure, RequestDataTooBig, *_RUBBISH) as error:
        return _refused(error, provider)
    taken = returns.take(settings, reports)
    if taken.waiting:
        return _answer(503, "about a message that is being sent at this moment; tell it again")
    return _answer(200, "", **taken.counts)


def _refused(error: Exception, provider: str) -> HttpResponse:
    if isinstance(error, AnymailWebhookValidationFailure):
        log.warning("webhook %s: a call with a wrong secret or signature was refused", provider)
        return _answer(401, "the secret or the signature is wrong")
    if isinstance(error, RequestDataTooBig):
        return _answer(413, "too large")
    return _answer(400, f"this is not what {provider} sends")


def _events(request: HttpRequest, provider: str, settings: Settings) -> list[AnymailTrackingEvent]:
    """What anymail makes of the call. It checks the secret before it looks at anything else."""
    tracking = settings.tracking
    if tracking.secret is None:  # `receive` has looked; an empty secret would let anybody in
        raise AnymailWebhookValidationFailure
    options: dict[str, Any] = {"webhook_secret": [f"{USER}:{tracking.secret.reveal()}"]}
    if provider == "mailgun":
        if tracking.signing_key is None:
            raise AnymailConfigurationError("tracking.signing_key is not set")
        options["webhook_signing_key"] = tracking.signing_key.reveal()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        view = _VIEWS[provider](**options)
    view.setup(request)
    view.run_validators(request)
    events: list[AnymailTrackingEvent] = view.parse_events(request)
    if len(events) > MOST:
        raise ValueError(f"more than {MOST} events at once")
    return events


def _report(provider: str, event: AnymailTrackingEvent) -> Report | None:
    """An event as a report; None where it is of a kind that says nothing about a message."""
    if event.event_type not in KINDS:
        return None
    said = " ".join(str(text) for text in (event.mta_response, event.description) if text)
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    named = str(metadata.get(LABEL) or "") or str(event.message_id or "").strip("<> ").partition("@")[0]
    at = event.timestamp or datetime.now(UTC)
    # Not every service numbers its events, and none of them promises that the number alone is unique.
    parts = (event.event_id, named, event.event_type, event.recipient, event.timestamp, said)
    code = code_in(str(event.mta_response or "")) or code_in(said)
    return Report(
        source=provider,
        id=hashlib.sha256(repr(parts).encode()).hexdigest(),
        kind=event.event_type,
        at=min(at, datetime.now(UTC)),
        mail=named,
        recipient=str(event.recipient or ""),
        soft=event.event_type in FAILED and (_calls_it_soft(event.esp_event) or code.startswith("4")),
        code=code,
        detail=said,
    )


def _calls_it_soft(told: Any) -> bool:
    """Anymail makes one of hard and soft bounces; the services' own words tell them apart."""
    return isinstance(told, dict) and not _SOFT.isdisjoint({told.get("Type"), told.get("event")})


def _answer(status: int, message: str, **counts: int) -> HttpResponse:
    answer = JsonResponse({"message": message, **counts} if message else counts, status=status)
    if status == 503:
        answer["Retry-After"] = "60"
    if status == 401:
        answer["WWW-Authenticate"] = "Basic"
    return answer


urlpatterns = [path("<slug:provider>/tracking/", receive, name="tracking")]
