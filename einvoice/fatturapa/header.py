"""FatturaElettronicaHeader from the model: way, seller, buyer and whoever acts for them."""

import re

from stdnum.it import codicefiscale

from einvoice.countries.italy.block import ItalyBlock
from einvoice.countries.italy.blocks.parties import (
    Anagrafica,
    Cedente,
    Cessionario,
    Contatti,
    IdFiscale,
    Indirizzo,
    Persona,
    Soggetto,
)
from einvoice.countries.italy.completion import NO_CODE
from einvoice.countries.italy.texts import street, telephone, tidy
from einvoice.fatturapa.document import (
    Anagrafici,
    AnagraficiCedente,
    CedentePrestatore,
    CessionarioCommittente,
    DatiTrasmissione,
    Header,
    IscrizioneREA,
    RappresentanteFiscale,
    TerzoIntermediario,
)
from einvoice.fatturapa.figures import fits
from einvoice.fatturapa.names import sender
from einvoice.model import Address, Invoice, Party

_SWISS = re.compile(r"CHE[-0-9]").match
_PREFIXED = re.compile(r"([A-Z]{2})(.+)").fullmatch
_SHORT_NUMBER = re.compile(r"(.+) ([!-~]{1,8})").fullmatch


def header(invoice: Invoice, block: ItalyBlock, format_: str, number: str) -> Header:
    """`format_` is FPR12 or FPA12, `number` the ProgressivoInvio."""
    intermediary = block.intermediario
    return Header(
        dati_trasmissione=DatiTrasmissione(
            id_trasmittente=block.id_trasmittente or IdFiscale(id_paese="IT", id_codice=sender(invoice)),
            progressivo_invio=number,
            formato_trasmissione=format_,
            codice_destinatario=block.codice_destinatario,
            contatti_trasmittente=block.contatti_trasmittente,
            pec_destinatario=block.pec if block.codice_destinatario == NO_CODE else "",
        ),
        cedente_prestatore=_seller(invoice, block),
        rappresentante_fiscale=_representative(invoice.tax_representative, block.rappresentante),
        cessionario_committente=_buyer(invoice.buyer, block.cessionario or Cessionario()),
        terzo_intermediario_o_soggetto_emittente=(
            TerzoIntermediario(dati_anagrafici=intermediary) if intermediary else None
        ),
        soggetto_emittente=block.soggetto_emittente,
    )


def _seller(invoice: Invoice, block: ItalyBlock) -> CedentePrestatore:
    seller, more = invoice.seller, block.cedente or Cedente()
    return CedentePrestatore(
        dati_anagrafici=AnagraficiCedente(
            id_fiscale_iva=tax_id(seller),
            codice_fiscale=seller.tax_registration,
            anagrafica=naming(seller.name, more),
            albo_professionale=more.albo_professionale,
            provincia_albo=more.provincia_albo,
            numero_iscrizione_albo=more.numero_iscrizione_albo,
            data_iscrizione_albo=more.data_iscrizione_albo,
            regime_fiscale=block.regime_fiscale,
        ),
        sede=seat(seller, more),
        stabile_organizzazione=more.stabile_organizzazione,
        iscrizione_rea=register(block),
        contatti=_contact(seller, more.fax),
        riferimento_amministrazione=invoice.buyer_reference if fits(invoice.buyer_reference) else "",
    )


def register(block: ItalyBlock) -> IscrizioneREA | None:
    """The company register, where the block has the number."""
    if not block.rea_numero:
        return None
    return IscrizioneREA(
        ufficio=block.rea_ufficio,
        numero_rea=block.rea_numero,
        capitale_sociale=block.capitale_sociale,
        socio_unico=block.socio_unico,
        stato_liquidazione=block.stato_liquidazione,
    )


def _representative(party: Party | None, more: Persona | None) -> RappresentanteFiscale | None:
    if party is None:
        return None
    return RappresentanteFiscale(
        dati_anagrafici=Anagrafici(
            id_fiscale_iva=tax_id(party),
            codice_fiscale=party.tax_registration,
            anagrafica=naming(party.name, more or Persona()),
        )
    )


