"""Spreading: the posted totals are the truth, and rounding cents go over the lines by one rule."""

from decimal import ROUND_HALF_UP, Decimal

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from einvoice import rules
from einvoice.model import Invoice, Line, TaxBreakdown, Totals, Vat
from einvoice.rounding import spread, unit_price
from tests.einvoice import samples

CENT = Decimal("0.01")


def posted(lines: tuple[Line, ...], base: str, rate: str = "22") -> Invoice:
    """An invoice whose ERP posted `base`, whatever its lines say."""
    vat = Vat(category="S", rate=Decimal(rate))
    amount = Decimal(base)
    tax = (amount * vat.rate / 100).quantize(CENT, ROUND_HALF_UP)
    totals = Totals(
        lines=sum((n.net for n in lines), Decimal(0)),
        tax_exclusive=amount,
        tax=tax,
        tax_inclusive=amount + tax,
        payable=amount + tax,
    )
    invoice = samples.italian_invoice()
    taxes = (TaxBreakdown(vat=vat, base=amount, tax=tax),)
    return msgspec.structs.replace(invoice, lines=lines, taxes=taxes, totals=totals)


def lines_of(*nets: str) -> tuple[Line, ...]:
    vat = Vat(category="S", rate=Decimal(22))
    return tuple(
        Line(id=str(i), name="x", quantity=Decimal(3), price=Decimal(n) / 3, net=Decimal(n), vat=vat)
        for i, n in enumerate(nets, 1)
    )


def nets(invoice: Invoice) -> list[str]:
    return [str(line.net) for line in invoice.lines]


def test_an_invoice_that_adds_up_is_left_alone() -> None:
    for invoice in samples.all_french().values():
        assert spread(invoice) == (invoice, ())


def test_one_missing_cent_goes_to_the_largest_line() -> None:
    invoice, notes = spread(posted(lines_of("10.00", "30.00", "20.00"), "60.01"))
    assert nets(invoice) == ["10.00", "30.01", "20.00"]
    assert "60.01" in notes[0]
    assert invoice.totals.lines == Decimal("60.01")
    assert rules.arithmetic(invoice) == []


def test_two_cents_too_many_come_off_the_two_largest_lines() -> None:
    invoice, _ = spread(posted(lines_of("10.00", "30.00", "20.00", "5.00"), "64.98"))
    assert nets(invoice) == ["10.00", "29.99", "19.99", "5.00"]


def test_more_than_half_a_cent_per_line_stays_and_is_named_with_both_figures() -> None:
    before = posted(lines_of("10.00", "30.00", "20.00"), "60.02")
    invoice, notes = spread(before)
    assert (invoice, notes) == (before, ())
    messages = [fault.message for fault in rules.arithmetic(invoice) if fault.code == "BR-S-08"]
    assert "60.00" in messages[0]
    assert "60.02" in messages[0]


def test_lines_of_nothing_do_not_buy_tolerance() -> None:
    before = posted(lines_of("10.00", "0.00", "0.00", "0.00"), "10.02")
    assert spread(before) == (before, ())


def test_what_is_posted_never_changes() -> None:
    before = posted(lines_of("10.00", "30.00", "20.00"), "60.01")
    after, _ = spread(before)
    assert after.taxes == before.taxes
    for field in ("tax_exclusive", "tax", "tax_inclusive", "payable"):
        assert getattr(after.totals, field) == getattr(before.totals, field)


def test_a_negative_price_becomes_a_negative_quantity() -> None:
    line = msgspec.structs.replace(lines_of("-5.00")[0], price=Decimal("-5"), quantity=Decimal(1))
    invoice, notes = spread(posted((*lines_of("10.00"), line), "5.00"))
    assert (invoice.lines[1].price, invoice.lines[1].quantity) == (5, -1)
    assert len(notes) == 1


amounts = st.integers(1, 5_000_000).map(lambda n: Decimal(n) / 1000)
quantities = st.integers(1, 5000).map(lambda n: Decimal(n) / 10)


@settings(max_examples=120, deadline=None)
@given(goods=st.lists(st.tuples(quantities, amounts, st.sampled_from(["22", "10", "4"])), min_size=1, max_size=12))
def test_whatever_an_erp_rounds_globally_adds_up_afterwards(goods: list[tuple[Decimal, Decimal, str]]) -> None:
    """An ERP that keeps lines unrounded and rounds each VAT group once, as Odoo's global rounding does."""
    lines, exact = [], {}
    for number, (quantity, price, rate) in enumerate(goods, 1):
        net = quantity * price
        exact[rate] = exact.get(rate, Decimal(0)) + net
        vat = Vat(category="S", rate=Decimal(rate))
        shown = net.quantize(CENT, ROUND_HALF_UP)
        lines.append(Line(id=str(number), name="x", quantity=quantity, price=price, net=shown, vat=vat))
    taxes = tuple(
        TaxBreakdown(
            vat=Vat(category="S", rate=Decimal(rate)),
            base=net.quantize(CENT, ROUND_HALF_UP),
            tax=(net * Decimal(rate) / 100).quantize(CENT, ROUND_HALF_UP),
        )
        for rate, net in exact.items()
    )
    exclusive, tax = sum(t.base for t in taxes), sum(t.tax for t in taxes)
    totals = Totals(
        lines=sum(n.net for n in lines),
        tax_exclusive=Decimal(exclusive),
        tax=Decimal(tax),
        tax_inclusive=Decimal(exclusive + tax),
        payable=Decimal(exclusive + tax),
    )
    before = msgspec.structs.replace(samples.italian_invoice(), lines=tuple(lines), taxes=taxes, totals=totals)
    after, _ = spread(before)
    assert rules.arithmetic(after) == []
    for old, new in zip(before.lines, after.lines, strict=True):
        assert abs(old.net - new.net) <= CENT
        assert abs(unit_price(new) * new.quantity - new.net) <= CENT  # SdI 00423
