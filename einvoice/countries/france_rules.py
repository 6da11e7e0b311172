"""BR-FR between French businesses, said of the model: FNFE, BR-FR-Flux2 CII 1.4.0 (XP Z12-012 annex A).

These run before the official rules and name the field to mend; the official rules decide.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from einvoice.faults import Fault
from einvoice.model import Identifier, Invoice, Party, Vat

SOURCE = "BR-FR 1.4.0 (FNFE, CII)"
SELF_BILLED = frozenset({"389", "501", "500", "471", "473", "261", "502"})

_FRAMES = frozenset(
    {
        "B1",
        "S1",
        "M1",
        "B2",
        "S2",
        "M2",
        "S3",
        "B4",
        "S4",
        "M4",
        "S5",
        "S6",
        "B7",
        "S7",
        "B8",
        "S8",
        "M8",
        "B9",
        "S9",
        "M9",
    }
)
_TYPES = frozenset(
    {"380", "389", "393", "501", "386", "500", "384", "471", "472", "473", "261", "262", "381", "396", "502", "503"}
)
_CORRECTIONS = frozenset({"384", "471", "472", "473"})
_CREDITS = frozenset({"261", "381", "396", "502", "503"})
_PREPAYMENTS = frozenset({"386", "500", "503"})
# Rates in force or once in force, overseas and Corsica included.
_RATES = frozenset(
    map(Decimal, ("0", "0.9", "1.05", "1.75", "2.1", "5.5", "7", "8.5", "9.2", "9.6", "10", "13", "19.6", "20", "20.6"))
)
_CATEGORIES = frozenset({"S", "E", "AE", "K", "G", "O", "Z"})
_ATTACHMENTS = frozenset(
    {
        "RIB",
        "LISIBLE",
        "FEUILLE_DE_STYLE",
        "PJA",
        "BORDEREAU_SUIVI",
        "DOCUMENT_ANNEXE",
        "BON_LIVRAISON",
        "BON_COMMANDE",
        "BORDEREAU_SUIVI_VALIDATION",
        "ETAT_ACOMPTE",
        "FACTURE_PAIEMENT_DIRECT",
        "RECAPITULATIF_COTRAITANCE",
    }
)
_NUMBER = re.compile(r"[A-Za-z0-9+\-_/]{1,35}")
_ENDPOINT = re.compile(r"[A-Za-z0-9+\-_.]{1,125}")

_Findings = Iterator[tuple[str, str, str]]  # rule, path, message


def domestic_faults(invoice: Invoice) -> list[Fault]:
    """Every finding on an invoice between French businesses, in the order of the rules."""
    checks: tuple[Callable[[Invoice], _Findings], ...] = (
        _numbers,
        _type_and_frame,
        _notes,
        _addresses,
        _vat,
        _attachments,
        _references,
        _due_date,
        _decimals,
    )
    return [
        Fault(code=rule, path=path, message=message, source=SOURCE)
        for run in checks
        for rule, path, message in run(invoice)
    ]


def _numbers(invoice: Invoice) -> _Findings:
    """BR-FR-01, BR-FR-02."""
    numbers = [("number", invoice.number)]
    numbers += [(f"preceding[{i}].number", reference.number) for i, reference in enumerate(invoice.preceding)]
    for path, number in numbers:
        if not _NUMBER.fullmatch(number):
            rule = "BR-FR-01" if len(number) > 35 else "BR-FR-02"
            yield rule, path, f"{number!r}: at most 35 letters, digits and + - _ / (no space, no accent)"


def _type_and_frame(invoice: Invoice) -> _Findings:
    """BR-FR-04, BR-FR-08, BR-FR-CO-08, BR-FR-CO-09."""
    frame, totals = invoice.process, invoice.totals
    if invoice.type_code not in _TYPES:
        yield "BR-FR-04", "type_code", f"type {invoice.type_code} (BT-3) is not used in France"
    if frame not in _FRAMES:
        yield "BR-FR-08", "process", f"the invoicing frame (BT-23) is {frame!r}; it is B1, S1, M1, B2 ..."
    if frame in {"B4", "S4", "M4"} and invoice.type_code in _PREPAYMENTS:
        yield "BR-FR-CO-08", "process", f"frame {frame} is for the final invoice, not for a prepayment"
    if frame in {"B2", "S2", "M2"}:
        if totals.prepaid != totals.tax_inclusive or totals.payable != 0:
            yield "BR-FR-CO-09", "totals.prepaid", f"frame {frame} says paid, but {totals.payable} is left"
        if invoice.due_date is None:
            yield "BR-FR-CO-09", "due_date", f"frame {frame} needs the date of payment as due date (BT-9)"


def _notes(invoice: Invoice) -> _Findings:
    """BR-FR-05, BR-FR-06."""
    counts = Counter(note.subject for note in invoice.notes if note.text)
    meanings = {"PMT": "recovery fee", "PMD": "late payment penalties", "AAB": "discount or none"}
    for code, meaning in meanings.items():
        if not counts[code]:
            yield "BR-FR-05", "notes", f"the note {code} ({meaning}) is missing"
    for code in (*meanings, "TXD"):
        if counts[code] > 1:
            yield "BR-FR-06", "notes", f"the note {code} stands {counts[code]} times; it may stand once"


def _addresses(invoice: Invoice) -> _Findings:
    """BR-FR-12, BR-FR-13, BR-FR-21 to BR-FR-23, BR-FR-25."""
    receiver = "seller" if invoice.type_code in SELF_BILLED else "buyer"
    sides = (("seller", "BT-34", "BR-FR-13", invoice.seller), ("buyer", "BT-49", "BR-FR-12", invoice.buyer))
    for side, term, rule, party in sides:
        path = f"{side}.endpoint"
        endpoint = party.endpoint
        if endpoint is None or not endpoint.value:
            yield rule, path, f"the {side}'s electronic address ({term}) is missing"
            continue
        if not _ENDPOINT.fullmatch(endpoint.value):
            yield "BR-FR-23", path, f"{term} is {endpoint.value!r}: letters, digits and - _ . only, at most 125"
        if side == receiver and not _reachable(party, endpoint):
            reach = "BR-FR-21" if side == "buyer" else "BR-FR-22"
            yield reach, path, f"{term} is {endpoint.value!r}: scheme 0225, beginning with the {side}'s SIREN"


def _reachable(party: Party, endpoint: Identifier) -> bool:
    number = party.legal_id.value if party.legal_id else ""
    return endpoint.scheme == "0225" and endpoint.value.startswith(number)


def _vat(invoice: Invoice) -> _Findings:
    """BR-FR-15, BR-FR-16."""
    places: list[tuple[str, Vat]] = [(f"lines[{i}].vat", line.vat) for i, line in enumerate(invoice.lines)]
    places += [(f"taxes[{i}].vat", tax.vat) for i, tax in enumerate(invoice.taxes)]
    places += [(f"allowances[{i}].vat", extra.vat) for i, extra in enumerate(invoice.allowances) if extra.vat]
    for path, vat in places:
        if vat.category not in _CATEGORIES:
            yield "BR-FR-15", f"{path}.category", f"VAT category {vat.category!r} is not used in France"
        if vat.rate not in _RATES:
            yield "BR-FR-16", f"{path}.rate", f"{vat.rate} % is no French VAT rate"


def _attachments(invoice: Invoice) -> _Findings:
    """BR-FR-17, BR-FR-18."""
    for i, attachment in enumerate(invoice.attachments):
        if attachment.description and attachment.description not in _ATTACHMENTS:
            yield "BR-FR-17", f"attachments[{i}].description", "BT-123 is a code such as DOCUMENT_ANNEXE or RIB"
    if sum(attachment.description == "LISIBLE" for attachment in invoice.attachments) > 1:
        yield "BR-FR-18", "attachments", "only one attachment may be the readable copy (LISIBLE)"


def _references(invoice: Invoice) -> _Findings:
    """BR-FR-CO-04, BR-FR-CO-05."""
    dated = sum(1 for reference in invoice.preceding if reference.number and reference.issue_date)
    if invoice.type_code in _CORRECTIONS and dated != 1:
        yield "BR-FR-CO-04", "preceding", "a corrected invoice names the one invoice it replaces, with its date"
    if invoice.type_code in _CREDITS and not dated:
        yield "BR-FR-CO-05", "preceding", "a credit note names the invoice it credits, with its date (BT-25, BT-26)"


def _due_date(invoice: Invoice) -> _Findings:
    """BR-FR-CO-07."""
    due = min((part.due for part in invoice.instalments), default=invoice.due_date)
    early = due is not None and due < invoice.issue_date
    if early and invoice.type_code not in _PREPAYMENTS and invoice.process not in {"B2", "S2", "M2"}:
        yield "BR-FR-CO-07", "due_date", f"the due date {due} lies before the invoice's date {invoice.issue_date}"


def _decimals(invoice: Invoice) -> _Findings:
    """BR-FR-DEC-02, BR-FR-DEC-03."""
    for i, line in enumerate(invoice.lines):
        for field, number in (("quantity", line.quantity), ("base_quantity", line.base_quantity)):
            if not _fits(number, 4):
                yield "BR-FR-DEC-02", f"lines[{i}].{field}", f"{number}: at most 4 decimals and 19 digits"
        if line.price < 0 or not _fits(line.price, 6):
            yield "BR-FR-DEC-03", f"lines[{i}].price", f"{line.price}: not negative, at most 6 decimals"


def _fits(number: Decimal, decimals: int) -> bool:
    """Whether `number` has no more than `decimals` significant decimals and 19 digits."""
    if not number.is_finite():
        return False
    normal = number.normalize()
    exponent = int(normal.as_tuple().exponent)
    return -exponent <= decimals and max(normal.adjusted() + 1, 1) + max(-exponent, 0) <= 19
