"""An SMTP server on the loopback that outlives the engine, counts what it took, and breaks off on demand."""

import socket
from collections import deque
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class PostOffice:
    """`mails` are those that it took responsibility for, in order.

    `trouble` is consumed by the next messages: `before-data` and `after-data` drop the connection (the latter
    once the message is taken, before the reply), `busy` puts the message off, `refuse` never takes it.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.trouble: deque[str] = deque()
        self.unknown: set[str] = set()  # addresses that nobody has here
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=30)
        self._controller.start()

    def close(self) -> None:
        """Shut the office."""
        self._controller.stop()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.trouble and self.trouble[0] == "before-data":
            self.trouble.popleft()
            server.transport.abort()
        if address in self.unknown:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        trouble = self.trouble.popleft() if self.trouble else ""
        if trouble == "busy":
            return "451 come again"
        if trouble == "refuse":
            return "554 not here"
        content = envelope.original_content or b""
        self.mails.append(message_from_bytes(content, policy=policy.default))
        if trouble == "after-data":
            server.transport.abort()
        return "250 taken"
