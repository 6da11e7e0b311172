"""The HTTP interface that an ERP or a shop asks when an order arrives."""

import logging
from typing import Any

import msgspec
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from config.problems import known
from config.settings import Settings
from connectors.errors import Misconfigured
from sync.credit import answer as credit
from sync.credit import held as credit_held
from sync.credit import told as credit_told
from sync.credit.facts import UnknownCustomer, find
from sync.web.auth import Bearer
from sync.web.desk import desk_of
from sync.web.schemas import AnswerOut, ErrorOut, Question, Standing

api = NinjaAPI(
    title="Solde",
    version="1",
    description="May this order go ahead? Ask with a token of [web.tokens] as a bearer token.",
    docs_url=None,  # a page of documentation would fetch its scripts from elsewhere
    auth=Bearer(),
)
_ERRORS = {401: ErrorOut, 404: ErrorOut, 422: ErrorOut, 503: ErrorOut}
log = logging.getLogger("solde")


@api.post("/credit/check", response={200: AnswerOut, **_ERRORS}, summary="May this order go ahead?")
def check(request: HttpRequest, question: Question) -> HttpResponse:
    """An order that is held and has a number is remembered, and released by itself when the cause is gone."""
    desk = desk_of(request)
    key = _company(desk.settings, question.company, question.connection)
    account = str(find(desk.settings.companies[key], question.customer))
    currency = credit.currency_of(question.currency)
    found = credit.check(desk, key, account, question.amount, currency, order=question.order, stored=question.stored)
    if question.order:
        credit_held.remember(desk, found, question.order, question.amount, currency)
    return _json(credit_told.answer(found, question.language))


@api.get("/credit/{path:customer}", response={200: Standing, **_ERRORS}, summary="How does this customer stand?")
def show(request: HttpRequest, customer: str, company: str = "", connection: str = "") -> HttpResponse:
    """Exposure, limit and risk class, from the store."""
    desk = desk_of(request)
    key = _company(desk.settings, company, connection)
    account = str(find(desk.settings.companies[key], customer))
    return _json(credit_told.standing(credit.standing(desk, key, account)))


def _company(settings: Settings, key: str, connection: str) -> str:
    """The key of the company that is meant. Raises Misconfigured."""
    if key:
        if key not in settings.companies:
            raise Misconfigured(f'company: there is no "{key}"{known(key, settings.companies, "set up")}')
        return key
    fit = [k for k, company in settings.companies.items() if connection in {"", company.connection}]
    if len(fit) == 1:
        return fit[0]
    if not fit:
        raise Misconfigured(f'connection: no company lives in "{connection}"')
    raise Misconfigured(f"company: say which one is meant ({', '.join(sorted(fit))})")


def _json(body: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(body), content_type="application/json", status=status)


@api.exception_handler(UnknownCustomer)
def _unknown(request: HttpRequest, error: Exception) -> HttpResponse:
    return _json({"detail": str(error)}, 404)


@api.exception_handler(Misconfigured)
def _unusable(request: HttpRequest, error: Exception) -> HttpResponse:
    return _json({"detail": str(error)}, 422)


@api.exception_handler(DatabaseError)
def _busy(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("a credit check could not be answered: %s", type(error).__name__)
    return _json({"detail": "the database cannot be used at this moment; ask again"}, 503)


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, error: Exception) -> HttpResponse:
    response = _json({"detail": "a bearer token of [web.tokens] is needed"}, 401)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: Exception) -> HttpResponse:
    assert isinstance(error, ValidationError)
    told = []
    for problem in error.errors:
        place = ".".join(str(part) for part in problem["loc"] if part not in {"body", "question", "query", "path"})
        told.append(f"{place or 'the body'}: {problem['msg']}")
    return _json({"detail": "; ".join(told)}, 422)
