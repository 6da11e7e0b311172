"""What is wrong with a configuration: everything that was found, one line each."""

from collections.abc import Iterable
from difflib import get_close_matches

from connectors.errors import Misconfigured


class ConfigurationErrors(Misconfigured):
    """Carries every problem; as text it is one line each, `FILE: KEY: what to mend`."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Problems:
    """Collects the problems of one load. Warnings are kept apart: they stop nothing."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.warnings: list[str] = []

    def error(self, file: str, key: str, message: str) -> None:
        """`file` as the operator knows it (`policies/standard.toml`); `key` is empty for the whole file."""
        self.errors.append(_line(file, key, message))

    def warning(self, file: str, key: str, message: str) -> None:
        self.warnings.append(_line(file, key, message))


def _line(file: str, key: str, message: str) -> str:
    line = f"{file}: {key}: {message}" if key else f"{file}: {message}"
    # Keys and values come from the file and may hold anything; a problem stays one line all the same.
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)


def known(name: str, names: Iterable[str], what: str) -> str:
    """The end of a sentence about a name that does not exist: the nearest one, and all there are."""
    names = sorted(names)
    return f"{nearest(name, names)} ({what}: {', '.join(names) if names else 'none'})"


def nearest(name: str, names: Iterable[str]) -> str:
    """A question about the name that was probably meant; empty if none is near."""
    close = get_close_matches(name, names, n=1)
    return f'; did you mean "{close[0]}"?' if close else ""
