"""FatturaElettronicaHeader into the model's parties and the block's header fields."""

from typing import Any

from einvoice.countries.italy.blocks.parties import Anagrafica, Cedente, Cessionario, IdFiscale, Indirizzo, Persona
from einvoice.countries.italy.part import only
from einvoice.fatturapa.document import CedentePrestatore, CessionarioCommittente, Header, IscrizioneREA
from einvoice.fatturapa.header import person_name
from einvoice.fatturapa.xml import Trouble
from einvoice.model import Address, Contact, Party

_NO_ID = {"0000000", "OO99999999999"}
ABROAD_CAP = "00000"


def seller(place: CedentePrestatore, trouble: Trouble) -> Party:
    """BG-4."""
    data, contact = place.dati_anagrafici, place.contatti
    told = contact and (contact.telefono or contact.email)
    return Party(
        name=_name(data.anagrafica, "seller.name", trouble),
        vat_id=vat_id(data.id_fiscale_iva),
        tax_registration=data.codice_fiscale,
        address=address(place.sede),
        contact=Contact(phone=contact.telefono, email=contact.email) if contact and told else None,
    )


def buyer(place: CessionarioCommittente, public_body: bool, trouble: Trouble) -> Party:
    """BG-7."""
    data = place.dati_anagrafici
    number = data.id_fiscale_iva.id_codice if data.id_fiscale_iva else ""
    return Party(
        name=_name(data.anagrafica, "buyer.name", trouble),
        vat_id=vat_id(data.id_fiscale_iva),
        tax_registration=data.codice_fiscale,
        address=address(place.sede),
        consumer=is_consumer(number, data.codice_fiscale),
        public_body=public_body,
    )


def is_consumer(number: str, code: str) -> bool:
    """A private person: abroad by the conventional number, at home by a person's codice fiscale and nothing else."""
    return number == "0000000" or (not number and len(code) == 16)


def representative(head: Header) -> Party | None:
    """BG-11: its name and numbers; FatturaPA has no address for it."""
    place = head.rappresentante_fiscale
    if place is None:
        return None
    data = place.dati_anagrafici
    return Party(name=name(data.anagrafica), vat_id=vat_id(data.id_fiscale_iva), tax_registration=data.codice_fiscale)


def name(found: Anagrafica) -> str:
    """Denominazione, or Nome and Cognome."""
    return found.denominazione or person_name(found.nome, found.cognome)


def _name(found: Anagrafica, path: str, trouble: Trouble) -> str:
    if not name(found):
        trouble.absent.add(path)
    return name(found)


def vat_id(found: IdFiscale | None) -> str:
    """The VAT number with its prefix; empty for the conventional numbers of buyers who have none."""
    if found is None or not found.id_codice or found.id_codice in _NO_ID:
        return ""
    if found.id_paese == "CH" and found.id_codice.startswith("CHE"):
        return found.id_codice
    return ("EL" if found.id_paese == "GR" else found.id_paese) + found.id_codice


def address(place: Indirizzo | None) -> Address:
    """NumeroCivico goes back into the line; 00000 stands for a postcode abroad, which the street then has."""
    if place is None:
        return Address()
    abroad = place.nazione != "IT"
    return Address(
        line1=f"{place.indirizzo} {place.numero_civico}".strip(),
        city=place.comune,
        postcode="" if abroad and place.cap == ABROAD_CAP else place.cap,
        subdivision=place.provincia,
        country=place.nazione,
    )


def header_fields(head: Header) -> dict[str, Any]:
    """The block's fields that the header fills."""
    way, place = head.dati_trasmissione, head.cedente_prestatore
    data, other = place.dati_anagrafici, head.cessionario_committente
    third = head.terzo_intermediario_o_soggetto_emittente
    deputy = head.rappresentante_fiscale
    return {
        "codice_destinatario": way.codice_destinatario,
        "pec": way.pec_destinatario,
        "contatti_trasmittente": only(way.contatti_trasmittente) if way.contatti_trasmittente else None,
        "regime_fiscale": data.regime_fiscale,
        **register_fields(place.iscrizione_rea),
        "cedente": only(
            Cedente(
                **_more(data.anagrafica, place.sede),
                stabile_organizzazione=place.stabile_organizzazione,
                fax=place.contatti.fax if place.contatti else "",
                albo_professionale=data.albo_professionale,
                provincia_albo=data.provincia_albo,
                numero_iscrizione_albo=data.numero_iscrizione_albo,
                data_iscrizione_albo=data.data_iscrizione_albo,
            )
        ),
        "rappresentante": only(Persona(**_person(deputy.dati_anagrafici.anagrafica))) if deputy else None,
        "cessionario": only(
            Cessionario(
                **_more(other.dati_anagrafici.anagrafica, other.sede),
                stabile_organizzazione=other.stabile_organizzazione,
                rappresentante_fiscale=other.rappresentante_fiscale,
            )
        ),
        "intermediario": third.dati_anagrafici if third else None,
        "soggetto_emittente": head.soggetto_emittente,
    }


def register_fields(found: IscrizioneREA | None) -> dict[str, Any]:
    """IscrizioneREA in the block's fields."""
    if found is None:
        return {}
    return {
        "rea_ufficio": found.ufficio,
        "rea_numero": found.numero_rea,
        "capitale_sociale": found.capitale_sociale,
        "socio_unico": found.socio_unico,
        "stato_liquidazione": found.stato_liquidazione or "LN",
    }


def _person(found: Anagrafica) -> dict[str, str]:
    return {"nome": found.nome, "cognome": found.cognome, "titolo": found.titolo, "cod_eori": found.cod_eori}


def _more(found: Anagrafica, place: Indirizzo | None) -> dict[str, str]:
    return {**_person(found), **abroad(place)}


def abroad(place: Indirizzo | None) -> dict[str, str]:
    """What a foreign seat says against the convention."""
    if place is None or place.nazione == "IT":
        return {"cap": "", "provincia": ""}
    return {"cap": "" if place.cap == ABROAD_CAP else place.cap, "provincia": place.provincia}
