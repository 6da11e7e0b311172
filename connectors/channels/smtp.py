"""One e-mail handed to an SMTP server, so that a failure says whether the message may have been taken.

A server takes a message by its answer to the end of the content (RFC 5321 sections 4.2.5 and 6.1). Until it
has asked for the content (354) it cannot have taken it; a negative answer afterwards says that it has not.
Only a connection that breaks between the two leaves doubt: `Retry(sent=True)`.
"""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator

import msgspec
from django.core.mail.backends.smtp import EmailBackend

from connectors.channels.envelope import Envelope
from connectors.errors import Misconfigured, Refused, Retry
from connectors.secret import Secret
from einvoice.faults import Fault

_BROKEN = (smtplib.SMTPServerDisconnected, OSError)


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """Where to and how. `timeout` is in seconds."""

    host: str
    port: int
    user: str
    password: Secret | None
    tls: str  # starttls | tls | none
    timeout: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@contextlib.contextmanager
def session(server: Server) -> Iterator[smtplib.SMTP]:
    """A connection that is encrypted and logged in as configured; certificates are always verified.

    Raises `Misconfigured` where waiting would not help, else `Retry(sent=False)`.
    """
    backend = EmailBackend(
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password.reveal() if server.password else "",
        use_tls=server.tls == "starttls",
        use_ssl=server.tls == "tls",
        timeout=server.timeout,
        ssl_keyfile="",
        ssl_certfile="",
    )
    try:
        yield _open(backend, server)
    finally:
        # The message was taken or refused before: what goes wrong at QUIT changes nothing.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            backend.close()


def deliver(connection: smtplib.SMTP, envelope: Envelope) -> None:
    """Returning means that the server took the message for all its recipients; copies go where they are taken.

    Raises `Refused` if it will never take it, `Misconfigured` if it does not let us send at all, and `Retry`
    with `sent` as the module says.
    """
    options = ["BODY=8BITMIME"] if connection.has_extn("8bitmime") else []
    if connection.has_extn("size"):
        options.append(f"SIZE={len(envelope.content)}")
    code, reply = _ask(lambda: connection.mail(envelope.sender, options), "MAIL FROM")
    if code >= 500 and code != 552:
        raise Misconfigured(f"mail.sender: the server refuses {envelope.sender}: {_said(code, reply)}")
    _must_go_on(code, reply, "MAIL FROM")
    refused, later = [], ""
    for address in envelope.recipients:
        code, reply = _ask(lambda address=address: connection.rcpt(address), "RCPT TO")  # type: ignore[misc]
        if code >= 500:
            refused.append(_fault("to", f"the server refuses {address}: {_said(code, reply)}"))
        elif not 200 <= code < 300:
            later = later or f"not now for {address}: {_said(code, reply)}"
    if refused:
        raise Refused(refused)
    if later:
        raise Retry(later, sent=False)
    for address in envelope.copies:
        _ask(lambda address=address: connection.rcpt(address), "RCPT TO")  # type: ignore[misc]
    code, reply = _ask(lambda: connection.docmd("DATA"), "DATA")
    if code != 354:
        _must_go_on(code, reply, "DATA")
        raise Retry(f"unexpected answer to DATA: {_said(code, reply)}", sent=False)
    code, reply = _hand_over(connection, envelope.content)
    if not 200 <= code < 600:
        raise Retry(f"the server's answer to the message made no sense: {_said(code, reply)}", sent=True)
    _must_go_on(code, reply, "the message")


def _hand_over(connection: smtplib.SMTP, content: bytes) -> tuple[int, bytes]:
    """From here on a silence is a doubt."""
    stuffed = re.sub(rb"(?m)^\.", b"..", content)
    if not stuffed.endswith(b"\r\n"):
        stuffed += b"\r\n"
    try:
        connection.send(stuffed + b".\r\n")
        return connection.getreply()
    except (*_BROKEN, smtplib.SMTPResponseException) as error:
        raise Retry(f"the connection broke while the message was handed over: {error}", sent=True) from error


def _ask(command: Callable[[], tuple[int, bytes]], stage: str) -> tuple[int, bytes]:
    try:
        return command()
    except (*_BROKEN, smtplib.SMTPResponseException) as error:
        raise Retry(f"the connection broke at {stage}: {error}", sent=False) from error


def _must_go_on(code: int, reply: bytes, stage: str) -> None:
    if code >= 500:
        raise Refused([_fault("", f"the server refuses {stage}: {_said(code, reply)}")])
    if not 200 <= code < 300 and code != 354:
        raise Retry(f"the server puts off {stage}: {_said(code, reply)}", sent=False)


def _open(backend: EmailBackend, server: Server) -> smtplib.SMTP:
    try:
        backend.open()
        if backend.connection is None:
            raise Retry(f"no connection to {server}", sent=False)
        backend.connection.ehlo_or_helo_if_needed()
        return backend.connection
    except ssl.SSLCertVerificationError as error:
        raise Misconfigured(
            f"mail.host: the certificate of {server} is not to be trusted: {error.verify_message}"
        ) from error
    except ssl.SSLEOFError as error:
        raise Retry(f"{server} broke off while the encryption began", sent=False) from error
    except ssl.SSLError as error:
        raise Misconfigured(f"mail.tls: no encryption with {server} ({error.reason})") from error
    except smtplib.SMTPNotSupportedError as error:
        raise Misconfigured(f"mail.tls, mail.user: {server} cannot do what is set: {error}") from error
    except smtplib.SMTPResponseException as error:
        said = _said(error.smtp_code, error.smtp_error)
        if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
            raise Misconfigured(f"mail.user, mail.password: {server} refuses them: {said}") from error
        raise Retry(f"{server} does not let us in now: {said}", sent=False) from error
    except _BROKEN as error:
        raise Retry(f"no connection to {server}: {error}", sent=False) from error
    except smtplib.SMTPException as error:  # no way of logging in that both sides know
        raise Misconfigured(f"mail.user: {server}: {error}") from error


def _said(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}"[:300]


def _fault(path: str, message: str) -> Fault:
    return Fault(code="MAIL-REFUSED", path=path, message=message, source="RFC 5321 section 4.2")
