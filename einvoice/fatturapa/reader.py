"""Read a FatturaPA into the model: what the format says, in the model's terms."""

import base64
import binascii
from datetime import date
from decimal import Decimal, InvalidOperation

import msgspec
from lxml.etree import _Element

from einvoice.countries.italy.block import SOURCE, ItalyBlock, with_block
from einvoice.countries.italy.checks import TYPES
from einvoice.countries.italy.natura import category
from einvoice.fatturapa.units import from_means, from_unit
from einvoice.faults import Fault, Unacceptable
from einvoice.model import (
    Address,
    AllowanceCharge,
    Attachment,
    Contact,
    Delivery,
    Instalment,
    Invoice,
    Line,
    Note,
    Party,
    PaymentMeans,
    Reference,
    TaxBreakdown,
    Totals,
    Vat,
)
from einvoice.parsing import local, parse

_CODES = {td: code for code, td in TYPES.items()}
_NO_ID = {"0000000", "OO99999999999"}


def read(data: bytes) -> Invoice:
    """The invoice of an ordinary FatturaPA with one body.

    Raises `Unacceptable` for anything else, for a lot of several invoices, and for figures or dates that cannot
    be read.
    """
    root = parse(data)
    bodies = root.findall("FatturaElettronicaBody")
    header = root.find("FatturaElettronicaHeader")
    if local(root) != "FatturaElettronica" or header is None or not bodies:
        raise _refused("SOLDE-IT-FORM", "", "the file is not an ordinary FatturaPA")
    if len(bodies) > 1:
        message = f"the file is a lot of {len(bodies)} invoices; one at a time can be read"
        raise _refused("SOLDE-IT-LOT", "", message)
    try:
        return _invoice(header, bodies[0], str(root.get("versione", "")))
    except (InvalidOperation, ValueError, binascii.Error) as error:
        raise _refused("SOLDE-IT-FORM", "", f"a figure or date cannot be read: {error}") from None


def _refused(code: str, path: str, message: str) -> Unacceptable:
    return Unacceptable([Fault(code=code, path=path, message=message, source=SOURCE)])


def _text(element: _Element | None, path: str) -> str:
    return ((element.findtext(path) if element is not None else None) or "").strip()


def _number(element: _Element, path: str) -> Decimal:
    return Decimal(_text(element, path) or "0")


def _date(element: _Element, path: str) -> date | None:
    text = _text(element, path)
    return date.fromisoformat(text[:10]) if text else None


def _invoice(header: _Element, body: _Element, version: str) -> Invoice:
    document = body.find("DatiGenerali/DatiGeneraliDocumento")
    goods = body.find("DatiBeniServizi")
    seller, buyer = header.find("CedentePrestatore"), header.find("CessionarioCommittente")
    if document is None or goods is None or seller is None or buyer is None:
        raise _refused("SOLDE-IT-FORM", "", "the file has no seller, no buyer, no document data or no lines")
    general = body.find("DatiGenerali")
    kind = _text(document, "TipoDocumento")
    details = body.findall("DatiPagamento/DettaglioPagamento")
    instalments = _instalments(details)
    read_lines = [_line(place) for place in goods.findall("DettaglioLinee") if not _is_extra(place)]
    extras = tuple(_extra(place) for place in goods.findall("DettaglioLinee") if _is_extra(place))
    taxes = tuple(_tax(place) for place in goods.findall("DatiRiepilogo"))
    invoice = Invoice(
        number=_text(document, "Numero"),
        issue_date=_date(document, "Data") or date.min,
        currency=_text(document, "Divisa"),
        type_code=_CODES.get(kind, "380"),
        seller=_party(seller),
        buyer=msgspec.structs.replace(_party(buyer), public_body=version == "FPA12"),
        lines=tuple(read_lines),
        allowances=extras,
        taxes=taxes,
        totals=_totals(document, tuple(read_lines), extras, taxes, details),
        due_date=max((i.due for i in instalments), default=None),
        instalments=instalments if len(instalments) > 1 else (),
        payment=_means(details),
        notes=tuple(Note(text=(c.text or "").strip()) for c in document.findall("Causale")),
        purchase_order=_text(general, "DatiOrdineAcquisto/IdDocumento"),
        contract=_text(general, "DatiContratto/IdDocumento"),
        buyer_reference=_text(seller, "RiferimentoAmministrazione"),
        preceding=_preceding(body),
        delivery=_delivery(body),
        attachments=tuple(_attachment(place) for place in body.findall("Allegati")),
    )
    return with_block(invoice, _block(header, document, body, kind))


