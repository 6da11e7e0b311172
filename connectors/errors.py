"""How a connector or a channel says that something did not work. The engine knows only these."""

from einvoice.faults import Fault


class Retry(Exception):
    """Passing: a time-out, a lock, a busy server. `after` is in seconds, None if the other side did not say.

    `sent` says whether the request may have been carried out: True when the connection broke after it left.
    """

    def __init__(self, message: str, after: float | None = None, *, sent: bool = True) -> None:
        super().__init__(message)
        self.after = after
        self.sent = sent


class Refused(Exception):
    """The other side will not take this record or change; its faults say what to mend."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(str(f) for f in faults))
        self.faults = faults


class Misconfigured(Exception):
    """Stop: something must be set, and the message says what."""
