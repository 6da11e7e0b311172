"""The peer drafthorse (Apache-2.0): the same invoice through its object model."""

from drafthorse.models.accounting import ApplicableTradeTax
from drafthorse.models.document import Document
from drafthorse.models.note import IncludedNote
from drafthorse.models.party import TaxRegistration, TradeParty
from drafthorse.models.payment import PaymentMeans, PaymentTerms
from drafthorse.models.tradelines import LineItem

from einvoice.cii.names import GUIDELINE
from einvoice.model import Invoice, Line, Party, TaxBreakdown


def write(invoice: Invoice) -> bytes:
    """The CII XML; drafthorse's own check against an XML schema is switched off."""
    document = Document()
    document.context.business_parameter.id = invoice.process
    document.context.guideline_parameter.id = GUIDELINE
    document.header.id = invoice.number
    document.header.type_code = invoice.type_code
    document.header.issue_date_time = invoice.issue_date
    for note in invoice.notes:
        told = IncludedNote()
        told.content = note.text
        told.subject_code = note.subject
        document.header.notes.add(told)
    trade = document.trade
    for line in invoice.lines:
        trade.items.add(_line(line))
    _party(trade.agreement.seller, invoice.seller)
    _party(trade.agreement.buyer, invoice.buyer)
    if invoice.delivery and invoice.delivery.delivered:
        trade.delivery.event.occurrence = invoice.delivery.delivered
    settlement = trade.settlement
    settlement.currency_code = invoice.currency
    for payment in invoice.payment:
        means = PaymentMeans()
        means.type_code = payment.code
        means.payee_account.iban = payment.iban
        settlement.payment_means.add(means)
    for tax in invoice.taxes:
        settlement.trade_tax.add(_tax(tax))
    terms = PaymentTerms()
    terms.due = invoice.due_date
    settlement.terms.add(terms)
    sums, totals = settlement.monetary_summation, invoice.totals
    sums.line_total = totals.lines
    sums.tax_basis_total = totals.tax_exclusive
    sums.tax_total = (totals.tax, invoice.currency)
    sums.grand_total = totals.tax_inclusive
    sums.due_amount = totals.payable
    xml: bytes = document.serialize(schema=None)
    return xml


def _party(there: TradeParty, party: Party) -> None:
    there.name = party.name
    if party.legal_info:
        there.description = party.legal_info
    if party.legal_id:
        there.legal_organization.id = (party.legal_id.scheme, party.legal_id.value)
    if party.contact:
        there.contact.person_name = party.contact.name
        there.contact.telephone.number = party.contact.phone
        there.contact.email.address = party.contact.email
    there.address.postcode = party.address.postcode
    there.address.line_one = party.address.line1
    there.address.city_name = party.address.city
    there.address.country_id = party.address.country
    if party.endpoint:
        there.electronic_address.uri_ID = (party.endpoint.scheme, party.endpoint.value)
    there.tax_registrations.add(TaxRegistration(id=("VA", party.vat_id)))


def _line(line: Line) -> LineItem:
    item = LineItem()
    item.document.line_id = line.id
    item.product.name = line.name
    item.agreement.net.amount = line.price
    item.delivery.billed_quantity = (line.quantity, line.unit)
    item.settlement.trade_tax.type_code = "VAT"
    item.settlement.trade_tax.category_code = line.vat.category
    item.settlement.trade_tax.rate_applicable_percent = line.vat.rate
    item.settlement.monetary_summation.total_amount = line.net
    return item


def _tax(tax: TaxBreakdown) -> ApplicableTradeTax:
    there = ApplicableTradeTax()
    there.calculated_amount = tax.tax
    there.type_code = "VAT"
    there.basis_amount = tax.base
    there.category_code = tax.vat.category
    there.rate_applicable_percent = tax.vat.rate
    return there
