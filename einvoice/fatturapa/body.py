"""FatturaElettronicaBody from the model."""

from pathlib import PurePosixPath

from einvoice.countries.italy.block import ItalyBlock
from einvoice.countries.italy.blocks.amounts import Allegato
from einvoice.fatturapa.document import AllegatoIncluso, Body
from einvoice.fatturapa.euro import in_euro
from einvoice.fatturapa.general import general
from einvoice.fatturapa.lines import goods
from einvoice.fatturapa.payment import payments
from einvoice.model import Attachment, Invoice


def body(original: Invoice, block: ItalyBlock) -> Body:
    """One invoice, in euro; raises `Unacceptable` where it is in another currency and has no rate."""
    invoice = in_euro(original)
    return Body(
        dati_generali=general(invoice, original, block),
        dati_beni_servizi=goods(invoice, original, block),
        dati_veicoli=block.veicoli,
        dati_pagamento=block.pagamenti or payments(invoice, block),
        allegati=attachments(invoice.attachments, block),
    )


def attachments(found: tuple[Attachment, ...], block: ItalyBlock) -> tuple[AllegatoIncluso, ...]:
    """Allegati: those that have a content; the others are named in Causale."""
    more = dict(enumerate(block.allegati))
    return tuple(_attachment(a, more.get(i, Allegato())) for i, a in enumerate(found) if a.content)


def _attachment(attachment: Attachment, more: Allegato) -> AllegatoIncluso:
    name = attachment.filename or attachment.id
    return AllegatoIncluso(
        nome_attachment=name,
        algoritmo_compressione=more.algoritmo_compressione,
        formato_attachment=more.formato_attachment or ending(name),
        descrizione_attachment=attachment.description,
        attachment=attachment.content,
    )


def ending(name: str) -> str:
    """FormatoAttachment: the ending of a file name in capitals."""
    return PurePosixPath(name).suffix[1:11].upper()
