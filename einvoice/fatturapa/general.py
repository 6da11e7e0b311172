"""DatiGenerali from the model: the document, its references, transport, free text."""

from collections.abc import Iterator
from decimal import Decimal

from einvoice.countries.italy.block import ItalyBlock
from einvoice.countries.italy.blocks.references import Riferimento, Trasporto
from einvoice.countries.italy.kinds import tipo_documento
from einvoice.countries.italy.latin import turned
from einvoice.countries.italy.texts import tidy
from einvoice.fatturapa.document import CassaPrevidenziale, DatiBollo, DatiGenerali, GeneraliDocumento
from einvoice.fatturapa.figures import amount2, fits, pieces
from einvoice.fatturapa.header import placed
from einvoice.fatturapa.lines import numbers
from einvoice.model import Invoice, Vat

NO_ORDER = "NON DISPONIBILE"  # IdDocumento where only CIG or CUP are known


def general(invoice: Invoice, original: Invoice, block: ItalyBlock) -> DatiGenerali:
    """`invoice` is in euro, `original` in the currency that was agreed."""
    return DatiGenerali(
        dati_generali_documento=_document(invoice, original, block),
        dati_ordine_acquisto=block.ordini or orders(invoice, block),
        dati_contratto=block.contratti or contracts(invoice, block),
        dati_convenzione=block.convenzioni,
        dati_ricezione=block.ricezioni or receipts(invoice),
        dati_fatture_collegate=block.fatture_collegate or preceding(invoice),
        dati_sal=block.sal,
        dati_ddt=block.ddt,
        dati_trasporto=block.trasporto or transport(invoice),
        fattura_principale=block.fattura_principale,
    )


def _document(invoice: Invoice, original: Invoice, block: ItalyBlock) -> GeneraliDocumento:
    texts = (piece for _, text in causali(invoice, original, block) for piece in pieces(turned(text), 200))
    return GeneraliDocumento(
        tipo_documento=tipo_documento(invoice.type_code, block.tipo_documento),
        divisa="EUR",
        data=invoice.issue_date,
        numero=invoice.number,
        dati_ritenuta=block.ritenute,
        dati_bollo=DatiBollo(bollo_virtuale="SI", importo_bollo=block.importo_bollo) if block.bollo_virtuale else None,
        dati_cassa_previdenziale=tuple(_funds(invoice, block)) if block.casse else (),
        sconto_maggiorazione=block.sconto_maggiorazione,
        importo_totale_documento=invoice.totals.tax_inclusive,
        arrotondamento=invoice.totals.rounding or None,
        causale=tuple(texts),
        art73=block.art73,
    )


def _funds(invoice: Invoice, block: ItalyBlock) -> Iterator[CassaPrevidenziale]:
    for fund in block.casse:
        if not 0 <= fund.posizione < len(invoice.allowances):
            continue
        charge = invoice.allowances[fund.posizione]
        vat = charge.vat or Vat(category="S")
        yield CassaPrevidenziale(
            tipo_cassa=fund.tipo_cassa,
            al_cassa=charge.percent if charge.percent is not None else Decimal(0),
            importo_contributo_cassa=charge.amount if charge.charge else -charge.amount,
            imponibile_cassa=charge.base,
            aliquota_iva=vat.rate,
            ritenuta=fund.ritenuta,
            natura=vat.national_code,
            riferimento_amministrazione=fund.riferimento_amministrazione,
        )


def causali(invoice: Invoice, original: Invoice, block: ItalyBlock) -> Iterator[tuple[str, str]]:
    """Free text and its place in the model; also what has no field or is too long for it: nothing is cut away."""
    for i, note in enumerate(invoice.notes):
        yield f"notes[{i}].text", note.text
    if invoice.terms:
        yield "terms", invoice.terms
    yield from _references(invoice, block)
    for i, tax in enumerate(invoice.taxes):
        if len(tax.vat.exemption_reason) > 100:
            yield f"taxes[{i}].vat.exemption_reason", tax.vat.exemption_reason
    for i, attachment in enumerate(invoice.attachments):
        if not attachment.content:
            yield f"attachments[{i}].url", f"Documento {attachment.id}: {attachment.url or attachment.description}"
    if original.currency != "EUR":
        day = f" del {block.eur_rate_date.isoformat()}" if block.eur_rate_date else ""
        yield (
            "currency",
            f"Totale documento in valuta: {original.currency} {amount2(original.totals.tax_inclusive)}; "
            f"cambio{day}: 1 {original.currency} = {block.eur_rate} EUR",
        )


