"""FatturaPA documents that SdI takes, each of them broken in the stories of `sdi_stories.py`."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from einvoice import fatturapa, fatturapa_simplified
from einvoice.model import AllowanceCharge, Invoice, Reference, Vat
from tests.einvoice import samples

replace = msgspec.structs.replace
V22, V4 = Vat(category="S", rate=Decimal(22)), Vat(category="S", rate=Decimal(4))
N4, N1 = Vat(category="E", national_code="N4"), Vat(category="O", national_code="N1")
AGENT = replace(samples.ITALIAN_BUYER, name="Studio Fiscale Verdi", vat_id="IT09876540106", endpoint=None)


def italian(*lines: Any, **more: Any) -> Invoice:
    fields: dict[str, Any] = {"seller": samples.ITALIAN_SELLER, "buyer": samples.ITALIAN_BUYER}
    fields |= {"number": "2026/118", "payment": (), "delivery": None}
    return samples.build(lines, **(fields | more))


def professional() -> bytes:
    """Everything that controls look at: four treatments of VAT, two funds, withholding, discounts, references."""
    off = AllowanceCharge(amount=Decimal("10.00"))
    lines = (
        samples.line(1, "Progetto", "10", "11.00", V22, allowances=(off,)),
        samples.line(2, "Dispense", "1", "0.40", V4),
        samples.line(3, "Corso", "1", "50.00", N4),
        samples.line(4, "Marca da bollo", "1", "0.30", N1),
    )
    funds = (
        AllowanceCharge(amount=Decimal("0.50"), charge=True, percent=Decimal(4), reason="Cassa", vat=V22),
        AllowanceCharge(amount=Decimal("0.20"), charge=True, percent=Decimal(4), reason="Cassa", vat=N4),
    )
    withheld = {"tipo_ritenuta": "RT01", "importo_ritenuta": "20.00", "aliquota_ritenuta": "20.00"}
    block = {
        "ritenute": [withheld | {"causale_pagamento": "A"}],
        "casse": [{"posizione": 0, "tipo_cassa": "TC02", "ritenuta": True}, {"posizione": 1, "tipo_cassa": "TC02"}],
        "sconto_maggiorazione": [{"tipo": "SC", "percentuale": "1.00"}],
        "cessionario": {
            "rappresentante_fiscale": {
                "id_fiscale_iva": {"id_paese": "IT", "id_codice": "01234560157"},
                "denominazione": "Studio Bianchi",
            }
        },
    }
    return fatturapa.write(
        italian(
            *lines,
            vats=(N4, N1),
            allowances=funds,
            tax_representative=replace(AGENT, tax_registration="09876540106"),
            preceding=(Reference(number="2026/100", issue_date=date(2026, 10, 1)),),
            national={"IT": block},
        )
    )


def public_body() -> bytes:
    """An invoice to a ministry, FPA12, with split payment."""
    buyer = replace(samples.ITALIAN_BUYER, public_body=True, endpoint=None, tax_registration="80016350821")
    block = {"codice_destinatario": "UFABC1", "esigibilita": "S"}
    return fatturapa.write(italian(samples.line(1, "Lampada", "2", "84.50", V22), buyer=buyer, national={"IT": block}))


def consumer() -> bytes:
    """A private person, known by codice fiscale, without a recipient's code."""
    person = replace(
        samples.ITALIAN_BUYER, name="Anna Neri", vat_id="", endpoint=None, tax_registration="RSSMRA85T10A562S"
    )
    return fatturapa.write(italian(samples.line(1, "Lampada", "1", "81.97", V22), buyer=replace(person, consumer=True)))


def export() -> bytes:
    """To the United States, N3.1."""
    vat = Vat(category="G")
    lines = (samples.line(1, "Lampada", "3", "10.00", vat),)
    return fatturapa.write(italian(*lines, vats=(vat,), buyer=samples.AMERICAN_BUYER))


def lot() -> bytes:
    """Two invoices of one day to one customer."""
    return fatturapa.write_lot([samples.italian_invoice(), replace(samples.italian_invoice(), number="2026/119")])


def ceiling() -> bytes:
    """TD21: seller and buyer are one."""
    text = fatturapa.write(samples.italian_invoice()).decode().replace("TD01", "TD21")
    return text.replace("<IdCodice>09876540106", "<IdCodice>01234560157").encode()


def integrated() -> bytes:
    """TD16: the buyer adds the VAT to an invoice under reverse charge."""
    return fatturapa.write(samples.italian_invoice()).replace(b"TD01", b"TD16")


def simplified() -> bytes:
    """TD07: one taxed and one exempt item."""
    lines = (samples.line(1, "Riparazione", "1", "50.00", V22), samples.line(2, "Visita", "1", "30.00", N4))
    return fatturapa_simplified.write(italian(*lines, vats=(N4,)))


def simplified_note() -> bytes:
    """TD08: it corrects an earlier one."""
    lines = (samples.line(1, "Riparazione", "1", "50.00", V22),)
    earlier = (Reference(number="2026/100", issue_date=date(2026, 10, 1)),)
    return fatturapa_simplified.write(italian(*lines, type_code="381", number="NC 3", preceding=earlier))


DOCUMENTS = {
    "plain": fatturapa.write(samples.italian_invoice()),
    "professional": professional(),
    "public_body": public_body(),
    "consumer": consumer(),
    "export": export(),
    "lot": lot(),
    "ceiling": ceiling(),
    "integrated": integrated(),
    "simplified": simplified(),
    "simplified_note": simplified_note(),
}
