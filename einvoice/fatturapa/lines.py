"""DettaglioLinee and DatiRiepilogo from the model.

A document discount or surcharge becomes a line of its own (SC, AC) and never ScontoMaggiorazione 2.1.1.8: SdI's
00422 adds up lines, funds and roundings of a rate and takes nothing of 2.1.1.8 into account, which also has no
rate that VAT could be worked out by. What a stranger's document has in 2.1.1.8 is kept in the block and written
back as it was.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from einvoice.countries.italy.block import ItalyBlock
from einvoice.countries.italy.blocks.amounts import (
    AltriDatiGestionali,
    CodiceArticolo,
    Linea,
    Riepilogo,
    ScontoMaggiorazione,
)
from einvoice.countries.italy.latin import turned
from einvoice.countries.italy.texts import item_text
from einvoice.fatturapa.document import BeniServizi, DatiRiepilogo, DettaglioLinee
from einvoice.fatturapa.figures import CENT, pieces
from einvoice.fatturapa.units import to_unit
from einvoice.model import AllowanceCharge, Invoice, Line, TaxBreakdown, Vat
from einvoice.rounding import unit_price

SELLER, BUYER, GTIN = "INTERNO", "CLIENTE", "EAN"  # CodiceTipo is free text; EAN, CPV, TARIC are the guide's examples
CLASSES = {"STI": "CPV", "CV": "TARIC", "TST": "UNSPSC"}  # UNTDID 7143 -> CodiceTipo
LONGEST = 1000  # characters of Descrizione
MORE = "SEGUE"  # TipoDato of what goes on from Descrizione
_EIGHTH = Decimal("0.00000001")
_ZERO = Decimal(0)
_NONE = Linea()


def goods(invoice: Invoice, original: Invoice, block: ItalyBlock) -> BeniServizi:
    """`invoice` is in euro; `original` is in the currency that was agreed and gives the VALUTA entries."""
    currency = original.currency if original.currency != "EUR" else ""
    linee = block.linee
    places = numbers(invoice)
    rows = [
        dettaglio(line, number, linee.get(line.id, _NONE) if linee else _NONE, currency, agreed.net)
        for line, agreed, number in zip(invoice.lines, original.lines, places, strict=True)
    ]
    funds = {fund.posizione for fund in block.casse}
    extras = [extra for i, extra in enumerate(invoice.allowances) if i not in funds]
    rows += [extra_line(extra, number) for number, extra in enumerate(extras, max(places, default=0) + 1)]
    more = dict(enumerate(block.riepiloghi))
    sums = (summary(tax, block, more.get(i, Riepilogo())) for i, tax in enumerate(invoice.taxes))
    return BeniServizi(dettaglio_linee=tuple(rows), dati_riepilogo=tuple(sums))


def numbers(invoice: Invoice) -> list[int]:
    """NumeroLinea: the lines' own ids where all of them are numbers that it can be, else their places."""
    ids = [line.id for line in invoice.lines]
    if all(i.isdigit() and i.isascii() and i[0] != "0" and len(i) < 5 for i in ids) and len(set(ids)) == len(ids):
        return [int(i) for i in ids]
    return list(range(1, len(ids) + 1))


def dettaglio(line: Line, number: int, more: Linea, currency: str, agreed: Decimal) -> DettaglioLinee:
    """One line. `currency` is empty where the invoice is in euro."""
    counted = bool(line.quantity) and not more.senza_quantita
    descrizione, rest = description(line)
    data = (*more.altri_dati_gestionali, *rest)
    if currency:
        data += (AltriDatiGestionali(tipo_dato="VALUTA", riferimento_testo=currency, riferimento_numero=agreed),)
    # With a negative quantity the sign is the price's, and SdI would take a discount off the wrong way.
    plain = line.quantity > 0 or bool(more.sconto_maggiorazione) or bool(line.quantity and not line.allowances)
    price = (unit_price(line) if plain else _folded(line)) or _ZERO  # never a negative zero
    return DettaglioLinee(
        numero_linea=number,
        tipo_cessione_prestazione=more.tipo_cessione_prestazione,
        codice_articolo=more.codice_articolo or codes(line),
        descrizione=descrizione,
        quantita=abs(line.quantity) if counted else None,
        unita_misura=(more.unita_misura or to_unit(line.unit)) if counted else more.unita_misura,
        data_inizio_periodo=line.period.start if line.period else None,
        data_fine_periodo=line.period.end if line.period else None,
        prezzo_unitario=price,
        sconto_maggiorazione=more.sconto_maggiorazione or (discounts(line, price) if plain else ()),
        prezzo_totale=line.net,
        aliquota_iva=line.vat.rate,
        ritenuta=more.ritenuta,
        natura=line.vat.national_code,
        riferimento_amministrazione=line.accounting_reference,
        altri_dati_gestionali=data,
    )


