"""Writes the example company into a folder: exports, configuration and policy, ready to run."""

from datetime import date
from pathlib import Path

from sync.demo.companies import TODAY
from sync.demo.configuration import policy_toml, solde_toml
from sync.demo.export import export
from sync.demo.world import build


def generate(folder: Path, *, seed: int = 1, today: date = TODAY) -> None:
    """Write `erp/` (CSV exports), `solde.toml` and `policies/standard.toml` into `folder`.

    The same seed gives the same bytes. The books close on TODAY whatever `today` is: the date that a run
    takes for its own is an argument of the run. A `today` before the books close would show the future, so it
    is an error.
    """
    if today < TODAY:
        raise ValueError(f"the example's books close on {TODAY}; choose that day or a later one")
    folder.mkdir(parents=True, exist_ok=True)
    export(build(seed), folder / "erp")
    (folder / "solde.toml").write_text(solde_toml(), encoding="utf-8", newline="\n")
    policies = folder / "policies"
    policies.mkdir(exist_ok=True)
    (policies / "standard.toml").write_text(policy_toml(), encoding="utf-8", newline="\n")
