"""Write a FatturaPA: header here, body in `body.py`."""

import re

from lxml import etree
from lxml.etree import SubElement, _Element

from einvoice.countries.italy.block import ItalyBlock, block_of
from einvoice.countries.italy.checks import phone
from einvoice.countries.italy.completion import NO_CODE, complete
from einvoice.countries.italy.texts import street, text_faults
from einvoice.fatturapa.body import add_body, fits
from einvoice.fatturapa.euro import in_euro
from einvoice.fatturapa.figures import add, amount2
from einvoice.fatturapa.names import NAMESPACE, SIZE_LIMIT, progressive, transmitter
from einvoice.faults import Fault, Unacceptable
from einvoice.model import Invoice, Party

_SOURCE = "SdI, Elenco dei controlli 2.0"


def write(invoice: Invoice, serial: int = 1) -> bytes:
    """The invoice as FatturaPA XML (UTF-8). `serial` becomes ProgressivoInvio, as in the file name.

    Amounts in another currency are turned into euro at the block's `eur_rate`. Raises `Unacceptable` with every
    text that the format cannot carry, and where the file would exceed SdI's 5 MB; `italy.check` finds the rest.
    """
    invoice = complete(invoice)
    block = block_of(invoice)
    if faults := text_faults(invoice):
        raise Unacceptable(faults)
    format_ = "FPA12" if invoice.buyer.public_body and invoice.buyer.address.country == "IT" else "FPR12"
    root = etree.Element(etree.QName(NAMESPACE, "FatturaElettronica"), {"versione": format_}, nsmap={"p": NAMESPACE})
    header = SubElement(root, "FatturaElettronicaHeader")
    _transmission(header, invoice, block, format_, serial)
    _seller(header, invoice, block)
    _buyer(header, invoice.buyer)
    add_body(root, in_euro(invoice), invoice, block)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    if len(data) > SIZE_LIMIT:
        message = f"the file has {len(data)} bytes; SdI takes {SIZE_LIMIT}"
        raise Unacceptable([Fault(code="00003", path="attachments", message=message, source=_SOURCE)])
    return data


def _transmission(header: _Element, invoice: Invoice, block: ItalyBlock, format_: str, serial: int) -> None:
    data = SubElement(header, "DatiTrasmissione")
    sender = SubElement(data, "IdTrasmittente")
    add(sender, "IdPaese", "IT")
    add(sender, "IdCodice", transmitter(invoice.seller))
    add(data, "ProgressivoInvio", progressive(serial))
    add(data, "FormatoTrasmissione", format_)
    add(data, "CodiceDestinatario", block.codice_destinatario)
    if block.codice_destinatario == NO_CODE:
        add(data, "PECDestinatario", block.pec)


def _seller(header: _Element, invoice: Invoice, block: ItalyBlock) -> None:
    seller = invoice.seller
    party = SubElement(header, "CedentePrestatore")
    data = SubElement(party, "DatiAnagrafici")
    _tax_id(data, "IT", seller.vat_id.removeprefix("IT"))
    add(data, "CodiceFiscale", seller.tax_registration)
    add(SubElement(data, "Anagrafica"), "Denominazione", seller.name)
    add(data, "RegimeFiscale", block.regime_fiscale)
    _address(party, seller)
    if block.rea_numero:
        register = SubElement(party, "IscrizioneREA")
        add(register, "Ufficio", block.rea_ufficio)
        add(register, "NumeroREA", block.rea_numero)
        if block.capitale_sociale is not None:
            add(register, "CapitaleSociale", amount2(block.capitale_sociale))
        add(register, "SocioUnico", block.socio_unico)
        add(register, "StatoLiquidazione", block.stato_liquidazione)
    contact = seller.contact
    number = phone(contact.phone) if contact else ""
    if contact and (contact.email or 5 <= len(number) <= 12):
        place = SubElement(party, "Contatti")
        add(place, "Telefono", number if 5 <= len(number) <= 12 else "")
        add(place, "Email", contact.email)
    if fits(invoice.buyer_reference):
        add(party, "RiferimentoAmministrazione", invoice.buyer_reference)


def _buyer(header: _Element, buyer: Party) -> None:
    party = SubElement(header, "CessionarioCommittente")
    data = SubElement(party, "DatiAnagrafici")
    country, number = foreign_id(buyer) if buyer.address.country != "IT" else _split(buyer.vat_id)
    if number:
        _tax_id(data, country, number)
    if buyer.address.country == "IT":
        add(data, "CodiceFiscale", buyer.tax_registration.upper())
    add(SubElement(data, "Anagrafica"), "Denominazione", buyer.name)
    _address(party, buyer)


def foreign_id(buyer: Party) -> tuple[str, str]:
    """IdPaese and IdCodice of a buyer abroad (Agenzia's guide to compiling e-invoices, 1.10).

    The VAT number where there is one; else `0000000` for a private person and `OO99999999999` for a business
    outside the EU that has no such number. SdI does not check a foreign IdCodice.
    """
    if buyer.vat_id:
        country, number = _split(buyer.vat_id)
        return country or buyer.address.country, number[:28]
    return buyer.address.country, "0000000" if buyer.consumer else "OO99999999999"


def _split(vat_id: str) -> tuple[str, str]:
    if re.match(r"CHE[-0-9]", vat_id):
        return "CH", vat_id  # a Swiss UID starts with CHE; its first two letters are no prefix
    found = re.fullmatch(r"([A-Z]{2})(.+)", vat_id.replace(" ", ""))
    if not found:
        return "", vat_id
    country = "GR" if found.group(1) == "EL" else found.group(1)  # IdPaese is ISO 3166, not the VAT prefix
    return country, found.group(2)


def _tax_id(parent: _Element, country: str, number: str) -> None:
    place = SubElement(parent, "IdFiscaleIVA")
    add(place, "IdPaese", country)
    add(place, "IdCodice", number)


def _address(parent: _Element, party: Party) -> None:
    address = party.address
    at_home = address.country == "IT"
    place = SubElement(parent, "Sede")
    add(place, "Indirizzo", street(party))
    add(place, "CAP", address.postcode if at_home else "00000")
    add(place, "Comune", address.city)
    if at_home:
        add(place, "Provincia", address.subdivision)
    add(place, "Nazione", address.country)
