"""DettaglioLinee and DatiRiepilogo into the model's lines, document allowances and VAT breakdown."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple, TypeVar

import msgspec

from einvoice.countries.italy.block import ItalyBlock
from einvoice.countries.italy.blocks.amounts import Cassa, CodiceArticolo, Linea, Riepilogo
from einvoice.countries.italy.natura import category
from einvoice.countries.italy.part import Part
from einvoice.fatturapa.document import BeniServizi, CassaPrevidenziale, DatiRiepilogo, DettaglioLinee
from einvoice.fatturapa.figures import cents
from einvoice.fatturapa.lines import BUYER, CLASSES, GTIN, MORE, SELLER, dettaglio, due_when, extra_line, word
from einvoice.fatturapa.units import from_unit
from einvoice.model import AllowanceCharge, Classification, Identifier, Line, Period, TaxBreakdown, Vat

_SCHEMES = {kind: scheme for scheme, kind in CLASSES.items()}
_GTINS = {GTIN, "GTIN", "EAN13", "EAN-13", "EAN8", "GTIN-13"}
_ZERO = Decimal(0)
P = TypeVar("P", bound=Part)


class Goods(NamedTuple):
    """What DatiBeniServizi says in the model's terms, and what the block keeps of it."""

    lines: tuple[Line, ...]
    extras: tuple[AllowanceCharge, ...]
    taxes: tuple[TaxBreakdown, ...]
    linee: dict[str, Linea]
    riepiloghi: tuple[Riepilogo, ...]
    esigibilita: str


def goods(found: BeniServizi) -> Goods:
    """Trailing discounts and surcharges without a quantity are what the writer makes of document allowances."""
    split = _split_rates(found.dati_riepilogo)
    rows, extras = _apart(found.dettaglio_linee, split)
    ids = [str(row.numero_linea) for row in rows]
    if len(set(ids)) < len(ids):
        ids = [str(place) for place in range(1, len(ids) + 1)]
    pairs = [_line(row, id_, split) for row, id_ in zip(rows, ids, strict=True)]
    taxes = tuple(
        TaxBreakdown(
            vat=vat(row.aliquota_iva, row.natura, split, row.riferimento_normativo),
            base=row.imponibile_importo,
            tax=row.imposta,
        )
        for row in found.dati_riepilogo
    )
    when = {row.esigibilita_iva for row in found.dati_riepilogo if row.aliquota_iva}
    esigibilita = when.pop() if len(when) == 1 and when != {"I"} else ""
    usual = ItalyBlock(esigibilita=esigibilita)
    sums = [_more(row, tax.vat, usual) for row, tax in zip(found.dati_riepilogo, taxes, strict=True)]
    return Goods(
        lines=tuple(line for line, _ in pairs),
        extras=extras,
        taxes=taxes,
        linee={line.id: more for line, more in pairs if more != Linea()},
        riepiloghi=trimmed(sums),
        esigibilita=esigibilita,
    )


def trimmed(items: Sequence[P]) -> tuple[P, ...]:
    """Without the last entries that say nothing."""
    count = len(items)
    while count and items[count - 1] == type(items[count - 1])():
        count -= 1
    return tuple(items[:count])


def vat(rate: Decimal, natura: str, split: frozenset[Decimal], reason: str = "") -> Vat:
    """The EN 16931 category nearest to a rate and Natura; B where the VAT of the rate is split."""
    kind = category(natura) if not rate else "B" if rate in split else "S"
    return Vat(category=kind, rate=rate, national_code=natura, exemption_reason=reason)


def _split_rates(rows: tuple[DatiRiepilogo, ...]) -> frozenset[Decimal]:
    rates = {row.aliquota_iva for row in rows if row.aliquota_iva and row.esigibilita_iva == "S"}
    return frozenset(rates - {row.aliquota_iva for row in rows if row.esigibilita_iva != "S"})


def _more(row: DatiRiepilogo, found: Vat, usual: ItalyBlock) -> Riepilogo:
    return Riepilogo(
        spese_accessorie=row.spese_accessorie,
        arrotondamento=row.arrotondamento,
        esigibilita_iva=row.esigibilita_iva if row.esigibilita_iva != due_when(found, usual) else "",
    )


def _apart(
    rows: tuple[DettaglioLinee, ...], split: frozenset[Decimal]
) -> tuple[tuple[DettaglioLinee, ...], tuple[AllowanceCharge, ...]]:
    """Lines, and document allowances: the last rows that are just what the writer makes of one."""
    count = len(rows)
    extras: list[AllowanceCharge] = []
    while count > 1 and (extra := _extra(rows[count - 1], split)):
        count -= 1
        extras.insert(0, extra)
    last = max((row.numero_linea for row in rows[:count]), default=0)
    if [row.numero_linea for row in rows[count:]] != list(range(last + 1, last + 1 + len(extras))):
        return rows, ()
    return rows[:count], tuple(extras)