def _buyer(buyer: Party, more: Cessionario) -> CessionarioCommittente:
    return CessionarioCommittente(
        dati_anagrafici=Anagrafici(
            id_fiscale_iva=buyer_id(buyer),
            codice_fiscale=buyer_code(buyer),
            anagrafica=naming(buyer.name, more),
        ),
        sede=seat(buyer, more),
        stabile_organizzazione=more.stabile_organizzazione,
        rappresentante_fiscale=more.rappresentante_fiscale,
    )


def buyer_id(buyer: Party) -> IdFiscale | None:
    """IdFiscaleIVA of the buyer: none for an Italian without a partita IVA."""
    return tax_id(buyer) if buyer.vat_id or buyer.address.country != "IT" else None


def buyer_code(buyer: Party) -> str:
    """CodiceFiscale; a number of another country's register is none."""
    code = buyer.tax_registration.upper()
    return code if buyer.address.country == "IT" or codicefiscale.is_valid(code) else ""


def naming(name: str, more: Persona) -> Anagrafica:
    """A person by Nome and Cognome where the block divides the name so, else Denominazione."""
    person = bool(more.nome and more.cognome) and name in {"", person_name(more.nome, more.cognome)}
    return Anagrafica(
        denominazione="" if person else name,
        nome=more.nome if person else "",
        cognome=more.cognome if person else "",
        titolo=more.titolo,
        cod_eori=more.cod_eori,
    )


def person_name(nome: str, cognome: str) -> str:
    """A person's name as one text."""
    return f"{nome} {cognome}".strip()


def tax_id(party: Party) -> IdFiscale:
    """IdPaese and IdCodice (for those abroad: the Agenzia's guide to compiling e-invoices, 1.10).

    The VAT number where there is one; else, abroad, `0000000` for a private person and `OO99999999999` for a
    business that has no such number. SdI does not check a foreign IdCodice.
    """
    country = party.address.country
    if party.vat_id or country in {"", "IT"}:
        prefix, number = _split(party.vat_id)
        return IdFiscale(id_paese=prefix or country or "IT", id_codice=number)
    return IdFiscale(id_paese=country, id_codice="0000000" if party.consumer else "OO99999999999")


def _split(vat_id: str) -> tuple[str, str]:
    if _SWISS(vat_id):
        return "CH", vat_id  # a Swiss UID starts with CHE; its first two letters are no prefix
    found = _PREFIXED(vat_id.replace(" ", ""))
    if not found:
        return "", vat_id
    country = "GR" if found.group(1) == "EL" else found.group(1)  # IdPaese is ISO 3166, not the VAT prefix
    return country, found.group(2)


def seat(party: Party, more: Soggetto) -> Indirizzo:
    """Sede. A street too long for its field gives its house number to NumeroCivico."""
    address = party.address
    if address.country == "IT":
        line, cap, province = street(party), address.postcode, address.subdivision
    elif more.cap:
        line, cap, province = tidy(address.line1), more.cap, more.provincia
    else:
        line, cap, province = street(party), "00000", more.provincia
    return placed(line, cap, address, province)


def placed(line: str, cap: str, address: Address, province: str) -> Indirizzo:
    """An address with this street, CAP and Provincia."""
    number = ""
    if len(line) > 60 and (found := _SHORT_NUMBER(line)):
        line, number = found.groups()
    return Indirizzo(
        indirizzo=line,
        numero_civico=number,
        cap=cap,
        comune=address.city,
        provincia=province,
        nazione=address.country,
    )


def _contact(seller: Party, fax: str) -> Contatti | None:
    email = seller.contact.email if seller.contact else ""
    phone = telephone(seller.contact.phone) if seller.contact else ""
    return Contatti(telefono=phone, fax=fax, email=email) if phone or fax or email else None