def description(line: Line) -> tuple[str, tuple[AltriDatiGestionali, ...]]:
    """Descrizione, and what is longer than its field in AltriDatiGestionali: nothing is cut away."""
    text = turned(item_text(line.name, line.description, line.note))
    if len(text) <= LONGEST:
        return text, ()
    first = next(pieces(text, LONGEST), "")
    rest = pieces(text[len(first) :], 60)
    return first, tuple(AltriDatiGestionali(tipo_dato=MORE, riferimento_testo=piece) for piece in rest)


def codes(line: Line) -> tuple[CodiceArticolo, ...]:
    """CodiceArticolo: the seller's, the buyer's, the GTIN, then the classifications."""
    if not (line.seller_item or line.buyer_item or line.standard_item or line.classifications):
        return ()
    found = [(SELLER, line.seller_item), (BUYER, line.buyer_item)]
    if line.standard_item:
        scheme = line.standard_item.scheme
        found.append((GTIN if scheme in {"", "0160", "0088"} else scheme, line.standard_item.value))
    found += [(CLASSES.get(c.scheme, c.scheme or "CLASSE"), c.value) for c in line.classifications]
    return tuple(CodiceArticolo(codice_tipo=kind, codice_valore=value) for kind, value in found if value)


def discounts(line: Line, price: Decimal) -> tuple[ScontoMaggiorazione, ...]:
    """2.2.1.10, one after the other: a percentage where it gives the amount to the cent, else the amount of a unit."""
    return tuple(_discounts(line, price)) if line.allowances else ()


def _discounts(line: Line, price: Decimal) -> Iterator[ScontoMaggiorazione]:
    for extra in line.allowances:
        percent = extra.percent
        each = _EIGHTH
        if percent is not None and percent == percent.quantize(CENT):
            each = price * percent / 100
            if (each * line.quantity).quantize(CENT, ROUND_HALF_UP) != extra.amount:
                percent = None
        else:
            percent = None
        if percent is None:
            each = (extra.amount / line.quantity).quantize(_EIGHTH, ROUND_HALF_UP)
        yield ScontoMaggiorazione(
            tipo="MG" if extra.charge else "SC", percentuale=percent, importo=each if percent is None else None
        )
        price += each if extra.charge else -each


def _folded(line: Line) -> Decimal:
    """The unit price with the line's discounts in it."""
    return line.net / abs(line.quantity) if line.quantity else line.net


def extra_line(extra: AllowanceCharge, number: int) -> DettaglioLinee:
    """A document discount or surcharge as a line."""
    vat = extra.vat or Vat(category="S")
    signed = extra.amount if extra.charge else -extra.amount
    return DettaglioLinee(
        numero_linea=number,
        tipo_cessione_prestazione="AC" if extra.charge else "SC",
        descrizione=extra.reason or word(extra.charge),
        prezzo_unitario=signed,
        prezzo_totale=signed,
        aliquota_iva=vat.rate,
        natura=vat.national_code,
    )


def word(charge: bool) -> str:
    """What a discount or surcharge is called where nothing else says it."""
    return "Maggiorazione" if charge else "Sconto"


def summary(tax: TaxBreakdown, block: ItalyBlock, more: Riepilogo) -> DatiRiepilogo:
    """One DatiRiepilogo."""
    return DatiRiepilogo(
        aliquota_iva=tax.vat.rate,
        natura=tax.vat.national_code,
        spese_accessorie=more.spese_accessorie,
        arrotondamento=more.arrotondamento,
        imponibile_importo=tax.base,
        imposta=tax.tax,
        esigibilita_iva=more.esigibilita_iva or due_when(tax.vat, block),
        riferimento_normativo=next(pieces(turned(tax.vat.exemption_reason), 100), ""),
    )


def due_when(vat: Vat, block: ItalyBlock) -> str:
    """EsigibilitaIVA of a rate: S for split payment, as the VAT category B says too; none where there is no VAT."""
    if not vat.rate:
        return ""
    return "S" if vat.category == "B" else block.esigibilita or "I"
