"""Native EN 16931 rules: each names the model's field, and the official judge says the same."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from einvoice import cii, rules
from einvoice.model import Invoice, Vat
from tests.einvoice import samples
from tests.einvoice.official import findings

replace = msgspec.structs.replace


@dataclass(frozen=True)
class Case:
    code: str
    path: str
    spoil: Callable[[Invoice], Invoice]
    sample: Callable[..., Invoice] = samples.french_invoice
    judged: bool = True  # whether the judge names the same rule


def totals(**more: Any) -> Callable[[Invoice], Invoice]:
    return lambda invoice: replace(invoice, totals=replace(invoice.totals, **more))


def first_line(**more: Any) -> Callable[[Invoice], Invoice]:
    return lambda invoice: replace(invoice, lines=(replace(invoice.lines[0], **more), *invoice.lines[1:]))


def first_tax(**more: Any) -> Callable[[Invoice], Invoice]:
    return lambda invoice: replace(invoice, taxes=(replace(invoice.taxes[0], **more), *invoice.taxes[1:]))


def buyer(**more: Any) -> Callable[[Invoice], Invoice]:
    return lambda invoice: replace(invoice, buyer=replace(invoice.buyer, **more))


def seller(**more: Any) -> Callable[[Invoice], Invoice]:
    return lambda invoice: replace(invoice, seller=replace(invoice.seller, **more))


NO_COUNTRY = msgspec.structs.replace(samples.FRENCH_BUYER.address, country="")
CASES = [
    Case("BR-CO-10", "totals.lines", totals(lines=Decimal("1.00"))),
    Case("BR-CO-11", "totals.allowances", totals(allowances=Decimal("24.00"))),
    Case("BR-CO-12", "totals.charges", totals(charges=Decimal("36.00"))),
    Case("BR-CO-13", "totals.tax_exclusive", totals(tax_exclusive=Decimal("2000.00"))),
    Case("BR-CO-14", "totals.tax", totals(tax=Decimal("1.00"))),
    Case("BR-CO-15", "totals.tax_inclusive", totals(tax_inclusive=Decimal("1.00"))),
    Case("BR-CO-16", "totals.payable", totals(payable=Decimal("1.00"))),
    Case("BR-S-08", "taxes[0].base", first_tax(base=Decimal("9999.00"))),
    Case("BR-S-09", "taxes[0].tax", first_tax(tax=Decimal("9999.00"))),
    Case("BR-CO-18", "taxes", lambda i: replace(i, taxes=())),
    Case("BR-07", "buyer.name", buyer(name="")),
    Case("BR-11", "buyer.address.country", buyer(address=NO_COUNTRY)),
    Case("BR-25", "lines[0].name", first_line(name="")),
    Case("BR-CO-09", "buyer.vat_id", buyer(vat_id="66801234568")),
    Case("BR-S-05", "lines[0].vat.rate", first_line(vat=Vat(category="S"))),
    Case("BR-S-02", "seller.vat_id", seller(vat_id="")),
    Case("BR-AE-02", "buyer.vat_id", buyer(vat_id="", legal_id=None), samples.reverse_charge),
    Case("BR-AE-05", "lines[0].vat.rate", first_line(vat=Vat(category="AE", rate=Decimal(20))), samples.reverse_charge),
    Case("BR-AE-10", "taxes[0].vat.exemption_reason", first_tax(vat=Vat(category="AE")), samples.reverse_charge),
    Case("BR-AE-09", "taxes[0].tax", first_tax(tax=Decimal("1.00")), samples.reverse_charge),
    Case("BR-IC-02", "buyer.vat_id", buyer(vat_id=""), samples.intra_community),
    Case("BR-IC-11", "delivery.delivered", lambda i: replace(i, delivery=None), samples.intra_community),
    Case("BR-IC-12", "delivery.address.country", lambda i: replace(i, delivery=None), samples.intra_community),
    Case("BR-G-10", "taxes[0].vat.exemption_reason", first_tax(vat=Vat(category="G")), samples.export),
    Case("BR-E-10", "taxes[0].vat.exemption_reason", first_tax(vat=Vat(category="E")), samples.exempt),
    Case("BR-27", "lines[0].price", first_line(price=Decimal("-1"))),
    Case("BR-DEC-23", "lines[0].net", first_line(net=Decimal("1469.701")), judged=False),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_each_rule_names_its_field(case: Case) -> None:
    faults = rules.check(case.spoil(case.sample()))
    assert (case.code, case.path) in {(fault.code, fault.path) for fault in faults}


@pytest.mark.parametrize("case", [c for c in CASES if c.judged], ids=lambda case: case.code)
def test_the_official_judge_finds_the_same(case: Case) -> None:
    xml = cii.write(case.spoil(case.sample()))
    assert case.code in {finding.partition(":")[0] for finding in findings(xml, "en16931-cii")}


@pytest.mark.parametrize("name", samples.all_french())
def test_sound_invoices_pass(name: str) -> None:
    assert rules.check(samples.all_french()[name]) == []


def test_both_figures_are_named() -> None:
    fault = rules.check(totals(payable=Decimal("7.77"))(samples.french_invoice()))[0]
    assert "7.77 EUR" in fault.message
    assert str(samples.french_invoice().totals.payable) in fault.message
