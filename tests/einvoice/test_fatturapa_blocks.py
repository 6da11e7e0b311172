"""FatturaPA's own groups, one story each: what the model says, what the document says, what comes back."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from lxml import etree

from einvoice import fatturapa
from einvoice.countries.italy import block_of
from einvoice.faults import Unacceptable
from einvoice.model import (
    Address,
    AllowanceCharge,
    Contact,
    Delivery,
    Identifier,
    Instalment,
    Invoice,
    Party,
    PaymentMeans,
    Period,
    Vat,
)
from tests.einvoice import samples
from tests.einvoice.official import findings

replace = msgspec.structs.replace
V22 = Vat(category="S", rate=Decimal(22))
D = Decimal


def italian(*lines: Any, block: dict[str, Any] | None = None, **more: Any) -> Invoice:
    fields: dict[str, Any] = {"seller": samples.ITALIAN_SELLER, "buyer": samples.ITALIAN_BUYER}
    fields |= {"number": "2026/118", "payment": (), "delivery": None, "due_date": None}
    fields["national"] = {"IT": {"codice_destinatario": "ABC1234", "regime_fiscale": "RF01"} | (block or {})}
    return samples.build(lines or (lamp(),), **(fields | more))


def lamp(number: int = 1, **more: Any) -> Any:
    return samples.line(number, "Lampada", "10", "100.00", more.pop("vat", V22), **more)


def tree(invoice: Invoice) -> etree._Element:
    """The document, which the schema and SdI's controls accept."""
    written = fatturapa.write(invoice)
    assert findings(written, "fatturapa-xsd", "sdi") == []
    return etree.fromstring(written)


def back(invoice: Invoice) -> Invoice:
    return fatturapa.read(fatturapa.write(invoice))


def values(root: etree._Element, path: str) -> list[str | None]:
    return [element.text for element in root.findall(f".//{path}")]


def professional(**more: Any) -> Invoice:
    """An engineer: 1,000.00, fund 4 % of it, 22 % VAT on both, 20 % of the fee withheld by the buyer."""
    fund = AllowanceCharge(
        amount=D("400.00"), charge=True, base=D("10000.00"), percent=D(4), reason="Cassa previdenziale TC04", vat=V22
    )
    block = {
        "tipo_documento": "TD06",
        "casse": [{"tipo_cassa": "TC04"}],
        "ritenute": [
            {
                "tipo_ritenuta": "RT01",
                "importo_ritenuta": "2000.00",
                "aliquota_ritenuta": "20.00",
                "causale_pagamento": "A",
            }
        ],
        "linee": {"1": {"ritenuta": True, "senza_quantita": True}},
    }
    fee = samples.line(1, "Direzione lavori", "1", "10000.00", V22)
    means = (PaymentMeans(code="30", iban="IT60X0542811101000000123456"),)
    return italian(fee, allowances=(fund,), block=block, payment=means, **more)


def test_the_fund_of_a_professional_is_a_charge_and_his_withholding_is_not_paid_to_him() -> None:
    invoice = professional()
    assert invoice.totals.payable == D("12688.00")
    root = tree(invoice)
    assert values(root, "TipoDocumento") == ["TD06"]
    assert values(root, "ImportoContributoCassa") == ["400.00"]
    assert values(root, "AlCassa") == ["4.00"]
    assert len(root.findall(".//DettaglioLinee")) == 1
    assert values(root, "DettaglioLinee/Quantita") == []
    assert values(root, "DettaglioLinee/Ritenuta") == ["SI"]
    assert values(root, "ImportoPagamento") == ["10688.00"]
    again = back(invoice)
    assert again.allowances == invoice.allowances
    assert again.totals == invoice.totals
    assert block_of(again) == block_of(invoice)


def test_under_split_payment_the_buyer_pays_the_seller_no_vat() -> None:
    split = Vat(category="B", rate=D(22))
    means = (PaymentMeans(code="30", iban="IT60X0542811101000000123456"),)
    settled = italian(lamp(vat=split), block={"esigibilita": "S"}, prepaid="220.00", payment=means)
    open_ = italian(lamp(vat=split), payment=means)
    for invoice in (settled, open_):
        root = tree(invoice)
        assert values(root, "EsigibilitaIVA") == ["S"]
        assert values(root, "ImportoTotaleDocumento") == ["1220.00"]
        assert values(root, "ImportoPagamento") == ["1000.00"]
    again = back(settled)
    assert (again.lines, again.taxes, again.totals) == (settled.lines, settled.taxes, settled.totals)
    assert again.totals.payable == D("1000.00")
    assert again.national == settled.national


