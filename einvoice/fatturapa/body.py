"""FatturaElettronicaBody: general data, lines, VAT summary, payment, attachments."""

import base64
from decimal import Decimal
from pathlib import PurePosixPath

from lxml.etree import SubElement, _Element

from einvoice.countries.italy.block import ItalyBlock
from einvoice.countries.italy.checks import TYPES
from einvoice.countries.italy.texts import item_text, tidy
from einvoice.fatturapa.figures import add, amount2, amount8, pieces
from einvoice.fatturapa.units import to_means, to_unit
from einvoice.model import AllowanceCharge, Instalment, Invoice, Line, TaxBreakdown, Vat
from einvoice.rounding import unit_price


def add_body(root: _Element, invoice: Invoice, original: Invoice, block: ItalyBlock) -> None:
    """`invoice` is in euro; `original` is in the currency that was agreed and gives the VALUTA entries."""
    body = SubElement(root, "FatturaElettronicaBody")
    general = SubElement(body, "DatiGenerali")
    _document(general, invoice, original, block)
    _references(general, invoice, block)
    goods = SubElement(body, "DatiBeniServizi")
    for number, line in enumerate(invoice.lines, 1):
        agreed = original.lines[number - 1].net if original.currency != "EUR" else None
        _line(goods, number, line, (original.currency, agreed))
    for number, extra in enumerate(invoice.allowances, len(invoice.lines) + 1):
        _extra(goods, number, extra)
    for tax in invoice.taxes:
        _summary(goods, tax, block)
    if not invoice.is_credit:  # what asks for money would have the buyer pay what he gets back
        _payment(body, invoice, block)
    for attachment in invoice.attachments:
        place = SubElement(body, "Allegati")
        add(place, "NomeAttachment", attachment.filename)
        add(place, "FormatoAttachment", PurePosixPath(attachment.filename).suffix[1:11].upper())
        add(place, "DescrizioneAttachment", attachment.description)
        add(place, "Attachment", base64.b64encode(attachment.content).decode())


def fits(reference: str, most: int = 20) -> bool:
    """Whether a reference can stand in a field of so many basic Latin characters."""
    return len(tidy(reference)) <= most and reference.isascii()


def _document(general: _Element, invoice: Invoice, original: Invoice, block: ItalyBlock) -> None:
    data = SubElement(general, "DatiGeneraliDocumento")
    add(data, "TipoDocumento", block.tipo_documento or TYPES.get(invoice.type_code, "TD01"))
    add(data, "Divisa", "EUR")
    add(data, "Data", invoice.issue_date.isoformat())
    add(data, "Numero", invoice.number)
    if block.bollo_virtuale:
        stamp = SubElement(data, "DatiBollo")
        add(stamp, "BolloVirtuale", "SI")
        if block.importo_bollo is not None:
            add(stamp, "ImportoBollo", amount2(block.importo_bollo))
    add(data, "ImportoTotaleDocumento", amount2(invoice.totals.tax_inclusive))
    if invoice.totals.rounding:
        add(data, "Arrotondamento", amount2(invoice.totals.rounding))
    for text in _causali(invoice, original, block):
        for piece in pieces(text, 200):
            add(data, "Causale", piece)


def _causali(invoice: Invoice, original: Invoice, block: ItalyBlock) -> list[str]:
    """Free text, and what is too long for its own field: nothing is cut away."""
    texts = [note.text for note in invoice.notes]
    texts.append(invoice.terms)
    for word, value in (("Rif. ordine", invoice.purchase_order), ("Rif. contratto", invoice.contract)):
        texts.append("" if fits(value) else f"{word}: {value}")
    texts.append("" if fits(invoice.buyer_reference) else f"Rif. cliente: {invoice.buyer_reference}")
    asked = () if invoice.is_credit else invoice.payment[:1]
    texts += [f"Rif. pagamento: {m.remittance}" for m in asked if not fits(m.remittance, 60)]
    texts += [t.vat.exemption_reason for t in invoice.taxes if len(tidy(t.vat.exemption_reason)) > 100]
    if original.currency != "EUR":
        day = f" del {block.eur_rate_date.isoformat()}" if block.eur_rate_date else ""
        texts.append(
            f"Totale documento in valuta: {original.currency} {amount2(original.totals.tax_inclusive)}; "
            f"cambio{day}: 1 {original.currency} = {block.eur_rate} EUR"
        )
    return [text for text in texts if text]


