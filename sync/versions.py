"""Which versions something was made with, for the evidence."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any


def versions(**more: Any) -> dict[str, Any]:
    """Solde's own version and whatever else counts (rules, template, policy)."""
    return {"solde": own(), **more}


@cache
def own() -> str:
    """Solde's version, as it was installed."""
    try:
        return version("solde")
    except PackageNotFoundError:
        return "not installed"
