"""The invoicing frame (BT-23: B1, S1, M1 ...), and what it asks of dates, totals, currency and lines."""

from decimal import Decimal

from einvoice.countries.france.br_fr.making import SELF_BILLED, Findings, Test, codes, due_date, extended, rule
from einvoice.rules.case import Case

_FRAMES = codes("B1 S1 M1 B2 S2 M2 S3 B4 S4 M4 S5 S6 B7 S7 B8 S8 M8 B9 S9 M9")
_PAID = frozenset({"B2", "S2", "M2"})
_AFTER_PREPAYMENT = frozenset({"B4", "S4", "M4"})
_SEVERAL_SELLERS = frozenset({"B8", "S8", "M8"})
_BOTH_WAYS = frozenset({"B9", "S9", "M9"})
_PREPAYMENTS = frozenset({"386", "500", "503"})
_ZERO = Decimal(0)


def br_fr_08(case: Case) -> Findings:
    """BT-23 is one of the frames."""
    if case.invoice.process not in _FRAMES:
        yield "process", {"value": case.invoice.process}


def br_fr_co_07(case: Case) -> Findings:
    """The due date does not lie before the invoice's, unless it is a prepayment or already paid."""
    invoice = case.invoice
    due = due_date(invoice)
    if due is None or "due_date" in case.absent or invoice.type_code in _PREPAYMENTS or invoice.process in _PAID:
        return
    if "issue_date" in case.absent or due < invoice.issue_date:
        yield "due_date", {"due": due, "issued": invoice.issue_date}


def br_fr_co_08(case: Case) -> Findings:
    """A final invoice after prepayments is no prepayment itself."""
    invoice = case.invoice
    if invoice.process in _AFTER_PREPAYMENT and invoice.type_code in _PREPAYMENTS:
        yield "process", {"frame": invoice.process, "type": invoice.type_code}


def br_fr_co_09_1(case: Case) -> Findings:
    """What is already paid has been paid in full (BT-113 equals BT-112)."""
    invoice, totals = case.invoice, case.invoice.totals
    unknown = not case.absent.isdisjoint(("totals.prepaid", "totals.tax_inclusive"))
    unwritten = not case.syntax and not totals.prepaid  # what is zero is not written
    if invoice.process in _PAID and (unknown or unwritten or totals.prepaid != totals.tax_inclusive):
        values = {"frame": invoice.process, "paid": totals.prepaid, "total": totals.tax_inclusive}
        yield "totals.prepaid", {**values, "currency": invoice.currency}


def br_fr_co_09_2(case: Case) -> Findings:
    """Nothing is left to pay (BT-115)."""
    invoice = case.invoice
    if invoice.process in _PAID and ("totals.payable" in case.absent or invoice.totals.payable != _ZERO):
        values = {"frame": invoice.process, "payable": invoice.totals.payable}
        yield "totals.payable", {**values, "currency": invoice.currency}


def br_fr_co_09_3(case: Case) -> Findings:
    """The due date (BT-9) is there: it is the day of the payment."""
    if case.invoice.process in _PAID and due_date(case.invoice) is None:
        yield "due_date", {"frame": case.invoice.process}


def br_fr_co_12(case: Case) -> Findings:
    """An invoice in another currency states its VAT in euros too (BT-6, BT-111)."""
    invoice = case.invoice
    stated = invoice.tax_currency == "EUR" and invoice.totals.tax_accounting is not None
    if invoice.currency not in {"", "EUR"} and not stated:
        yield "totals.tax_accounting", {"currency": invoice.currency}


def grouped(frames: frozenset[str]) -> Test:
    """Frames of several sellers group the lines, which only EXTENDED-CTC-FR can say.

    An invoice that does not follow it breaks the rules on groups; whether one that does keeps them is for the
    official rules alone: the model has no groups.
    """

    def test(case: Case) -> Findings:
        if case.invoice.process in frames and not extended(case):
            yield "process", {"frame": case.invoice.process}

    return test


def br_fr_mv_06(case: Case) -> Findings:
    """In these frames each line names its seller, which only EXTENDED-CTC-FR can say."""
    if case.invoice.process in _SEVERAL_SELLERS | _BOTH_WAYS and not extended(case):
        for i, line in enumerate(case.invoice.lines):
            yield f"lines[{i}]", {"frame": case.invoice.process, "line": line.id}


def br_fr_mv_07(case: Case) -> Findings:
    """In these frames each line says its invoice's number, as object (BT-128) with scheme AFL."""
    if case.invoice.process in _SEVERAL_SELLERS | _BOTH_WAYS and not extended(case):
        for i, line in enumerate(case.invoice.lines):
            if not (line.object_id and line.object_id.scheme == "AFL" and line.object_id.value.strip()):
                yield f"lines[{i}].object_id", {"frame": case.invoice.process, "line": line.id}


def br_fr_mv_13(case: Case) -> Findings:
    """An invoice of several sellers is not issued by the buyer."""
    invoice = case.invoice
    if invoice.process in _SEVERAL_SELLERS and invoice.type_code in SELF_BILLED:
        yield "type_code", {"frame": invoice.process, "type": invoice.type_code}


def br_fr_bd_13(case: Case) -> Findings:
    """An invoice in both directions is issued by the buyer."""
    invoice = case.invoice
    if invoice.process in _BOTH_WAYS and invoice.type_code and invoice.type_code not in SELF_BILLED:
        yield "type_code", {"frame": invoice.process, "type": invoice.type_code}


RULES = (
    rule("BR-FR-08_BT-23", br_fr_08),
    rule("BR-FR-CO-07_BT-9", br_fr_co_07),
    rule("BR-FR-CO-08_BT-23", br_fr_co_08),
    rule("BR-FR-CO-09_BT-23-1", br_fr_co_09_1),
    rule("BR-FR-CO-09_BT-23-2", br_fr_co_09_2),
    rule("BR-FR-CO-09_BT-23-3", br_fr_co_09_3),
    rule("BR-FR-CO-12_BT-5", br_fr_co_12),
    rule("BR-FR-MV-02_EXT-FR-FE-163", grouped(_SEVERAL_SELLERS)),
    rule("BR-FR-BD-02_EXT-FR-FE-163", grouped(_BOTH_WAYS)),
    rule("BR-FR-BD-02_BT-31", grouped(_BOTH_WAYS)),
    rule("BR-FR-BD-02_BT-47", grouped(_BOTH_WAYS)),
    rule("BR-FR-MV-06_EXT-FR-FE-167", br_fr_mv_06),
    rule("BR-FR-MV-07_BT-128", br_fr_mv_07),
    rule("BR-FR-MV-13_BT-3", br_fr_mv_13),
    rule("BR-FR-BD-13_BT-3", br_fr_bd_13),
)