def _party(place: _Element) -> Party:
    data = place.find("DatiAnagrafici")
    number = _text(data, "IdFiscaleIVA/IdCodice")
    name = _text(data, "Anagrafica/Denominazione")
    person = f"{_text(data, 'Anagrafica/Nome')} {_text(data, 'Anagrafica/Cognome')}".strip()
    phone, email = _text(place, "Contatti/Telefono"), _text(place, "Contatti/Email")
    seat = place.find("Sede")
    country = _text(seat, "Nazione")
    street = f"{_text(seat, 'Indirizzo')} {_text(seat, 'NumeroCivico')}".strip()
    postcode = _text(seat, "CAP")
    return Party(
        name=name or person,
        vat_id=_vat_id(_text(data, "IdFiscaleIVA/IdPaese"), number),
        tax_registration=_text(data, "CodiceFiscale"),
        address=Address(
            line1=street,
            city=_text(seat, "Comune"),
            postcode="" if country != "IT" and postcode == "00000" else postcode,
            subdivision=_text(seat, "Provincia"),
            country=country,
        ),
        contact=Contact(phone=phone, email=email) if phone or email else None,
        consumer=number == "0000000" or (not number and bool(person)),
    )


def _vat_id(country: str, number: str) -> str:
    """The VAT number with its prefix; empty for the conventional numbers of buyers who have none."""
    if not number or number in _NO_ID:
        return ""
    if country == "CH" and number.startswith("CHE"):
        return number
    return ("EL" if country == "GR" else country) + number


def _vat(place: _Element) -> Vat:
    natura = _text(place, "Natura")
    rate = _number(place, "AliquotaIVA")
    return Vat(
        category=category(natura) if not rate else "S",
        rate=rate,
        national_code=natura,
        exemption_reason=_text(place, "RiferimentoNormativo"),
    )


def _is_extra(place: _Element) -> bool:
    """Discounts and incidental expenses without a quantity are what the writer makes of document allowances."""
    return _text(place, "TipoCessionePrestazione") in {"SC", "AC"} and not _text(place, "Quantita")


def _extra(place: _Element) -> AllowanceCharge:
    amount = _number(place, "PrezzoTotale")
    return AllowanceCharge(amount=abs(amount), charge=amount >= 0, reason=_text(place, "Descrizione"), vat=_vat(place))


def _line(place: _Element) -> Line:
    quantity = _number(place, "Quantita") if _text(place, "Quantita") else Decimal(1)
    price = _number(place, "PrezzoUnitario")
    allowances = []
    for discount in place.findall("ScontoMaggiorazione"):
        each = _number(discount, "Importo") or price * _number(discount, "Percentuale") / 100
        percent = _number(discount, "Percentuale") or None
        amount = round(each * quantity, 2)
        charge = _text(discount, "Tipo") == "MG"
        allowances.append(AllowanceCharge(amount=amount, charge=charge, percent=percent))
    return Line(
        id=_text(place, "NumeroLinea"),
        name=_text(place, "Descrizione"),
        quantity=quantity if price >= 0 else -quantity,
        unit=from_unit(_text(place, "UnitaMisura")),
        price=abs(price),
        net=_number(place, "PrezzoTotale"),
        vat=_vat(place),
        seller_item=_text(place, "CodiceArticolo/CodiceValore"),
        allowances=tuple(allowances),
    )


def _tax(place: _Element) -> TaxBreakdown:
    return TaxBreakdown(vat=_vat(place), base=_number(place, "ImponibileImporto"), tax=_number(place, "Imposta"))


