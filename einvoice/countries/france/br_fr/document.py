"""Numbers, dates, type, notes, references and attachments."""

import re
from collections.abc import Iterator
from datetime import date

from einvoice.countries.france.br_fr.making import Findings, Test, barred, codes, due_date, extended, rule
from einvoice.rules.case import Case

_TYPES = codes("380 389 393 501 386 500 384 471 472 473 261 262 381 396 502 503")
_CORRECTIONS = frozenset({"384", "471", "472", "473"})
_CREDITS = frozenset({"261", "381", "396", "502", "503"})
_TREATMENTS = frozenset({"B2B", "B2BINT", "B2C", "B2CINT", "OUTOFSCOPE", "ARCHIVEONLY"})
_ATTACHMENTS = codes(
    "RIB LISIBLE FEUILLE_DE_STYLE PJA BORDEREAU_SUIVI DOCUMENT_ANNEXE BON_LIVRAISON BON_COMMANDE "
    "BORDEREAU_SUIVI_VALIDATION ETAT_ACOMPTE FACTURE_PAIEMENT_DIRECT RECAPITULATIF_COTRAITANCE"
)
_NUMBER = re.compile(r"[A-Za-z0-9+\-_/]+")


def _numbers(case: Case, term: str) -> Iterator[tuple[str, str]]:
    if term == "BT-1":
        yield "number", case.invoice.number
        return
    for i, reference in enumerate(case.invoice.preceding):
        yield f"preceding[{i}].number", reference.number


def br_fr_01(term: str) -> Test:
    """The number of the invoice (BT-1) and of a preceding one (BT-25) has at most 35 characters."""

    def test(case: Case) -> Findings:
        for path, number in _numbers(case, term):
            if len(number) > 35:
                yield path, {"term": term, "length": len(number)}

    return test


def br_fr_02(term: str) -> Test:
    """The same numbers have letters without accents, digits and + - _ / only."""

    def test(case: Case) -> Findings:
        for path, number in _numbers(case, term):
            if number and not _NUMBER.fullmatch(number):
                yield path, {"term": term, "value": number}

    return test


def _dates(case: Case, term: str) -> Iterator[tuple[str, date | None]]:
    invoice = case.invoice
    match term:
        case "BT-2":
            yield "issue_date", None if "issue_date" in case.absent else invoice.issue_date
        case "BT-7":
            yield "tax_point", invoice.tax_point
        case "BT-9":
            yield "due_date", due_date(invoice)
        case "BT-26":
            for i, reference in enumerate(invoice.preceding):
                yield f"preceding[{i}].issue_date", reference.issue_date
        case "BT-72":
            yield "delivery.delivered", invoice.delivery.delivered if invoice.delivery else None
        case "BT-73":
            yield "period.start", invoice.period.start if invoice.period else None
        case "BT-74":
            yield "period.end", invoice.period.end if invoice.period else None
        case "BT-134":
            for i, line in enumerate(invoice.lines):
                yield f"lines[{i}].period.start", line.period.start if line.period else None
        case "BT-135":
            for i, line in enumerate(invoice.lines):
                yield f"lines[{i}].period.end", line.period.end if line.period else None


def br_fr_03(term: str) -> Test:
    """Dates lie in the years 2000 to 2099."""

    def test(case: Case) -> Findings:
        for path, day in _dates(case, term):
            if day is not None and not 2000 <= day.year <= 2099:
                yield path, {"term": term, "value": day}

    return test


def br_fr_04(case: Case) -> Findings:
    """BT-3 is one of the types in use in France."""
    code = case.invoice.type_code
    if code and code not in _TYPES:
        yield "type_code", {"value": code}


def br_fr_05(subject: str) -> Test:
    """The notes on the recovery fee (PMT), penalties (PMD) and discount (AAB) are there."""

    def test(case: Case) -> Findings:
        if not any(note.subject == subject for note in case.invoice.notes):
            yield "notes", {}

    return test


def br_fr_06(subject: str) -> Test:
    """Each of those notes, and the one on tax (TXD), stands once."""

    def test(case: Case) -> Findings:
        count = sum(note.subject == subject for note in case.invoice.notes)
        if count > 1:
            yield "notes", {"subject": subject, "count": count}

    return test


def br_fr_17(case: Case) -> Findings:
    """BT-123 qualifies the attachment by a code."""
    for i, attachment in enumerate(case.invoice.attachments):
        code = attachment.description.strip()
        if code and code not in _ATTACHMENTS:
            yield f"attachments[{i}].description", {"value": code}


