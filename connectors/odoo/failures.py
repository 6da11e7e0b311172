"""Odoo's exceptions, told as ours. Both transports give the exception's Python name and its message."""

from typing import Any

from connectors.errors import Misconfigured, Refused, Retry
from einvoice.faults import Fault

_RIGHTS = {
    "read": "read", "search": "read", "search_read": "read", "search_count": "read", "fields_get": "read",
    "create": "create", "write": "write", "unlink": "delete", "message_post": "write", "load": "create",
}  # fmt: skip
# Rolled back by PostgreSQL or by Odoo: nothing was carried out.
_PASSING = ("SerializationFailure", "DeadlockDetected", "LockNotAvailable", "LockError", "ConcurrencyError",
            "QueryCanceled", "PoolError")  # fmt: skip
_REFUSALS = ("UserError", "ValidationError", "RedirectWarning", "MissingError", "IntegrityError",
             "NotNullViolation", "ForeignKeyViolation", "UniqueViolation", "CheckViolation")  # fmt: skip


class NoModel(Misconfigured):
    """The module that would bring a model is not installed."""


def raise_for(name: str, message: str, model: str, method: str, user: str) -> None:
    """Raise what an Odoo exception means. `name` is such as `odoo.exceptions.AccessError`."""
    kind = name.rsplit(".", 1)[-1]
    first = message.strip().split("\n")[0][:300]
    if kind == "AccessDenied":
        raise Misconfigured(refused_key(user))
    if "unauthorized or invalid companies" in message:
        raise Misconfigured(f"companies: {user!r} may not work for all of them (Settings > Users > Companies)")
    if kind == "AccessError":
        right = _RIGHTS.get(method, method)
        raise Misconfigured(f"Odoo: the user {user!r} lacks the right to {right} {model}: {first}")
    if "does not exist" in message and "database" in message:
        raise Misconfigured(f"database: Odoo has no such database ({first.split('FATAL:')[-1].strip()})")
    if kind in _PASSING:
        raise Retry(f"Odoo: {model}.{method} met a lock ({kind})", sent=False)
    if kind == "OperationalError":
        raise Retry(f"Odoo: its database did not answer ({first})")
    if kind in ("KeyError", "NotFound") and model in message:
        raise NoModel(f"Odoo: there is no model {model} in this database; its module is not installed")
    if first.startswith(f"Object {model} doesn"):
        raise NoModel(f"Odoo: there is no model {model} in this database; its module is not installed")
    code = kind if kind in _REFUSALS else "server-error"
    text = message.strip()[:1000] or kind
    raise Refused([Fault(code=code, path="", message=text, source=f"Odoo {model}.{method}")])


def refused_key(user: str) -> str:
    """The one message for every way in which Odoo says no to a login."""
    return (
        f"password: Odoo refused the password or API key of {user!r}. API keys expire (three months at most for "
        "ordinary users from Odoo 18 on): make a new one in Preferences > Account Security"
    )


def no_odoo(base: str, status: int, text: str) -> Misconfigured:
    """Something answered that is not Odoo's API."""
    start = " ".join(text.split())[:80]
    return Misconfigured(f"url: {base} answered HTTP {status} and no JSON ({start!r}); is this Odoo's own address?")


def error_fields(value: Any) -> tuple[str, str]:
    """(exception name, message) of an error object of either transport."""
    data = value.get("data", value) if isinstance(value, dict) else {}
    data = data if isinstance(data, dict) else {}
    return str(data.get("name", "")), str(data.get("message", "") or value)