def test_an_order_with_cig_and_cup_and_its_positions() -> None:
    lines = (lamp(1, order_line="10"), lamp(2, order_line="20"), lamp(3))
    invoice = italian(*lines, purchase_order="ODA 7", block={"cig": "Z123456789", "cup": "J31H03000180005"})
    root = tree(invoice)
    assert values(root, "DatiOrdineAcquisto/RiferimentoNumeroLinea") == ["1", "2"]
    assert values(root, "DatiOrdineAcquisto/NumItem") == ["10", "20"]
    assert values(root, "DatiOrdineAcquisto/CodiceCIG") == ["Z123456789"] * 2
    again = back(invoice)
    assert again.lines == invoice.lines
    assert again.purchase_order == "ODA 7"
    assert block_of(again).cig == "Z123456789"
    assert block_of(again).ordini == ()


def test_several_orders_stand_in_the_block() -> None:
    orders = [
        {"riferimento_numero_linea": [1], "id_documento": "ODA 7", "data": "2026-09-01", "codice_cig": "Z123456789"},
        {"riferimento_numero_linea": [2], "id_documento": "ODA 8", "codice_commessa_convenzione": "Commessa à 3"},
    ]
    invoice = italian(lamp(1), lamp(2), block={"ordini": orders})
    root = tree(invoice)
    assert values(root, "DatiOrdineAcquisto/IdDocumento") == ["ODA 7", "ODA 8"]
    again = back(invoice)
    assert again.purchase_order == "ODA 7"
    assert block_of(again).ordini == block_of(invoice).ordini


def test_a_deferred_invoice_names_its_delivery_notes() -> None:
    notes = [
        {"numero_ddt": "DDT 31", "data_ddt": "2026-10-05", "riferimento_numero_linea": [1]},
        {"numero_ddt": "DDT 32", "data_ddt": "2026-10-12", "riferimento_numero_linea": [2]},
    ]
    invoice = italian(lamp(1), lamp(2), block={"tipo_documento": "TD24", "ddt": notes})
    root = tree(invoice)
    assert values(root, "DatiDDT/DataDDT") == ["2026-10-05", "2026-10-12"]
    assert back(invoice).despatch_advice == "DDT 31"
    alone = italian(despatch_advice="DDT 31")
    assert values(tree(alone), "Causale") == ["Rif. DDT: DDT 31"]


def test_instalments_each_with_its_own_way_to_be_paid() -> None:
    bank = PaymentMeans(code="30", iban="IT60X0542811101000000123456", bic="BCITITMM", remittance="RIF 1")
    debit = PaymentMeans(code="59")
    parts = (
        Instalment(due=date(2026, 12, 2), amount=D("610.00")),
        Instalment(due=date(2027, 1, 2), amount=D("610.00"), means=debit),
    )
    invoice = italian(payment=(bank,), instalments=parts, due_date=date(2027, 1, 2))
    root = tree(invoice)
    assert values(root, "CondizioniPagamento") == ["TP01"]
    assert values(root, "ModalitaPagamento") == ["MP05", "MP19"]
    assert values(root, "DettaglioPagamento[1]/IBAN") == [bank.iban]
    assert values(root, "DettaglioPagamento[2]/IBAN") == []
    again = back(invoice)
    assert (again.instalments, again.payment, again.totals) == (parts, (bank,), invoice.totals)


def test_several_accounts_are_several_ways_to_pay_the_whole() -> None:
    accounts = tuple(PaymentMeans(code="30", iban=iban) for iban in ("IT60X0542811101000000123456", "SM86U03225098000"))
    invoice = italian(payment=accounts)
    written = fatturapa.write(invoice)
    root = etree.fromstring(written)
    assert values(root, "CondizioniPagamento") == ["TP02", "TP02"]
    assert values(root, "ImportoPagamento") == ["1220.00", "1220.00"]
    assert fatturapa.read(written).payment == accounts
    assert fatturapa.read(written).totals == invoice.totals


def test_a_document_discount_is_a_line_because_sdi_adds_up_lines() -> None:
    rebate = AllowanceCharge(amount=D("50.00"), reason="Sconto fedeltà", vat=V22)
    invoice = italian(allowances=(rebate,))
    root = tree(invoice)
    assert values(root, "TipoCessionePrestazione") == ["SC"]
    assert values(root, "PrezzoTotale") == ["1000.00", "-50.00"]
    assert values(root, "NumeroLinea") == ["1", "2"]
    assert root.find(".//DatiGeneraliDocumento/ScontoMaggiorazione") is None
    assert back(invoice).allowances == (rebate,)


