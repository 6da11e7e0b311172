"""The two sellers, and the dates that the example turns on."""

from datetime import date

import msgspec

from sync.demo import numbers

TODAY = date(2026, 11, 2)
FIRST_DAY = date(2025, 11, 3)
EMIT_FROM = date(2026, 9, 1)
REMIND_FROM = date(2026, 6, 1)


class Salesperson(msgspec.Struct, frozen=True):
    """An ERP user."""

    id: str
    name: str
    email: str


class Company(msgspec.Struct, frozen=True, kw_only=True):
    """A seller as its ERP knows it."""

    key: str  # in solde.toml
    id: str  # in the ERP
    name: str
    country: str
    language: str
    time_zone: str
    line1: str
    postcode: str
    city: str
    province: str = ""
    vat: str
    siren: str = ""
    siret: str = ""
    codice_fiscale: str = ""
    legal_info: str
    iban: str
    bic: str
    email: str
    phone: str
    salespeople: tuple[Salesperson, ...]


_SIREN = numbers.siren(424_242)
_PARTITA_IVA = numbers.partita_iva(4242)

FRENCH = Company(
    key="exemple",
    id="FR01",
    name="Maison Exemple SAS",
    country="FR",
    language="fr",
    time_zone="Europe/Paris",
    line1="12 rue des Exemples",
    postcode="69002",
    city="Lyon",
    vat=numbers.vat_fr(_SIREN),
    siren=_SIREN,
    siret=numbers.siret(_SIREN),
    legal_info=f"SAS au capital de 50 000 EUR, RCS Lyon {_SIREN}",
    iban=numbers.iban_fr("99999", "00001", "00000123456"),
    bic="EXEMFRP1XXX",
    email="comptabilite@maison-exemple.example",
    phone="+33 4 00 00 00 00",
    salespeople=(
        Salesperson("FR-S1", "Julie Fabre", "julie.fabre@maison-exemple.example"),
        Salesperson("FR-S2", "Karim Benali", "karim.benali@maison-exemple.example"),
        Salesperson("FR-S3", "Anne Gauthier", "anne.gauthier@maison-exemple.example"),
    ),
)

ITALIAN = Company(
    key="esempio",
    id="IT01",
    name="Bottega Esempio S.r.l.",
    country="IT",
    language="it",
    time_zone="Europe/Rome",
    line1="Via degli Esempi 12",
    postcode="20123",
    city="Milano",
    province="MI",
    vat="IT" + _PARTITA_IVA,
    codice_fiscale=_PARTITA_IVA,
    legal_info="Capitale sociale EUR 20.000,00 i.v., REA MI-9999999",
    iban=numbers.iban_it("99999", "01600", "000000123456"),
    bic="ESEMIT2MXXX",
    email="amministrazione@bottega-esempio.example",
    phone="+39 02 0000000",
    salespeople=(
        Salesperson("IT-S1", "Paola Neri", "paola.neri@bottega-esempio.example"),
        Salesperson("IT-S2", "Davide Costa", "davide.costa@bottega-esempio.example"),
    ),
)

COMPANIES = (FRENCH, ITALIAN)
