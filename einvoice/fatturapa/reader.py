"""Read a FatturaPA into the model: what the format says, in the model's terms.

What the model cannot say goes into the Italian block. A group that the writer would make from the model just as it
stands in the document is left out of it, so that the block of a plain invoice stays small.
"""

from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import msgspec
from lxml.etree import _Element

from einvoice.countries.italy.block import SOURCE, ItalyBlock, with_block
from einvoice.countries.italy.blocks.amounts import Allegato
from einvoice.countries.italy.blocks.parties import IdFiscale
from einvoice.countries.italy.blocks.references import Riferimento
from einvoice.countries.italy.kinds import TYPES, type_code
from einvoice.fatturapa import general, read_header
from einvoice.fatturapa.body import ending
from einvoice.fatturapa.document import AllegatoIncluso, Body, DatiGenerali, GeneraliDocumento, Header
from einvoice.fatturapa.figures import DIGITS
from einvoice.fatturapa.names import sender
from einvoice.fatturapa.payment import payments, split_tax, to_pay, withheld
from einvoice.fatturapa.read_lines import Goods, fund_marks, funds, goods, trimmed
from einvoice.fatturapa.read_payment import Payment, payment
from einvoice.fatturapa.xml import Trouble, parsed
from einvoice.faults import Fault, Unacceptable
from einvoice.model import Attachment, Delivery, Invoice, Line, Note, Reference, Totals
from einvoice.parsing import local, parse
from einvoice.reading import Reading

_ZERO = Decimal(0)
_KINDS = {"PDF": "application/pdf", "XML": "text/xml", "CSV": "text/csv", "PNG": "image/png", "JPG": "image/jpeg"}


def read(data: bytes) -> Invoice:
    """The invoice of an ordinary FatturaPA, the first one of a lot.

    Raises `Unacceptable` for anything else, and where a term that the model needs is absent or cannot be read.
    """
    return strict(examine(data))


def read_lot(data: bytes) -> tuple[Invoice, ...]:
    """Every invoice of a FatturaPA; raises `Unacceptable` as `read` does."""
    root = _root(data)
    return tuple(strict(_reading(root, body)) for body in root.findall("FatturaElettronicaBody"))


def examine(data: bytes) -> Reading:
    """What can be read of an ordinary FatturaPA (the first invoice of a lot), and what it lacks.

    Raises `Unacceptable` only for what is no FatturaPA at all.
    """
    root = _root(data)
    return _reading(root, root.findall("FatturaElettronicaBody")[0])


def strict(reading: Reading) -> Invoice:
    """The invoice of a reading without gaps; raises `Unacceptable` with every gap of another."""
    faults = list(reading.faults)
    known = {fault.path for fault in faults}
    faults += [
        Fault(code="SOLDE-IT-FORM", path=path, message=f"{path} is not in the document", source=SOURCE)
        for path in sorted(reading.absent - known)
    ]
    if faults:
        raise Unacceptable(faults)
    return reading.invoice


def _root(data: bytes) -> _Element:
    root = parse(data)
    if local(root) != "FatturaElettronica" or root.find("FatturaElettronicaBody") is None:
        message = "the file is not an ordinary FatturaPA"
        raise Unacceptable([Fault(code="SOLDE-IT-FORM", path="", message=message, source=SOURCE)])
    return root


def _reading(root: _Element, place: _Element) -> Reading:
    trouble = Trouble()
    found = root.find("FatturaElettronicaHeader")
    head = parsed(Header, found, trouble) if found is not None else Header()
    with localcontext(prec=DIGITS):
        invoice = _invoice(head, parsed(Body, place, trouble), root, trouble)
    return Reading(invoice=invoice, absent=frozenset(trouble.absent), faults=tuple(trouble.faults))


