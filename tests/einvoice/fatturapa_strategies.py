"""Italian invoices for Hypothesis, in the form in which FatturaPA gives them back.

Every invoice is one that `complete` has nothing to add to and that uses only what the format has a place for. All
values are made up; where an amount follows from others, it is worked out here and not by the code under test.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec
from hypothesis import strategies as st

from einvoice.countries.italy import ItalyBlock
from einvoice.countries.italy.block import with_block
from einvoice.countries.italy.blocks.amounts import (
    Allegato,
    AltriDatiGestionali,
    Cassa,
    CodiceArticolo,
    Linea,
    Riepilogo,
    Ritenuta,
    ScontoMaggiorazione,
)
from einvoice.countries.italy.natura import NATURE, category
from einvoice.model import (
    AllowanceCharge,
    Attachment,
    Classification,
    Identifier,
    Invoice,
    Line,
    Note,
    Period,
    TaxBreakdown,
    Totals,
    Vat,
)
from tests.einvoice import fatturapa_parties as parties
from tests.einvoice import fatturapa_references as references
from tests.einvoice.fatturapa_values import basic, cents, days, latin, maybe, money, several
from tests.einvoice.fatturapa_values import decimals as number

replace = msgspec.structs.replace
ZERO = Decimal(0)
TYPES = [("380", ""), ("381", ""), ("386", ""), ("383", ""), ("386", "TD03")]
TYPES += [("380", td) for td in ("TD06", "TD24", "TD25", "TD26", "TD27")]
TYPES += [("389", td) for td in ("TD16", "TD17", "TD18", "TD19", "TD20", "TD21", "TD22", "TD23", "TD28", "TD29")]
UNITS = st.sampled_from(["C62", "HUR", "KGM", "MTR", "LS", "NAR"])
OWN_WORDS = {"C62": "pz", "HUR": "Ore", "KGM": "kg", "MTR": "mt", "LS": "a corpo", "NAR": "NAR"}


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    """A whole ordinary invoice."""
    code, kind = draw(st.sampled_from(TYPES))
    split = draw(st.booleans())
    vats = draw(vat_pool(split))
    rows, linee = draw(lines(vats))
    funds, marks = draw(contributions(vats))
    extras = draw(several(document_allowances(vats), 2))
    taxes, riepiloghi, esigibilita = draw(breakdowns(vats, rows, (*funds, *extras), split))
    withheld = draw(several(ritenute(), 2))
    notes = draw(several(latin(200), 3))
    head, block = draw(parties.headers())
    files, more_files = draw(attachments())
    invoice = Invoice(
        number=draw(basic(20)),
        issue_date=draw(days()),
        currency="EUR",
        type_code=code,
        lines=rows,
        allowances=(*funds, *extras),
        taxes=taxes,
        totals=totals(
            rows, (*funds, *extras), taxes, draw(maybe(st.sampled_from([Decimal("0.01"), Decimal("-0.02")])))
        ),
        notes=tuple(Note(text=text) for text in notes),
        attachments=files,
        **head,
    )
    block |= {
        "tipo_documento": kind,
        "esigibilita": esigibilita,
        "bollo_virtuale": draw(st.booleans()),
        "ritenute": withheld,
        "casse": marks,
        "sconto_maggiorazione": draw(several(discounts(), 1)),
        "art73": draw(st.booleans()),
        "linee": linee,
        "riepiloghi": riepiloghi,
        "allegati": more_files,
    }
    if block["bollo_virtuale"]:
        block["importo_bollo"] = draw(maybe(money()))
    invoice, cited = draw(references.cited(invoice))
    invoice, paid = draw(references.paid(invoice, withheld))
    return with_block(invoice, ItalyBlock(**(block | cited | paid)))


@st.composite
def vat_pool(draw: st.DrawFn, split: bool) -> list[Vat]:
    """One to three treatments, all rates of one kind."""
    rates = draw(st.lists(st.sampled_from(["22", "10", "5", "4"]), max_size=2, unique=True))
    natures = draw(st.lists(st.sampled_from(sorted(NATURE)), min_size=0 if rates else 1, max_size=1))
    rated = [Vat(category="B" if split else "S", rate=Decimal(rate)) for rate in rates]
    return rated + [Vat(category=category(code), national_code=code) for code in natures]


@st.composite
def lines(draw: st.DrawFn, vats: list[Vat]) -> tuple[tuple[Line, ...], dict[str, Linea]]:
    """Lines with any ids that are numbers, and what the block has of them."""
    ids = draw(st.lists(st.integers(1, 9000), min_size=1, max_size=4, unique=True))
    pairs = [draw(line(str(place), draw(st.sampled_from(vats)))) for place in ids]
    return tuple(row for row, _ in pairs), {row.id: more for row, more in pairs if more != Linea()}


@st.composite
def line(draw: st.DrawFn, id_: str, vat: Vat) -> tuple[Line, Linea]:
    """A line, and what the block has of it."""
    price = draw(number("0.01", "9999", 8))
    unit, more = draw(UNITS), {}
    quantity = draw(number("0.001", "999", 8))
    if draw(st.integers(0, 5)) == 0:
        more["senza_quantita"], quantity, unit = True, Decimal(1), "C62"
    elif draw(st.integers(0, 3)) == 0 and OWN_WORDS[unit] != unit:
        more["unita_misura"] = OWN_WORDS[unit]
    back = draw(st.integers(0, 4)) == 0
    allowances = () if back else draw(line_allowances(price, quantity))
    quantity = -quantity if back else quantity
    net = quantity * price + sum((a.amount if a.charge else -a.amount for a in allowances), ZERO)
    codes = draw(item_codes())
    if codes and draw(st.integers(0, 3)) == 0:
        first = CodiceArticolo(codice_tipo="INTERNO", codice_valore=draw(latin(35)))
        second = CodiceArticolo(codice_tipo="Cod. fornitore", codice_valore=draw(latin(35)))
        more["codice_articolo"] = (first, second)
        codes = {"seller_item": first.codice_valore}
    start, end = draw(maybe(days())), draw(maybe(days()))
    long = " ".join(draw(st.lists(latin(40), min_size=40, max_size=40))) if draw(st.integers(0, 20)) == 0 else ""
    kinds = ["", "PR", "AB"] if "senza_quantita" in more else ["", "SC", "PR", "AB", "AC"]
    row = Line(
        id=id_,
        name=long or draw(latin(80)),
        quantity=quantity,
        unit=unit,
        price=price,
        net=cents(net),
        vat=vat,
        period=Period(start=start, end=end) if start or end else None,
        accounting_reference=draw(st.one_of(st.just(""), basic(20))),
        allowances=allowances,
        **codes,
    )
    return row, Linea(
        tipo_cessione_prestazione=draw(st.sampled_from(kinds)),
        ritenuta=draw(st.booleans()),
        altri_dati_gestionali=draw(several(other_data(), 2)),
        **more,
    )


@st.composite
def line_allowances(draw: st.DrawFn, price: Decimal, quantity: Decimal) -> tuple[AllowanceCharge, ...]:
    """Percentages one upon the other, then amounts."""
    found = []
    for percent in draw(st.lists(number("0.5", "40", 2), max_size=2)):
        charge = draw(st.booleans())
        step = price * percent / 100
        found.append(
            AllowanceCharge(
                amount=cents(step * quantity),
                charge=charge,
                base=cents(price * quantity),
                percent=percent,
                reason="Maggiorazione" if charge else "Sconto",
            )
        )
        price += step if charge else -step
    for amount in draw(st.lists(money(), max_size=1)):
        charge = draw(st.booleans())
        found.append(AllowanceCharge(amount=amount, charge=charge, reason="Maggiorazione" if charge else "Sconto"))
    return tuple(found)


@st.composite
def item_codes(draw: st.DrawFn) -> dict[str, Any]:
    """The codes of an item, each of which may be there."""
    codes: dict[str, Any] = {}
    if draw(st.booleans()):
        codes["seller_item"] = draw(latin(35))
    if draw(st.booleans()):
        codes["buyer_item"] = draw(latin(35))
    if draw(st.booleans()):
        codes["standard_item"] = Identifier(value="8001234567891", scheme="0160")
    schemes = draw(st.lists(st.sampled_from(["STI", "CV", "TST"]), max_size=2))
    if schemes:
        codes["classifications"] = tuple(Classification(value="39111000-3", scheme=scheme) for scheme in schemes)
    return codes


def other_data() -> st.SearchStrategy[AltriDatiGestionali]:
    return st.builds(
        AltriDatiGestionali,
        tipo_dato=basic(10).filter(lambda kind: kind != "SEGUE"),
        riferimento_testo=st.one_of(st.just(""), latin(60)),
        riferimento_numero=maybe(number("0", "99999", 8)),
        riferimento_data=maybe(days()),
    )


def discounts() -> st.SearchStrategy[ScontoMaggiorazione]:
    percent = number("0", "100", 2)
    kind = st.sampled_from(["SC", "MG"])
    return st.builds(ScontoMaggiorazione, tipo=kind, percentuale=percent, importo=maybe(number("0", "99", 8)))


@st.composite
def contributions(draw: st.DrawFn, vats: list[Vat]) -> tuple[tuple[AllowanceCharge, ...], tuple[Cassa, ...]]:
    """Charges for social security funds, and their marks."""
    kinds = draw(st.lists(st.sampled_from(["TC01", "TC04", "TC22"]), max_size=2))
    charges, marks = [], []
    for place, kind in enumerate(kinds):
        charges.append(
            AllowanceCharge(
                amount=draw(money()),
                charge=True,
                base=draw(maybe(money())),
                percent=draw(number("0", "20", 2)),
                reason=f"Cassa previdenziale {kind}",
                vat=draw(st.sampled_from(vats)),
            )
        )
        reference = draw(st.one_of(st.just(""), basic(20)))
        marks.append(
            Cassa(posizione=place, tipo_cassa=kind, ritenuta=draw(st.booleans()), riferimento_amministrazione=reference)
        )
    return tuple(charges), tuple(marks)


def document_allowances(vats: list[Vat]) -> st.SearchStrategy[AllowanceCharge]:
    return st.builds(
        AllowanceCharge, amount=money(), charge=st.booleans(), reason=latin(100), vat=st.sampled_from(vats)
    )


def ritenute() -> st.SearchStrategy[Ritenuta]:
    return st.builds(
        Ritenuta,
        tipo_ritenuta=st.sampled_from(["RT01", "RT02", "RT03", "RT04", "RT05", "RT06"]),
        importo_ritenuta=number("0.01", "5", 2),
        aliquota_ritenuta=number("1", "30", 2),
        causale_pagamento=st.sampled_from(["A", "V", "ZO", "M1"]),
    )


@st.composite
def breakdowns(
    draw: st.DrawFn, vats: list[Vat], rows: tuple[Line, ...], extras: tuple[AllowanceCharge, ...], split: bool
) -> tuple[tuple[TaxBreakdown, ...], tuple[Riepilogo, ...], str]:
    """The VAT summary, what the block has of it, and when VAT falls due."""
    taxes = []
    for vat in vats:
        base = sum((row.net for row in rows if row.vat == vat), ZERO)
        base += sum((a.amount if a.charge else -a.amount for a in extras if a.vat == vat), ZERO)
        reason = draw(latin(100)) if not vat.rate or draw(st.booleans()) else ""
        taxes.append(
            TaxBreakdown(vat=replace(vat, exemption_reason=reason), base=base, tax=cents(base * vat.rate / 100))
        )
    rated = sum(1 for vat in vats if vat.rate)
    due = "" if not rated else "S" if split else draw(st.sampled_from(["", "D"]))
    more = [
        Riepilogo(spese_accessorie=draw(maybe(money())), arrotondamento=draw(maybe(number("-1", "1", 8)))) for _ in vats
    ]
    if rated == 2 and not due and draw(st.booleans()):
        more[0] = replace(more[0], esigibilita_iva="D")
    while more and more[-1] == Riepilogo():
        more.pop()
    return tuple(taxes), tuple(more), due


def totals(
    rows: tuple[Line, ...],
    extras: tuple[AllowanceCharge, ...],
    taxes: tuple[TaxBreakdown, ...],
    rounding: Decimal | None,
) -> Totals:
    """Sums; what is due and already paid follows with the payment."""
    exclusive, tax = sum((t.base for t in taxes), ZERO), sum((t.tax for t in taxes), ZERO)
    return Totals(
        lines=sum((row.net for row in rows), ZERO),
        allowances=sum((a.amount for a in extras if not a.charge), ZERO),
        charges=sum((a.amount for a in extras if a.charge), ZERO),
        tax_exclusive=exclusive,
        tax=tax,
        tax_inclusive=exclusive + tax,
        rounding=rounding or ZERO,
        payable=ZERO,
    )


@st.composite
def attachments(draw: st.DrawFn) -> tuple[tuple[Attachment, ...], tuple[Allegato, ...]]:
    """Files, and what the block has of them."""
    kinds = {"pdf": "application/pdf", "csv": "text/csv", "dat": "application/octet-stream"}
    endings = draw(st.lists(st.sampled_from(sorted(kinds)), max_size=2))
    files, more = [], []
    for place, ending in enumerate(endings):
        name = f"allegato {place}.{ending}"
        note = draw(st.one_of(st.just(""), latin(100)))
        content = draw(st.binary(min_size=1, max_size=40))
        files.append(Attachment(id=name, filename=name, mime=kinds[ending], content=content, description=note))
        more.append(Allegato(algoritmo_compressione=draw(st.sampled_from(["", "ZIP"]))))
    while more and more[-1] == Allegato():
        more.pop()
    return tuple(files), tuple(more)


@st.composite
def simplified(draw: st.DrawFn) -> Invoice:
    """A simplified invoice or note."""
    code = draw(st.sampled_from(["380", "381", "383"]))
    pool = [vat for vat in draw(vat_pool(False)) if not vat.national_code.startswith(("N6", "N7"))]
    pool = pool or [Vat(category="S", rate=Decimal(22))]
    nets = draw(st.lists(number("-200", "400", 2).filter(bool), min_size=1, max_size=4))
    rows, bases = [], {}
    for place, net in enumerate(nets, 1):
        vat = draw(st.sampled_from(pool))
        bases[vat] = bases.get(vat, ZERO) + net
        rows.append(
            Line(
                id=str(place),
                name=draw(latin(200)),
                quantity=Decimal(1 if net > 0 else -1),
                price=abs(net),
                net=net,
                vat=vat,
            )
        )
    taxes = tuple(
        TaxBreakdown(
            vat=replace(vat, exemption_reason=draw(latin(100))),
            base=base,
            # nothing can be shared out over lines that add up to nothing
            tax=(base * vat.rate / 100).quantize(Decimal("0.01"), ROUND_HALF_UP),
        )
        for vat, base in bases.items()
    )
    found = totals(tuple(rows), (), taxes, None)
    head, block = draw(parties.simplified_headers())
    correction, more = draw(references.corrected(code))
    files, more_files = draw(attachments())
    invoice = Invoice(
        number=draw(basic(20)),
        issue_date=draw(days()),
        currency="EUR",
        type_code=code,
        lines=tuple(rows),
        taxes=taxes,
        totals=replace(found, payable=found.tax_inclusive),
        preceding=correction,
        attachments=files,
        **head,
    )
    block |= {"bollo_virtuale": draw(st.booleans()), "allegati": more_files} | more
    return with_block(invoice, ItalyBlock(**block))
