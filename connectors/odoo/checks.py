"""`solde check` for one Odoo: what was found, what is missing, and what will not work there."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from connectors.errors import Misconfigured, Refused
from connectors.http import is_loopback
from connectors.odoo import hold_checks
from connectors.odoo.client import Client
from connectors.odoo.extension import MODELS
from connectors.odoo.reader import instant, text_of
from connectors.odoo.rights import allowed, in_group
from connectors.records import Finding

_OLDEST, _NEWEST = 17, 19  # what is tested
_NEEDED = (
    ("res.partner", "read", "error", "customers cannot be read: grant Contacts (any internal user has it)"),
    ("res.partner", "write", "warning", "holds cannot be set: grant Contact Creation (Extra Rights)"),
    ("account.move", "read", "error", "invoices cannot be read: grant Invoicing > Billing"),
    ("account.move", "write", "warning", "nothing can be attached to invoices: grant Invoicing > Billing"),
    ("account.payment", "read", "error", "payments cannot be read: grant Invoicing > Billing"),
    ("sale.order", "read", "error", "orders cannot be read: grant Sales > User: All Documents"),
    ("ir.attachment", "create", "warning", "files cannot be attached: the user must be an internal one"),
    ("mail.activity", "create", "warning", "tasks cannot be given: the user must be an internal one"),
)
# A model and the groups of which one lets see all its records; without it Odoo hides other people's silently.
_SEES_ALL = (
    (
        ("account.move", "account.group_account_invoice", "account.group_account_readonly"),
        "the user sees only some invoices: grant Invoicing > Billing",
    ),
    (
        ("sale.order", "sales_team.group_sale_salesman_all_leads"),
        "the user sees only his own orders: grant Sales > User: All Documents",
    ),
)
_OWN_DUNNING = {
    "account_followup": "Odoo's own follow-up reports (Enterprise)",
    "account_credit_control": "OCA credit control",
    "account_invoice_overdue_reminder": "OCA overdue reminders",
    "account_payment_reminder": "payment reminders",
}
_OWN_SENDING = {
    "l10n_it_edi": "Odoo can send FatturaPA itself; invoices that it has sent or begun are left alone",
    "account_peppol": "Odoo can send over Peppol itself; invoices that it has sent or queued are left alone",
    "l10n_fr_pdp": "Odoo can use a French platform itself; switch one of the two off",
}
_CLOCK_LIMIT = 120  # seconds
_KEY_NOTICE = timedelta(days=21)


def run(client: Client, companies: Mapping[str, str]) -> list[Finding]:
    """Never raises for what a person can mend; `Retry` passes."""
    try:
        version = client.version
        uid = client.transport().login()
    except (Misconfigured, Refused) as error:
        return [Finding(level="error", subject="connection", message=str(error))]
    found = [
        Finding(
            level="ok" if _OLDEST <= version <= _NEWEST else "warning",
            subject="version",
            message=f"Odoo {client.server_version} over {client.transport().name}"
            + ("" if _OLDEST <= version <= _NEWEST else f"; tested are {_OLDEST} to {_NEWEST}"),
        )
    ]
    for part in (_transport, _clock, _companies, _rights, _mapped, _hold, _modules):
        try:
            found += part(client, companies)
        except (Misconfigured, Refused) as error:
            found.append(Finding(level="warning", subject=part.__name__.strip("_"), message=str(error)))
    return [*found, *_key(client, uid)]


def _transport(client: Client, companies: Mapping[str, str]) -> Iterator[Finding]:
    if not client.http.tls and not is_loopback(client.http.host):
        yield _say("warning", "transport", "plain http: the password travels readable; use https")
    if client.note:
        yield _say("warning", "transport", client.note)
    if not client.settings.verify_tls:
        yield _say("warning", "transport", "verify_tls is off: anyone in between can read along; use ca_file")


def _clock(client: Client, companies: Mapping[str, str]) -> Iterator[Finding]:
    """Pulls follow the server's clock, so a difference does no harm; it shows in time stamps."""
    if not client.http.server_date:
        return
    try:
        there = parsedate_to_datetime(client.http.server_date)
    except ValueError:
        return
    seconds = round((there - datetime.now(UTC)).total_seconds())
    level: Literal["ok", "warning"] = "ok" if abs(seconds) <= _CLOCK_LIMIT else "warning"
    yield _say(level, "clock", f"the server's clock differs by {seconds} s")