def br_fr_18(case: Case) -> Findings:
    """One attachment at most is the readable copy."""
    count = sum(attachment.description == "LISIBLE" for attachment in case.invoice.attachments)
    if count > 1:
        yield "attachments", {"count": count}


def br_fr_20(case: Case) -> Findings:
    """A note BAR holds the code of a treatment and nothing else."""
    for i, note in enumerate(case.invoice.notes):
        if note.subject == "BAR" and note.text not in _TREATMENTS:
            yield f"notes[{i}].text", {"value": note.text}


def br_fr_31(case: Case) -> Findings:
    """There is one treatment."""
    treatments = [text.strip() for text in barred(case.invoice) if text.strip() in _TREATMENTS]
    if len(treatments) > 1:
        yield "notes", {"values": ", ".join(treatments)}


def br_fr_27_bg_32(case: Case) -> Findings:
    """An item attribute has a name (BT-160); EXTENDED-CTC-FR knows a code in its place."""
    if extended(case):
        return
    for i, line in enumerate(case.invoice.lines):
        for k, attribute in enumerate(line.attributes):
            if not attribute.name:
                yield f"lines[{i}].attributes[{k}].name", {"line": line.id}


def br_fr_27_bt_160(case: Case) -> Findings:
    """The name of an item attribute is not blank."""
    for i, line in enumerate(case.invoice.lines):
        for k, attribute in enumerate(line.attributes):
            if attribute.name.isspace():
                yield f"lines[{i}].attributes[{k}].name", {"line": line.id}


def br_fr_28(case: Case) -> Findings:
    """An item attribute has a value (BT-161); EXTENDED-CTC-FR knows a measure in its place."""
    if extended(case):
        return
    for i, line in enumerate(case.invoice.lines):
        for k, attribute in enumerate(line.attributes):
            if not attribute.value:
                yield f"lines[{i}].attributes[{k}].value", {"name": attribute.name}


def br_fr_co_03(case: Case) -> Findings:
    """A global rebate (262) names contract (BT-12) and period (BG-14)."""
    invoice = case.invoice
    if invoice.type_code != "262":
        return
    if not invoice.contract:
        yield "contract", {}
    elif not (invoice.period and invoice.period.start and invoice.period.end):
        yield "period", {}


def br_fr_co_04(case: Case) -> Findings:
    """A corrected invoice names the one invoice that it replaces (BG-3)."""
    invoice = case.invoice
    if invoice.type_code in _CORRECTIONS and len(invoice.preceding) != 1:
        yield "preceding", {"count": len(invoice.preceding)}


def br_fr_co_05(case: Case) -> Findings:
    """A credit note names an invoice with its date; EXTENDED-CTC-FR can do so on every line."""
    invoice = case.invoice
    if invoice.type_code not in _CREDITS or not invoice.lines or extended(case):
        return
    if not any(reference.number and reference.issue_date for reference in invoice.preceding):
        yield "preceding", {}


RULES = (
    rule("BR-FR-01_BT-1", br_fr_01("BT-1")),
    rule("BR-FR-01_BT-25", br_fr_01("BT-25")),
    rule("BR-FR-02_BT-1", br_fr_02("BT-1")),
    rule("BR-FR-02_BT-25", br_fr_02("BT-25")),
    *(
        rule(f"BR-FR-03_{term}", br_fr_03(term))
        for term in ("BT-2", "BT-7", "BT-9", "BT-26", "BT-72", "BT-73", "BT-74")
    ),
    rule("BR-FR-03_EXT-FR-FE-134", br_fr_03("BT-134")),
    rule("BR-FR-03_EXT-FR-FE-135", br_fr_03("BT-135")),
    rule("BR-FR-04_BT-3", br_fr_04),
    *(rule(f"BR-FR-05_BT-22_{subject}", br_fr_05(subject)) for subject in ("PMT", "PMD", "AAB")),
    *(rule(f"BR-FR-06_BT-21_{subject}", br_fr_06(subject)) for subject in ("PMT", "PMD", "AAB", "TXD")),
    rule("BR-FR-17_BT-123", br_fr_17),
    rule("BR-FR-18_BT-123", br_fr_18),
    rule("BR-FR-20_BT-21", br_fr_20),
    rule("BR-FR-27_BG-32", br_fr_27_bg_32),
    rule("BR-FR-27_BT-160", br_fr_27_bt_160),
    rule("BR-FR-28-Value", br_fr_28),
    rule("BR-FR-31_BT-21", br_fr_31),
    rule("BR-FR-CO-03_BT-3", br_fr_co_03),
    rule("BR-FR-CO-04_BT-4", br_fr_co_04),
    rule("BR-FR-CO-05_BT-3", br_fr_co_05),
)
