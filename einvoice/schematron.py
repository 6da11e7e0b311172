"""Official Schematron rules, run in a worker process, and their findings as faults."""

from collections.abc import Collection, Sequence
from pathlib import Path

from einvoice.child import Child
from einvoice.faults import Fault
from einvoice.terms import field_of
from einvoice.words import short

_WORKER = Path(__file__).with_name("judging_worker.py")
_LONGEST = 1200  # characters; some of the official sentences repeat what the document says
_WARNINGS = {"warning", "warn", "information", "info"}


class Worker(Child):
    """One process that runs stylesheets. Not for two threads at once: `judges.py` hands it out."""

    def __init__(self) -> None:
        super().__init__([str(_WORKER)])

    def findings(self, sheet: Path, data: bytes, seconds: float) -> tuple[list[Sequence[str]], str]:
        """What a stylesheet found, and its run-time error if it stopped; raises `ChildFailed`."""
        answer, _ = self.ask({"sheet": str(sheet)}, data, seconds)
        return answer.get("findings", []), answer.get("failed", "")


def faults_of(findings: Sequence[Sequence[str]], source: str, absent: Collection[str] = ()) -> list[Fault]:
    """SVRL findings as faults: the rule's id, the model path of its business term, its own words; each once.

    `absent`: the paths of the parties' identifiers that the document leaves empty.
    """
    faults = []
    for rule, flag, location, text in findings:
        code, message = _split(rule, text)
        faults.append(
            Fault(
                code=code,
                path=field_of(message, location, absent),
                message=short(message, _LONGEST),
                source=source,
                severity="warning" if flag.lower() in _WARNINGS else "error",
            )
        )
    return list(dict.fromkeys(faults))  # one sentence for each line, and nothing in it that tells them apart


def _split(rule: str, text: str) -> tuple[str, str]:
    """CEN writes `[BR-01]-An Invoice ...`: the id is the code, the sentence the message."""
    if text.startswith("[") and "]" in text:
        inside, _, rest = text[1:].partition("]")
        return rule or inside, rest.lstrip("- ").strip() or text
    return rule or "SCHEMATRON", text
