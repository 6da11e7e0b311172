"""Recorded invoices of Odoo 17, 18 and 19 as documents: what a reader of the e-invoice will see."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from connectors.odoo import connect
from connectors.records import Customer, Invoice, Order, Payment, Unreadable, locate
from einvoice.emission import obligations
from einvoice.model import Identifier
from tests.connectors.odoo.recorded import VERSIONS, Recorded, connector, load, settings


@pytest.fixture(params=VERSIONS, ids=lambda v: f"odoo{v}")
def fake(request: pytest.FixtureRequest) -> Recorded:
    return Recorded(load(request.param))


def everything(fake: Recorded, kind: Any) -> Iterator[Any]:
    for page in connector(fake).pull(kind, None):
        yield from page.records


def invoices(fake: Recorded, buyer: str) -> list[Invoice]:
    """The buyer's invoices, oldest first."""
    return [i for i in everything(fake, "invoice") if i.document.buyer.name == buyer]


def test_nothing_recorded_is_unreadable(fake: Recorded) -> None:
    for kind in ("customer", "order", "invoice", "payment"):
        assert [r for r in everything(fake, kind) if isinstance(r, Unreadable)] == []


def test_a_french_invoice_with_a_discount_and_two_instalments(fake: Recorded) -> None:
    bill = invoices(fake, "Menuiserie Dubois SARL")[0]
    paper = bill.document
    assert (paper.type_code, paper.currency, paper.issue_date) == ("380", "EUR", date(2026, 11, 2))
    assert paper.purchase_order == "PO-4711"
    assert paper.notes[0].text == "Thank you for your order."
    assert paper.terms
    assert paper.delivery
    assert paper.delivery.delivered == date(2026, 10, 31)
    assert paper.process == "M1", "a service and goods (BR-FR-08)"
    work, lamps = paper.lines
    assert (work.name, work.quantity, work.unit, work.price) == ("Consulting, October", Decimal("12.5"), "HUR", 80)
    assert work.seller_item == "CONS"
    assert (lamps.name, lamps.description, lamps.net) == ("Desk lamp", "brass, with switch", Decimal("89.99"))
    discount = lamps.allowances[0]
    assert (discount.amount, discount.base, discount.percent) == (Decimal("10.00"), Decimal("99.99"), 10)
    assert {line.vat.category for line in paper.lines} == {"S"}
    assert [(t.base, t.tax) for t in paper.taxes] == [(Decimal("1089.99"), Decimal("218.00"))]
    assert paper.totals.payable == Decimal("1307.99")
    assert [(p.due, p.amount) for p in paper.instalments] == [
        (date(2026, 11, 2), Decimal("392.40")),
        (date(2027, 1, 1), Decimal("915.59")),
    ]
    assert [due.open for due in bill.dues] == [Decimal("292.40"), Decimal("915.59")]
    assert (bill.state, bill.open) == ("open", Decimal("1207.99"))


def test_parties_carry_their_numbers(fake: Recorded) -> None:
    paper = invoices(fake, "Menuiserie Dubois SARL")[0].document
    assert paper.seller.name == "Atelier Exemple SAS"
    assert paper.seller.legal_id == Identifier(value="334175221", scheme="0002")
    assert paper.seller.vat_id == "FR23334175221"
    assert paper.seller.address.city == "Lyon"
    assert paper.buyer.legal_id == Identifier(value="732829320", scheme="0002")
    assert paper.buyer.identifiers == (Identifier(value="73282932000074", scheme="0009"),)
    assert paper.buyer.endpoint == Identifier(value="732829320", scheme="0225")
    assert not paper.buyer.consumer
    assert paper.payment[0].iban == "FR1420041010050500013M02606"
    assert paper.payment[0].bic == "PSSTFRPPLYO"
    assert paper.payment[0].remittance == paper.number


