"""How a SOAP request is signed."""

import base64
import hashlib

import pytest

from connectors.errors import Misconfigured
from connectors.netsuite.soap_login import Passport
from tests.connectors.netsuite.soap_servers import settings


def test_the_signature_of_a_worked_example() -> None:
    passport = Passport(settings(), nonce=lambda: "6obMKq0tmY8y", now=lambda: 1439829974.7)
    fields = passport.fields()
    # printf '1234567_SB1&ck&tk&6obMKq0tmY8y&1439829974' | openssl dgst -sha256 -hmac 'csecret&tsecret' -binary | base64
    assert fields["signature"] == {
        "_value_1": "xEh1jr6CdqK5dtBw+41fN+hNep5XqgFx/9KXLaXUj7E=",
        "algorithm": "HMAC-SHA256",
    }
    assert fields["signature"]["_value_1"] == _by_hand(b"csecret&tsecret", b"1234567_SB1&ck&tk&6obMKq0tmY8y&1439829974")
    assert (fields["account"], fields["consumerKey"], fields["token"]) == ("1234567_SB1", "ck", "tk")
    assert (fields["nonce"], fields["timestamp"]) == ("6obMKq0tmY8y", 1439829974)


def _by_hand(key: bytes, text: bytes) -> str:
    """HMAC as RFC 2104 defines it, for a key shorter than a block of 64 bytes."""
    inner, outer = (bytes(byte ^ pad for byte in key.ljust(64, b"\0")) for pad in (0x36, 0x5C))
    return base64.b64encode(hashlib.sha256(outer + hashlib.sha256(inner + text).digest()).digest()).decode()


def test_a_sandbox_is_signed_in_capitals() -> None:
    assert Passport(settings(account="1234567_sb1")).fields()["account"] == "1234567_SB1"


def test_no_nonce_comes_twice() -> None:
    passport = Passport(settings())
    nonces = {passport.fields()["nonce"] for _ in range(100)}
    assert len(nonces) == 100
    assert all(6 <= len(each) <= 64 for each in nonces), "what NetSuite takes"


def test_without_the_token_the_settings_are_named() -> None:
    bare = settings(consumer_key="", consumer_secret=None, token_id="", token_secret=None)
    with pytest.raises(Misconfigured, match="consumer_key, consumer_secret, token_id, token_secret"):
        Passport(bare)
