"""Read a simplified FatturaPA into the model: one line of quantity one for each thing sold."""

from decimal import Decimal, localcontext

import msgspec

from einvoice.countries.italy.block import SOURCE, ItalyBlock, with_block
from einvoice.countries.italy.blocks.amounts import Allegato
from einvoice.countries.italy.blocks.parties import Anagrafica, Cedente, Cessionario, IdFiscale, Persona
from einvoice.countries.italy.kinds import SIMPLIFIED, type_code
from einvoice.countries.italy.part import only
from einvoice.fatturapa.body import ending
from einvoice.fatturapa.figures import DIGITS, cents
from einvoice.fatturapa.names import sender
from einvoice.fatturapa.read_header import abroad, address, is_consumer, name, register_fields, vat_id
from einvoice.fatturapa.read_lines import trimmed, vat
from einvoice.fatturapa.reader import attachment, strict
from einvoice.fatturapa.xml import Trouble, parsed
from einvoice.fatturapa_simplified.document import BeniServizi, Body, CedentePrestatore, CessionarioCommittente, Header
from einvoice.fatturapa_simplified.names import ROOT, model_path
from einvoice.fatturapa_simplified.writer import correction
from einvoice.faults import Fault, Unacceptable
from einvoice.model import Invoice, Line, Party, Reference, TaxBreakdown, Totals, Vat
from einvoice.parsing import local, parse
from einvoice.reading import Reading

_ZERO = Decimal(0)
_RATES = tuple(Decimal(rate) for rate in ("22", "10", "5", "4"))
_BUYER = "buyer.name"  # the law asks for a number of the buyer only (art. 21-bis DPR 633/72)


def read(data: bytes) -> Invoice:
    """The invoice of a simplified FatturaPA, the first one of a lot; the buyer's name may be empty.

    Raises `Unacceptable` for anything else, and where a term that the model needs is absent or cannot be read.
    """
    found = examine(data)
    return strict(msgspec.structs.replace(found, absent=found.absent - {_BUYER}))


def examine(data: bytes) -> Reading:
    """What can be read of a simplified FatturaPA, and what it lacks; raises `Unacceptable` for anything else."""
    root = parse(data)
    place = root.find("FatturaElettronicaBody")
    if local(root) != ROOT or place is None:
        message = "the file is not a simplified FatturaPA"
        raise Unacceptable([Fault(code="SOLDE-IT-FORM", path="", message=message, source=SOURCE)])
    trouble = Trouble(named=model_path)
    found = root.find("FatturaElettronicaHeader")
    head = parsed(Header, found, trouble) if found is not None else Header()
    with localcontext(prec=DIGITS):
        invoice = _invoice(head, parsed(Body, place, trouble), trouble)
    return Reading(invoice=invoice, absent=frozenset(trouble.absent), faults=tuple(trouble.faults))


def _invoice(head: Header, body: Body, trouble: Trouble) -> Invoice:
    document, corrected = body.dati_generali.dati_generali_documento, body.dati_generali.dati_fattura_rettificata
    kind = type_code(document.tipo_documento)
    sold = [_line(row, place, trouble) for place, row in enumerate(body.dati_beni_servizi)]
    if not sold:
        trouble.absent.add("lines")
    taxes = _taxes(sold)
    net, tax = sum((t.base for t in taxes), _ZERO), sum((t.tax for t in taxes), _ZERO)
    invoice = Invoice(
        number=document.numero,
        issue_date=document.data,
        currency=document.divisa,
        type_code=kind,
        seller=_seller(head.cedente_prestatore, trouble),
        buyer=_buyer(head.cessionario_committente, trouble),
        tax_representative=_representative(head.cedente_prestatore),
        lines=tuple(line for line, _, _ in sold),
        taxes=taxes,
        totals=Totals(lines=net, tax_exclusive=net, tax=tax, tax_inclusive=net + tax, payable=net + tax),
        preceding=(Reference(number=corrected.numero_fr, issue_date=corrected.data_fr),) if corrected else (),
        attachments=tuple(attachment(item) for item in body.allegati),
    )
    way = head.dati_trasmissione
    usual = IdFiscale(id_paese="IT", id_codice=sender(invoice))
    said = corrected.elementi_rettificati if corrected else ""
    block = ItalyBlock(
        codice_destinatario=way.codice_destinatario,
        pec=way.pec_destinatario,
        regime_fiscale=head.cedente_prestatore.regime_fiscale,
        tipo_documento=document.tipo_documento if SIMPLIFIED.get(kind) != document.tipo_documento else "",
        bollo_virtuale=document.bollo_virtuale,
        id_trasmittente=None if way.id_trasmittente == usual else way.id_trasmittente,
        cedente=only(_cedente(head.cedente_prestatore)),
        rappresentante=only(_deputy(head.cedente_prestatore)),
        cessionario=only(_cessionario(head.cessionario_committente)),
        soggetto_emittente=head.soggetto_emittente,
        allegati=_formats(body),
        elementi_rettificati="" if corrected and said == correction(corrected.numero_fr) else said,
        **register_fields(head.cedente_prestatore.iscrizione_rea),
    )
    return with_block(invoice, block)


