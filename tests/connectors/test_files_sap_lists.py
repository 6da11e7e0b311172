"""An ECC without interfaces: what a clerk saves from FBL5N, VF05 and VA05 becomes invoices, payments and orders."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from connectors.errors import Misconfigured
from connectors.files import Settings, connect
from connectors.records import Customer, Invoice, Kind, Order, Payment, Record, Unreadable
from connectors.seller import Tax
from tests.connectors import idocs
from tests.connectors.sap_lists import Exports

TAXES = {"DE": {"A1": Tax(category="S")}}


@pytest.fixture
def ecc(tmp_path: Path) -> Exports:
    """An empty ledger with one customer."""
    return Exports(tmp_path / "in")


def pull(ecc: Exports, kind: Kind, **more: object) -> list[Record | Unreadable]:
    """Everything of a kind, with the preset as it is."""
    ecc.write()
    settings = Settings(folder=ecc.folder, out=ecc.folder.parent / "out", preset="sap-gui-en", **more)  # type: ignore[arg-type]
    connector = connect("ecc", settings, {"1000": "weser"})
    return [each for page in connector.pull(kind, None) for each in page.records]


def invoices(ecc: Exports, **more: object) -> dict[str, Invoice]:
    """All invoices by number; none of them set aside."""
    found = pull(ecc, "invoice", **more)
    return {each.document.number: each for each in found if isinstance(each, Invoice) or pytest.fail(str(each))}


def payments(ecc: Exports, **more: object) -> dict[str, Payment]:
    """All payments by document."""
    found = pull(ecc, "payment", **more)
    return {each.ref.id.split("/")[2]: each for each in found if isinstance(each, Payment) or pytest.fail(str(each))}


def test_an_open_invoice_can_be_reminded_of_but_not_sent(ecc: Exports) -> None:
    ecc.item("1800000001", "1.190,00", **{"Billing Document": "0090000017", "Text": 'Pumps 2" and hoses'})
    found = invoices(ecc)["90000017"]
    assert (found.ref.company, found.ref.id, found.customer.id) == ("1000", "1000/90000017", "100023")
    assert (found.state, found.open, found.document.totals.payable) == ("open", Decimal("1190.00"), Decimal("1190.00"))
    assert (found.document.issue_date, found.dues[0].date) == (date(2026, 10, 1), date(2026, 10, 31))
    assert found.document.buyer.name == "Hafenwerk Nord GmbH"
    assert found.document.lines[0].name == 'Pumps 2" and hoses'
    assert found.erp_einvoice == "known from lists alone, there is no IDoc of it"


def test_a_list_holds_invoices_credit_memos_and_payments(ecc: Exports) -> None:
    ecc.item("1800000001", "1.190,00", **{"Billing Document": "90000017"})
    ecc.item("1800000002", "119,00-", **{"Billing Document": "90000018"})
    ecc.item("1400000001", "500,00-", "DZ")
    ecc.item("1600000001", "75,50", "DR", Reference="Claim 7")
    ecc.item("1600000002", "20,00-", "DG")
    found = invoices(ecc)
    assert {number: (each.document.type_code, each.open) for number, each in found.items()} == {
        "90000017": ("380", Decimal("1190.00")),
        "90000018": ("381", Decimal("119.00")),
        "1600000001": ("380", Decimal("75.50")),
        "1600000002": ("381", Decimal("20.00")),
    }
    paid = payments(ecc)["1400000001"]
    assert (paid.amount, paid.unapplied, paid.date) == (Decimal("500.00"), Decimal("500.00"), date(2026, 10, 1))


def test_a_part_payment_reduces_the_invoice_that_it_names(ecc: Exports) -> None:
    ecc.item("1800000001", "1.190,00", **{"Billing Document": "90000017"})
    ecc.item("1400000001", "500,00-", "DZ", **{"Invoice reference": "1800000001", "Document Date": "20.10.2026",
                                               "Fiscal year of the relevant invoice": "2026"})  # fmt: skip
    found = invoices(ecc)["90000017"]
    assert (found.open, found.document.totals.payable) == (Decimal("690.00"), Decimal("1190.00"))
    assert [(each.date, each.amount, each.credit) for each in found.settlements] == [
        (date(2026, 10, 20), Decimal("500.00"), False)
    ]
    assert payments(ecc)["1400000001"].unapplied == 0


def test_a_payment_never_takes_more_than_is_open(ecc: Exports) -> None:
    ecc.item("1800000001", "300,00", **{"Billing Document": "90000017"})
    ecc.item("1400000001", "500,00-", "DZ", **{"Invoice reference": "1800000001"})
    assert (invoices(ecc)["90000017"].open, invoices(ecc)["90000017"].state) == (0, "paid")
    assert payments(ecc)["1400000001"].unapplied == Decimal("200.00")


def test_a_credit_memo_with_a_reference_settles_its_invoice(ecc: Exports) -> None:
    ecc.item("1800000001", "300,00", **{"Billing Document": "90000017"})
    ecc.item("1800000002", "100,00-", **{"Billing Document": "90000018", "Invoice reference": "1800000001"})
    found = invoices(ecc)
    assert (found["90000017"].open, found["90000018"].open) == (Decimal("200.00"), 0)
    assert found["90000017"].settlements[0].credit


def test_an_invoice_in_instalments_has_each_on_its_day(ecc: Exports) -> None:
    for position, due in (("1", "31.10.2026"), ("2", "30.11.2026")):
        ecc.item("1800000001", "595,00", **{"Billing Document": "90000017", "Line item": position, "Net due date": due})
    ecc.item("1400000001", "600,00-", "DZ", **{"Invoice reference": "1800000001"})
    found = invoices(ecc)["90000017"]
    assert [(each.date, each.amount, each.open) for each in found.dues] == [
        (date(2026, 10, 31), Decimal("595.00"), 0),
        (date(2026, 11, 30), Decimal("595.00"), Decimal("590.00")),
    ]


def test_the_rest_of_an_invoice_that_was_cleared_is_a_claim_of_its_own(ecc: Exports) -> None:
    ecc.item("1400000009", "90,00", "DZ", **{"Invoice reference": "1800000001", "Reference": "90000017"})
    found = invoices(ecc)["1400000009"]
    assert (found.open, found.document.type_code) == (Decimal("90.00"), "380")


def test_a_dunning_block_means_disputed(ecc: Exports) -> None:
    ecc.item("1800000001", "300,00", **{"Billing Document": "90000017", "Dunning block": "A"})
    ecc.item("1800000002", "300,00", **{"Billing Document": "90000018", "Dunning block": "R"})
    words = {"open_items": {"dunning_block": {"R": "Complaint is being looked into"}}}
    found = invoices(ecc, values=words)
    assert (found["90000017"].disputed, found["90000017"].dispute_reason) == (Decimal("300.00"), "dunning block A")
    assert found["90000018"].dispute_reason == "Complaint is being looked into"


def test_special_g_l_items_are_kept_apart(ecc: Exports) -> None:
    ecc.item("1800000001", "300,00", **{"Billing Document": "90000017"})
    ecc.item("1500000001", "1.000,00-", "DZ", **{"Special G/L ind.": "A"})
    ecc.item("1500000002", "1.000,00", "SA", **{"Special G/L ind.": "W"})
    assert list(invoices(ecc)) == ["90000017"]
    assert payments(ecc) == {}


def test_cleared_items_are_paid(ecc: Exports) -> None:
    ecc.item("1800000001", "300,00", **{"Billing Document": "90000017", "Clearing Document": "1400000001"})
    ecc.item("1400000001", "300,00-", "DZ", **{"Clearing Document": "1400000001"})
    assert (invoices(ecc)["90000017"].state, invoices(ecc)["90000017"].open) == ("paid", 0)
    assert payments(ecc)["1400000001"].unapplied == 0


def test_an_unknown_document_type_is_asked_about_and_the_rest_goes_on(ecc: Exports) -> None:
    ecc.item("1800000001", "300,00", **{"Billing Document": "90000017"})
    ecc.item("1700000001", "100,00-", "ZX")
    ecc.item("1700000002", "100,00", "ZX")
    (aside,) = [each for each in pull(ecc, "payment") if isinstance(each, Unreadable)]
    assert aside.faults[0].message == (
        'FBL5N.txt, row 6 (1700000001), column Document Type is "ZX": '
        "expected one of billing, document, payment, ignore (or map it with values.open_items)."
    )
    assert sum(isinstance(each, Unreadable) for each in pull(ecc, "invoice")) == 1
    known = {"open_items": {"type": {"ZX": "payment"}}}
    assert payments(ecc, values=known)["1700000001"].unapplied == Decimal("100.00")


def test_nothing_is_sent_to_an_account_with_a_credit_that_cannot_be_read(ecc: Exports) -> None:
    ecc.item("1800000001", "300,00", **{"Billing Document": "90000017"})
    ecc.item("1400000001", "5o0,00-", "DZ")
    ecc.write()
    settings = Settings(folder=ecc.folder, out=ecc.folder.parent / "out", preset="sap-gui-en")
    connector = connect("ecc", settings, {"1000": "weser"})
    (page,) = connector.pull("customer", None)
    refs = [each.ref for each in page.records if isinstance(each, Customer)]
    assert connector.reread(refs).failed == tuple(refs)


def test_billing_documents_tell_tax_cancellations_and_what_is_paid(ecc: Exports) -> None:
    ecc.item("1800000001", "1.190,00", **{"Billing Document": "90000017"})
    ecc.bill("90000017", "1.000,00", "190,00")
    ecc.bill("90000018", "100,00", "19,00")
    ecc.bill("90000019", "50,00", "9,50", Cancelled="X")
    ecc.bill("90000020", "50,00", "9,50", "S1")
    ecc.bill("90000021", "77,00", "0,00", "F8")
    ecc.bill("90000022", "77,00", "0,00", **{"Posting Status": "A"})
    found = invoices(ecc, files={"billing": "VF05*.txt"})
    totals = found["90000017"].document.totals
    assert (totals.tax_exclusive, totals.tax, totals.payable) == (1000, 190, 1190)
    assert {number: (each.state, each.document.type_code) for number, each in found.items()} == {
        "90000017": ("open", "380"),
        "90000018": ("paid", "380"),
        "90000019": ("reversed", "380"),
        "90000020": ("paid", "381"),
    }


def test_an_invoice_keeps_its_identity_when_it_is_paid(ecc: Exports) -> None:
    ecc.item("1800000001", "1.190,00", **{"Billing Document": "90000017"})
    ecc.bill("90000017", "1.000,00", "190,00")
    before = invoices(ecc, files={"billing": "VF05*.txt"})["90000017"].ref
    ecc.items.clear()
    ecc.item("1800000002", "1,00", **{"Billing Document": "90000018"})
    after = invoices(ecc, files={"billing": "VF05*.txt"})["90000017"]
    assert (after.ref, after.state) == (before, "paid")


def test_open_orders_weigh_with_their_items(ecc: Exports) -> None:
    ecc.item("1800000001", "1.190,00")
    ecc.order("1234", "1.000,00", **{"Purchase order no.": "PO-4711"})
    ecc.order("1234", "250,50", Item="20", Material="HOSE-1")
    (order,) = pull(ecc, "order", files={"order_items": "VA05*.txt"})
    assert isinstance(order, Order)
    assert (order.number, order.total, order.uninvoiced) == ("1234", Decimal("1250.50"), Decimal("1250.50"))
    assert [(each.item, each.quantity, each.price) for each in order.lines] == [
        ("PUMP-7", 10, 100),
        ("HOSE-1", 10, Decimal("25.05")),
    ]


def test_a_german_list_in_another_layout_needs_the_german_preset(ecc: Exports, tmp_path: Path) -> None:
    ecc.write()
    ecc.save("FBL5N.txt", "Debitoren-Einzelposten\r\n\r\n\tBuKr\tDebitor\tBelegnr\r\n")
    settings = Settings(folder=ecc.folder, out=tmp_path / "out", preset="sap-gui-en")
    with pytest.raises(Misconfigured, match="no line near its top has the titles of open items"):
        list(connect("ecc", settings, {"1000": "weser"}).pull("invoice", None))


def test_an_idoc_gives_an_open_item_its_document(ecc: Exports) -> None:
    ecc.item("1800000001", "1.190,00", **{"Billing Document": "90000017"})
    ecc.item("1400000001", "190,00-", "DZ", **{"Invoice reference": "1800000001"})
    ecc.item("1800000002", "119,00", **{"Billing Document": "90000018"})
    ecc.idoc("invoic_1.xml", idocs.file())
    found = invoices(ecc, idocs="idoc/*.xml", tax_codes=TAXES)
    whole, bare = found["90000017"], found["90000018"]
    assert (whole.erp_einvoice, whole.open, whole.document.totals.payable) == ("", 1000, 1190)
    assert (whole.document.lines[0].name, whole.document.issue_date) == ("Pump, 7 bar", date(2026, 11, 5))
    assert (whole.document.due_date, whole.orders) == (date(2026, 10, 31), ("1234",))  # due as the ledger says
    assert whole.document.seller.endpoint is not None  # ours, from companies.json
    assert whole.document.payment[0].iban == "DE02120300000000202051"
    assert bare.erp_einvoice == "known from lists alone, there is no IDoc of it"


def test_the_bill_to_party_of_an_idoc_is_the_buyer_and_the_payer_is_reminded(ecc: Exports) -> None:
    ecc.customer("100077", "Zentralkasse Nord", City="Kiel")
    ecc.item("1800000001", "1.190,00", customer="100077", **{"Billing Document": "90000017"})
    ecc.idoc("invoic_1.xml", idocs.file())
    found = invoices(ecc, idocs="idoc/*.xml", tax_codes=TAXES)["90000017"]
    assert (found.customer.id, found.document.buyer.name) == ("100077", "Hafenwerk Nord GmbH")


def test_an_idoc_that_was_sent_twice_counts_as_it_was_sent_last(ecc: Exports) -> None:
    ecc.item("1800000001", "1.190,00", **{"Billing Document": "90000017"})
    old = idocs.idoc(items=[idocs.item(MENEE="XXX")], docnum="0000000000000001")
    ecc.idoc("a.xml", idocs.file(idocs.idoc(docnum="0000000000000002")))
    ecc.idoc("b.xml", idocs.file(old))
    assert invoices(ecc, idocs="idoc/*.xml", tax_codes=TAXES)["90000017"].erp_einvoice == ""


@pytest.mark.parametrize(
    ("made", "amount", "said"),
    [
        (idocs.idoc(currency="USD"), "1.190,00", "E1EDK01 CURCY: the ledger has it in EUR."),
        (idocs.idoc(kind="CRME"), "1.190,00", "E1EDK01 BSART: the ledger has it as an invoice."),
        (idocs.idoc(), "1.200,00", "of 1190.00 billed, 1200.00 is open in the ledger."),
        (idocs.idoc(items=[idocs.item(tax="Q1")]), "1.190,00", 'say what it means in tax_codes.DE, as "Q1" or "19%".'),
    ],
)
def test_an_idoc_that_contradicts_the_ledger_sets_the_invoice_aside(
    ecc: Exports, made: str, amount: str, said: str
) -> None:
    ecc.item("1800000001", amount, **{"Billing Document": "90000017"})
    ecc.idoc("invoic_1.xml", idocs.file(made))
    (aside,) = pull(ecc, "invoice", idocs="idoc/*.xml", tax_codes=TAXES)
    assert isinstance(aside, Unreadable)
    assert aside.faults[0].message.startswith("invoic_1.xml, IDoc 401234, ")
    assert aside.faults[0].message.endswith(said)
    assert aside.origins[aside.faults[0].path].record == "IDoc 0000000000401234"


def test_an_idoc_that_comes_later_makes_the_invoice_new(ecc: Exports) -> None:
    ecc.item("1800000001", "1.190,00", **{"Billing Document": "90000017"})
    ecc.write()
    settings = Settings(folder=ecc.folder, out=ecc.folder.parent / "out", preset="sap-gui-en", idocs="idoc/*.xml",
                        tax_codes=TAXES)  # fmt: skip
    connector = connect("ecc", settings, {"1000": "weser"})
    (first,) = connector.pull("invoice", None)
    assert list(connector.pull("invoice", first.cursor)) == []
    ecc.idoc("broken.xml", b"<INVOIC02><IDOC>")
    ecc.idoc("invoic_1.xml", idocs.file(idocs.idoc(), idocs.idoc("0099999999", docnum="7")))
    (second,) = connector.pull("invoice", first.cursor)
    before, after = first.records[0], second.records[0]
    assert isinstance(after, Invoice)
    assert (before.ref, before.version != after.version, after.erp_einvoice) == (after.ref, True, "")
    said = {(each.level, each.subject): each.message for each in connector.check()}
    assert said["ok", "idoc/*.xml"] == "IDocs of 2 invoices; 1 are of none that the lists have"
    assert ("warning", "broken.xml") in said


ITEM = st.tuples(
    st.sampled_from(["RV", "DR", "DG", "DZ"]), st.integers(-90_000, 90_000).filter(bool), st.integers(0, 5)
)


@given(st.lists(ITEM, min_size=1, max_size=8))
@hypothesis_settings(max_examples=40, deadline=None)
def test_what_a_customer_owes_is_what_the_list_says_whatever_settles_what(rows: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        ecc = Exports(Path(folder) / "in")
        for place, (kind, cents, about) in enumerate(rows):
            amount = f"{abs(cents) // 100},{abs(cents) % 100:02}" + ("-" if cents < 0 else "")
            ecc.item(f"18{place}", amount, kind, **{"Invoice reference": f"18{about}"})
        found = [each for each in pull(ecc, "invoice") if isinstance(each, Invoice)]
        money = [each for each in pull(ecc, "payment") if isinstance(each, Payment)]
    owed = sum(-each.open if each.document.is_credit else each.open for each in found)
    free = sum(each.unapplied for each in money)
    assert owed - free == sum(Decimal(cents) for _, cents, _ in rows) / 100
    assert all(0 <= each.open <= each.document.totals.payable for each in found)
    assert all(0 <= each.unapplied <= each.amount for each in money)
    assert all(each.open == sum(due.open for due in each.dues) for each in found)
