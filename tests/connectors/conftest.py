"""What servers in tests need."""

import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1 that nobody signed, in one file."""
    if not (openssl := shutil.which("openssl")):
        pytest.skip("no openssl here to make a certificate with")
    pem = tmp_path_factory.mktemp("tls") / "both.pem"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    out = ["-keyout", str(pem), "-out", str(pem) + ".crt"]
    subprocess.run([openssl, "req", *kind, *names, *out], check=True, capture_output=True)
    pem.write_bytes(pem.read_bytes() + Path(str(pem) + ".crt").read_bytes())
    return pem