def test_goods_to_another_country_of_the_union(fake: Recorded) -> None:
    paper = invoices(fake, "Tischlerei Sonne GmbH")[0].document
    vat = paper.lines[0].vat
    assert (vat.category, vat.rate, vat.exemption_code) == ("K", 0, "VATEX-EU-IC")
    assert vat.exemption_reason
    assert paper.taxes[0].base == paper.totals.payable == Decimal("300.00")
    assert paper.delivery
    assert paper.delivery.address
    assert paper.delivery.address.country == "DE", "BR-IC-12"


def test_a_consumer_pays_a_price_with_tax_inside(fake: Recorded) -> None:
    bill = invoices(fake, "Jeanne Martin")[0]
    assert bill.document.buyer.consumer
    line = bill.document.lines[0]
    assert (line.price, line.net) == (Decimal("33.25"), Decimal("33.25"))
    assert bill.document.totals.payable == Decimal("39.90")
    assert (bill.state, bill.open) == ("paid", Decimal("0.00"))


def test_an_export_outside_the_union(fake: Recorded) -> None:
    vat = invoices(fake, "Alpen Möbel AG")[0].document.lines[0].vat
    assert (vat.category, vat.exemption_code) == ("G", "VATEX-EU-G")


def test_a_credit_note_is_positive_and_names_what_it_credits(fake: Recorded) -> None:
    credited, note = [
        i for i in invoices(fake, "Menuiserie Dubois SARL") if i.document.totals.payable == Decimal("79.99")
    ]
    assert credited.state == "reversed"
    assert note.document.type_code == "381"
    assert note.document.lines[0].net == Decimal("66.66")
    assert note.document.taxes[0].tax == Decimal("13.33")
    assert note.document.preceding[0].number == credited.document.number
    assert note.document.preceding[0].issue_date == credited.document.issue_date
    assert note.document.purchase_order == "", "Odoo writes 'Reversal of ...' there"


def test_a_cancelled_invoice_is_no_debt(fake: Recorded) -> None:
    gone = [i for i in invoices(fake, "Menuiserie Dubois SARL") if i.state == "cancelled"]
    assert [(i.open, i.dues[0].open) for i in gone] == [(0, 0)]


def test_an_italian_invoice_with_two_rates_and_something_excluded(fake: Recorded) -> None:
    paper = invoices(fake, "Officina Luce S.r.l.")[0].document
    assert [line.vat.rate for line in paper.lines] == [22, 22, 10, 0]
    excluded = paper.lines[3].vat
    assert (excluded.national_code, excluded.exemption_reason) == ("N1", "Art. 15 DPR 633/1972")
    assert paper.national["IT"]["codice_destinatario"] == "ABC1234"
    assert paper.national["IT"]["regime_fiscale"] == "RF01"
    assert "pec" not in paper.national["IT"], "SdI 00426: a PEC goes with the code 0000000 only"
    assert paper.buyer.address.subdivision == "TO"
    assert paper.seller.address.subdivision == "MI"
    assert sum(t.base for t in paper.taxes) == paper.totals.tax_exclusive
    assert sum(t.tax for t in paper.taxes) == paper.totals.tax
    assert paper.totals.tax_exclusive + paper.totals.tax == paper.totals.payable


def test_where_odoo_rounds_globally_the_bases_follow_the_posted_total(fake: Recorded) -> None:
    """Odoo 19 rounds Italian invoices globally: the subtotals are a cent more than what was posted."""
    paper = invoices(fake, "Officina Luce S.r.l.")[0].document
    gap = sum(line.net for line in paper.lines) - paper.totals.tax_exclusive
    assert gap == (Decimal("0.01") if fake.content["version"] == 19 else 0)


def test_a_public_body_and_a_private_person_in_italy(fake: Recorded) -> None:
    body = invoices(fake, "Comune di Esempio")[0].document.buyer
    person = invoices(fake, "Mario Rossi")[0].document.buyer
    assert (body.public_body, body.tax_registration) == (True, "80012300010")
    assert (person.consumer, person.tax_registration) == (True, "RSSMRA80A01H501U")


def test_an_intra_union_supply_from_italy_carries_its_natura(fake: Recorded) -> None:
    vat = invoices(fake, "Lampen Licht GmbH")[0].document.lines[0].vat
    assert (vat.category, vat.national_code) == ("K", "N3.2")


