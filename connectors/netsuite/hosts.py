"""The addresses of an account: each door has its own host (help: "URLs for Account-Specific Domains")."""

import re
from urllib.parse import urlsplit

_ACCOUNT = re.compile(r"[0-9A-Za-z]+(_[0-9A-Za-z]+)?")
REST, RESTLETS, SOAP = "suitetalk", "restlets", "suitetalk"
TOKEN = "/services/rest/auth/oauth2/v1/token"  # noqa: S105 (an address)
QUERY = "/services/rest/query/v1/suiteql"
RECORD = "/services/rest/record/v1"
RESTLET = "/app/site/hosting/restlet.nl"


def is_account(account: str) -> bool:
    """Whether it can be an account id: 1234567, TSTDRV1234567, 1234567_SB1."""
    return bool(_ACCOUNT.fullmatch(account))


def base(account: str, door: str, url: str = "") -> str:
    """https://1234567-sb1.suitetalk.api.netsuite.com for the account 1234567_SB1; `url` stands for all doors where it
    is set.
    """
    if url:
        return url.rstrip("/")
    return f"https://{account.lower().replace('_', '-')}.{door}.api.netsuite.com"


def problems(url: str) -> list[str]:
    """What is wrong with an address that is set by hand."""
    if not url:
        return []
    if "@" in url:
        return ["url: no user or password belongs into the address"]
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.rstrip("/") or parts.query:
        return ["url: expected the host alone, such as https://1234567.suitetalk.api.netsuite.com; mostly it is "
                "better left out: the account names it"]  # fmt: skip
    return []