def _formats(body: Body) -> tuple[Allegato, ...]:
    found = [
        Allegato(
            algoritmo_compressione=item.algoritmo_compressione,
            formato_attachment=item.formato_attachment
            if item.formato_attachment != ending(item.nome_attachment)
            else "",
        )
        for item in body.allegati
    ]
    return trimmed(found)


def _seller(place: CedentePrestatore, trouble: Trouble) -> Party:
    called = _called(place.denominazione, place.nome, place.cognome)
    if not called:
        trouble.absent.add("seller.name")
    return Party(
        name=called,
        vat_id=vat_id(place.id_fiscale_iva),
        tax_registration=place.codice_fiscale,
        address=address(place.sede),
    )


def _buyer(place: CessionarioCommittente, trouble: Trouble) -> Party:
    numbers, more = place.identificativi_fiscali, place.altri_dati_identificativi
    called = _called(more.denominazione, more.nome, more.cognome) if more else ""
    if not called:
        trouble.absent.add(_BUYER)
    number = numbers.id_fiscale_iva.id_codice if numbers.id_fiscale_iva else ""
    return Party(
        name=called,
        vat_id=vat_id(numbers.id_fiscale_iva),
        tax_registration=numbers.codice_fiscale,
        address=address(more.sede if more else None),
        consumer=is_consumer(number, numbers.codice_fiscale),
    )


def _called(denominazione: str, nome: str, cognome: str) -> str:
    return name(Anagrafica(denominazione=denominazione, nome=nome, cognome=cognome))


def _representative(place: CedentePrestatore) -> Party | None:
    found = place.rappresentante_fiscale
    if found is None:
        return None
    return Party(name=_called(found.denominazione, found.nome, found.cognome), vat_id=vat_id(found.id_fiscale_iva))


def _cedente(place: CedentePrestatore) -> Cedente:
    seat = abroad(place.sede)
    return Cedente(
        nome=place.nome,
        cognome=place.cognome,
        stabile_organizzazione=place.stabile_organizzazione,
        cap=seat["cap"],
        provincia=seat["provincia"],
    )


def _deputy(place: CedentePrestatore) -> Persona:
    found = place.rappresentante_fiscale
    return Persona(nome=found.nome, cognome=found.cognome) if found else Persona()


def _cessionario(place: CessionarioCommittente) -> Cessionario:
    more = place.altri_dati_identificativi
    if more is None:
        return Cessionario()
    return Cessionario(
        nome=more.nome,
        cognome=more.cognome,
        stabile_organizzazione=more.stabile_organizzazione,
        rappresentante_fiscale=more.rappresentante_fiscale,
        **abroad(more.sede),
    )


Sold = tuple[Line, Decimal, str]  # a line, its VAT, why it has none


def _line(row: BeniServizi, place: int, trouble: Trouble) -> Sold:
    rate = _rate(row)
    if rate is None:
        trouble.absent.add(f"lines[{place}].vat.rate")
        rate = _ZERO
    tax = row.dati_iva.imposta
    if tax is None:
        tax = cents(row.importo * rate / (100 + rate))
    net = row.importo - tax
    line = Line(
        id=str(place + 1),
        name=row.descrizione,
        quantity=Decimal(1 if net >= 0 else -1),
        net=net,
        price=abs(net),
        vat=vat(rate, row.natura, frozenset()),
    )
    return line, tax, row.riferimento_normativo


def _rate(row: BeniServizi) -> Decimal | None:
    """Aliquota; where only the tax is given, the Italian rate that gives it to the cent, zero with a Natura."""
    if row.dati_iva.aliquota is not None:
        return row.dati_iva.aliquota
    tax = row.dati_iva.imposta
    if row.natura or tax is None or not tax:
        return _ZERO if row.natura else None
    return next((rate for rate in _RATES if cents(row.importo * rate / (100 + rate)) == tax), None)


def _taxes(sold: list[Sold]) -> tuple[TaxBreakdown, ...]:
    found: dict[tuple[Decimal, str], TaxBreakdown] = {}
    for line, tax, reason in sold:
        key = (line.vat.rate, line.vat.national_code)
        known = found.get(key) or TaxBreakdown(vat=Vat(category=line.vat.category), base=_ZERO, tax=_ZERO)
        why = known.vat.exemption_reason or reason
        found[key] = TaxBreakdown(
            vat=msgspec.structs.replace(line.vat, exemption_reason=why), base=known.base + line.net, tax=known.tax + tax
        )
    return tuple(found.values())
