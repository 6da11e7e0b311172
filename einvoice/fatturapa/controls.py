"""SdI's controls of content over a FatturaPA file, as far as they need no register and no clock.

Source: Elenco dei controlli 2.0, section "contenuto della fattura". Tolerances are SdI's: one cent on line totals
(00423) and VAT (00421), one euro on taxable amounts (00422). Tax numbers are a warning here, for SdI looks them up
in its register and not at their check digit; what we emit ourselves is held to the check digit by `italy.check`.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from lxml.etree import _Element
from stdnum.it import codicefiscale, iva

from einvoice.fatturapa.names import model_path
from einvoice.faults import Fault, Severity
from einvoice.parsing import local, readable_path

SOURCE = "SdI, Elenco dei controlli 2.0"
LABEL = "SdI controls (Elenco dei controlli 2.0, offline part)"
_CENT = Decimal("0.01")
_GENERIC = {"N2", "N3", "N6"}
_REVERSE = {"TD16", "TD17", "TD18", "TD19", "TD20"}


def check(root: _Element) -> list[Fault]:
    """Every finding on a FatturaPA document; a figure that cannot be read is the XSD's to report."""
    if local(root) != "FatturaElettronica":
        message = f"the document's root element is {local(root)}, not FatturaElettronica"
        return [Fault(code="00200", path="", message=message, source=SOURCE)]
    faults = []
    header = root.find("FatturaElettronicaHeader")
    if header is not None:
        faults += [*_header(header), *_parties(header, root)]
    for body in root.findall("FatturaElettronicaBody"):
        faults += [*_document(body), *_lines(body), *_summaries(body), *_sums(body)]
    return faults


def _fault(code: str, element: _Element, message: str, severity: Severity = "error", child: str = "") -> Fault:
    """`child` names the element below `element` that is wrong, or that should be there."""
    path = model_path(readable_path(element) + (f"/{child}" if child else ""))
    return Fault(code=code, path=path, message=message, source=SOURCE, severity=severity)


def _text(element: _Element | None, path: str) -> str:
    return ((element.findtext(path) if element is not None else None) or "").strip()


def _number(element: _Element, path: str) -> Decimal:
    try:
        found = Decimal(_text(element, path) or "0")
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)


def _header(header: _Element) -> Iterator[Fault]:
    data = header.find("DatiTrasmissione")
    if data is None:
        return
    place = data.find("CodiceDestinatario")
    code, form = _text(data, "CodiceDestinatario"), _text(data, "FormatoTrasmissione")
    if place is not None and len(code) != (6 if form == "FPA12" else 7):
        yield _fault("00427", place, f"the CodiceDestinatario {code!r} does not go with {form}")
    pec = data.find("PECDestinatario")
    if pec is not None and code != "0000000":
        yield _fault("00426", pec, f"a PEC address goes with CodiceDestinatario 0000000 only, not with {code}")
    buyer = header.find("CessionarioCommittente/DatiAnagrafici")
    if place is not None and code == "XXXXXXX" and _text(buyer, "IdFiscaleIVA/IdPaese") == "IT":
        yield _fault("00313", place, "XXXXXXX is for foreign buyers, but the buyer's VAT number is Italian")


def _parties(header: _Element, root: _Element) -> Iterator[Fault]:
    seller = header.find("CedentePrestatore/DatiAnagrafici")
    buyer = header.find("CessionarioCommittente/DatiAnagrafici")
    for party, vat_code, tax_code in ((seller, "00301", "00302"), (buyer, "00305", "00306")):
        if party is None:
            continue
        number, tax = _text(party, "IdFiscaleIVA/IdCodice"), _text(party, "CodiceFiscale")
        if _text(party, "IdFiscaleIVA/IdPaese") == "IT" and not iva.is_valid(number):
            message = f"{number!r} is not a partita IVA, by its check digit"
            yield _fault(vat_code, party.findall("IdFiscaleIVA")[0], message, "warning")
        if tax and not codicefiscale.is_valid(tax):
            message = f"{tax!r} is not a codice fiscale, by its check character"
            yield _fault(tax_code, party.findall("CodiceFiscale")[0], message, "warning")
    if buyer is not None and not (_text(buyer, "IdFiscaleIVA/IdCodice") or _text(buyer, "CodiceFiscale")):
        yield _fault("00417", buyer, "the buyer has neither a VAT number nor a codice fiscale", child="IdFiscaleIVA")
    kinds = {(e.text or "").strip() for e in root.iter("TipoDocumento")}
    if seller is None or buyer is None or not kinds & (_REVERSE | {"TD21", "TD27", "TD29"}):
        return
    same = _text(seller, "IdFiscaleIVA/IdPaese") == _text(buyer, "IdFiscaleIVA/IdPaese") and _text(
        seller, "IdFiscaleIVA/IdCodice"
    ) == _text(buyer, "IdFiscaleIVA/IdCodice")
    at_home = _text(seller, "IdFiscaleIVA/IdPaese") == "IT"
    if same and kinds & (_REVERSE | {"TD29"}):
        yield _fault("00471", seller, "seller and buyer of this document type must differ")
    if not same and kinds & {"TD21", "TD27"}:
        yield _fault("00472", seller, "seller and buyer of this document type must be the same")
    if (at_home and kinds & {"TD17", "TD18", "TD19"}) or (not at_home and "TD29" in kinds):
        yield _fault("00473", seller, "the seller's country does not go with this document type")


