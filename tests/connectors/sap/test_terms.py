"""When and how an invoice is paid."""

from datetime import date
from decimal import Decimal as D

import pytest

from connectors.records import Due
from connectors.sap.terms import skonto
from connectors.seller import Seller
from einvoice.model import Instalment, PaymentMeans
from tests.connectors.sap.bills import bill, invoice, item

BANK = Seller(name="Muster GmbH", country="DE", iban="DE89 3704 0044 0532 0130 00", bic="COBADEFF", creditor_id="DE98Z")


def means(methods: dict[str, str] | None = None, seller: Seller = BANK, **header: str) -> PaymentMeans:
    [found] = invoice(
        bill(item("100.00"), **header), sellers={"1010": seller}, payment_methods=methods or {}
    ).payment  # fmt: skip
    return found


def test_a_transfer_to_the_sellers_account() -> None:
    it = means()
    assert (it.code, it.iban, it.bic, it.account_name) == ("58", "DE89370400440532013000", "COBADEFF", "Muster GmbH")
    assert it.remittance == "90000001"
    assert means(PaymentReference="RF18 5390").remittance == "RF18 5390"


def test_outside_the_euro_or_without_account_it_is_no_sepa_transfer() -> None:
    assert means(TransactionCurrency="USD").code == "30"
    plain = means(seller=Seller(name="Muster GmbH", country="DE"))
    assert (plain.code, plain.iban, plain.account_name) == ("30", "", "")


@pytest.mark.parametrize("code", ["49", "59"])
def test_a_direct_debit_names_mandate_and_creditor_and_no_account_of_ours(code: str) -> None:
    it = means({"D": code}, PaymentMethod="D", SEPAMandate="M-2026-7")
    assert (it.code, it.mandate, it.creditor_id, it.iban) == (code, "M-2026-7", "DE98Z", "")


def test_a_method_that_the_settings_do_not_know_is_the_usual_one() -> None:
    assert means({"D": "59"}, PaymentMethod="T").code == "58"


def test_instalments_are_those_of_the_receivable_items_and_the_last_is_the_due_date() -> None:
    dues = (Due(date=date(2026, 3, 1), amount=D(60), open=D(60)), Due(date=date(2026, 2, 1), amount=D(59), open=D(0)))
    paper = invoice(bill(item("100.00")), dues=dues)
    assert paper.due_date == date(2026, 3, 1)
    assert paper.instalments == (
        Instalment(due=date(2026, 3, 1), amount=D(60)),
        Instalment(due=date(2026, 2, 1), amount=D(59)),
    )
    assert invoice(bill(item("100.00"))).due_date is None


def test_the_words_of_the_terms_are_the_configurations() -> None:
    row = bill(item("100.00"))
    assert invoice(row, payment_terms={"0001": "30 days net"}).terms == "30 days net"
    assert invoice(row).terms == ""


def test_a_cash_discount_is_one_of_days_and_per_cent() -> None:
    assert skonto(14, D(2)) == {"skonto_days": 14, "skonto_percent": D(2)}
    assert skonto(0, D(2)) == skonto(14, D(0)) == {}
