"""Keys of an integration, made once for a run: what an administrator makes with openssl."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}


@cache
def pair(kind: str = "P-256") -> tuple[str, str]:
    """Private and public key in PEM: P-256, P-384, P-521, or the bits of an RSA key."""
    key = ec.generate_private_key(CURVES[kind]) if kind in CURVES else rsa.generate_private_key(65537, int(kind))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()
