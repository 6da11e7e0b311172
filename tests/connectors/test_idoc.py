"""Invoices out of SAP's EDI: INVOIC02 files read into the invoice model. All IDocs are made up."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from connectors.files.idoc import Meanings, Parties, idocs, read
from connectors.seller import Tax
from einvoice import model
from einvoice.faults import Unacceptable
from einvoice.rounding import spread
from tests.connectors.idocs import BUYER, file, idoc, item, segment

ABROAD = Tax(category="K", exemption_code="VATEX-EU-IC", exemption_reason="Intra-community supply")
CODES = {"DE": {"A1": Tax(category="S"), "A2": Tax(category="S"), "7%": Tax(category="S"), "AF": ABROAD}}
MEANINGS = Meanings(tax_codes=CODES)
NOBODY = Parties()


def document(*parts: str, meanings: Meanings = MEANINGS, parties: Parties = NOBODY) -> model.Invoice:
    """The invoice of the first IDoc, which has no fault."""
    one = idocs(file(*parts), "invoic_1.xml", "SAP")[0]
    found = read(one, meanings, parties)
    assert [str(fault) for fault in one.faults] == []
    return found


def faults(*parts: str, meanings: Meanings = MEANINGS) -> list[str]:
    """What is wrong with the first IDoc."""
    one = idocs(file(*parts), "invoic_1.xml", "SAP")[0]
    read(one, meanings, Parties())
    return [fault.message for fault in one.faults]


def test_an_invoice_is_read_whole() -> None:
    found = document(idoc())
    assert (found.number, found.issue_date, found.due_date) == ("90000017", date(2026, 11, 5), date(2026, 12, 5))
    assert (found.type_code, found.currency) == ("380", "EUR")
    assert (found.seller.name, found.seller.vat_id) == ("Pumpenbau Weser AG", "DE129274202")
    assert (found.buyer.name, found.buyer.vat_id) == ("Hafenwerk Nord GmbH", "DE136695976")
    assert found.buyer.address == model.Address(line1="Kaistraße 7", city="Bremen", postcode="28195", country="DE")
    assert (found.purchase_order, found.sales_order, found.despatch_advice) == ("PO-4711", "1234", "80000055")
    assert found.buyer_reference == "Purchasing, Ms Petersen"
    assert found.terms == "14 days 2 %, 30 days net"
    assert found.national["DE"] == {"skonto_days": "14", "skonto_percent": "2.000"}
    assert found.delivery is not None
    assert (found.delivery.delivered, found.delivery.name) == (date(2026, 11, 3), "Hafenwerk Lager")
    assert found.delivery.location == model.Identifier("4012345000009", "0088")
    line = found.lines[0]
    assert (line.id, line.name, line.seller_item, line.order_line) == ("10", "Pump, 7 bar", "PUMP-7", "20")
    assert (line.quantity, line.unit, line.price, line.net) == (10, "H87", 100, Decimal("1000.00"))
    assert line.vat == model.Vat(category="S", rate=Decimal(19))
    assert found.taxes == (model.TaxBreakdown(vat=line.vat, base=Decimal("1000.00"), tax=Decimal("190.00")),)
    assert (found.totals.tax_exclusive, found.totals.tax, found.totals.payable) == (1000, 190, 1190)


def test_what_is_known_of_seller_and_customer_fills_what_edi_does_not_tell() -> None:
    known = model.Party(
        name="Hafenwerk",
        vat_id="DE000000000",
        endpoint=model.Identifier("4012345000016", "0088"),
        address=model.Address(city="Bremen", postcode="28195", country="DE", subdivision="HB"),
    )
    ours = model.Party(name="Pumpenbau Weser Aktiengesellschaft", legal_info="HRB 1")
    found = document(idoc(), parties=Parties(seller=msgspec.structs.replace(ours, vat_id="DE129274202"), buyer=known))
    assert found.seller.legal_info == "HRB 1"
    assert found.buyer.name == "Hafenwerk Nord GmbH"  # as the invoice says
    assert found.buyer.vat_id == "DE136695976"
    assert found.buyer.endpoint == model.Identifier("4012345000016", "0088")
    assert found.buyer.address.subdivision == "HB"


def test_prices_and_discounts_are_told_as_the_conditions_say_them() -> None:
    conditions = (
        segment("E1EDP05", ALCKZ="+", KSCHL="PR00", KOTXT="Price", BETRG="1100.00", KRATE="110.00", UPRBS="1",
                MEAUN="PCE")
        + segment("E1EDP05", ALCKZ="-", KSCHL="K007", KOTXT="Customer discount", BETRG="110.00-", KPERC="10.000")
        + segment("E1EDP05", ALCKZ="+", KSCHL="ZFR0", KOTXT="Freight", BETRG="10.00")
        + segment("E1EDP05", ALCKZ="+", KSCHL="MWST", MWSKZ="A1", MSATZ="19.000", BETRG="190.00")
    )  # fmt: skip
    line = document(idoc(items=[item(inner=conditions)])).lines[0]
    assert line.price == 110
    assert [(each.charge, each.amount, each.percent, each.reason) for each in line.allowances] == [
        (False, Decimal("110.00"), 10, "Customer discount"),
        (True, Decimal("10.00"), None, "Freight"),
    ]


def test_a_price_that_does_not_lead_to_the_net_value_gives_way_to_what_was_posted() -> None:
    odd = segment("E1EDP05", ALCKZ="+", KSCHL="PR00", BETRG="999.00", KRATE="99.90", UPRBS="1", MEAUN="PCE")
    line = document(idoc(items=[item(inner=odd)])).lines[0]
    assert (line.price, line.base_quantity, line.net) == (100, 1, 1000)
    thirds = item(net="1000.00", quantity="3.000")
    line = document(idoc(items=[thirds])).lines[0]
    assert (line.price * line.quantity / line.base_quantity).quantize(Decimal("0.01")) == 1000


def test_a_credit_memo_is_positive_and_names_its_invoice() -> None:
    about = segment("E1EDK02", QUALF="087", BELNR="0090000011", DATUM="20261001")
    found = document(idoc(kind="CRME", extra=about))
    assert (found.type_code, found.totals.payable) == ("381", 1190)
    assert found.preceding == (model.Reference(number="90000011", issue_date=date(2026, 10, 1)),)


@pytest.mark.parametrize("kind", ["CRME", "INVO"])
def test_amounts_with_a_minus_behind_them_are_a_credit(kind: str) -> None:
    minus = item(net="1000.00-", amount="190.00-")
    found = document(idoc(kind=kind, items=[minus], sums=("1000.00-", "190.00-", "1190.00-")))
    assert (found.type_code, found.totals.payable, found.totals.tax) == ("381", 1190, 190)
    assert (found.lines[0].net, found.lines[0].quantity) == (1000, 10)


def test_a_returned_item_on_an_invoice_has_a_negative_quantity() -> None:
    items = [item(), item("000020", net="100.00-", quantity="1.000", amount="19.00-")]
    found = document(idoc(items=items, sums=("900.00", "171.00", "1071.00")))
    assert [(each.quantity, each.net, each.price) for each in found.lines] == [(10, 1000, 100), (-1, -100, 100)]


def test_several_rates_and_a_rate_instead_of_a_code() -> None:
    items = [item(), item("000020", net="100.00", quantity="1.000", tax="VAT", rate="7.000", amount="7.00")]
    taxes = segment("E1EDK04", MWSKZ="A1", MSATZ="19.000", MWSBT="190.00") + segment(
        "E1EDK04", MWSKZ="VAT", MSATZ="7.000", MWSBT="7.00"
    )
    found = document(idoc(items=items, sums=("1100.00", "197.00", "1297.00"), taxes=taxes))
    assert [(each.vat.rate, each.base, each.tax) for each in found.taxes] == [(19, 1000, 190), (7, 100, 7)]


def test_a_supply_abroad_is_taxed_as_the_settings_say() -> None:
    abroad = {**BUYER, "LAND1": "FR"}
    one = item(tax="AF", rate="0.000", amount="0.00")
    taxes = segment("E1EDK04", MWSKZ="AF", MSATZ="0.000", MWSBT="0.00")
    found = document(idoc(items=[one], buyer=abroad, sums=("1000.00", "0.00", "1000.00"), taxes=taxes))
    assert (found.lines[0].vat.category, found.taxes[0].vat.exemption_code) == ("K", "VATEX-EU-IC")


def test_yen_have_no_decimals() -> None:
    one = item(net="1500", quantity="2.000", amount="285")
    found = document(idoc(currency="JPY", items=[one], sums=("1500", "285", "1785")))
    assert (found.currency, found.totals.payable, found.lines[0].price) == ("JPY", 1785, 750)


def test_a_third_decimal_of_a_posted_value_is_never_rounded_away() -> None:
    found = document(idoc(items=[item(net="10.125", amount="1.92")], sums=("10.125", "1.92", "12.045")))
    emitted, notes = spread(found)
    assert (str(emitted.lines[0].net), str(emitted.totals.lines), notes) == ("10.125", "10.125", ())


def test_a_discount_on_the_whole_invoice_that_is_in_no_item() -> None:
    discount = segment("E1EDK05", ALCKZ="-", KSCHL="HD00", KOTXT="Spring discount", BETRG="100.00", MWSKZ="A1",
                       MSATZ="19.000")  # fmt: skip
    found = document(idoc(sums=("900.00", "171.00", "1071.00"), extra=discount))
    assert (found.totals.lines, found.totals.allowances, found.totals.tax_exclusive) == (1000, 100, 900)
    assert found.taxes[0].base == 900


def test_texts_become_notes() -> None:
    lines = segment("E1EDKT2", TDLINE="Thank you for", TDFORMAT="*") + segment("E1EDKT2", TDLINE="your order.")
    inner = segment("E1EDPT1", segment("E1EDPT2", TDLINE="Serial 12", TDFORMAT="*"), TDID="0001")
    found = document(idoc(extra=segment("E1EDKT1", lines, TDID="0002"), items=[item(inner=inner)]))
    assert found.notes == (model.Note(text="Thank you for your order."),)
    assert found.lines[0].note == "Serial 12"


def test_items_rendered_on_several_days_make_a_period() -> None:
    later = segment("E1EDP01", segment("E1EDP03", IDDAT="027", DATUM="20261104")
                    + segment("E1EDP19", QUALF="003", IDTNR="4012345000009", KTEXT="Hose")
                    + segment("E1EDP26", QUALF="003", BETRG="100.00")
                    + segment("E1EDP04", MWSKZ="A1", MSATZ="19.000", MWSBT="19.00"),
                    POSEX="000020", MENGE="4.5", MENEE="MTR")  # fmt: skip
    found = document(idoc(items=[item(), later], sums=("1100.00", "209.00", "1309.00")))
    assert found.period == model.Period(start=date(2026, 11, 3), end=date(2026, 11, 4))
    hose = found.lines[1]
    assert (hose.unit, hose.quantity, hose.standard_item) == (
        "MTR", Decimal("4.5"), model.Identifier("4012345000009", "0160"),
    )  # fmt: skip


def test_texts_and_parts_without_value_are_no_lines() -> None:
    part = segment(
        "E1EDP01", segment("E1EDP19", QUALF="002", KTEXT="Assembled in Bremen"), POSEX="000020", MENGE="0.000"
    )
    assert len(document(idoc(items=[item(), part])).lines) == 1


def test_several_idocs_in_one_file() -> None:
    found = idocs(file(idoc("0090000001"), idoc("0090000002", docnum="0000000000401235")), "invoic_1.xml", "SAP")
    assert [read(each, MEANINGS, Parties()).number for each in found] == ["90000001", "90000002"]
    assert [each.place for each in found] == ["invoic_1.xml, IDoc 401234", "invoic_1.xml, IDoc 401235"]


def test_faults_name_file_idoc_segment_and_field() -> None:
    found = faults(idoc(items=[item(quantity="ten")]))
    assert found == [
        'invoic_1.xml, IDoc 401234, E1EDP01 POSEX 000010 MENGE: "ten" is no number such as 1234.50 or 1234.50-.'
    ]
    assert faults(idoc(date="20261305"))[0].endswith('E1EDK03 IDDAT 026 DATUM: "20261305" is no date such as 20260131.')
    assert faults(idoc(items=[item(MENEE="XYZ")]))[0].endswith(
        'E1EDP01 POSEX 000010 MENEE: unit "XYZ": say its code of UN/ECE Rec 20 in units.'
    )


def test_an_unknown_tax_code_says_what_to_set() -> None:
    found = faults(idoc(items=[item(tax="Z9")]))
    assert found[0] == (
        "invoic_1.xml, IDoc 401234, E1EDP01 POSEX 000010 > E1EDP04 MWSKZ Z9 MWSKZ: tax code Z9 at 19 %: "
        'say what it means in tax_codes.DE, as "Z9" or "19%".'
    )


def test_sums_that_do_not_agree_are_said_and_never_mended() -> None:
    found = faults(idoc(sums=("1000.00", "190.00", "1191.00")))
    assert found == [
        "invoic_1.xml, IDoc 401234, E1EDS01 SUMID 011 SUMME: what is billed is 1191.00, "
        "but net value and tax add up to 1190.00."
    ]
    found = faults(idoc(sums=("900.00", "190.00", "1090.00")))
    assert "the net value is 900.00, but the items add up to 1000.00" in found[0]
    cut = file(idoc()).replace(b"<SUMID>011</SUMID>", b"<SUMID>012</SUMID>")
    one = idocs(cut, "invoic_1.xml", "SAP")[0]
    read(one, MEANINGS, Parties())
    assert one.faults[0].message == "invoic_1.xml, IDoc 401234, E1EDS01 SUMID 011 SUMME: there is no number."


def test_an_empty_idoc_tells_everything_that_is_missing() -> None:
    one = idocs(b'<INVOIC02><IDOC BEGIN="1"/></INVOIC02>', "x.xml", "SAP")[0]
    read(one, MEANINGS, Parties())
    assert {fault.path for fault in one.faults} >= {"number", "issue_date", "currency", "lines"}


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE INVOIC02 [<!ENTITY a "b">]><INVOIC02>&a;</INVOIC02>',
        b'<!DOCTYPE INVOIC02 SYSTEM "http://example.com/a.dtd"><INVOIC02/>',
        b"<INVOIC02><IDOC>",
        b"",
        b"<INVOIC02>" + b"<a>" * 300 + b"</a>" * 300 + b"</INVOIC02>",
        b"<INVOIC02>" + b"<a/>" * 700_000 + b"</INVOIC02>",
    ],
    ids=["entity", "dtd", "cut off", "empty", "deep", "many tags"],
)
def test_hostile_and_broken_files_are_refused(content: bytes) -> None:
    with pytest.raises(Unacceptable):
        idocs(content, "x.xml", "SAP")


def test_other_messages_are_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"x\.xml is <ORDERS05> and no INVOIC02"):
        idocs(b"<ORDERS05><IDOC/></ORDERS05>", "x.xml", "SAP")
    with pytest.raises(ValueError, match="nested more than 12 levels deep"):
        idocs(b"<INVOIC02>" + b"<a>" * 22 + b"</a>" * 22 + b"</INVOIC02>", "x.xml", "SAP")
