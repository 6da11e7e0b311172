"""Ask the ERP again about whole accounts, and bring the ledger up to what it says now."""

from collections.abc import Sequence

from django.db import transaction

from connectors.contract import Connector
from connectors.records import Ref
from sync.boundaries import boundary
from sync.models import Entry
from sync.store import mark_gone, store


def reread(connector: Connector, accounts: Sequence[str]) -> set[str]:
    """Re-read these customers (`str(Ref)`); returns those that could be read. Raises what connectors raise."""
    refs = [Ref.parse(account) for account in accounts]
    snapshot = connector.reread(refs)
    failed = {str(ref) for ref in snapshot.failed}
    read = [account for account in accounts if account not in failed]
    seen = {str(r.ref) for r in (*snapshot.customers, *snapshot.invoices, *snapshot.payments)}
    with transaction.atomic():
        store((*snapshot.customers, *snapshot.invoices, *snapshot.payments))
        held_open = Entry.objects.filter(
            account__in=read,
            kind__in=("invoice", "payment"),
            gone=False,
            open__gt=0,
            state__in=("open", "posted"),
        )
        # What the ERP did not mention is settled or gone; a later pull brings it back with its new state.
        mark_gone([Ref.parse(entry.ref) for entry in held_open if entry.ref not in seen])
        boundary("recheck.before-commit")
    boundary("recheck.after-commit")
    return set(read)
