"""What runs in each process of a comparison: a bench of its own, started with it."""

from einvoice.artefacts import Artefacts, default_folder

from . import making
from .judging import Bench, Document, Outcome

_benches: list[Bench] = []


def start(inverted: str) -> None:
    """Set up the process; one native rule may be upside down."""
    _benches.append(Bench(Artefacts(default_folder()), inverted))


def compare(document: Document) -> Outcome:
    """Judge a document by both sides."""
    return _benches[0].compare(document)


def generate(task: tuple[int, int]) -> Outcome:
    """The same for the document at a place of a seed."""
    return _benches[0].compare(making.generated(*task))
