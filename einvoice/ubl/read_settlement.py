"""Payment, VAT breakdown and totals of a UBL document as parts of the model."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from einvoice.model import PaymentMeans, TaxBreakdown, Totals
from einvoice.nodes import ZERO
from einvoice.ubl.names import UNDEFINED_MEANS
from einvoice.ubl.nodes import Node, Notes
from einvoice.ubl.read_lines import breakdown


def payment(root: Node, notes: Notes, creditor_id: str) -> tuple[PaymentMeans, ...]:
    """BG-16 to BG-19.

    Remittance text, mandate and creditor are said once and belong to each of the means, and so does a text that is
    said once. Where a creditor stands alone, one entry without a code (BT-81) holds it.
    """
    stated = [means for means in root.all("PaymentMeans") if not _holds_a_date(means)]
    if not stated:
        return (PaymentMeans(code="", creditor_id=creditor_id),) if creditor_id else ()
    texts = [means.attribute("PaymentMeansCode", "name") for means in stated]
    if len(said := set(texts) - {""}) == 1:
        texts = [*said] * len(stated)
    remittance = _first(means.text("PaymentID") for means in stated)
    mandate = _first(means.at("PaymentMandate").code("ID") for means in stated)
    found = []
    for i, means in enumerate(stated):
        account, card = means.at("PayeeFinancialAccount"), means.at("CardAccount")
        found.append(
            PaymentMeans(
                code=notes.present(means.code("PaymentMeansCode"), f"payment[{i}].code"),
                text=texts[i],
                remittance=remittance,
                iban=_account(account),
                account_name=account.text("Name"),
                bic=account.at("FinancialInstitutionBranch").code("ID"),
                card_number=card.code("PrimaryAccountNumberID"),
                card_holder=card.text("HolderName"),
                mandate=mandate,
                creditor_id=creditor_id,
                debited_account=_account(means.at("PaymentMandate", "PayerFinancialAccount")),
            )
        )
    return tuple(found)


def due_in_means(root: Node, notes: Notes) -> date | None:
    """BT-9 of a credit note, which has no element of its own for it."""
    found = (notes.day(means, "PaymentDueDate", "due_date") for means in root.all("PaymentMeans"))
    return next(filter(None, found), None)


def taxes(root: Node, notes: Notes, currency: str, tax_currency: str) -> tuple[TaxBreakdown, ...]:
    """BG-23; a breakdown in the accounting currency is none of EN 16931's."""
    found: list[TaxBreakdown] = []
    for total in root.all("TaxTotal"):
        if tax_currency and currency and total.attribute("TaxAmount", "currencyID") == tax_currency != currency:
            continue
        for part in total.all("TaxSubtotal"):
            found.append(breakdown(part, notes, f"taxes[{len(found)}]"))
    if not found:
        notes.absent.add("taxes")
    return tuple(found)


def totals(root: Node, notes: Notes, currency: str, tax_currency: str) -> Totals:
    """BG-22. A sum that is not stated is zero, and its path is noted: to the rules zero and absent differ."""
    sums = root.at("LegalMonetaryTotal")
    tax, tax_accounting = _taxes(root, notes, currency, tax_currency)
    return Totals(
        lines=notes.decimal(sums, "LineExtensionAmount", "totals.lines"),
        tax_exclusive=notes.decimal(sums, "TaxExclusiveAmount", "totals.tax_exclusive"),
        tax=tax,
        tax_accounting=tax_accounting,
        tax_inclusive=notes.decimal(sums, "TaxInclusiveAmount", "totals.tax_inclusive"),
        payable=notes.decimal(sums, "PayableAmount", "totals.payable"),
        allowances=notes.decimal(sums, "AllowanceTotalAmount", "totals.allowances"),
        charges=notes.decimal(sums, "ChargeTotalAmount", "totals.charges"),
        prepaid=notes.decimal(sums, "PrepaidAmount", "totals.prepaid"),
        rounding=notes.decimal(sums, "PayableRoundingAmount", "totals.rounding"),
    )


def _taxes(root: Node, notes: Notes, currency: str, tax_currency: str) -> tuple[Decimal, Decimal | None]:
    """BT-110 and BT-111, told apart by their currency. Where BT-5 is missing, BT-110 is the one that is not BT-111."""
    found: dict[str, Decimal | None] = {}
    for total in root.all("TaxTotal"):
        if "TaxAmount" not in total:
            continue
        stated = total.attribute("TaxAmount", "currencyID")
        path = "totals.tax_accounting" if stated and stated == tax_currency != currency else "totals.tax"
        if stated in found:
            notes.unreadable(path, f"TaxTotal stands twice in {stated or 'no currency'}")
        elif not stated:
            notes.unreadable(path, "TaxAmount does not say its currency (currencyID)")
        found.setdefault(stated, notes.optional(total, "TaxAmount", path))
    tax = found.get(currency)
    if not currency:
        tax = next((found[one] for one in found if one != tax_currency), found.get(tax_currency))
    if tax is None:
        notes.absent.add("totals.tax")
    return ZERO if tax is None else tax, found.get(tax_currency) if tax_currency != currency else None


def _holds_a_date(means: Node) -> bool:
    """Whether `means` are there for a credit note's due date alone."""
    return means.code("PaymentMeansCode") == UNDEFINED_MEANS and len(means) == 2 and "PaymentDueDate" in means


def _account(node: Node) -> str:
    """BT-84, BT-91: an account's number in its electronic form, without the blanks of the printed one."""
    return node.code("ID").replace(" ", "")


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")
