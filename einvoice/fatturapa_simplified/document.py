"""The simplified FatturaPA's own shape (Allegato A - Specifiche tecniche 1.9.1; schema VFSM10 1.0.2)."""

from datetime import date

from einvoice.countries.italy.blocks.parties import IdFiscale, Indirizzo, RappresentanteCessionario
from einvoice.countries.italy.blocks.references import FatturaRettificata
from einvoice.countries.italy.part import (
    Amount,
    Basic20,
    Code,
    Email,
    Latin60,
    Latin80,
    Latin100,
    Latin1000,
    Part,
    Rate,
)
from einvoice.fatturapa.document import AllegatoIncluso, IscrizioneREA


class DatiTrasmissione(Part, frozen=True, kw_only=True):
    """1.1"""

    id_trasmittente: IdFiscale | None = None
    progressivo_invio: Code = ""
    formato_trasmissione: Code = ""
    codice_destinatario: Code = ""
    pec_destinatario: Email = ""


class CedentePrestatore(Part, frozen=True, kw_only=True):
    """1.2: the seller."""

    id_fiscale_iva: IdFiscale | None = None
    codice_fiscale: Code = ""
    denominazione: Latin80 = ""
    nome: Latin60 = ""
    cognome: Latin60 = ""
    sede: Indirizzo | None = None
    stabile_organizzazione: Indirizzo | None = None
    rappresentante_fiscale: RappresentanteCessionario | None = None
    iscrizione_rea: IscrizioneREA | None = None
    regime_fiscale: Code = ""


class IdentificativiFiscali(Part, frozen=True, kw_only=True):
    """1.3.1: a partita IVA or a codice fiscale is all that need be known of the buyer."""

    id_fiscale_iva: IdFiscale | None = None
    codice_fiscale: Code = ""


class AltriDatiIdentificativi(Part, frozen=True, kw_only=True):
    """1.3.2"""

    denominazione: Latin80 = ""
    nome: Latin60 = ""
    cognome: Latin60 = ""
    sede: Indirizzo | None = None
    stabile_organizzazione: Indirizzo | None = None
    rappresentante_fiscale: RappresentanteCessionario | None = None


class CessionarioCommittente(Part, frozen=True, kw_only=True):
    """1.3: the buyer."""

    identificativi_fiscali: IdentificativiFiscali = IdentificativiFiscali()
    altri_dati_identificativi: AltriDatiIdentificativi | None = None


class Header(Part, frozen=True, kw_only=True):
    """FatturaElettronicaHeader."""

    dati_trasmissione: DatiTrasmissione = DatiTrasmissione()
    cedente_prestatore: CedentePrestatore = CedentePrestatore()
    cessionario_committente: CessionarioCommittente = CessionarioCommittente()
    soggetto_emittente: Code = ""


class GeneraliDocumento(Part, frozen=True, kw_only=True):
    """2.1.1"""

    tipo_documento: Code
    divisa: Code
    data: date
    numero: Basic20
    bollo_virtuale: bool = False


class DatiGenerali(Part, frozen=True, kw_only=True):
    """2.1"""

    dati_generali_documento: GeneraliDocumento
    dati_fattura_rettificata: FatturaRettificata | None = None


class DatiIVA(Part, frozen=True, kw_only=True):
    """2.2.3: the tax that the amount holds, or the rate that gives it."""

    imposta: Amount | None = None
    aliquota: Rate | None = None


class BeniServizi(Part, frozen=True, kw_only=True):
    """2.2: one thing sold; the amount is gross, with VAT."""

    descrizione: Latin1000
    importo: Amount
    dati_iva: DatiIVA = DatiIVA()
    natura: Code = ""
    riferimento_normativo: Latin100 = ""


class Body(Part, frozen=True, kw_only=True):
    """FatturaElettronicaBody."""

    dati_generali: DatiGenerali
    dati_beni_servizi: tuple[BeniServizi, ...] = ()
    allegati: tuple[AllegatoIncluso, ...] = ()
