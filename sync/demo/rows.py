"""Sellers, customers, orders and payments as rows of an export, in canonical columns (docs/files.md)."""

from datetime import date

from sync.demo.companies import COMPANIES, FIRST_DAY, FRENCH, Company
from sync.demo.customers import Customer
from sync.demo.dirty import Row
from sync.demo.ledger import Payment
from sync.demo.orders import Order
from sync.demo.words import terms_text

# Compulsory on French invoices: Code de commerce art. L441-9 and D441-5.
_NOTES = {
    "note_pmt": "Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement : 40 euros.",
    "note_pmd": "Pénalités de retard : trois fois le taux d'intérêt légal, exigibles sans rappel.",
    "note_aab": "Pas d'escompte pour paiement anticipé.",
}


def stamp(day: date) -> str:
    """The evening of a day, as the `changed` column has it."""
    return f"{day}T18:00:00Z"


def _yes(flag: bool) -> str:
    return "yes" if flag else ""


def company_row(company: Company) -> Row:
    """A row of companies.csv."""
    french = company is FRENCH
    return {
        "id": company.id,
        "name": company.name,
        "street": company.line1,
        "postcode": company.postcode,
        "city": company.city,
        "province": company.province,
        "country": company.country,
        "vat_id": company.vat,
        "siren": company.siren,
        "siret": company.siret,
        "codice_fiscale": company.codice_fiscale,
        "legal_info": company.legal_info,
        "endpoint": company.siren if french else "",
        "endpoint_scheme": "0225" if french else "",
        "contact": company.salespeople[0].name,
        "phone": company.phone,
        "email": company.email,
        "iban": company.iban,
        "bic": company.bic,
        "account_name": company.name,
        **(_NOTES if french else dict.fromkeys(_NOTES, "")),
        "it.regime_fiscale": "" if french else "RF01",
        "it.rea_ufficio": "" if french else company.province,
        "it.rea_numero": "" if french else "9999999",
        "it.capitale_sociale": "" if french else "20000.00",
        "it.socio_unico": "" if french else "SM",
    }


def customer_row(buyer: Customer) -> Row:
    """A row of customers.csv."""
    people = {p.id: p for c in COMPANIES for p in c.salespeople}
    person = people[buyer.salesperson]
    # In France the electronic address of a firm is its SIREN (scheme 0225).
    reachable = bool(buyer.siren) and buyer.company == FRENCH.id
    return {
        "id": buyer.id,
        "company": buyer.company,
        "name": buyer.name,
        "street": buyer.line1,
        "postcode": buyer.postcode,
        "city": buyer.city,
        "province": buyer.province,
        "country": buyer.country,
        "vat_id": buyer.vat,
        "siren": buyer.siren,
        "siret": buyer.siret,
        "codice_fiscale": buyer.codice_fiscale,
        "codice_destinatario": buyer.destinatario,
        "pec": buyer.pec,
        "endpoint": buyer.siren if reachable else "",
        "endpoint_scheme": "0225" if reachable else "",
        "email": buyer.email,
        "language": buyer.language,
        "consumer": _yes(buyer.kind == "consumer"),
        "public_body": _yes(buyer.kind == "public"),
        "salesperson": person.id,
        "salesperson_name": person.name,
        "salesperson_email": person.email,
        "credit_limit": "" if buyer.credit_limit is None else str(buyer.credit_limit),
        "terms": terms_text(buyer.language, buyer.terms),
        "hold": _yes(buyer.on_hold),
        "dunning_block": buyer.dunning_block,
        "changed": stamp(FIRST_DAY),
    }


def order_row(order: Order) -> Row:
    """A row of orders.csv."""
    return {
        "id": order.number,
        "company": order.company,
        "number": order.number,
        "customer": order.customer,
        "date": str(order.date),
        "state": order.state,
        "currency": order.currency,
        "total": str(order.total),
        "uninvoiced": str(order.uninvoiced),
        "purchase_order": order.purchase_order,
        "changed": stamp(order.date),
    }


def payment_row(payment: Payment) -> Row:
    """A row of payments.csv."""
    return {
        "id": payment.id,
        "company": payment.company,
        "customer": payment.customer,
        "date": str(payment.date),
        "currency": payment.currency,
        "amount": str(payment.amount),
        "unapplied": str(payment.unapplied) if payment.unapplied else "",
        "state": "posted",
        "memo": payment.memo,
        "changed": stamp(payment.date),
    }