def test_line_discounts_in_per_cent_are_taken_one_upon_the_other() -> None:
    ten = AllowanceCharge(amount=D("100.00"), base=D("1000.00"), percent=D(10), reason="Sconto")
    five = AllowanceCharge(amount=D("45.00"), base=D("900.00"), percent=D(5), reason="Sconto")
    invoice = italian(lamp(allowances=(ten, five)))
    root = tree(invoice)
    assert values(root, "ScontoMaggiorazione/Percentuale") == ["10.00", "5.00"]
    assert values(root, "PrezzoTotale") == ["855.00"]
    assert back(invoice).lines == invoice.lines


def test_what_a_line_says_of_its_article_and_its_months() -> None:
    line = lamp(
        seller_item="L-1",
        buyer_item="00017",
        standard_item=Identifier(value="8001234567891", scheme="0160"),
        period=Period(start=date(2026, 10, 1), end=date(2026, 10, 31)),
        accounting_reference="CDC 12",
    )
    more = {"altri_dati_gestionali": [{"tipo_dato": "INTENTO", "riferimento_testo": "08060120341234567-000001"}]}
    invoice = italian(line, block={"linee": {"1": more}})
    root = tree(invoice)
    assert values(root, "CodiceArticolo/CodiceTipo") == ["INTERNO", "CLIENTE", "EAN"]
    assert values(root, "DataFinePeriodo") == ["2026-10-31"]
    assert values(root, "DettaglioLinee/RiferimentoAmministrazione") == ["CDC 12"]
    assert back(invoice).lines == invoice.lines
    assert block_of(back(invoice)).linee == block_of(invoice).linee


def test_a_description_of_more_than_a_thousand_characters_goes_on_and_comes_back_whole() -> None:
    words = " ".join(f"parola{number}" for number in range(200))
    invoice = italian(replace(lamp(), name=words))
    root = tree(invoice)
    assert len(root.findtext(".//Descrizione") or "") <= 1000
    assert set(values(root, "AltriDatiGestionali/TipoDato")) == {"SEGUE"}
    assert back(invoice).lines[0].name == words


def test_a_purchase_from_abroad_is_sent_by_the_buyer() -> None:
    buyer = replace(samples.ITALIAN_BUYER, tax_registration="09876540106")
    block = {"tipo_documento": "TD17", "soggetto_emittente": "CC", "regime_fiscale": "RF18"}
    seller = replace(samples.GERMAN_BUYER, endpoint=None)
    invoice = italian(seller=seller, buyer=buyer, type_code="389", block=block)
    assert fatturapa.filename(invoice, 1) == "IT09876540106_00001.xml"
    root = tree(invoice)
    assert values(root, "IdTrasmittente/IdCodice") == ["09876540106"]
    assert values(root, "CedentePrestatore/DatiAnagrafici/IdFiscaleIVA/IdPaese") == ["DE"]
    assert back(invoice).type_code == "389"
    assert block_of(back(invoice)).tipo_documento == "TD17"


def test_representative_person_and_place_of_delivery() -> None:
    agent = Party(name="Studio Verdi", vat_id="IT01234560157", tax_registration="01234560157")
    person = replace(samples.ITALIAN_SELLER, name="Anna Maria De Luca", contact=Contact(phone="02-1234567"))
    place = Address(line1="Molo 3", city="Genova", postcode="16126", subdivision="GE", country="IT")
    block = {"cedente": {"nome": "Anna Maria", "cognome": "De Luca", "titolo": "Dott."}}
    delivery = Delivery(delivered=date(2026, 10, 30), address=place)
    invoice = italian(seller=person, tax_representative=agent, delivery=delivery, block=block)
    root = tree(invoice)
    assert values(root, "CedentePrestatore//Nome") == ["Anna Maria"]
    assert values(root, "CedentePrestatore//Denominazione") == []
    assert values(root, "CedentePrestatore//Telefono") == ["02-1234567"]
    assert values(root, "RappresentanteFiscale//Denominazione") == ["Studio Verdi"]
    assert values(root, "IndirizzoResa/Indirizzo") == ["Molo 3"]
    again = back(invoice)
    assert again.seller.name == "Anna Maria De Luca"
    assert (again.tax_representative, again.delivery) == (agent, delivery)


