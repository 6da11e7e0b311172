"""Documents that break one rule on purpose."""

from collections.abc import Iterator

from tests.agreement.compare import Document


def targeted() -> Iterator[Document]:
    """Every targeted document."""
    yield from ()