def _totals(
    document: _Element,
    lines: tuple[Line, ...],
    extras: tuple[AllowanceCharge, ...],
    taxes: tuple[TaxBreakdown, ...],
    details: list[_Element],
) -> Totals:
    exclusive = sum((t.base for t in taxes), Decimal(0))
    tax = sum((t.tax for t in taxes), Decimal(0))
    total = _number(document, "ImportoTotaleDocumento") or exclusive + tax
    rounding = _number(document, "Arrotondamento")
    payable = sum((_number(d, "ImportoPagamento") for d in details), Decimal(0)) if details else total + rounding
    return Totals(
        lines=sum((n.net for n in lines), Decimal(0)),
        allowances=sum((a.amount for a in extras if not a.charge), Decimal(0)),
        charges=sum((a.amount for a in extras if a.charge), Decimal(0)),
        tax_exclusive=exclusive,
        tax=tax,
        tax_inclusive=total,
        prepaid=total + rounding - payable,
        rounding=rounding,
        payable=payable,
    )


def _instalments(details: list[_Element]) -> tuple[Instalment, ...]:
    found = ((_date(d, "DataScadenzaPagamento"), _number(d, "ImportoPagamento")) for d in details)
    return tuple(Instalment(due=due, amount=amount) for due, amount in found if due)


def _means(details: list[_Element]) -> tuple[PaymentMeans, ...]:
    if not details:
        return ()
    first = details[0]
    return (
        PaymentMeans(
            code=from_means(_text(first, "ModalitaPagamento")),
            remittance=_text(first, "CodicePagamento"),
            iban=_text(first, "IBAN"),
            account_name=_text(first, "Beneficiario"),
            bic=_text(first, "BIC"),
        ),
    )


def _preceding(body: _Element) -> tuple[Reference, ...]:
    return tuple(
        Reference(number=_text(place, "IdDocumento"), issue_date=_date(place, "Data"))
        for place in body.findall("DatiGenerali/DatiFattureCollegate")
    )


def _delivery(body: _Element) -> Delivery | None:
    day = _date(body, "DatiGenerali/DatiTrasporto/DataOraConsegna")
    return Delivery(delivered=day) if day else None


def _attachment(place: _Element) -> Attachment:
    name = _text(place, "NomeAttachment")
    kinds = {"PDF": "application/pdf", "XML": "text/xml", "CSV": "text/csv", "PNG": "image/png"}
    return Attachment(
        id=name,
        filename=name,
        mime=kinds.get(_text(place, "FormatoAttachment").upper(), "application/octet-stream"),
        content=base64.b64decode("".join(_text(place, "Attachment").split()), validate=True),
        description=_text(place, "DescrizioneAttachment"),
    )


def _block(header: _Element, document: _Element, body: _Element, kind: str) -> ItalyBlock:
    code = _text(header, "DatiTrasmissione/CodiceDestinatario")
    register = header.find("CedentePrestatore/IscrizioneREA")
    capital = _text(register, "CapitaleSociale")
    stamp = _text(document, "DatiBollo/ImportoBollo")
    means = _text(body, "DatiPagamento/DettaglioPagamento/ModalitaPagamento")
    order, contract = "DatiGenerali/DatiOrdineAcquisto", "DatiGenerali/DatiContratto"
    payable = _text(body, "DatiBeniServizi/DatiRiepilogo/EsigibilitaIVA")
    return ItalyBlock(
        codice_destinatario=code,
        pec=_text(header, "DatiTrasmissione/PECDestinatario"),
        regime_fiscale=_text(header, "CedentePrestatore/DatiAnagrafici/RegimeFiscale"),
        tipo_documento=kind if kind not in _CODES else "",
        esigibilita=payable if payable != "I" else "",
        modalita_pagamento=means if from_means(means) == "1" else "",
        bollo_virtuale=_text(document, "DatiBollo/BolloVirtuale") == "SI",
        importo_bollo=Decimal(stamp) if stamp else None,
        rea_ufficio=_text(register, "Ufficio"),
        rea_numero=_text(register, "NumeroREA"),
        capitale_sociale=Decimal(capital) if capital else None,
        socio_unico=_text(register, "SocioUnico"),
        stato_liquidazione=_text(register, "StatoLiquidazione") or "LN",
        cig=_text(body, f"{order}/CodiceCIG") or _text(body, f"{contract}/CodiceCIG"),
        cup=_text(body, f"{order}/CodiceCUP") or _text(body, f"{contract}/CodiceCUP"),
    )