def _extra(row: DettaglioLinee, split: frozenset[Decimal]) -> AllowanceCharge | None:
    charge = row.tipo_cessione_prestazione == "AC"
    if not charge and row.tipo_cessione_prestazione != "SC":
        return None
    amount = row.prezzo_totale if charge else -row.prezzo_totale
    extra = AllowanceCharge(
        amount=amount, charge=charge, reason=row.descrizione, vat=vat(row.aliquota_iva, row.natura, split)
    )
    return extra if amount >= 0 and extra_line(extra, row.numero_linea) == row else None


def funds(found: tuple[CassaPrevidenziale, ...], taxes: tuple[TaxBreakdown, ...]) -> tuple[AllowanceCharge, ...]:
    """Contributions to social security funds as document charges."""
    split = frozenset(tax.vat.rate for tax in taxes if tax.vat.category == "B")
    return tuple(
        AllowanceCharge(
            amount=abs(row.importo_contributo_cassa),
            charge=row.importo_contributo_cassa >= 0,
            base=row.imponibile_cassa,
            percent=row.al_cassa,
            reason=fund_name(row.tipo_cassa),
            vat=vat(row.aliquota_iva, row.natura, split),
        )
        for row in found
    )


def fund_name(tipo_cassa: str) -> str:
    """What the charge for a fund is called."""
    return f"Cassa previdenziale {tipo_cassa}"


def fund_marks(found: tuple[CassaPrevidenziale, ...]) -> tuple[Cassa, ...]:
    """The marks of those charges, which come before all others."""
    return tuple(
        Cassa(
            posizione=place,
            tipo_cassa=row.tipo_cassa,
            ritenuta=row.ritenuta,
            riferimento_amministrazione=row.riferimento_amministrazione,
        )
        for place, row in enumerate(found)
    )


def _line(row: DettaglioLinee, id_: str, split: frozenset[Decimal]) -> tuple[Line, Linea]:
    data = tuple(d for d in row.altri_dati_gestionali if d.tipo_dato != MORE)
    rest = [d.riferimento_testo for d in row.altri_dati_gestionali if d.tipo_dato == MORE]
    period = Period(start=row.data_inizio_periodo, end=row.data_fine_periodo)
    quantity = Decimal(1) if row.quantita is None else row.quantita
    line = _coded(
        row.codice_articolo,
        Line(
            id=id_,
            name=" ".join([row.descrizione, *rest]),
            quantity=quantity if row.prezzo_unitario >= 0 else -quantity,
            unit=from_unit(row.unita_misura),
            price=abs(row.prezzo_unitario),
            net=row.prezzo_totale,
            vat=vat(row.aliquota_iva, row.natura, split),
            period=period if period != Period() else None,
            accounting_reference=row.riferimento_amministrazione,
            allowances=_allowances(row, quantity),
        ),
    )
    more = Linea(
        tipo_cessione_prestazione=row.tipo_cessione_prestazione,
        senza_quantita=row.quantita is None,
        ritenuta=row.ritenuta,
        altri_dati_gestionali=data,
    )
    usual = dettaglio(line, row.numero_linea, more, "", _ZERO)
    odd = {
        name: getattr(row, name)
        for name in ("codice_articolo", "unita_misura", "sconto_maggiorazione")
        if getattr(row, name) and getattr(row, name) != getattr(usual, name)
    }
    return line, msgspec.structs.replace(more, **odd)


def _coded(found: tuple[CodiceArticolo, ...], line: Line) -> Line:
    """The line with its item codes; one of an unknown kind is taken for the seller's own."""
    known: dict[str, str] = {}
    classes = []
    for code in found:
        kind = code.codice_tipo.upper()
        if kind in _SCHEMES:
            classes.append(Classification(value=code.codice_valore, scheme=_SCHEMES[kind]))
        else:
            kind = GTIN if kind in _GTINS else kind if kind == BUYER else SELLER
            known.setdefault(kind, code.codice_valore)
    if not found:
        return line
    return msgspec.structs.replace(
        line,
        seller_item=known.get(SELLER, ""),
        buyer_item=known.get(BUYER, ""),
        standard_item=Identifier(value=known[GTIN], scheme="0160") if GTIN in known else None,
        classifications=tuple(classes),
    )


def _allowances(row: DettaglioLinee, quantity: Decimal) -> tuple[AllowanceCharge, ...]:
    """Line discounts, one after the other, as SdI reckons them (00423).

    On a negative price a discount goes towards zero: with the negative quantity that the model then has, a charge.
    """
    price = abs(row.prezzo_unitario)
    found = []
    for step in row.sconto_maggiorazione:
        percent = step.percentuale if step.importo is None else None
        each = abs(step.importo) if step.importo is not None else price * (step.percentuale or _ZERO) / 100
        more = step.tipo == "MG"
        charge = more == (row.prezzo_unitario >= 0)
        base = cents(price * quantity) if percent is not None else None
        found.append(
            AllowanceCharge(
                amount=cents(each * quantity), charge=charge, base=base, percent=percent, reason=word(charge)
            )
        )
        price += each if more else -each
    return tuple(found)
