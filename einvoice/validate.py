"""Judge a file that someone received or is about to send: `solde einvoice validate`.

Every file gets an answer; hostile and broken ones too. A document is valid only if every rule set for its kind ran.
Of a PDF the XML inside is judged, of a signed file the content.
"""

import os
import stat
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from einvoice import signed
from einvoice.faults import Fault, Severity, Unacceptable, errors
from einvoice.judges import Judges
from einvoice.kind import Kind
from einvoice.opening import opened
from einvoice.parsing import LIMIT
from einvoice.words import fault

_MOST = 500  # faults that are told of one file: nobody reads more, and a broken file can have one for every line
Status = Literal["valid", "invalid", "unsupported"]


class Validation(msgspec.Struct, frozen=True, kw_only=True):
    """The answer on one file; the fields are those of the command's JSON."""

    file: str
    format: str = ""  # facturx, cii, ubl, xrechnung-cii, xrechnung-ubl, fatturapa ...; empty if it is none
    profile: str = ""
    status: Status
    valid: bool
    checked_by: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def validate_file(path: Path, judges: Judges, *, all_rules: bool = False, language: str = "en") -> Validation:
    """Judge a file by its path; one that cannot be read is invalid and says why."""
    name = os.fsencode(path).decode(errors="replace")
    try:
        data = _read(path, language)
    except OSError as error:
        return _invalid(name, fault("unreadable", language, {"reason": error.strerror or type(error).__name__}))
    except Unacceptable as refusal:
        return _invalid(name, *refusal.faults)
    return validate(data, name, judges, all_rules=all_rules, language=language)


def validate(
    data: bytes, filename: str, judges: Judges, *, all_rules: bool = False, language: str = "en"
) -> Validation:
    """Recognise and judge a document. Raises only `ArtefactMissing`, where the rules are not installed.

    `all_rules` adds the profile's own Factur-X schema and Schematron; `language` (en, fr, it, de) is that of Solde's
    own sentences: the official ones stay as they are.
    """
    until = time.monotonic() + judges.timeout
    try:
        source = opened(data, judges.extract, language)
    except Unacceptable as refusal:
        return _invalid(filename, *refusal.faults)
    kind = source.kind
    notes = [fault(key, language, values, "warning") for key, values in kind.notes]
    if signed.is_signed(data):
        notes.append(fault("signature", language, severity="warning"))
    if kind.unsupported:
        key, values = kind.unsupported
        return _answer(filename, kind, [fault(key, language, values)], status="unsupported")
    verdict = judges.judge_root(source.root, (*kind.rules, *(kind.more_rules if all_rules else ())), language, until)
    faults = [*(_levelled(found, kind.levels) for found in verdict.faults), *notes]
    faults.sort(key=lambda found: found.severity)  # errors first
    status: Status = "invalid" if errors(faults) else "valid"
    if (more := len(faults) - _MOST) > 0:
        faults[_MOST:] = [fault("more_faults", language, {"count": more}, "warning")]
    return _answer(filename, kind, faults, verdict.checked_by, status)


def _read(path: Path, language: str) -> bytes:
    # A pipe must not keep us waiting, and what it is must be asked of the open file.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise Unacceptable([fault("no_file", language)])
        if about.st_size > LIMIT:
            raise Unacceptable([fault("too_large", language, {"size": about.st_size, "most": LIMIT})])
        return file.read(LIMIT + 1)


def _levelled(found: Fault, levels: Mapping[str, Severity]) -> Fault:
    return msgspec.structs.replace(found, severity=levels.get(found.code, found.severity))


def _invalid(filename: str, *faults: Fault) -> Validation:
    return Validation(file=filename, status="invalid", valid=False, faults=faults)


def _answer(
    filename: str,
    kind: Kind,
    faults: list[Fault],
    checked_by: tuple[str, ...] = (),
    status: Status = "valid",
) -> Validation:
    return Validation(
        file=filename,
        format=kind.format,
        profile=kind.profile,
        status=status,
        valid=status == "valid",
        checked_by=checked_by,
        faults=tuple(faults),
    )
