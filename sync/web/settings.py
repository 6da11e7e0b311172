"""Django's settings. The database is set from solde.toml by sync/boot.py; what stands here serves the tests.

`SOLDE_TEST_POSTGRES=postgresql://user:password@host:port/name` runs the tests on PostgreSQL.
"""

import os
from typing import Any
from urllib.parse import urlsplit

SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {
        "timeout": 60,
        "transaction_mode": "IMMEDIATE",
        # FULL: a commit that a send relies on must survive a power cut, not only a killed process.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    },
}


def _test_database() -> dict[str, Any]:
    url = os.environ.get("SOLDE_TEST_POSTGRES")
    if not url:
        return {**SQLITE, "NAME": ":memory:"}
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


DATABASES = {"default": _test_database()}
INSTALLED_APPS = ["sync"]
USE_TZ = True
TIME_ZONE = "UTC"
DEBUG = False
ALLOWED_HOSTS = ["testserver"]  # those of [web] are set by sync/web/server.py
ROOT_URLCONF = "sync.web.urls"
MIDDLEWARE = ["sync.web.guard.guarded"]
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = "no sessions, no signatures, nothing that needs a key"  # noqa: S105
