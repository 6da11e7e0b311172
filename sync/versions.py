"""Which versions something was made with, for the evidence."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any


def versions(**more: Any) -> dict[str, Any]:
    """Solde's own version and whatever else counts (rules, template, policy)."""
    try:
        solde = version("solde")
    except PackageNotFoundError:
        solde = "not installed"
    return {"solde": solde, **more}
