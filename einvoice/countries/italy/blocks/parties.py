"""What FatturaPA says of the parties beyond EN 16931 (1.1 to 1.6): persons' names, registers, other seats."""

from datetime import date

from einvoice.countries.italy.part import Basic20, Basic60, Code, Email, Latin60, Latin80, Part


class IdFiscale(Part, frozen=True, kw_only=True):
    """IdFiscaleIVA, IdTrasmittente: a tax number and the country (ISO 3166-1) that issued it."""

    id_paese: Code
    id_codice: Code


class Contatti(Part, frozen=True, kw_only=True):
    """ContattiTrasmittente (1.1.5), Contatti (1.2.5)."""

    telefono: Code = ""  # 5 to 12 characters
    fax: Code = ""
    email: Email = ""


class Indirizzo(Part, frozen=True, kw_only=True):
    """Sede, StabileOrganizzazione, IndirizzoResa."""

    indirizzo: Latin60
    numero_civico: Code = ""
    cap: Code  # five digits; 00000 abroad
    comune: Latin60
    provincia: Code = ""
    nazione: Code


class Anagrafica(Part, frozen=True, kw_only=True):
    """Denominazione of a firm, or Nome and Cognome of a person."""

    denominazione: Latin80 = ""
    nome: Latin60 = ""
    cognome: Latin60 = ""
    titolo: Code = ""
    cod_eori: Code = ""


class Persona(Part, frozen=True, kw_only=True):
    """How a party's name divides, where it is a person's, and what else Anagrafica has."""

    nome: Latin60 = ""  # with `cognome`: the party's name is then "nome cognome"
    cognome: Latin60 = ""
    titolo: Code = ""  # Dott., Avv.: 2 to 10 basic Latin characters
    cod_eori: Code = ""  # 13 to 17 characters


class Soggetto(Persona, frozen=True, kw_only=True):
    """Seller or buyer."""

    cap: Code = ""  # five digits that a foreign seat shows instead of 00000
    provincia: Code = ""  # two letters that a foreign seat shows
    stabile_organizzazione: Indirizzo | None = None  # 1.2.3, 1.4.3


class Cedente(Soggetto, frozen=True, kw_only=True):
    """The seller (1.2)."""

    fax: Code = ""  # 1.2.5.2
    albo_professionale: Latin60 = ""  # 1.2.1.4
    provincia_albo: Code = ""  # 1.2.1.5
    numero_iscrizione_albo: Basic60 = ""  # 1.2.1.6
    data_iscrizione_albo: date | None = None  # 1.2.1.7


class RappresentanteCessionario(Part, frozen=True, kw_only=True):
    """The buyer's tax representative (1.4.4); the seller's is `Invoice.tax_representative`."""

    id_fiscale_iva: IdFiscale
    denominazione: Latin80 = ""
    nome: Latin60 = ""
    cognome: Latin60 = ""


class Cessionario(Soggetto, frozen=True, kw_only=True):
    """The buyer (1.4)."""

    rappresentante_fiscale: RappresentanteCessionario | None = None


class DatiIntermediario(Part, frozen=True, kw_only=True):
    """1.5.1"""

    id_fiscale_iva: IdFiscale | None = None
    codice_fiscale: Code = ""
    anagrafica: Anagrafica


class Vettore(Part, frozen=True, kw_only=True):
    """DatiAnagraficiVettore (2.1.9.1): the carrier."""

    id_fiscale_iva: IdFiscale
    codice_fiscale: Code = ""
    anagrafica: Anagrafica
    numero_licenza_guida: Basic20 = ""
