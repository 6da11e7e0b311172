"""Write a simplified FatturaPA.

A line becomes one DatiBeniServizi with its gross amount, document discounts and surcharges likewise. The posted VAT
of a rate is shared among its lines in proportion to their net amounts, the cents as they fall, so that the parts add
up to it.
"""

from collections.abc import Iterator
from decimal import Decimal, localcontext

from einvoice.countries.italy.block import SOURCE, ItalyBlock, block_of
from einvoice.countries.italy.blocks.parties import Cedente, Cessionario, IdFiscale, Persona, RappresentanteCessionario
from einvoice.countries.italy.blocks.references import FatturaRettificata
from einvoice.countries.italy.completion import NO_CODE, completed
from einvoice.countries.italy.kinds import SIMPLIFIED, tipo_documento
from einvoice.countries.italy.texts import item_text
from einvoice.fatturapa.body import attachments
from einvoice.fatturapa.euro import in_euro
from einvoice.fatturapa.figures import DIGITS, amount8, cents, pieces
from einvoice.fatturapa.header import buyer_code, buyer_id, naming, register, seat, tax_id
from einvoice.fatturapa.lines import word
from einvoice.fatturapa.names import progressive, sender
from einvoice.fatturapa.units import to_unit
from einvoice.fatturapa.writer import sized, unique
from einvoice.fatturapa.xml import assemble, text_faults
from einvoice.fatturapa_simplified.document import (
    AltriDatiIdentificativi,
    BeniServizi,
    Body,
    CedentePrestatore,
    CessionarioCommittente,
    DatiGenerali,
    DatiIVA,
    DatiTrasmissione,
    GeneraliDocumento,
    Header,
    IdentificativiFiscali,
)
from einvoice.fatturapa_simplified.names import NAMESPACE, ROOT, VERSION, model_path
from einvoice.faults import Fault, Unacceptable, errors
from einvoice.model import Invoice, Line, Party, Vat

_ZERO = Decimal(0)
Item = tuple[str, Decimal, Vat]  # what is sold, its net amount, its VAT


def write(invoice: Invoice, serial: int = 1) -> bytes:
    """The invoice as simplified FatturaPA (UTF-8). `serial` becomes ProgressivoInvio, as in the file name.

    Amounts are turned into euro and texts into Latin letters as in the ordinary form. Raises `Unacceptable` with
    every text that the format cannot carry, and where the corrected invoice has no date. How large an amount may be
    is for SdI's controls (00460: 400 EUR, no limit under RF19 nor for corrections).
    """
    done = completed(invoice)
    block = block_of(done)
    attributes = f'xmlns:p="{NAMESPACE}" versione="{VERSION}"'
    with localcontext(prec=DIGITS):
        data = assemble(ROOT, attributes, _header(done, block, progressive(serial)), (_body(done, block),))
    if data is None:
        raise Unacceptable(errors(texts(invoice)))
    return sized(data)


def transliterations(invoice: Invoice) -> list[Fault]:
    """A warning for each text that `write` puts into other letters, with the text before and after."""
    return [fault for fault in texts(invoice) if fault.severity == "warning"]


def texts(invoice: Invoice) -> list[Fault]:
    """What becomes of the invoice's texts: warnings where letters change, errors where a field cannot take them."""
    try:
        done = completed(invoice)
        block = block_of(done)
        with localcontext(prec=DIGITS):
            head, body = _header(done, block, "00000"), _body(done, block)
    except Unacceptable:
        return []
    place = f"/{ROOT}/FatturaElettronica"
    return unique(
        (*text_faults(head, f"{place}Header", model_path), *text_faults(body, f"{place}Body", model_path)),
    )


def _header(invoice: Invoice, block: ItalyBlock, number: str) -> Header:
    return Header(
        dati_trasmissione=DatiTrasmissione(
            id_trasmittente=block.id_trasmittente or IdFiscale(id_paese="IT", id_codice=sender(invoice)),
            progressivo_invio=number,
            formato_trasmissione=VERSION,
            codice_destinatario=block.codice_destinatario,
            pec_destinatario=block.pec if block.codice_destinatario == NO_CODE else "",
        ),
        cedente_prestatore=_seller(invoice, block),
        cessionario_committente=_buyer(invoice.buyer, block.cessionario or Cessionario()),
        soggetto_emittente=block.soggetto_emittente,
    )


def _seller(invoice: Invoice, block: ItalyBlock) -> CedentePrestatore:
    seller, more = invoice.seller, block.cedente or Cedente()
    called = naming(seller.name, more)
    return CedentePrestatore(
        id_fiscale_iva=tax_id(seller),
        codice_fiscale=seller.tax_registration,
        denominazione=called.denominazione,
        nome=called.nome,
        cognome=called.cognome,
        sede=seat(seller, more),
        stabile_organizzazione=more.stabile_organizzazione,
        rappresentante_fiscale=_representative(invoice.tax_representative, block.rappresentante or Persona()),
        iscrizione_rea=register(block),
        regime_fiscale=block.regime_fiscale,
    )


