"""From the XML to `Case`: one walk over the elements, whatever their order or completeness."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from lxml.etree import _Element

from einvoice.fatturapa.controls.case import (
    ZERO,
    Body,
    Case,
    Discount,
    Fund,
    Goods,
    Line,
    Person,
    Reference,
    Summary,
    children,
    figure,
    texts,
)

_BUYER_AGENT = "national.IT.cessionario.rappresentante_fiscale"


def ordinary(root: _Element, on: date | None = None) -> Case:
    """The case of a FatturaElettronica."""
    return _case(root, on, tuple(_body(body, prefix) for body, prefix in _bodies(root)))


def simplified(root: _Element, on: date | None = None) -> Case:
    """The case of a FatturaElettronicaSemplificata."""
    return _case(root, on, tuple(_simple(body, prefix) for body, prefix in _bodies(root)))


def _bodies(root: _Element) -> list[tuple[_Element, str]]:
    found = root.findall("FatturaElettronicaBody")
    return [(body, f"lot[{i}]." if len(found) > 1 else "") for i, body in enumerate(found)]


def _case(root: _Element, on: date | None, bodies: tuple[Body, ...]) -> Case:
    header = children(root.find("FatturaElettronicaHeader"))
    sent = header.get("DatiTrasmissione")
    data = texts(sent)
    identity = texts(None if sent is None else sent.find("IdTrasmittente"))
    seller, buyer = children(header.get("CedentePrestatore")), children(header.get("CessionarioCommittente"))
    own = children(seller["DatiAnagrafici"]) if "DatiAnagrafici" in seller else seller
    facts = buyer.get("DatiAnagrafici", buyer.get("IdentificativiFiscali"))
    agent = children(header.get("RappresentanteFiscale")).get("DatiAnagrafici")
    if agent is None:  # the simplified form has it within the seller
        agent = seller.get("RappresentanteFiscale")
    other = buyer.get("RappresentanteFiscale")
    regime = own.get("RegimeFiscale")
    return Case(
        version=root.get("versione", ""),
        form=data.get("FormatoTrasmissione", ""),
        recipient=data.get("CodiceDestinatario", ""),
        pec=data.get("PECDestinatario", ""),
        regime="" if regime is None else (regime.text or "").strip(),
        transmitter=Person("national.IT.id_trasmittente", identity.get("IdPaese", ""), identity.get("IdCodice", "")),
        seller=_person("seller", own),
        buyer=_person("buyer", children(facts)),
        seller_agent=None if agent is None else _person("tax_representative", children(agent)),
        buyer_agent=None if other is None else _person(_BUYER_AGENT, children(other)),
        bodies=bodies,
        on=on,
    )


def _person(path: str, facts: dict[str, _Element]) -> Person:
    identity = texts(facts.get("IdFiscaleIVA"))
    fiscal = facts.get("CodiceFiscale")
    number = "" if fiscal is None else (fiscal.text or "").strip()
    return Person(path, identity.get("IdPaese", ""), identity.get("IdCodice", ""), number)


def _body(body: _Element, prefix: str) -> Body:
    document: _Element | None = None
    references: list[Reference] = []
    for block in body.iterfind("DatiGenerali/*"):
        if block.tag == "DatiGeneraliDocumento":
            document = block
        elif block.tag == "DatiFattureCollegate":
            path = f"{prefix}preceding[{len(references)}]"
            references.append(Reference(path, (block.findtext("Data") or "").strip()[:10]))
    funds: list[Fund] = []
    discounts: list[Discount] = []
    for block in () if document is None else document:
        if block.tag == "DatiCassaPrevidenziale":
            funds.append(_fund(block, f"{prefix}national.IT.casse[{len(funds)}]"))
        elif block.tag == "ScontoMaggiorazione":
            path = f"{prefix}national.IT.sconto_maggiorazione[{len(discounts)}]"
            discounts.append(_discount(block, path))
    rows: list[_Element] = []
    summaries: list[Summary] = []
    for block in body.iterfind("DatiBeniServizi/*"):
        if block.tag == "DettaglioLinee":
            rows.append(block)
        elif block.tag == "DatiRiepilogo":
            summaries.append(_summary(block, f"{prefix}taxes[{len(summaries)}]"))
    lines = _lines(rows, prefix, len(funds))
    data = texts(document)
    summed: dict[Decimal, Decimal] = {}
    for row, amount in (*((n, n.total) for n in lines), *((f, f.amount) for f in funds)):
        if row.rate is not None:
            summed[row.rate] = summed.get(row.rate, ZERO) + (amount or ZERO)
    return Body(
        prefix=prefix,
        kind=data.get("TipoDocumento", ""),
        day=data.get("Data", "")[:10],
        number=data.get("Numero", ""),
        withheld="DatiRitenuta" in data,
        funds=tuple(funds),
        discounts=tuple(discounts),
        references=tuple(references),
        lines=lines,
        summaries=tuple(summaries),
        rates=frozenset(summed),
        natures=frozenset(row.natura for row in (*lines, *funds)),
        summed=summed,
    )


def _lines(rows: Sequence[_Element], prefix: str, funds: int) -> tuple[Line, ...]:
    """The model has trailing discounts and surcharges without a quantity as document allowances, after the funds."""
    count = len(rows)
    while count > 1 and _is_extra(rows[count - 1]):
        count -= 1
    paths = [f"{prefix}lines[{i}]" for i in range(count)]
    paths += [f"{prefix}allowances[{i + funds}]" for i in range(len(rows) - count)]
    return tuple(_line(row, path) for row, path in zip(rows, paths, strict=True))


def _is_extra(row: _Element) -> bool:
    kind = (row.findtext("TipoCessionePrestazione") or "").strip()
    return kind in {"SC", "AC"} and row.find("Quantita") is None


def _line(row: _Element, path: str) -> Line:
    data: dict[str, str | None] = {}
    discounts: tuple[Discount, ...] = ()
    for child in row:
        if child.tag == "ScontoMaggiorazione":
            discounts += (_discount(child, f"{path}.allowances[{len(discounts)}]"),)
        else:
            data[child.tag] = child.text
    find = data.get
    return Line(
        path,
        figure(find("AliquotaIVA")),
        (find("Natura") or "").strip(),
        figure(find("Quantita")),
        figure(find("PrezzoUnitario")),
        figure(find("PrezzoTotale")),
        (find("Ritenuta") or "").strip() == "SI",
        discounts,
    )


def _discount(element: _Element, path: str) -> Discount:
    data = texts(element)
    return Discount(path, data.get("Tipo", ""), figure(data.get("Percentuale")), figure(data.get("Importo")))


def _fund(element: _Element, path: str) -> Fund:
    data = texts(element)
    amount, withheld = figure(data.get("ImportoContributoCassa")), data.get("Ritenuta") == "SI"
    return Fund(path, figure(data.get("AliquotaIVA")), data.get("Natura", ""), amount, withheld)


def _summary(element: _Element, path: str) -> Summary:
    data = texts(element)
    return Summary(
        path,
        figure(data.get("AliquotaIVA")),
        data.get("Natura", ""),
        figure(data.get("ImponibileImporto")),
        figure(data.get("Imposta")),
        figure(data.get("Arrotondamento")),
        data.get("EsigibilitaIVA", ""),
    )


def _simple(body: _Element, prefix: str) -> Body:
    data = texts(body.find("DatiGenerali/DatiGeneraliDocumento"))
    corrected = body.find("DatiGenerali/DatiFatturaRettificata")
    day = "" if corrected is None else (corrected.findtext("DataFR") or "").strip()[:10]
    goods = tuple(_goods(row, f"{prefix}lines[{i}]") for i, row in enumerate(body.findall("DatiBeniServizi")))
    return Body(
        prefix=prefix,
        kind=data.get("TipoDocumento", ""),
        day=data.get("Data", "")[:10],
        number=data.get("Numero", ""),
        references=() if corrected is None else (Reference(f"{prefix}preceding[0]", day),),
        goods=goods,
    )


def _goods(row: _Element, path: str) -> Goods:
    data, vat = texts(row), texts(row.find("DatiIVA"))
    rate, tax = figure(vat.get("Aliquota")), figure(vat.get("Imposta"))
    return Goods(path, rate, data.get("Natura", ""), figure(data.get("Importo")), tax)
