"""How a notice says that one can pay: one account, one code, or none at all."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from config.settings import Company
from connectors.memory import MemoryErp
from connectors.records import Invoice
from dunning.decisions import Notice, NoticeItem
from dunning.fees import Charge
from dunning.policy import Level
from einvoice.model import Address, PaymentMeans
from sync.letters.payment import Payment, payment

TODAY = date(2026, 11, 2)
FRENCH, SWISS, QR_IBAN = "FR7630006000011234567890189", "CH9300762011623852957", "CH4431999123000889012"
HOME = Address(line1="Rue du Lac 3", postcode="1003", city="Lausanne", country="CH")
COMPANY = Company(connection="erp", id="1", name="Atelier Exemple", country="FR", time_zone="Europe/Paris")


def bill(
    number: str, *means: PaymentMeans, amount: str = "120.00", currency: str = "EUR", late: int = 6, **more: Any
) -> Invoice:
    """An invoice of the memory ERP with these means of payment."""
    erp = MemoryErp()
    ref = erp.invoice(erp.customer(), number=number, due=TODAY - timedelta(days=late), amount=amount, currency=currency)
    record = erp.bill(ref)
    ref = msgspec.structs.replace(ref, id=number)
    document = msgspec.structs.replace(record.document, payment=means)
    return msgspec.structs.replace(record, ref=ref, document=document, **more)


def asked(*bills: Invoice, charges: tuple[Charge, ...] = (), company: Company = COMPANY, **more: Any) -> Payment:
    """How to pay a notice about these invoices; `more` are fields of the notice, of its level under `way`."""
    way = Level(name="first", **more.pop("way", {}))
    items = tuple(
        NoticeItem(
            id=f"{b.ref}#0",
            number=b.document.number,
            issued=b.document.issue_date,
            due=b.dues[0].date,
            amount=b.dues[0].amount,
            open=b.open,
            currency=b.document.currency,
            level=1,
        )
        for b in bills
    )
    notice = Notice(customer="c", date=TODAY, reason="", level=1, channel="mail", text="1", items=items, **more)
    return payment(company, notice, {str(b.ref): b for b in bills}, way, charges, HOME)


def test_the_code_holds_the_whole_sum_with_charges_and_without_credits() -> None:
    fee = Charge(kind="fee", currency="EUR", amount=Decimal(5), words="")
    means = PaymentMeans(iban=FRENCH, bic="AGRIFRPP")
    code = asked(bill("F1", means), bill("F2", means), charges=(fee,), credits={"EUR": Decimal(20)}).code.split("\n")
    assert code[6:8] == [FRENCH, "EUR225.00"]
    assert code[10] == "F1 F2"


def test_a_payees_own_name_and_reference_are_kept() -> None:
    means = PaymentMeans(iban=FRENCH, account_name="Factor Exemple SA", remittance="RF18539007547034")
    found = asked(bill("F1", means))
    assert (found.holder, found.reference) == ("Factor Exemple SA", "RF18539007547034")
    assert found.code.split("\n")[5] == "Factor Exemple SA"
    assert found.code.split("\n")[9] == "RF18539007547034"
    assert asked(bill("F1", means), bill("F2", means)).reference == "", "several invoices have several references"


def test_a_swiss_account_has_a_swiss_code() -> None:
    code = asked(bill("F1", PaymentMeans(iban=SWISS), currency="CHF")).code.split("\n")
    assert (code[0], code[18], code[19], code[27]) == ("SPC", "120.00", "CHF", "NON")


def test_a_qr_iban_has_a_code_for_its_one_invoice_and_none_for_several() -> None:
    first = PaymentMeans(iban=QR_IBAN, remittance="210000000003139471430009017")
    second = PaymentMeans(iban=QR_IBAN, remittance="000000000000000000000000011")
    assert asked(bill("F1", first, currency="CHF")).code.split("\n")[27] == "QRR"
    assert asked(bill("F1", first, currency="CHF"), bill("F2", second, currency="CHF")).code == ""


def test_other_currencies_and_two_currencies_have_no_code() -> None:
    means = PaymentMeans(iban=FRENCH)
    assert asked(bill("F1", means, currency="USD")).code == ""
    mixed = asked(bill("F1", means), bill("F2", means, currency="USD"))
    assert (mixed.iban, mixed.code) == (FRENCH, "")


def test_two_accounts_are_neither_named_nor_coded() -> None:
    other = PaymentMeans(iban="DE89370400440532013000")
    company = msgspec.structs.replace(COMPANY, iban=FRENCH)
    assert asked(bill("F1", PaymentMeans(iban=FRENCH)), bill("F2", other), company=company) == Payment()


def test_a_direct_debit_that_is_still_to_come_is_not_paid_twice() -> None:
    drawn = PaymentMeans(code="59", mandate="M1")
    company = msgspec.structs.replace(COMPANY, iban=FRENCH)
    assert asked(bill("F1", drawn, late=-3), company=company).code == ""
    assert asked(bill("F1", drawn, late=6), company=company).code, "the debit failed: now one pays"


def test_a_long_list_of_numbers_is_cut_between_two_of_them() -> None:
    means = PaymentMeans(iban=FRENCH)
    code = asked(*[bill(f"INV-2026-{n:05}", means) for n in range(20)]).code.split("\n")
    assert len(code[10]) <= 140
    assert code[10].split()[-1] == "INV-2026-00008"


def test_links_fill_in_what_a_page_asks_for() -> None:
    page = msgspec.structs.replace(COMPANY, payment_page="https://pay.example/{number}?sum={amount}{currency}")
    assert asked(bill("2026/F 1"), company=page).links == (("", "https://pay.example/2026%2FF%201?sum=120.00EUR"),)
    two = asked(bill("F1"), bill("F2", amount="30.00"), company=page)
    assert two.links == (
        ("F1", "https://pay.example/F1?sum=120.00EUR"),
        ("F2", "https://pay.example/F2?sum=30.00EUR"),
    )
    assert asked(bill("F1"), company=page, way={"payment_link": False}).links == ()


def test_a_page_for_everything_is_named_once() -> None:
    page = msgspec.structs.replace(COMPANY, payment_page="https://pay.example/?sum={amount}")
    assert asked(bill("F1"), bill("F2"), company=page).links == (("", "https://pay.example/?sum=240.00"),)
    assert asked(bill("F1"), bill("F2", currency="USD"), company=page).links == ()


def test_amounts_are_not_put_into_links_where_money_is_already_there() -> None:
    page = msgspec.structs.replace(COMPANY, payment_page="https://pay.example/{number}?sum={amount}")
    assert asked(bill("F1"), bill("F2"), company=page, credits={"EUR": Decimal(5)}).links == ()
    alone = asked(bill("F1"), company=page, credits={"EUR": Decimal(5)})
    assert alone.links == (("", "https://pay.example/F1?sum=115.00"),)


def test_more_links_than_anybody_reads_are_left_out() -> None:
    page = msgspec.structs.replace(COMPANY, payment_page="https://pay.example/{number}")
    assert len(asked(*[bill(f"F{n}") for n in range(5)], company=page).links) == 5
    assert asked(*[bill(f"F{n}") for n in range(6)], company=page).links == ()
