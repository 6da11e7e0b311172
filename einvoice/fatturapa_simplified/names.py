"""What the simplified format is called, and the paths of the model behind its elements."""

import re

from einvoice.fatturapa import names

NAME = "fatturapa-simplified"
NAMESPACE = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0"
ROOT = "FatturaElettronicaSemplificata"
VERSION = "FSM10"

_GOODS = re.compile(r"/DatiBeniServizi(?:\[(\d+)\])?(?:/(.+))?")
_LINE = {
    "Descrizione": "name",
    "Importo": "net",
    "DatiIVA/Aliquota": "vat.rate",
    "Natura": "vat.national_code",
    "RiferimentoNormativo": "vat.exemption_reason",
}
_PLACES = {
    "NumeroFR": "preceding[0].number",
    "DataFR": "preceding[0].issue_date",
    "ElementiRettificati": "national.IT.elementi_rettificati",
    "BolloVirtuale": "national.IT.bollo_virtuale",
}
# Where the ordinary form has what the simplified one has elsewhere.
_MOVED = (
    ("/CedentePrestatore/Sede", "/CedentePrestatore/Sede"),
    ("/CedentePrestatore/", "/CedentePrestatore/DatiAnagrafici/"),
    ("/CessionarioCommittente/AltriDatiIdentificativi/Sede", "/CessionarioCommittente/Sede"),
    ("/CessionarioCommittente/AltriDatiIdentificativi/", "/CessionarioCommittente/DatiAnagrafici/"),
    ("/CessionarioCommittente/IdentificativiFiscali/", "/CessionarioCommittente/DatiAnagrafici/"),
)
_NAMED = re.compile(r"/(Denominazione|Nome|Cognome)$")


def model_path(place: str) -> str:
    """The model path behind an element's path in local names; the path itself where the model has none."""
    if found := _GOODS.search(place):
        number, field = int(found.group(1) or 1) - 1, found.group(2) or ""
        return f"lines[{number}].{_LINE[field]}" if field in _LINE else f"lines[{number}]"
    last = place.rpartition("/")[2]
    if last in _PLACES:
        return _PLACES[last]
    for ours, ordinary in _MOVED:
        if ours in place:
            place = place.replace(ours, ordinary)
            break
    return names.model_path(_NAMED.sub("/Anagrafica", place))
