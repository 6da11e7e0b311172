"""Payment, VAT breakdown and totals."""

from collections.abc import Iterator
from datetime import date

from lxml.etree import SubElement, _Element
from msgspec.structs import replace

from einvoice.amounts import Money, plain
from einvoice.faults import Fault
from einvoice.model import Invoice, PaymentMeans
from einvoice.ubl.elements import amount, group, leaf, within
from einvoice.ubl.names import CBC, SOURCE, UNDEFINED_MEANS, VAT

# Terms that EN 16931 has once and the model keeps with each of its payment means.
_ONCE = {"remittance": "BT-83", "mandate": "BT-89", "creditor_id": "BT-90"}


def payment_faults(invoice: Invoice) -> list[Fault]:
    """A fault for each term of the payment means that an e-invoice says once and `invoice` says in several ways."""
    return [
        Fault(
            code=f"SOLDE-{term}",
            path="payment",
            message=f"an e-invoice has one {field.replace('_', ' ')} of payment ({term}), here are {len(said)}",
            source=SOURCE,
        )
        for field, term in _ONCE.items()
        if len(said := {getattr(means, field) for means in invoice.payment} - {""}) > 1
    ]


def creditor(invoice: Invoice) -> str:
    """BT-90."""
    return next((means.creditor_id for means in invoice.payment if means.creditor_id), "")


def add_payment(root: _Element, invoice: Invoice, due: date | None) -> None:
    """BG-16 to BG-19. `due` is BT-9 where it stands here: in a credit note."""
    entries = list(_entries(invoice, due))
    one_text = len({means.text for means in invoice.payment}) == 1
    # UBL-SR-55: one mandate.
    debited = next((means for means in entries if means.debited_account), None)
    mandated = debited or next((means for means in entries if means.mandate), None)
    for i, means in enumerate(entries):
        element = group(root, "PaymentMeans")
        code = SubElement(element, CBC + "PaymentMeansCode")
        code.text = means.code
        if means.text and not (i and one_text):  # UBL-SR-46: once
            code.set("name", means.text)
        if due and not i:  # UBL-SR-45: once
            leaf(element, "PaymentDueDate", due.isoformat())
        leaf(element, "PaymentID", means.remittance)
        _card(element, means)
        _account(element, means)
        _mandate(element, means, means.mandate if means is mandated else "")


def _entries(invoice: Invoice, due: date | None) -> Iterator[PaymentMeans]:
    nothing = PaymentMeans(code=UNDEFINED_MEANS)
    if due and invoice.payment[:1] in ((), (nothing,)):
        yield nothing
    for means in invoice.payment:
        # An entry without a code holds what a document says of payment and not of its means; the creditor (BT-90)
        # stands elsewhere.
        if means.code:
            yield means
        elif means.remittance or means.mandate:
            yield replace(means, code=UNDEFINED_MEANS)


def _card(element: _Element, means: PaymentMeans) -> None:
    """BG-18. The schema asks for the card's network; EN 16931 has no such term."""
    if means.card_number or means.card_holder:
        card = group(element, "CardAccount")
        SubElement(card, CBC + "PrimaryAccountNumberID").text = means.card_number
        leaf(card, "NetworkID", "NA")
        leaf(card, "HolderName", means.card_holder)


def _account(element: _Element, means: PaymentMeans) -> None:
    """BG-17."""
    if means.iban or means.account_name or means.bic:
        account = group(element, "PayeeFinancialAccount")
        leaf(account, "ID", means.iban.replace(" ", ""))
        leaf(account, "Name", means.account_name)
        if means.bic:
            leaf(group(account, "FinancialInstitutionBranch"), "ID", means.bic)


def _mandate(element: _Element, means: PaymentMeans, reference: str) -> None:
    """BG-19."""
    if reference or means.debited_account:
        mandate = group(element, "PaymentMandate")
        leaf(mandate, "ID", reference)
        if means.debited_account:
            leaf(group(mandate, "PayerFinancialAccount"), "ID", means.debited_account.replace(" ", ""))


def add_taxes(root: _Element, invoice: Invoice, money: Money) -> None:
    """BG-23 with BT-110, and BT-111."""
    currency, totals = invoice.currency, invoice.totals
    element = group(root, "TaxTotal")
    amount(element, "TaxAmount", money.text(totals.tax), currency)
    for tax in invoice.taxes:
        part = group(element, "TaxSubtotal")
        amount(part, "TaxableAmount", money.text(tax.base), currency)
        amount(part, "TaxAmount", money.text(tax.tax), currency)
        category = group(part, "TaxCategory")
        leaf(category, "ID", tax.vat.category)
        # A rate of zero also outside the scope of VAT (O): BR-48 allows it here, BR-DE-14 asks for it.
        leaf(category, "Percent", plain(tax.vat.rate))
        leaf(category, "TaxExemptionReasonCode", tax.vat.exemption_code)
        leaf(category, "TaxExemptionReason", tax.vat.exemption_reason)
        within(category, "TaxScheme", "ID", VAT)
    if totals.tax_accounting is not None and invoice.tax_currency not in {"", currency}:
        own = Money(invoice.tax_currency).text(totals.tax_accounting)
        amount(group(root, "TaxTotal"), "TaxAmount", own, invoice.tax_currency)


def add_totals(root: _Element, invoice: Invoice, money: Money) -> None:
    """BG-22."""
    currency, totals, extras = invoice.currency, invoice.totals, invoice.allowances
    element = group(root, "LegalMonetaryTotal")
    amount(element, "LineExtensionAmount", money.text(totals.lines), currency)
    amount(element, "TaxExclusiveAmount", money.text(totals.tax_exclusive), currency)
    amount(element, "TaxInclusiveAmount", money.text(totals.tax_inclusive), currency)
    # BR-CO-11, BR-CO-12: where there is an allowance or charge, also one of zero, its sum must be there.
    if totals.allowances or not all(extra.charge for extra in extras):
        amount(element, "AllowanceTotalAmount", money.text(totals.allowances), currency)
    if totals.charges or any(extra.charge for extra in extras):
        amount(element, "ChargeTotalAmount", money.text(totals.charges), currency)
    if totals.prepaid:
        amount(element, "PrepaidAmount", money.text(totals.prepaid), currency)
    if totals.rounding:
        amount(element, "PayableRoundingAmount", money.text(totals.rounding), currency)
    amount(element, "PayableAmount", money.text(totals.payable), currency)
