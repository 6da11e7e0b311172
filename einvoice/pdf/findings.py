"""How a finding about a PDF is said: the clause of PDF/A-3 that it offends, and what to do about it."""

from typing import Any

import pikepdf

from einvoice.faults import Fault, Severity

STANDARD = "PDF/A-3 (ISO 19005-3:2012)"
# What the PDF library and the readers of font programs raise on a damaged file.
DAMAGE = (
    pikepdf.PdfError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,
    EOFError,
)


class Findings:
    """Collects faults, each once. What a rewrite of the file heals without a change that anybody sees is a warning."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Fault] = {}

    def __iter__(self) -> Any:
        return iter(self._found.values())

    def unfit(self, clause: str, message: str, path: str = "") -> None:
        """The file is no PDF/A-3 and cannot be made one without changing it."""
        self._add(clause, message, path, "error")

    def mendable(self, clause: str, message: str, path: str = "") -> None:
        """The file is no PDF/A-3 yet; `embed` mends this."""
        self._add(clause, message, path, "warning")

    def _add(self, clause: str, message: str, path: str, severity: Severity) -> None:
        source = f"{STANDARD} {clause}"
        fault = Fault(code=f"PDFA-{clause}", path=path, message=message, source=source, severity=severity)
        self._found.setdefault((fault.code, message), fault)


def text(value: Any) -> str:
    """A PDF name, string or number as text, short enough for a message."""
    return str(value)[:80]


def is_dict(value: Any) -> bool:
    """Whether `value` is a dictionary or a stream."""
    return isinstance(value, (pikepdf.Dictionary, pikepdf.Stream))


def get(value: Any, key: str) -> Any:
    """An entry of a dictionary or a stream's dictionary; None where there is none or it is null."""
    return value.get(key) if is_dict(value) else None
