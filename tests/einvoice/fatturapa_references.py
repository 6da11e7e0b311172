"""What an Italian invoice refers to, how it travels and how it is paid."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import strategies as st

from einvoice.countries.italy.blocks.amounts import Ritenuta
from einvoice.countries.italy.blocks.parties import Anagrafica, IdFiscale, Vettore
from einvoice.countries.italy.blocks.payment import DettaglioPagamento, Pagamento
from einvoice.countries.italy.blocks.references import (
    DDT,
    SAL,
    FatturaPrincipale,
    Riferimento,
    Trasporto,
    Veicoli,
)
from einvoice.model import Address, Delivery, Instalment, Invoice, PaymentMeans, Reference
from tests.einvoice.fatturapa_parties import CAPITALS, DIGITS, places
from tests.einvoice.fatturapa_values import basic, cents, code, days, latin, maybe, money, several, texts
from tests.einvoice.fatturapa_values import decimals as number

replace = msgspec.structs.replace
ZERO = Decimal(0)
# ModalitaPagamento -> the code that the model has for it; the last three are more than UNTDID 4461 says.
MEANS = {"MP01": "10", "MP02": "20", "MP05": "30", "MP08": "48", "MP19": "59", "MP03": "20", "MP12": "1", "MP23": "1"}


@st.composite
def cited(draw: st.DrawFn, invoice: Invoice) -> tuple[Invoice, dict[str, Any]]:
    """References and transport, in the model and in the block."""
    orders, more = draw(orders_and_contracts(invoice))
    block: dict[str, Any] = {
        **more,
        "convenzioni": draw(several(riferimenti(), 1)),
        "sal": draw(several(st.builds(SAL, riferimento_fase=st.integers(1, 999)), 2)),
        "ddt": draw(several(ddt(), 2)),
        "fattura_principale": draw(
            maybe(st.builds(FatturaPrincipale, numero_fattura_principale=basic(20), data_fattura_principale=days()))
        ),
        "veicoli": draw(maybe(st.builds(Veicoli, data=days(), totale_percorso=basic(15)))),
    }
    fields: dict[str, Any] = dict(orders)
    fields["despatch_advice"] = block["ddt"][0].numero_ddt if block["ddt"] else ""
    if draw(st.booleans()):
        block["ricezioni"] = (draw(riferimenti()),)
        fields["receiving_advice"] = block["ricezioni"][0].id_documento
    else:
        fields["receiving_advice"] = draw(texts(basic(20)))
    earlier = draw(several(st.builds(Reference, number=basic(20), issue_date=maybe(days())), 2))
    if earlier and draw(st.booleans()):
        block["fatture_collegate"] = tuple(
            Riferimento(id_documento=r.number, data=r.issue_date, num_item="3") for r in earlier
        )
    fields["preceding"] = earlier
    fields["delivery"], block["trasporto"] = draw(transports())
    return replace(invoice, **fields), block


@st.composite
def orders_and_contracts(draw: st.DrawFn, invoice: Invoice) -> tuple[dict[str, Any], dict[str, Any]]:
    codes = {"cig": draw(texts(code(CAPITALS + DIGITS, 10))), "cup": draw(texts(code(CAPITALS + DIGITS, 15)))}
    kind = draw(st.sampled_from(["none", "codes", "order", "positions", "contract", "both", "lists"]))
    order, contract = draw(basic(20)), draw(basic(20))
    if kind == "none":
        return {}, {}
    if kind == "codes":
        return {}, codes
    if kind == "order":
        return {"purchase_order": order}, codes
    if kind == "positions":
        rows = tuple(replace(row, order_line=draw(texts(basic(20)))) for row in invoice.lines)
        return {"purchase_order": order, "lines": rows}, codes
    if kind == "contract":
        return {"contract": contract}, codes
    if kind == "both":
        return {"purchase_order": order, "contract": contract}, codes
    first, second = draw(riferimenti()), draw(riferimenti())
    lists = {"ordini": (first, draw(riferimenti())), "contratti": (second,)}
    lists["cig"] = first.codice_cig or second.codice_cig
    lists["cup"] = first.codice_cup or second.codice_cup
    return {"purchase_order": first.id_documento, "contract": second.id_documento}, lists


def riferimenti() -> st.SearchStrategy[Riferimento]:
    """A reference with more than the model has: a date, and either no line or two."""
    return st.builds(
        Riferimento,
        riferimento_numero_linea=st.sampled_from([(), (1, 2)]),
        id_documento=basic(20),
        data=days(),
        num_item=texts(basic(20)),
        codice_commessa_convenzione=texts(latin(100)),
        codice_cup=texts(code(CAPITALS + DIGITS, 15)),
        codice_cig=texts(code(CAPITALS + DIGITS, 10)),
    )


def ddt() -> st.SearchStrategy[DDT]:
    lines = st.sampled_from([(), (1,), (1, 2)])
    return st.builds(DDT, numero_ddt=basic(20), data_ddt=days(), riferimento_numero_linea=lines)


@st.composite
def transports(draw: st.DrawFn) -> tuple[Delivery | None, Trasporto | None]:
    """A delivery as the model has it, or a transport with more."""
    day, place = draw(maybe(days())), draw(maybe(places()))
    if place and day:
        place = replace(place, numero_civico="")
    address = None
    if place:
        address = Address(
            line1=f"{place.indirizzo} {place.numero_civico}".strip(),
            city=place.comune,
            postcode=place.cap,
            subdivision=place.provincia,
            country="IT",
        )
    delivery = Delivery(delivered=day, address=address) if day or address else None
    hour = f"{day.isoformat()}T08:30:00+01:00" if day else ""
    if draw(st.booleans()) and (place is None or not place.numero_civico):
        return delivery, None
    return delivery, Trasporto(
        dati_anagrafici_vettore=draw(carriers()),
        mezzo_trasporto=draw(texts(latin(80))),
        causale_trasporto=draw(texts(latin(100))),
        numero_colli=draw(maybe(st.integers(1, 9999))),
        descrizione=draw(texts(latin(100))),
        unita_misura_peso=draw(texts(basic(10))),
        peso_lordo=draw(maybe(number("0", "9999", 2))),
        peso_netto=draw(maybe(number("0", "9999", 2))),
        data_ora_ritiro=draw(st.sampled_from(["", "2026-10-30T07:00:00"])),
        data_inizio_trasporto=draw(maybe(days())),
        tipo_resa=draw(st.sampled_from(["", "EXW"])),
        indirizzo_resa=place,
        data_ora_consegna=hour,
    )


@st.composite
def carriers(draw: st.DrawFn) -> Vettore:
    return Vettore(
        id_fiscale_iva=IdFiscale(id_paese="IT", id_codice="03456789012"),
        codice_fiscale=draw(texts(code(DIGITS, 11))),
        anagrafica=Anagrafica(denominazione=draw(latin(80))),
        numero_licenza_guida=draw(texts(basic(20))),
    )


@st.composite
def corrected(draw: st.DrawFn, type_code: str) -> tuple[tuple[Reference, ...], dict[str, Any]]:
    """The invoice that a simplified note corrects."""
    if type_code == "380":
        return (), {}
    earlier = Reference(number=draw(basic(20)), issue_date=draw(days()))
    return (earlier,), {"elementi_rettificati": draw(texts(latin(200)))}


@st.composite
def paid(draw: st.DrawFn, invoice: Invoice, withheld: tuple[Ritenuta, ...]) -> tuple[Invoice, dict[str, Any]]:
    """What is due, and how it is paid: not said, at once, in parts, or with more than the model says."""
    totals = invoice.totals
    asked = totals.tax_inclusive + totals.rounding
    split = sum((tax.tax for tax in invoice.taxes if tax.vat.category == "B"), ZERO)
    kept = sum((r.importo_ritenuta for r in withheld), ZERO)
    most = asked - split - kept
    kinds = ["none"] if most <= 1 else ["none", "own"] if invoice.is_credit else ["none", "once", "parts", "own"]
    kind = draw(st.sampled_from(kinds))
    if kind == "none":
        payable = asked - split
        return replace(invoice, totals=replace(totals, payable=payable, prepaid=asked - payable)), {}
    paid_now = cents(most * draw(st.sampled_from([Decimal(1), Decimal("0.75")])))
    payable = paid_now + kept
    mode = draw(st.sampled_from(sorted(MEANS)))
    block = {"modalita_pagamento": mode} if mode in {"MP03", "MP12", "MP23"} else {}
    invoice = replace(invoice, totals=replace(totals, payable=payable, prepaid=asked - payable))
    first = draw(means(MEANS[mode]))
    if kind == "once":
        ways = (first, *draw(several(means(MEANS[mode]), 1)))
        return replace(invoice, payment=ways, due_date=draw(maybe(days()))), block
    if kind == "own":
        detail = draw(details(first, mode, paid_now))
        fields = {"payment": (first,), "due_date": detail.data_scadenza_pagamento}
        own = Pagamento(condizioni_pagamento=draw(st.sampled_from(["TP02", "TP03"])), dettaglio_pagamento=(detail,))
        return replace(invoice, **fields), block | {"pagamenti": (own,)}
    dates: list[date] = draw(st.lists(days(), min_size=2, max_size=4))
    each = cents(paid_now / len(dates))
    amounts = [each] * (len(dates) - 1) + [paid_now - each * (len(dates) - 1)]
    other = draw(means(MEANS[mode]).filter(lambda way: way != first))
    ways = [None] + [draw(st.sampled_from([None, other])) for _ in dates[1:]]
    parts = tuple(Instalment(due=d, amount=a, means=m) for d, a, m in zip(dates, amounts, ways, strict=True))
    return replace(invoice, instalments=parts, payment=(first,), due_date=min(dates)), block


def means(untdid: str) -> st.SearchStrategy[PaymentMeans]:
    return st.builds(
        PaymentMeans,
        code=st.just(untdid),
        remittance=texts(basic(60)),
        iban=texts(st.just("IT60X0542811101000000123456")),
        account_name=texts(latin(200)),
        bic=texts(st.just("BCITITMM")),
    )


@st.composite
def details(draw: st.DrawFn, way: PaymentMeans, mode: str, amount: Decimal) -> DettaglioPagamento:
    """A payment with what EN 16931 has no term for."""
    return DettaglioPagamento(
        beneficiario=way.account_name,
        modalita_pagamento=mode,
        data_riferimento_termini_pagamento=draw(days()),
        giorni_termini_pagamento=draw(maybe(st.integers(0, 999))),
        data_scadenza_pagamento=draw(maybe(days())),
        importo_pagamento=amount,
        cod_ufficio_postale=draw(texts(basic(20))),
        cognome_quietanzante=draw(texts(latin(60))),
        nome_quietanzante=draw(texts(latin(60))),
        cf_quietanzante=draw(texts(code(CAPITALS + DIGITS, 16))),
        titolo_quietanzante=draw(st.sampled_from(["", "Dott."])),
        istituto_finanziario=draw(texts(latin(80))),
        iban=way.iban,
        abi=draw(texts(code(DIGITS, 5))),
        cab=draw(texts(code(DIGITS, 5))),
        bic=way.bic,
        sconto_pagamento_anticipato=draw(maybe(money())),
        data_limite_pagamento_anticipato=draw(maybe(days())),
        penalita_pagamenti_ritardati=draw(maybe(money())),
        data_decorrenza_penale=draw(maybe(days())),
        codice_pagamento=way.remittance,
    )