def _invoice(head: Header, body: Body, root: _Element, trouble: Trouble) -> Invoice:
    data, place = body.dati_generali, body.dati_generali.dati_generali_documento
    sold, paid = goods(body.dati_beni_servizi), payment(body.dati_pagamento)
    contributions = funds(place.dati_cassa_previdenziale, sold.taxes)
    kind = type_code(place.tipo_documento)
    public = root.get("versione", "") == "FPA12"
    order = _first(data.dati_ordine_acquisto)
    if not sold.lines:
        trouble.absent.add("lines")
    invoice = Invoice(
        number=place.numero,
        issue_date=place.data,
        currency=place.divisa,
        type_code=kind,
        seller=read_header.seller(head.cedente_prestatore, trouble),
        buyer=read_header.buyer(head.cessionario_committente, public, trouble),
        tax_representative=read_header.representative(head),
        lines=_ordered(sold.lines, data.dati_ordine_acquisto, order),
        allowances=(*contributions, *sold.extras),
        taxes=sold.taxes,
        totals=_totals(place, sold, contributions, paid),
        due_date=min((part.due for part in paid.parts), default=None),  # BT-9: the first one, of several
        payment=paid.means,
        notes=tuple(Note(text=text) for text in place.causale),
        purchase_order="" if order == general.NO_ORDER else order,
        contract=_first(data.dati_contratto),
        receiving_advice=_first(data.dati_ricezione),
        despatch_advice=data.dati_ddt[0].numero_ddt if data.dati_ddt else "",
        buyer_reference=head.cedente_prestatore.riferimento_amministrazione,
        preceding=tuple(Reference(number=r.id_documento, issue_date=r.data) for r in data.dati_fatture_collegate),
        delivery=_delivery(data),
        attachments=tuple(attachment(item) for item in body.allegati),
    )
    block = ItalyBlock(
        tipo_documento=place.tipo_documento if TYPES.get(kind) != place.tipo_documento else "",
        sistema_emittente=root.get("SistemaEmittente", ""),
        id_trasmittente=_id(head, invoice),
        **read_header.header_fields(head),
        **_document_fields(body, sold, paid),
    )
    invoice = _with_payable(invoice, block, paid)
    return with_block(invoice, msgspec.structs.replace(block, **_odd(invoice, block, body)))


def _id(head: Header, invoice: Invoice) -> IdFiscale | None:
    given = head.dati_trasmissione.id_trasmittente
    return None if given == IdFiscale(id_paese="IT", id_codice=sender(invoice)) else given


def _first(found: tuple[Riferimento, ...]) -> str:
    return found[0].id_documento if found else ""


def _ordered(lines: tuple[Line, ...], found: tuple[Riferimento, ...], order: str) -> tuple[Line, ...]:
    """The lines with their positions in the order (BT-132)."""
    items = {
        str(r.riferimento_numero_linea[0]): r.num_item
        for r in found
        if len(r.riferimento_numero_linea) == 1 and r.num_item and r.id_documento == order
    }
    if not items:
        return lines
    return tuple(msgspec.structs.replace(n, order_line=items[n.id]) if n.id in items else n for n in lines)


def _delivery(data: DatiGenerali) -> Delivery | None:
    place = data.dati_trasporto
    if place is None:
        return None
    try:
        day = date.fromisoformat(place.data_ora_consegna[:10]) if place.data_ora_consegna else None
    except ValueError:
        day = None  # kept in the block as it is written
    address = read_header.address(place.indirizzo_resa) if place.indirizzo_resa else None
    return Delivery(delivered=day, address=address) if day or address else None


def attachment(item: AllegatoIncluso) -> Attachment:
    """An attachment; its kind follows from its format or the ending of its name."""
    kind = item.formato_attachment.upper() or ending(item.nome_attachment)
    return Attachment(
        id=item.nome_attachment,
        filename=item.nome_attachment,
        mime=_KINDS.get(kind, "application/octet-stream"),
        content=item.attachment,
        description=item.descrizione_attachment,
    )


