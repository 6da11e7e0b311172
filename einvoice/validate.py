"""Judge a file that someone received or is about to send: `solde einvoice validate`.

Every file gets an answer; hostile and broken ones too. A document is valid only if every rule set for its kind ran.
"""

import zlib
from pathlib import Path
from typing import Literal

import msgspec

from einvoice.faults import Fault, Unacceptable, errors
from einvoice.judges import Judges
from einvoice.parsing import LIMIT, parse
from einvoice.recognise import Kind, recognise

_SOURCE = "Solde"
# KoSIT's validator configuration gives these CEN rules a lower level for XRechnung, where it allows more codes and
# third-party payments than EN 16931 does.
_RELAXED = {
    "XRechnung": {"BR-CL-21", "BR-CL-23"},
    "XRechnung Extension": {
        *("BR-CL-10", "BR-CL-11", "BR-CL-21", "BR-CL-23", "BR-CL-24", "BR-CL-25", "BR-CL-26", "BR-CO-16")
    },
    "XRechnung CVD": {"BR-CL-13", "BR-CL-21", "BR-CL-23"},
}


class Validation(msgspec.Struct, frozen=True, kw_only=True):
    """The answer on one file; the fields are those of the command's JSON."""

    file: str
    format: str = ""  # facturx, cii, ubl, xrechnung-cii, xrechnung-ubl, fatturapa ...; empty if it is none
    profile: str = ""
    status: Literal["valid", "invalid", "unsupported"]
    valid: bool
    checked_by: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def validate_file(path: Path, judges: Judges, *, all_rules: bool = False) -> Validation:
    """Judge a file by its path; one that cannot be read is invalid and says why."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if path.is_file() and size <= LIMIT else b""
    except OSError as error:
        return _invalid(str(path), f"the file cannot be read: {error.strerror}")
    if not path.is_file():
        return _invalid(str(path), "this is not a file")
    if size > LIMIT:
        return _invalid(str(path), f"the file has {size} bytes; at most {LIMIT} are read", code="SOLDE-SIZE")
    return validate(data, str(path), judges, all_rules=all_rules)


def validate(data: bytes, filename: str, judges: Judges, *, all_rules: bool = False) -> Validation:
    """Recognise and judge a document. Raises only `ArtefactMissing`, where the rules are not installed.

    `all_rules` adds the profile's own Factur-X Schematron.
    """
    hybrid = b"%PDF-" in data[:1024]
    try:
        if _signed(data):
            return _unsupported(
                filename, Kind(format="fatturapa", unsupported="signed files (.p7m) cannot be opened yet")
            )
        xml = _extract(data) if hybrid else data
        root = parse(xml)
        kind = recognise(root, hybrid=hybrid)
    except Unacceptable as refusal:
        return Validation(
            file=filename,
            format="",
            status="invalid",
            valid=False,
            faults=tuple(refusal.faults),
        )
    if kind is None:
        return _invalid(filename, "the file is no e-invoice: it is none of the kinds that Solde knows")
    if kind.unsupported:
        return _unsupported(filename, kind)
    verdict = judges.judge(xml, (*kind.rules, *(kind.more_rules if all_rules else ())))
    faults = [*(_relaxed(fault, kind.profile) for fault in verdict.faults), *_remarks(kind)]
    valid = not errors(faults)
    return Validation(
        file=filename,
        format=kind.format,
        profile=kind.profile,
        status="valid" if valid else "invalid",
        valid=valid,
        checked_by=verdict.checked_by,
        faults=tuple(faults),
    )


def _extract(pdf: bytes) -> bytes:
    from einvoice import hybrid  # noqa: PLC0415 - the PDF library is large, and XML files need none

    if len(pdf) > LIMIT:
        raise Unacceptable([_fault("SOLDE-SIZE", f"the file has {len(pdf)} bytes; at most {LIMIT} are read")])
    try:
        return hybrid.extract(pdf)
    except (zlib.error, ValueError, LookupError, AttributeError, TypeError, RuntimeError) as error:
        raise Unacceptable([_fault("SOLDE-PDF", f"the PDF's attachment cannot be read: {error}")]) from None


def _signed(data: bytes) -> bool:
    """CAdES (.p7m): a DER sequence, or the same in base64."""
    return data[:1] == b"\x30" or data[:3] in {b"MII", b"MIA"}


def _relaxed(fault: Fault, profile: str) -> Fault:
    if fault.code not in _RELAXED.get(profile, set()):
        return fault
    return msgspec.structs.replace(fault, severity="warning")


def _remarks(kind: Kind) -> list[Fault]:
    if kind.profile != "Peppol BIS":
        return []
    message = "the rules of Peppol BIS are not installed; the document was judged by EN 16931 alone"
    return [_fault("SOLDE-PEPPOL", message, warning=True)]


def _fault(code: str, message: str, *, warning: bool = False) -> Fault:
    return Fault(code=code, path="", message=message, source=_SOURCE, severity="warning" if warning else "error")


def _invalid(filename: str, message: str, code: str = "SOLDE-FILE") -> Validation:
    return Validation(file=filename, status="invalid", valid=False, faults=(_fault(code, message),))


def _unsupported(filename: str, kind: Kind) -> Validation:
    return Validation(
        file=filename,
        format=kind.format,
        profile=kind.profile,
        status="unsupported",
        valid=False,
        faults=(_fault("SOLDE-UNSUPPORTED", kind.unsupported),),
    )