def _representative(party: Party | None, more: Persona) -> RappresentanteCessionario | None:
    if party is None:
        return None
    called = naming(party.name, more)
    return RappresentanteCessionario(
        id_fiscale_iva=tax_id(party), denominazione=called.denominazione, nome=called.nome, cognome=called.cognome
    )


def _buyer(buyer: Party, more: Cessionario) -> CessionarioCommittente:
    """The name goes in where the address that must go with it is known."""
    called = naming(buyer.name, more)
    place = seat(buyer, more)
    known = (called.denominazione or called.nome) and place.indirizzo and place.comune and place.nazione
    numbers = IdentificativiFiscali(
        id_fiscale_iva=buyer_id(buyer) if buyer.vat_id or buyer.address.country else None,
        codice_fiscale=buyer_code(buyer) if buyer.address.country else buyer.tax_registration,
    )
    if not known:
        return CessionarioCommittente(identificativi_fiscali=numbers)
    return CessionarioCommittente(
        identificativi_fiscali=numbers,
        altri_dati_identificativi=AltriDatiIdentificativi(
            denominazione=called.denominazione,
            nome=called.nome,
            cognome=called.cognome,
            sede=place,
            stabile_organizzazione=more.stabile_organizzazione,
            rappresentante_fiscale=more.rappresentante_fiscale,
        ),
    )


def _body(original: Invoice, block: ItalyBlock) -> Body:
    invoice = in_euro(original)
    kind = tipo_documento(invoice.type_code, _given(block), SIMPLIFIED)
    return Body(
        dati_generali=DatiGenerali(
            dati_generali_documento=GeneraliDocumento(
                tipo_documento=kind,
                divisa="EUR",
                data=invoice.issue_date,
                numero=invoice.number,
                bollo_virtuale=block.bollo_virtuale,
            ),
            dati_fattura_rettificata=_corrected(invoice, block) if invoice.preceding else None,
        ),
        dati_beni_servizi=tuple(_goods(invoice)),
        allegati=attachments(invoice.attachments, block),
    )


def _given(block: ItalyBlock) -> str:
    return block.tipo_documento if block.tipo_documento in SIMPLIFIED.values() else ""


def _corrected(invoice: Invoice, block: ItalyBlock) -> FatturaRettificata:
    first = invoice.preceding[0]
    if first.issue_date is None:
        message = "a simplified note names the date of the invoice that it corrects"
        raise Unacceptable(
            [Fault(code="SOLDE-IT-FORM", path="preceding[0].issue_date", message=message, source=SOURCE)]
        )
    numbers = ", ".join(reference.number for reference in invoice.preceding)
    return FatturaRettificata(
        numero_fr=first.number,
        data_fr=first.issue_date,
        elementi_rettificati=block.elementi_rettificati or correction(numbers),
    )


def correction(numbers: str) -> str:
    """ElementiRettificati where the block says nothing."""
    return f"Rettifica della fattura {numbers}"


def _goods(invoice: Invoice) -> Iterator[BeniServizi]:
    items: list[Item] = [(_text(line), cents(line.net), line.vat) for line in invoice.lines]
    items += [
        (a.reason or word(a.charge), a.amount if a.charge else -a.amount, a.vat or Vat(category="S"))
        for a in invoice.allowances
    ]
    reasons = {_key(tax.vat): tax.vat.exemption_reason for tax in invoice.taxes}
    for (text, net, vat), tax in zip(items, _shares(invoice, items), strict=True):
        yield BeniServizi(
            descrizione=text,
            importo=net + tax,
            dati_iva=DatiIVA(imposta=tax, aliquota=vat.rate),
            natura=vat.national_code,
            riferimento_normativo=next(pieces(reasons.get(_key(vat), ""), 100), ""),
        )


def _key(vat: Vat) -> tuple[Decimal, str]:
    return vat.rate, vat.national_code


def _shares(invoice: Invoice, items: list[Item]) -> list[Decimal]:
    """Each item's part of the VAT that was posted for its rate."""
    bases: dict[tuple[Decimal, str], Decimal] = {}
    for _, net, vat in items:
        bases[_key(vat)] = bases.get(_key(vat), _ZERO) + net
    taxes = {key: cents(base * key[0] / 100) for key, base in bases.items()}
    taxes |= {_key(tax.vat): tax.tax for tax in invoice.taxes}
    run: dict[tuple[Decimal, str], Decimal] = dict.fromkeys(bases, _ZERO)
    shares = []
    for _, net, vat in items:
        key = _key(vat)
        before, run[key] = run[key], run[key] + net
        shares.append(_part(taxes[key], run[key], bases[key]) - _part(taxes[key], before, bases[key]))
    return shares


def _part(tax: Decimal, run: Decimal, base: Decimal) -> Decimal:
    """The VAT on what has been run through so far."""
    return cents(tax * run / base) if base else _ZERO


def _text(line: Line) -> str:
    """Descrizione; the format has no quantity, so the text says it."""
    text = item_text(line.name, line.description, line.note)
    if abs(line.quantity) == 1:
        return text
    price = line.price / (line.base_quantity or 1)
    return f"{text} ({amount8(line.quantity)} {to_unit(line.unit)} x {amount8(price)})"
