"""Facts that only one country's documents carry, from the fields of Odoo's localisations."""

from typing import Any

from connectors.odoo.bundle import Bundle
from connectors.odoo.reader import Reader, Row, link, link_name, number_of, text_of
from einvoice.model import Party

_PATH = "national.IT"
# key of the Italian block -> (model, field)
_TEXTS = {
    "codice_destinatario": ("res.partner", "l10n_it_pa_index"),
    "pec": ("res.partner", "l10n_it_pec_email"),
    "regime_fiscale": ("res.company", "l10n_it_tax_system"),
    "cig": ("account.move", "l10n_it_cig"),
    "cup": ("account.move", "l10n_it_cup"),
    "modalita_pagamento": ("account.move", "l10n_it_payment_method"),
}
_REA = {
    "rea_numero": "l10n_it_eco_index_number",
    "socio_unico": "l10n_it_eco_index_sole_shareholder",
    "stato_liquidazione": "l10n_it_eco_index_liquidation_state",
}
_NO_CODE = "0000000"
_NOTHING = ("NO", "")  # what Odoo writes where there is no sole shareholder


def blocks(
    reader: Reader, move: Row, company: Row, buyer: Row, seller: Party, bundle: Bundle
) -> dict[str, dict[str, Any]]:
    """`Invoice.national`: country code -> that country's block."""
    if seller.address.country != "IT":
        return {}
    rows = {"res.partner": buyer, "res.company": company, "account.move": move}
    block: dict[str, Any] = {}
    for key, (model, field) in _TEXTS.items():
        block[key] = reader.text(f"{_PATH}.{key}", model, rows[model], field)
    block["codice_destinatario"] = block["codice_destinatario"].upper()
    if block["codice_destinatario"] not in ("", _NO_CODE):
        block["pec"] = ""  # contacts often have both; a PEC goes with no other code (SdI 00426)
    block |= _company_register(reader, company, bundle)
    block |= _stamp_duty(reader, move)
    block |= _euro_rate(reader, move, company)
    kind = link_name(move.get("l10n_it_document_type"))
    reader.origin(f"{_PATH}.tipo_documento", "account.move", move, "l10n_it_document_type")
    if "TD" in kind:
        block["tipo_documento"] = kind[kind.index("TD") :][:4]
    return {"IT": {key: value for key, value in block.items() if value}}


def _company_register(reader: Reader, company: Row, bundle: Bundle) -> dict[str, Any]:
    """Iscrizione REA, where the company is ticked as being in the register."""
    if not company.get("l10n_it_has_eco_index"):
        return {}
    found: dict[str, Any] = {}
    for key, field in _REA.items():
        value = reader.text(f"{_PATH}.{key}", "res.company", company, field)
        found[key] = "" if value in _NOTHING else value
    reader.origin(f"{_PATH}.rea_ufficio", "res.company", company, "l10n_it_eco_index_office")
    office = bundle.states.get(link(company.get("l10n_it_eco_index_office")), {})
    found["rea_ufficio"] = text_of(office.get("code"))
    capital = number_of(company.get("l10n_it_eco_index_share_capital"))
    if capital:
        found["capitale_sociale"] = f"{capital:.2f}"
    return found


def _stamp_duty(reader: Reader, move: Row) -> dict[str, Any]:
    reader.origin(f"{_PATH}.importo_bollo", "account.move", move, "l10n_it_stamp_duty")
    amount = number_of(move.get("l10n_it_stamp_duty"))
    return {"bollo_virtuale": True, "importo_bollo": f"{amount:.2f}"} if amount else {}


def _euro_rate(reader: Reader, move: Row, company: Row) -> dict[str, Any]:
    """The rate at which Odoo posted the invoice, where it is not in euro."""
    if link_name(move.get("currency_id")) == "EUR" or link_name(company.get("currency_id")) != "EUR":
        return {}
    reader.origin(f"{_PATH}.eur_rate", "account.move", move, "invoice_currency_rate")
    rate = number_of(move.get("invoice_currency_rate"))  # from 18 on: how much of the currency is one euro
    if not rate:
        euro, own = number_of(move.get("amount_untaxed_signed")), number_of(move.get("amount_untaxed"))
        rate = own / euro if euro and own else None
    if not rate:
        return {}
    return {"eur_rate": f"{abs(1 / rate):.6f}", "eur_rate_date": text_of(move.get("invoice_date"))}
