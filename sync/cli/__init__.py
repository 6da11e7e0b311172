"""The command `solde`. Exit codes: 0 well, 1 findings, 2 wrong use or configuration, 3 held."""

from sync.cli.main import main

__all__ = ["main"]
