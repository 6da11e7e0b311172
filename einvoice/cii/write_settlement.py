"""Payment, terms, VAT and totals of the whole invoice."""

import re
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from einvoice.amounts import Money
from einvoice.cii.markup import day, days, group, inside, leaf, marked
from einvoice.cii.profiles import Profile
from einvoice.cii.write_lines import extra, reasons, tax
from einvoice.cii.write_parties import payee
from einvoice.instalments import in_order, stated
from einvoice.model import Invoice, PaymentMeans

_IBAN = re.compile(r"[A-Za-z]{2}\d{2}")
# What EN 16931 says once of all means (BT-83, BT-89, BT-90); an entry with nothing else is no BG-16 of its own.
_ALONE = PaymentMeans(code="")


def settlement(invoice: Invoice, money: Money, profile: Profile) -> str:
    """Everything on paying: BG-10, BG-14, BG-16 to BG-23, BG-3."""
    why = reasons(invoice, profile)
    foreign = invoice.tax_currency if invoice.tax_currency != invoice.currency else ""
    return group(
        "ApplicableHeaderTradeSettlement",
        leaf("CreditorReferenceID", _once(invoice.payment, "creditor_id"))
        + leaf("PaymentReference", _once(invoice.payment, "remittance"))
        + leaf("TaxCurrencyCode", foreign)
        + leaf("InvoiceCurrencyCode", invoice.currency)
        + payee(invoice.payee)
        + "".join(map(_means, invoice.payment))
        + "".join(
            # BT-7 is written once (CII-SR-461).
            tax(each, money, None if i else invoice.tax_point, invoice.tax_point_code)
            for i, each in enumerate(invoice.taxes)
        )
        + days(invoice.period)
        + "".join(extra(each, money, why) for each in invoice.allowances)
        + _terms(invoice, money, profile)
        + _summation(invoice, money, profile)
        + "".join(
            group(
                "InvoiceReferencedDocument",
                leaf("IssuerAssignedID", each.number)
                + day("FormattedIssueDateTime", each.issue_date, "qdt:DateTimeString"),
            )
            for each in invoice.preceding
        )
        + inside("ReceivableSpecifiedTradeAccountingAccount", leaf("ID", invoice.accounting_reference)),
    )


def _once(payment: Sequence[PaymentMeans], field: str) -> str:
    return next(filter(None, (getattr(means, field) for means in payment)), "")


def _means(means: PaymentMeans) -> str:
    if msgspec.structs.replace(means, remittance="", mandate="", creditor_id="") == _ALONE:
        return ""
    number = means.iban.replace(" ", "")
    # BT-84 is an IBAN or, where a country has none, a national account number.
    international = bool(_IBAN.match(number))
    card = leaf("ID", means.card_number) + leaf("CardholderName", means.card_holder)
    account = (
        leaf("IBANID", number if international else "")
        + leaf("AccountName", means.account_name)
        + leaf("ProprietaryID", "" if international else number)
    )
    return group(
        "SpecifiedTradeSettlementPaymentMeans",
        leaf("TypeCode", means.code)
        + leaf("Information", means.text)
        + inside("ApplicableTradeSettlementFinancialCard", card)
        + inside("PayerPartyDebtorFinancialAccount", leaf("IBANID", means.debited_account.replace(" ", "")))
        + inside("PayeePartyCreditorFinancialAccount", account)
        + inside("PayeeSpecifiedCreditorFinancialInstitution", leaf("BICID", means.bic)),
    )


def _terms(invoice: Invoice, money: Money, profile: Profile) -> str:
    mandate = leaf("DirectDebitMandateID", _once(invoice.payment, "mandate"))
    if profile.several_terms and len(invoice.instalments) > 1:
        return "".join(
            group(
                "SpecifiedTradePaymentTerms",
                leaf("Description", "" if i else invoice.terms)
                + day("DueDateDateTime", part.due)
                + mandate
                + leaf("PartialPaymentAmount", money.text(part.amount)),
            )
            for i, part in enumerate(in_order(invoice))
        )
    due, terms = stated(invoice, money.text)
    return inside("SpecifiedTradePaymentTerms", leaf("Description", terms) + day("DueDateDateTime", due) + mandate)


def _summation(invoice: Invoice, money: Money, profile: Profile) -> str:
    totals = invoice.totals
    lines = "" if "totals.lines" in profile.without else leaf("LineTotalAmount", money.text(totals.lines))
    # BR-CO-11, BR-CO-12: where there is an allowance or charge, also one of zero, its sum must be there.
    charged = totals.charges or any(each.charge for each in invoice.allowances)
    allowed = totals.allowances or not all(each.charge for each in invoice.allowances)
    accounted = invoice.tax_currency not in {"", invoice.currency}
    return group(
        "SpecifiedTradeSettlementHeaderMonetarySummation",
        lines
        + (leaf("ChargeTotalAmount", money.text(totals.charges)) if charged else "")
        + (leaf("AllowanceTotalAmount", money.text(totals.allowances)) if allowed else "")
        + leaf("TaxBasisTotalAmount", money.text(totals.tax_exclusive))
        + _tax(totals.tax, invoice.currency)
        + (_tax(totals.tax_accounting, invoice.tax_currency) if accounted else "")
        + (leaf("RoundingAmount", money.text(totals.rounding)) if totals.rounding else "")
        + leaf("GrandTotalAmount", money.text(totals.tax_inclusive))
        + (leaf("TotalPrepaidAmount", money.text(totals.prepaid)) if totals.prepaid else "")
        + leaf("DuePayableAmount", money.text(totals.payable)),
    )


def _tax(amount: Decimal | None, currency: str) -> str:
    """BT-110, BT-111."""
    return "" if amount is None else marked("TaxTotalAmount", Money(currency).text(amount), currencyID=currency)
