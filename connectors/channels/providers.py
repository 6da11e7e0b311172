"""Services that carry e-mail for others, and how each is told which of our messages its reports are about.

Mailgun reports the Message-ID that a message came with. The others give numbers of their own, and return what a
header of theirs asked them to return.
"""

from typing import Literal, get_args

Provider = Literal["", "brevo", "mailgun", "postmark"]
PROVIDERS: tuple[str, ...] = tuple(name for name in get_args(Provider) if name)

LABEL = "solde"  # the name under which a report returns the left side of our Message-ID


def headers(provider: str, mail: str) -> dict[str, str]:
    """The headers that make the service return `mail` with its reports; they reach no reader.

    Postmark: support article "Custom metadata FAQ". Brevo: "Transactional webhooks". Mailgun: the user manual,
    "Attaching data to messages".
    """
    if provider == "postmark":
        return {f"X-PM-Metadata-{LABEL}": mail}
    if provider == "brevo":
        return {"X-Mailin-custom": f'{{"{LABEL}": "{mail}"}}'}
    if provider == "mailgun":
        return {"X-Mailgun-Variables": f'{{"{LABEL}": "{mail}"}}'}
    return {}
