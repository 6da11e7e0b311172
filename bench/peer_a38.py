"""The peer a38 (Apache-2.0): the same invoice through its object model."""

import io
from decimal import Decimal

import a38

from einvoice.model import Invoice, Party


def write(invoice: Invoice) -> bytes:
    """The FatturaPA XML, with a38's own validation (its fields and a part of SdI's controls)."""
    seller, buyer = invoice.seller, invoice.buyer
    document = a38.FatturaPrivati12()
    header = document.fattura_elettronica_header
    header.dati_trasmissione.id_trasmittente = a38.IdTrasmittente("IT", seller.vat_id[2:])
    header.dati_trasmissione.progressivo_invio = "00001"
    header.dati_trasmissione.codice_destinatario = buyer.endpoint.value if buyer.endpoint else "0000000"
    header.cedente_prestatore = a38.CedentePrestatore(
        a38.DatiAnagraficiCedentePrestatore(
            a38.IdFiscaleIVA("IT", seller.vat_id[2:]),
            codice_fiscale=seller.tax_registration,
            anagrafica=a38.Anagrafica(denominazione=seller.name),
            regime_fiscale="RF01",
        ),
        _address(seller),
    )
    header.cessionario_committente = a38.CessionarioCommittente(
        a38.DatiAnagraficiCessionarioCommittente(
            a38.IdFiscaleIVA("IT", buyer.vat_id[2:]), anagrafica=a38.Anagrafica(denominazione=buyer.name)
        ),
        _address(buyer),
    )
    body = document.fattura_elettronica_body[0]
    body.dati_generali.dati_generali_documento = a38.DatiGeneraliDocumento(
        tipo_documento="TD01",
        divisa=invoice.currency,
        data=invoice.issue_date,
        numero=invoice.number,
        importo_totale_documento=invoice.totals.tax_inclusive,
    )
    for line in invoice.lines:
        body.dati_beni_servizi.add_dettaglio_linee(
            descrizione=line.name,
            quantita=line.quantity,
            unita_misura="PZ",
            prezzo_unitario=line.price,
            prezzo_totale=line.net,
            aliquota_iva=line.vat.rate,
        )
    body.dati_beni_servizi.dati_riepilogo = [
        a38.DatiRiepilogo(aliquota_iva=tax.vat.rate, imponibile_importo=tax.base, imposta=tax.tax, esigibilita_iva="I")
        for tax in invoice.taxes
    ]
    body.dati_pagamento = [_payment(invoice)]
    found = a38.validation.Validation()
    document.validate(found)
    if found.errors:
        raise ValueError("; ".join(map(str, found.errors)))
    out = io.BytesIO()
    document.build_etree().write(out, encoding="utf-8", xml_declaration=True)
    return out.getvalue()


def _address(party: Party) -> a38.Sede:
    address = party.address
    return a38.Sede(
        indirizzo=address.line1,
        cap=address.postcode,
        comune=address.city,
        provincia=address.subdivision,
        nazione=address.country,
    )


def _payment(invoice: Invoice) -> a38.DatiPagamento:
    amount: Decimal = invoice.totals.payable
    detail = a38.DettaglioPagamento(
        modalita_pagamento="MP05",
        data_scadenza_pagamento=invoice.due_date,
        importo_pagamento=amount,
        iban=invoice.payment[0].iban,
    )
    return a38.DatiPagamento(condizioni_pagamento="TP02", dettaglio_pagamento=[detail])