def _totals(place: GeneraliDocumento, sold: Goods, contributions: Any, paid: Payment) -> Totals:
    """Sums of the groups; `payable` and `prepaid` follow in `_with_payable`."""
    exclusive = sum((t.base for t in sold.taxes), _ZERO)
    tax = sum((t.tax for t in sold.taxes), _ZERO)
    total = exclusive + tax if place.importo_totale_documento is None else place.importo_totale_documento
    extras = (*contributions, *sold.extras)
    return Totals(
        lines=sum((n.net for n in sold.lines), _ZERO),
        allowances=sum((a.amount for a in extras if not a.charge), _ZERO),
        charges=sum((a.amount for a in extras if a.charge), _ZERO),
        tax_exclusive=exclusive,
        tax=tax,
        tax_inclusive=total,
        rounding=place.arrotondamento or _ZERO,
        payable=total if paid.paid is None else paid.paid,
    )


def _document_fields(body: Body, sold: Goods, paid: Payment) -> dict[str, Any]:
    """The block's fields that the body fills as they are."""
    data, place = body.dati_generali, body.dati_generali.dati_generali_documento
    cited = (*data.dati_ordine_acquisto[:1], *data.dati_contratto[:1])
    stamp = place.dati_bollo
    more = [
        Allegato(
            algoritmo_compressione=item.algoritmo_compressione,
            formato_attachment=item.formato_attachment
            if item.formato_attachment != ending(item.nome_attachment)
            else "",
        )
        for item in body.allegati
    ]
    return {
        "esigibilita": sold.esigibilita,
        "modalita_pagamento": paid.modalita,
        "bollo_virtuale": stamp is not None,
        "importo_bollo": stamp.importo_bollo if stamp else None,
        "cig": next((r.codice_cig for r in cited if r.codice_cig), ""),
        "cup": next((r.codice_cup for r in cited if r.codice_cup), ""),
        "ritenute": place.dati_ritenuta,
        "casse": fund_marks(place.dati_cassa_previdenziale),
        "sconto_maggiorazione": place.sconto_maggiorazione,
        "art73": place.art73,
        "convenzioni": data.dati_convenzione,
        "sal": data.dati_sal,
        "ddt": data.dati_ddt,
        "fattura_principale": data.fattura_principale,
        "linee": sold.linee,
        "riepiloghi": sold.riepiloghi,
        "veicoli": body.dati_veicoli,
        "allegati": trimmed(more),
    }


def _with_payable(invoice: Invoice, block: ItalyBlock, paid: Payment) -> Invoice:
    """BT-115 is what is paid and what is withheld (see `payment.py`); what is missing to the total is BT-113."""
    totals = invoice.totals
    asked = totals.tax_inclusive + totals.rounding
    net = asked - split_tax(invoice, block)
    if paid.paid is None:
        payable = net
    else:
        payable = paid.paid + withheld(block)
        payable = paid.paid if payable > max(asked, net) else payable
    done = msgspec.structs.replace(
        invoice, totals=msgspec.structs.replace(totals, payable=payable, prepaid=asked - payable)
    )
    if len(paid.parts) > 1 or (paid.parts and paid.paid != to_pay(done, block)):
        done = msgspec.structs.replace(done, instalments=paid.parts)
    return done


def _odd(invoice: Invoice, block: ItalyBlock, body: Body) -> dict[str, Any]:
    """The groups that the writer would not make so from the model."""
    data = body.dati_generali
    pairs = (
        ("ordini", data.dati_ordine_acquisto, general.orders(invoice, block)),
        ("contratti", data.dati_contratto, general.contracts(invoice, block)),
        ("ricezioni", data.dati_ricezione, general.receipts(invoice)),
        ("fatture_collegate", data.dati_fatture_collegate, general.preceding(invoice)),
        ("trasporto", data.dati_trasporto, general.transport(invoice)),
        ("pagamenti", body.dati_pagamento, payments(invoice, block)),
    )
    return {name: found for name, found, usual in pairs if found != usual}
