"""Other people's documents, which lie beside this repository and not in it."""

import os
from pathlib import Path

CORPORA = Path(os.environ.get("SOLDE_CORPORA") or Path(__file__).parents[2].parent / "shared" / "corpora")
ABSENT = f"the sample documents are not in {CORPORA}; SOLDE_CORPORA says where they are"