def test_an_invoice_in_dollars_carries_the_rate_and_the_tax_in_euro(fake: Recorded) -> None:
    paper = invoices(fake, "Lampen Licht GmbH")[1].document
    assert (paper.currency, paper.totals.payable) == ("USD", Decimal("121.99"))
    assert (paper.tax_currency, paper.totals.tax_accounting) == ("EUR", Decimal("17.60"))
    rate = Decimal(paper.national["IT"]["eur_rate"])
    assert abs(rate - Decimal("0.8")) < Decimal("0.0001")
    assert fake.content["version"] < 18 or rate == Decimal("0.8"), "from 18 on Odoo tells the rate itself"


def test_each_invoice_owes_one_document(fake: Recorded) -> None:
    for bill in everything(fake, "invoice"):
        paper = bill.document
        owed = obligations(paper.seller, paper.buyer, paper.type_code, paper.issue_date)
        expected = {"FR": "facturx", "IT": "fatturapa"}[paper.seller.address.country]
        assert [document.format for document in owed] == [expected]


def test_a_place_is_called_what_the_user_interface_calls_it(fake: Recorded) -> None:
    bill = invoices(fake, "Officina Luce S.r.l.")[0]
    origin = locate("buyer.vat_id", bill.origins)
    assert origin
    assert origin.place == "Contacts > Officina Luce S.r.l. > Tax ID"
    assert (origin.record.split()[0], origin.field) == ("res.partner", "vat")
    deep = locate("lines[1].vat.rate", bill.origins)
    assert deep
    assert "line 2" in deep.place
    assert deep.field == "tax_ids"
    assert "Number" in str(locate("number", bill.origins))


def test_a_missing_siren_leads_to_the_field_that_the_version_shows(fake: Recorded) -> None:
    row = fake.named("res.partner", "Menuiserie Dubois SARL")
    for name in ("siret", "company_registry"):
        if name in row:
            row[name] = False
    bill = invoices(fake, "Menuiserie Dubois SARL")[0]
    assert bill.document.buyer.legal_id is None
    origin = locate("buyer.legal_id", bill.origins)
    assert origin
    assert origin.field == ("siret" if fake.content["version"] < 19 else "company_registry")


def test_reminders_go_to_the_address_for_invoices(fake: Recorded) -> None:
    who = {c.party.name: c for c in everything(fake, "customer") if isinstance(c, Customer)}
    assert who["Menuiserie Dubois SARL"].email == "compta@dubois.example"
    assert who["Tischlerei Sonne GmbH"].email == "info@sonne.example"
    assert who["Menuiserie Dubois SARL"].salesperson
    assert who["Menuiserie Dubois SARL"].salesperson.name == "Billing User"
    assert "Comptabilité" not in who, "a contact is no customer"


def test_money_on_account_is_what_no_invoice_has_consumed(fake: Recorded) -> None:
    payments = {r.ref.id: r for r in everything(fake, "payment") if isinstance(r, Payment)}
    amounts = sorted((p.amount, p.unapplied) for p in payments.values())
    assert amounts == [(Decimal(a), Decimal(b)) for a, b in
                       (("12.50", "12.50"), ("25.00", "25.00"), ("39.90", "0"), ("100.00", "0"))]  # fmt: skip
    cheque = next(p for id_, p in payments.items() if id_.startswith("line-"))
    assert cheque.memo == "cheque"


def test_an_order_adds_to_exposure_until_it_is_invoiced(fake: Recorded) -> None:
    order = next(everything(fake, "order"))
    assert isinstance(order, Order)
    assert (order.state, order.total, order.uninvoiced) == ("confirmed", Decimal("199.98"), Decimal("199.98"))
    assert order.purchase_order == "PO-4712"
    fake.row("sale.order", int(order.ref.id))["invoice_status"] = "invoiced"
    done = next(everything(fake, "order"))
    assert (done.state, done.uninvoiced) == ("done", 0)


