"""BR-DE on payment: transfer (30, 58), card (48, 54, 55), direct debit (59)."""

import re
from collections.abc import Iterator

from einvoice.countries.germany.br_de.making import SOURCE, Findings, in_ubl
from einvoice.model import PaymentMeans
from einvoice.rules.case import Case
from einvoice.rules.rule import Rule

TRANSFER, CARD, DEBIT = frozenset({"30", "58"}), frozenset({"48", "54", "55"}), frozenset({"59"})
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{0,30}")
_ALONE = PaymentMeans(code="")


def iban_is_right(number: str) -> bool:
    """ISO 13616: the check digits, as KoSIT computes them (small letters beyond the country's count as other ones)."""
    compact = "".join(number.split())
    if not _IBAN.fullmatch(compact):
        return False
    turned = compact[4:] + compact[:4]
    return int("".join(str(ord(c) - 55) if ord(c) > 64 else c for c in turned)) % 97 == 1


def _means(case: Case, kind: frozenset[str]) -> Iterator[tuple[int, PaymentMeans]]:
    return ((i, means) for i, means in enumerate(case.invoice.payment) if means.code.strip() in kind)


def _written(means: PaymentMeans) -> bool:
    """Whether it is means of payment, and not only what is said once for all of them."""
    texts = (means.code, means.text, means.iban, means.account_name, means.bic)
    return any((*texts, means.card_number, means.card_holder, means.debited_account))


def _account(case: Case, means: PaymentMeans) -> bool:
    """BG-17; in UBL the bank stands inside it."""
    return bool(means.iban or means.account_name or (in_ubl(case) and means.bic))


def _card(means: PaymentMeans) -> bool:
    """BG-18."""
    return bool(means.card_number or means.card_holder)


def _debit(case: Case, means: PaymentMeans) -> bool:
    """BG-19. In CII mandate and creditor stand beside the means and hold for all, in UBL the mandate is in one."""
    if means.debited_account:
        return True
    every = case.invoice.payment
    if not in_ubl(case):
        return any(one.mandate or one.creditor_id for one in every)
    holder = next((one for one in every if one.debited_account), None) or next((o for o in every if o.mandate), None)
    return means is holder and bool(means.mandate)


def br_de_1(case: Case) -> Findings:
    """Payment instructions (BG-16) are there."""
    ubl, payment = in_ubl(case), case.invoice.payment
    # UBL has no other place for the remittance text and the mandate, and in a credit note none for the due date.
    stated = any(means.code or means.remittance or means.mandate for means in payment) if ubl else False
    dated = ubl and case.invoice.is_credit and (case.invoice.due_date or case.invoice.instalments)
    if not (stated or dated or any(map(_written, payment))):
        yield "payment", {}


def br_de_19(case: Case) -> Findings:
    """The account of a SEPA transfer (58) is an IBAN."""
    for i, means in _means(case, TRANSFER):
        if means.code.strip() == "58" and not iban_is_right(means.iban):
            yield f"payment[{i}].iban", {"value": means.iban}


def br_de_20(case: Case) -> Findings:
    """The account that is debited (59) is an IBAN."""
    for i, means in _means(case, DEBIT):
        if not iban_is_right(means.debited_account):
            yield f"payment[{i}].debited_account", {"value": means.debited_account}


def br_de_23_a(case: Case) -> Findings:
    """A transfer goes to an account (BG-17)."""
    for i, means in _means(case, TRANSFER):
        if not _account(case, means):
            yield f"payment[{i}].iban", {"code": means.code}


def br_de_23_b(case: Case) -> Findings:
    """A transfer has neither card nor direct debit beside it."""
    for i, means in _means(case, TRANSFER):
        if _card(means) or _debit(case, means):
            yield f"payment[{i}]", {"code": means.code}


def br_de_24_a(case: Case) -> Findings:
    """A payment by card names the card (BG-18)."""
    for i, means in _means(case, CARD):
        if not _card(means):
            yield f"payment[{i}].card_number", {"code": means.code}


def br_de_24_b(case: Case) -> Findings:
    """A payment by card has neither account nor direct debit beside it."""
    for i, means in _means(case, CARD):
        if _account(case, means) or _debit(case, means):
            yield f"payment[{i}]", {"code": means.code}


def br_de_25_a(case: Case) -> Findings:
    """A direct debit has its mandate, creditor or debited account (BG-19)."""
    for i, means in _means(case, DEBIT):
        if not _debit(case, means):
            yield f"payment[{i}].mandate", {}


def br_de_25_b(case: Case) -> Findings:
    """A direct debit has neither account nor card beside it."""
    for i, means in _means(case, DEBIT):
        if _account(case, means) or means.bic or _card(means):
            yield f"payment[{i}]", {}


def _debited(case: Case) -> tuple[bool, bool, bool]:
    """Whether BT-89, BT-90 and BT-91 are there. UBL keeps the creditor apart: alone it is no direct debit there."""
    payment = case.invoice.payment
    mandate, account = any(m.mandate for m in payment), any(m.debited_account for m in payment)
    return mandate, any(m.creditor_id for m in payment), account


def br_de_30(case: Case) -> Findings:
    """A direct debit has its creditor (BT-90)."""
    mandate, creditor, account = _debited(case)
    alone = creditor and not in_ubl(case) and not (mandate or account)
    if alone or ((mandate or account) and not creditor):
        yield "payment[0].creditor_id", {}


def br_de_31(case: Case) -> Findings:
    """A direct debit has its debited account (BT-91)."""
    mandate, creditor, account = _debited(case)
    alone = not in_ubl(case) and (creditor or account) and not (mandate or (creditor and account))
    if alone or (mandate and not account):
        yield "payment[0].debited_account", {}


RULES = (
    Rule("BR-DE-1", SOURCE, br_de_1, "br_de"),
    Rule("BR-DE-19", SOURCE, br_de_19, "br_de", "warning"),
    Rule("BR-DE-20", SOURCE, br_de_20, "br_de", "warning"),
    Rule("BR-DE-23-a", SOURCE, br_de_23_a, "br_de"),
    Rule("BR-DE-23-b", SOURCE, br_de_23_b, "br_de"),
    Rule("BR-DE-24-a", SOURCE, br_de_24_a, "br_de"),
    Rule("BR-DE-24-b", SOURCE, br_de_24_b, "br_de"),
    Rule("BR-DE-25-a", SOURCE, br_de_25_a, "br_de"),
    Rule("BR-DE-25-b", SOURCE, br_de_25_b, "br_de"),
    Rule("BR-DE-30", SOURCE, br_de_30, "br_de"),
    Rule("BR-DE-31", SOURCE, br_de_31, "br_de"),
)
