"""Names that SdI prescribes, and the paths of the model behind FatturaPA's elements."""

import re

from einvoice.countries.italy.block import block_of
from einvoice.model import Invoice, Party

NAME = "fatturapa"
MIME = "text/xml"
EXTENSION = "xml"
NAMESPACE = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
SIZE_LIMIT = 5 * 1024 * 1024  # bytes: SdI 00003

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def progressive(serial: int) -> str:
    """A serial number as the five characters of a file name: `1` is `00001`, base 36."""
    if not 0 <= serial < 36**5:
        raise ValueError(f"the serial of a FatturaPA file lies between 0 and {36**5 - 1}, not {serial}")
    digits = ""
    for _ in range(5):
        serial, digit = divmod(serial, 36)
        digits = _DIGITS[digit] + digits
    return digits


def transmitter(seller: Party) -> str:
    """IdTrasmittente's IdCodice: the seller's codice fiscale, else its partita IVA."""
    return seller.tax_registration or seller.vat_id.removeprefix("IT")


def sender(invoice: Invoice) -> str:
    """Who sends the file: the seller; the buyer where he makes out the document for a seller abroad (TD17 ...)."""
    abroad = invoice.seller.address.country not in {"", "IT"} and invoice.buyer.address.country == "IT"
    return transmitter(invoice.buyer if abroad else invoice.seller)


def filename(invoice: Invoice, serial: int) -> str:
    """`IT01234560157_0000A.xml` (Allegato A, 2.2): sender and serial; SdI refuses a name it has seen (00002)."""
    given = block_of(invoice).id_trasmittente
    who = f"{given.id_paese}{given.id_codice}" if given else f"IT{sender(invoice)}"
    return f"{who}_{progressive(serial)}.{EXTENSION}"


_PARTIES = {"CedentePrestatore": "seller", "CessionarioCommittente": "buyer"}
_PARTY_FIELDS = {
    "DatiAnagrafici/IdFiscaleIVA": "vat_id",
    "DatiAnagrafici/CodiceFiscale": "tax_registration",
    "DatiAnagrafici/Anagrafica": "name",
    "Sede/Indirizzo": "address.line1",
    "Sede/CAP": "address.postcode",
    "Sede/Comune": "address.city",
    "Sede/Provincia": "address.subdivision",
    "Sede/Nazione": "address.country",
    "Sede": "address",
    "DatiAnagrafici": "name",
    "Contatti/Telefono": "contact.phone",
    "Contatti/Email": "contact.email",
}
_FIELDS = {
    "CodiceDestinatario": "national.IT.codice_destinatario",
    "PECDestinatario": "national.IT.pec",
    "RegimeFiscale": "national.IT.regime_fiscale",
    "IscrizioneREA": "national.IT.rea_numero",
    "DatiBollo": "national.IT.bollo_virtuale",
    "EsigibilitaIVA": "national.IT.esigibilita",
    "IdTrasmittente": "seller.tax_registration",
    "TipoDocumento": "type_code",
    "Divisa": "currency",
    "Numero": "number",
    "ImportoTotaleDocumento": "totals.tax_inclusive",
    "Arrotondamento": "totals.rounding",
    "Causale": "notes",
    "DatiOrdineAcquisto": "purchase_order",
    "DatiContratto": "contract",
    "DatiConvenzione": "national.IT.convenzioni",
    "DatiRicezione": "receiving_advice",
    "DatiSAL": "national.IT.sal",
    "DatiDDT": "despatch_advice",
    "DatiTrasporto": "delivery",
    "FatturaPrincipale": "national.IT.fattura_principale",
    "DatiVeicoli": "national.IT.veicoli",
    "DatiRitenuta": "national.IT.ritenute",
    "DatiCassaPrevidenziale": "national.IT.casse",
    "RiferimentoAmministrazione": "buyer_reference",
    "RappresentanteFiscale": "tax_representative",
    "TerzoIntermediarioOSoggettoEmittente": "national.IT.intermediario",
    "Beneficiario": "payment[0].account_name",
    "CodicePagamento": "payment[0].remittance",
    "DatiFattureCollegate": "preceding",
    "Allegati": "attachments",
    "IBAN": "payment[0].iban",
    "BIC": "payment[0].bic",
    "DatiPagamento": "payment",
}
_LINE_FIELDS = {
    "NumeroLinea": "id",
    "RiferimentoAmministrazione": "accounting_reference",
    "DataInizioPeriodo": "period.start",
    "DataFinePeriodo": "period.end",
    "Descrizione": "name",
    "Quantita": "quantity",
    "UnitaMisura": "unit",
    "PrezzoUnitario": "price",
    "PrezzoTotale": "net",
    "AliquotaIVA": "vat.rate",
    "Natura": "vat.national_code",
    "CodiceArticolo": "seller_item",
    "ScontoMaggiorazione": "allowances",
}
_TAX_FIELDS = {
    "AliquotaIVA": "vat.rate",
    "Natura": "vat.national_code",
    "ImponibileImporto": "base",
    "Imposta": "tax",
    "RiferimentoNormativo": "vat.exemption_reason",
}
_REFERENCE_FIELDS = {"IdDocumento": "number", "Data": "issue_date"}
_ROOMS = {
    "DettaglioLinee": ("lines", _LINE_FIELDS),
    "DatiRiepilogo": ("taxes", _TAX_FIELDS),
    "DatiCassaPrevidenziale": ("national.IT.casse", {k: _TAX_FIELDS[k] for k in ("AliquotaIVA", "Natura")}),
    "DatiFattureCollegate": ("preceding", _REFERENCE_FIELDS),
}
_REPEATED = re.compile(rf"({'|'.join(_ROOMS)})(?:\[(\d+)\])?(?:/(\w+))?")
_LOT = re.compile(r"/FatturaElettronicaBody\[(\d+)\]")


def model_path(place: str) -> str:
    """The model path behind an element's path in local names; the path itself where the model has none.

    An invoice of a lot is `lot[0]`, `lot[1]` ...
    """
    if found := _LOT.search(place):
        path = model_path(place.replace(found.group(), "/FatturaElettronicaBody"))
        return place if path.startswith("/") else f"lot[{int(found.group(1)) - 1}].{path}"
    if found := _REPEATED.search(place):
        block, number, field = found.group(1), int(found.group(2) or 1) - 1, found.group(3) or ""
        room, fields = _ROOMS[block]
        return f"{room}[{number}].{fields[field]}" if field in fields else f"{room}[{number}]"
    for element, side in _PARTIES.items():
        if f"/{element}/" in place:
            rest = place.partition(f"/{element}/")[2]
            for prefix, field in _PARTY_FIELDS.items():
                if rest.startswith(prefix) and "RegimeFiscale" not in rest:
                    return f"{side}.{field}"
    steps = re.sub(r"\[\d+\]", "", place).split("/")
    if steps[-2:] == ["DatiGeneraliDocumento", "Data"]:
        return "issue_date"
    return next((_FIELDS[step] for step in reversed(steps) if step in _FIELDS), place)