def _document(body: _Element) -> Iterator[Fault]:
    document = body.find("DatiGenerali/DatiGeneraliDocumento")
    if document is None:
        return
    number = _text(document, "Numero")
    if not any(c.isdigit() for c in number):
        yield _fault("00425", document, f"the number {number!r} has no digit", child="Numero")
    withheld = document.find("DatiRitenuta") is not None
    lines = body.findall("DatiBeniServizi/DettaglioLinee")
    if not withheld and any(_text(line, "Ritenuta") == "SI" for line in lines):
        yield _fault("00411", document, "a line is subject to withholding, but DatiRitenuta is missing")
    for fund in document.findall("DatiCassaPrevidenziale"):
        if _text(fund, "Ritenuta") == "SI" and not withheld:
            yield _fault("00415", fund, "the fund is subject to withholding, but DatiRitenuta is missing")
        yield from _natura(fund, "00413", "00414")
    for discount in document.findall("ScontoMaggiorazione"):
        if not (_text(discount, "Percentuale") or _text(discount, "Importo")):
            yield _fault("00437", discount, "the discount has neither a percentage nor an amount")
    issued = _text(document, "Data")
    for earlier in body.findall("DatiGenerali/DatiFattureCollegate"):
        day = _text(earlier, "Data")
        if _text(document, "TipoDocumento") == "TD04" and day and issued[:10] < day[:10]:
            yield _fault("00418", earlier, f"the credit note of {issued} is older than its invoice of {day}")


def _natura(place: _Element, missing: str, extra: str) -> Iterator[Fault]:
    natura, rate = _text(place, "Natura"), _number(place, "AliquotaIVA")
    if 0 < rate < 1:
        yield _fault("00424", place, f"the rate {rate} is not in per cent", child="AliquotaIVA")
    if rate == 0 and not natura:
        yield _fault(missing, place, "the rate is zero and no Natura says why", child="Natura")
    elif rate != 0 and natura:
        message = f"a rate of {rate} % and Natura {natura} exclude one another"
        yield _fault(extra, place, message, child="Natura")
    elif natura in _GENERIC:
        message = f"the general Natura {natura} has not been accepted since 2021"
        yield _fault("00445", place, message, child="Natura")


def _lines(body: _Element) -> Iterator[Fault]:
    for line in body.findall("DatiBeniServizi/DettaglioLinee"):
        yield from _natura(line, "00400", "00401")
        price = _number(line, "PrezzoUnitario")
        for discount in line.findall("ScontoMaggiorazione"):
            if not (_text(discount, "Percentuale") or _text(discount, "Importo")):
                yield _fault("00438", discount, "the discount has neither a percentage nor an amount")
            step = _number(discount, "Importo") or price * _number(discount, "Percentuale") / 100
            price += abs(step) if _text(discount, "Tipo") == "MG" else -abs(step) if price >= 0 else abs(step)
        quantity = _number(line, "Quantita") if _text(line, "Quantita") else Decimal(1)
        expected = (price * quantity).quantize(_CENT, ROUND_HALF_UP)
        total = _number(line, "PrezzoTotale").quantize(_CENT, ROUND_HALF_UP)
        if abs(total - expected) > _CENT:
            message = f"price x quantity with discounts is {expected}, but PrezzoTotale is {total}"
            yield _fault("00423", line, message, child="PrezzoTotale")


def _summaries(body: _Element) -> Iterator[Fault]:
    for summary in body.findall("DatiBeniServizi/DatiRiepilogo"):
        yield from _natura(summary, "00429", "00430")
        if _text(summary, "Natura").startswith("N6") and _text(summary, "EsigibilitaIVA") == "S":
            yield _fault("00420", summary, "reverse charge (N6) and split payment exclude one another")
        base, rate = _number(summary, "ImponibileImporto"), _number(summary, "AliquotaIVA")
        due, tax = (base * rate / 100).quantize(_CENT, ROUND_HALF_UP), _number(summary, "Imposta")
        if abs(tax - due) > _CENT:
            message = f"{rate} % of {base} is {due}, but Imposta is {tax}"
            yield _fault("00421", summary, message, child="Imposta")


def _sums(body: _Element) -> Iterator[Fault]:
    """Taxable amounts against lines, fund contributions and rounding, per rate."""
    goods = body.find("DatiBeniServizi")
    if goods is None:
        return
    summaries: dict[Decimal, list[_Element]] = {}
    expected: dict[Decimal, Decimal] = {}
    for summary in goods.findall("DatiRiepilogo"):
        rate = _number(summary, "AliquotaIVA")
        summaries.setdefault(rate, []).append(summary)
        expected[rate] = expected.get(rate, Decimal(0)) + _number(summary, "Arrotondamento")
    funds = body.findall("DatiGenerali/DatiGeneraliDocumento/DatiCassaPrevidenziale")
    parts = [(p, "PrezzoTotale") for p in goods.findall("DettaglioLinee")]
    parts += [(p, "ImportoContributoCassa") for p in funds]
    for part, field in parts:
        rate = _number(part, "AliquotaIVA")
        if rate not in summaries:
            yield _fault("00419", part, f"there is no DatiRiepilogo for the rate {rate} %")
            summaries[rate] = []
        expected[rate] = expected.get(rate, Decimal(0)) + _number(part, field)
    for rate, found in summaries.items():
        base = sum((_number(s, "ImponibileImporto") for s in found), Decimal(0))
        if found and abs(base - expected[rate]) >= 1:
            message = f"at {rate} % lines and funds come to {expected[rate]}, but ImponibileImporto is {base}"
            yield _fault("00422", found[0], message, child="ImponibileImporto")