def test_a_house_number_comes_back_in_the_street_and_helps_where_that_is_too_long() -> None:
    xml = fatturapa.write(italian()).replace(
        b"<Indirizzo>Via di Francia 28</Indirizzo>",
        b"<Indirizzo>Via di Francia</Indirizzo><NumeroCivico>28/A</NumeroCivico>",
    )
    assert fatturapa.read(xml).buyer.address.line1 == "Via di Francia 28/A"
    long = "Via " + "lunga " * 9 + "12/bis"
    buyer = replace(samples.ITALIAN_BUYER, address=replace(samples.ITALIAN_BUYER.address, line1=long))
    root = tree(italian(buyer=buyer))
    assert values(root, "CessionarioCommittente/Sede/NumeroCivico") == ["12/bis"]
    assert back(italian(buyer=buyer)).buyer.address.line1 == long


def test_a_lot_is_several_invoices_under_one_header() -> None:
    first, second = italian(number="1"), italian(number="2", notes=())
    written = fatturapa.write_lot((first, second), 9)
    assert findings(written, "fatturapa-xsd", "sdi") == []
    assert [invoice.number for invoice in fatturapa.read_lot(written)] == ["1", "2"]
    assert fatturapa.read(written).number == "1"
    stranger = italian(number="3", buyer=samples.GERMAN_BUYER)
    with pytest.raises(Unacceptable, match=r"invoice 2 of the lot .* cessionario_committente") as refused:
        fatturapa.write_lot((first, stranger))
    assert refused.value.faults[0].code == "SOLDE-IT-LOT"


@pytest.mark.parametrize(
    ("gone", "path"),
    [
        (b"<Numero>2026/118</Numero>", "number"),
        (b"<Data>2026-11-02</Data>", "issue_date"),
        (b"<Descrizione>Lampada</Descrizione>", "lines[0].name"),
        (b"<PrezzoTotale>1000.00</PrezzoTotale>", "lines[0].net"),
        (b"<Imposta>220.00</Imposta>", "taxes[0].tax"),
        (b"<Denominazione>Officina Luce S.r.l.</Denominazione>", "seller.name"),
    ],
)
def test_what_a_document_lacks_is_named_and_a_strict_reader_refuses_it(gone: bytes, path: str) -> None:
    xml = fatturapa.write(italian())
    assert gone in xml
    reading = fatturapa.examine(xml.replace(gone, b""))
    assert reading.absent == {path}
    assert reading.faults == ()
    with pytest.raises(Unacceptable, match=path.replace("[", r"\[")):
        fatturapa.read(xml.replace(gone, b""))


def test_what_cannot_be_read_is_a_fault_at_its_place() -> None:
    xml = fatturapa.write(italian()).replace(b"<Data>2026-11-02<", b"<Data>2 novembre<")
    xml = xml.replace(b"<PrezzoUnitario>100.00<", b"<PrezzoUnitario>1e9999999<")
    reading = fatturapa.examine(xml)
    assert {fault.path for fault in reading.faults} == {"issue_date", "lines[0].price"} <= reading.absent
    assert reading.invoice.number == "2026/118"
    assert fatturapa.examine(b"<FatturaElettronica><FatturaElettronicaBody/></FatturaElettronica>").absent
    with pytest.raises(Unacceptable):
        fatturapa.examine(b"<FatturaElettronica/>")


@pytest.mark.parametrize("value", [None, "", "x", "-1", "99999999999999999999.123456789", "NaN", "2026-02-30", "à"])
def test_a_damaged_document_is_read_as_far_as_it_goes_and_never_breaks_the_reader(value: str | None) -> None:
    whole = fatturapa.write(professional(number="1", purchase_order="ODA 7"))
    count = sum(1 for _ in etree.fromstring(whole).iter()) - 1
    for place in range(1, count + 1):
        root = etree.fromstring(whole)
        element = list(root.iter())[place]
        parent = element.getparent()
        assert parent is not None
        if value is None:
            parent.remove(element)
        else:
            element[:] = []
            element.text = value
        damaged = etree.tostring(root)
        try:
            reading = fatturapa.examine(damaged)
        except Unacceptable:
            continue  # without a body it is no invoice
        assert all(fault.path in reading.absent for fault in reading.faults)
        try:
            again = fatturapa.read(damaged)
        except Unacceptable:
            continue
        assert again == reading.invoice