def _references(invoice: Invoice, block: ItalyBlock) -> Iterator[tuple[str, str]]:
    places = (
        ("purchase_order", "Rif. ordine", invoice.purchase_order, bool(block.ordini)),
        ("contract", "Rif. contratto", invoice.contract, bool(block.contratti)),
        ("receiving_advice", "Rif. ricezione", invoice.receiving_advice, bool(block.ricezioni)),
        ("buyer_reference", "Rif. cliente", invoice.buyer_reference, False),
    )
    for path, word, value, elsewhere in places:
        if value and not elsewhere and not fits(value):
            yield path, f"{word}: {value}"
    if invoice.despatch_advice and not block.ddt:
        yield "despatch_advice", f"Rif. DDT: {invoice.despatch_advice}"  # DatiDDT asks for its date
    asked = () if invoice.is_credit or block.pagamenti else invoice.payment[:1]
    for means in asked:
        if means.remittance and not fits(means.remittance, 60):
            yield "payment[0].remittance", f"Rif. pagamento: {means.remittance}"


def orders(invoice: Invoice, block: ItalyBlock) -> tuple[Riferimento, ...]:
    """DatiOrdineAcquisto: the order, or its positions line by line; with CIG and CUP."""
    order = invoice.purchase_order if fits(invoice.purchase_order) else ""
    if not order:
        alone = (block.cig or block.cup) and not invoice.contract
        return (Riferimento(id_documento=NO_ORDER, codice_cup=block.cup, codice_cig=block.cig),) if alone else ()
    positions = tuple(
        Riferimento(
            riferimento_numero_linea=(number,),
            id_documento=order,
            num_item=line.order_line,
            codice_cup=block.cup,
            codice_cig=block.cig,
        )
        for line, number in zip(invoice.lines, numbers(invoice), strict=True)
        if line.order_line
    )
    return positions or (Riferimento(id_documento=order, codice_cup=block.cup, codice_cig=block.cig),)


def contracts(invoice: Invoice, block: ItalyBlock) -> tuple[Riferimento, ...]:
    """DatiContratto; CIG and CUP stand with the order where there is one."""
    if not invoice.contract or not fits(invoice.contract):
        return ()
    alone = not (invoice.purchase_order and fits(invoice.purchase_order))
    cup, cig = (block.cup, block.cig) if alone else ("", "")
    return (Riferimento(id_documento=invoice.contract, codice_cup=cup, codice_cig=cig),)


def receipts(invoice: Invoice) -> tuple[Riferimento, ...]:
    """DatiRicezione."""
    known = invoice.receiving_advice and fits(invoice.receiving_advice)
    return (Riferimento(id_documento=invoice.receiving_advice),) if known else ()


def preceding(invoice: Invoice) -> tuple[Riferimento, ...]:
    """DatiFattureCollegate."""
    return tuple(Riferimento(id_documento=r.number, data=r.issue_date) for r in invoice.preceding)


def transport(invoice: Invoice) -> Trasporto | None:
    """DatiTrasporto: the day and, where the whole address is known, the place of delivery."""
    delivery = invoice.delivery
    if delivery is None:
        return None
    place, address = None, delivery.address
    if address and address.city and address.country:
        at_home = address.country == "IT"
        lines = (address.line1, address.line2, address.line3, "" if at_home else address.postcode)
        line = tidy(", ".join(part for part in lines if part))
        cap = address.postcode if at_home else "00000"
        if line and len(cap) == 5 and cap.isdigit():
            place = placed(line, cap, address, address.subdivision if at_home else "")
    day = f"{delivery.delivered.isoformat()}T00:00:00" if delivery.delivered else ""
    return Trasporto(indirizzo_resa=place, data_ora_consegna=day) if place or day else None
