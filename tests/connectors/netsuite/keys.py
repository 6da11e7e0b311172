"""Keys and settings for tests: made once in a run, never kept."""

from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from connectors.netsuite.settings import Settings
from connectors.secret import Secret

ACCOUNT, CLIENT, CERTIFICATE = "1234567_SB1", "integration-of-solde", "certificate-of-solde"


@cache
def pair(kind: str = "P-256") -> tuple[str, str]:
    """A private and its public key, both PEM: "P-256", "P-521", "RSA-3072", "RSA-2048"."""
    key: Any
    if kind.startswith("RSA"):
        key = rsa.generate_private_key(public_exponent=65537, key_size=int(kind[4:]))
    else:
        key = ec.generate_private_key({"P-256": ec.SECP256R1(), "P-521": ec.SECP521R1()}[kind])
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return private, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def settings(url: str = "", **more: Any) -> Settings:
    """Of the account that the tests have."""
    given: dict[str, Any] = {"private_key": Secret(pair()[0]), "url": url, **more}
    return Settings(account=ACCOUNT, client_id=CLIENT, certificate_id=CERTIFICATE, **given)
