"""Who holds a lease: a thread of a process of a host. Only the same host can tell that a process is dead."""

import os
import socket
import threading
import uuid
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

LEASE = timedelta(minutes=10)  # longer than any single send may take

_BOOT = uuid.uuid4().hex[:8]


def me() -> str:
    """This thread of this process: host, pid, the time the pid was taken, and a random part with the thread."""
    return f"{_host()}|{os.getpid()}|{_started(os.getpid())}|{_BOOT}-{threading.get_native_id()}"


def expired(owner: str, until: datetime | None, now: datetime) -> bool:
    """Whether the lease has run out, or its process on this host is known to be dead."""
    if until is None or until <= now:
        return True
    parts = owner.split("|")
    if len(parts) != 4 or parts[0] != _host() or not parts[1].isdigit():
        return False
    if not Path("/proc").is_dir():  # elsewhere a dead process is only known by its lease
        return False
    return _started(int(parts[1])) != parts[2]


@cache
def _host() -> str:
    """The host's name, with its boot and the numbering of its processes: containers may share a name, never these."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        numbering = Path("/proc/self/ns/pid").readlink()
    except OSError:
        return socket.gethostname()
    return f"{socket.gethostname()}@{boot[:8]}.{''.join(c for c in str(numbering) if c.isdigit())}"


def _started(pid: int) -> str:
    """The start time of a process in clock ticks, so that a reused pid is not taken for the old process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    # A zombie is dead: it holds no sockets any more.
    return "" if fields[0] == "Z" else fields[19]
