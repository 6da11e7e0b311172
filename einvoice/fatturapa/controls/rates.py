"""AliquotaIVA and Natura, wherever they stand: on lines (2.2.1), funds (2.1.1.7), summaries (2.2.2)."""

from collections.abc import Callable, Iterable, Iterator

from einvoice.fatturapa.controls.case import ZERO, Body, Case, Taxed
from einvoice.fatturapa.controls.control import LAYOUT, NET, NOTES, control
from einvoice.rules.rule import Finding

Rows = Callable[[Body], Iterable[Taxed]]
GENERAL = frozenset(("N2", "N3", "N6"))
_SINCE = "2021-01-01"  # until then the general codes were accepted
_REVERSE = "TD16"  # an integrated invoice shows the VAT beside the Natura


def line_without_natura(case: Case) -> Iterator[Finding]:
    """2.2.1.14 says why a line has no VAT."""
    return _without_natura(case, _lines)


def line_with_both(case: Case) -> Iterator[Finding]:
    """A line with VAT has no Natura, except in TD16."""
    return _with_both(case, _lines, _REVERSE)


def fund_without_natura(case: Case) -> Iterator[Finding]:
    """2.1.1.7.7 says why a contribution has no VAT."""
    return _without_natura(case, _funds)


def fund_with_both(case: Case) -> Iterator[Finding]:
    """A contribution with VAT has no Natura."""
    return _with_both(case, _funds)


def summary_without_natura(case: Case) -> Iterator[Finding]:
    """2.2.2.2 says why an amount has no VAT."""
    return _without_natura(case, _summaries)


def summary_with_both(case: Case) -> Iterator[Finding]:
    """A summary with VAT has no Natura, except in TD16."""
    return _with_both(case, _summaries, _REVERSE)


def line_rate(case: Case) -> Iterator[Finding]:
    """A rate of 0.22 is meant to be 22.00."""
    return _fraction(case, _lines)


def fund_rate(case: Case) -> Iterator[Finding]:
    """The same for a fund."""
    return _fraction(case, _funds)


def summary_rate(case: Case) -> Iterator[Finding]:
    """The same for a summary."""
    return _fraction(case, _summaries)


def line_general(case: Case) -> Iterator[Finding]:
    """The general codes N2, N3 and N6 have given way to their parts."""
    return _general(case, _lines)


def fund_general(case: Case) -> Iterator[Finding]:
    """The same for a fund."""
    return _general(case, _funds)


def summary_general(case: Case) -> Iterator[Finding]:
    """The same for a summary."""
    return _general(case, _summaries)


def goods_rate(case: Case) -> Iterator[Finding]:
    """The same for the rate of a simplified invoice."""
    return _fraction(case, _goods)


def goods_general(case: Case) -> Iterator[Finding]:
    """The same for a simplified invoice."""
    return _general(case, _goods)


def _lines(body: Body) -> Iterable[Taxed]:
    return body.lines


def _funds(body: Body) -> Iterable[Taxed]:
    return body.funds


def _summaries(body: Body) -> Iterable[Taxed]:
    return body.summaries


def _goods(body: Body) -> Iterable[Taxed]:
    return body.goods


def _without_natura(case: Case, rows: Rows) -> Iterator[Finding]:
    for body in case.bodies:
        for row in rows(body):
            if not row.natura and row.rate == ZERO:
                yield f"{row.path}.vat.national_code", {}


def _with_both(case: Case, rows: Rows, except_for: str = "") -> Iterator[Finding]:
    for body in case.bodies:
        for row in rows(body) if body.kind != except_for else ():
            if row.natura and row.rate:
                yield f"{row.path}.vat.national_code", {"rate": row.rate, "natura": row.natura}


def _fraction(case: Case, rows: Rows) -> Iterator[Finding]:
    for body in case.bodies:
        for row in rows(body):
            if row.rate and 0 < row.rate < 1:
                yield f"{row.path}.vat.rate", {"rate": row.rate}


def _general(case: Case, rows: Rows) -> Iterator[Finding]:
    for body in case.bodies:
        for row in rows(body):
            if row.natura in GENERAL and body.day >= _SINCE:
                yield f"{row.path}.vat.national_code", {"natura": row.natura}


RATES = (
    control("00400", line_without_natura, LAYOUT, NET, "a38"),
    control("00401", line_with_both, LAYOUT, NOTES, NET),
    control("00413", fund_without_natura, LAYOUT, NET, "a38"),
    control("00414", fund_with_both, LAYOUT, NET, "a38"),
    control("00424", line_rate, LAYOUT, words="00424"),
    control("00424", fund_rate, LAYOUT, words="00424-fund"),
    control("00424", summary_rate, LAYOUT, words="00424-summary"),
    control("00429", summary_without_natura, LAYOUT, NET, "a38"),
    control("00430", summary_with_both, LAYOUT, NOTES, NET),
    control("00445", line_general, NOTES, NET, words="00445"),
    control("00445", fund_general, NOTES, NET, words="00445-fund"),
    control("00445", summary_general, NOTES, NET, words="00445-summary"),
)
SIMPLIFIED_RATES = (
    control("00424", goods_rate, LAYOUT, words="00424"),
    control("00445", goods_general, NOTES, NET, words="00445"),
)
