"""Payment, terms, VAT and totals of the whole invoice."""

import re
from collections.abc import Sequence

import msgspec
from lxml.etree import SubElement, _Element

from einvoice.cii.amounts import Money
from einvoice.cii.elements import add, day, days, formatted_day, inside
from einvoice.cii.names import RAM
from einvoice.cii.profiles import Profile
from einvoice.cii.write_lines import add_extra, add_tax, reasons
from einvoice.cii.write_parties import payee
from einvoice.instalments import in_order, stated
from einvoice.model import Invoice, PaymentMeans

_IBAN = re.compile(r"[A-Za-z]{2}\d{2}")
# What EN 16931 says once of all means (BT-83, BT-89, BT-90); an entry with nothing else is no BG-16 of its own.
_ALONE = PaymentMeans(code="")


def settlement(trade: _Element, invoice: Invoice, money: Money, profile: Profile) -> None:
    """Everything on paying: BG-10, BG-14, BG-16 to BG-23, BG-3."""
    element = SubElement(trade, RAM + "ApplicableHeaderTradeSettlement")
    add(element, "CreditorReferenceID", _once(invoice.payment, "creditor_id"))
    add(element, "PaymentReference", _once(invoice.payment, "remittance"))
    if invoice.tax_currency != invoice.currency:
        add(element, "TaxCurrencyCode", invoice.tax_currency)
    add(element, "InvoiceCurrencyCode", invoice.currency)
    if invoice.payee:
        payee(element, invoice.payee)
    for means in invoice.payment:
        if msgspec.structs.replace(means, remittance="", mandate="", creditor_id="") != _ALONE:
            _means(element, means)
    point = invoice.tax_point
    for tax in invoice.taxes:
        add_tax(element, tax, money, point, invoice.tax_point_code)
        point = None  # BT-7 is written once (CII-SR-461)
    days(element, invoice.period)
    why = reasons(invoice, profile)
    for extra in invoice.allowances:
        add_extra(element, extra, money, why)
    _terms(element, invoice, money, profile)
    _summation(element, invoice, money, profile)
    for reference in invoice.preceding:
        preceding = SubElement(element, RAM + "InvoiceReferencedDocument")
        add(preceding, "IssuerAssignedID", reference.number)
        if reference.issue_date:
            formatted_day(preceding, "FormattedIssueDateTime", reference.issue_date)
    inside(element, "ReceivableSpecifiedTradeAccountingAccount", "ID", invoice.accounting_reference)


def _once(payment: Sequence[PaymentMeans], field: str) -> str:
    return next(filter(None, (getattr(means, field) for means in payment)), "")


def _means(parent: _Element, means: PaymentMeans) -> None:
    element = SubElement(parent, RAM + "SpecifiedTradeSettlementPaymentMeans")
    add(element, "TypeCode", means.code)
    add(element, "Information", means.text)
    if means.card_number or means.card_holder:
        card = SubElement(element, RAM + "ApplicableTradeSettlementFinancialCard")
        add(card, "ID", means.card_number)
        add(card, "CardholderName", means.card_holder)
    inside(element, "PayerPartyDebtorFinancialAccount", "IBANID", means.debited_account.replace(" ", ""))
    number = means.iban.replace(" ", "")
    if number or means.account_name:
        account = SubElement(element, RAM + "PayeePartyCreditorFinancialAccount")
        # BT-84 is an IBAN or, where a country has none, a national account number.
        national = not _IBAN.match(number)
        add(account, "IBANID", "" if national else number)
        add(account, "AccountName", means.account_name)
        add(account, "ProprietaryID", number if national else "")
    inside(element, "PayeeSpecifiedCreditorFinancialInstitution", "BICID", means.bic)


def _terms(parent: _Element, invoice: Invoice, money: Money, profile: Profile) -> None:
    mandate = _once(invoice.payment, "mandate")
    if profile.several_terms and len(invoice.instalments) > 1:
        for i, part in enumerate(in_order(invoice)):
            block = SubElement(parent, RAM + "SpecifiedTradePaymentTerms")
            add(block, "Description", "" if i else invoice.terms)
            day(block, "DueDateDateTime", part.due)
            add(block, "DirectDebitMandateID", mandate)
            add(block, "PartialPaymentAmount", money.text(part.amount))
        return
    due, terms = stated(invoice, money.text)
    if due or terms or mandate:
        block = SubElement(parent, RAM + "SpecifiedTradePaymentTerms")
        add(block, "Description", terms)
        if due:
            day(block, "DueDateDateTime", due)
        add(block, "DirectDebitMandateID", mandate)


def _summation(parent: _Element, invoice: Invoice, money: Money, profile: Profile) -> None:
    totals = invoice.totals
    element = SubElement(parent, RAM + "SpecifiedTradeSettlementHeaderMonetarySummation")
    if "totals.lines" not in profile.without:
        add(element, "LineTotalAmount", money.text(totals.lines))
    # BR-CO-11, BR-CO-12: where there is an allowance or charge, also one of zero, its sum must be there.
    if totals.charges or any(extra.charge for extra in invoice.allowances):
        add(element, "ChargeTotalAmount", money.text(totals.charges))
    if totals.allowances or not all(extra.charge for extra in invoice.allowances):
        add(element, "AllowanceTotalAmount", money.text(totals.allowances))
    add(element, "TaxBasisTotalAmount", money.text(totals.tax_exclusive))
    tax = SubElement(element, RAM + "TaxTotalAmount", currencyID=invoice.currency)
    tax.text = money.text(totals.tax)
    if totals.tax_accounting is not None and invoice.tax_currency not in {"", invoice.currency}:
        tax = SubElement(element, RAM + "TaxTotalAmount", currencyID=invoice.tax_currency)
        tax.text = Money(invoice.tax_currency).text(totals.tax_accounting)
    if totals.rounding:
        add(element, "RoundingAmount", money.text(totals.rounding))
    add(element, "GrandTotalAmount", money.text(totals.tax_inclusive))
    if totals.prepaid:
        add(element, "TotalPrepaidAmount", money.text(totals.prepaid))
    add(element, "DuePayableAmount", money.text(totals.payable))
