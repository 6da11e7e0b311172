"""From a document as a connector read it to an e-invoice that the official judges accept."""

from functools import lru_cache

import pytest

from einvoice import model
from einvoice.artefacts import ArtefactMissing, Artefacts, default_folder
from einvoice.emission import Emitted, emit, obligations
from einvoice.faults import errors
from einvoice.judges import Judges


@lru_cache(maxsize=1)
def judges() -> Judges:
    return Judges(Artefacts(default_folder()))


def emitted(paper: model.Invoice) -> Emitted:
    """The document that is owed, made and judged."""
    [owed] = obligations(paper.seller, paper.buyer, paper.type_code, paper.issue_date, paper.national)
    try:
        return emit(paper, owed, judges(), 1)
    except ArtefactMissing as missing:
        pytest.skip(str(missing))


def accepted(paper: model.Invoice) -> Emitted:
    """The same; both kinds of rules find it good, and agree."""
    made = emitted(paper)
    assert errors(list(made.faults)) == []
    assert made.checked_by, "an official judge has seen it"
    assert not [note for note in made.notes if note.startswith("disagreement")]
    return made
