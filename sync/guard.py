"""A run that would do far more than usual stops and asks. What is usual is learnt from the runs before it."""

from collections.abc import Mapping

from config.settings import Guard
from sync.models import Run

LOOK_BACK = 10  # runs that planned an effect at all: a scheduler's many idle runs say nothing
FEW = 5  # records; where all of more than these vanish at once, the floor does not count


class Unusual(Exception):
    """Too much to do without a person: `solde run --confirm` goes on."""


def vanished(kind: str, missing: int, known: int, limits: Guard, *, confirmed: bool) -> None:
    """Raise Unusual when too large a part of the known records is gone (an empty export, a lost right)."""
    everything = missing == known > FEW
    if confirmed or (not everything and (missing <= limits.floor or missing <= known * limits.shrink)):
        return
    raise Unusual(
        f"{missing} of {known} known records of kind {kind} are gone from the ERP. An export that was cut short or a "
        f"right that was taken away looks like this. If it is true, run again with --confirm."
    )


def planned(counts: Mapping[str, int], limits: Guard, *, confirmed: bool) -> None:
    """Raise Unusual when an effect is planned far more often than in any of the last runs.

    The first run of all has nothing to compare with: `solde run --dry-run` shows what it would do.
    """
    done = Run.objects.filter(status="done").order_by("-id")
    if confirmed or not done.exists():
        return
    for effect, count in counts.items():
        if count <= limits.floor:
            continue
        past = done.filter(**{f"counts__planned__{effect}__gt": 0})[:LOOK_BACK]
        usual = max((int(run.counts["planned"][effect]) for run in past), default=0)
        if count > limits.factor * usual:
            raise Unusual(
                f"this run would make {count} {effect}, the largest of the last ones made {usual}. "
                f"Look at `solde run --dry-run`; if it is right, run again with --confirm."
            )
