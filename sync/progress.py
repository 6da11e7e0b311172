"""How long work tells how far it is. The engine calls it; the command line draws it."""

from collections.abc import Callable

Progress = Callable[[str, int, int | None], None]  # what is being done, how many are done, of how many (None: unknown)


def silent(what: str, done: int, total: int | None) -> None:
    """Nobody is watching."""
