"""What is asked of the simplified form alone (FSM10): its limit, and VAT by rate or by amount."""

from collections.abc import Iterator
from decimal import Decimal

from einvoice.fatturapa.controls.case import ZERO, Case, total
from einvoice.fatturapa.controls.control import NET, NOTES, control
from einvoice.rules.rule import Finding

LIMIT = Decimal(400)  # euro with VAT: DPR 633/1972, art. 21-bis; D.M. 10 May 2019
_UNLIMITED = frozenset(("RF19", "RF20"))  # flat-rate regime, cross-border exemption of small enterprises


def over_limit(case: Case) -> Iterator[Finding]:
    """More than 400 euro, except in a correction of another invoice and under the regimes RF19 and RF20."""
    for body in case.bodies:
        amount = total(row.amount for row in body.goods)
        if amount > LIMIT and not body.references and case.regime not in _UNLIMITED:
            yield f"{body.prefix}totals.tax_inclusive", {"amount": amount, "limit": LIMIT}


def goods_without_natura(case: Case) -> Iterator[Finding]:
    """2.2.4 says why there is no VAT where the rate is zero."""
    for body in case.bodies:
        for row in body.goods:
            if not row.natura and row.rate == ZERO and not row.tax:
                yield f"{row.path}.vat.national_code", {}


def goods_with_both(case: Case) -> Iterator[Finding]:
    """Where there is VAT, by rate or by amount, there is no Natura."""
    for body in case.bodies:
        for row in body.goods:
            if row.natura and (row.rate or row.tax):
                yield f"{row.path}.vat.national_code", {"rate": row.rate or row.tax, "natura": row.natura}


SIMPLE = (
    control("00400", goods_without_natura, NET),
    control("00401", goods_with_both, NET, words="00401-simplified"),
    control("00460", over_limit, NOTES, NET),
)
