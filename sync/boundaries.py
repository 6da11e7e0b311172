"""The named moments of a cycle at which a killed process must leave nothing lost and nothing doubled.

A boundary does nothing by itself. The crash test hangs a killer on `hook` and goes through every name.
"""

from collections.abc import Callable

NAMES = (
    "pull.before-commit",
    "pull.after-commit",
    "gone.before-commit",
    "gone.after-commit",
    "decide.before-commit",
    "decide.after-commit",
    "prepare.before-commit",
    "prepare.after-commit",
    "emit.before-evidence",
    "emit.before-commit",
    "emit.after-commit",
    "recheck.before-commit",
    "recheck.after-commit",
    "send.claimed",
    "send.before",
    "send.after",
    "acknowledge.before-commit",
    "acknowledge.after-commit",
    "postpone.before-commit",
    "postpone.after-commit",
    "close.before-commit",
    "close.after-commit",
)

hook: Callable[[str], None] | None = None


def boundary(name: str) -> None:
    """Say that this moment has come."""
    if hook is not None:
        hook(name)
