"""Payment, terms and totals of a Cross Industry Invoice as parts of the model."""

from datetime import date
from decimal import Decimal

from einvoice.cii.names import TAX_POINTS
from einvoice.cii.nodes import Node, Notes
from einvoice.instalments import understood
from einvoice.model import Instalment, PaymentMeans, Totals
from einvoice.nodes import ZERO

_TAX_POINTS = {written: told for told, written in TAX_POINTS.items()}


def totals(settlement: Node, notes: Notes, currency: str, tax_currency: str) -> Totals:
    """BG-22. A sum that is not stated is zero, and its path is noted: to the rules zero and absent differ."""
    sums = settlement.at("SpecifiedTradeSettlementHeaderMonetarySummation")
    tax, tax_accounting = _taxes(sums, notes, currency, tax_currency)
    return Totals(
        lines=notes.decimal(sums, "LineTotalAmount", "totals.lines"),
        tax_exclusive=notes.decimal(sums, "TaxBasisTotalAmount", "totals.tax_exclusive"),
        tax=tax,
        tax_accounting=tax_accounting,
        tax_inclusive=notes.decimal(sums, "GrandTotalAmount", "totals.tax_inclusive"),
        payable=notes.decimal(sums, "DuePayableAmount", "totals.payable"),
        allowances=notes.decimal(sums, "AllowanceTotalAmount", "totals.allowances"),
        charges=notes.decimal(sums, "ChargeTotalAmount", "totals.charges"),
        prepaid=notes.decimal(sums, "TotalPrepaidAmount", "totals.prepaid"),
        rounding=notes.decimal(sums, "RoundingAmount", "totals.rounding"),
    )


def _taxes(sums: Node, notes: Notes, currency: str, tax_currency: str) -> tuple[Decimal, Decimal | None]:
    """BT-110 and BT-111, told apart by their currency."""
    found: dict[str, Decimal | None] = {}
    for element in sums.elements("TaxTotalAmount"):
        stated = element.get("currencyID", "").strip()
        path = "totals.tax_accounting" if stated and stated == tax_currency != currency else "totals.tax"
        if stated in found:
            notes.unreadable(path, f"TaxTotalAmount stands twice in {stated or 'no currency'}")
        elif not stated:
            notes.unreadable(path, "TaxTotalAmount does not say its currency (currencyID)")
        found.setdefault(stated, notes.number(element, "TaxTotalAmount", path))
    tax = found.get(currency)
    if tax is None:
        notes.absent.add("totals.tax")
    return ZERO if tax is None else tax, found.get(tax_currency) if tax_currency != currency else None


def tax_point(settlement: Node, notes: Notes) -> tuple[date | None, str]:
    """BT-7 and BT-8: they stand in the VAT breakdown and hold for the whole invoice."""
    day, code = None, ""
    for tax in settlement.all("ApplicableTradeTax"):
        one, other = notes.day(tax, "TaxPointDate", "tax_point"), tax.code("DueDateTypeCode")
        if one and day and one != day:
            notes.unreadable("tax_point", f"TaxPointDate is {day} in one part of the VAT breakdown, {one} in another")
        if other and code and other != code:
            notes.unreadable("tax_point_code", f"DueDateTypeCode is {code!r} in one part, {other!r} in another")
        day, code = day or one, code or other
    if code in TAX_POINTS:
        notes.unreadable("tax_point_code", f"DueDateTypeCode is {code!r}, which is no code of UNTDID 2475")
        return day, ""
    return day, _TAX_POINTS.get(code, code)


def payment(settlement: Node, notes: Notes) -> tuple[PaymentMeans, ...]:
    """BG-16 to BG-19.

    Remittance text, mandate and creditor stand beside the means and belong to each of them, and so does a text
    (BT-82) that is said once. Where they stand alone, one entry without a code (BT-81) holds them.
    """
    remittance = settlement.text("PaymentReference")
    creditor = settlement.code("CreditorReferenceID")
    mandate = next(filter(None, (t.code("DirectDebitMandateID") for t in _terms(settlement))), "")
    stated = settlement.all("SpecifiedTradeSettlementPaymentMeans")
    texts = [means.text("Information") for means in stated]
    if len(said := set(texts) - {""}) == 1:
        texts = [*said] * len(stated)
    found = []
    for i, means in enumerate(stated):
        account = means.at("PayeePartyCreditorFinancialAccount")
        card = means.at("ApplicableTradeSettlementFinancialCard")
        found.append(
            PaymentMeans(
                code=notes.present(means.code("TypeCode"), f"payment[{i}].code"),
                text=texts[i],
                remittance=remittance,
                iban=_account(account.code("IBANID") or account.code("ProprietaryID")),
                account_name=account.text("AccountName"),
                bic=means.at("PayeeSpecifiedCreditorFinancialInstitution").code("BICID"),
                card_number=card.code("ID"),
                card_holder=card.text("CardholderName"),
                mandate=mandate,
                creditor_id=creditor,
                debited_account=_account(means.at("PayerPartyDebtorFinancialAccount").code("IBANID")),
            )
        )
    if not found and (remittance or creditor or mandate):
        found.append(PaymentMeans(code="", remittance=remittance, mandate=mandate, creditor_id=creditor))
    return tuple(found)


def _account(number: str) -> str:
    """An account number as machines write it; people set it in groups of four."""
    return number.replace(" ", "")


def terms(settlement: Node, notes: Notes) -> tuple[date | None, str, tuple[Instalment, ...]]:
    """BT-9, BT-20 and the instalments, which are several terms (EXTENDED) or the last line of BT-20."""
    stated = [(t, notes.day(t, "DueDateDateTime", "due_date")) for t in _terms(settlement)]
    days = [day for _, day in stated if day]
    text = "\n".join(filter(None, (t.text("Description") for t, _ in stated)))
    if len(stated) > 1:
        parts: list[Instalment] = []
        for t, day in stated:
            amount = notes.optional(t, "PartialPaymentAmount", f"instalments[{len(parts)}].amount")
            if day and amount is not None:
                parts.append(Instalment(due=day, amount=amount))
        return min(days, default=None), text, tuple(parts)
    described, listed = understood(text)
    return min(days, default=None), described, listed


def _terms(settlement: Node) -> list[Node]:
    return settlement.all("SpecifiedTradePaymentTerms")
