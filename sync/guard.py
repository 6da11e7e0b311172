"""A run that would do far more than usual stops and asks. What is usual is learnt from the runs before it."""

from collections.abc import Mapping

from config.settings import Guard
from sync.models import Run

LOOK_BACK = 10  # runs


class Unusual(Exception):
    """Too much to do without a person: `solde run --confirm` goes on."""


def vanished(kind: str, missing: int, known: int, limits: Guard, *, confirmed: bool) -> None:
    """Raise Unusual when too large a part of the known records is gone (an empty export, a lost right)."""
    if confirmed or missing <= limits.floor or missing <= known * limits.shrink:
        return
    raise Unusual(
        f"{missing} of {known} known records of kind {kind} are gone from the ERP. An export that was cut short or a "
        f"right that was taken away looks like this. If it is true, run again with --confirm."
    )


def planned(counts: Mapping[str, int], limits: Guard, *, confirmed: bool) -> None:
    """Raise Unusual when an effect is planned far more often than in any of the last runs.

    The first run of all has nothing to compare with: `solde run --dry-run` shows what it would do.
    """
    past = [run.counts.get("planned", {}) for run in Run.objects.filter(status="done").order_by("-id")[:LOOK_BACK]]
    if confirmed or not past:
        return
    for effect, count in counts.items():
        usual = max(int(run.get(effect, 0)) for run in past)
        if count > limits.floor and count > limits.factor * usual:
            raise Unusual(
                f"this run would make {count} {effect}, the largest of the last {len(past)} runs made {usual}. "
                f"Look at `solde run --dry-run`; if it is right, run again with --confirm."
            )
