"""What Solde's user may do, as Odoo itself answers."""

from connectors.odoo.client import Client


def allowed(client: Client, model: str, operation: str) -> bool:
    """Whether the user has a right on a model as such; Odoo's record rules may still hide records."""
    if client.version >= 18:
        return bool(client.call(model, "has_access", [], operation=operation))
    return bool(client.call(model, "check_access_rights", operation=operation, raise_exception=False))


def in_group(client: Client, group: str) -> bool:
    """Whether the user is in a group, by its external id."""
    ids = [client.transport().login()] if client.version >= 18 else None
    return bool(client.call("res.users", "has_group", ids, group_ext_id=group))