def _references(general: _Element, invoice: Invoice, block: ItalyBlock) -> None:
    order = invoice.purchase_order if fits(invoice.purchase_order) else ""
    if order or ((block.cig or block.cup) and not invoice.contract):
        place = SubElement(general, "DatiOrdineAcquisto")
        add(place, "IdDocumento", order or "NON DISPONIBILE")
        add(place, "CodiceCUP", block.cup)
        add(place, "CodiceCIG", block.cig)
    if invoice.contract and fits(invoice.contract):
        place = SubElement(general, "DatiContratto")
        add(place, "IdDocumento", invoice.contract)
        if not order:
            add(place, "CodiceCUP", block.cup)
            add(place, "CodiceCIG", block.cig)
    for reference in invoice.preceding:
        place = SubElement(general, "DatiFattureCollegate")
        add(place, "IdDocumento", reference.number)
        if reference.issue_date:
            add(place, "Data", reference.issue_date.isoformat())
    if invoice.delivery and invoice.delivery.delivered:
        place = SubElement(general, "DatiTrasporto")
        add(place, "DataOraConsegna", f"{invoice.delivery.delivered.isoformat()}T00:00:00")


def _line(goods: _Element, number: int, line: Line, agreed: tuple[str, Decimal | None]) -> None:
    place = SubElement(goods, "DettaglioLinee")
    add(place, "NumeroLinea", str(number))
    if line.seller_item:
        code = SubElement(place, "CodiceArticolo")
        add(code, "CodiceTipo", "INTERNO")
        add(code, "CodiceValore", line.seller_item)
    add(place, "Descrizione", item_text(line.name, line.description, line.note))
    if line.quantity:
        add(place, "Quantita", amount8(abs(line.quantity)))
        add(place, "UnitaMisura", to_unit(line.unit))
    # With a negative quantity the sign is the price's, and SdI would take a discount off the wrong way.
    plain = line.quantity > 0
    price = unit_price(line) if plain else _folded(line)
    add(place, "PrezzoUnitario", amount8(price))
    for extra in line.allowances if plain else ():
        discount = SubElement(place, "ScontoMaggiorazione")
        add(discount, "Tipo", "MG" if extra.charge else "SC")
        add(discount, "Importo", amount8(extra.amount / line.quantity))
    add(place, "PrezzoTotale", amount2(line.net))
    _vat(place, line.vat)
    currency, amount = agreed
    if amount is not None:
        other = SubElement(place, "AltriDatiGestionali")
        add(other, "TipoDato", "VALUTA")
        add(other, "RiferimentoTesto", currency)
        add(other, "RiferimentoNumero", amount8(amount))


def _folded(line: Line) -> Decimal:
    """The unit price with the line's discounts in it."""
    return line.net / abs(line.quantity) if line.quantity else line.net


def _extra(goods: _Element, number: int, extra: AllowanceCharge) -> None:
    """A document discount or surcharge, as a line: only lines count in SdI's sum of taxable amounts (00422)."""
    place = SubElement(goods, "DettaglioLinee")
    add(place, "NumeroLinea", str(number))
    add(place, "TipoCessionePrestazione", "AC" if extra.charge else "SC")
    add(place, "Descrizione", extra.reason or ("Maggiorazione" if extra.charge else "Sconto"))
    signed = extra.amount if extra.charge else -extra.amount
    add(place, "PrezzoUnitario", amount8(signed))
    add(place, "PrezzoTotale", amount2(signed))
    _vat(place, extra.vat or Vat(category="S"))


def _vat(place: _Element, vat: Vat) -> None:
    add(place, "AliquotaIVA", amount2(vat.rate))
    add(place, "Natura", vat.national_code)


def _summary(goods: _Element, tax: TaxBreakdown, block: ItalyBlock) -> None:
    place = SubElement(goods, "DatiRiepilogo")
    _vat(place, tax.vat)
    add(place, "ImponibileImporto", amount2(tax.base))
    add(place, "Imposta", amount2(tax.tax))
    if tax.vat.rate:
        add(place, "EsigibilitaIVA", block.esigibilita or "I")
    add(place, "RiferimentoNormativo", next(pieces(tax.vat.exemption_reason, 100), ""))


def _payment(body: _Element, invoice: Invoice, block: ItalyBlock) -> None:
    parts: tuple[Instalment | None, ...] = invoice.instalments
    means = invoice.payment[0] if invoice.payment else None
    if not parts:
        if not (means or invoice.due_date or block.modalita_pagamento) or invoice.totals.payable <= 0:
            return
        parts = (None,)
    place = SubElement(body, "DatiPagamento")
    add(place, "CondizioniPagamento", "TP01" if len(parts) > 1 else "TP02")
    for part in parts:
        detail = SubElement(place, "DettaglioPagamento")
        due = part.due if part else invoice.due_date
        if means:
            add(detail, "Beneficiario", means.account_name)
        add(detail, "ModalitaPagamento", block.modalita_pagamento or to_means(means.code if means else "30"))
        add(detail, "DataScadenzaPagamento", due.isoformat() if due else "")
        add(detail, "ImportoPagamento", amount2(part.amount if part else invoice.totals.payable))
        if means:
            add(detail, "IBAN", means.iban.replace(" ", ""))
            add(detail, "BIC", means.bic)
            add(detail, "CodicePagamento", means.remittance if fits(means.remittance, 60) else "")
