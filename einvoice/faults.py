"""What is wrong with a document or a record, said so that a person can mend it."""

from typing import Literal

import msgspec

Severity = Literal["error", "warning"]


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One finding.

    `code` is the rule's own identifier (`BR-CO-10`, `BR-FR-05`, `00423`); `path` is a path in the model
    (`lines[2].vat.rate`, `buyer.vat_id`), empty when the whole document is meant; `source` names the rule's
    document and version. An `error` stops the document, a `warning` does not.
    """

    code: str
    path: str
    message: str
    source: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class Unacceptable(Exception):
    """A document cannot be written or read; carries every fault that was found, never only the first."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(str(f) for f in faults))
        self.faults = faults


def errors(faults: list[Fault]) -> list[Fault]:
    """Only those that stop a document."""
    return [f for f in faults if f.severity == "error"]
