"""Parties for FatturaPA: firms, persons, public bodies, foreigners, representatives, whoever issues."""

from typing import Any

from hypothesis import strategies as st

from einvoice.countries.italy.blocks.parties import (
    Anagrafica,
    Cedente,
    Cessionario,
    Contatti,
    DatiIntermediario,
    IdFiscale,
    Indirizzo,
    Persona,
    RappresentanteCessionario,
)
from einvoice.model import Address, Contact, Party
from tests.einvoice.fatturapa_values import basic, code, days, latin, maybe, money, texts

DIGITS, CAPITALS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ABROAD = [("DE", "DE"), ("FR", "FR"), ("GR", "EL"), ("US", "US"), ("SM", "SM")]  # country, prefix of a VAT number


@st.composite
def headers(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the header says: the invoice's fields, the block's fields."""
    seller, cedente = draw(sellers(draw(st.integers(0, 5)) == 0))
    buyer, cessionario = draw(buyers())
    deputy, person = draw(representatives())
    recipient = draw(code(CAPITALS + DIGITS, 6 if buyer.public_body else 7))
    block: dict[str, Any] = {
        "codice_destinatario": recipient if draw(st.booleans()) or buyer.public_body else "0000000",
        "regime_fiscale": draw(st.sampled_from(["RF01", "RF02", "RF19", "RF20"])),
        "sistema_emittente": draw(texts(code(CAPITALS, 1, 10))),
        "cedente": cedente,
        "cessionario": cessionario,
        "rappresentante": person,
        "soggetto_emittente": draw(st.sampled_from(["", "CC", "TZ"])),
        **draw(registers()),
    }
    if block["codice_destinatario"] == "0000000":
        block["pec"] = draw(texts(st.just("fatture@pec.example")))
    if draw(st.booleans()):
        block["id_trasmittente"] = IdFiscale(id_paese="IT", id_codice="99" + draw(code(DIGITS, 9)))
    if draw(st.booleans()):
        block["contatti_trasmittente"] = Contatti(telefono=draw(code(DIGITS, 5, 12)), email="invio@fatture.example")
    if draw(st.booleans()):
        block["intermediario"] = draw(intermediaries())
    reference = draw(texts(basic(20)))
    return {"seller": seller, "buyer": buyer, "tax_representative": deputy, "buyer_reference": reference}, block


@st.composite
def simplified_headers(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same for the simplified form, whose buyer may be no more than a number."""
    seller, cedente = draw(sellers(False, simplified=True))
    buyer, cessionario = draw(buyers(simplified=True))
    if buyer.address.country == "IT" and draw(st.booleans()):
        consumer = not buyer.vat_id and len(buyer.tax_registration) == 16
        numbers = {"vat_id": buyer.vat_id, "tax_registration": buyer.tax_registration}
        buyer, cessionario = Party(name="", consumer=consumer, **numbers), None
    deputy, person = draw(representatives(simplified=True))
    block: dict[str, Any] = {
        "codice_destinatario": draw(code(CAPITALS + DIGITS, 7)),
        "regime_fiscale": draw(st.sampled_from(["RF01", "RF19"])),
        "cedente": cedente,
        "cessionario": cessionario,
        "rappresentante": person,
        "soggetto_emittente": draw(st.sampled_from(["", "CC", "TZ"])),
        **draw(registers()),
    }
    if not buyer.address.country and draw(st.booleans()):
        block["codice_destinatario"], block["pec"] = "0000000", "fatture@pec.example"
    return {"seller": seller, "buyer": buyer, "tax_representative": deputy}, block


@st.composite
def sellers(draw: st.DrawFn, abroad: bool, simplified: bool = False) -> tuple[Party, Cedente | None]:
    name, more = draw(names(simplified))
    address, number, seat = draw(foreign_seats()) if abroad else draw(italian_seats())
    contact, fax = None, ""
    if not simplified:
        phone, email = draw(texts(code(DIGITS, 5, 12))), draw(texts(st.just("vendite@officina.example")))
        contact = Contact(phone=phone, email=email) if phone or email else None
        fax = draw(texts(code(DIGITS, 5, 12)))
        if draw(st.booleans()):
            more |= {"albo_professionale": draw(latin(60)), "provincia_albo": "MI", "numero_iscrizione_albo": "A/12"}
            more["data_iscrizione_albo"] = draw(maybe(days()))
    party = Party(
        name=name,
        vat_id=number or "DE123456789",
        tax_registration=draw(texts(code(DIGITS, 11))),
        address=address,
        contact=contact,
    )
    found = Cedente(**more, **seat, fax=fax, stabile_organizzazione=draw(maybe(places())))
    return party, None if found == Cedente() else found


@st.composite
def buyers(draw: st.DrawFn, simplified: bool = False) -> tuple[Party, Cessionario | None]:
    name, more = draw(names(simplified))
    consumer = public = False
    if draw(st.integers(0, 3)) == 0:
        address, number, seat = draw(foreign_seats())
        consumer, fiscal = not number and draw(st.booleans()), ""
    else:
        address, number, seat = draw(italian_seats())
        kind = draw(st.sampled_from(["firm", "person", "public"]))
        fiscal = draw(code(CAPITALS + DIGITS, 16 if kind == "person" else 11))
        number = number if kind == "firm" else ""
        consumer, public = kind == "person", kind == "public" and not simplified
    deputy = draw(maybe(deputies()))
    party = Party(
        name=name, vat_id=number, tax_registration=fiscal, address=address, consumer=consumer, public_body=public
    )
    found = Cessionario(**more, **seat, rappresentante_fiscale=deputy, stabile_organizzazione=draw(maybe(places())))
    return party, None if found == Cessionario() else found


@st.composite
def names(draw: st.DrawFn, simplified: bool) -> tuple[str, dict[str, Any]]:
    """A firm's name, or a person's with its parts."""
    more: dict[str, Any] = {}
    if not simplified:
        more["titolo"] = draw(st.sampled_from(["", "Dott.", "Avv."]))
        more["cod_eori"] = draw(texts(code(CAPITALS + DIGITS, 13, 17)))
    if draw(st.booleans()):
        return draw(latin(80)), more
    nome, cognome = draw(latin(60)), draw(latin(60))
    return f"{nome} {cognome}", more | {"nome": nome, "cognome": cognome}


@st.composite
def italian_seats(draw: st.DrawFn) -> tuple[Address, str, dict[str, str]]:
    """Address, VAT number, what the block has of the seat."""
    address = Address(
        line1=draw(latin(60)),
        city=draw(latin(60)),
        postcode=draw(code(DIGITS, 5)),
        subdivision=draw(texts(code(CAPITALS, 2))),
        country="IT",
    )
    return address, "IT" + draw(code(DIGITS, 11)), {}


@st.composite
def foreign_seats(draw: st.DrawFn) -> tuple[Address, str, dict[str, str]]:
    country, prefix = draw(st.sampled_from(ABROAD))
    cap, province = draw(texts(code("123456789", 5))), draw(st.sampled_from(["", "EE"]))
    address = Address(line1=draw(latin(60)), city=draw(latin(60)), postcode=cap, subdivision=province, country=country)
    number = draw(texts(code("123456789", 8, 12)))
    return address, prefix + number if number else "", {"cap": cap, "provincia": province}


@st.composite
def representatives(draw: st.DrawFn, simplified: bool = False) -> tuple[Party | None, Persona | None]:
    if draw(st.booleans()):
        return None, None
    name, more = draw(names(simplified))
    fiscal = "" if simplified else draw(texts(code(DIGITS, 11)))
    person = Persona(**more)
    party = Party(name=name, vat_id="IT" + draw(code(DIGITS, 11)), tax_registration=fiscal)
    return party, None if person == Persona() else person


@st.composite
def deputies(draw: st.DrawFn) -> RappresentanteCessionario:
    number = IdFiscale(id_paese="IT", id_codice=draw(code(DIGITS, 11)))
    if draw(st.booleans()):
        return RappresentanteCessionario(id_fiscale_iva=number, denominazione=draw(latin(80)))
    return RappresentanteCessionario(id_fiscale_iva=number, nome=draw(latin(60)), cognome=draw(latin(60)))


@st.composite
def intermediaries(draw: st.DrawFn) -> DatiIntermediario:
    number = draw(maybe(st.just(IdFiscale(id_paese="IT", id_codice="04567890123"))))
    fiscal = draw(texts(code(DIGITS, 11)))
    return DatiIntermediario(
        id_fiscale_iva=number, codice_fiscale=fiscal, anagrafica=Anagrafica(denominazione=draw(latin(80)))
    )


def places() -> st.SearchStrategy[Indirizzo]:
    return st.builds(
        Indirizzo,
        indirizzo=latin(60),
        numero_civico=texts(basic(8)),
        cap=code(DIGITS, 5),
        comune=latin(60),
        provincia=texts(code(CAPITALS, 2)),
        nazione=st.just("IT"),
    )


@st.composite
def registers(draw: st.DrawFn) -> dict[str, Any]:
    """IscrizioneREA."""
    if draw(st.booleans()):
        return {}
    return {
        "rea_ufficio": "MI",
        "rea_numero": draw(basic(20)),
        "capitale_sociale": draw(maybe(money())),
        "socio_unico": draw(st.sampled_from(["", "SU", "SM"])),
        "stato_liquidazione": draw(st.sampled_from(["LN", "LS"])),
    }
