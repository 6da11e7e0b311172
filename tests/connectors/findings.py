"""What `solde check` found, as a person reads it."""

from collections.abc import Iterable

from connectors.records import Finding


def said(findings: Iterable[Finding], *levels: str) -> str:
    """A line for each finding of these levels, or of all."""
    return "\n".join(f"{f.subject}: {f.message}" for f in findings if not levels or f.level in levels)
