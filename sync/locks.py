"""One at a time: a run over a connection is done by one process only, on however many machines."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, IntegrityError, connection, transaction

from sync import owner
from sync.clock import utc_now
from sync.models import Lock

LASTS = timedelta(minutes=10)  # prolonged while the work goes on; a dead process of this host gives it up at once
PROLONG = timedelta(minutes=2)

log = logging.getLogger("solde")


class Busy(Exception):
    """Somebody else is at it; the message says who and until when the lease runs."""


def in_turn(*names: str) -> None:
    """Until the transaction ends, nobody else is past this line with one of these names. SQLite has one writer
    anyhow; on PostgreSQL two engines would insert the same row, or wait for each other's.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in sorted(names):
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Hold the lock called `name`, or raise Busy."""
    _take(name)
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(name, owner.me(), over), name=f"lock on {name}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()
        Lock.objects.filter(name=name, owner=owner.me()).delete()


def prolong(name: str, holder: str) -> None:
    """Let the lock last from now, if it is still this holder's."""
    Lock.objects.filter(name=name, owner=holder).update(until=utc_now() + LASTS)


def _keep(name: str, holder: str, over: threading.Event) -> None:
    while not over.wait(PROLONG.total_seconds()):
        try:
            prolong(name, holder)
        except DatabaseError as error:  # the lease has room for the next try
            log.warning("the lock on %s could not be prolonged: %s", name, error)
        finally:
            connection.close()


def _take(name: str) -> None:
    now = utc_now()
    try:
        with transaction.atomic():
            Lock.objects.create(name=name, owner=owner.me(), until=now + LASTS)
            return
    except IntegrityError:
        held = Lock.objects.filter(name=name).first()
    if held is None:  # let go in this very moment
        return _take(name)
    if held.owner != owner.me() and not owner.expired(held.owner, held.until, now):
        host, pid, *_ = held.owner.split("|")
        raise Busy(f"{name} is being done by process {pid} on {host} (its lease ends {held.until:%Y-%m-%d %H:%M} UTC)")
    taken = Lock.objects.filter(name=name, owner=held.owner, until=held.until).update(
        owner=owner.me(), until=now + LASTS
    )
    if not taken:
        raise Busy(f"{name} was taken over by another process just now")
    return None