def test_money_is_never_a_float(fake: Recorded) -> None:
    for bill in everything(fake, "invoice"):
        assert isinstance(bill.document.totals.payable, Decimal)
        assert bill.document.totals.payable.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ""),
        ({"l10n_it_edi_state": "forwarded"}, "l10n_it_edi_state=forwarded"),
        ({"l10n_it_edi_transaction": "abc"}, "l10n_it_edi_transaction=abc"),
        ({"peppol_move_state": "done"}, "peppol_move_state=done"),
        ({"peppol_move_state": "ready"}, ""),
        ({"edi_state": "sent"}, "edi_state=sent"),
    ],
)
def test_what_odoo_sent_itself_is_left_alone(fake: Recorded, changes: dict[str, str], expected: str) -> None:
    fields = fake.content["fields"]["account.move"]
    for name in changes:
        fields.setdefault(name, {"string": name, "type": "char"})
    row = fake.rows["account.move"][0]
    row.update(changes)
    bill = next(i for i in everything(fake, "invoice") if i.ref.id == str(row["id"]))
    assert bill.erp_einvoice == expected


def test_a_file_that_odoo_made_counts_as_sent(fake: Recorded) -> None:
    row = fake.rows["account.move"][0]
    fake._new("ir.attachment", res_model="account.move", res_id=row["id"], res_field="ubl_cii_xml_file")
    bill = next(i for i in everything(fake, "invoice") if i.ref.id == str(row["id"]))
    assert bill.erp_einvoice == "file=ubl_cii_xml_file"


def test_in_italy_only_a_fatturapa_counts(fake: Recorded) -> None:
    row = next(r for r in fake.rows["account.move"] if "Officina Luce" in r["partner_id"][1])
    here = {"res_model": "account.move", "res_id": row["id"]}
    fake._new("ir.attachment", **here, res_field="ubl_cii_xml_file")
    assert invoices(fake, "Officina Luce S.r.l.")[0].erp_einvoice == ""
    fake._new("ir.attachment", **here, res_field="l10n_it_edi_attachment_file")
    assert invoices(fake, "Officina Luce S.r.l.")[0].erp_einvoice == "file=l10n_it_edi_attachment_file"


def test_a_payment_that_odoo_has_not_booked_yet_counts(fake: Recorded) -> None:
    """From 18 on a payment may have no journal entry; the residual then ignores it."""
    if fake.content["version"] < 18:
        pytest.skip("17 books every payment")
    bill = invoices(fake, "Tischlerei Sonne GmbH")[0]
    row = fake.row("account.move", int(bill.ref.id))
    payment = fake._new("account.payment", name="P", state="in_process", move_id=False, is_matched=False,
                        amount=120.0, currency_id=row["currency_id"], invoice_ids=[row["id"]],
                        company_id=row["company_id"], partner_id=row["partner_id"], date="2026-11-20",
                        partner_type="customer", payment_type="inbound")  # fmt: skip
    row["matched_payment_ids"] = [payment["id"]]
    again = invoices(fake, "Tischlerei Sonne GmbH")[0]
    assert (again.open, again.dues[0].open) == (Decimal("180.00"), Decimal("180.00"))


def test_an_instalment_marked_no_follow_up_is_disputed(fake: Recorded) -> None:
    bill = invoices(fake, "Alpen Möbel AG")[0]
    field = "blocked" if fake.content["version"] == 17 else "no_followup"
    if field not in fake.content["fields"]["account.move.line"]:
        pytest.skip("18 Community has no such mark")
    for line in fake.rows["account.move.line"]:
        if line["move_id"][0] == int(bill.ref.id) and line["account_type"] == "asset_receivable":
            line[field] = True
    again = invoices(fake, "Alpen Möbel AG")[0]
    assert (again.disputed, again.open) == (Decimal("120.00"), Decimal("120.00"))
    assert "follow-up" in again.dispute_reason


def test_connect_asks_nothing() -> None:
    connect("odoo", settings(url="http://127.0.0.1:9"), {"4": "atelier"}).close()