def _companies(client: Client, companies: Mapping[str, str]) -> Iterator[Finding]:
    # Asked as for all of the user's companies: with one that is not his, Odoo refuses every question.
    domain = [["id", "in", client.companies]]
    found = client.search_read("res.company", domain, ("name",), context={"allowed_company_ids": []})
    rows = {row["id"]: row for row in found}
    for id_ in client.companies:
        name = companies.get(str(id_), "")
        if id_ in rows:
            yield _say("ok", f"company {name}", f"{text_of(rows[id_].get('name'))} (res.company {id_})")
        else:
            message = f"there is no company {id_}, or the user may not see it (Settings > Users > Companies)"
            yield _say("error", f"company {name}", message)


def _rights(client: Client, companies: Mapping[str, str]) -> Iterator[Finding]:
    lacking = False
    for model, operation, level, message in _NEEDED:
        if not client.has(model):
            if model == "sale.order":
                yield _say("note", "orders", "the Sales module is not installed: no orders, no holds shown")
                continue
            yield _say("error", "rights", f"there is no model {model}: install the Invoicing module")
            lacking = True
        elif not allowed(client, model, operation):
            lacking = True
            yield _say("error" if level == "error" else "warning", "rights", f"{operation} {model}: {message}")
    for groups, message in _SEES_ALL:
        if client.has(groups[0]) and not any(in_group(client, group) for group in groups[1:]):
            lacking = True
            yield _say("error", "rights", message)
    if not lacking:
        yield _say("ok", "rights", "everything that is needed may be read and written")


def _mapped(client: Client, companies: Mapping[str, str]) -> Iterator[Finding]:
    """Fields named in the configuration."""
    for model in MODELS:
        try:
            client.wide(model, ())
        except Misconfigured as error:
            yield _say("error", "fields", str(error))


def _hold(client: Client, companies: Mapping[str, str]) -> Iterator[Finding]:
    yield from hold_checks.findings(client)


def _modules(client: Client, companies: Mapping[str, str]) -> Iterator[Finding]:
    names = [*_OWN_DUNNING, *_OWN_SENDING, "l10n_fr", "l10n_it"]
    rows = client.search_read("ir.module.module", [["state", "=", "installed"], ["name", "in", names]], ("name",))
    installed = {row["name"] for row in rows}
    for module, what in _OWN_DUNNING.items():
        if module in installed:
            yield _say("warning", "dunning", f"{what} ({module}) also reminds: switch one of the two off")
    for module, what in _OWN_SENDING.items():
        if module in installed:
            yield _say("note", "e-invoices", f"{module} is installed: {what}")
    if "l10n_it" in installed and "l10n_it_edi" not in installed:
        yield _say("warning", "e-invoices", "l10n_it_edi is not installed: no codice destinatario, PEC or Natura")
    yield _say(
        "note", "write-back", "Odoo has no field for a dunning level or an e-invoice status: notes and files say it"
    )


def _key(client: Client, uid: int) -> Iterator[Finding]:
    """Expiring API keys, which an Odoo up to 17 does not have and which one user sees of himself only."""
    try:
        if "expiration_date" not in client.fields("res.users.apikeys"):
            return
        rows = client.search_read("res.users.apikeys", [["user_id", "=", uid]], ("name", "expiration_date"))
    except (Misconfigured, Refused):
        return  # not visible to this user: then nothing can be said
    for row in rows:
        if not row.get("expiration_date"):
            continue
        end = instant(row["expiration_date"])
        soon = end - datetime.now(UTC) < _KEY_NOTICE
        message = f"the API key {text_of(row.get('name'))!r} ends on {end.date().isoformat()}"
        yield _say("warning" if soon else "note", "api key", message)


def _say(level: Literal["ok", "note", "warning", "error"], subject: str, message: str) -> Finding:
    return Finding(level=level, subject=subject, message=message)
